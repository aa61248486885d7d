// exponential(x) = e^x, its own derivative. A backward pass may bring it back from beyond the range, so that only the
// product overflows. By a table of 16 powers, while its power of two is a normal number (0.57 of the time that
// exp.h takes). Worst in float, of all inputs: docs/accuracy.md.
#pragma once

#include "../math/cells.h"
#include "../math/exp.h"
#include "../math/exp_16ths.h"

// Any dy times e^x is infinite from here on.
#define EXPONENTIAL_MOST 1456

static inline scaled exponential_value(vec x, const vec *p)
{
    const vec bounded = v_min(v_set(EXPONENTIAL_MOST), v_max(v_set(-EXP_LIMIT), x));
    const exponential e = exp_parts(p_from(bounded));
    const mask infinite = v_eq(x, v_set((real)INFINITY));
    return s_select(infinite, s_from(p_from(x)), s_normal(exp_mantissa(e), e.n));
}
// Where the power or the low part isn't normal.
static inline mask exponential_beyond(vec x)
{
    return m_not(m_and(v_le(x, v_set(RELUME_BITS == 32 ? 87 : 708)), v_ge(x, v_set(PAIR_BY_16THS_LEAST))));
}
static inline central exponential_forward(vec x, const vec *p)
{
    const mask beyond = exponential_beyond(x);
#if RELUME_HALVES
    // Far out it is 0 or infinite in 16 bits, which double need not tell.
    const vec low = v_select(v_lt(x, v_set(-95)), v_set(0), exp_pair_by_16ths(x).hi);
    const mask asked = m_and(beyond, m_not(m_or(v_lt(x, v_set(-95)), v_gt(x, v_set(90)))));
    return quick_or(p_from(v_select(v_gt(x, v_set(90)), v_set(INFINITY), low)), asked, exponential_value);
#else
    return quick_or(exp_pair_by_16ths(x), beyond, exponential_value);
#endif
}
static inline central exponential_derivative(vec x, const vec *p)
{
    const mask beyond = exponential_beyond(x);
#if RELUME_HALVES
    const mask flat = v_eq(x, v_set(-INFINITY));
    const pair value = p_from(v_select(flat, v_set(0), exp_pair_by_16ths(x).hi));
    return quick_or(value, m_and(beyond, m_not(flat)), exponential_value);
#else
    return quick_or(exp_pair_by_16ths(x), beyond, exponential_value);
#endif
}
