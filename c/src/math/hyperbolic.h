// tanh(a) and 1 - tanh(a)^2 for a >= 0, from m = e^-2a - 1, which is exact near 0.
#pragma once

#include "exp.h"

typedef struct {
    pair minus, sum; // m and 2 + m
} hyperbolic_parts;

// Both are at their limits from here on, to twice the precision of a sum with 1.
#define HYPERBOLIC_LIMIT ((real)(RELUME_BITS == 32 ? 20 : 40))

// For 0 <= a <= EXP_LIMIT/4.
static inline hyperbolic_parts hyperbolic_split(pair a)
{
    const pair m = exp_minus_one(exp_parts(p_times_power(a, v_set(-2))));
    return (hyperbolic_parts){m, p_fast_add(p_set(2), m)};
}
static inline pair hyperbolic_tanh(hyperbolic_parts h) { return p_div(p_neg(h.minus), h.sum); }
// 1 - tanh^2 times (2 + m)^2; to the precision of 1 - tanh^2 for small a, of 1 for large.
static inline pair hyperbolic_slope(hyperbolic_parts h)
{
    return p_times_power(p_fast_add(p_set(1), h.minus), v_set(4));
}
// |x|, bounded; NaN stays NaN.
static inline vec hyperbolic_argument(vec x) { return v_min(v_set(HYPERBOLIC_LIMIT), v_abs(x)); }
// Below, what begins with a^3 is that times a polynomial in a^2.
#define HYPERBOLIC_SMALL ((real)0.75)

// factor·(1 - tanh(a)^2) = factor·4e/(1 + e)^2 with e = e^-2a, for 0 <= a, good to the last of it.
static inline scaled hyperbolic_slope_times(pair a, pair factor)
{
    const mask far = v_gt(a.hi, v_set(EXP_LIMIT / 2));
    const power_parts e = power_split(p_select(far, p_set(-EXP_LIMIT), p_times_power(a, v_set(-2))));
    const pair one_plus = p_fast_add(p_set(1), e.value), four = p_times_power(e.mantissa, v_set(4));
    return s_normal(p_mul(p_div(four, p_mul(one_plus, one_plus)), factor), e.n);
}
