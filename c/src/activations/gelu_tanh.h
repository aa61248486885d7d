// gelu_tanh(x) = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x^3))) = x·sigmoid(z) with z = 2√(2/π)·(x + 0.044715·x^3): the
// approximation of gelu by tanh. Hendrycks & Gimpel, arXiv:1606.08415.
//
// z is a pair, as the exponential magnifies its error. With T = x·z'(x) at |x| and e = e^-|z|, gelu_tanh'(-|x|) is
// e·(1 + e - T)/(1 + e)^2, and gelu_tanh'(x) = 1 - gelu_tanh'(-x). It has one root, as T grows and e falls with |x|;
// in a band about it the sum cancels.
// Worst seen in double: f 0.55, f' 0.69, backward 0.62 ULP; in float 0.50.
#pragma once

#include "../math/band.h"
#include "swish.h"

// From here on z is beyond the bound of an exponential.
#define GELU_TANH_LIMIT ((real)(RELUME_BITS == 32 ? 14 : 28))

// 2√(2/π)·(a + cubic·a^3) for a >= 0, bounded.
static inline pair gelu_tanh_argument(vec a, pair cubic)
{
    const pair square = p_product(a, a), one = p_set(1);
    const pair factor = z_add(one, z_mul(cubic, square));
    return z_mul(z_mul_vec(PAIR_CONSTANT(GELU_TANH_SCALE), a), factor);
}

static inline scaled gelu_tanh_forward(vec x, const vec *p)
{
    const vec a = v_min(v_set(GELU_TANH_LIMIT), v_abs(x));
    const pair z = gelu_tanh_argument(a, PAIR_CONSTANT(GELU_TANH_CUBIC));
    return swish_of(x, p_copysign(z, x));
}

static inline scaled gelu_tanh_derivative(vec x, const vec *p)
{
    const vec a = v_min(v_set(GELU_TANH_LIMIT), v_abs(x));
    const logistic_parts e =
        logistic_split(logistic_pair_argument(gelu_tanh_argument(a, PAIR_CONSTANT(GELU_TANH_CUBIC))));
    const pair t = gelu_tanh_argument(a, PAIR_CONSTANT(GELU_TANH_CUBIC_SLOPE));
    const pair numerator = p_mul(e.mantissa, p_add(e.one_plus, p_neg(t)));
    const pair quotient = p_normal(p_div(numerator, p_mul(e.one_plus, e.one_plus)));
    const scaled tail = band_select(BAND(gelu_tanh_band), a, (scaled){quotient, e.n});
    return reflected(v_lt(x, v_set(0)), tail.value, tail.n);
}
