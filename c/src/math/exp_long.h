// The exponential to twice the precision, for what magnifies its error or cancels with it: e^x = 2^n·(1 + r + rest),
// with r the reduced argument and rest = e^r - 1 - r as r^2·Q(r), so that it is exact for small x too. In a WIDE build
// its error is below 2^-57, as is enough for float.
#pragma once

#include "exp.h"

typedef struct {
    vec n;
    pair r, rest;
} long_exponential;

// For |x| <= EXP_LIMIT.
static inline long_exponential exp_long(vec x)
{
    const vec n = v_round(v_mul(x, v_set(LOG2E[0])));
    const vec exact = v_fnma(n, v_set(LN2[0]), x);
#if RELUME_PLAIN
    const pair r = e_fast_sum(exact, v_mul(n, v_set(-LN2[1])));
    return (long_exponential){n, r, e_mul(e_product(r.hi, r.hi), EXACT_POLYNOMIAL(r.hi, exp_q))};
#else
    const pair r = e_add(p_from(exact), p_neg(e_product(n, v_set(LN2[1]))));
    return (long_exponential){n, r, e_mul(e_mul(r, r), LONG_POLYNOMIAL(r, exp_long_q))};
#endif
}
static inline pair exp_long_mantissa(long_exponential e) { return e_fast_add(p_set(1), e_add(e.r, e.rest)); }
