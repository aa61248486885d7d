// silu(x) = x·sigmoid(x), also called swish. Elfwing, Uchibe & Doya, arXiv:1702.03118.
// Worst in float, of all inputs: f 0.949, f' 0.807 ULP (relume verify --exhaustive).
#pragma once

#include "../math/cells.h"
#include "../math/logistic_forward.h"

static inline scaled silu_forward(vec x, const vec *p)
{
    const logistic_quotient l = logistic_quotient_of(v_off_zero(x));
    const vec above = v_max(v_set(-EXP_LIMIT), x), bounded = v_min(v_set(LOGISTIC_ONE), above);
    if (RELUME_PLAIN) return (scaled){p_from(v_mul(l.reciprocal, above)), l.m};
    const vec r = l.reciprocal, rest = v_fnma(r, l.denominator.lo, v_fnma(r, l.denominator.hi, v_set(1)));
    // Above LOGISTIC_ONE, r is exact and rest nearly nothing. At 0, rest is +0, so that -0 stays -0.
    const vec low = v_mul(v_mul(r, rest), bounded), hi = v_fma(r, above, low);
    return (scaled){(pair){hi, v_add(v_fms(r, bounded, hi), low)}, l.m};
}

// silu'(-a) = e^-a·S(a), S in cells with its root as a centre, and silu'(a) = 1 - silu'(-a).
static inline scaled silu_slope_of(vec x, const vec *p)
{
    const vec a = v_min(v_set(EXP_LIMIT), v_abs(x));
    const exponential e = exp_parts(p_from(v_neg(a)));
    return reflected(v_lt(x, v_set(0)), cells_times(CELLS_ROOTED(a, silu_slope), e.s), e.n);
}
#if RELUME_BITS == 32
static inline central silu_derivative(vec x, const vec *p)
{
    const vec a = v_abs(x);
    const pair slope = complement(v_lt(x, v_set(0)), EVEN_ROOTED(a, silu_tail_slope));
    return in_cells(slope, a, silu_tail_slope_end, silu_slope_of);
}
#else
static inline scaled silu_derivative(vec x, const vec *p) { return silu_slope_of(x, p); }
#endif
