// poly_relu(x) = a0 + a1·r + a2·r^2 + a3·r^3, r = max(0, x): the polynomial composition of order 3 with ReLU. Zhuo et
// al., arXiv:2411.03884. Evaluated in pairs, so that terms may cancel down to 2^-50 of their size, or for float in
// double, 2^-28. In double pairs and numbers are added but where terms cancel to 2^-40 (0.62 of the time).
// poly_relu'(0) = 0. Worst seen in double: f 0.500, f' 0.642 (next to its root, 0.82574, with -0.7, 0.3, 0.1), backward
// 0.619, derivatives by parameters 0.744 ULP: subnormal results round twice; in float 0.500.
#pragma once

#include "../math/cells.h"
#include "../math/sums.h"

#if RELUME_BITS == 32 // no row that float computes itself is here
#define POLY_RELU_SMALL 0
#define POLY_RELU_UP 1
#define POLY_RELU_DOWN 1
#define POLY_RELU_MOST 0x1p20f
#else
#define POLY_RELU_SMALL 0x1p-800
#define POLY_RELU_UP 0x1p400
#define POLY_RELU_DOWN 0x1p-600
#define POLY_RELU_MOST 0x1p200 // its third power and its inverse's are far from the ends
#endif

// The infinity to which c·x^n goes, n > 0, or what is left where c is 0.
static inline vec poly_relu_limit(vec c, vec rest)
{
    const mask none = v_eq(c, v_set(0));
    return v_select(none, rest, v_mul(c, v_set((real)INFINITY)));
}

static inline vec poly_relu_above(vec x) { return v_select(v_le(x, v_set(0)), v_set(0), x); }
#if RELUME_PLAIN
static inline pair poly_relu_forward(vec x, const vec *p)
{
    const vec r = poly_relu_above(x);
#if RELUME_WIDE
    // What is infinite counts as so large that its highest term is infinite in float.
    const vec t = v_min(v_set(0x1p300), r);
    return p_from(v_fma(v_fma(v_fma(p[3], t, p[2]), t, p[1]), t, p[0]));
#else
    const vec value = v_fma(v_fma(v_fma(p[3], r, p[2]), r, p[1]), r, p[0]);
    const vec size = v_fma(v_fma(v_fma(v_abs(p[3]), r, v_abs(p[2])), r, v_abs(p[1])), r, v_abs(p[0]));
    return p_from(v_left_to_double(cancels(value, size), value));
#endif
}
#else
static inline scaled poly_relu_value(vec x, const vec *p)
{
    const vec r = poly_relu_above(x);
    const pair c[] = {p_from(p[0]), p_from(p[1]), p_from(p[2]), p_from(p[3])};
    const vec plain = v_fma(v_fma(v_fma(p[3], r, p[2]), r, p[1]), r, p[0]);
    const vec limit = poly_relu_limit(p[3], poly_relu_limit(p[2], poly_relu_limit(p[1], p[0])));
    const mask infinite = v_eq(r, v_set((real)INFINITY));
    return s_from(p_sum_or(p_horner(p_from(r), c, COUNT_OF(c)), v_select(infinite, limit, plain)));
}
// In pairs, of which the sum of the terms' sizes tells whether they lose too much.
static inline central poly_relu_forward(vec x, const vec *p)
{
    const vec r = poly_relu_above(x);
    const pair first = e_product(p[3], r), second = e_sum_vec(first, p[2]),
               third = e_sum_vec(e_mul_vec(second, r), p[1]);
    const pair value = e_sum_vec(e_mul_vec(third, r), p[0]);
    const vec size = v_fma(v_fma(v_fma(v_abs(p[3]), r, v_abs(p[2])), r, v_abs(p[1])), r, v_abs(p[0]));
    const mask usual = m_or(m_within(r, 1 / POLY_RELU_MOST, POLY_RELU_MOST), v_eq(r, v_set(0)));
    return quick_or(e_normal(value), m_not(m_and(sum_is_kept(value.hi, size), usual)), poly_relu_value);
}
#endif

#if RELUME_WIDE
static inline vec poly_relu_derivative(vec x, const vec *p)
{
    const vec t = v_min(v_set(0x1p300), x), twice = v_add(p[2], p[2]), thrice = v_mul(p[3], v_set(3));
    const vec value = v_fma(v_fma(thrice, t, twice), t, p[1]);
    const vec end = v_select(v_eq(x, v_set(INFINITY)), v_set(INFINITY), v_set(1));
    return v_select(v_le(x, v_set(0)), v_set(0), v_unless_zero(value, v_mul(value, end)));
}
#elif RELUME_HALVES
static inline pair poly_relu_derivative(vec x, const vec *p)
{
    const vec r = poly_relu_above(x), twice = v_add(p[2], p[2]), thrice = v_mul(p[3], v_set(3));
    const vec value = v_fma(v_fma(thrice, r, twice), r, p[1]);
    const vec size = v_fma(v_fma(v_abs(thrice), r, v_abs(twice)), r, v_abs(p[1]));
    const vec slope = slope_in_range(v_left_to_double(cancels(value, size), value), value);
    return p_from(v_select(v_le(x, v_set(0)), v_set(0), slope));
}
#else
static inline ranged poly_relu_derivative(vec x, const vec *p)
{
    const mask infinite = v_eq(x, v_set((real)INFINITY)), above = v_gt(x, v_set(0));
    const vec r = v_select(v_le(x, v_set(0)), v_set(0), v_select(infinite, v_set(0x1p120f), x));
    const vec twice = v_add(p[2], p[2]);
    const pair thrice = p_product(p[3], v_set(3));
    const vec plain = v_fma(v_fma(thrice.hi, r, twice), r, p[1]);
    // A slope that overflows is taken down by 2^1200, of which dy brings back a half at a time, and one that could be
    // subnormal up by 2^800.
    const vec one = v_set(1), size = v_abs(plain);
    const mask large = m_not(v_lt(size, v_set((real)INFINITY)));
    const mask small = m_and(v_lt(size, v_set(POLY_RELU_SMALL)), v_lt(r, v_set(0x1p100f)));
    const vec power = v_select(large, v_set(1 / POLY_RELU_DOWN), one);
    const vec last = v_select(small, v_set(1 / POLY_RELU_UP), one), after = v_mul(power, last);
    const vec down = v_select(large, v_set(POLY_RELU_DOWN), v_select(small, v_set(POLY_RELU_UP), one));
    const pair c[] = {p_from(v_mul(v_mul(p[1], down), down)), p_from(v_mul(twice, down)), thrice};
    const pair usual = p_horner(p_from(v_mul(r, down)), c, COUNT_OF(c));
    const vec limit = poly_relu_limit(p[3], poly_relu_limit(p[2], p[1]));
    const pair value = p_select(infinite, p_from(limit), usual);
    return (ranged){p_select(above, value, p_from(v_unless_nan(v_set(0), x))), power, after, last};
}
#endif

static inline void poly_relu_parameter_derivatives(vec x, const vec *p, ranged *d)
{
    const vec r = poly_relu_above(x);
    d[0] = r_from(p_from(v_unless_nan(v_set(1), x)));
    d[1] = r_from(p_from(r));
    d[2] = r_square(r);
    d[3] = r_cube(r);
}
