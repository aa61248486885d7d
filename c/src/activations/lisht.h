// lisht(x) = x·tanh(x). Roy, Manna, Dubey & Chaudhuri, arXiv:1901.05894. The derivative is tanh(x) + x·(1 - tanh(x)^2),
// whose terms have the same sign.
// In float tanh and lisht' are in cells (0.28 of the time of double, backward 0.37).
// Worst: docs/accuracy.md.
#pragma once

#include "../math/tanh_cells.h"

static inline scaled lisht_value(vec x, const vec *p)
{
    const vec a = v_abs(x), bounded = hyperbolic_argument(x);
    scaled f = s_any_product(p_from(bounded), hyperbolic_tanh(hyperbolic_split(p_from(bounded))));
    f.value.hi = v_shaded(f.value.hi, x, SHADE_DOWN);
    return s_select(v_gt(a, bounded), s_from(p_from(a)), s_signed(f, v_set(1)));
}

#if RELUME_BITS == 32
// Beyond is where the square loses bits, and infinity.
static inline central lisht_forward(vec x, const vec *p)
{
    const vec a = v_abs(x);
    return in_float(p_mul_vec(tanh_in_cells(a), a), outside(x, FLT_MAX));
}
// It rounds to 1 from the end on.
static inline pair lisht_derivative(vec x, const vec *p)
{
    const vec a = v_abs(x), end = v_set(10.2f);
    const pair half = CELLS_FROM_ZERO(v_min(end, a), lisht_half_slope), slope = p_times_power(half, v_set(2));
    return p_copysign(p_select(v_gt(a, end), p_set(1), p_normal(slope)), x);
}
#else
static inline scaled lisht_forward(vec x, const vec *p) { return lisht_value(x, p); }
static inline pair lisht_derivative(vec x, const vec *p)
{
    const vec a = hyperbolic_argument(x);
    const hyperbolic_parts h = hyperbolic_split(p_from(a));
    const pair slope = p_div(hyperbolic_slope(h), p_mul(h.sum, h.sum));
    return p_copysign(p_normal(p_add(hyperbolic_tanh(h), p_mul_vec(slope, a))), x);
}
#endif
