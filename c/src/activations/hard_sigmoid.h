// hard_sigmoid(x) = min(max(0, x/6 + 1/2), 1) = (x + 3)/6 within (-3, 3). Howard et al., arXiv:1905.02244.
// x + 3 is exact as a pair, and so is 1/6 nearly: one that is rounded would cost another rounding. Tried and slower:
// the quotient's remainder (1.5 times as long). hard_sigmoid'(-3) = hard_sigmoid'(3) = 0, as in PyTorch. Worst seen: f
// 0.500, f' 0.333, backward 0.333 ULP.
#pragma once

#include "../math/pair.h"

// (3 + x)/6, not normal, for |x| <= 6: as 3 has two bits, the sum's error is exact also where x is the larger. In
// halves a product tells ties as well as a quotient does: not at all, so that double decides.
static inline pair sixth_from_3(vec x)
{
    const vec sixth = v_set((real)1 / 6);
    const pair sum = p_fast_sum(v_set(3), x);
    if (RELUME_WIDE) return p_from(v_div(sum.hi, v_set(6)));
    const vec q = v_mul(sum.hi, sixth);
    if (RELUME_HALVES) return p_from(q);
    return (pair){q, v_mul(v_add(v_fnma(q, v_set(6), sum.hi), sum.lo), sixth)};
}

#if !RELUME_PLAIN
// 1/6 in two parts, the second rounded up: what is left of 3/6 - 1/2 isn't negative.
#if RELUME_BITS == 32
static const real SIXTH[] = {0x1.555556p-3f, -0x1.555554p-28f};
#else
static const real SIXTH[] = {0x1.5555555555555p-3, 0x1.5555555555556p-57};
#endif
#endif

#if RELUME_PLAIN
static inline exact hard_sigmoid_forward(vec x, const vec *p)
{
#if RELUME_HALVES
    // Where it is a midpoint the sum has 15 bits, and the quotient is right with the remainder's sixth; no other comes
    // as near to one as this errs.
    const vec sum = v_add(x, v_set(3)), sixth = v_set((real)1 / 6), q = v_mul(sum, sixth);
    const exact inside = x_from(v_fma(v_fnma(q, v_set(6), sum), sixth, q));
#else
    const exact inside = x_from(sixth_from_3(x).hi);
#endif
    return x_select(v_ge(x, v_set(3)), x_from(v_set(1)), x_select(v_le(x, v_set(-3)), x_from(v_set(0)), inside));
}
#else
static inline exact hard_sigmoid_forward(vec x, const vec *p)
{
    const pair sum = e_fast_sum(v_set(3), v_max(v_set(-3), v_min(v_set(3), x)));
    const vec rest = v_fma(sum.hi, v_set(SIXTH[1]), v_mul(sum.lo, v_set(SIXTH[0])));
    return x_from(v_fma(sum.hi, v_set(SIXTH[0]), rest));
}
#endif

#if RELUME_HALVES
// A sixth of a number of few bits is a midpoint, and then float's product is that too, or as far from one as a sixth of
// the last place.
static inline vec hard_sigmoid_derivative(vec x, const vec *p)
{
    return v_select(v_lt(v_abs(x), v_set(3)), v_set((real)1 / 6), v_unless_nan(v_set(0), x));
}
#else
static inline pair hard_sigmoid_derivative(vec x, const vec *p)
{
    const pair sixth = p_div(p_set(1), p_set(6));
    const vec flat = v_unless_nan(v_set(0), x);
    return p_select(v_lt(v_abs(x), v_set(3)), sixth, p_from(flat));
}
#endif
