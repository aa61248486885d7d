// geglu_tanh(a, b) = gelu_tanh(a)·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
// Worst: docs/accuracy.md.
#pragma once

#include "geglu.h"
#include "gelu_tanh.h"

#if RELUME_BITS == 32
static inline central geglu_tanh_forward(vec a, vec b, const vec *p)
{
    const mask beyond = geglu_beyond(a, b, gelu_tanh_tail_end);
    return in_float(gate_times(gelu_tanh_in_cells(a), b), beyond);
}
static inline void geglu_tanh_derivatives(vec a, vec b, const vec *p, central *d)
{
    const mask beyond = geglu_beyond(a, b, gelu_tanh_tail_end);
    d[0] = in_float(p_mul_vec(gelu_tanh_slope_in_cells(a), b), beyond);
    d[1] = in_float(gelu_tanh_in_cells(a), beyond);
}
#else
static inline scaled geglu_tanh_value(vec a, vec b, const vec *p) { return gate_product(gelu_tanh_lifted(a), b); }
static inline void geglu_tanh_slopes(vec a, vec b, const vec *p, scaled *d)
{
    d[0] = gate_product(gelu_tanh_slope_of(a, p), b);
    d[1] = gelu_tanh_lifted(a);
    gate_pass_nan(a, b, 2, d);
}

#if !RELUME_WIDE
static inline central geglu_tanh_forward(vec a, vec b, const vec *p)
{
    const logistic_quick l = gelu_tanh_quickly(a, e_product(a, a));
    const mask beyond = m_or(logistic_quick_beyond(l), gate_unusual(a, b));
    return (central){gate_times(logistic_quick_times(l, a), b), beyond, {.gate_rest = geglu_tanh_value}};
}
static inline void geglu_tanh_derivatives(vec a, vec b, const vec *p, central *d)
{
    const pair square = e_product(a, a);
    const logistic_quick l = gelu_tanh_quickly(a, square);
    const central slope = gelu_tanh_slope_quickly(a, l, square);
    const mask beyond = m_or(slope.beyond, gate_unusual(a, b));
    d[0] = (central){p_mul_vec(slope.value, b), beyond, {.gate_slopes_rest = geglu_tanh_slopes}};
    d[1] = (central){logistic_quick_times(l, a), beyond, {.gate_slopes_rest = geglu_tanh_slopes}};
}
#else
static inline scaled geglu_tanh_forward(vec a, vec b, const vec *p) { return geglu_tanh_value(a, b, p); }
static inline void geglu_tanh_derivatives(vec a, vec b, const vec *p, scaled *d) { geglu_tanh_slopes(a, b, p, d); }
#endif
#endif
