// The exponential, in parts: e^x = 2^n·(1 + s) with n integral and |s| below 0.42.
//
// x - n·ln2 is exact with the first constant, as n has few bits and the fused operation rounds once; the second
// constant makes it a pair. s = r + r^2·Q(r) is a pair, its error below 2^-27 of e^x in float and 2^-56 in double.
#pragma once

#include "coefficients.h"
#include "pair.h"

typedef struct {
    vec n;
    pair s;
} exponential;

// Beyond this |x|, e^-|x| times any finite number rounds to 0.
#define EXP_LIMIT ((real)(RELUME_BITS == 32 ? 195 : 1460))

// For |x| <= EXP_LIMIT. Parts of a NaN are NaN.
static inline exponential exp_parts(pair x)
{
    const vec shifted = v_fma(x.hi, v_set(LOG2E[0]), v_set(ROUND_MAGIC));
    const vec n = v_sub(shifted, v_set(ROUND_MAGIC));
    const vec exact = v_fnma(n, v_set(LN2[0]), x.hi);
    const vec tail = v_fnma(n, v_set(LN2[1]), x.lo);
    const vec r = v_add(exact, tail);
    const vec rest = v_sub(tail, v_sub(r, exact));
    const vec square = v_mul(r, r), q = POLYNOMIAL(r, exp_q);
    const vec s = v_fma(square, q, r);
    return (exponential){n, {s, v_add(v_fma(square, q, v_sub(r, s)), rest)}};
}

// 1 + s.
static inline pair exp_mantissa(exponential e)
{
    const pair sum = p_fast_sum(v_set(1), e.s.hi);
    return (pair){sum.hi, v_add(sum.lo, e.s.lo)};
}

// e^x and 2^n·mantissa, for -EXP_LIMIT <= x <= 0: value is no less than 2^LEAST_POWER.
typedef struct {
    vec n;
    pair mantissa, value;
} power_parts;

static inline power_parts power_split(pair x)
{
    const exponential e = exp_parts(x);
    const pair mantissa = exp_mantissa(e);
    return (power_parts){e.n, mantissa, p_scale(mantissa, v_max(v_set(LEAST_POWER), e.n))};
}

// e^x - 1 for x <= 0, exact near 0, not normal.
static inline pair exp_minus_one_parts(exponential e)
{
    const vec power = v_scale(v_set(1), v_max(v_set(LEAST_POWER), e.n));
#if RELUME_PLAIN
    return p_from(v_fma(power, e.s.hi, v_sub(power, v_set(1))));
#else
    const pair whole = p_fast_sum(v_set(-1), power), part = p_fast_sum(whole.hi, v_mul(power, e.s.hi));
    return (pair){part.hi, v_add(part.lo, v_fma(power, e.s.lo, whole.lo))};
#endif
}
static inline pair exp_minus_one(exponential e) { return p_normal(exp_minus_one_parts(e)); }
