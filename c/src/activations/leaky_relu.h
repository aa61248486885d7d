// leaky_relu(x) = x > 0 ? x : negative_slope·x. Maas, Hannun & Ng, Rectifier Nonlinearities Improve Neural
// Network Acoustic Models, ICML 2013. The product rounds once. leaky_relu'(0) = negative_slope, as in PyTorch.
#pragma once

#include "../math/pair.h"

static inline product leaky_relu_forward(vec x, const vec *p)
{
    const vec slope = p[0];
    // A slope of 0 is flat up to -inf.
    const mask flat = m_and(v_eq(slope, v_set(0)), v_lt(x, v_set(0)));
    const vec below = x_product(RELUME_HALVES ? x : v_select(flat, v_set(-1), x), slope).value;
    return (product){v_select(v_gt(x, v_set(0)), x, below)};
}

static inline given leaky_relu_derivative(vec x, const vec *p) { return (given){v_gt(x, v_set(0)), p[0], x}; }

static inline void leaky_relu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = s_from(p_from(v_select(v_gt(x, v_set(0)), v_set(0), x)));
}
