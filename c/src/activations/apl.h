// apl(x) = max(0, x) + a1·max(0, b1 - x) + a2·max(0, b2 - x): adaptive piecewise linear units of two hinges.
// Agostinelli, Hoffman, Sadowski & Baldi, arXiv:1412.6830. Every product is exact, and their sum is as if in three
// times the precision: f is right near its roots. For float double computes with nothing compensated; in double sums
// are of pairs but where they cancel (0.39 of the time). Each kink has the derivative of the side where its hinge is 0.
// Worst seen, roots included: f, f', backward and derivatives by parameters 0.500 ULP.
#pragma once

#include "../math/sums.h"

// b - x where the hinge is above 0.
static inline pair apl_hinge(vec x, vec b)
{
    return p_select(v_lt(x, b), p_finite_sum(b, v_neg(x)), p_from(v_unless_nan(v_set(0), x)));
}

typedef struct {
    vec a1, a2; // 0 where the hinge is 0
    pair slope; // their sum
} apl_slopes;

static inline apl_slopes apl_split(vec x, const vec *p)
{
    const vec a1 = v_select(v_lt(x, p[1]), p[0], v_set(0)), a2 = v_select(v_lt(x, p[3]), p[2], v_set(0));
    return (apl_slopes){a1, a2, p_sum(a1, a2)};
}

// a1·b1 + a2·b2 - (a1 + a2)·x, so that slopes that add up to 0 leave a constant up to -inf.
#if RELUME_PLAIN
static inline pair apl_forward(vec x, const vec *p)
{
    const apl_slopes s = apl_split(x, p);
#if RELUME_WIDE
    // What is infinite counts as so large that a slope times it is infinite in float.
    const vec constant = v_add(v_mul(s.a1, p[1]), v_mul(s.a2, p[3]));
    const vec left = v_fnma(s.slope.hi, v_max(v_set(-0x1p300), v_min(v_set(0x1p300), x)), constant);
    return p_from(v_add(left, v_select(v_gt(x, v_set(0)), x, v_set(0))));
#else
    const vec first = v_mul(s.a1, p[1]), second = v_mul(s.a2, p[3]), above = v_select(v_gt(x, v_set(0)), x, v_set(0));
    const vec value = v_add(v_fnma(s.slope.hi, x, v_add(first, second)), above);
    const vec size = v_add(v_add(v_abs(first), v_abs(second)), v_add(v_abs(v_mul(s.slope.hi, x)), above));
    return p_from(v_left_to_double(cancels(value, size), value));
#endif
}
#else
static inline scaled apl_value(vec x, const vec *p)
{
    const apl_slopes s = apl_split(x, p);
    const vec at = v_select(v_eq(s.slope.hi, v_set(0)), v_unless_nan(v_set(0), x), v_neg(x));
    const vec above = v_select(v_gt(x, v_set(0)), x, v_set(0));
    const pair c1 = p_product(s.a1, p[1]), c2 = p_product(s.a2, p[3]), line = p_product(s.slope.hi, at);
    vec terms[] = {v_mul(s.slope.lo, at), c1.lo, c2.lo, line.lo, c1.hi, c2.hi, line.hi, above};
    const vec plain = v_fma(s.slope.hi, at, v_add(v_add(c1.hi, c2.hi), above));
    return s_from(p_sum_or(p_sum_all(terms, COUNT_OF(terms)), plain));
}
// What belongs to the hinges that are above 0.
static inline pair apl_of(mask first, mask second, pair one, pair other, pair both)
{
    return p_select(m_and(first, second), both, p_select(first, one, p_select(second, other, p_set(0))));
}
static inline central apl_forward(vec x, const vec *p)
{
    // What is made of parameters alone is made once for all, and selected.
    const mask first = v_lt(x, p[1]), second = v_lt(x, p[3]);
    const pair c1 = e_product(p[0], p[1]), c2 = e_product(p[2], p[3]),
               constant = apl_of(first, second, c1, c2, e_add(c1, c2));
    const pair fall = p_neg(e_sum(p[0], p[2]));
    const pair line = e_mul_vec(apl_of(first, second, p_from(v_neg(p[0])), p_from(v_neg(p[2])), fall), x);
    const vec size1 = v_abs(c1.hi), size2 = v_abs(c2.hi), above = v_max(v_set(0), x);
    const vec sizes = apl_of(first, second, p_from(size1), p_from(size2), p_from(v_add(size1, size2))).hi;
    const pair left = e_sum(constant.hi, line.hi), all = e_sum(left.hi, above);
    const pair value = {all.hi, v_add(v_add(all.lo, left.lo), v_add(constant.lo, line.lo))};
    const vec size = v_add(sizes, v_add(v_abs(line.hi), above));
    // Of slopes that add up to 0, and of zeros, the other form has the sign.
    const mask kept = m_and(sum_is_kept(value.hi, size), m_not(v_eq(value.hi, v_set(0))));
    const mask plain = m_and(v_eq(size, v_set(0)), v_gt(v_abs(x), v_set(0)));
    // NaN as a parameter is NaN on either side.
    const mask valid = v_eq(v_add(v_sub(p[1], p[1]), v_sub(p[3], p[3])), v_set(0));
    return quick_or(e_normal(value), m_not(m_and(valid, m_or(kept, plain))), apl_value);
}
#endif

static inline pair apl_derivative(vec x, const vec *p)
{
    const vec right = v_select(v_gt(x, v_set(0)), v_set(1), v_set(0));
    const apl_slopes s = apl_split(x, p);
#if RELUME_HALVES
    // Exactly, but for the last sum.
    const pair left = e_sum(s.a1, s.a2), all = e_sum(right, v_neg(left.hi));
    const vec slope = v_unless_nan(v_add(all.hi, v_sub(all.lo, left.lo)), x);
    return p_from(slope_in_range(slope, slope));
#else
    const pair all = p_add(p_from(right), p_neg(s.slope));
    return (pair){v_unless_nan(all.hi, x), all.lo};
#endif
}

static inline void apl_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    for (int k = 0; k < 4; k += 2) {
        d[k] = s_from(apl_hinge(x, p[k + 1]));
        d[k + 1] = s_from(p_from(v_unless_nan(v_select(v_lt(x, p[k + 1]), p[k], v_set(0)), x)));
    }
}
