// silu(x) = x·sigmoid(x), also called swish. Elfwing, Uchibe & Doya, arXiv:1702.03118.
#pragma once

#include "../math/logistic.h"

static inline scaled silu_forward(vec x, const vec *p)
{
    const scaled s = logistic(x);
    // Bounded where it would be inf·0 or leave the range of scaled values; beyond, the product is -0 or x all the same.
    const vec above = v_max(v_set(-EXP_LIMIT), x), bounded = v_min(v_set(EXP_LIMIT), above);
    const vec low = v_mul(s.value.lo, bounded), hi = v_fma(s.value.hi, above, low);
    return (scaled){{hi, v_add(v_fma(s.value.hi, bounded, v_neg(hi)), low)}, s.n};
}

// With e = e^-|x|: (1 + e + x·e)/(1 + e)^2 for x >= 0 and e·(1 + e + x)/(1 + e)^2 for x < 0. There the sum cancels at
// the root r, about which the value is (x - r)·Q(x - r).
static inline scaled silu_derivative(vec x, const vec *p)
{
    const vec argument = logistic_argument(x);
    const logistic_parts e = logistic_split(p_from(argument));
    const mask negative = v_lt(x, v_set(0));
    const pair product = p_mul_vec(e.power, v_neg(argument));
    const pair sum = p_add(e.one_plus, p_select(negative, p_from(argument), product));
    const pair numerator = p_select(negative, p_mul(sum, e.mantissa), sum);
    const pair ratio = p_normal(p_div(numerator, p_mul(e.one_plus, e.one_plus)));
    const pair from_root = p_fast_sum(v_sub(x, v_set(SILU_ROOT[0])), v_set(-SILU_ROOT[1]));
    const pair near_root = p_mul(from_root, PAIR_POLYNOMIAL(from_root.hi, silu_root_q));
    return s_select(v_lt(v_abs(from_root.hi), v_set((real)0.125)), s_from(near_root),
                    (scaled){ratio, v_select(negative, e.n, v_set(0))});
}
