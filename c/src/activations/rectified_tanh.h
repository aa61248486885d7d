// rectified_tanh(x) = max(0, tanh(x)). rectified_tanh'(0) = 0.
// Worst: docs/accuracy.md.
#pragma once

#include "tanh.h"

static inline certain rectified_tanh_forward(vec x, const vec *p)
{
    return certainly(p_select(v_le(x, v_set(0)), p_set(0), tanh_of_x(x)));
}

static inline scaled rectified_tanh_slope(vec x, const vec *p)
{
    return s_select(v_le(x, v_set(0)), s_set(0), tanh_slope(p_from(x)));
}
#if RELUME_BITS == 32
static inline central rectified_tanh_derivative(vec x, const vec *p)
{
    central d = tanh_derivative(x, p);
    d.value = p_select(v_le(x, v_set(0)), p_set(0), d.value);
    return d;
}
#else
static inline scaled rectified_tanh_derivative(vec x, const vec *p) { return rectified_tanh_slope(x, p); }
#endif
