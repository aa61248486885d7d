// rectified_tanh(x) = max(0, tanh(x)). rectified_tanh'(0) = 0.
// Worst seen in float: f 0.627 at 0x1.d31154p-4, f' 0.745 at 0x1.6322dep+5, backward 0.736 ULP
// (relume verify --every 1009).
#pragma once

#include "tanh.h"

static inline pair rectified_tanh_forward(vec x, const vec *p)
{
    return p_select(v_le(x, v_set(0)), p_set(0), tanh_of(x));
}

static inline scaled rectified_tanh_derivative(vec x, const vec *p)
{
    return s_select(v_le(x, v_set(0)), s_set(0), tanh_derivative(x, p));
}
