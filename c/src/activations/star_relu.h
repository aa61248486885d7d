// star_relu(x) = s·max(0, x)^2 + b. Yu et al., MetaFormer Baselines for Vision, arXiv:2210.13452. The product is exact
// and its sum with b compensated: f is right near its root too. In double all of its parts are summed only where terms
// cancel, or a square is tiny or huge (0.27 of the time). star_relu'(0) = 0.
// Worst seen in double: f 0.743 at 0x1.016e0ebac2e38p-511 (b = 0), f' 0.500, backward 0.510, derivative by s 0.744 ULP:
// subnormal results round twice; in float, which double computes with nothing compensated, 0.500.
#pragma once

#include "../math/cells.h"
#include "../math/sums.h"

static inline vec star_relu_above(vec x, const vec *p)
{
    const mask flat = m_or(v_le(x, v_set(0)), v_eq(p[0], v_set(0)));
    return v_select(flat, v_unless_nan(v_set(0), x), x);
}
#if RELUME_PLAIN
static inline pair star_relu_forward(vec x, const vec *p)
{
    const vec above = star_relu_above(x, p);
    // Of float, double holds p[0]·x, and rounds but once.
    const vec factor = v_mul(p[0], above), value = v_fma(factor, above, p[1]);
    const vec size = v_mul(v_max(v_abs(v_mul(factor, above)), v_abs(p[1])), v_set(0.25f));
    return p_from(v_left_to_double(cancels(value, size), value));
}
#else
static inline scaled star_relu_value(vec x, const vec *p)
{
    const vec above = star_relu_above(x, p);
    const pair product = p_product(p[0], above), high = p_product(product.hi, above);
    const pair low = p_product(product.lo, above);
    vec terms[] = {low.lo, low.hi, high.lo, high.hi, p[1]};
    return s_from(p_sum_or(p_sum_all(terms, COUNT_OF(terms)), v_fma(product.hi, above, p[1])));
}
static inline central star_relu_forward(vec x, const vec *p)
{
    const vec above = star_relu_above(x, p);
    const pair product = e_product(p[0], above), high = e_product(product.hi, above);
    const pair value = e_sum_vec((pair){high.hi, v_fma(product.lo, above, high.lo)}, p[1]);
    return quick_or(e_normal(value), m_not(sum_is_kept(value.hi, v_abs(high.hi))), star_relu_value);
}
#endif

#if RELUME_HALVES
static inline pair star_relu_derivative(vec x, const vec *p)
{
    const vec above = v_select(v_le(x, v_set(0)), v_set(0), x);
    return p_from(slope_in_range(v_mul(v_add(p[0], p[0]), above), above));
}
#else
static inline ranged star_relu_derivative(vec x, const vec *p)
{
    const vec above = v_select(v_le(x, v_set(0)), v_set(0), x);
    return r_twice_product(p[0], above);
}
#endif

static inline void star_relu_parameter_derivatives(vec x, const vec *p, ranged *d)
{
    d[0] = r_square(v_select(v_le(x, v_set(0)), v_set(0), x));
    d[1] = r_from(p_from(v_unless_nan(v_set(1), x)));
}
