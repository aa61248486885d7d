// swiglu(a, b) = silu(a)·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/gate.h"
#include "silu.h"
#include "swish.h"

static inline scaled swiglu_value(vec a, vec b, const vec *p) { return gate_product(swish_of(a, p_from(a)), b); }
static inline void swiglu_slopes(vec a, vec b, const vec *p, scaled *d)
{
    d[0] = gate_product(swish_slope(p_from(a)), b);
    d[1] = swish_of(a, p_from(a));
    gate_pass_nan(a, b, 2, d);
}

#if RELUME_BITS == 32
static inline pair swiglu_silu(vec a) { return p_mul_vec(logistic_in_cells(a), a); }
static inline mask swiglu_beyond(vec a, vec b, real end)
{
    return m_or(cells_beyond(v_abs(a), end), gate_unusual(a, b));
}
static inline central swiglu_forward(vec a, vec b, const vec *p)
{
    const mask beyond = swiglu_beyond(a, b, logistic_tail_end);
    return in_float(gate_times(swiglu_silu(a), b), beyond);
}
static inline void swiglu_derivatives(vec a, vec b, const vec *p, central *d)
{
    const mask beyond = swiglu_beyond(a, b, silu_tail_slope_end);
    const central slope = silu_derivative(a, NULL);
    d[0] = in_float(p_mul_vec(slope.value, b), beyond);
    d[1] = in_float(swiglu_silu(a), beyond);
}
#elif !RELUME_WIDE
static inline central swiglu_forward(vec a, vec b, const vec *p)
{
    const logistic_quick l = logistic_quickly(a);
    const mask beyond = m_or(logistic_quick_beyond(l), gate_unusual(a, b));
    return (central){gate_times(logistic_quick_times(l, a), b), beyond, {.gate_rest = swiglu_value}};
}
static inline void swiglu_derivatives(vec a, vec b, const vec *p, central *d)
{
    const logistic_quick l = logistic_quickly(a);
    const central slope = logistic_quick_moment(l, a, NULL);
    const mask beyond = m_or(slope.beyond, gate_unusual(a, b));
    d[0] = (central){p_mul_vec(slope.value, b), beyond, {.gate_slopes_rest = swiglu_slopes}};
    d[1] = (central){logistic_quick_times(l, a), beyond, {.gate_slopes_rest = swiglu_slopes}};
}
#else
static inline scaled swiglu_forward(vec a, vec b, const vec *p) { return swiglu_value(a, b, p); }
static inline void swiglu_derivatives(vec a, vec b, const vec *p, scaled *d) { swiglu_slopes(a, b, p, d); }
#endif
