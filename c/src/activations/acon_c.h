// acon_c(x) = (p1 - p2)·x·sigmoid(beta·(p1 - p2)·x) + p2·x. Ma, Zhang, Liu & Sun, arXiv:2009.04759.
//
// With d = p1 - p2 and z = beta·d·x it is x·(p1·sigmoid(z) + p2·sigmoid(-z)), and acon_c' = p2 + d·silu'(z). The
// derivatives by p1, p2 and beta are x·silu'(z), x·silu'(-z) and (d·x)^2·sigmoid'(z).
// Worst by p1, p2 and beta 0.73 ULP in double, else docs/accuracy.md. For float double does without pairs but where
// terms cancel to 2^-20 (0.6 of the time, backward 0.4); double itself takes e^-|z| by the table, but where they cancel
// to 2^-5 (0.64, 0.54).
#pragma once

#include "../math/cells.h"
#include "../math/exp_16ths.h"
#include "../math/gate.h"
#include "swish.h"

static inline pair acon_c_difference(const vec *p) { return p_sum(p[0], v_neg(p[1])); }
static inline pair acon_c_argument(vec x, const vec *p)
{
    return z_mul_vec(z_mul_vec(acon_c_difference(p), p[2]), v_finite(x));
}

static inline scaled acon_c_value(vec x, const vec *p)
{
    const pair z = acon_c_argument(x, p);
    const mask negative = v_lt(z.hi, v_set(0));
    // (major + minor·e)/(1 + e), where with major = 0 nothing need be added to what may be small.
    const vec major = v_select(negative, p[1], p[0]), minor = v_select(negative, p[0], p[1]);
    const mask alone = v_eq(major, v_set(0));
    const logistic_parts e =
        logistic_split(logistic_pair_argument(p_select(alone, logistic_off_zero(z), logistic_off_ends(z))));
    const pair power = p_scale(e.mantissa, v_max(v_set(MIN_EXPONENT + 2 * MANTISSA_BITS), e.n));
    const pair sum = p_add(p_from(major), p_mul_vec(power, minor));
    const scaled numerator = s_select(alone, (scaled){p_mul_vec(e.mantissa, minor), e.n}, s_from(sum));
    const scaled l = s_lifted(v_finite(x));
    const pair product = p_times(p_div(numerator.value, e.one_plus), l.value.hi);
    const scaled value = {product, v_add(numerator.n, l.n)};
    // Beyond the bound it is a line, and low parts must not meet infinity.
    const vec sign = v_flip_sign(x, v_select(alone, minor, major)), line = v_mul(x, major);
    const vec far = v_select(alone, v_copysign(v_set(0), sign), line);
    const mask beyond = m_or(v_le(v_neg(v_abs(z.hi)), v_set(-EXP_LIMIT)), v_eq(v_abs(x), v_set((real)INFINITY)));
    return s_select(beyond, s_from(p_select(alone, p_from(far), (pair){line, v_fms(x, major, line)})), value);
}

static inline scaled acon_c_slope(vec x, const vec *p)
{
    // major + d·silu'(-|z|), d towards minor.
    const pair z = acon_c_argument(x, p), difference = acon_c_difference(p);
    const mask negative = v_lt(z.hi, v_set(0));
    const vec major = v_select(negative, p[1], p[0]);
    const scaled tail = swish_tail(z);
    const scaled part = {p_mul(tail.value, p_select(negative, difference, p_neg(difference))), tail.n};
    const pair applied = p_scale(part.value, v_max(v_set(MIN_EXPONENT + 2 * MANTISSA_BITS), part.n));
    return s_select(v_eq(major, v_set(0)), part, s_from(p_add(p_from(major), applied)));
}

#if RELUME_PLAIN
// Float in double, and 16 bits in float, but where terms cancel, or x or z is far.
typedef struct {
    vec major, minor, difference, a, e; // difference towards minor, |z| and e^-|z|
    mask beyond;
} acon_c_quick;

static inline acon_c_quick acon_c_quickly(vec x, const vec *p)
{
    const vec difference = v_sub(p[0], p[1]);
    const pair z = z_mul_vec(z_mul_vec(z_sum(p[0], v_neg(p[1])), p[2]), x);
    const vec a = v_abs(z.hi), most = v_set(RELUME_HALVES ? 80 : 600);
    const mask negative = v_lt(z.hi, v_set(0));
#if RELUME_HALVES
    const exponential parts = exp_parts(logistic_pair_argument(z));
    const vec power = v_scale(v_set(1), parts.n), e = v_fma(power, parts.s.hi, power);
#else
    const vec e = exp_by_16ths(v_max(v_set(-690), v_neg(a)));
#endif
    return (acon_c_quick){v_select(negative, p[1], p[0]),
                          v_select(negative, p[0], p[1]),
                          v_select(negative, difference, v_neg(difference)),
                          a,
                          e,
                          m_or(m_not(v_le(a, most)), outside(x, 0x1p100f))};
}
static inline central acon_c_forward(vec x, const vec *p)
{
    const acon_c_quick f = acon_c_quickly(x, p);
    const vec sum = v_fma(f.minor, f.e, f.major), size = v_abs(f.major);
    const pair value = p_from(v_mul(v_div(sum, v_add(v_set(1), f.e)), x));
    return quick_or(value, m_or(f.beyond, cancels(sum, size)), acon_c_value);
}
static inline central acon_c_derivative(vec x, const vec *p)
{
    const acon_c_quick f = acon_c_quickly(x, p);
    const vec rest = v_div(v_set(1), v_add(v_set(1), f.e)), part = v_mul(v_mul(f.difference, f.e), rest);
    const vec slope = v_fma(part, v_fnma(f.a, rest, v_set(1)), f.major);
    const mask lost = cancels(slope, v_add(v_abs(f.major), v_abs(part)));
    return quick_or(p_from(slope), m_or(f.beyond, lost), acon_c_slope);
}
#elif RELUME_BITS == 64
static inline pair acon_c_quick_argument(vec x, const vec *p)
{
    return e_mul_vec(e_mul_vec(acon_c_difference(p), p[2]), x);
}
static inline central acon_c_forward(vec x, const vec *p)
{
    const logistic_quick l = logistic_quickly_of_pair(acon_c_quick_argument(x, p));
    const vec major = v_select(l.negative, p[1], p[0]), minor = v_select(l.negative, p[0], p[1]);
    const pair product = e_mul_vec(l.e, minor), sum = e_sum_vec(product, major);
    const vec size = v_abs(sum.hi);
    const mask kept = m_and(v_ge(size, v_mul(v_set(0x1p-5), v_abs(product.hi))), m_within(size, 0x1p-60, 0x1p60));
    const mask usual = m_and(logistic_quick_usual(x), kept);
    return quick_or(gate_times(e_div(sum, l.one_plus), x), m_or(logistic_quick_beyond(l), m_not(usual)), acon_c_value);
}
static inline central acon_c_derivative(vec x, const vec *p)
{
    const pair z = acon_c_quick_argument(x, p), difference = acon_c_difference(p);
    const logistic_quick l = logistic_quickly_of_pair(z);
    const central swish = logistic_quick_moment_of_pair(l, z, NULL);
    const pair slope = e_add(p_from(p[1]), e_mul(difference, swish.value));
    const vec size = v_mul(v_mul(v_set(0x1p-4), v_abs(difference.hi)), l.e.hi);
    return quick_or(slope, m_or(swish.beyond, m_not(v_ge(v_abs(slope.hi), size))), acon_c_slope);
}
#else
static inline scaled acon_c_forward(vec x, const vec *p) { return acon_c_value(x, p); }
static inline scaled acon_c_derivative(vec x, const vec *p) { return acon_c_slope(x, p); }
#endif

static inline void acon_c_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const pair z = acon_c_argument(x, p);
    d[0] = swish_moment(x, z);
    d[1] = swish_moment(x, p_neg(z));
    d[2] = swish_curve(acon_c_difference(p), x, z);
}
