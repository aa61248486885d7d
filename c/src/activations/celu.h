// celu(x) = x > 0 ? x : alpha·(e^(x/alpha) - 1), once differentiable everywhere. Barron, arXiv:1704.07483.
// celu'(x) = e^(x/alpha) for x <= 0, and its derivative by alpha is e^z·(1 - z) - 1 with z = x/alpha, which near 0 is
// a polynomial times z^2.
// Worst by alpha 1.07 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "elu.h"

static inline vec celu_alpha(const vec *p) { return v_within(p[0], 0x1p-30f, 0x1p30f); }

// x/alpha for x <= 0, bounded.
static inline pair celu_argument(vec x, vec alpha, real least)
{
    if (!m_any(m_not(v_eq(alpha, v_set(1))))) return p_from(v_max(v_set(least), x));
    const pair z = p_normal(z_div(p_from(v_max(v_mul(v_set(least), alpha), x)), p_from(alpha)));
    const vec hi = v_max(v_set(least), z.hi);
    return (pair){hi, v_select(v_gt(hi, v_set(least)), z.lo, v_set(0))};
}

static inline pair celu_forward(vec x, const vec *p)
{
    const vec alpha = celu_alpha(p);
    const pair z = celu_argument(x, alpha, RELUME_BITS == 32 ? -40 : -80);
    const pair below = p_mul_vec(exp_minus_one(exp_parts(z)), alpha);
    // e^z - 1 is z here to twice the precision, and a subnormal z isn't x/alpha to it.
    const mask linear = m_or(v_ge(x, v_set(0)), v_gt(z.hi, v_set(RELUME_BITS == 32 ? 0x1p-60f * -1 : 0x1p-120f * -1)));
    return p_select(v_eq(alpha, alpha), p_select(linear, p_from(x), below), p_from(alpha));
}

static inline scaled celu_slope(vec x, const vec *p)
{
    const vec alpha = celu_alpha(p);
    const exponential e = exp_parts(celu_argument(x, alpha, -EXP_LIMIT));
    const scaled negative = {p_normal(exp_mantissa(e)), e.n};
    const mask above = m_and(v_gt(x, v_set(0)), v_eq(alpha, alpha));
    return s_select(above, s_set(1), negative);
}
static inline central celu_derivative(vec x, const vec *p)
{
    const vec alpha = celu_alpha(p);
    const pair z = celu_argument(x, alpha, -EXP_LIMIT);
    const mask above = m_and(v_gt(x, v_set(0)), v_eq(alpha, alpha));
    return exponential_slope(above, z, exp_pair_by_16ths_of(z), v_set(1), p_set(1), celu_slope);
}

static inline void celu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const vec alpha = celu_alpha(p);
    const pair z = celu_argument(x, alpha, -EXP_LIMIT);
    const exponential e = exp_parts(z);
    const pair power = p_scale(exp_mantissa(e), v_max(v_set(LEAST_POWER), e.n));
    const pair one_minus = p_add(p_set(1), p_neg(z));
    const pair far = p_add(p_mul(power, one_minus), p_set(-1));
    // z is too small for its own square to be normal where x was lifted.
    const mask low = v_gt(z.hi, v_neg(v_scale(v_set(1), v_set(MIN_EXPONENT / 3))));
    const vec lift = v_set(-(MIN_EXPONENT / 3)), up = v_select(low, v_scale(v_set(1), lift), v_set(1));
    const pair lifted = p_normal(p_div(p_from(v_mul(v_max(v_neg(alpha), x), up)), p_from(alpha)));
    const pair near = p_mul(p_mul(lifted, lifted), p_normal(PAIR_POLYNOMIAL(z.hi, celu_q)));
    const scaled curved = {near, v_select(low, v_mul(v_set(-2), lift), v_set(0))};
    const scaled below = s_select(v_gt(z.hi, v_set(-1)), curved, s_from(far));
    const scaled above = s_from(p_from(v_select(v_eq(alpha, alpha), v_set(0), alpha)));
    d[0] = s_select(v_gt(x, v_set(0)), above, below);
}
