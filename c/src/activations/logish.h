// logish(x) = x·log(1 + s), s = 1/(1 + e^-x). Zhu, Zeng, Liu & Zhang, Neurocomputing 458, 2021.
//
// log(1 + s) is s times a factor, and with e = e^-|x| the derivative is s·(factor + x·w), where w is 1/(1 + 2e) for x <
// 0 and e/(2 + e) for x >= 0, but for a band about its root, where the sum cancels.
// In float log(1 + s), and the derivative, are in cells (math/exponential_gate.h): a fifth of the time in double.
// Tried and lost: the factor of s.hi alone, 0.5 ULP worse near the band.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/band.h"
#include "../math/exp.h"
#include "../math/exponential_gate.h"
#include "../math/log1p.h"

#if RELUME_BITS == 32
// ln(2), as a float.
#define LOGISH_LIMIT 0x1.62e43p-1f
static inline central logish_forward(vec x, const vec *p)
{
    const pair factor = BENT_SHIFTED_STEADY(x, logish_factor);
    return exponential_gate(x, factor, logish_factor_start, logish_factor_end, LOGISH_LIMIT);
}
static inline central logish_derivative(vec x, const vec *p)
{
    const pair slope = BENT_SHIFTED_ROOTED(x, logish_slope);
    return exponential_gate_slope(x, slope, logish_slope_start, logish_slope_end, LOGISH_LIMIT);
}
#else
typedef struct {
    vec bounded, n; // s = share·2^n
    pair e, share, factor;
} logish_parts;

static inline logish_parts logish_split(vec x)
{
    const mask negative = v_lt(x, v_set(0));
    const vec bounded = v_max(v_set(-EXP_LIMIT), x);
    const power_parts e = power_split(p_from(v_neg(v_min(v_set(EXP_LIMIT), v_abs(x)))));
    const pair one_plus = p_fast_add(p_set(1), e.value);
    const pair share = p_div(p_select(negative, e.mantissa, p_set(1)), one_plus);
    const vec n = v_select(negative, e.n, v_set(0));
    const pair s = p_scale(p_normal(share), v_max(v_set(LEAST_POWER), n));
    return (logish_parts){bounded, n, e.value, share, log1p_factor_of(s)};
}

static inline scaled logish_forward(vec x, const vec *p)
{
    const logish_parts l = logish_split(x);
    const scaled f = s_mul_any(p_mul(l.share, l.factor), l.bounded);
    return (scaled){f.value, v_add(f.n, l.n)};
}

static inline scaled logish_derivative(vec x, const vec *p)
{
    const logish_parts l = logish_split(x);
    const mask negative = v_lt(x, v_set(0));
    const vec a = v_select(negative, v_set(1), v_set(2)), b = v_select(negative, v_set(2), v_set(1));
    const pair w = p_div(p_select(negative, p_set(1), l.e), p_fast_add(p_from(a), p_times_power(l.e, b)));
    const pair sum = p_add(l.factor, p_mul_vec(w, v_min(v_set(EXP_LIMIT), l.bounded)));
    return band_select(BAND(logish_band), x, s_normal(p_mul(l.share, sum), l.n));
}
#endif
