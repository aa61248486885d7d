// xielu(x) = x > 0 ? alpha_p·x^2 + beta·x : alpha_n·(e^min(x, eps) - 1 - x) + beta·x. Huang & Schlag, arXiv:2411.13010.
// alpha_p and alpha_n are those of this formula: what is trained may be numbers that softplus maps to them.
//
// For x <= 0 both f and f' have roots that move with the parameters, so the exponential and every sum are computed to
// twice the precision. e^m - 1 - x is m^2·Q(m) + (m - x) for m near 0; elsewhere (beta - alpha_n)·x is one term.
#pragma once

#include "../math/exp_long.h"

typedef struct {
    vec alpha_p, alpha_n, beta;
    vec m, near; // min(x, eps), and x, both bounded
    mask above;  // x > eps
    mask near_0; // m is its own reduced argument
    long_exponential e;
    number power;     // e^m, and no less than 2^LEAST_POWER
    number minus_one; // e^m - 1
    number lower;     // beta - alpha_n
} xielu_parts;

// From here on, the term of the highest power is all there is.
static inline vec xielu_far(void) { return v_scale(v_set(1), v_set(RELUME_BITS == 32 ? 60 : 400)); }

static inline xielu_parts xielu_split(vec x, const vec *p)
{
    const vec alpha_p = v_within(p[0], 0, 0x1p30f), alpha_n = v_within(p[1], 0, 0x1p30f);
    const vec beta = v_within(p[2], -0x1p30f, 0x1p30f), eps = v_within(p[3], -0x1p30f, 0);
    const vec m = v_max(v_set(-EXP_LIMIT), v_unless_nan(v_min(eps, x), eps));
    const long_exponential e = exp_long(m);
    const mask near_0 = v_eq(e.n, v_set(0));
    const number power = n_scale(exp_long_mantissa(e), v_max(v_set(LEAST_POWER), e.n));
    const number below = n_add(n_set(-1), power);
    const number minus_one = n_select(near_0, n_add(e.r, e.rest), below);
    const vec near = v_min(xielu_far(), v_max(v_neg(xielu_far()), x));
    return (xielu_parts){
        alpha_p, alpha_n, beta, m, near, v_gt(x, eps), near_0, e, power, minus_one, n_sum(beta, v_neg(alpha_n))};
}

static inline scaled xielu_forward(vec x, const vec *p)
{
    const xielu_parts f = xielu_split(x, p);
    const mask positive = v_gt(x, v_set(0)), far = v_gt(v_abs(x), xielu_far());
    // x > 0: (alpha_p·x + beta)·x.
    const vec finite = v_min(v_set(RELUME_BITS == 32 ? (real)FLT_MAX : (real)DBL_MAX), x);
    const number sum = n_add(n_product(f.alpha_p, f.near), n_from(f.beta));
    const number factor = n_select(far, n_from(v_fma(f.alpha_p, finite, f.beta)), sum);
    const scaled right = n_mul_any(factor, v_select(v_eq(n_hi(factor), v_set(0)), v_set(1), x));
    // x <= 0.
    const number bend = n_add(f.e.rest, n_sum(f.m, v_neg(f.near)));
    const number near_0 = n_add(n_product(f.beta, f.near), n_mul_vec(bend, f.alpha_n));
    const number below = n_add(n_mul_vec(f.lower, f.near), n_mul_vec(f.minus_one, f.alpha_n));
    const mask sloping = m_not(v_eq(n_hi(f.lower), v_set(0)));
    const scaled beyond = s_from(p_from(v_mul(n_hi(f.lower), x)));
    const scaled left = s_select(m_and(far, sloping), beyond, n_scaled(n_select(f.near_0, near_0, below), v_set(0)));
    return s_select(positive, right, left);
}

static inline scaled xielu_derivative(vec x, const vec *p)
{
    const xielu_parts f = xielu_split(x, p);
    const mask positive = v_gt(x, v_set(0)), far = v_gt(x, xielu_far());
    const vec twice = v_mul(v_set(2), f.alpha_p), end = v_select(v_eq(twice, v_set(0)), v_set(0), x);
    const number right = n_add(n_product(twice, f.near), n_from(f.beta));
    const number near_0 = n_add(n_mul_vec(f.minus_one, f.alpha_n), n_from(f.beta));
    const number below = n_add(n_mul_vec(f.power, f.alpha_n), f.lower);
    const number left = n_select(f.above, f.lower, n_select(f.near_0, near_0, below));
    const scaled slope = n_scaled(n_select(positive, right, left), v_set(0));
    // Where beta is alpha_n, the power is all that is left.
    const mask alone = m_and(m_and(v_le(x, v_set(-1)), m_not(f.above)), v_eq(n_hi(f.lower), v_set(0)));
    const scaled tail = n_scaled(n_mul_vec(exp_long_mantissa(f.e), f.alpha_n), f.e.n);
    return s_select(far, s_from(p_from(v_fma(twice, end, f.beta))), s_select(alone, tail, slope));
}

static inline void xielu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const xielu_parts f = xielu_split(x, p);
    const mask positive = v_gt(x, v_set(0)), far = v_gt(v_abs(x), xielu_far());
    const scaled none = s_from(p_from(v_set(0)));
    d[0] = s_select(positive, n_any_product(n_from(x), n_from(x)), none);
    // e^m - 1 - x, which is x^2/2 where x = m is tiny.
    const number bend = n_add(f.e.rest, n_sum(f.m, v_neg(f.near)));
    const number below = n_add(f.minus_one, n_from(v_neg(f.near)));
    const mask tiny = m_and(m_not(f.above), v_lt(v_abs(f.m), v_scale(v_set(1), v_set(LEAST_POWER / 2))));
    const number half = n_from(v_mul(v_set((real)0.5), f.m));
    const scaled near =
        s_select(tiny, n_any_product(n_from(f.m), half), n_scaled(n_select(f.near_0, bend, below), v_set(0)));
    d[1] = s_select(positive, none, s_select(far, s_from(p_from(v_neg(x))), near));
    d[2] = s_from(p_from(x));
    const scaled power = n_scaled(n_mul_vec(exp_long_mantissa(f.e), f.alpha_n), f.e.n);
    d[3] = s_select(m_or(positive, m_not(f.above)), none, power);
}
