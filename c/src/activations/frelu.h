// frelu(x) = max(0, x) + b. Qiu, Xu & Cai, arXiv:1706.08098. The sum rounds once. frelu'(0) = 0.
#pragma once

#include "relu.h"

static inline exact frelu_forward(vec x, const vec *p) { return x_sum(relu_forward(x, p), p[0]); }

static inline vec frelu_derivative(vec x, const vec *p) { return relu_derivative(x, p); }

static inline void frelu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = s_from(p_from(v_unless_nan(v_set(1), x)));
}
