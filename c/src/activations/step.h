// step(x) = x > 0 ? 1 : 0. McCulloch & Pitts, 1943. Exact. step(0) = 0, and step' is 0 everywhere.
#pragma once

#include "../math/pair.h"

static inline vec step_forward(vec x, const vec *p)
{
    return v_select(v_gt(x, v_set(0)), v_set(1), v_unless_nan(v_set(0), x));
}

static inline vec step_derivative(vec x, const vec *p) { return v_unless_nan(v_set(0), x); }
