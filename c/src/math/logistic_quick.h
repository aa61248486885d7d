// The logistic function of z, and slopes made of it, in double where e^-|z| is a normal number: by the table of
// exp_16ths.h, with one division and no polynomials in cells, whose coefficients are more to load than to compute.
//
// With e = e^-|z| and D = 1 + e it is 1/D, or e/D where z < 0; its slope is e/D^2; and the slope of x·value, with
// t = x·z', is (1 + e·(1 + t))/D^2, or e·(D + t)/D^2 where z < 0, near whose root e isn't known well enough: there the
// other form has the value. Of the time of cells and quotients in pairs 0.6, AVX2 0.4; for what float leaves to double
// 0.6 too, but of slopes that don't grow with x, where it gains nothing.
#pragma once

#include "cells.h"
#include "exp_16ths.h"

#if RELUME_BITS == 64
#define LOGISTIC_QUICK_END 600.0

typedef struct {
    mask negative;
    vec a; // |z|
    pair e, one_plus;
} logistic_quick;

static inline vec logistic_quick_argument(vec z) { return v_max(v_set(-LOGISTIC_QUICK_END), v_neg(v_abs(z))); }
static inline logistic_quick logistic_quick_by(vec z, pair e)
{
    const pair sum = p_fast_sum(v_set(1), e.hi);
    return (logistic_quick){v_lt(z, v_set(0)), v_abs(z), e, {sum.hi, v_add(sum.lo, e.lo)}};
}
static inline logistic_quick logistic_quickly(vec z)
{
    const vec minus = logistic_quick_argument(z);
    return logistic_quick_by(z, RELUME_WIDE ? p_from(exp_by_16ths(minus)) : exp_pair_by_16ths(minus));
}
static inline logistic_quick logistic_quickly_of_pair(pair z)
{
    if (RELUME_WIDE) return logistic_quickly(z.hi);
    const pair minus = {logistic_quick_argument(z.hi), v_neg(v_flip_sign(z.lo, z.hi))};
    return logistic_quick_by(z.hi, exp_pair_by_16ths_of(minus));
}
static inline mask logistic_quick_beyond(logistic_quick l) { return cells_beyond(l.a, LOGISTIC_QUICK_END); }

// Neither is normal.
static inline pair logistic_quick_value(logistic_quick l)
{
    return p_div(p_select(l.negative, l.e, p_set(1)), l.one_plus);
}
static inline pair logistic_quick_square(logistic_quick l)
{
    const vec d = l.one_plus.hi, square = v_mul(d, d);
    return RELUME_PLAIN ? p_from(square) : (pair){square, v_fma(v_add(d, d), l.one_plus.lo, v_fms(d, d, square))};
}
static inline pair logistic_quick_slope(logistic_quick l) { return p_div(l.e, logistic_quick_square(l)); }

// Where a product with the value loses nothing.
static inline mask logistic_quick_usual(vec x)
{
    const vec size = v_abs(x);
    return m_and(v_le(size, v_set(0x1p900)), m_or(v_ge(size, v_set(0x1p-60)), v_eq(size, v_set(0))));
}
// x·value, with the sign of a zero.
static inline pair logistic_quick_times(logistic_quick l, vec x)
{
    const pair y = p_mul_vec(logistic_quick_value(l), x);
    return (pair){v_copysign(y.hi, x), y.lo};
}
// value + t·slope, not normal, from 1 + t, or D + t where z < 0.
static inline central logistic_quick_moment_by(logistic_quick l, pair factor, form *rest)
{
    const pair product = p_mul(l.e, factor), sum = p_fast_sum(v_set(1), product.hi);
    const pair above = {sum.hi, v_add(sum.lo, product.lo)};
    const pair slope = p_div(p_select(l.negative, product, above), logistic_quick_square(l));
    const mask lost = v_lt(v_abs(factor.hi), v_set(RELUME_WIDE ? 0x1p-20 : 0x1p-5));
    return quick_or(slope, m_or(logistic_quick_beyond(l), lost), rest);
}
static inline central logistic_quick_moment(logistic_quick l, vec t, form *rest)
{
    const pair base = p_select(l.negative, l.one_plus, p_set(1)), s = p_sum(base.hi, t);
    return logistic_quick_moment_by(l, (pair){s.hi, v_add(s.lo, base.lo)}, rest);
}
static inline central logistic_quick_moment_of_pair(logistic_quick l, pair t, form *rest)
{
    const pair base = p_select(l.negative, l.one_plus, p_set(1)), s = p_sum(base.hi, t.hi);
    return logistic_quick_moment_by(l, (pair){s.hi, v_add(s.lo, v_add(base.lo, t.lo))}, rest);
}
#endif
