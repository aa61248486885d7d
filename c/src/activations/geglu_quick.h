// geglu_quick(a, b) = gelu_quick(a)·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
#pragma once

#include "../math/gate.h"
#include "gelu_quick.h"

static inline scaled geglu_quick_forward(vec a, vec b, const vec *p)
{
    return gate_product(gelu_quick_value(a, p), b);
}

static inline void geglu_quick_derivatives(vec a, vec b, const vec *p, scaled *d)
{
    d[0] = gate_product(gelu_quick_slope(a, p), b);
    d[1] = gelu_quick_value(a, p);
    gate_pass_nan(a, b, 2, d);
}
