// prelu(x) = x > 0 ? x : weight·x, weight learned. He et al., arXiv:1502.01852. prelu'(0) = weight, as in PyTorch.
#pragma once

#include "leaky_relu.h"

static inline product prelu_forward(vec x, const vec *p) { return leaky_relu_forward(x, p); }

static inline given prelu_derivative(vec x, const vec *p) { return leaky_relu_derivative(x, p); }

static inline void prelu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    leaky_relu_parameter_derivatives(x, p, d);
}
