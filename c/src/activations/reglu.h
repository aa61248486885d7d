// reglu(a, b) = relu(a)·b. Shazeer, arXiv:2002.05202. relu'(0) = 0.
#pragma once

#include "../math/gate.h"

static inline vec reglu_relu(vec a) { return v_select(v_le(a, v_set(0)), v_set(0), a); }

static inline vec reglu_forward(vec a, vec b, const vec *p) { return v_mul(reglu_relu(a), b); }

static inline void reglu_derivatives(vec a, vec b, const vec *p, vec *d)
{
    // 0·inf is NaN.
    const vec slope = v_select(v_gt(a, v_set(0)), v_set(1), v_set(0));
    d[0] = v_unless_nan(v_mul(slope, b), a);
    d[1] = v_unless_nan(reglu_relu(a), b);
}
