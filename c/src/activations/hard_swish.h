// hard_swish(x) = x·hard_sigmoid(x) = x·(x + 3)/6 within (-3, 3). Howard et al., arXiv:1905.02244.
// x + 3 and 2x + 3, which is 0 at -1.5, are exact as pairs. hard_swish'(-3) = 0 and hard_swish'(3) = 1, as in PyTorch.
// Worst seen: f, f' and backward 0.500 ULP.
#pragma once

#include "hard_sigmoid.h"

#if RELUME_HALVES
// Of all inputs float's value is on the right side of every midpoint, or on it, once x/2 isn't on one where x is tiny.
static inline exact hard_swish_forward(vec x, const vec *p)
{
    const vec off_zero = v_copysign(v_max(v_set(0x1p-13f), v_abs(x)), x);
    // A sixth of 6 is 1.
    const vec sum = v_min(v_set(6), v_max(v_set(0), v_add(off_zero, v_set(3))));
    return x_from(v_mul(v_mul(sum, v_set((real)1 / 6)), x));
}
#elif !RELUME_PLAIN
// x/6·(x + 3), of which 1 and 0 are left beyond 3 and -3.
static inline pair hard_swish_forward(vec x, const vec *p)
{
    const vec above = v_max(v_set(-3), x), bounded = v_min(v_set(3), above);
    const pair sum = e_fast_sum(v_set(3), bounded);
    const vec q = v_mul(sum.hi, v_set(SIXTH[0])), lacking = v_fms(sum.hi, v_set(SIXTH[0]), q);
    const vec rest = v_fma(sum.lo, v_set(SIXTH[0]), v_fma(sum.hi, v_set(SIXTH[1]), lacking));
    return p_from(v_fma(q, above, v_mul(rest, bounded)));
}
#else
static inline pair hard_swish_forward(vec x, const vec *p)
{
    const mask above = v_ge(x, v_set(3)), below = v_le(x, v_set(-3));
    const pair inside = p_mul_vec(sixth_from_3(v_off_zero(x)), x);
    return p_select(above, p_from(x), p_select(below, p_set((real)-0.0), inside));
}
#endif

static inline pair hard_swish_derivative(vec x, const vec *p)
{
    const pair inside = sixth_from_3(v_add(x, x));
    return p_select(v_ge(x, v_set(3)), p_set(1), p_select(v_le(x, v_set(-3)), p_set(0), inside));
}
