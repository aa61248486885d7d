// tanh_shrink(x) = x - tanh(x). The derivative is tanh(x)^2.
//
// Below 0.75 it is x^3·P(x^2), as the difference cancels there. For 16 bits tanh is in cells (0.3 of the time).
// Worst seen in double: f 0.910 at 0.75, f' 1.019, backward 0.944 ULP; in float 0.5
// (tests/python/test_accuracy.py with 60,000 more inputs).
#pragma once

#include "../math/cells.h"
#include "../math/hyperbolic.h"

#if RELUME_HALVES
static inline vec tanh_shrink_tanh(vec a) { return CELLS_FROM_ZERO(v_min(v_set(9.125f), a), tanh_value); }
static inline pair tanh_shrink_forward(vec x, const vec *p)
{
    const vec a = v_abs(x), bounded = v_min(v_set(0.75f), a), square = v_mul(bounded, bounded);
    const vec small = v_mul(v_mul(square, bounded), POLYNOMIAL(square, tanh_shrink_q));
    const vec large = v_sub(a, tanh_shrink_tanh(a));
    return p_from(v_copysign(v_select(v_lt(a, v_set(0.75f)), small, large), x));
}
static inline pair tanh_shrink_derivative(vec x, const vec *p)
{
    const vec t = tanh_shrink_tanh(v_abs(x));
    return p_from(slope_in_range(v_mul(t, t), t));
}
#else
static inline scaled tanh_shrink_forward(vec x, const vec *p)
{
    const vec a = v_abs(x), bounded = hyperbolic_argument(x);
    const pair large = p_fast_add(p_from(bounded), p_neg(hyperbolic_tanh(hyperbolic_split(p_from(bounded)))));
    const scaled small = s_tiny_cube(p_from(bounded), PAIR_POLYNOMIAL(v_mul(bounded, bounded), tanh_shrink_q));
    const scaled f = s_select(v_lt(a, v_set((real)0.75)), small, s_normal(large, v_set(0)));
    // Beyond the bound, tanh(x) is 1.
    const scaled result = s_select(v_gt(a, bounded), s_from(p_from(v_sub(a, v_set(1)))), f);
    return (scaled){p_copysign(result.value, x), result.n};
}

static inline scaled tanh_shrink_derivative(vec x, const vec *p)
{
    const pair t = hyperbolic_tanh(hyperbolic_split(p_from(hyperbolic_argument(x))));
    scaled slope = s_any_product(t, t);
    slope.value.hi = v_shaded(slope.value.hi, x, SHADE_DOWN);
    return slope;
}
#endif
