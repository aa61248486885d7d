// serf(x) = x·erf(s), s = log(1 + e^x). Nag, Bhattacharyya, Mukherjee & Kundu, arXiv:2108.09598.
//
// With e = e^-|x|, s is e times a factor for x < 0 and x + log(1 + e) for x >= 0. erf(s) is s·P(s^2) below 1, and
// 1 - 2·Phi(-s·sqrt(2)) with the tail of gelu above. The derivative is erf(s) + x·2/sqrt(pi)·e^(-s^2)/(1 + e^-x), but
// for a band about its root, where the sum cancels.
// Worst seen in double: f 0.917, f' 1.385, backward 1.397 ULP; in float 0.5
// (tests/python/test_accuracy.py with 60,000 more inputs).
#pragma once

#include "../math/band.h"
#include "../math/cells.h"
#include "../math/log1p.h"
#include "../math/number.h"

typedef struct {
    mask negative;
    vec bounded, n;           // erf(s) = value·2^n
    number e, mantissa, bell; // bell is e^(-s^2)
    number value;
} serf_parts;

// erf(s) is 1 from here on, to twice the precision of a sum with it.
#define SERF_HIGH ((real)(RELUME_BITS == 32 ? 6 : 9))

static inline serf_parts serf_split(vec x)
{
    const mask negative = v_lt(x, v_set(0));
    const vec bounded = v_min(v_set(SERF_HIGH), v_max(v_set(-EXP_LIMIT), x));
    const power_parts e = power_split(n_from(v_neg(v_abs(bounded))));
    const number factor = n_of(log1p_factor_of(n_pair(e.value))), log = n_mul(e.value, factor);
    const number s = n_select(negative, log, n_add(n_from(bounded), log)), square = n_mul(s, s);
    const exponential bell = n_exp(n_neg(square));
    const number power = n_scale(n_exp_mantissa(bell), bell.n);
    // s·P(s^2), less a power of two for x < 0.
    const number base = n_select(negative, n_mul(e.mantissa, factor), s);
    const number small = n_mul(base, N_POLYNOMIAL(n_hi(square), erf_q));
    const number tail = n_of(CELLS_STEADY(v_mul(n_hi(s), v_set(SQRT_2[0])), normal_tail));
    const number large = n_add(n_set(1), n_times_power(n_mul(power, tail), v_set(-2)));
    const mask is_small = m_or(negative, v_lt(n_hi(s), v_set(1)));
    return (serf_parts){negative,   bounded, v_select(negative, e.n, v_set(0)), e.value,
                        e.mantissa, power,   n_select(is_small, small, large)};
}

static inline scaled serf_forward(vec x, const vec *p)
{
    const serf_parts s = serf_split(x);
    const scaled f = s_signed(n_scaled(n_mul_vec(s.value, s.bounded), s.n), x);
    return s_select(v_gt(x, s.bounded), s_from(p_from(x)), f);
}

static inline scaled serf_derivative(vec x, const vec *p)
{
    const serf_parts s = serf_split(x);
    const number share = n_div(n_select(s.negative, s.mantissa, n_set(1)), n_fast_add(n_set(1), s.e));
    const number slope = n_mul_vec(n_mul(n_mul(s.bell, N_CONSTANT(TWO_BY_SQRT_PI)), share), s.bounded);
    return band_select(BAND(serf_band), x, n_scaled(n_add(s.value, slope), s.n));
}
