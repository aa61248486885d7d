// b_silu(x) = (x + alpha)·sigmoid(x) - alpha/2, a bounded silu, which SUGAR takes for the derivative of relu.
// Horuz et al., arXiv:2505.22074.
//
// As x·sigmoid(x) + alpha/2·tanh(x/2) it cancels nowhere. With e = e^-|x|, b_silu' is (1 + e·(1 + x + alpha))/(1 + e)^2
// for x >= 0 and e·(1 + x + alpha + e)/(1 + e)^2 for x < 0, which has a root; about that of the usual alpha, e is taken
// as e^c·(1 + (e^(x - c) - 1)), with e^c as a pair. In double, and for float, only near a root: elsewhere f' is in the
// form of logistic_quick.h with t = x + alpha (0.37 of the time, for float 0.65).
// Worst by alpha 0.75 ULP in double, else docs/accuracy.md. For another alpha the root of f' is elsewhere, and near it
// f' loses digits.
#pragma once

#include "../math/cells.h"
#include "../math/exp_16ths.h"
#include "../math/logistic.h"
#include "../math/logistic_quick.h"

static inline vec b_silu_alpha(const vec *p) { return v_within(p[0], 0x1p-30f, 0x1p30f); }

static inline pair b_silu_forward(vec x, const vec *p)
{
    const vec half = v_mul(v_set((real)0.5), b_silu_alpha(p)), argument = logistic_argument(x);
    const mask negative = v_lt(x, v_set(0));
#if RELUME_WIDE
    // Near 0 the power is 1, and s what e^-|x| has more.
    const vec bounded = v_max(v_set(-700), argument);
    const sixteenths e = exp_16ths(bounded, v_set(ROUND_MAGIC));
    const pair power = p_from(v_fma(e.power, e.s, e.power)), one_plus = p_add(p_set(1), power);
    const pair minus = p_from(v_fma(e.power, e.s, v_sub(e.power, v_set(1))));
#else
    const logistic_parts e = logistic_split(p_from(argument));
    const pair power = e.power, one_plus = e.one_plus, minus = exp_minus_one(exp_parts(p_from(argument)));
#endif
    const pair silu = p_select(negative, p_mul_vec(power, argument), p_from(x));
    const pair tanh = p_mul_vec(minus, v_select(negative, half, v_neg(half)));
    const pair y = p_normal(p_div(p_add(silu, tanh), one_plus));
    return p_select(m_or(v_eq(x, v_set(0)), m_and(v_eq(x, v_set((real)INFINITY)), v_eq(half, half))), p_from(x), y);
}

static inline scaled b_silu_slope(vec x, const vec *p)
{
    const vec alpha = b_silu_alpha(p), argument = logistic_argument(x);
    const mask negative = v_lt(x, v_set(0));
    const logistic_parts e = logistic_split(p_from(argument));
    const pair sum = z_add(z_sum(v_set(1), alpha), p_from(v_select(negative, argument, v_neg(argument))));
    // e - e^c at x = c + u.
    const vec u = v_sub(x, v_set(B_SILU_CENTRE[0])), square = v_mul(u, u), q = POLYNOMIAL(u, exp_q);
    const vec s = v_fma(square, q, u);
    const pair at_centre = PAIR_CONSTANT(B_SILU_POWER), change = {s, v_fma(square, q, v_sub(u, s))};
    const pair near = z_add(z_add(sum, at_centre), z_mul(at_centre, change)), far = z_add(sum, e.power);
    const mask rooted = v_lt(v_abs(u), v_set((real)0.25)), lost = cancels(far.hi, e.power.hi);
    const pair factor = p_select(rooted, near, (pair){v_left_to_double(lost, far.hi), far.lo});
    const pair below = p_mul(e.mantissa, factor);
    const pair above = p_add(p_set(1), p_mul(e.power, sum));
    const pair numerator = p_select(negative, below, above);
    const pair quotient = p_normal(p_div(numerator, p_mul(e.one_plus, e.one_plus)));
    return s_within(v_eq(alpha, alpha), (scaled){quotient, v_select(negative, e.n, v_set(0))});
}

#if RELUME_BITS == 64
static inline central b_silu_derivative(vec x, const vec *p)
{
    return logistic_quick_moment_of_pair(logistic_quickly(x), p_sum(x, b_silu_alpha(p)), b_silu_slope);
}
#else
static inline scaled b_silu_derivative(vec x, const vec *p) { return b_silu_slope(x, p); }
#endif

static inline void b_silu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    // tanh(x/2)/2.
    const vec argument = logistic_argument(x);
    const logistic_parts e = logistic_split(p_from(argument));
    const pair minus = exp_minus_one(exp_parts(p_from(argument)));
    const pair ratio = p_normal(p_div(p_neg(minus), p_add(e.one_plus, e.one_plus)));
    const scaled l = s_lifted(x);
    const scaled line = {p_from(v_mul(v_set((real)0.25), l.value.hi)), l.n};
    d[0] = s_select(v_lt(v_abs(x), v_set(RELUME_BITS == 32 ? 0x1p-30f : 0x1p-60f)), line, s_from(p_copysign(ratio, x)));
}
