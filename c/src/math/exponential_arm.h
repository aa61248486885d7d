// The negative side of pelu and mpelu: level·(e^q - 1) with q = rate·x.
#pragma once

#include "number.h"

typedef struct {
    number q;    // for x < 0, bounded; 0 elsewhere
    mask linear; // x >= 0, or e^q - 1 is q to twice the precision: then rate·x is rounded once though q may not be
} exponential_arm;

static inline exponential_arm exponential_arm_of(vec x, number q)
{
    const mask negative = m_not(v_ge(x, v_set(0))), far = v_le(n_hi(q), v_set(-EXP_LIMIT));
    const mask tiny = v_lt(v_abs(n_hi(q)), v_scale(v_set(1), v_set(LEAST_POWER / 2)));
    const number bounded = n_select(negative, n_select(far, n_set(-EXP_LIMIT), q), n_set(0));
    return (exponential_arm){bounded, m_or(m_not(negative), tiny)};
}
// e^q - 1; from the bound on it is -1 to twice the precision.
static inline scaled exponential_arm_minus_one(exponential_arm a, vec level)
{
    const real least = RELUME_BITS == 32 ? -40 : -80;
    const number q = n_select(v_lt(n_hi(a.q), v_set(least)), n_set(least), a.q);
    return n_scaled(n_mul_vec(n_exp_minus_one(n_exp(q)), level), v_set(0));
}
// factor·e^q.
static inline scaled exponential_arm_power(exponential_arm a, number factor)
{
    const exponential e = n_exp(a.q);
    return n_scaled(n_mul(n_exp_mantissa(e), factor), e.n);
}
