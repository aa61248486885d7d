// threshold(x) = x > threshold ? x : value. Exact. threshold'(threshold) = 0, as in PyTorch.
// The threshold itself has the derivative 0, as automatic differentiation gives it: f jumps there.
#pragma once

#include "../math/pair.h"

static inline vec threshold_forward(vec x, const vec *p) { return v_select(v_le(x, p[0]), p[1], x); }

static inline vec threshold_derivative(vec x, const vec *p)
{
    return v_select(v_gt(x, p[0]), v_set(1), v_select(v_le(x, p[0]), v_set(0), x));
}

static inline void threshold_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = s_from(p_from(v_unless_nan(v_set(0), x)));
    d[1] = s_from(p_from(v_select(v_gt(x, p[0]), v_set(0), v_select(v_le(x, p[0]), v_set(1), x))));
}
