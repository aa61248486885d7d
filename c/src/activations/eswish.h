// eswish(x) = beta·x·sigmoid(x) = beta·silu(x). Alcaide, arXiv:1801.07145.
// Worst seen in double: f 0.62, f' 0.67, backward 0.70, by beta 0.58 ULP; in float by a
// parameter 0.50, else docs/accuracy.md.
#pragma once

#include "swish.h"

static inline scaled eswish_forward(vec x, const vec *p)
{
    const scaled y = swish_of(x, p_from(v_finite(x)));
    return (scaled){p_times(y.value, p[0]), y.n};
}

static inline scaled eswish_derivative(vec x, const vec *p)
{
    const scaled d = swish_slope(p_from(x));
    return s_within(m_within(p[0], 0x1p-30f, 0x1p30f), (scaled){p_mul_vec(d.value, p[0]), d.n});
}

static inline void eswish_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = swish_of(x, p_from(v_finite(x)));
}
