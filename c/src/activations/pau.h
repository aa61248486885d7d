// pau(x) = P(x)/Q(x), P = a0 + a1·x + ... + a5·x^5, Q = 1 + |q|, q = b1·x + ... + b4·x^4: the safe Pade activation
// unit. Molina, Schramowski & Kersting, arXiv:1907.06732. Defaults: the start of the authors' code
// (github.com/ml-research/pau), which is near leaky_relu(0.01) on [-3, 3].
//
// Beyond |x| = 1 the polynomials are taken in 1/x: x^5 is taken out of P and x^4 out of Q, so that nothing overflows.
// All is in pairs. Where q = 0, |q|' counts as 0. Beyond |x| = 2^200 only leading terms are left: f is a5/|b4|·x. Where
// a5 or b4 is 0 it is the quotient of the leading terms that there are, and f' the slope of that, 0 for a constant;
// derivatives by parameters need b4 != 0 there.
// Numbers up to 2^60 take P and Q as they stand, for float in double (0.35 of the time, backward 0.4), in double in
// pairs, but where terms cancel to 2^-40 (0.47, 0.55).
// Worst seen in double: f, f' and backward 0.500, derivatives by parameters 0.675 ULP; within 50 numbers of a root of f
// or f' up to 20 and 70 ULP, as pairs keep 2^-103 of the terms that cancel there. In float 0.500. Three times the
// precision would cost about three times the time.
#pragma once

#include "../math/cells.h"
#include "../math/sums.h"

#define PAU_FAR ((real)(RELUME_BITS == 32 ? 0x1p100 : 0x1p200))

typedef struct {
    mask inner;             // |x| <= 1: the variable t is x, elsewhere it is 1/x
    pair t, p, q, absolute; // P, Q and q, but for their powers of x
    vec sign;               // of q, or 0
} pau_parts;

static inline pair pau_times(int factor, vec c) { return p_product(v_set((real)factor), c); }
static inline pair pau_coefficient(mask inner, vec one, vec other) { return p_from(v_select(inner, one, other)); }

SELDOM pau_parts pau_split(vec x, const vec *p)
{
    const vec *const a = p, *const b = p + 5;
    const vec size = v_abs(x);
    const mask inner = v_le(size, v_set(1));
    const vec bounded = v_min(v_set(PAU_FAR), v_max(v_set(1), size));
    const pair inverse = p_normal(p_div(p_set(1), p_from(v_copysign(v_unless_nan(bounded, x), x))));
    const pair t = p_select(inner, p_from(x), inverse);
    pair c[6], e[4];
    for (int k = 0; k < 6; k++) c[k] = pau_coefficient(inner, a[k], a[5 - k]);
    for (int k = 0; k < 4; k++) e[k] = pau_coefficient(inner, b[k + 1], b[4 - k]);
    const pair rest = p_horner(t, e, 4), q = p_select(inner, p_mul(rest, t), rest);
    const pair square = p_mul(t, t), one = p_select(inner, p_set(1), p_mul(square, square));
    // The sign of t·rest, which itself may underflow, as rest may where b1 is 0.
    const mask tiny = v_lt(v_abs(t.hi), v_set((real)(RELUME_BITS == 32 ? 0x1p-100 : 0x1p-600)));
    const vec near = v_mul(t.hi, v_set((real)(RELUME_BITS == 32 ? 0x1p50 : 0x1p400)));
    const vec first = v_fma(v_fma(v_fma(b[4], near, b[3]), near, b[2]), near, b[1]);
    const vec zero = v_set(0), some = v_select(tiny, first, rest.hi), unit = v_copysign(v_set(1), some);
    const mask none = m_or(v_eq(some, zero), v_eq(t.hi, zero));
    const vec sign = v_select(none, zero, v_select(inner, v_flip_sign(unit, t.hi), unit));
    const pair absolute = p_flip_sign(q, q.hi);
    return (pau_parts){inner, t, p_horner(t, c, 6), p_add(one, absolute), absolute, sign};
}

// The leading terms of P and Q: c·x^m/|x|^n.
typedef struct {
    vec c, power; // of |x|: m - n
    mask odd, far;
} pau_leading;

SELDOM pau_leading pau_lead(vec x, const vec *p)
{
    const vec *const a = p, *const b = p + 5, zero = v_set(0);
    vec numerator = a[5], m = v_set(5), denominator = v_abs(b[4]), n = v_set(4);
    for (int k = 4; k >= 0; k--) {
        const mask none = v_eq(numerator, zero);
        numerator = v_select(none, a[k], numerator);
        m = v_select(none, v_set((real)k), m);
    }
    for (int k = 3; k >= 0; k--) {
        const mask none = v_eq(denominator, zero);
        denominator = v_select(none, k > 0 ? v_abs(b[k]) : v_set(1), denominator);
        n = v_select(none, v_set((real)k), n);
    }
    const mask odd = m_or(v_eq(m, v_set(5)), m_or(v_eq(m, v_set(3)), v_eq(m, v_set(1))));
    const mask degenerate = m_or(v_eq(a[5], zero), v_eq(b[4], zero));
    return (pau_leading){v_div(numerator, denominator), v_sub(m, n), odd,
                         m_and(degenerate, v_gt(v_abs(x), v_set(PAU_FAR)))};
}
// c·|x|^power.
SELDOM vec pau_power(vec c, vec x, vec power)
{
    const vec size = v_abs(x), one = v_set(1), inverse = v_div(one, size);
    vec result = c;
    for (int k = 1; k <= 5; k++) {
        result = v_mul(result, v_select(v_ge(power, v_set((real)k)), size, one));
        result = v_mul(result, v_select(v_le(power, v_set((real)-k)), inverse, one));
    }
    return v_select(v_eq(c, v_set(0)), c, result);
}

static inline pair pau_value(vec x, const vec *p)
{
    const pau_parts s = pau_split(x, p);
    const pair ratio = p_normal(p_div(s.p, s.q));
    const vec low = v_mul(ratio.lo, v_copysign(v_min(v_set(REAL_MAX), v_abs(x)), x));
    const pair outer = p_from(v_fma(ratio.hi, x, low));
    const pau_leading lead = pau_lead(x, p);
    const vec size = pau_power(lead.c, x, lead.power);
    const pair far = p_from(v_select(lead.odd, v_flip_sign(size, x), size));
    return p_select(lead.far, far, p_select(s.inner, ratio, outer));
}

static inline pair pau_slope(vec x, const vec *p)
{
    const vec *const a = p, *const b = p + 5;
    const pau_parts s = pau_split(x, p);
    // P' and q', but for their powers of x.
    pair c[5], e[4];
    for (int k = 0; k < 5; k++) c[k] = p_select(s.inner, pau_times(k + 1, a[k + 1]), pau_times(5 - k, a[5 - k]));
    for (int k = 0; k < 4; k++) e[k] = p_select(s.inner, pau_times(k + 1, b[k + 1]), pau_times(4 - k, b[4 - k]));
    const pair slope = p_horner(s.t, c, 5), q_slope = p_mul_vec(p_horner(s.t, e, 4), s.sign);
    const pair difference = p_add(p_mul(slope, s.q), p_neg(p_mul(s.p, q_slope)));
    const pair usual = p_normal(p_div(difference, p_mul(s.q, s.q)));
    const pau_leading lead = pau_lead(x, p);
    const vec size = pau_power(v_mul(lead.c, lead.power), x, v_sub(lead.power, v_set(1)));
    const pair far = p_from(v_select(lead.odd, size, v_flip_sign(size, x)));
    return p_select(lead.far, far, usual);
}

#if RELUME_BITS == 64
// Of float's numbers these are nearly all, and no power of theirs leaves double, squares of Q included.
static inline mask pau_beyond(vec x) { return m_not(v_le(v_abs(x), v_set(0x1p60))); }
static inline scaled pau_value_beyond(vec x, const vec *p) { return s_from(pau_value(x, p)); }
static inline scaled pau_slope_beyond(vec x, const vec *p) { return s_from(pau_slope(x, p)); }
#endif

#if RELUME_WIDE
// A polynomial and its derivative.
typedef struct {
    vec value, slope;
} pau_polynomial;
static inline pau_polynomial pau_horner(vec x, const vec *c, int count)
{
    pau_polynomial f = {c[count - 1], v_set(0)};
    for (int k = count - 2; k >= 0; k--) {
        f.slope = k == count - 2 ? f.value : v_fma(f.slope, x, f.value);
        f.value = v_fma(f.value, x, c[k]);
    }
    return f;
}
static inline central pau_forward(vec x, const vec *p)
{
    const vec q = v_mul(pau_horner(x, p + 6, 4).value, x), one = v_set(1);
    const pair ratio = p_from(v_div(pau_horner(x, p, 6).value, v_add(one, v_abs(q))));
    return (central){ratio, pau_beyond(x), {pau_value_beyond}};
}
static inline central pau_derivative(vec x, const vec *p)
{
    const pau_polynomial numerator = pau_horner(x, p, 6), rest = pau_horner(x, p + 6, 4);
    const vec q = v_mul(rest.value, x), slope = v_fma(rest.slope, x, rest.value), below = v_add(v_set(1), v_abs(q));
    const vec signed_slope = v_select(v_eq(q, v_set(0)), v_set(0), v_flip_sign(slope, q));
    const vec rising = v_mul(numerator.slope, below), above = v_fnma(numerator.value, signed_slope, rising);
    const mask beyond = m_or(pau_beyond(x), cancels(above, v_abs(rising)));
    return (central){p_from(v_div(above, v_mul(below, below))), beyond, {pau_slope_beyond}};
}
#elif RELUME_BITS == 64
// A polynomial and its derivative in pairs, and the sum of the sizes of its terms.
typedef struct {
    pair value, slope;
    vec size;
} pau_polynomial;
static inline pau_polynomial pau_horner(vec x, const vec *c, int count)
{
    const vec a = v_abs(x);
    pau_polynomial f = {p_from(c[count - 1]), p_set(0), v_abs(c[count - 1])};
    for (int k = count - 2; k >= 0; k--) {
        f.slope = k == count - 2 ? f.value : e_add(e_mul_vec(f.slope, x), f.value);
        f.value = e_sum_vec(e_mul_vec(f.value, x), c[k]);
        f.size = v_fma(f.size, a, v_abs(c[k]));
    }
    return f;
}
typedef struct {
    pau_polynomial p, rest; // and q/x
    pair q, below;          // and Q
    mask kept;              // what cancels leaves enough of P and q
} pau_quick;
static inline pau_quick pau_quickly(vec x, const vec *p)
{
    const pau_polynomial above = pau_horner(x, p, 6), rest = pau_horner(x, p + 6, 4);
    const pair q = e_mul_vec(rest.value, x), below = e_sum_vec(p_flip_sign(q, q.hi), v_set(1));
    // Of q the sign matters too.
    const mask kept = m_and(sum_is_kept(above.value.hi, above.size), sum_is_kept(q.hi, v_mul(rest.size, v_abs(x))));
    return (pau_quick){above, rest, q, below, m_and(kept, m_not(pau_beyond(x)))};
}
static inline central pau_forward(vec x, const vec *p)
{
    const pau_quick f = pau_quickly(x, p);
    return quick_or(e_normal(e_div(f.p.value, f.below)), m_not(f.kept), pau_value_beyond);
}
static inline central pau_derivative(vec x, const vec *p)
{
    const pau_quick f = pau_quickly(x, p);
    const mask at_0 = v_eq(x, v_set(0));
    const pair all = p_flip_sign(e_add(e_mul_vec(f.rest.slope, x), f.rest.value), f.q.hi);
    const pair q_slope = p_select(at_0, p_set(0), all);
    const pair rising = e_mul(f.p.slope, f.below), falling = e_mul(f.p.value, q_slope);
    const pair above = e_add(rising, p_neg(falling));
    const mask kept = m_and(sum_is_kept(above.hi, v_abs(rising.hi)), m_or(at_0, m_not(v_eq(f.q.hi, v_set(0)))));
    const mask whole = sum_is_kept(f.p.slope.hi, f.p.size);
    return quick_or(e_div(above, e_square(f.below)), m_not(m_and(m_and(f.kept, whole), kept)), pau_slope_beyond);
}
#else
static inline pair pau_forward(vec x, const vec *p) { return pau_value(x, p); }
static inline pair pau_derivative(vec x, const vec *p) { return pau_slope(x, p); }
#endif

// factor·w^j or, for j = -1, factor/w: w is x in [-1, 1] and 1/x elsewhere.
static inline ranged pau_term(vec x, const pair *powers, vec down, pair factor, int j)
{
    if (j >= 0) {
        vec after = v_set(1), last = v_set(1);
        for (int k = 0; k < j; k += 2) after = v_mul(after, down);
        for (int k = 1; k < j; k += 2) last = v_mul(last, down);
        return r_small(p_mul(powers[j], factor), after, last);
    }
    const mask large = v_gt(v_abs(x), v_set(PAU_FAR)), infinite = v_eq(v_abs(x), v_set((real)INFINITY));
    const vec up = v_select(large, v_set(0x1p60f), v_set(1)),
              bounded = v_mul(x, v_select(large, v_set(0x1p-120f), v_set(1)));
    const pair finite = p_mul_vec(factor, v_select(infinite, v_set(1), bounded));
    return (ranged){p_select(infinite, p_from(v_mul(factor.hi, x)), finite), up, up, v_set(1)};
}

static inline void pau_parameter_derivatives(vec x, const vec *p, ranged *d)
{
    const pau_parts s = pau_split(x, p);
    const vec size = v_abs(x), zero = v_set(0), one = v_set(1);
    // w, brought up where its powers could underflow; 0 where x is infinite.
    const mask small = v_lt(size, v_set(1 / PAU_FAR)), large = v_gt(size, v_set(PAU_FAR));
    const vec down = v_select(m_or(small, large), v_set(1 / PAU_FAR), one);
    const vec within = v_mul(x, v_select(small, v_set(PAU_FAR), v_select(large, v_set(1 / PAU_FAR), one)));
    const mask infinite = v_eq(size, v_set((real)INFINITY));
    const vec divisor = v_select(m_or(infinite, s.inner), one, within);
    const pair outer = p_select(infinite, p_from(zero), p_normal(p_div(p_from(one), p_from(divisor))));
    const pair w = p_select(s.inner, p_from(within), outer);
    pair powers[6] = {p_from(one), w};
    for (int k = 2; k < 6; k++) powers[k] = p_mul(powers[k - 1], w);
    const pair by_a = p_normal(p_div(p_from(one), s.q));
    const pair by_b = p_normal(p_neg(p_mul_vec(p_div(s.p, p_mul(s.q, s.q)), s.sign)));
    for (int k = 0; k < 6; k++)
        d[k] = r_select(s.inner, pau_term(x, powers, down, by_a, k), pau_term(x, powers, down, by_a, 4 - k));
    for (int k = 1; k < 5; k++)
        d[5 + k] = r_select(s.inner, pau_term(x, powers, down, by_b, k), pau_term(x, powers, down, by_b, 3 - k));
}
