// swish(x) = x·sigmoid(beta·x). Ramachandran, Zoph & Le, arXiv:1710.05941. beta = 1 is silu.
// With z = beta·x as a pair: swish' is silu'(z), and the derivative by beta x^2·sigmoid'(z).
// Tried and lost: wider cells, up to |z| = 14.5 and 11.7, which take 1.05 of the time, and 0.9 of swiglu_clamped's
// where a thirtieth of all z are beyond 10. In double the form of logistic_quick.h, and what is beyond that in this
// one. Worst by beta 0.64 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/cells.h"
#include "../math/logistic.h"
#include "../math/logistic_cells.h"
#include "../math/logistic_quick.h"

// x·sigmoid(z).
SELDOM scaled swish_of(vec x, pair z)
{
    const scaled s = logistic_of_pair(logistic_off_ends(z)), l = s_lifted(v_finite(x));
    const scaled product = {p_mul_vec(s.value, l.value.hi), v_add(s.n, l.n)};
    // Beyond the bound, and at infinity, which a low part must not meet.
    const scaled zero = s_from(p_from(v_copysign(v_set(0), x)));
    const mask infinite = m_and(v_eq(v_abs(x), v_set((real)INFINITY)), v_eq(z.hi, z.hi));
    return s_select(v_le(z.hi, v_set(-EXP_LIMIT)), zero, s_select(infinite, s_from(p_from(x)), product));
}

// silu'(-|z|) in the form of silu.h.
SELDOM scaled swish_tail(pair z)
{
    const pair bounded = logistic_pair_argument(z);
    const exponential e = exp_parts(bounded);
    return (scaled){cells_times(CELLS_ROOTED_PAIR(p_neg(bounded), silu_slope), e.s), e.n};
}
// silu'(z).
SELDOM scaled swish_slope(pair z)
{
    const scaled tail = swish_tail(z);
    return reflected(v_lt(z.hi, v_set(0)), tail.value, tail.n);
}
// x·silu'(z).
static inline scaled swish_moment(vec x, pair z)
{
    const scaled l = s_lifted(v_select(v_le(z.hi, v_set(-EXP_LIMIT)), v_finite(x), x)), slope = swish_slope(z);
    return (scaled){p_times(slope.value, l.value.hi), v_add(slope.n, l.n)};
}

// (factor·x)^2·sigmoid'(z).
SELDOM scaled swish_curve(pair factor, vec x, pair z)
{
    const scaled s = logistic_slope(logistic_split(logistic_pair_argument(z)));
    // The square of what is smaller would be subnormal, and of what is larger infinite.
    const mask low = v_lt(v_abs(x), v_scale(v_set(1), v_set(MIN_EXPONENT / 3)));
    const vec lift = v_set(-(MIN_EXPONENT / 3)), up = v_select(low, v_scale(v_set(1), lift), v_set(1));
    const pair root = p_mul_vec(factor, v_mul(v_finite(x), up)), product = p_mul(p_mul(root, root), s.value);
    const mask large = v_gt(v_abs(root.hi), v_scale(v_set(1), v_set(-(MIN_EXPONENT / 2) - 1)));
    const mask flat = v_ge(v_abs(z.hi), v_set(EXP_LIMIT));
    const pair value = p_select(flat, p_set(0), p_select(large, p_set((real)INFINITY), product));
    return (scaled){value, v_sub(s.n, v_select(low, v_add(lift, lift), v_set(0)))};
}

#if RELUME_BITS == 32
static inline pair logistic_of_pair_in_cells(pair z)
{
    const pair tail = EVEN_PARTS(v_abs(z.hi), logistic_tail);
    // Of 16 bits, what z.lo moves it by is below what double is asked for.
    const pair moved =
        RELUME_PLAIN ? p_from(v_add(tail.hi, tail.lo)) : moved_by_low(tail, logistic_rate(v_add(tail.hi, tail.lo)), z);
    return complement(v_lt(z.hi, v_set(0)), moved);
}
// x·sigmoid(z), and silu'(z).
static inline central swish_of_pair(vec x, pair z, form *rest)
{
    const pair y = p_mul_vec(logistic_of_pair_in_cells(z), x);
    // Its low part may turn the sign of a zero.
    return in_cells((pair){v_copysign(y.hi, x), y.lo}, v_abs(z.hi), logistic_tail_end);
}
static inline central swish_slope_of_pair(pair z, form *rest)
{
    const pair tail = EVEN_ROOTED_PAIR(p_flip_sign(z, z.hi), silu_tail_slope);
    return in_cells(complement(v_lt(z.hi, v_set(0)), tail), v_abs(z.hi), silu_tail_slope_end);
}
#else
static inline central swish_of_pair(vec x, pair z, form *rest)
{
    const logistic_quick l = logistic_quickly_of_pair(z);
    return quick_or(logistic_quick_times(l, x), m_or(logistic_quick_beyond(l), m_not(logistic_quick_usual(x))), rest);
}
static inline central swish_slope_of_pair(pair z, form *rest)
{
    return logistic_quick_moment_of_pair(logistic_quickly_of_pair(z), z, rest);
}
#endif

static inline scaled swish_value(vec x, const vec *p) { return swish_of(x, p_product(p[0], v_finite(x))); }
static inline scaled swish_slope_of(vec x, const vec *p) { return swish_slope(p_product(p[0], v_finite(x))); }

#if !RELUME_WIDE
static inline central swish_forward(vec x, const vec *p) { return swish_of_pair(x, p_product(p[0], x), swish_value); }
#else
static inline scaled swish_forward(vec x, const vec *p) { return swish_value(x, p); }
#endif
static inline central swish_derivative(vec x, const vec *p)
{
    return swish_slope_of_pair(p_product(p[0], x), swish_slope_of);
}

static inline void swish_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    d[0] = swish_curve(p_set(1), x, p_product(p[0], v_finite(x)));
}
