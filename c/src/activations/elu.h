// elu(x) = x > 0 ? x : alpha·(e^x - 1). Clevert, Unterthiner & Hochreiter, arXiv:1511.07289. elu'(0) = alpha.
#pragma once

#include "../math/exp.h"

// e^x - 1 for x <= 0; from the bound on it is -1 to twice the precision.
static inline pair elu_negative(vec x)
{
    return exp_minus_one(exp_parts(p_from(v_max(v_set(RELUME_BITS == 32 ? -40 : -80), x))));
}

// A zero goes the way of the positive: it keeps its sign there.
static inline pair elu_forward(vec x, const vec *p)
{
    return p_select(v_ge(x, v_set(0)), p_from(x), p_mul_vec(elu_negative(x), p[0]));
}

// slope·e^x for x <= 0, in two steps of which only the second can round.
static inline pair elu_negative_slope(vec x, pair slope)
{
    const exponential e = exp_parts(p_from(v_max(v_set(-EXP_LIMIT), x)));
    const vec first = v_max(v_set(MIN_EXPONENT / 2), e.n);
    return p_scale(p_scale(p_mul(exp_mantissa(e), slope), first), v_sub(e.n, first));
}

static inline pair elu_derivative(vec x, const vec *p)
{
    return p_select(v_gt(x, v_set(0)), p_from(v_set(1)), elu_negative_slope(x, p_from(p[0])));
}

static inline void elu_parameter_derivatives(vec x, const vec *p, pair *d)
{
    d[0] = p_select(v_gt(x, v_set(0)), p_from(v_set(0)), elu_negative(x));
}
