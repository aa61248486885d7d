// The exponential by a table of 16 powers: e^x = 2^(k/16)·(1 + s), k integral and |s| below 0.022, so that two or three
// steps of a polynomial do, and what rounds s weighs a thirtieth of what it does in exp.h.
//
// The power is looked up to half the digits, so that its product with another of as many is exact, and raised; what it
// lacks goes into s. Where double is for float, or float for 16 bits, it is whole, and s without. Error
// below 2^-29 of e^x in float, 2^-58 in double, 2^-55 and 2^-27 there.
#pragma once

#include "coefficients.h"
#include "pair.h"

typedef struct {
    vec power, s;
} sixteenths;

// magic is ROUND_MAGIC + 16·n for e^x·2^n, which must be normal, and so must 2^(k/16)·2^n.
static inline sixteenths exp_16ths(vec x, vec magic)
{
    const vec shifted = v_fma(x, v_set(16 * LOG2E[0]), magic), k = v_sub(shifted, magic);
    const vec exact = v_fnma(k, v_set(LN2_16TH[0]), x);
#if RELUME_PLAIN
    // Where k is large, the second part of the logarithm is below the error of all the rest.
    const vec s = v_fma(v_mul(exact, exact), POLYNOMIAL(exact, exp_16th_short_q), exact);
    return (sixteenths){v_raise(v_lookup_kept(power_16ths, shifted), shifted), s};
#else
    const vec r = v_fnma(k, v_set(LN2_16TH[1]), exact);
    const vec s = v_fma(v_mul(r, r), POLYNOMIAL(r, exp_16th_q), r), rest = v_lookup_kept(power_16ths_rest, shifted);
    return (sixteenths){v_raise(v_lookup_kept(power_16ths_short, shifted), shifted), v_fma(s, rest, v_add(s, rest))};
#endif
}
// e^x as a pair, where its low part is normal too; and of a pair.
#define PAIR_BY_16THS_LEAST ((real)(RELUME_BITS == 32 ? -69 : -660))
static inline pair sixteenths_pair(vec power, vec s)
{
    const vec hi = v_fma(power, s, power);
    return (pair){hi, v_fma(power, s, v_sub(power, hi))};
}
static inline pair exp_pair_by_16ths(vec x)
{
    const sixteenths e = exp_16ths(x, v_set(ROUND_MAGIC));
    return sixteenths_pair(e.power, e.s);
}
static inline pair exp_pair_by_16ths_of(pair q)
{
    const sixteenths e = exp_16ths(q.hi, v_set(ROUND_MAGIC));
    return sixteenths_pair(e.power, v_fma(e.s, q.lo, v_add(e.s, q.lo)));
}
#if !RELUME_PLAIN
// e^x as a pair whose error is below 2^-63 of it in double.
static inline pair exp_long_by_16ths(vec x)
{
    const vec magic = v_set(ROUND_MAGIC), shifted = v_fma(x, v_set(16 * LOG2E[0]), magic), k = v_sub(shifted, magic);
    const vec exact = v_fnma(k, v_set(LN2_16TH[0]), x), r = v_fnma(k, v_set(LN2_16TH[1]), exact);
    const vec square = v_mul(r, r), q = POLYNOMIAL(r, exp_16th_q), s = v_fma(square, q, r);
    const vec r_low = v_fnma(k, v_set(LN2_16TH[1]), v_sub(exact, r)), s_low = v_fma(square, q, v_sub(r, s));
    const vec power = v_raise(v_lookup_kept(power_16ths_short, shifted), shifted),
              rest = v_lookup_kept(power_16ths_rest, shifted);
    const vec low = v_add(v_add(r_low, s_low), v_fma(s, rest, rest)), hi = v_fma(power, s, power);
    return e_fast_sum(hi, v_fma(power, low, v_fma(power, s, v_sub(power, hi))));
}
#endif
// e^x, where it is normal.
static inline vec exp_by_16ths(vec x)
{
    const sixteenths e = exp_16ths(x, v_set(ROUND_MAGIC));
    return v_fma(e.power, e.s, e.power);
}
