// relu(x) = max(0, x). Nair & Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines, ICML 2010.
// Exact. relu'(0) = 0, as in PyTorch, and +0 for every x <= 0, where torch.relu(-0.0) is -0. Comparisons let NaN by.
#pragma once

#include "../math/pair.h"

static inline vec relu_forward(vec x, const vec *p) { return v_select(v_le(x, v_set(0)), v_set(0), x); }

static inline vec relu_derivative(vec x, const vec *p)
{
    return v_select(v_gt(x, v_set(0)), v_set(1), v_select(v_le(x, v_set(0)), v_set(0), x));
}
