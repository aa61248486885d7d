// The logistic function as value·2^n: n is left to be applied last, so that subnormal results round once.
//
// With e = e^-|x|, it is 1/(1 + e) for x >= 0 and e/(1 + e) for x < 0, one division either way.
#pragma once

#include "exp.h"

typedef struct {
    pair value;
    vec n;
} scaled;

// e^-|x| = 2^n·mantissa, and 1 + e^-|x|.
typedef struct {
    vec n;
    pair mantissa, power, one_plus;
} logistic_parts;

static inline logistic_parts logistic_split(pair x)
{
    const mask small = v_lt(v_abs(x.hi), v_set(EXP_LIMIT));
    const vec hi = v_select(small, v_neg(v_abs(x.hi)), v_set(-EXP_LIMIT));
    const vec lo = v_select(small, v_neg(v_flip_sign(x.lo, x.hi)), v_set(0));
    const exponential e = exp_parts((pair){hi, lo});
    const pair mantissa = exp_mantissa(e);
    // Below this power, 1 + e is 1 to the last bit of a pair.
    const pair power = p_scale(mantissa, v_max(v_set(-4 * MANTISSA_BITS), e.n));
    const pair sum = p_fast_sum(v_set(1), power.hi);
    return (logistic_parts){e.n, mantissa, power, {sum.hi, v_add(sum.lo, power.lo)}};
}

// NaN gives the value at -EXP_LIMIT.
static inline scaled logistic(pair x)
{
    const logistic_parts e = logistic_split(x);
    const mask negative = v_lt(x.hi, v_set(0));
    const pair numerator = p_select(negative, e.mantissa, p_from(v_set(1)));
    return (scaled){p_div(numerator, e.one_plus), v_select(negative, e.n, v_set(0))};
}
