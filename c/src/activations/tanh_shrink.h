// tanh_shrink(x) = x - tanh(x). The derivative is tanh(x)^2.
//
// Below 0.75 it is x^3·P(x^2), as the difference cancels there; in float x^3, and x^2 for the slope, times quotients in
// cells (0.3 of the time of double, backward 0.45).
// Worst: docs/accuracy.md.
#pragma once

#include "../math/tanh_cells.h"

static inline scaled tanh_shrink_value(vec x, const vec *p)
{
    const vec a = v_abs(x), bounded = hyperbolic_argument(x);
    const pair large = p_fast_add(p_from(bounded), p_neg(hyperbolic_tanh(hyperbolic_split(p_from(bounded)))));
    const scaled small = s_tiny_cube(p_from(bounded), PAIR_POLYNOMIAL(v_mul(bounded, bounded), tanh_shrink_q));
    const scaled f = s_select(v_lt(a, v_set((real)0.75)), small, s_normal(large, v_set(0)));
    // Beyond the bound, tanh(x) is 1.
    const scaled result = s_select(v_gt(a, bounded), s_from(p_from(v_sub(a, v_set(1)))), f);
    return (scaled){p_copysign(result.value, x), result.n};
}

static inline scaled tanh_shrink_slope(vec x, const vec *p)
{
    const pair t = hyperbolic_tanh(hyperbolic_split(p_from(hyperbolic_argument(x))));
    scaled slope = s_square(t);
    slope.value.hi = v_shaded(slope.value.hi, x, SHADE_DOWN);
    return slope;
}

#if RELUME_BITS == 32
// Powers of x times quotients, as the square of what tanh_cells.h has would double its error. Beyond is where the
// powers lose bits, and, for the value, where tanh(x) is 1.
static inline central tanh_shrink_forward(vec x, const vec *p)
{
    const vec a = v_abs(x), bounded = v_min(v_set(TANH_END), a);
    const pair cube = p_mul_vec(p_product(bounded, bounded), bounded);
    const pair quotient = CELLS_STEADY(bounded, tanh_shrink_quotient);
    return in_float(p_copysign(p_mul(cube, quotient), x), outside(x, TANH_END));
}
static inline central tanh_shrink_derivative(vec x, const vec *p)
{
    // Where 1 - tanh(x)^2 is below a unit of 1.
    const vec end = v_set(9.75f), a = v_abs(x), bounded = v_min(end, a);
    const pair slope = p_mul(p_product(bounded, bounded), CELLS_STEADY(bounded, tanh_quotient_square));
    return in_float(p_select(v_gt(a, end), p_set(1), slope), outside(x, FLT_MAX));
}
#else
static inline scaled tanh_shrink_forward(vec x, const vec *p) { return tanh_shrink_value(x, p); }
static inline scaled tanh_shrink_derivative(vec x, const vec *p) { return tanh_shrink_slope(x, p); }
#endif
