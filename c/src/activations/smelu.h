// smelu(x) = 0, (x + beta)^2/(4·beta) or x. Shamir & Lin, arXiv:2202.06499. x + beta is exact as a pair, so that
// nothing is lost near -beta. f' is continuous: there are no kinks.
// Worst seen: f, f', backward and derivative by beta 0.500 ULP.
#pragma once

#include "../math/pair.h"

static inline vec smelu_beta(const vec *p) { return v_within(p[0], 0x1p-30f, 0x1p30f); }
static inline pair smelu_pieces(vec x, vec beta, pair below, pair inside, pair above)
{
    return p_select(v_ge(x, beta), above, p_select(v_le(x, v_neg(beta)), below, inside));
}

#if RELUME_PLAIN
static inline pair smelu_forward(vec x, const vec *p)
{
    const vec beta = smelu_beta(p);
    const pair sum = p_sum(x, beta);
    const pair inside = p_normal(p_div(p_mul(sum, sum), p_from(v_mul(beta, v_set(4)))));
    return smelu_pieces(x, beta, p_set(0), inside, p_from(x));
}

static inline pair smelu_derivative(vec x, const vec *p)
{
    const vec beta = smelu_beta(p);
    const pair inside = p_normal(p_div(p_sum(x, beta), p_from(v_add(beta, beta))));
    return smelu_pieces(x, beta, p_set(0), inside, p_set(1));
}
#else
// x + beta exactly, 0 from -beta down and 2·beta from beta on.
static inline pair smelu_sum(vec x, vec beta) { return e_fast_sum(beta, v_max(v_neg(beta), v_min(beta, x))); }

static inline vec smelu_forward(vec x, const vec *p)
{
    const vec beta = smelu_beta(p);
    const pair sum = smelu_sum(x, beta);
    const vec square = v_mul(sum.hi, sum.hi), rest = v_fms(sum.hi, sum.hi, square);
    const pair squared = {square, v_fma(v_add(sum.hi, sum.hi), sum.lo, rest)};
    const pair y = e_div_vec(squared, v_mul(v_set(4), beta));
    return v_select(v_ge(x, beta), x, v_add(y.hi, y.lo));
}

static inline pair smelu_derivative(vec x, const vec *p)
{
    const vec beta = smelu_beta(p);
    return e_normal(e_div_vec(smelu_sum(x, beta), v_add(beta, beta)));
}
#endif

// (beta - x)·(beta + x)/(4·beta^2).
static inline void smelu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const vec beta = smelu_beta(p);
    const pair square = p_product(beta, beta), product = p_mul(p_sum(beta, v_neg(x)), p_sum(beta, x));
    const pair inside = p_normal(p_div(product, p_times_power(square, v_set(4))));
    d[0] = s_from(smelu_pieces(x, beta, p_set(0), inside, p_set(0)));
}
