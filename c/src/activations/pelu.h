// pelu(x) = x >= 0 ? a/b·x : a·(e^(x/b) - 1). Trottier, Giguère & Chaib-draa, arXiv:1605.09332. The slope is a/b on
// both sides of 0.
// Worst by a parameter 0.93 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/exponential_arm.h"

typedef struct {
    vec a;
    pair rate, slope; // 1/b, a/b
    exponential_arm arm;
} pelu_parts;

static inline pelu_parts pelu_split(vec x, const vec *p)
{
    const vec a = v_within(p[0], 0x1p-30f, 0x1p30f), b = v_within(p[1], 0x1p-30f, 0x1p30f);
    const exponential_arm arm = exponential_arm_of(x, z_div(p_from(x), p_from(b)));
    return (pelu_parts){a, p_div(p_set(1), p_from(b)), p_div(p_from(a), p_from(b)), arm};
}

static inline scaled pelu_forward(vec x, const vec *p)
{
    const pelu_parts f = pelu_split(x, p);
    return s_select(f.arm.linear, s_mul_any(f.slope, x), exponential_arm_minus_one(f.arm, f.a));
}

static inline scaled pelu_slope(vec x, const vec *p)
{
    const pelu_parts f = pelu_split(x, p);
    const scaled slope = exponential_arm_power(f.arm, f.slope);
    return (scaled){{v_unless_nan(slope.value.hi, x), slope.value.lo}, slope.n};
}
static inline central pelu_derivative(vec x, const vec *p)
{
    const vec a = v_within(p[0], 0x1p-30f, 0x1p30f), b = v_within(p[1], 0x1p-30f, 0x1p30f);
    const pair q = z_div(p_from(x), p_from(b)), factor = p_div(p_from(a), p_from(b));
    const pair slope = p_mul(exp_pair_by_16ths_of(q), factor);
    return exponential_slope(v_ge(x, v_set(0)), q, slope, factor.hi, factor, pelu_slope);
}

static inline void pelu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const pelu_parts f = pelu_split(x, p);
    const pair slope = p_neg(f.slope);
    d[0] = s_select(f.arm.linear, s_mul_any(f.rate, x), exponential_arm_minus_one(f.arm, v_set(1)));
    const scaled negative = exponential_arm_power(f.arm, p_mul(slope, f.arm.q));
    d[1] = s_select(f.arm.linear, s_mul_any(p_mul(slope, f.rate), x), negative);
}
