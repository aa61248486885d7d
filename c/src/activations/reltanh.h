// reltanh(x) is tanh(x) between lambda_minus <= 0 and lambda_plus >= 0, and its tangents there beyond: tanh(c) +
// tanh'(c)·(x - c) with c the bounded x, so that the derivative is tanh'(c). Wang, Qin, Wang & Chen, ReLTanh,
// Neurocomputing 363, 2019. Both terms have the sign of x.
// Worst by a parameter 0.89 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/tanh_cells.h"

// The bounded x, or NaN where a parameter is out of range.
static inline vec reltanh_bounded(vec x, const vec *p)
{
    const vec plus = v_within(p[0], 0, (real)INFINITY), minus = v_within(p[1], (real)-INFINITY, 0);
    return v_unless_nan(v_unless_nan(v_min(plus, v_max(minus, x)), plus), minus);
}

static inline pair reltanh_of(vec x, const vec *p)
{
    const vec c = reltanh_bounded(x, p), a = v_abs(c);
    const scaled s = tanh_slope(p_from(a));
    const powers n = s_powers(s.n);
    // What is beyond the bound, 0 at infinity, where the sum is not made.
    const mask infinite = v_eq(v_abs(x), v_set((real)INFINITY));
    const vec end = v_select(infinite, c, x);
    const pair slope = p_scale(s.value, n.first), beyond = p_sum(v_abs(end), v_neg(a));
    const pair rest = p_scale(p_scale(p_mul(slope, beyond), n.second), n.third);
    const pair t = hyperbolic_tanh(hyperbolic_split(p_from(hyperbolic_argument(a))));
    return p_copysign(p_select(infinite, p_from(v_abs(x)), p_normal(p_add(t, rest))), x);
}

static inline scaled reltanh_slope(vec x, const vec *p) { return tanh_slope(p_from(reltanh_bounded(x, p))); }

#if RELUME_BITS == 32
static inline central reltanh_forward(vec x, const vec *p)
{
    const vec c = reltanh_bounded(x, p), a = v_abs(c);
    const pair distance = p_sum(v_abs(x), v_neg(a)), t = tanh_in_cells(a);
    const pair value = p_add(t, p_mul(tanh_slope_in_cells(a), distance));
    const mask beyond = m_or(cells_beyond(a, TANH_SLOPE_END), cells_beyond(v_abs(x), FLT_MAX));
    return in_float(p_copysign(value, x), beyond);
}
static inline central reltanh_derivative(vec x, const vec *p)
{
    const vec c = reltanh_bounded(x, p);
    return tanh_slope_until_end(tanh_slope_in_cells(v_abs(c)), c);
}
#else
static inline pair reltanh_forward(vec x, const vec *p) { return reltanh_of(x, p); }
static inline scaled reltanh_derivative(vec x, const vec *p) { return reltanh_slope(x, p); }
#endif

static inline void reltanh_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const vec c = reltanh_bounded(x, p), beyond = v_sub(x, c), a = v_abs(c);
    const pair t = p_times_power(hyperbolic_tanh(hyperbolic_split(p_from(hyperbolic_argument(a)))), v_set(2));
    const scaled s = s_mul(tanh_slope(p_from(a)), t);
    // Where the bound is 0 it is flat up to infinity.
    const vec distance = v_select(v_eq(s.value.hi, v_set(0)), v_set(0), v_neg(v_abs(beyond)));
    const scaled product = s_mul_any(s.value, distance);
    const scaled slope = {product.value, v_add(product.n, s.n)}, flat = s_from(p_from(v_sub(c, c)));
    const scaled signed_slope = {p_flip_sign(slope.value, x), slope.n};
    d[0] = s_select(v_gt(x, c), signed_slope, flat);
    d[1] = s_select(v_lt(x, c), (scaled){p_neg(signed_slope.value), slope.n}, flat);
}
