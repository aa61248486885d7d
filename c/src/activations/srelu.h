// srelu(x) = t_right + a_right·(x - t_right) from t_right on, t_left + a_left·(x - t_left) up to t_left, x between. Jin
// et al., arXiv:1512.07030. x - t and the product are exact, and their sum with t is compensated: f is right near its
// roots. At t_right and t_left f' is a_right and a_left. Where t_left >= t_right, the right part has the common part.
// For float double computes with nothing compensated; in double all parts are summed only where terms cancel (0.34 of
// the time). Worst seen, roots included: f 0.500, backward 0.500, derivatives
// by parameters 0.500 ULP.
#pragma once

#include "../math/sums.h"

typedef struct {
    mask right, outside;
    vec t, a;
    pair distance; // x - t; 0 where x isn't outside
} srelu_part;

static inline srelu_part srelu_split(vec x, const vec *p)
{
    const vec t_right = p[0], a_right = p[1], t_left = p[2], a_left = p[3];
    const mask right = v_ge(x, t_right), outside = m_or(right, v_le(x, t_left));
    const vec t = v_select(right, t_right, t_left);
    const pair d = p_finite_sum(x, v_neg(t));
    return (srelu_part){right, outside, t, v_select(right, a_right, a_left), d};
}

#if RELUME_HALVES
// For an x - t that isn't exact in float, which few bits of t make it; where what it lacks is as small as this may err,
// double decides.
static inline vec srelu_line(pair d, vec a, vec t)
{
    const pair product = e_product(a, d.hi);
    const pair line = e_normal(e_sum_vec((pair){product.hi, v_fma(a, d.lo, product.lo)}, t));
    const vec least = v_mul(v_set(0x1p-40f), v_max(v_abs(product.hi), v_abs(t)));
    return v_left_to_double(m_not(v_gt(v_abs(line.lo), least)), h_off_midpoint(line.hi, line.lo));
}
static inline product srelu_forward(vec x, const vec *p)
{
    const srelu_part s = srelu_split(x, p);
    const pair d = e_sum(x, v_neg(s.t));
    const mask inexact = m_not(v_eq(d.lo, v_set(0)));
    vec line = x_fma(d.hi, s.a, s.t).value;
    if (m_any(inexact)) line = v_select(inexact, srelu_line(d, s.a, s.t), line);
    return (product){v_select(s.outside, line, x)};
}
#elif RELUME_PLAIN
static inline pair srelu_forward(vec x, const vec *p)
{
    const srelu_part s = srelu_split(x, p);
    return p_select(s.outside, p_line(s.a, s.distance, s.t), p_from(x));
}
#else
static inline scaled srelu_value(vec x, const vec *p)
{
    const srelu_part s = srelu_split(x, p);
    return s_from(p_select(s.outside, p_line(s.a, s.distance, s.t), p_from(x)));
}
static inline central srelu_forward(vec x, const vec *p)
{
    const mask right = v_ge(x, p[0]), outside = m_or(right, v_le(x, p[2]));
    const vec t = v_select(right, p[0], p[2]), a = v_select(right, p[1], p[3]);
    const pair distance = e_sum(x, v_neg(t)), product = e_product(a, distance.hi);
    const pair line = e_sum_vec((pair){product.hi, v_fma(a, distance.lo, product.lo)}, t);
    // Of zeros the other form has the sign.
    const mask kept = m_and(sum_is_kept(line.hi, v_abs(product.hi)), m_not(v_eq(line.hi, v_set(0))));
    const pair value = p_select(outside, e_normal(line), p_from(x));
    return quick_or(value, m_not(m_and(m_or(m_not(outside), kept), v_eq(x, x))), srelu_value);
}
#endif

static inline vec srelu_derivative(vec x, const vec *p)
{
    const srelu_part s = srelu_split(x, p);
    return v_unless_nan(v_select(s.outside, s.a, v_set(1)), x);
}

static inline void srelu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const srelu_part s = srelu_split(x, p);
    const pair zero = p_from(v_unless_nan(v_set(0), x)), by_t = p_sum(v_set(1), v_neg(s.a));
    const mask left = m_and(s.outside, m_not(s.right));
    d[0] = s_from(p_select(s.right, by_t, zero));
    d[1] = s_from(p_select(s.right, s.distance, zero));
    d[2] = s_from(p_select(left, by_t, zero));
    d[3] = s_from(p_select(left, s.distance, zero));
}
