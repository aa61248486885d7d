// golu(x) = x·e^(-e^-x). Das, Safari, Adriaensen & Hutter, arXiv:2502.03654. With g = e^-x the derivative is e^-g·(1 +
// x·g), whose root is -0.567...: a band about it, as the sum cancels. g is up to 1460, and the outer exponential
// magnifies its error as much, so it is computed to twice the precision.
// In double that is done where x is below -6.2: above, where g is below 500, the table of powers tells it to 2^-63
// (0.15 of the time). Tried and lost: the inner exponential as a pair of 2^-56, which costs up to 100 ULP where f is
// small. Of 16 bits float computes what it can. Worst: docs/accuracy.md.
#pragma once

#include "../math/band.h"
#include "../math/exp_16ths.h"
#include "../math/exp_long.h"

#if RELUME_HALVES
// What lies below these has too large an argument for float, and then is 0 in 16 bits, which double need not tell.
#define GOLU_FLOAT -3.5f
#define GOLU_FLAT -6.5f
typedef struct {
    vec bounded, inner, outer;
    mask flat, left;
} golu_quick;
static inline golu_quick golu_quickly(vec x)
{
    const vec bounded = v_min(v_set(80), v_max(v_set(GOLU_FLOAT), x));
    const pair inner = exp_pair_by_16ths(v_neg(bounded));
    const sixteenths e = exp_16ths(v_neg(inner.hi), v_set(ROUND_MAGIC));
    const mask flat = v_lt(x, v_set(GOLU_FLAT)), left = m_and(v_lt(x, v_set(GOLU_FLOAT)), m_not(flat));
    return (golu_quick){bounded, inner.hi, v_fma(e.power, v_sub(e.s, inner.lo), e.power), flat, left};
}
static inline vec golu_forward(vec x, const vec *p)
{
    const golu_quick g = golu_quickly(x);
    const vec value = v_select(v_gt(x, g.bounded), x, v_mul(g.outer, g.bounded));
    return v_left_to_double(g.left, v_select(g.flat, v_set(-0.0f), value));
}
static inline vec golu_derivative(vec x, const vec *p)
{
    const golu_quick g = golu_quickly(x);
    const vec sum = v_fma(g.inner, g.bounded, v_set(1));
    const mask near = v_lt(v_abs(sum), v_set(0.125f));
    return v_left_to_double(m_or(g.left, near), v_select(g.flat, v_set(0), v_mul(g.outer, sum)));
}
#elif RELUME_WIDE
// For float double will do (0.4 of the time); here e^-e^-x times any dy is 0, and from 80 on it is 1.
#define GOLU_LOW -6.5
#define GOLU_HIGH 80
typedef struct {
    vec bounded, inner, outer; // e^-x and e to the power of -e^-x
} golu_quick;
static inline golu_quick golu_quickly(vec x)
{
    const vec bounded = v_min(v_set(GOLU_HIGH), v_max(v_set(GOLU_LOW), x));
    const vec inner = exp_by_16ths(v_neg(bounded));
    return (golu_quick){bounded, inner, exp_by_16ths(v_neg(inner))};
}
static inline vec golu_forward(vec x, const vec *p)
{
    const golu_quick g = golu_quickly(x);
    return v_select(v_gt(x, g.bounded), x, v_mul(g.outer, g.bounded));
}
static inline vec golu_derivative(vec x, const vec *p)
{
    const golu_quick g = golu_quickly(x);
    const vec slope = v_mul(g.outer, v_fma(g.inner, g.bounded, v_set(1)));
    return v_select(v_lt(x, v_set(GOLU_LOW)), v_set(0), slope);
}
#else
// e^-x is EXP_LIMIT here.
#define GOLU_LOW ((real)(RELUME_BITS == 32 ? -0x1.517p2 : -0x1.d24p2))
// e^-x is nothing beside 1 to twice the precision, nor is x·e^-x.
#define GOLU_HIGH ((real)(RELUME_BITS == 32 ? 40 : 80))

typedef struct {
    vec bounded;
    pair inner; // e^-x
    exponential outer;
} golu_parts;

SELDOM golu_parts golu_split(vec x)
{
    const vec bounded = v_min(v_set(GOLU_HIGH), v_max(v_set(GOLU_LOW), x));
    const long_exponential e = exp_long(v_neg(bounded));
    const pair inner = p_scale(exp_long_mantissa(e), e.n);
    return (golu_parts){bounded, inner, exp_parts(p_neg(inner))};
}

static inline scaled golu_value(vec x, const vec *p)
{
    const golu_parts g = golu_split(x);
    const scaled f = s_normal(p_mul_vec(exp_mantissa(g.outer), g.bounded), g.outer.n);
    return s_select(v_gt(x, g.bounded), s_from(p_from(x)), s_signed(f, x));
}

static inline scaled golu_slope(vec x, const vec *p)
{
    const golu_parts g = golu_split(x);
    const pair sum = p_add(p_set(1), p_mul_vec(g.inner, g.bounded));
    const scaled f = s_normal(p_mul(exp_mantissa(g.outer), sum), g.outer.n);
    return band_select(BAND(golu_band), x, f);
}

#if RELUME_BITS == 64
// Where the outer exponential loses nothing, and does not magnify the error of the inner one too far.
typedef struct {
    pair inner, outer;
    mask beyond;
} golu_quick;
static inline golu_quick golu_quickly(vec x)
{
    const vec bounded = v_min(v_set(600), v_max(v_set(-6.2), x));
    const pair inner = exp_long_by_16ths(v_neg(bounded));
    return (golu_quick){inner, exp_pair_by_16ths_of(p_neg(inner)), m_not(v_eq(x, bounded))};
}
static inline central golu_forward(vec x, const vec *p)
{
    const golu_quick g = golu_quickly(x);
    const pair y = e_mul_vec(g.outer, x);
    const vec size = v_abs(x);
    const mask tiny = m_and(v_lt(size, v_set(0x1p-900)), v_gt(size, v_set(0)));
    return quick_or((pair){v_copysign(y.hi, x), y.lo}, m_or(g.beyond, tiny), golu_value);
}
static inline central golu_derivative(vec x, const vec *p)
{
    const golu_quick g = golu_quickly(x);
    const pair sum = e_sum_vec(e_mul_vec(g.inner, x), v_set(1));
    const mask lost = v_lt(v_abs(sum.hi), v_set(0x1p-8));
    return quick_or(e_mul(g.outer, sum), m_or(g.beyond, lost), golu_slope);
}
#else
static inline scaled golu_forward(vec x, const vec *p) { return golu_value(x, p); }
static inline scaled golu_derivative(vec x, const vec *p) { return golu_slope(x, p); }
#endif
#endif
