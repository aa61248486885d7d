// silu(x) = x·sigmoid(x), also called swish. Elfwing, Uchibe & Doya, arXiv:1702.03118.
#pragma once

#include "../math/logistic.h"

static inline pair silu_forward(vec x, const vec *p)
{
    const scaled s = logistic(p_from(x));
    const pair y = p_ldexp(p_mul_vec(s.value, v_max(v_set(-EXP_LIMIT), x)), s.n);
    return p_select(v_gt(x, v_set(EXP_LIMIT)), p_from(x), y);
}

// With e = e^-|x|: (1 + e + x·e)/(1 + e)^2 for x >= 0 and e·(1 + e + x)/(1 + e)^2 for x < 0.
static inline pair silu_derivative(vec x, const vec *p)
{
    const logistic_parts e = logistic_split(p_from(x));
    const mask negative = v_lt(x, v_set(0));
    const vec bounded = v_max(v_set(-EXP_LIMIT), v_min(v_set(EXP_LIMIT), x));
    const pair sum = p_add(e.one_plus, p_select(negative, p_from(bounded), p_mul_vec(e.power, bounded)));
    const pair numerator = p_select(negative, p_mul(sum, e.mantissa), sum);
    const pair d = p_ldexp(p_div(numerator, p_mul(e.one_plus, e.one_plus)), v_select(negative, e.n, v_set(0)));
    return (pair){v_unless_nan(d.hi, x), d.lo};
}
