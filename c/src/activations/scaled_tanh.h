// scaled_tanh(x) = a·tanh(b·x), with a = 1.7159 and b = 2/3 as LeCun, Bottou, Orr & Müller have it, 1998.
// With z = b·x as a pair: scaled_tanh' is a·b·(1 - tanh(z)^2), and the derivatives by a and b are tanh(z) and
// a·x·(1 - tanh(z)^2).
// Worst by a parameter 0.90 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/tanh_cells.h"

static inline mask scaled_tanh_valid(const vec *p)
{
    return m_and(m_within(p[0], -0x1p30f, 0x1p30f), m_within(p[1], -0x1p30f, 0x1p30f));
}
static inline pair scaled_tanh_argument(vec x, const vec *p) { return p_product(p[1], v_finite(x)); }

// factor·tanh(z); near 0 it is factor·b·x.
static inline scaled scaled_tanh_of(vec x, pair z, vec factor, vec b)
{
    const scaled l = s_lifted(v_finite(x));
    const mask linear = v_lt(v_abs(z.hi), v_set(TANH_LINEAR));
    const scaled line = {p_times(p_product(factor, b), l.value.hi), l.n};
    return s_select(linear, line, s_from(p_mul_vec(tanh_of_pair(z), factor)));
}

static inline scaled scaled_tanh_value(vec x, const vec *p)
{
    return scaled_tanh_of(x, scaled_tanh_argument(x, p), p[0], p[1]);
}

static inline scaled scaled_tanh_slope(vec x, const vec *p)
{
    const scaled d = tanh_slope(scaled_tanh_argument(x, p));
    return s_within(scaled_tanh_valid(p), (scaled){p_mul(d.value, p_product(p[0], p[1])), d.n});
}

#if RELUME_BITS == 32
// Whether factors neither lose bits nor have no meaning.
static inline mask scaled_tanh_strange(const vec *p)
{
    const mask usual = m_and(m_within(v_abs(p[0]), 0x1p-60f, 0x1p30f), m_within(v_abs(p[1]), 0x1p-30f, 0x1p30f));
    return m_not(usual);
}
static inline central scaled_tanh_forward(vec x, const vec *p)
{
    const pair z = p_product(p[1], x);
    const mask beyond = m_or(scaled_tanh_strange(p), multiple_outside(z.hi, x, FLT_MAX));
    return in_float(p_mul_vec(tanh_of_pair_in_cells(z), p[0]), beyond);
}
static inline central scaled_tanh_derivative(vec x, const vec *p)
{
    const pair z = p_product(p[1], x);
    central d = tanh_slope_until_end(p_mul(tanh_slope_of_pair_in_cells(z), p_product(p[0], p[1])), z.hi);
    d.beyond = m_or(scaled_tanh_strange(p), d.beyond);
    return d;
}
#else
static inline scaled scaled_tanh_forward(vec x, const vec *p) { return scaled_tanh_value(x, p); }
static inline scaled scaled_tanh_derivative(vec x, const vec *p) { return scaled_tanh_slope(x, p); }
#endif

static inline void scaled_tanh_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const pair z = scaled_tanh_argument(x, p);
    const scaled slope = tanh_slope(z), l = s_lifted(v_finite(x));
    d[0] = scaled_tanh_of(x, z, v_set(1), p[1]);
    const scaled bend = {p_mul_vec(p_mul_vec(slope.value, p[0]), l.value.hi), v_add(slope.n, l.n)};
    // Where x may be too large for what n makes of it.
    const mask flat = v_ge(v_abs(z.hi), v_set(EXP_LIMIT / 2));
    d[1] = s_within(scaled_tanh_valid(p), s_select(flat, s_set(0), bend));
}
