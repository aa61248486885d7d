// squareplus(x) = (x + r)/2, r = sqrt(x^2 + b). Barron, arXiv:2112.11687.
//
// With a = |x| and t = b/(2(r + a)), f is t below 0 and x + t above, so that nothing cancels; and f' is
// g = b/(2r(r + a)), or 1 - g. t is the positive root of t(t + a) = b/4: a step of Newton's method from what is rounded
// on the way there, whose slope r is needed to two digits, makes it a pair. Large |x| leave b/(4a), and b/(4a^2)
// scaled, as dy may bring it back. Worst: docs/accuracy.md; in double subnormal results round twice. Tried and slower:
// float in double (2.2), as roots and quotients take it twice the time; double with roots and quotients of pairs (2.0,
// backward 2.6), which only what is beyond 2^200 has.
#pragma once

#include "../math/cells.h"
#include "../math/gate.h"
#include "../math/range.h"

typedef struct {
    pair root, sum; // r and r + |x|, times down
    vec b, down;
} squareplus_parts;

static inline squareplus_parts squareplus_split(vec x, const vec *p)
{
    const vec b = v_within(p[0], 0x1p-60f, 0x1p60f);
#if RELUME_WIDE
    const vec a = v_min(v_set(0x1p200), v_abs(x)), root = v_sqrt(v_fma(a, a, b));
    return (squareplus_parts){p_from(root), p_from(v_add(root, a)), b, v_set(1)};
#else
    const vec size = v_min(v_set(REAL_MAX), v_abs(x)), down = r_down(size), a = v_mul(size, down);
    const pair root = p_sqrt(p_add(p_product(a, a), p_from(v_mul(v_mul(b, down), down))));
    return (squareplus_parts){root, p_fast_add(root, p_from(a)), b, down};
#endif
}

// Where t is b/(4a) to the last digit, and powers of a leave the range.
static inline mask squareplus_far(vec a, vec b)
{
    const vec end = v_set((real)(RELUME_BITS == 32 ? 0x1p60 : 0x1p200));
    return m_not(m_and(v_le(a, end), m_within(b, 0x1p-60f, 0x1p60f)));
}
static inline vec squareplus_value(vec x, const vec *p)
{
    const squareplus_parts s = squareplus_split(x, p);
    const mask negative = v_lt(x, v_set(0));
    const pair tail = p_normal(p_div(p_from(v_mul(s.b, v_set(0.5f))), s.sum));
    const vec half = v_set(0.5f), power = v_select(negative, s.down, v_div(v_set(1), s.down));
    const pair value = p_select(negative, tail, p_times_power(s.sum, half));
    const vec result = v_fma(value.hi, power, v_mul(value.lo, power));
    const vec limit = v_add(v_select(negative, v_set(0), x), v_sub(s.b, s.b));
    return v_select(v_eq(v_abs(x), v_set((real)INFINITY)), limit, result);
}

// f' as value·power^2.
typedef struct {
    pair value;
    vec power;
} squareplus_slope;
static inline squareplus_slope squareplus_slope_of(vec x, const vec *p)
{
    const squareplus_parts s = squareplus_split(x, p);
    const pair tail = p_normal(p_div(p_from(v_mul(s.b, v_set(0.5f))), p_mul(s.root, s.sum)));
    const vec down = v_mul(s.down, s.down);
    const pair rest = p_fast_add(p_set(1), p_neg(p_times_power(tail, down)));
    const mask negative = v_lt(x, v_set(0)), infinite = v_eq(v_abs(x), v_set((real)INFINITY));
    const pair value = p_select(m_and(negative, infinite), p_from(v_sub(s.b, s.b)), p_select(negative, tail, rest));
    return (squareplus_slope){value, v_select(negative, s.down, v_set(1))};
}

#if RELUME_WIDE
static inline vec squareplus_forward(vec x, const vec *p) { return squareplus_value(x, p); }
static inline ranged squareplus_derivative(vec x, const vec *p)
{
    const squareplus_slope d = squareplus_slope_of(x, p);
    return r_small(d.value, d.power, d.power);
}
#else
static inline scaled squareplus_far_value(vec x, const vec *p) { return s_from(p_from(squareplus_value(x, p))); }
static inline scaled squareplus_far_slope(vec x, const vec *p)
{
    const squareplus_slope d = squareplus_slope_of(x, p);
    const mask first = v_eq(d.power, v_set(1 / FIRST_BAND)), second = v_eq(d.power, v_set(1 / SECOND_BAND));
    return gate_level((scaled){d.value, v_select(first, v_set(-600), v_select(second, v_set(-1300), v_set(0)))});
}
static inline central squareplus_forward(vec x, const vec *p)
{
    const vec a = v_abs(x), b = p[0], root = v_sqrt(v_fma(a, a, b));
    const vec inverse = v_div(v_set(1), v_add(root, a)), t = v_mul(v_mul(v_set(0.5f), b), inverse);
    const mask negative = v_lt(x, v_set(0));
    if (RELUME_PLAIN)
        return (central){p_from(v_select(negative, t, v_add(t, a))), squareplus_far(a, b), {squareplus_far_value}};
    const pair sum = p_fast_sum(v_max(t, a), v_min(t, a));
    const vec rest = v_fnma(t, sum.lo, v_fnma(t, sum.hi, v_mul(v_set(0.25f), b)));
    // 1/r is inverse/(1 - u).
    const vec u = v_mul(a, inverse), slope = v_fma(v_fma(v_set(8.0f / 3), u, v_set(2.0f / 3)), u, v_set(1));
    const vec step = v_mul(v_mul(rest, inverse), slope);
    const vec lo = v_select(negative, step, v_add(sum.lo, step)), value = v_add(v_select(negative, t, sum.hi), lo);
    return (central){p_from(value), squareplus_far(a, b), {squareplus_far_value}};
}
static inline central squareplus_derivative(vec x, const vec *p)
{
    const vec a = v_abs(x), b = p[0], half = v_mul(v_set(0.5f), b);
    const pair square = p_product(a, a), s = p_fast_sum(v_max(square.hi, b), v_min(square.hi, b));
    const vec s_rest = v_add(s.lo, square.lo), root = v_sqrt(s.hi), sum = v_add(root, a);
    // r(r + a) = s + a·r, and what s and r lack.
    const vec product = v_fma(a, root, s.hi), inverse = v_div(v_set(1), product), g = v_mul(half, inverse);
    const vec root_rest = v_mul(v_add(v_fnma(root, root, s.hi), s_rest), v_mul(v_mul(v_set(0.5f), sum), inverse));
    const vec product_rest = v_fma(a, root_rest, v_add(v_fma(a, root, v_sub(s.hi, product)), s_rest));
    const vec step = v_mul(v_fnma(g, product_rest, v_fnma(g, product, half)), inverse);
    const pair value = complement(v_lt(x, v_set(0)), RELUME_PLAIN ? p_from(g) : p_fast_sum(g, step));
    return (central){value,
                     m_or(squareplus_far(a, b), v_lt(g, v_set((real)(RELUME_BITS == 32 ? 0x1p-90 : 0x1p-900)))),
                     {squareplus_far_slope}};
}
#endif

static inline void squareplus_parameter_derivatives(vec x, const vec *p, ranged *d)
{
    const squareplus_parts s = squareplus_split(x, p);
    const pair value = p_normal(p_div(p_set(0.25f), s.root));
    const mask infinite = v_eq(v_abs(x), v_set((real)INFINITY));
    d[0] = r_small(p_select(infinite, p_from(v_sub(s.b, s.b)), value), s.down, v_set(1));
}
