// softplus(x) = log(1 + e^(beta·x))/beta = max(x, 0) + log(1 + e)/beta with e = e^-|beta·x|. No threshold is needed.
// softplus' is the logistic function of beta·x, and its derivative by beta -(|x|·e/(1 + e) + log(1 + e)/beta)/beta.
// In float log(1 + e) and the logistic function are in cells, with beta·x as a pair.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/cells.h"
#include "../math/log1p.h"
#include "../math/logistic.h"
#include "../math/logistic_cells.h"
#include "../math/logistic_quick.h"

static inline vec softplus_beta(const vec *p) { return v_within(p[0], 0x1p-30f, 0x1p30f); }

// -|beta·x|, bounded.
static inline pair softplus_argument(vec x, vec beta)
{
    const pair product = p_product(beta, v_neg(v_abs(x)));
    const vec hi = v_max(v_set(-EXP_LIMIT), product.hi);
    return (pair){hi, v_select(v_gt(hi, v_set(-EXP_LIMIT)), product.lo, v_set(0))};
}

static inline scaled softplus_value(vec x, const vec *p)
{
    const vec beta = softplus_beta(p);
    const pair argument = softplus_argument(x, beta);
    const logistic_parts e = logistic_split(argument);
    const mask negative = v_lt(x, v_set(0));
    const pair log = p_mul(p_select(negative, e.mantissa, e.power), log1p_factor(e.power.hi));
    const pair part = p_normal(p_div(log, p_from(beta)));
    const mask linear = m_and(v_gt(x, v_set(0)), v_le(argument.hi, v_set(-EXP_LIMIT)));
    const pair sum = p_select(linear, p_from(x), p_add(p_from(x), part));
    return s_select(negative, (scaled){part, e.n}, s_from(sum));
}

static inline scaled softplus_slope(vec x, const vec *p)
{
    const vec beta = softplus_beta(p);
    const scaled s = logistic_of(logistic_split(softplus_argument(x, beta)), v_lt(x, v_set(0)));
    return s_normal(s.value, s.n);
}

#if RELUME_BITS == 32
// max(x, 0) + part for x >= 0, part elsewhere.
static inline pair softplus_sum(vec x, pair part)
{
    const pair sum = p_fast_sum(v_max(x, part.hi), v_min(x, part.hi));
    return p_select(v_lt(x, v_set(0)), part, p_fast_sum(sum.hi, v_add(sum.lo, part.lo)));
}
// Without parameters, of beta = 1.
static inline central softplus_forward(vec x, const vec *p)
{
    if (p == NULL) {
        const vec a = v_abs(x);
        return in_cells(softplus_sum(x, EVEN_STEADY(a, softplus_tail)), a, softplus_tail_end);
    }
    const vec beta = softplus_beta(p);
    const pair z = p_product(beta, x), tail = EVEN_STEADY(v_abs(z.hi), softplus_tail);
    // It falls at the rate e/(1 + e) = 1 - e^-tail, of which three terms are near enough.
    const vec curve = v_fnma(tail.hi, v_set(1.0f / 6), v_set(0.5f));
    const vec rate = v_mul(tail.hi, v_fnma(tail.hi, curve, v_set(1)));
    const pair part = p_normal(p_div(moved_by_low(tail, rate, z), p_from(beta)));
    return in_cells(softplus_sum(x, part), v_abs(z.hi), softplus_tail_end);
}
static inline central softplus_derivative(vec x, const vec *p)
{
    if (p == NULL) return in_cells(logistic_in_cells(x), v_abs(x), logistic_tail_end);
    const pair z = p_product(softplus_beta(p), x), tail = EVEN_STEADY(v_abs(z.hi), logistic_tail);
    const pair moved = moved_by_low(tail, logistic_rate(tail.hi), z);
    return in_cells(complement(v_lt(x, v_set(0)), moved), v_abs(z.hi), logistic_tail_end);
}
#else
static inline scaled softplus_forward(vec x, const vec *p) { return softplus_value(x, p); }
#if RELUME_WIDE
static inline scaled softplus_derivative(vec x, const vec *p) { return softplus_slope(x, p); }
#else
static inline central softplus_derivative(vec x, const vec *p)
{
    const logistic_quick l = logistic_quickly_of_pair(p_product(softplus_beta(p), x));
    return quick_or(p_normal(logistic_quick_value(l)), logistic_quick_beyond(l), softplus_slope);
}
#endif
#endif

static inline void softplus_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const vec beta = softplus_beta(p);
    const pair argument = softplus_argument(x, beta);
    const logistic_parts e = logistic_split(argument);
    const pair ratio = p_div(e.mantissa, e.one_plus), log = p_mul(e.mantissa, log1p_factor(e.power.hi));
    // Both terms times beta: |beta·x|·e/(1 + e) and log(1 + e), as multiples of 2^n.
    const pair sum = p_add(log, p_mul(p_neg(argument), ratio));
    d[0] = s_normal(p_div(p_neg(sum), p_product(beta, beta)), e.n);
}
