// hardtanh(x) = min(max(min_val, x), max_val). Collobert, Large Scale Machine Learning, 2004.
// Exact. At both ends f' is 0, as in PyTorch, and the bound has the derivative. Where min_val > max_val, f is max_val.
#pragma once

#include "../math/pair.h"

static inline vec hardtanh_forward(vec x, const vec *p)
{
    const vec low = v_min(p[0], p[1]);
    return v_select(v_ge(x, p[1]), p[1], v_select(v_le(x, p[0]), low, x));
}

static inline vec hardtanh_derivative(vec x, const vec *p)
{
    const mask inside = m_and(v_gt(x, p[0]), v_lt(x, p[1]));
    return v_unless_nan(v_select(inside, v_set(1), v_set(0)), x);
}

static inline void hardtanh_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const mask low = m_and(v_le(x, p[0]), v_lt(p[0], p[1])), high = m_or(v_ge(x, p[1]), v_ge(p[0], p[1]));
    d[0] = s_from(p_from(v_unless_nan(v_select(low, v_set(1), v_set(0)), x)));
    d[1] = s_from(p_from(v_unless_nan(v_select(high, v_set(1), v_set(0)), x)));
}
