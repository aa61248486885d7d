// geglu_quick(a, b) = gelu_quick(a)·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
#pragma once

#include "../math/gate.h"
#include "gelu_quick.h"

static inline scaled geglu_quick_value(vec a, vec b, const vec *p) { return gate_product(gelu_quick_value(a, p), b); }
static inline void geglu_quick_slopes(vec a, vec b, const vec *p, scaled *d)
{
    d[0] = gate_product(gelu_quick_slope(a, p), b);
    d[1] = gelu_quick_value(a, p);
    gate_pass_nan(a, b, 2, d);
}

#if !RELUME_WIDE
static inline mask geglu_quick_beyond(central gelu, vec a, vec b) { return m_or(gelu.beyond, gate_unusual(a, b)); }
static inline central geglu_quick_forward(vec a, vec b, const vec *p)
{
    const central gelu = gelu_quick_forward(a, p);
    return (central){gate_times(gelu.value, b), geglu_quick_beyond(gelu, a, b), {.gate_rest = geglu_quick_value}};
}
static inline void geglu_quick_derivatives(vec a, vec b, const vec *p, central *d)
{
    const central gelu = gelu_quick_forward(a, p), slope = gelu_quick_derivative(a, p);
    const mask beyond = geglu_quick_beyond(slope, a, b);
    d[0] = (central){p_mul_vec(slope.value, b), beyond, {.gate_slopes_rest = geglu_quick_slopes}};
    d[1] = (central){gelu.value, beyond, {.gate_slopes_rest = geglu_quick_slopes}};
}
#else
static inline scaled geglu_quick_forward(vec a, vec b, const vec *p) { return geglu_quick_value(a, b, p); }
static inline void geglu_quick_derivatives(vec a, vec b, const vec *p, scaled *d) { geglu_quick_slopes(a, b, p, d); }
#endif
