// log_sigmoid(x) = log(sigmoid(x)) = -softplus(-x), with softplus' forms for both signs. log_sigmoid'(x) = sigmoid(-x).
// Worst: docs/accuracy.md.
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
    const vec a = v_abs(x);
    return in_cells(p_neg(softplus_sum(v_neg(x), EVEN_STEADY(a, softplus_tail))), a, softplus_tail_end);
}
static inline central log_sigmoid_derivative(vec x, const vec *p)
{
    return in_cells(logistic_in_cells(v_neg(x)), v_abs(x), logistic_tail_end);
}
#else
static inline scaled log_sigmoid_forward(vec x, const vec *p) { return log_sigmoid_value(x, p); }
#if RELUME_WIDE
static inline scaled log_sigmoid_derivative(vec x, const vec *p) { return log_sigmoid_slope(x, p); }
#else
static inline central log_sigmoid_derivative(vec x, const vec *p)
{
    const logistic_quick l = logistic_quickly(v_neg(x));
    return quick_or(p_normal(logistic_quick_value(l)), logistic_quick_beyond(l), log_sigmoid_slope);
}
#endif
#endif
