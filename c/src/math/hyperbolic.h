// tanh(a) and 1 - tanh(a)^2 for a >= 0, from m = e^-2a - 1, which is exact near 0.
#pragma once

#include "number.h"

typedef struct {
    number minus, sum; // m and 2 + m
} hyperbolic_parts;

// Both are at their limits from here on, to twice the precision of a sum with 1.
#define HYPERBOLIC_LIMIT ((real)(RELUME_BITS == 32 ? 20 : 40))

// For 0 <= a <= EXP_LIMIT/4.
static inline hyperbolic_parts hyperbolic_split(number a)
{
    const number m = n_exp_minus_one(n_exp(n_times_power(a, v_set(-2))));
    return (hyperbolic_parts){m, n_fast_add(n_set(2), m)};
}
static inline number hyperbolic_tanh(hyperbolic_parts h) { return n_div(n_neg(h.minus), h.sum); }
// 1 - tanh^2 times (2 + m)^2; to the precision of 1 - tanh^2 for small a, of 1 for large.
static inline number hyperbolic_slope(hyperbolic_parts h)
{
    return n_times_power(n_fast_add(n_set(1), h.minus), v_set(4));
}
// |x|, bounded; NaN stays NaN.
static inline vec hyperbolic_argument(vec x) { return v_min(v_set(HYPERBOLIC_LIMIT), v_abs(x)); }
// Below, what begins with a^3 is that times a polynomial in a^2.
#define HYPERBOLIC_SMALL ((real)0.75)

// factor·(1 - tanh(a)^2) = factor·4e/(1 + e)^2 with e = e^-2a, for 0 <= a, good to the last of it.
static inline scaled hyperbolic_slope_times(number a, number factor)
{
    const mask far = v_gt(n_hi(a), v_set(EXP_LIMIT / 2));
    const power_parts e = power_split(n_select(far, n_set(-EXP_LIMIT), n_times_power(a, v_set(-2))));
    const number one_plus = n_fast_add(n_set(1), e.value), four = n_times_power(e.mantissa, v_set(4));
    return n_scaled(n_mul(n_div(four, n_mul(one_plus, one_plus)), factor), e.n);
}
