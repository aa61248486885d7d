// absolute(x) = |x|. Jarrett et al., ICCV 2009. Exact. absolute'(0) = 0, as in PyTorch.
#pragma once

#include "../math/pair.h"

static inline vec absolute_forward(vec x, const vec *p) { return v_abs(x); }

static inline vec absolute_derivative(vec x, const vec *p)
{
    return v_select(v_gt(v_abs(x), v_set(0)), v_copysign(v_set(1), x), v_unless_nan(v_set(0), x));
}
