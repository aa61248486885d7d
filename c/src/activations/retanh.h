// retanh(x) = max(0, alpha·tanh(x/alpha)/tanh(1)): rectified, and alpha at alpha. Simeoni, Kashani, Hurley & Vetterli,
// DeepWave, NeurIPS 2019. retanh'(0) = 0, as in its code. With q = x/alpha, its derivative by alpha is
// (tanh(q) - q·(1 - tanh(q)^2))/tanh(1), which is q^3·P(q^2) where that cancels.
// Worst seen in double: f 0.839, f' 0.723, backward 0.731, by a parameter 1.606 ULP; in float 0.5
// (tests/python/test_accuracy.py with 60,000 more inputs).
#pragma once

#include "../math/hyperbolic.h"

typedef struct {
    vec alpha;
    pair q; // x/alpha, bounded where x is too large to tell
    mask positive;
} retanh_parts;

static inline retanh_parts retanh_split(vec x, const vec *p)
{
    const vec alpha = v_within(p[0], 0x1p-30f, 0x1p30f);
    const pair q = p_div(p_from(x), p_from(alpha));
    const mask far = v_gt(q.hi, v_set(EXP_LIMIT)), none = v_le(x, v_set(0));
    return (retanh_parts){alpha, p_select(none, p_set(0), p_select(far, p_set(EXP_LIMIT), q)), m_not(none)};
}
// q where tanh(q) still differs from 1.
static inline pair retanh_near(pair q)
{
    return p_select(v_gt(q.hi, v_set(HYPERBOLIC_LIMIT)), p_set(HYPERBOLIC_LIMIT), q);
}

static inline scaled retanh_forward(vec x, const vec *p)
{
    const retanh_parts f = retanh_split(x, p);
    const pair t = p_mul(hyperbolic_tanh(hyperbolic_split(retanh_near(f.q))), PAIR_CONSTANT(COTH_1));
    // Where tanh(q) is q, x is rounded once though q may be subnormal.
    const mask linear = v_lt(f.q.hi, v_scale(v_set(1), v_set(LEAST_POWER / 2)));
    const scaled value =
        s_select(linear, s_mul_any(PAIR_CONSTANT(COTH_1), x), s_normal(p_mul_vec(t, f.alpha), v_set(0)));
    return s_select(f.positive, value, s_set(0));
}

static inline scaled retanh_derivative(vec x, const vec *p)
{
    const retanh_parts f = retanh_split(x, p);
    const scaled s = hyperbolic_slope_times(f.q, PAIR_CONSTANT(COTH_1));
    return s_select(f.positive, s, s_set(0));
}

static inline void retanh_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const retanh_parts f = retanh_split(x, p);
    const pair q = retanh_near(f.q);
    const hyperbolic_parts h = hyperbolic_split(q);
    const pair part = p_add(p_neg(p_mul(h.minus, h.sum)), p_neg(p_mul(hyperbolic_slope(h), q)));
    const pair large = p_mul(p_div(part, p_mul(h.sum, h.sum)), PAIR_CONSTANT(COTH_1));
    const pair polynomial = PAIR_POLYNOMIAL(v_mul(q.hi, q.hi), tanh_bend_q);
    const scaled small = s_tiny_cube(q, p_mul(polynomial, PAIR_CONSTANT(COTH_1)));
    const mask is_small = v_lt(q.hi, v_set(HYPERBOLIC_SMALL));
    d[0] = s_select(f.positive, s_select(is_small, small, s_normal(large, v_set(0))), s_set(0));
}
