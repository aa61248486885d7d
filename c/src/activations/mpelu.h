// mpelu(x) = x > 0 ? x : alpha·(e^(beta·x) - 1). Li, Fan, Li, Wu & Ming, arXiv:1606.00305. mpelu'(0) = alpha·beta.
// Worst by a parameter 0.86 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/exponential_arm.h"

typedef struct {
    vec alpha, beta;
    exponential_arm arm;
    mask positive;
} mpelu_parts;

static inline mpelu_parts mpelu_split(vec x, const vec *p)
{
    const vec alpha = v_within(p[0], -0x1p30f, 0x1p30f), beta = v_within(p[1], 0x1p-30f, 0x1p30f);
    return (mpelu_parts){alpha, beta, exponential_arm_of(x, p_product(beta, x)), v_gt(x, v_set(0))};
}

static inline scaled mpelu_forward(vec x, const vec *p)
{
    const mpelu_parts f = mpelu_split(x, p);
    const scaled linear = s_mul_any(p_product(f.alpha, f.beta), x);
    const scaled negative = s_select(f.arm.linear, linear, exponential_arm_minus_one(f.arm, f.alpha));
    return s_select(f.positive, s_from(p_from(x)), negative);
}

static inline scaled mpelu_slope(vec x, const vec *p)
{
    const mpelu_parts f = mpelu_split(x, p);
    return s_select(f.positive, s_set(1), exponential_arm_power(f.arm, p_product(f.alpha, f.beta)));
}
static inline central mpelu_derivative(vec x, const vec *p)
{
    const vec alpha = v_within(p[0], -0x1p30f, 0x1p30f), beta = v_within(p[1], 0x1p-30f, 0x1p30f);
    const pair q = p_product(beta, x), factor = p_product(alpha, beta), slope = p_mul(exp_pair_by_16ths_of(q), factor);
    return exponential_slope(v_gt(x, v_set(0)), q, slope, factor.hi, p_set(1), mpelu_slope);
}

static inline void mpelu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const mpelu_parts f = mpelu_split(x, p);
    const scaled flat = s_set(0);
    const scaled part =
        s_select(f.arm.linear, s_mul_any(p_from(f.beta), x), exponential_arm_minus_one(f.arm, v_set(1)));
    d[0] = s_select(f.positive, flat, part);
    // x is q/beta, which is bounded.
    const pair bounded = p_div(p_mul_vec(f.arm.q, f.alpha), p_from(f.beta));
    const scaled slope = s_select(f.arm.linear, s_mul_any(p_from(f.alpha), x), exponential_arm_power(f.arm, bounded));
    d[1] = s_select(f.positive, flat, slope);
}
