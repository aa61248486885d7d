// silu(x) = x·sigmoid(x), also called swish. Elfwing, Uchibe & Doya, arXiv:1702.03118.
#pragma once

#include "../math/logistic.h"

static inline pair silu_forward(vec x, const vec *p)
{
    const scaled s = logistic(x);
    // Bounded where it would be inf·0 or leave v_ldexp's range; beyond, the product is -0 or x all the same.
    const vec above = v_max(v_set(-EXP_LIMIT), x), bounded = v_min(v_set(EXP_LIMIT), above);
    const vec low = v_mul(s.value.lo, bounded), hi = v_fma(s.value.hi, above, low);
    return p_ldexp((pair){hi, v_add(v_fma(s.value.hi, bounded, v_neg(hi)), low)}, s.n);
}

// With e = e^-|x|: (1 + e + x·e)/(1 + e)^2 for x >= 0 and e·(1 + e + x)/(1 + e)^2 for x < 0.
static inline pair silu_derivative(vec x, const vec *p)
{
    const vec argument = logistic_argument(x);
    const logistic_parts e = logistic_split(p_from(argument));
    const mask negative = v_lt(x, v_set(0));
    const pair product = p_mul_vec(e.power, v_neg(argument));
    const pair sum = p_add(e.one_plus, p_select(negative, p_from(argument), product));
    const pair numerator = p_select(negative, p_mul(sum, e.mantissa), sum);
    return p_ldexp(p_normal(p_div(numerator, p_mul(e.one_plus, e.one_plus))), v_select(negative, e.n, v_set(0)));
}
