// snake(x) = x + sin(a·x)^2/a. Ziyin, Hartwig & Ueda, arXiv:2006.08195. The derivative 1 + sin(2a·x) is
// 2·sin(a·x + pi/4)^2, which keeps its accuracy at its roots, and the one by a is s·(2u·c - s)/a^2 with u = a·x, s and
// c its sine and cosine; its roots move with a, so both are computed to twice the precision. At infinity f' has no
// limit and is 1, its mean; the derivative by a is 0.
// Tried and lost: the cosine as a polynomial, which has no digits left where pi/2 is near.
// Worst seen in double: f 0.500, f' 0.500, backward 0.500, by a parameter 0.570 ULP; in float 0.5
// (tests/python/test_accuracy.py with 60,000 more inputs).
#pragma once

#include "../math/half_turns.h"

#if RELUME_BITS == 64

static inline vec snake_a(const vec *p) { return v_within(p[0], 0x1p-30, 0x1p30); }
static inline pair snake_sine(pair r)
{
    const pair square = p_mul(r, r);
    return p_mul(r, RELUME_PLAIN ? p_from(POLYNOMIAL(square.hi, sine_short_q)) : LONG_POLYNOMIAL(square, sine_q));
}

static inline scaled snake_forward(vec x, const vec *p)
{
    const vec a = snake_a(p), size = v_abs(x);
    const pair s = snake_sine(half_turn(a, size, v_set(0)));
    const pair f = p_add(p_from(x), p_div(p_mul(s, s), p_from(a)));
    const mask infinite = v_eq(size, v_set((real)INFINITY));
    return s_signed(s_select(infinite, s_from(p_from(v_unless_nan(x, a))), s_normal(f, v_set(0))), x);
}

static inline pair snake_derivative(vec x, const vec *p)
{
    const vec a = snake_a(p), size = v_abs(x);
    const pair s = snake_sine(half_turn(a, size, v_copysign(v_set(1), x)));
    const mask infinite = v_eq(size, v_set((real)INFINITY));
    return p_select(infinite, p_from(v_unless_nan(v_set(1), a)), p_normal(p_times_power(p_mul(s, s), v_set(2))));
}

static inline void snake_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const vec a = snake_a(p), size = v_abs(x), most = v_set(0x1p100);
    const pair r = half_turn(a, size, v_set(0)), s = snake_sine(r), rate = p_div(p_set(1), p_from(a));
    // The cosine is the sine half a turn on, which is exact where it is small; it is positive, and r may be just
    // beyond.
    const pair other = half_turn(a, size, v_set(2)), t = snake_sine(other);
    const mask positive = v_gt(other.hi, v_set(0)), opposite = v_gt(r.hi, v_set(0));
    const mask large = v_gt(v_abs(other.hi), v_set(1));
    const pair minus = p_neg(t), c = p_select(large, p_select(positive, t, minus), p_select(opposite, minus, t));
    const pair u = p_product(a, v_min(most, size));
    const pair difference = p_add(p_times_power(p_mul(u, c), v_set(2)), p_neg(s));
    const scaled near = s_any_product(s, difference);
    const scaled scaled_near = s_normal(p_mul(p_mul(near.value, rate), rate), near.n);
    // Far out, the first term is all.
    const scaled far = s_mul_any(p_mul(p_times_power(p_mul(s, c), v_set(2)), rate), size);
    const mask infinite = v_eq(size, v_set((real)INFINITY));
    const scaled slope = s_select(v_gt(size, most), far, scaled_near);
    d[0] = s_select(infinite, s_from(p_from(v_unless_nan(v_set(0), a))), slope);
}
#endif
