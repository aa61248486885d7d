// glu(a, b) = a·sigmoid(b): b is the gate, as in torch, jax and keras. Dauphin, Fan, Auli & Grangier, arXiv:1612.08083.
// Worst seen in double: f 0.56, f' 0.58, backward 0.56 ULP; in float 0.50.
#pragma once

#include "../math/gate.h"
#include "../math/logistic.h"

static inline scaled glu_forward(vec a, vec b, const vec *p) { return gate_product(logistic_of_pair(p_from(b)), a); }

static inline void glu_derivatives(vec a, vec b, const vec *p, scaled *d)
{
    const logistic_parts e = logistic_split(p_from(logistic_argument(b)));
    d[0] = logistic_of(e, v_lt(b, v_set(0)));
    d[0].value = p_normal(d[0].value);
    d[1] = gate_product(logistic_slope(e), a);
}
