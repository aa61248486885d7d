// squared_relu(x) = max(0, x)^2. So et al., Primer, arXiv:2109.08668. Rounded once. squared_relu'(0) = 0.
#pragma once

#include "square.h"

static inline vec squared_relu_forward(vec x, const vec *p)
{
    return square_forward(v_select(v_le(x, v_set(0)), v_set(0), x), p);
}

static inline twice squared_relu_derivative(vec x, const vec *p)
{
    return square_derivative(v_select(v_le(x, v_set(0)), v_set(0), x), p);
}
