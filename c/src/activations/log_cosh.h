// log_cosh(x) = log(cosh(x)), with tanh as its derivative. Near 0 it is x^2·P(x^2); elsewhere, with a = |x| and
// e = e^-2a, a + log(1 + e) - ln(2).
// Worst: docs/accuracy.md.
#pragma once

#include "../math/hyperbolic.h"
#include "../math/log1p.h"

static inline scaled log_cosh_forward(vec x, const vec *p)
{
    const vec a = v_abs(x);
    const logistic_parts e = logistic_split(p_from(logistic_argument(v_mul(v_set(2), a))));
    const pair ln2 = PAIR_CONSTANT(LN2);
    const pair log = p_normal(p_mul(e.power, log1p_factor(e.power.hi)));
    const pair sum = p_add(p_add(p_from(a), p_neg(ln2)), log);
    const pair far = p_select(v_gt(a, v_set(RELUME_BITS == 32 ? 0x1p60f : 0x1p120f)), p_from(a), sum);
    // The square of what is smaller would be subnormal.
    const mask low = v_lt(a, v_scale(v_set(1), v_set(MIN_EXPONENT / 3)));
    const vec lift = v_set(-(MIN_EXPONENT / 3));
    const vec lifted = v_mul(v_min(v_set(1), a), v_select(low, v_scale(v_set(1), lift), v_set(1)));
    const vec t = v_mul(v_min(v_set(1), a), v_min(v_set(1), a));
    const pair near =
        p_mul(p_product(lifted, lifted), p_normal(PAIR_POLYNOMIAL(v_sub(t, v_set((real)0.5)), log_cosh_q)));
    const scaled small = {near, v_select(low, v_mul(v_set(-2), lift), v_set(0))};
    return s_select(v_lt(a, v_set(1)), small, s_from(far));
}

static inline pair log_cosh_derivative(vec x, const vec *p) { return tanh_of(x); }
