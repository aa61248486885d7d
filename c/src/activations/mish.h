// mish(x) = x·tanh(log(1 + e^x)). Misra, arXiv:1908.08681.
//
// In float exponential_gate.h has it. In double, with e = e^-|x|, nothing overflows: tanh(log(1 + e^x)) is
//   x < 0:  e·(2 + e)/(2 + 2e + e^2)
//   x >= 0: (1 + 2e)/(1 + 2e + 2e^2)
// and with d that denominator the derivative is
//   x < 0:  e·((2 + e)·d + 4x·(1 + e))/d^2
//   x >= 0: ((1 + 2e)·d + 4x·e^2·(1 + e))/d^2
// but for a band about its root, where the sum cancels.
// Tried and lost: n = e^x·(e^x + 2) for all x, which needs a clamp and overflows without it.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/band.h"
#include "../math/exp.h"
#include "../math/exponential_gate.h"

#if RELUME_BITS == 32
static inline central mish_forward(vec x, const vec *p) { return EXPONENTIAL_GATE(x, mish); }
static inline central mish_derivative(vec x, const vec *p) { return EXPONENTIAL_GATE_SLOPE(x, mish); }
#else
typedef struct {
    power_parts e;
    pair numerator, denominator;
} mish_parts;

static inline mish_parts mish_split(vec x)
{
    const power_parts e = power_split(p_from(v_max(v_set(-EXP_LIMIT), v_neg(v_abs(x)))));
    const mask negative = v_lt(x, v_set(0));
    // a is 2 or 1, b is 1 or 2: a + b·e, and times e more.
    const vec a = v_select(negative, v_set(2), v_set(1)), b = v_select(negative, v_set(1), v_set(2));
    const pair be = p_times_power(e.value, b), numerator = p_fast_add(p_from(a), be);
    const pair rest = p_mul(e.value, p_fast_add(p_set(2), be));
    return (mish_parts){e, numerator, p_fast_add(p_from(a), rest)};
}

static inline scaled mish_forward(vec x, const vec *p)
{
    const mish_parts m = mish_split(x);
    const mask negative = v_lt(x, v_set(0));
    const pair part = p_select(negative, p_mul(m.numerator, m.e.mantissa), m.numerator);
    const vec bounded = v_max(v_set(-EXP_LIMIT), x);
    const mask linear = v_gt(x, v_set(40));
    const scaled f =
        s_normal(p_mul_vec(p_div(part, m.denominator), v_min(v_set(40), bounded)), v_select(negative, m.e.n, v_set(0)));
    return s_select(linear, s_from(p_from(x)), s_signed(f, x));
}

static inline scaled mish_derivative(vec x, const vec *p)
{
    const mish_parts m = mish_split(x);
    const mask negative = v_lt(x, v_set(0));
    const vec bounded = v_min(v_set(EXP_LIMIT), v_max(v_set(-EXP_LIMIT), x));
    const pair product = p_mul(m.numerator, m.denominator), one_plus = p_fast_add(p_set(1), m.e.value);
    const pair square = p_select(negative, p_set(1), p_mul(m.e.value, m.e.value));
    const pair rest = p_mul_vec(p_mul(one_plus, square), v_mul(v_set(4), bounded));
    const pair part = p_div(p_add(product, rest), p_mul(m.denominator, m.denominator));
    const scaled f = s_normal(p_select(negative, p_mul(part, m.e.mantissa), part), v_select(negative, m.e.n, v_set(0)));
    return band_select(BAND(mish_band), x, f);
}
#endif
