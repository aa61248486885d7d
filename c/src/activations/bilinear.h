// bilinear(a, b) = a·b. Shazeer, GLU variants improve transformer, arXiv:2002.05202.
#pragma once

#include "../math/pair.h"

static inline vec bilinear_forward(vec a, vec b, const vec *p) { return v_mul(a, b); }

static inline void bilinear_derivatives(vec a, vec b, const vec *p, scaled *d)
{
    d[0] = s_from(p_from(b));
    d[1] = s_from(p_from(a));
}
