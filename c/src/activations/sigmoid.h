// sigmoid(x) = 1/(1 + e^-x). sigmoid'(x) = e^-|x|/(1 + e^-|x|)^2.
#pragma once

#include "../math/logistic.h"

static inline pair sigmoid_forward(vec x, const vec *p)
{
    const scaled s = logistic(p_from(x));
    const pair y = p_ldexp(s.value, s.n);
    return (pair){v_unless_nan(y.hi, x), y.lo};
}

static inline pair sigmoid_derivative(vec x, const vec *p)
{
    const logistic_parts e = logistic_split(p_from(x));
    const pair d = p_ldexp(p_div(e.mantissa, p_mul(e.one_plus, e.one_plus)), e.n);
    return (pair){v_unless_nan(d.hi, x), d.lo};
}
