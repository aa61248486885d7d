// serf(x) = x·erf(s), s = log(1 + e^x). Nag, Bhattacharyya, Mukherjee & Kundu, arXiv:2108.09598.
//
// In float exponential_gate.h has it. In double, with e = e^-|x|, s is e times a factor for x < 0 and x + log(1 + e)
// for x >= 0. erf(s) is s·P(s^2) below 1, and 1 - 2·Phi(-s·sqrt(2)) with the tail of gelu above. The derivative is
// erf(s) + x·2/sqrt(pi)·e^(-s^2)/(1 + e^-x), but for a band about its root, where the sum cancels.
//
// Worst: docs/accuracy.md.
#pragma once

#include "../math/band.h"
#include "../math/cells.h"
#include "../math/exp.h"
#include "../math/exponential_gate.h"
#include "../math/log1p.h"

#if RELUME_BITS == 32
static inline central serf_forward(vec x, const vec *p) { return EXPONENTIAL_GATE(x, serf); }
static inline central serf_derivative(vec x, const vec *p) { return EXPONENTIAL_GATE_SLOPE(x, serf); }
#else
typedef struct {
    mask negative;
    vec bounded, n;         // erf(s) = value·2^n
    pair e, mantissa, bell; // bell is e^(-s^2)
    pair value;
} serf_parts;

// erf(s) is 1 from here on, to twice the precision of a sum with it.
#define SERF_HIGH ((real)9)

static inline serf_parts serf_split(vec x)
{
    const mask negative = v_lt(x, v_set(0));
    const vec bounded = v_min(v_set(SERF_HIGH), v_max(v_set(-EXP_LIMIT), x));
    const power_parts e = power_split(p_from(v_neg(v_abs(bounded))));
    const pair factor = log1p_factor_of(p_normal(e.value)), log = p_mul(e.value, factor);
    const pair s = p_select(negative, log, z_add(p_from(bounded), log)), square = z_mul(s, s);
    const exponential bell = exp_parts(p_neg(square));
    const pair power = p_scale(exp_mantissa(bell), bell.n);
    // s·P(s^2), less a power of two for x < 0.
    const pair base = p_select(negative, p_mul(e.mantissa, factor), s);
    const pair small = p_mul(base, PAIR_POLYNOMIAL(square.hi, erf_q));
    const pair tail = CELLS_STEADY(v_mul(s.hi, v_set(SQRT_2[0])), normal_tail);
    const pair large = p_add(p_set(1), p_times_power(p_mul(power, tail), v_set(-2)));
    const mask is_small = m_or(negative, v_lt(s.hi, v_set(1)));
    return (serf_parts){negative,   bounded, v_select(negative, e.n, v_set(0)), e.value,
                        e.mantissa, power,   p_select(is_small, small, large)};
}

static inline scaled serf_forward(vec x, const vec *p)
{
    const serf_parts s = serf_split(x);
    const scaled f = s_signed(s_normal(p_mul_vec(s.value, s.bounded), s.n), x);
    return s_select(v_gt(x, s.bounded), s_from(p_from(x)), f);
}

static inline scaled serf_derivative(vec x, const vec *p)
{
    const serf_parts s = serf_split(x);
    const pair share = p_div(p_select(s.negative, s.mantissa, p_set(1)), p_fast_add(p_set(1), s.e));
    const pair slope = p_mul_vec(p_mul(p_mul(s.bell, PAIR_CONSTANT(TWO_BY_SQRT_PI)), share), s.bounded);
    return band_select(BAND(serf_band), x, s_normal(p_add(s.value, slope), s.n));
}
#endif
