// swiglu(a, b) = silu(a)·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
// Worst seen in double: f 0.59, f' 0.66, backward 0.67 ULP; in float docs/accuracy.md.
#pragma once

#include "../math/gate.h"
#include "swish.h"

static inline scaled swiglu_forward(vec a, vec b, const vec *p) { return gate_product(swish_of(a, p_from(a)), b); }

static inline void swiglu_derivatives(vec a, vec b, const vec *p, scaled *d)
{
    d[0] = gate_product(swish_slope(p_from(a)), b);
    d[1] = swish_of(a, p_from(a));
    gate_pass_nan(a, b, 2, d);
}
