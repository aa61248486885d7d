// tanh(x) = -M/(2 + M) with M = e^-2|x| - 1, exact near 0 as M is. tanh'(x) = 4E/(1 + E)^2 with E = e^-2|x|.
// Worst seen in float: f 0.627 at 0x1.d31154p-4, f' 0.755 at -0x1.6497cep+5, backward 0.736 ULP
// (c/tools/sweep --every 1009).
#pragma once

#include "../math/logistic.h"

// tanh is 1 to twice the precision from here on.
#define TANH_ONE ((real)(RELUME_BITS == 32 ? 20 : 40))

// With the sign of x, for -2|x|.
static inline pair tanh_of_double(pair minus, vec x)
{
    const pair m = exp_minus_one(exp_parts(minus)), sum = p_fast_sum(v_set(2), m.hi);
    return p_copysign(p_normal(p_div(p_neg(m), (pair){sum.hi, v_add(sum.lo, m.lo)})), x);
}
static inline pair tanh_of(vec x)
{
    return tanh_of_double(p_from(v_mul(v_set(-2), v_min(v_set(TANH_ONE), v_abs(x)))), x);
}

// tanh(z) is z to twice the precision where |z| is smaller.
#define TANH_LINEAR ((real)(RELUME_BITS == 32 ? 0x1p-28 : 0x1p-56))
static inline pair tanh_of_pair(pair z)
{
    const vec least = v_set(-2 * TANH_ONE), hi = v_max(least, v_mul(v_set(-2), v_abs(z.hi)));
    const vec lo = v_mul(v_set(-2), v_flip_sign(z.lo, z.hi));
    return tanh_of_double((pair){hi, v_select(v_gt(hi, least), lo, v_set(0))}, z.hi);
}
static inline scaled tanh_slope(pair z)
{
    const scaled d = logistic_slope(logistic_split(logistic_pair_argument(p_scale(z, v_set(1)))));
    return (scaled){p_scale(d.value, v_set(2)), d.n};
}

static inline pair tanh_forward(vec x, const vec *p) { return tanh_of(x); }

static inline scaled tanh_derivative(vec x, const vec *p)
{
    const logistic_parts e = logistic_split(p_from(logistic_argument(v_mul(v_set(2), x))));
    return s_normal(p_div(p_scale(e.mantissa, v_set(2)), p_mul(e.one_plus, e.one_plus)), e.n);
}
