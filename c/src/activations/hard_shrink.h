// hard_shrink(x) = |x| > lambd ? x : 0. Donoho & Johnstone, Biometrika 81, 1994. Exact. hard_shrink'(±lambd) = 0, as in
// PyTorch. lambd has the derivative 0, as automatic differentiation gives it: f jumps there.
#pragma once

#include "../math/pair.h"

static inline vec hard_shrink_forward(vec x, const vec *p) { return v_select(v_le(v_abs(x), p[0]), v_set(0), x); }

static inline vec hard_shrink_derivative(vec x, const vec *p)
{
    return v_unless_nan(v_select(v_le(v_abs(x), p[0]), v_set(0), v_set(1)), x);
}

static inline void hard_shrink_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = s_from(p_from(v_unless_nan(v_set(0), x)));
}
