// sparse_sigmoid(x) = min(max(0, (x + 1)/2), 1), the derivative of sparse_plus. Blondel, Martins & Niculae,
// arXiv:1901.02324. Rounded once. sparse_sigmoid'(-1) = sparse_sigmoid'(1) = 0.
#pragma once

#include "sparse_plus.h"

static inline exact sparse_sigmoid_forward(vec x, const vec *p)
{
    const exact sum = x_sum(x, v_set(1)), inside = {v_mul(sum.value, v_set(0.5f))};
    return x_select(v_ge(x, v_set(1)), x_from(v_set(1)), x_select(v_le(x, v_set(-1)), x_from(v_set(0)), inside));
}

static inline vec sparse_sigmoid_derivative(vec x, const vec *p)
{
    return v_unless_nan(v_select(v_lt(v_abs(x), v_set(1)), v_set(0.5f), v_set(0)), x);
}
