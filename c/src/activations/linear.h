// linear(x) = slope·x + intercept. One rounding, where the sum cancels too. With a slope of 0 it is the intercept up to
// infinity.
#pragma once

#include "../math/pair.h"

static inline vec linear_bounded(vec x, vec slope)
{
    const mask flat = m_and(v_eq(slope, v_set(0)), v_eq(v_abs(x), v_set((real)INFINITY)));
    return v_select(flat, v_copysign(v_set(1), x), x);
}
static inline product linear_forward(vec x, const vec *p) { return x_fma(linear_bounded(x, p[0]), p[0], p[1]); }

static inline given linear_derivative(vec x, const vec *p) { return given_by(p[0], x); }

static inline void linear_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = s_from(p_from(x));
    d[1] = s_from(p_from(v_unless_nan(v_set(1), x)));
}
