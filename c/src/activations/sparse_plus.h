// sparse_plus(x) = 0, (x + 1)^2/4 or x. Blondel, Martins & Niculae, arXiv:1901.02324. It is smelu with beta = 1,
// without its divisions. f' is continuous: there are no kinks.
// Worst seen: f, f' and backward 0.500 ULP.
#pragma once

#include "../math/pair.h"

#if !RELUME_PLAIN
static inline vec sparse_plus_forward(vec x, const vec *p)
{
    // 0 from -1 down.
    const pair sum = e_fast_sum(v_set(1), v_max(v_set(-1), v_min(v_set(1), x)));
    const vec half = v_mul(v_set((real)0.5), sum.hi), square = v_mul(half, half);
    const vec inside = v_add(square, v_fma(half, sum.lo, v_fms(half, half, square)));
    return v_select(v_ge(x, v_set(1)), x, inside);
}
#else
static inline pair sparse_plus_forward(vec x, const vec *p)
{
    const pair sum = p_sum(x, v_set(1)), square = p_mul(sum, sum);
    const pair inside = p_times_power(square, v_set(0.25f));
    return p_select(v_ge(x, v_set(1)), p_from(x), p_select(v_le(x, v_set(-1)), p_set(0), inside));
}
#endif

static inline pair sparse_plus_derivative(vec x, const vec *p)
{
    const pair sum = p_sum(x, v_set(1)), inside = p_times_power(sum, v_set(0.5f));
    return p_select(v_ge(x, v_set(1)), p_set(1), p_select(v_le(x, v_set(-1)), p_set(0), inside));
}
