// geglu(a, b) = gelu(a)·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
// A large b shows gelu(a) where alone it is 0: beyond the cells of gelu.h, Phi(-a)/e^(-a^2/2) is one polynomial.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/gate.h"
#include "gelu.h"

#if RELUME_BITS == 32
static inline mask geglu_beyond(vec a, vec b, real end) { return m_or(gelu_beyond(a, end), gate_unusual(a, b)); }
static inline central geglu_forward(vec a, vec b, const vec *p)
{
    const mask beyond = geglu_beyond(a, b, gelu_tail_end);
    return in_float(gate_times(gelu_in_cells(a), b), beyond);
}
static inline void geglu_derivatives(vec a, vec b, const vec *p, central *d)
{
    const mask beyond = geglu_beyond(a, b, gelu_tail_slope_end);
    d[0] = in_float(p_mul_vec(gelu_slope_in_cells(a), b), beyond);
    d[1] = in_float(gelu_in_cells(a), beyond);
}
#else
#define GEGLU_FAR 39

// gelu(a), down to where no b is large enough.
SELDOM scaled geglu_gelu(vec a)
{
    const vec size = v_min(v_set(GELU_SLOPE_LIMIT), v_abs(a));
    const exponential e = gelu_exponential(size);
    const mask is_far = v_gt(size, v_set(GEGLU_FAR)), negative = v_lt(a, v_set(0));
    const vec from_middle = v_select(is_far, v_sub(size, v_set((real)46.5)), v_set(0));
    const pair far = p_normal(PAIR_POLYNOMIAL(from_middle, normal_tail_q));
    const pair tail = p_select(is_far, far, CELLS_STEADY(size, normal_tail));
    const scaled cdf = reflected(negative, cells_times(tail, e.s), e.n);
    const scaled l = s_lifted(v_select(negative, v_finite(a), a));
    return (scaled){p_times(cdf.value, l.value.hi), v_add(cdf.n, l.n)};
}

static inline scaled geglu_value(vec a, vec b, const vec *p) { return gate_product(geglu_gelu(a), b); }
static inline void geglu_slopes(vec a, vec b, const vec *p, scaled *d)
{
    d[0] = gate_product(gelu_slope_of(a, p), b);
    d[1] = geglu_gelu(a);
    gate_pass_nan(a, b, 2, d);
}

#if !RELUME_WIDE
// Where the exponential is a number that loses nothing, and gelu's low part one too.
static inline mask geglu_beyond(vec a, vec b) { return m_or(cells_beyond(v_abs(a), 34), gate_unusual(a, b)); }
static inline pair geglu_applied(scaled a) { return p_scale(a.value, v_max(v_set(-900), a.n)); }
static inline central geglu_forward(vec a, vec b, const vec *p)
{
    return (central){gate_times(geglu_applied(gelu_value(a, p)), b), geglu_beyond(a, b), {.gate_rest = geglu_value}};
}
static inline void geglu_derivatives(vec a, vec b, const vec *p, central *d)
{
    const mask beyond = geglu_beyond(a, b);
    d[0] = (central){p_mul_vec(geglu_applied(gelu_slope_of(a, p)), b), beyond, {.gate_slopes_rest = geglu_slopes}};
    d[1] = (central){geglu_applied(gelu_value(a, p)), beyond, {.gate_slopes_rest = geglu_slopes}};
}
#else
static inline scaled geglu_forward(vec a, vec b, const vec *p) { return geglu_value(a, b, p); }
static inline void geglu_derivatives(vec a, vec b, const vec *p, scaled *d) { geglu_slopes(a, b, p, d); }
#endif
#endif
