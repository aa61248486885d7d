// softsign(x) = x/(1 + |x|). Turian, Bergstra & Bengio, Quadratic Features and Deep Architectures for Chunking, 2009.
// 1 + |x| is exact as a pair. softsign'(x) = 1/(1 + |x|)^2 goes far below the numbers, where dy may bring it back.
// In float without ranges up to 2^40, 0.53 of the time.
// Worst in float, of all inputs: f 0.500, f' 0.750 ULP, backward 0.750: subnormal slopes round twice.
#pragma once

#include "../math/cells.h"
#include "../math/range.h"

static inline certain softsign_forward(vec x, const vec *p)
{
    // From the bound on f is 1 to the last bit of a pair.
    const vec a = v_min(v_set(0x1p112f), v_abs(x));
    return certainly(p_copysign(p_normal(p_div(p_from(a), p_sum(v_set(1), a))), x));
}

#if RELUME_BITS == 32
static inline central softsign_derivative(vec x, const vec *p)
{
    const vec a = v_abs(x), one = v_set(1);
    const pair sum = p_fast_sum(v_max(one, a), v_min(one, a));
    const vec r = v_div(one, sum.hi), square = v_mul(r, r), rest = v_fnma(r, sum.lo, v_fnma(r, sum.hi, one));
    const pair value = {square, v_fma(v_add(square, square), rest, v_fms(r, r, square))};
    return in_float(RELUME_PLAIN ? p_from(square) : value, m_not(v_le(a, v_set(0x1p40f))));
}
#else
static inline ranged softsign_derivative(vec x, const vec *p)
{
    const vec size = v_abs(x), a = v_min(v_set(REAL_MAX), size), down = r_down(a);
    const pair reciprocal = p_normal(p_div(p_set(1), p_sum(down, v_mul(a, down))));
    const pair flat = p_set(0);
    return r_small(p_select(v_eq(size, v_set((real)INFINITY)), flat, p_mul(reciprocal, reciprocal)), down, down);
}
#endif
