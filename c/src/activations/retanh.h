// retanh(x) = max(0, alpha·tanh(x/alpha)/tanh(1)): rectified, and alpha at alpha. Simeoni, Kashani, Hurley & Vetterli,
// DeepWave, NeurIPS 2019. retanh'(0) = 0, as in its code. With q = x/alpha, its derivative by alpha is
// (tanh(q) - q·(1 - tanh(q)^2))/tanh(1).
// Worst by alpha 1.69 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/tanh_cells.h"

typedef struct {
    vec alpha;
    pair q; // x/alpha, bounded where x is too large to tell
    mask positive;
} retanh_parts;

static inline retanh_parts retanh_split(vec x, const vec *p)
{
    const vec alpha = v_within(p[0], 0x1p-30f, 0x1p30f);
    const pair q = z_div(p_from(x), p_from(alpha));
    const mask far = v_gt(q.hi, v_set(EXP_LIMIT)), none = v_le(x, v_set(0));
    return (retanh_parts){alpha, p_select(none, p_set(0), p_select(far, p_set(EXP_LIMIT), q)), m_not(none)};
}
static inline scaled retanh_value(vec x, const vec *p)
{
    const retanh_parts f = retanh_split(x, p);
    const pair t = p_mul(hyperbolic_tanh(hyperbolic_split(hyperbolic_pair_argument(f.q))), PAIR_CONSTANT(COTH_1));
    // Where tanh(q) is q, x is rounded once though q may be subnormal.
    const mask linear = v_lt(f.q.hi, v_scale(v_set(1), v_set(LEAST_POWER / 2)));
    const scaled value =
        s_select(linear, s_mul_any(PAIR_CONSTANT(COTH_1), x), s_normal(p_mul_vec(t, f.alpha), v_set(0)));
    return s_select(f.positive, value, s_set(0));
}

static inline scaled retanh_slope(vec x, const vec *p)
{
    const retanh_parts f = retanh_split(x, p);
    const scaled s = s_mul(tanh_slope(f.q), PAIR_CONSTANT(COTH_1));
    return s_select(f.positive, s, s_set(0));
}

#if RELUME_BITS == 32
static inline central retanh_where_positive(pair value, vec x, mask beyond)
{
    const mask none = v_le(x, v_set(0));
    return in_float(p_select(none, p_set(0), value), m_and(m_not(none), beyond));
}
static inline central retanh_forward(vec x, const vec *p)
{
    const vec alpha = v_within(p[0], 0x1p-30f, 0x1p30f);
    const pair q = z_div(p_from(x), p_from(alpha)), t = p_mul(tanh_of_pair_in_cells(q), PAIR_CONSTANT(COTH_1));
    return retanh_where_positive(p_mul_vec(t, alpha), x, multiple_outside(q.hi, x, FLT_MAX));
}
static inline central retanh_derivative(vec x, const vec *p)
{
    const pair q = z_div(p_from(x), p_from(v_within(p[0], 0x1p-30f, 0x1p30f)));
    const pair slope = p_mul(tanh_slope_of_pair_in_cells(q), PAIR_CONSTANT(COTH_1));
    return retanh_where_positive(slope, x, cells_beyond(q.hi, TANH_SLOPE_END));
}
#else
static inline scaled retanh_forward(vec x, const vec *p) { return retanh_value(x, p); }
static inline scaled retanh_derivative(vec x, const vec *p) { return retanh_slope(x, p); }
#endif

static inline void retanh_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const retanh_parts f = retanh_split(x, p);
    d[0] = s_select(f.positive, tanh_bend(f.q, PAIR_CONSTANT(COTH_1)), s_set(0));
}
