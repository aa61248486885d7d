// The logistic function.
//
// With e = e^-|x|, it is 1/(1 + e) for x >= 0 and e/(1 + e) for x < 0, one division either way.
#pragma once

#include "exp.h"

// e^x, which is 2^n·mantissa too, and 1 + e^x.
typedef struct {
    vec n;
    pair mantissa, power, one_plus;
} logistic_parts;

// For -EXP_LIMIT <= x <= 0.
static inline logistic_parts logistic_split(pair x)
{
    const power_parts e = power_split(x);
    const pair sum = p_fast_sum(v_set(1), e.value.hi);
    return (logistic_parts){e.n, e.mantissa, e.value, {sum.hi, v_add(sum.lo, e.value.lo)}};
}

// -|x|, bounded; NaN stays NaN.
static inline vec logistic_argument(vec x) { return v_max(v_set(-EXP_LIMIT), v_neg(v_abs(x))); }

// The logistic function of -a where negative, of a elsewhere, for e that logistic_split made of -a.
static inline scaled logistic_of(logistic_parts e, mask negative)
{
    const pair numerator = p_select(negative, e.mantissa, p_set(1));
    return (scaled){p_div(numerator, e.one_plus), v_select(negative, e.n, v_set(0))};
}

// -|z|, bounded; NaN stays NaN. z may be infinite in hi and then anything in lo.
static inline pair logistic_pair_argument(pair z)
{
    const vec hi = v_max(v_set(-EXP_LIMIT), v_neg(v_abs(z.hi)));
    return (pair){hi, v_select(v_gt(hi, v_set(-EXP_LIMIT)), v_flip_sign(z.lo, v_neg(z.hi)), v_set(0))};
}
// z, but in a wide build not where the logistic function only rounds to 1/2, or to 1: what it multiplies would lie on
// the midpoint of two numbers of 16 bits, and not beside it.
static inline pair logistic_off_zero(pair z)
{
    return RELUME_WIDE ? p_from(v_select(v_eq(z.hi, v_set(0)), z.hi, v_off_zero(z.hi))) : z;
}
static inline pair logistic_off_ends(pair z)
{
    return RELUME_WIDE ? p_from(v_min(v_set(36), logistic_off_zero(z).hi)) : z;
}
static inline scaled logistic_of_pair(pair z)
{
    return logistic_of(logistic_split(logistic_pair_argument(z)), v_lt(z.hi, v_set(0)));
}
// e/(1 + e)^2, the derivative of the logistic function.
static inline scaled logistic_slope(logistic_parts e)
{
    return s_normal(p_div(e.mantissa, p_mul(e.one_plus, e.one_plus)), e.n);
}
