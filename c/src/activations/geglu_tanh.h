// geglu_tanh(a, b) = gelu_tanh(a)·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
// Worst seen in double: f 0.83, f' 1.21, backward 1.40 ULP; in float docs/accuracy.md.
#pragma once

#include "../math/gate.h"
#include "gelu_tanh.h"

static inline scaled geglu_tanh_forward(vec a, vec b, const vec *p) { return gate_product(gelu_tanh_lifted(a), b); }

static inline void geglu_tanh_derivatives(vec a, vec b, const vec *p, scaled *d)
{
    d[0] = gate_product(gelu_tanh_derivative(a, p), b);
    d[1] = gelu_tanh_lifted(a);
    gate_pass_nan(a, b, 2, d);
}
