// tanhexp(x) = x·tanh(e^x). Liu & Di, arXiv:2003.09855.
//
// In float exponential_gate.h has it. In double, with e = e^x and m = e^-2e - 1 the derivative is
// (4x·e·(1 + m) - m·(2 + m))/(2 + m)^2, but for a band about its root, where the sum cancels. Far below 0, tanh(e) is
// e.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/band.h"
#include "../math/exponential_gate.h"
#include "../math/hyperbolic.h"

#if RELUME_BITS == 32
static inline central tanhexp_forward(vec x, const vec *p) { return EXPONENTIAL_GATE(x, tanhexp); }
static inline central tanhexp_derivative(vec x, const vec *p) { return EXPONENTIAL_GATE_SLOPE(x, tanhexp); }
#else
// tanh(e^x) is e^x below and 1 above, to twice the precision.
#define TANHEXP_LOW ((real)(-40))
#define TANHEXP_HIGH ((real)4)

static inline power_parts tanhexp_power(vec x)
{
    return power_split(p_from(v_min(v_set(TANHEXP_HIGH), v_max(v_set(-EXP_LIMIT), x))));
}

static inline scaled tanhexp_forward(vec x, const vec *p)
{
    const power_parts e = tanhexp_power(x);
    const mask far = v_lt(x, v_set(TANHEXP_LOW));
    const pair t = p_select(far, e.mantissa, hyperbolic_tanh(hyperbolic_split(e.value)));
    const vec bounded = v_min(v_set(TANHEXP_HIGH), v_max(v_set(-EXP_LIMIT), x));
    const scaled f = s_normal(p_mul_vec(t, bounded), v_select(far, e.n, v_set(0)));
    return s_select(v_gt(x, bounded), s_from(p_from(x)), s_signed(f, x));
}

static inline scaled tanhexp_derivative(vec x, const vec *p)
{
    const power_parts e = tanhexp_power(x);
    const hyperbolic_parts h = hyperbolic_split(e.value);
    const mask far = v_lt(x, v_set(TANHEXP_LOW));
    const vec bounded = v_min(v_set(TANHEXP_HIGH), v_max(v_set(-EXP_LIMIT), x));
    const pair first = p_neg(p_mul(h.minus, h.sum));
    const pair second = p_mul_vec(p_mul(hyperbolic_slope(h), e.value), bounded);
    const pair near = p_div(p_add(first, second), p_mul(h.sum, h.sum));
    const pair below = p_mul(e.mantissa, p_add(p_set(1), p_from(bounded)));
    const scaled f = s_normal(p_select(far, below, near), v_select(far, e.n, v_set(0)));
    return band_select(BAND(tanhexp_band), x, f);
}
#endif
