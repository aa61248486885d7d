// clipped_linear(x) = min(max(0, slope·x + intercept), 1). The operator HardSigmoid of ONNX. One rounding.
// f' is 0 where the exact slope·x + intercept is 0 or less, or 1 or more.
#pragma once

#include "linear.h"

// Where the exact sum is between 0 and 1. A sum that is rounded once is on the same side of both, or on one: with 0
// only where the exact one is 0 or less than any number; which side of 1, intercept - 1 tells in pairs.
static inline mask clipped_linear_inside(vec x, const vec *p)
{
    const vec bounded = linear_bounded(x, p[0]), whole = v_fma(p[0], bounded, p[1]);
    const mask at_1 = v_eq(whole, v_set(1)), inside = m_and(v_gt(whole, v_set(0)), v_lt(whole, v_set(1)));
    if (!m_any(at_1)) return inside;
    const pair product = p_product(p[0], bounded), offset = p_sum(p[1], v_set(-1));
    const pair sum = p_sum(product.hi, offset.hi);
    const vec above = v_add(sum.hi, v_add(sum.lo, v_add(product.lo, offset.lo)));
    return m_or(inside, m_and(at_1, v_lt(above, v_set(0))));
}

static inline product clipped_linear_forward(vec x, const vec *p)
{
    const vec sum = linear_forward(x, p).value;
    return (product){v_select(v_ge(sum, v_set(1)), v_set(1), v_select(v_le(sum, v_set(0)), v_set(0), sum))};
}

static inline given clipped_linear_derivative(vec x, const vec *p)
{
    return given_by(v_select(clipped_linear_inside(x, p), p[0], v_set(0)), x);
}

static inline void clipped_linear_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const mask inside = clipped_linear_inside(x, p);
    d[0] = s_from(p_from(v_select(inside, x, v_unless_nan(v_set(0), x))));
    d[1] = s_from(p_from(v_unless_nan(v_select(inside, v_set(1), v_set(0)), x)));
}
