// squareplus(x) = (x + r)/2, r = sqrt(x^2 + b). Barron, arXiv:2112.11687.
// Below 0 it is b/(2(r + |x|)), and f' = b/(2r(r + |x|)): nothing cancels. Large |x| are scaled, so that neither x^2
// overflows nor a slope loses digits that dy may bring back.
// Worst seen in double: f 0.749 at -0x1.faf5f8d19748dp+1022, f' 0.625, backward 0.712 ULP: subnormal results round
// twice; in float 0.500.
#pragma once

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

static inline vec squareplus_forward(vec x, const vec *p)
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

static inline ranged squareplus_derivative(vec x, const vec *p)
{
    const squareplus_parts s = squareplus_split(x, p);
    const pair tail = p_normal(p_div(p_from(v_mul(s.b, v_set(0.5f))), p_mul(s.root, s.sum)));
    const vec down = v_mul(s.down, s.down);
    const pair rest = p_fast_add(p_set(1), p_neg(p_times_power(tail, down)));
    const mask negative = v_lt(x, v_set(0)), infinite = v_eq(v_abs(x), v_set((real)INFINITY));
    const pair value = p_select(m_and(negative, infinite), p_from(v_sub(s.b, s.b)), p_select(negative, tail, rest));
    const vec power = v_select(negative, s.down, v_set(1));
    // A large b over a larger x^2: dy goes to what is below 1.
    const mask large = m_and(v_gt(value.hi, v_set(1)), v_lt(power, v_set(1)));
    const pair small = p_times_power(value, v_select(large, v_set(0x1p-60f), v_set(1)));
    const vec last = v_mul(power, v_select(large, v_set(0x1p60f), v_set(1)));
    return r_small((pair){v_left_to_double(large, small.hi), small.lo}, power, last);
}

static inline void squareplus_parameter_derivatives(vec x, const vec *p, ranged *d)
{
    const squareplus_parts s = squareplus_split(x, p);
    const pair value = p_normal(p_div(p_set(0.25f), s.root));
    const mask infinite = v_eq(v_abs(x), v_set((real)INFINITY));
    d[0] = r_small(p_select(infinite, p_from(v_sub(s.b, s.b)), value), s.down, v_set(1));
}
