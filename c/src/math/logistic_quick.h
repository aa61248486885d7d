// The logistic function of z, and slopes made of it, in double where e^-|z| is a normal number: by the table of
// exp_16ths.h, with one division and no polynomials in cells, whose coefficients are more to load than to compute.
//
// With e = e^-|z| and D = 1 + e it is 1/D, or e/D where z < 0; its slope is e/D^2; and the slope of x·value, with
// t = x·z', is (1 + e·(1 + t))/D^2, or e·(D + t)/D^2 where z < 0, near whose root e isn't known well enough: there the
// other form has the value. Of the time of cells and quotients in pairs 0.6, AVX2 0.4.
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

static inline logistic_quick logistic_quickly(pair z)
{
    const vec a = v_abs(z.hi), minus = v_max(v_set(-LOGISTIC_QUICK_END), v_neg(a));
#if RELUME_WIDE
    const pair e = p_from(exp_by_16ths(minus));
#else
    const pair e = exp_pair_by_16ths_of((pair){minus, v_neg(v_flip_sign(z.lo, z.hi))});
#endif
    const pair sum = p_fast_sum(v_set(1), e.hi);
    return (logistic_quick){v_lt(z.hi, v_set(0)), a, e, {sum.hi, v_add(sum.lo, e.lo)}};
}
static inline mask logistic_quick_beyond(logistic_quick l) { return cells_beyond(l.a, LOGISTIC_QUICK_END); }

// Neither is normal.
static inline pair logistic_quick_value(logistic_quick l)
{
    return p_div(p_select(l.negative, l.e, p_set(1)), l.one_plus);
}
static inline pair logistic_quick_slope(logistic_quick l) { return p_div(l.e, p_square(l.one_plus)); }

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
// value + t·slope, not normal.
static inline central logistic_quick_moment(logistic_quick l, pair t, form *rest)
{
    const pair base = p_select(l.negative, l.one_plus, p_set(1)), s = p_sum(base.hi, t.hi);
    const pair factor = {s.hi, v_add(s.lo, v_add(base.lo, t.lo))}, product = p_mul(l.e, factor);
    const pair sum = p_fast_sum(v_set(1), product.hi), above = {sum.hi, v_add(sum.lo, product.lo)};
    const pair slope = p_div(p_select(l.negative, product, above), p_square(l.one_plus));
    const mask lost = v_lt(v_abs(s.hi), v_set(RELUME_WIDE ? 0x1p-20 : 0x1p-5));
    return quick_or(slope, m_or(logistic_quick_beyond(l), lost), rest);
}
#endif
