// tanh(x) = -M/(2 + M) with M = e^-2|x| - 1, exact near 0 as M is; in float, polynomials in cells.
// tanh'(x) = 4E/(1 + E)^2 with E = e^-2|x|; in float 4·sigmoid'(2x), in cells.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/logistic_quick.h"
#include "../math/tanh_cells.h"

static inline pair tanh_of_x(vec x)
{
#if RELUME_BITS == 32
    return p_from(v_copysign(tanh_in_cells(v_abs(x)).hi, x));
#else
    return tanh_of(x);
#endif
}
static inline certain tanh_forward(vec x, const vec *p) { return certainly(tanh_of_x(x)); }

static inline scaled tanh_slope_of(vec x, const vec *p) { return tanh_slope(p_from(x)); }
#if RELUME_BITS == 32
static inline central tanh_derivative(vec x, const vec *p)
{
    return tanh_slope_until_end(tanh_slope_in_cells(v_abs(x)), x);
}
#elif !RELUME_WIDE
static inline central tanh_derivative(vec x, const vec *p)
{
    const logistic_quick l = logistic_quickly(v_add(x, x));
    return quick_or(e_times_power(logistic_quick_slope(l), v_set(4)), logistic_quick_beyond(l), tanh_slope_of);
}
#else
static inline scaled tanh_derivative(vec x, const vec *p) { return tanh_slope_of(x, p); }
#endif
