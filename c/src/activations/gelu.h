// gelu(x) = x·Phi(x), Phi the normal distribution: x·T for x < 0 and x·(1 - T) for x >= 0 with T = Phi(-|x|).
// gelu'(x) = E·D for x < 0 and 1 - E·D for x >= 0, with E = e^(-x^2/2) and D = M(|x|) - |x|/√(2·pi), which has a root.
#pragma once

#include "../math/normal.h"

static inline scaled gelu_forward(vec x, const vec *p)
{
    const mask negative = v_lt(x, v_set(0));
    const vec a = v_min(v_set(NORMAL_LIMIT), v_abs(x));
    const normal_tail tail = normal_tail_of(a);
    const pair product = p_mul(exp_mantissa(tail.e), tail.mills);
    const scaled lower = {p_mul_vec(product, v_neg(a)), tail.e.n};
    const pair t = p_scale(product, v_max(v_set(LEAST_POWER), tail.e.n));
    const pair upper = p_mul_vec(p_fast_add(p_from(v_set(1)), p_neg(t)), a);
    const mask as_it_is = m_or(v_gt(x, v_set(NORMAL_LIMIT)), v_eq(x, v_set(0)));
    return s_select(negative, lower, s_from(p_select(as_it_is, p_from(x), upper)));
}

static inline scaled gelu_derivative(vec x, const vec *p)
{
    const mask negative = v_lt(x, v_set(0));
    const vec a = v_min(v_set(NORMAL_LIMIT), v_abs(x));
    const normal_tail tail = normal_tail_of(a);
    const pair difference = p_add(tail.mills, p_mul_vec(PAIR_CONSTANT(NORMAL_PEAK), v_neg(a)));
    const pair product = p_mul(exp_mantissa(tail.e), difference);
    const pair power = p_scale(product, v_max(v_set(LEAST_POWER), tail.e.n));
    const pair upper = p_fast_add(p_from(v_set(1)), p_neg(power));
    const pair from_root = p_fast_sum(v_sub(x, v_set(GELU_ROOT[0])), v_set(-GELU_ROOT[1]));
    const pair near_root = p_mul(from_root, PAIR_POLYNOMIAL(from_root.hi, gelu_root_q));
    const mask is_near = v_lt(v_abs(from_root.hi), v_set((real)0.5));
    return s_select(is_near, s_from(near_root), s_select(negative, (scaled){product, tail.e.n}, s_from(upper)));
}
