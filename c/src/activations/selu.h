// selu(x) = lambda·elu(x, alpha). Klambauer et al., arXiv:1706.02515. selu'(0) = lambda·alpha, as in PyTorch.
#pragma once

#include "elu.h"

static inline pair selu_positive(vec x)
{
    const pair y = p_mul_vec(PAIR_CONSTANT(SELU_SCALE), x);
    // The product with a pair would lose the sign of a zero.
    return p_select(m_and(v_gt(x, v_set(0)), v_lt(x, v_set((real)INFINITY))), y, p_from(x));
}

static inline pair selu_forward(vec x, const vec *p)
{
    return p_select(v_ge(x, v_set(0)), selu_positive(x), p_mul(elu_negative(x), PAIR_CONSTANT(SELU_SLOPE)));
}

static inline scaled selu_derivative(vec x, const vec *p)
{
    return s_select(v_gt(x, v_set(0)), s_from(PAIR_CONSTANT(SELU_SCALE)),
                    elu_negative_slope(x, PAIR_CONSTANT(SELU_SLOPE)));
}
