// eswish(x) = beta·x·sigmoid(x) = beta·silu(x). Alcaide, arXiv:1801.07145.
// Worst by beta 0.74 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/gate.h"
#include "silu.h"
#include "swish.h"

static inline scaled eswish_value(vec x, const vec *p)
{
    const scaled y = swish_of(x, p_from(v_finite(x)));
    return (scaled){p_times(y.value, p[0]), y.n};
}

static inline mask eswish_valid(const vec *p) { return m_within(p[0], 0x1p-30f, 0x1p30f); }
static inline scaled eswish_slope(vec x, const vec *p)
{
    const scaled d = swish_slope(p_from(x));
    return s_within(eswish_valid(p), (scaled){p_mul_vec(d.value, p[0]), d.n});
}

#if RELUME_BITS == 32
static inline central eswish_forward(vec x, const vec *p)
{
    const vec a = v_abs(x);
    const pair y = gate_times(p_mul_vec(logistic_in_cells(x), x), p[0]);
    // What would be subnormal on the way is left to double.
    const mask small = m_and(v_lt(a, v_set(0x1p-60f)), v_gt(a, v_set(0)));
    return in_float(y, m_or(small, cells_beyond(a, logistic_tail_end)));
}
#elif !RELUME_WIDE
static inline central eswish_forward(vec x, const vec *p)
{
    const central y = swish_of_pair(x, p_from(x), eswish_value);
    return (central){gate_times(y.value, p[0]), m_or(m_not(eswish_valid(p)), y.beyond), {eswish_value}};
}
#endif
#if RELUME_WIDE
static inline scaled eswish_forward(vec x, const vec *p) { return eswish_value(x, p); }
static inline scaled eswish_derivative(vec x, const vec *p) { return eswish_slope(x, p); }
#else
static inline central eswish_derivative(vec x, const vec *p)
{
    const central d = silu_derivative(x, NULL);
    return (central){p_mul_vec(d.value, p[0]), m_or(m_not(eswish_valid(p)), d.beyond), {eswish_slope}};
}
#endif

static inline void eswish_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = swish_of(x, p_from(v_finite(x)));
}
