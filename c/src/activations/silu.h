// silu(x) = x·sigmoid(x), also called swish. Elfwing, Uchibe & Doya, arXiv:1702.03118.
// In double silu' is in the form of logistic_quick.h, but near its root. Worst: docs/accuracy.md.
#pragma once

#include "../math/cells.h"
#include "../math/logistic_forward.h"
#include "../math/logistic_quick.h"

static inline pair silu_forward(vec x, const vec *p)
{
    const vec above = v_max(v_set(LOGISTIC_ZERO), x);
    const logistic_quotient l = logistic_quotient_of(v_off_zero(x));
    return p_from(logistic_applied(l, logistic_times(l, above, v_min(v_set(LOGISTIC_ONE), above)).value.hi));
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
    return in_cells(slope, a, silu_tail_slope_end);
}
#else
static inline central silu_derivative(vec x, const vec *p)
{
    return logistic_quick_moment(logistic_quickly(x), x, silu_slope_of);
}
#endif
