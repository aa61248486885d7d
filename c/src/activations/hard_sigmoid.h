// hard_sigmoid(x) = min(max(0, x/6 + 1/2), 1) = (x + 3)/6 within (-3, 3). Howard et al., arXiv:1905.02244.
// x + 3 is exact as a pair, and divided; a rounded 1/6 would cost another rounding. hard_sigmoid'(-3) =
// hard_sigmoid'(3) = 0, as in PyTorch.
// Worst seen: f 0.500, f' 0.333, backward 0.333 ULP.
#pragma once

#include "../math/pair.h"

static inline pair hard_sigmoid_forward(vec x, const vec *p)
{
    const pair inside = p_normal(p_div(p_sum(x, v_set(3)), p_set(6)));
    return p_select(v_ge(x, v_set(3)), p_set(1), p_select(v_le(x, v_set(-3)), p_set(0), inside));
}

static inline pair hard_sigmoid_derivative(vec x, const vec *p)
{
    const pair sixth = p_div(p_set(1), p_set(6));
    const vec flat = v_unless_nan(v_set(0), x);
    return p_select(v_lt(v_abs(x), v_set(3)), sixth, p_from(flat));
}
