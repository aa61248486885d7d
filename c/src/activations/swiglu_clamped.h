// swiglu_clamped(a, b) = g·sigmoid(alpha·g)·(u + offset) with g = min(a, limit) and u = b within ±limit, the gate of
// gpt-oss, arXiv:2508.10925. Within the limits, which belong to the inside, the derivatives are swish'(g)·(u + offset)
// and swish(g); beyond they are 0. u + offset is a pair, and so never the cause of an error.
// Worst by a parameter 0.63 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/gate.h"
#include "swish.h"

typedef struct {
    mask valid; // Arrays of parameters aren't checked.
    vec limit, g;
    pair z, factor; // alpha·g, u + offset
} clamped_parts;

static inline clamped_parts clamped_split(vec a, vec b, const vec *p)
{
    const mask positive = m_and(m_within(p[0], 0x1p-30f, 0x1p30f), m_within(p[1], 0x1p-30f, 0x1p30f));
    const mask valid = m_and(positive, m_within(p[2], -0x1p30f, 0x1p30f));
    const vec limit = v_select(valid, p[0], v_set((real)NAN)), g = v_min(limit, a);
    const vec u = v_max(v_neg(limit), v_min(limit, b));
    return (clamped_parts){valid, limit, g, p_product(p[1], v_finite(g)), p_sum(u, p[2])};
}
// a·b, where a zero keeps its sign.
static inline scaled clamped_product(scaled a, pair b)
{
    const scaled parts = gate_level(s_from(p_from(b.hi)));
    const vec hi = v_mul(a.value.hi, parts.value.hi), low = v_mul(b.lo, v_scale(v_set(1), v_neg(parts.n)));
    const pair product = p_mul(a.value, (pair){parts.value.hi, low});
    return (scaled){p_select(v_eq(hi, v_set(0)), p_from(hi), product), v_add(a.n, parts.n)};
}

static inline scaled swiglu_clamped_value(vec a, vec b, const vec *p)
{
    const clamped_parts c = clamped_split(a, b, p);
    return clamped_product(swish_of(c.g, c.z), c.factor);
}

static inline void swiglu_clamped_slopes(vec a, vec b, const vec *p, scaled *d)
{
    const clamped_parts c = clamped_split(a, b, p);
    const scaled zero = s_set(0);
    d[0] = s_select(v_gt(a, c.limit), zero, clamped_product(swish_slope(c.z), c.factor));
    d[1] = s_select(v_gt(v_abs(b), c.limit), zero, swish_of(c.g, c.z));
    gate_pass_nan(a, b, 2, d);
    for (int k = 0; k < 2; k++) d[k] = s_within(c.valid, d[k]);
}

#if !RELUME_WIDE
static inline mask clamped_beyond(clamped_parts c, mask beyond)
{
    const mask usual = m_and(gate_usual(c.g), gate_usual(c.factor.hi));
    return m_or(beyond, m_not(m_and(c.valid, usual)));
}
static inline central swiglu_clamped_forward(vec a, vec b, const vec *p)
{
    const clamped_parts c = clamped_split(a, b, p);
    const central swish = swish_of_pair(c.g, c.z, NULL);
    pair value = p_mul(swish.value, c.factor);
    // Low parts may turn the sign of a zero.
    if (!RELUME_PLAIN) value.hi = v_copysign(value.hi, v_flip_sign(c.g, c.factor.hi));
    return (central){value, clamped_beyond(c, swish.beyond), {.gate_rest = swiglu_clamped_value}};
}
static inline void swiglu_clamped_derivatives(vec a, vec b, const vec *p, central *d)
{
    const clamped_parts c = clamped_split(a, b, p);
    const central slope = swish_slope_of_pair(c.z, NULL);
    const mask beyond = clamped_beyond(c, slope.beyond);
    const pair by_a = p_mul(slope.value, c.factor), by_b = swish_of_pair(c.g, c.z, NULL).value, zero = p_set(0);
    d[0] = (central){p_select(v_gt(a, c.limit), zero, by_a), beyond, {.gate_slopes_rest = swiglu_clamped_slopes}};
    d[1] =
        (central){p_select(v_gt(v_abs(b), c.limit), zero, by_b), beyond, {.gate_slopes_rest = swiglu_clamped_slopes}};
}
#else
static inline scaled swiglu_clamped_forward(vec a, vec b, const vec *p) { return swiglu_clamped_value(a, b, p); }
static inline void swiglu_clamped_derivatives(vec a, vec b, const vec *p, scaled *d)
{
    swiglu_clamped_slopes(a, b, p, d);
}
#endif

static inline void swiglu_clamped_parameter_derivatives(vec a, vec b, const vec *p, scaled *d)
{
    const clamped_parts c = clamped_split(a, b, p);
    const scaled swish = swish_of(c.g, c.z), slope = clamped_product(swish_slope(c.z), c.factor);
    // By the limit: through u, where b is beyond it, and through g, where a is; then n = 0, as z > 0.
    const pair signed_swish = {v_flip_sign(swish.value.hi, b), v_flip_sign(swish.value.lo, b)};
    const mask beyond = v_gt(v_abs(b), c.limit);
    const scaled alone = s_select(beyond, (scaled){signed_swish, swish.n}, s_set(0));
    const scaled both = s_from(p_add(signed_swish, slope.value));
    d[0] = s_select(v_gt(a, c.limit), s_select(beyond, both, slope), alone);
    d[1] = clamped_product(swish_curve(p_set(1), c.g, c.z), c.factor);
    d[2] = swish;
    gate_pass_nan(a, b, 3, d);
    for (int k = 0; k < 3; k++) d[k] = s_within(c.valid, d[k]);
}
