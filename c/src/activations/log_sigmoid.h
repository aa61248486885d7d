// log_sigmoid(x) = log(sigmoid(x)) = -softplus(-x), with softplus' forms for both signs. log_sigmoid'(x) = sigmoid(-x).
// Worst in float, of all inputs: f 0.813, f' 0.818 ULP (relume verify --exhaustive); seen in double: f 0.72, f' 0.57,
// backward 0.58 ULP.
#pragma once

#include "softplus.h"

static inline scaled log_sigmoid_value(vec x, const vec *p)
{
    const vec one = v_set(1);
    const scaled y = softplus_value(v_neg(x), &one);
    return (scaled){p_neg(y.value), y.n};
}
static inline scaled log_sigmoid_slope(vec x, const vec *p)
{
    const vec one = v_set(1);
    return softplus_slope(v_neg(x), &one);
}

#if RELUME_BITS == 32
static inline central log_sigmoid_forward(vec x, const vec *p)
{
    const vec one = v_set(1);
    const central y = softplus_forward(v_neg(x), &one);
    return in_float(p_neg(y.value), y.beyond);
}
#else
static inline scaled log_sigmoid_forward(vec x, const vec *p) { return log_sigmoid_value(x, p); }
#endif
#if RELUME_WIDE
static inline scaled log_sigmoid_derivative(vec x, const vec *p) { return log_sigmoid_slope(x, p); }
#else
static inline central log_sigmoid_derivative(vec x, const vec *p)
{
    const vec one = v_set(1);
    const central d = softplus_derivative(v_neg(x), &one);
    return (central){d.value, d.beyond, {log_sigmoid_slope}};
}
#endif
