// The negative side of elu and its relatives: level·(e^q - 1) with q = rate·x.
#pragma once

#include "cells.h"
#include "exp.h"
#include "exp_16ths.h"

// The slope, a product of factor and e^q, but level where x is above 0. Where e^q is too small for its low part, or
// factor for theirs, the other form has it. Tried and slower: that form alone, by exp.h, twice the time.
static inline central exponential_slope(mask above, pair q, pair slope, vec factor, pair level, form *other)
{
    const vec size = v_abs(factor);
    const mask usual = m_and(v_ge(size, v_set(0x1p-20f)), v_le(size, v_set(0x1p60f)));
    const mask near = m_or(above, m_and(v_ge(q.hi, v_set(PAIR_BY_16THS_LEAST)), usual));
    return quick_or(p_select(above, level, slope), m_not(near), other);
}

typedef struct {
    pair q;      // for x < 0, bounded; 0 elsewhere
    mask linear; // x >= 0, or e^q - 1 is q to twice the precision: then rate·x is rounded once though q may not be
} exponential_arm;

static inline exponential_arm exponential_arm_of(vec x, pair q)
{
    const mask negative = m_not(v_ge(x, v_set(0))), far = v_le(q.hi, v_set(-EXP_LIMIT));
    const mask tiny = v_lt(v_abs(q.hi), v_scale(v_set(1), v_set(LEAST_POWER / 2)));
    const pair bounded = p_select(negative, p_select(far, p_set(-EXP_LIMIT), q), p_set(0));
    return (exponential_arm){bounded, m_or(m_not(negative), tiny)};
}
// e^q - 1; from the bound on it is -1 to twice the precision.
static inline scaled exponential_arm_minus_one(exponential_arm a, vec level)
{
    const real least = RELUME_BITS == 32 ? -40 : -80;
    const pair q = p_select(v_lt(a.q.hi, v_set(least)), p_set(least), a.q);
    return s_normal(p_mul_vec(exp_minus_one(exp_parts(q)), level), v_set(0));
}
// factor·e^q.
static inline scaled exponential_arm_power(exponential_arm a, pair factor)
{
    const exponential e = exp_parts(a.q);
    return s_normal(p_mul(exp_mantissa(e), factor), e.n);
}
