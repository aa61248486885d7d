// tanh and its slope, 1 - tanh^2, from m = e^-2a - 1, which is exact near 0.
#pragma once

#include "logistic.h"

typedef struct {
    pair minus, sum; // m and 2 + m, not normal
} hyperbolic_parts;

// Both are at their limits from here on, to twice the precision of a sum with 1.
#define HYPERBOLIC_LIMIT ((real)(RELUME_BITS == 32 ? 20 : 40))

// For 0 <= a <= EXP_LIMIT/4.
static inline hyperbolic_parts hyperbolic_split(pair a)
{
    const pair m = exp_minus_one_parts(exp_parts(p_times_power(a, v_set(-2)))), sum = p_fast_sum(v_set(2), m.hi);
    return (hyperbolic_parts){m, {sum.hi, v_add(sum.lo, m.lo)}};
}
static inline pair hyperbolic_tanh(hyperbolic_parts h) { return p_div(p_neg(h.minus), h.sum); }
// 1 - tanh^2 times (2 + m)^2; to the precision of 1 - tanh^2 for small a, of 1 for large.
static inline pair hyperbolic_slope(hyperbolic_parts h)
{
    return p_times_power(p_fast_add(p_set(1), h.minus), v_set(4));
}
// |x| and |z|, bounded; NaN stays NaN.
static inline vec hyperbolic_argument(vec x) { return v_min(v_set(HYPERBOLIC_LIMIT), v_abs(x)); }
static inline pair hyperbolic_pair_argument(pair z)
{
    const vec hi = hyperbolic_argument(z.hi);
    return (pair){hi, v_select(v_lt(hi, v_set(HYPERBOLIC_LIMIT)), v_flip_sign(z.lo, z.hi), v_set(0))};
}

static inline pair tanh_of(vec x)
{
    return p_copysign(p_normal(hyperbolic_tanh(hyperbolic_split(p_from(hyperbolic_argument(x))))), x);
}
static inline pair tanh_of_pair(pair z)
{
    return p_copysign(p_normal(hyperbolic_tanh(hyperbolic_split(hyperbolic_pair_argument(z)))), z.hi);
}
// tanh(z) is z to twice the precision where |z| is smaller.
#define TANH_LINEAR ((real)(RELUME_BITS == 32 ? 0x1p-28 : 0x1p-56))

// 1 - tanh(z)^2 = 4e/(1 + e)^2 with e = e^-2|z|, good to the last of it.
static inline scaled tanh_slope(pair z)
{
    const scaled d = logistic_slope(logistic_split(logistic_pair_argument(p_times_power(z, v_set(2)))));
    return (scaled){p_times_power(d.value, v_set(4)), d.n};
}

// factor·(tanh(z) - z·(1 - tanh(z)^2)) for z >= 0, which is z^3 times a polynomial in z^2 where that cancels.
static inline scaled tanh_bend(pair z, pair factor)
{
    const pair a = hyperbolic_pair_argument(z);
    const hyperbolic_parts h = hyperbolic_split(a);
    const pair numerator = p_add(p_neg(p_mul(h.minus, h.sum)), p_neg(p_mul(hyperbolic_slope(h), a)));
    const pair far = p_mul(p_div(numerator, p_mul(h.sum, h.sum)), factor);
    const vec square = v_min(v_set(1), v_mul(a.hi, a.hi));
    const pair near = p_mul(p_normal(PAIR_POLYNOMIAL(v_sub(square, v_set((real)0.5)), tanh_bend_q)), factor);
    return s_select(v_lt(a.hi, v_set(1)), s_tiny_cube(a, near), s_normal(far, v_set(0)));
}
