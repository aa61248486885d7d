// shrink(x) = x - bias above lambd, x + bias below -lambd, or 0. The operator Shrink of ONNX. The sum rounds once.
// shrink'(±lambd) = 0. lambd has the derivative 0, as automatic differentiation gives it: f jumps there.
#pragma once

#include "hard_shrink.h"

static inline exact shrink_forward(vec x, const vec *p)
{
    const exact moved = x_sum(x, v_neg(v_flip_sign(p[1], x)));
    return x_select(v_le(v_abs(x), p[0]), x_from(v_set(0)), moved);
}

static inline vec shrink_derivative(vec x, const vec *p) { return hard_shrink_derivative(x, p); }

static inline vec shrink_bias_derivative(vec x, const vec *p)
{
    return v_unless_nan(v_select(v_le(v_abs(x), p[0]), v_set(0), v_copysign(v_set(1), v_neg(x))), x);
}

static inline void shrink_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    hard_shrink_parameter_derivatives(x, p, d);
    d[1] = s_from(p_from(shrink_bias_derivative(x, p)));
}
