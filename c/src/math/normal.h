// The lower tail of the normal distribution: Phi(-a) = e^(-a^2/2)·M(a) for a >= 0, where M is Mills' ratio over
// √(2·pi).
//
// M(a) = P(t)/(a + 4) with t = (a - 4)/(a + 4) = 1 - 8/(a + 4). What rounding t does to P is taken back to first order,
// by the derivative of M(a)·(a + 4) from M' = a·M - 1/√(2·pi).
#pragma once

#include "exp.h"

// From here on Phi(-a) times any finite number rounds to 0.
#define NORMAL_LIMIT ((real)(RELUME_BITS == 32 ? 20 : 55))

typedef struct {
    exponential e;
    pair mills;
} normal_tail;

static inline normal_tail normal_tail_of(vec a)
{
    const pair sum = p_sum(a, v_set(4)), reciprocal = p_div(p_from(v_set(1)), sum);
    const pair t = p_sum(v_set(1), v_mul(v_set(-8), reciprocal.hi));
    const vec missing = v_fnma(v_set(8), reciprocal.lo, t.lo);
    const pair m = p_mul(PAIR_POLYNOMIAL(t.hi, mills_q), reciprocal);
    // dt/da = 8/(a + 4)^2.
    const vec slope = v_fma(v_add(a, reciprocal.hi), m.hi, v_set(-NORMAL_PEAK[0]));
    const vec correction = v_mul(v_mul(missing, v_mul(sum.hi, sum.hi)), v_mul(v_set((real)0.125), slope));
    const exponential e = exp_parts(p_product(a, v_mul(v_set((real)-0.5), a)));
    return (normal_tail){e, p_fast_sum(m.hi, v_add(m.lo, correction))};
}
