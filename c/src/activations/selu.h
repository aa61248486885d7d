// selu(x) = lambda·elu(x, alpha). Klambauer et al., arXiv:1706.02515. selu'(0) = lambda·alpha, as in PyTorch.
// Worst: docs/accuracy.md.
#pragma once

#include "elu.h"

static inline certain selu_forward(vec x, const vec *p)
{
    const pair scale = PAIR_CONSTANT(SELU_SCALE), slope = PAIR_CONSTANT(SELU_SLOPE);
    const mask above = v_gt(x, v_set(0));
    const pair usual = p_select(above, p_mul_vec(scale, x), p_mul(elu_negative(x), slope));
    // Here the low part of a product would be subnormal, and e^x - 1 is x; and infinity must not meet a correction.
    const mask tiny = v_lt(v_abs(x), v_set(0x1p-60f)), infinite = v_eq(x, v_set((real)INFINITY));
    if (!m_any(m_or(tiny, infinite))) return certainly(usual);
    const pair linear = p_scale(p_mul_vec(p_select(above, scale, slope), v_mul(x, v_set(0x1p64f))), v_set(-64));
    // Zeros keep their sign.
    const mask as_it_is = m_or(v_eq(x, v_set(0)), infinite);
    return certainly(p_select(as_it_is, p_from(x), p_select(tiny, linear, usual)));
}

static inline scaled selu_slope(vec x, const vec *p)
{
    const scaled negative = s_mul(elu_power(x), PAIR_CONSTANT(SELU_SLOPE));
    return s_select(v_gt(x, v_set(0)), s_from(PAIR_CONSTANT(SELU_SCALE)), negative);
}
static inline central selu_derivative(vec x, const vec *p)
{
    const pair slope = p_mul(exp_pair_by_16ths(x), PAIR_CONSTANT(SELU_SLOPE));
    return exponential_slope(v_gt(x, v_set(0)), p_from(x), slope, v_set(1), PAIR_CONSTANT(SELU_SCALE), selu_slope);
}
