// relu6(x) = min(max(0, x), 6). Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10, 2010.
// Exact. relu6'(0) = relu6'(6) = 0, as in PyTorch; +0 for every x <= 0.
#pragma once

#include "hardtanh.h"

static inline vec relu6_forward(vec x, const vec *p) { return hardtanh_forward(x, (const vec[]){v_set(0), v_set(6)}); }

static inline vec relu6_derivative(vec x, const vec *p)
{
    return hardtanh_derivative(x, (const vec[]){v_set(0), v_set(6)});
}
