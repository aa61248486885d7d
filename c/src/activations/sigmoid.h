// sigmoid(x) = 1/(1 + e^-x). sigmoid'(x) = e^-|x|/(1 + e^-|x|)^2.
#pragma once

#include "../math/logistic.h"

static inline scaled sigmoid_forward(vec x, const vec *p)
{
    const scaled s = logistic(x);
    return (scaled){p_normal(s.value), s.n};
}

static inline scaled sigmoid_derivative(vec x, const vec *p)
{
    const logistic_parts e = logistic_split(p_from(logistic_argument(x)));
    return (scaled){p_normal(p_div(e.mantissa, p_mul(e.one_plus, e.one_plus))), e.n};
}
