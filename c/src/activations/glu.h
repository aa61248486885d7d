// glu(a, b) = a·sigmoid(b): b is the gate, as in torch, jax and keras. Dauphin, Fan, Auli & Grangier, arXiv:1612.08083.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/cells.h"
#include "../math/gate.h"
#include "../math/logistic.h"
#include "../math/logistic_cells.h"
#include "../math/logistic_quick.h"

static inline scaled glu_value(vec a, vec b, const vec *p) { return gate_product(logistic_of_pair(p_from(b)), a); }
static inline void glu_slopes(vec a, vec b, const vec *p, scaled *d)
{
    const logistic_parts e = logistic_split(p_from(logistic_argument(b)));
    d[0] = logistic_of(e, v_lt(b, v_set(0)));
    d[0].value = p_normal(d[0].value);
    d[1] = gate_product(logistic_slope(e), a);
    gate_pass_nan(a, b, 2, d);
}

#if RELUME_BITS == 32
static inline mask glu_beyond(vec a, vec b)
{
    return m_or(cells_beyond(v_abs(b), logistic_tail_end), m_not(gate_usual(a)));
}
static inline central glu_forward(vec a, vec b, const vec *p)
{
    return in_float(gate_times(logistic_in_cells(b), a), glu_beyond(a, b));
}
static inline void glu_derivatives(vec a, vec b, const vec *p, central *d)
{
    const pair tail = EVEN_STEADY(v_abs(b), logistic_tail), rest = one_minus(tail);
    const mask beyond = glu_beyond(a, b);
    d[0] = in_float(p_select(v_lt(b, v_set(0)), tail, rest), beyond);
    d[1] = in_float(p_mul_vec(p_mul(tail, rest), a), beyond);
}
#elif !RELUME_WIDE
static inline central glu_forward(vec a, vec b, const vec *p)
{
    const logistic_quick l = logistic_quickly(b);
    const mask beyond = m_or(logistic_quick_beyond(l), m_not(gate_usual(a)));
    return (central){gate_times(logistic_quick_value(l), a), beyond, {.gate_rest = glu_value}};
}
static inline void glu_derivatives(vec a, vec b, const vec *p, central *d)
{
    const logistic_quick l = logistic_quickly(b);
    const mask beyond = m_or(logistic_quick_beyond(l), m_not(gate_usual(a)));
    d[0] = (central){p_normal(logistic_quick_value(l)), beyond, {.gate_slopes_rest = glu_slopes}};
    d[1] = (central){p_mul_vec(logistic_quick_slope(l), a), beyond, {.gate_slopes_rest = glu_slopes}};
}
#else
static inline scaled glu_forward(vec a, vec b, const vec *p) { return glu_value(a, b, p); }
static inline void glu_derivatives(vec a, vec b, const vec *p, scaled *d) { glu_slopes(a, b, p, d); }
#endif
