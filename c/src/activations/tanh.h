// tanh(x) = -M/(2 + M) with M = e^-2|x| - 1, exact near 0 as M is. tanh'(x) = 4E/(1 + E)^2 with E = e^-2|x|.
// Worst seen in float: f 0.627 at 0x1.d31154p-4, f' 0.755 at -0x1.6497cep+5, backward 0.736 ULP
// (c/tools/sweep --every 1009).
#pragma once

#include "../math/logistic.h"

static inline pair tanh_of(vec x)
{
    // tanh is 1 to twice the precision from here on.
    const vec most = v_set(RELUME_BITS == 32 ? 20 : 40);
    const vec a = v_min(most, v_abs(x));
    const pair m = exp_minus_one(exp_parts(p_from(v_mul(v_set(-2), a))));
    const pair sum = p_fast_sum(v_set(2), m.hi);
    return p_copysign(p_normal(p_div(p_neg(m), (pair){sum.hi, v_add(sum.lo, m.lo)})), x);
}

static inline pair tanh_forward(vec x, const vec *p) { return tanh_of(x); }

static inline scaled tanh_derivative(vec x, const vec *p)
{
    const logistic_parts e = logistic_split(p_from(logistic_argument(v_mul(v_set(2), x))));
    return (scaled){p_normal(p_div(p_scale(e.mantissa, v_set(2)), p_mul(e.one_plus, e.one_plus))), e.n};
}
