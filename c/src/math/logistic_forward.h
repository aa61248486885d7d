// The logistic function where no more than its value is wanted: 1/(1 + e^-x) = 2^m/(2^m + p) for e^-x = p·2^-m, p in
// [0.7, 1.42].
//
// One form for both signs, so nothing is selected; 2^m is exact, and so is 1 + 2^m until one is below half a unit of
// the other. The denominator is kept as a pair, its error below 2^-25.5 in float, and the quotient corrected by its
// remainder.
#pragma once

#include "exp.h"

typedef struct {
    vec m;            // the power of two to apply last
    vec power;        // it, or 2^LEAST_POWER
    pair denominator; // 2^m + p
    vec reciprocal;   // of denominator.hi
} logistic_quotient;

// Above this x the result is 1 or x.
#define LOGISTIC_ONE ((real)(RELUME_BITS == 32 ? 18 : 38))
// And below this one it is 0, times x too.
#define LOGISTIC_ZERO ((real)(RELUME_BITS == 32 ? -130 : -800))

static inline logistic_quotient logistic_quotient_at(vec x, const vec *low, real least)
{
    const vec bounded = v_min(v_set(LOGISTIC_ONE), v_max(v_set(least), x));
    const vec m = v_sub(v_fma(bounded, v_set(LOG2E[0]), v_set(ROUND_MAGIC)), v_set(ROUND_MAGIC));
    const vec exact = v_fnma(m, v_set(LN2[0]), bounded), r = v_fnma(m, v_set(LN2[1]), exact);
    // e^-r - 1.
    const vec minus = v_neg(r), s = v_fma(v_mul(r, r), POLYNOMIAL(minus, exp_q), minus);
    const vec power = v_scale(v_set(1), v_max(v_set(LEAST_POWER), m)), whole = v_add(v_set(1), power);
    const vec sum = v_add(whole, s);
    // What r lacks, less one product: e^-r is near enough to 1, but not for what x lacks.
    const vec known = v_fnma(m, v_set(LN2[1]), v_sub(exact, r));
    const vec lacking = low == NULL ? known : v_add(known, v_fma(*low, s, *low));
    // Where 2^m is above all bits of 1, whole lacks 1, which the value alone can do without.
    const vec larger = low == NULL ? v_set(1) : v_max(v_set(1), power),
              smaller = low == NULL ? power : v_min(v_set(1), power);
    const vec rest = v_add(v_sub(s, v_sub(sum, whole)), v_sub(v_sub(smaller, v_sub(whole, larger)), lacking));
    return (logistic_quotient){m, power, {sum, rest}, v_div(v_set(1), sum)};
}
static inline logistic_quotient logistic_quotient_of(vec x) { return logistic_quotient_at(x, NULL, LOGISTIC_ZERO); }
static inline logistic_quotient logistic_quotient_of_pair(pair x)
{
    return logistic_quotient_at(x.hi, &x.lo, -EXP_LIMIT);
}

// A value with the power applied, for m of a bounded x: without what v_ldexp does for any power.
static inline vec logistic_applied(logistic_quotient l, vec value)
{
#if RELUME_HAS_SCALING
    return v_scaling(value, l.m);
#else
    const vec rest = v_scale(v_set(1), v_sub(l.m, v_max(v_set(LEAST_POWER), l.m)));
    return v_mul(v_mul(value, l.power), rest);
#endif
}

// It times x, which bounded is up to LOGISTIC_ONE or further.
static inline scaled logistic_times(logistic_quotient l, vec x, vec bounded)
{
    if (RELUME_PLAIN) return (scaled){p_from(v_mul(l.reciprocal, x)), l.m};
    const vec r = l.reciprocal, rest = v_fnma(r, l.denominator.lo, v_fnma(r, l.denominator.hi, v_set(1)));
    // Above LOGISTIC_ONE, r is exact and rest nearly nothing. At 0, rest is +0, so that -0 stays -0.
    const vec low = v_mul(v_mul(r, rest), bounded), hi = v_fma(r, x, low);
    return (scaled){{hi, v_select(v_eq(x, bounded), v_add(v_fms(r, bounded, hi), low), v_set(0))}, l.m};
}
