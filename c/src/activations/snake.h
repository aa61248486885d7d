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
static inline number snake_sine(number r) { return n_mul(r, N_LONG_POLYNOMIAL(n_mul(r, r), sine_q)); }

static inline scaled snake_forward(vec x, const vec *p)
{
    const vec a = snake_a(p), size = v_abs(x);
    const number s = snake_sine(half_turn(a, size, v_set(0)));
    const number f = n_add(n_from(x), n_div(n_mul(s, s), n_from(a)));
    const mask infinite = v_eq(size, v_set((real)INFINITY));
    return s_signed(s_select(infinite, s_from(p_from(v_unless_nan(x, a))), n_scaled(f, v_set(0))), x);
}

static inline pair snake_derivative(vec x, const vec *p)
{
    const vec a = snake_a(p), size = v_abs(x);
    const number s = snake_sine(half_turn(a, size, v_copysign(v_set(1), x)));
    const mask infinite = v_eq(size, v_set((real)INFINITY));
    return p_select(infinite, p_from(v_unless_nan(v_set(1), a)), n_pair(n_times_power(n_mul(s, s), v_set(2))));
}

static inline void snake_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const vec a = snake_a(p), size = v_abs(x), most = v_set(0x1p100);
    const number r = half_turn(a, size, v_set(0)), s = snake_sine(r), rate = n_div(n_set(1), n_from(a));
    // The cosine is the sine half a turn on, which is exact where it is small; it is positive, and r may be just
    // beyond.
    const number other = half_turn(a, size, v_set(2)), t = snake_sine(other);
    const mask positive = v_gt(n_hi(other), v_set(0)), opposite = v_gt(n_hi(r), v_set(0));
    const mask large = v_gt(v_abs(n_hi(other)), v_set(1));
    const number minus = n_neg(t), c = n_select(large, n_select(positive, t, minus), n_select(opposite, minus, t));
    const number u = n_product(a, v_min(most, size));
    const number difference = n_add(n_times_power(n_mul(u, c), v_set(2)), n_neg(s));
    const scaled near = n_any_product(s, difference);
    const scaled scaled_near = n_scaled(n_mul(n_mul(n_of(near.value), rate), rate), near.n);
    // Far out, the first term is all.
    const scaled far = n_mul_any(n_mul(n_times_power(n_mul(s, c), v_set(2)), rate), size);
    const mask infinite = v_eq(size, v_set((real)INFINITY));
    const scaled slope = s_select(v_gt(size, most), far, scaled_near);
    d[0] = s_select(infinite, s_from(p_from(v_unless_nan(v_set(0), a))), slope);
}
#endif
