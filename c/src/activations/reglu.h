// reglu(a, b) = relu(a)·b. Shazeer, arXiv:2002.05202. relu'(0) = 0.
#pragma once

#include "../math/pair.h"

static inline vec reglu_relu(vec a) { return v_select(v_le(a, v_set(0)), v_set(0), a); }

static inline vec reglu_forward(vec a, vec b, const vec *p) { return v_mul(reglu_relu(a), b); }

static inline void reglu_derivatives(vec a, vec b, const vec *p, scaled *d)
{
    const vec slope = v_select(v_le(a, v_set(0)), v_set(0), v_select(v_gt(a, v_set(0)), v_set(1), a));
    d[0] = s_from(p_from(v_mul(slope, b)));
    d[1] = s_from(p_from(reglu_relu(a)));
}
