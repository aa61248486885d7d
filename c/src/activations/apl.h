// apl(x) = max(0, x) + a1·max(0, b1 - x) + a2·max(0, b2 - x): adaptive piecewise linear units of two hinges.
// Agostinelli, Hoffman, Sadowski & Baldi, arXiv:1412.6830. Every product is exact, and their sum is as if in three
// times the precision: f is right near its roots. Each kink has the derivative of the side where its hinge is 0.
#pragma once

#include "../math/sums.h"

// b - x where the hinge is above 0.
static inline pair apl_hinge(vec x, vec b)
{
    return p_select(v_lt(x, b), p_finite_sum(b, v_neg(x)), p_from(v_unless_nan(v_set(0), x)));
}

static inline pair apl_forward(vec x, const vec *p)
{
    // Far out f is a line of slope -(a1 + a2), where this is 0 a constant.
    const vec far = v_set((real)(RELUME_BITS == 32 ? -0x1p100 : -0x1p500)), bounded = v_select(v_lt(x, far), far, x);
    const pair h1 = apl_hinge(bounded, p[1]), h2 = apl_hinge(bounded, p[3]);
    const pair p1 = p_product(p[0], h1.hi), p2 = p_product(p[2], h2.hi);
    vec terms[] = {
        v_mul(p[0], h1.lo), v_mul(p[2], h2.lo), p1.lo, p2.lo, p1.hi, p2.hi, v_select(v_gt(x, v_set(0)), x, v_set(0))};
    const vec plain = v_fma(p[0], h1.hi, v_fma(p[2], h2.hi, terms[COUNT_OF(terms) - 1]));
    const pair sum = p_sum_or(p_sum_all(terms, COUNT_OF(terms)), plain);
    const vec a1 = v_select(v_lt(x, p[1]), p[0], v_set(0)), a2 = v_select(v_lt(x, p[3]), p[2], v_set(0));
    const pair slope = p_sum(a1, a2);
    const vec low = v_mul(slope.lo, v_max(x, v_set(-REAL_MAX)));
    const pair line = p_from(v_neg(v_fma(slope.hi, x, low)));
    const mask is_line = m_and(v_lt(x, far), v_gt(v_abs(slope.hi), v_set(0)));
    const pair constant = p_add(p_product(a1, p[1]), p_product(a2, p[3]));
    const pair outer = p_select(is_line, line, constant);
    return p_select(v_lt(x, far), outer, sum);
}

static inline pair apl_derivative(vec x, const vec *p)
{
    const vec zero = v_set(0), a1 = v_select(v_lt(x, p[1]), p[0], zero), a2 = v_select(v_lt(x, p[3]), p[2], zero);
    const pair sum = p_neg(p_sum(a1, a2)), all = p_add(p_from(v_select(v_gt(x, zero), v_set(1), zero)), sum);
    return (pair){v_unless_nan(all.hi, x), all.lo};
}

static inline void apl_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    for (int k = 0; k < 4; k += 2) {
        d[k] = s_from(apl_hinge(x, p[k + 1]));
        d[k + 1] = s_from(p_from(v_unless_nan(v_select(v_lt(x, p[k + 1]), p[k], v_set(0)), x)));
    }
}
