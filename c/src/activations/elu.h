// elu(x) = x > 0 ? x : alpha·(e^x - 1). Clevert, Unterthiner & Hochreiter, arXiv:1511.07289. elu'(0) = alpha.
// Exact near 0 as exp_minus_one is: 2^n·(1 + s) - 1 sums 2^n - 1, which is exact, and 2^n·s.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/exponential_arm.h"

// e^x - 1 for x <= 0; from the bound on it is -1 to twice the precision.
static inline pair elu_negative(vec x)
{
    return exp_minus_one(exp_parts(p_from(v_max(v_set(RELUME_BITS == 32 ? -40 : -80), x))));
}

// A zero goes the way of the positive: it keeps its sign there.
static inline pair elu_forward(vec x, const vec *p)
{
    return p_select(v_ge(x, v_set(0)), p_from(x), p_mul_vec(elu_negative(x), p[0]));
}

// e^x for x <= 0.
static inline scaled elu_power(vec x)
{
    const exponential e = exp_parts(p_from(v_max(v_set(-EXP_LIMIT), x)));
    return (scaled){exp_mantissa(e), e.n};
}

static inline scaled elu_slope(vec x, const vec *p)
{
    const scaled e = elu_power(x), d = {p_mul_vec(e.value, p[0]), e.n};
    const mask usual = m_and(v_gt(v_abs(p[0]), v_set(0x1p-30f)), v_lt(v_abs(p[0]), v_set(0x1p30f)));
    const scaled negative = m_any(m_not(usual)) ? s_select(usual, d, s_applied(d)) : d;
    return s_select(v_gt(x, v_set(0)), s_set(1), negative);
}
static inline central elu_derivative(vec x, const vec *p)
{
    const pair slope = p_mul_vec(exp_pair_by_16ths(x), p[0]);
    return exponential_slope(v_gt(x, v_set(0)), p_from(x), slope, p[0], p_set(1), elu_slope);
}

static inline void elu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = s_from(p_select(v_gt(x, v_set(0)), p_set(0), elu_negative(x)));
}
