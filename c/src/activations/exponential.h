// exponential(x) = e^x, its own derivative. A backward pass may bring it back from beyond the range, so that only the
// product overflows.
// Worst seen in double: f and f' 0.75, backward 0.74 ULP; in float docs/accuracy.md.
#pragma once

#include "../math/exp.h"

// Any dy times e^x is infinite from here on.
#define EXPONENTIAL_MOST ((real)(RELUME_BITS == 32 ? 193 : 1456))

static inline scaled exponential_forward(vec x, const vec *p)
{
    const vec bounded = v_min(v_set(EXPONENTIAL_MOST), v_max(v_set(-EXP_LIMIT), x));
    const exponential e = exp_parts(p_from(v_left_to_double(v_gt(x, v_set(128)), bounded)));
    const mask infinite = v_eq(x, v_set((real)INFINITY));
    return s_select(infinite, s_from(p_from(x)), s_normal(exp_mantissa(e), e.n));
}

static inline scaled exponential_derivative(vec x, const vec *p) { return exponential_forward(x, p); }
