// bilinear(a, b) = a·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
#pragma once

#include "../math/gate.h"

static inline vec bilinear_forward(vec a, vec b, const vec *p) { return v_mul(a, b); }

static inline void bilinear_derivatives(vec a, vec b, const vec *p, vec *d)
{
    d[0] = v_unless_nan(b, a);
    d[1] = v_unless_nan(a, b);
}
