// sigmoid(x) = 1/(1 + e^-x). sigmoid'(x) = e^-|x|/(1 + e^-|x|)^2, in float in cells, in
// double by the table of powers.
// Forward in the form of logistic_forward.h. Tried and lost: selecting between 1/(1 + e) and e/(1 + e) by the sign, and
// cells, which gain a fifth in float, but lose in halves, and more than half where much is beyond them.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/cells.h"
#include "../math/logistic.h"
#include "../math/logistic_forward.h"
#include "../math/logistic_quick.h"

static inline pair sigmoid_forward(vec x, const vec *p)
{
    const logistic_quotient l = logistic_quotient_of(x);
    const vec r = l.reciprocal, rest = v_fnma(r, l.denominator.lo, v_fnma(r, l.denominator.hi, v_set(1)));
    return p_from(logistic_applied(l, RELUME_PLAIN ? r : v_fma(rest, r, r)));
}

static inline scaled sigmoid_slope(vec x, const vec *p)
{
    return logistic_slope(logistic_split(p_from(logistic_argument(x))));
}
#if RELUME_BITS == 32
static inline central sigmoid_derivative(vec x, const vec *p)
{
    const vec a = v_abs(x);
    return in_cells(EVEN_STEADY(a, logistic_slope_value), a, logistic_slope_value_end);
}
#elif !RELUME_WIDE
static inline central sigmoid_derivative(vec x, const vec *p)
{
    const logistic_quick l = logistic_quickly(x);
    return quick_or(logistic_quick_slope(l), logistic_quick_beyond(l), sigmoid_slope);
}
#else
static inline scaled sigmoid_derivative(vec x, const vec *p) { return sigmoid_slope(x, p); }
#endif
