// xielu(x) = x > 0 ? alpha_p·x^2 + beta·x : alpha_n·(e^min(x, eps) - 1 - x) + beta·x. Huang & Schlag, arXiv:2411.13010.
// alpha_p and alpha_n are those of this formula: what is trained may be numbers that softplus maps to them.
//
// For x <= 0 both f and f' have roots that move with the parameters, so the exponential and every sum are computed to
// twice the precision. e^m - 1 - x is m^2·Q(m) + (m - x) for m near 0; elsewhere (beta - alpha_n)·x is one term.
//
// Worst seen in double: f 0.800, f' 0.672, backward 1.118, by a parameter 0.573 ULP; in float 0.5
// (tests/python/test_accuracy.py with 60,000 more inputs). That precision doesn't reach a float that happens to be very
// near a root: of 400 random sets of parameters, the worst had f 917 and f' 126 ULP in double, f 1.4 and f' 0.53 ULP
// in float, each at one float. Tried and lost: double alone for float, which had f 49 ULP there: now where terms cancel
// to 2^-20 what is above takes over (0.25 of the time). In double it does where they cancel to 2^-8; else the table of
// powers tells the exponential to 2^-63 (0.15 of the time).
#pragma once

#include "../math/cells.h"
#include "../math/exp_16ths.h"
#include "../math/exp_long.h"

typedef struct {
    vec alpha_p, alpha_n, beta;
    vec m, near; // min(x, eps), and x, both bounded
    mask above;  // x > eps
    mask near_0; // m is its own reduced argument
    long_exponential e;
    pair power;     // e^m, and no less than 2^LEAST_POWER
    pair minus_one; // e^m - 1
    pair lower;     // beta - alpha_n
} xielu_parts;

static inline scaled xielu_scaled(pair a, vec n) { return (scaled){e_normal(a), n}; }

// From here on, the term of the highest power is all there is.
static inline vec xielu_far(void) { return v_scale(v_set(1), v_set(RELUME_BITS == 32 ? 60 : 400)); }

SELDOM xielu_parts xielu_split(vec x, const vec *p)
{
    const vec alpha_p = v_within(p[0], 0, 0x1p30f), alpha_n = v_within(p[1], 0, 0x1p30f);
    const vec beta = v_within(p[2], -0x1p30f, 0x1p30f), eps = v_within(p[3], -0x1p30f, 0);
    const vec m = v_max(v_set(-EXP_LIMIT), v_unless_nan(v_min(eps, x), eps));
    const long_exponential e = exp_long(m);
    const mask near_0 = v_eq(e.n, v_set(0));
    const pair power = e_scale(exp_long_mantissa(e), v_max(v_set(LEAST_POWER), e.n));
    const pair below = e_add(p_set(-1), power);
    const pair minus_one = p_select(near_0, e_add(e.r, e.rest), below);
    const vec near = v_min(xielu_far(), v_max(v_neg(xielu_far()), x));
    return (xielu_parts){
        alpha_p, alpha_n, beta, m, near, v_gt(x, eps), near_0, e, power, minus_one, e_sum(beta, v_neg(alpha_n))};
}

static inline scaled xielu_value(vec x, const vec *p)
{
    const xielu_parts f = xielu_split(x, p);
    const mask positive = v_gt(x, v_set(0)), far = v_gt(v_abs(x), xielu_far());
    // x > 0: (alpha_p·x + beta)·x.
    const vec finite = v_min(v_set(RELUME_BITS == 32 ? (real)FLT_MAX : (real)DBL_MAX), x);
    const pair sum = e_add(e_product(f.alpha_p, f.near), p_from(f.beta));
    const pair factor = p_select(far, p_from(v_fma(f.alpha_p, finite, f.beta)), sum);
    scaled right = s_mul_any(factor, v_select(v_eq(factor.hi, v_set(0)), v_set(1), x));
    right.value.hi = v_select(v_eq(f.alpha_p, v_set(0)), right.value.hi, v_shaded(right.value.hi, x, SHADE_UP));
    // x <= 0.
    const pair bend = e_add(f.e.rest, e_sum(f.m, v_neg(f.near)));
    const pair near_0 = e_add(e_product(f.beta, f.near), e_mul_vec(bend, f.alpha_n));
    const pair below = e_add(e_mul_vec(f.lower, f.near), e_mul_vec(f.minus_one, f.alpha_n));
    const mask sloping = m_not(v_eq(f.lower.hi, v_set(0)));
    const scaled beyond = s_from(p_from(v_mul(f.lower.hi, x)));
    const scaled left =
        s_select(m_and(far, sloping), beyond, xielu_scaled(p_select(f.near_0, near_0, below), v_set(0)));
    return s_select(positive, right, left);
}

static inline scaled xielu_slope(vec x, const vec *p)
{
    const xielu_parts f = xielu_split(x, p);
    const mask positive = v_gt(x, v_set(0)), far = v_gt(x, xielu_far());
    const vec twice = v_mul(v_set(2), f.alpha_p), end = v_select(v_eq(twice, v_set(0)), v_set(0), x);
    const pair right = e_add(e_product(twice, f.near), p_from(f.beta));
    const pair near_0 = e_add(e_mul_vec(f.minus_one, f.alpha_n), p_from(f.beta));
    const pair below = e_add(e_mul_vec(f.power, f.alpha_n), f.lower);
    const pair left = p_select(f.above, f.lower, p_select(f.near_0, near_0, below));
    const scaled slope = xielu_scaled(p_select(positive, right, left), v_set(0));
    // Where beta is alpha_n, the power is all that is left.
    const mask alone = m_and(m_and(v_le(x, v_set(-1)), m_not(f.above)), v_eq(f.lower.hi, v_set(0)));
    const scaled tail = xielu_scaled(e_mul_vec(exp_long_mantissa(f.e), f.alpha_n), f.e.n);
    return s_select(far, s_from(p_from(v_fma(twice, end, f.beta))), s_select(alone, tail, slope));
}

static inline mask xielu_valid(const vec *p)
{
    return m_and(m_and(m_within(p[0], 0, 0x1p30f), m_within(p[1], 0, 0x1p30f)),
                 m_and(m_within(p[2], -0x1p30f, 0x1p30f), m_within(p[3], -0x1p30f, 0)));
}

#if RELUME_PLAIN
// Float in double, and 16 bits in float, but where terms cancel, x is far, or a parameter is out of its range.
typedef struct {
    vec m;         // min(x, eps), bounded
    vec below;     // e^m - 1
    vec bend;      // that less m
    mask near_0;   // bend has all its digits
    mask positive; // x
    mask beyond;
} xielu_quick;

static inline xielu_quick xielu_quickly(vec x, const vec *p)
{
    const vec m = v_max(v_set(-80), v_min(p[3], x)), square = v_mul(m, m);
    // Near 0, m is its own reduced argument.
#if RELUME_HALVES
    const exponential parts = exp_parts(p_from(m));
    const vec power = v_scale(v_set(1), parts.n), s = parts.s.hi, curve = v_mul(square, POLYNOMIAL(m, exp_q));
    const mask near_0 = v_eq(parts.n, v_set(0));
#else
    const sixteenths e = exp_16ths(m, v_set(ROUND_MAGIC));
    const vec power = e.power, s = e.s, curve = v_mul(square, POLYNOMIAL(m, exp_16th_short_q));
    const mask near_0 = v_eq(power, v_set(1));
#endif
    const vec below = v_select(near_0, s, v_fma(power, s, v_sub(power, v_set(1))));
    const vec bend = v_select(near_0, curve, v_sub(below, m));
    return (xielu_quick){m, below, bend, near_0, v_gt(x, v_set(0)), m_or(m_not(xielu_valid(p)), outside(x, 0x1p60f))};
}
static inline central xielu_forward(vec x, const vec *p)
{
    const xielu_quick f = xielu_quickly(x, p);
    const vec right = v_mul(v_fma(p[0], x, p[2]), x), bend = v_mul(p[1], v_add(f.bend, v_sub(f.m, x)));
    const vec near = v_mul(p[2], x), far = v_mul(v_sub(p[2], p[1]), x), below = v_mul(p[1], f.below);
    const vec curve = v_select(f.near_0, bend, below), line = v_select(f.near_0, near, far), left = v_add(curve, line);
    const vec size = v_mul(v_max(v_abs(curve), v_abs(line)), v_set(0.5f));
    // A zero has the sign that the other form gives it.
    const mask lost = m_and(v_lt(x, v_set(0)), m_or(cancels(left, size), v_eq(left, v_set(0))));
    return quick_or(p_from(v_select(f.positive, right, left)), m_or(f.beyond, lost), xielu_value);
}
static inline central xielu_derivative(vec x, const vec *p)
{
    const xielu_quick f = xielu_quickly(x, p);
    const vec curve = v_mul(p[1], v_select(v_gt(x, p[3]), v_set(-1), f.below)), left = v_add(curve, p[2]);
    const vec right = v_fma(v_add(p[0], p[0]), x, p[2]);
    const mask lost = m_and(m_not(f.positive), cancels(left, v_max(v_abs(curve), v_abs(p[2]))));
    return quick_or(p_from(v_select(f.positive, right, left)), m_or(f.beyond, lost), xielu_slope);
}
#elif RELUME_BITS == 64
// Where no sum loses too much of the exponential's digits, and x is neither tiny nor far.
static inline mask xielu_beyond(vec x, const vec *p) { return m_or(m_not(xielu_valid(p)), outside(x, 600)); }
static inline mask xielu_lost(pair sum, vec size, real least)
{
    return m_not(v_ge(v_abs(sum.hi), v_mul(v_set(least), size)));
}
static inline central xielu_forward(vec x, const vec *p)
{
    const mask positive = v_gt(x, v_set(0));
    const pair e = exp_long_by_16ths(v_max(v_set(-600), v_min(p[3], x))), s = e_fast_sum(v_set(-1), e.hi);
    const pair curve = e_mul_vec((pair){s.hi, v_add(s.lo, e.lo)}, p[1]);
    const pair left = e_add(curve, e_mul_vec(e_sum(p[2], v_neg(p[1])), x));
    const pair square = e_product(p[0], x), sum = e_add(square, p_from(p[2])), right = e_mul_vec(sum, x);
    const mask lost = m_or(m_and(positive, xielu_lost(sum, square.hi, 0x1p-40)),
                           m_and(m_not(positive), xielu_lost(left, p[1], 0x1p-8)));
    return quick_or(p_select(positive, right, left), m_or(xielu_beyond(x, p), lost), xielu_value);
}
static inline central xielu_derivative(vec x, const vec *p)
{
    const mask positive = v_gt(x, v_set(0));
    const pair e = exp_long_by_16ths(v_max(v_set(-600), v_min(p[3], x))), lower = e_sum(p[2], v_neg(p[1]));
    const pair left = p_select(v_gt(x, p[3]), lower, e_add(e_mul_vec(e, p[1]), lower));
    const pair line = e_product(v_add(p[0], p[0]), x), right = e_add(line, p_from(p[2]));
    const mask lost = m_or(m_and(positive, xielu_lost(right, line.hi, 0x1p-40)),
                           m_and(m_not(positive), xielu_lost(left, p[1], 0x1p-8)));
    return quick_or(p_select(positive, right, left), m_or(xielu_beyond(x, p), lost), xielu_slope);
}
#else
static inline scaled xielu_forward(vec x, const vec *p) { return xielu_value(x, p); }
static inline scaled xielu_derivative(vec x, const vec *p) { return xielu_slope(x, p); }
#endif

static inline void xielu_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const xielu_parts f = xielu_split(x, p);
    const mask positive = v_gt(x, v_set(0)), far = v_gt(v_abs(x), xielu_far());
    const scaled none = s_from(p_from(v_unless_nan(v_set(0), x)));
    d[0] = s_select(positive, s_any_product(p_from(x), p_from(x)), none);
    // e^m - 1 - x, which is x^2/2 where x = m is tiny.
    const pair bend = e_add(f.e.rest, e_sum(f.m, v_neg(f.near)));
    const pair below = e_add(f.minus_one, p_from(v_neg(f.near)));
    const mask tiny = m_and(m_not(f.above), v_lt(v_abs(f.m), v_scale(v_set(1), v_set(LEAST_POWER / 2))));
    const pair half = p_from(v_mul(v_set((real)0.5), f.m));
    const scaled near =
        s_select(tiny, s_any_product(p_from(f.m), half), xielu_scaled(p_select(f.near_0, bend, below), v_set(0)));
    d[1] = s_select(positive, none, s_select(far, s_from(p_from(v_neg(x))), near));
    d[2] = s_from(p_from(x));
    const scaled power = xielu_scaled(e_mul_vec(exp_long_mantissa(f.e), f.alpha_n), f.e.n);
    d[3] = s_select(m_or(positive, m_not(f.above)), none, power);
}
