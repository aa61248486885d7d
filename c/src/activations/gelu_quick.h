// gelu_quick(x) = x·sigmoid(1.702·x), an approximation of gelu: swish with a beta that no number is, so a pair; in
// float in cells of x itself, which need no product (0.6 of the time of swish's). Hendrycks & Gimpel, arXiv:1606.08415.
// Worst: docs/accuracy.md.
#pragma once

#include "gelu.h"
#include "swish.h"

static inline pair gelu_quick_argument(vec x) { return z_mul_vec(PAIR_CONSTANT(GELU_QUICK_SCALE), v_finite(x)); }

static inline scaled gelu_quick_value(vec x, const vec *p) { return swish_of(x, gelu_quick_argument(x)); }
static inline scaled gelu_quick_slope(vec x, const vec *p) { return swish_slope(gelu_quick_argument(x)); }

#if RELUME_BITS == 32
static inline pair gelu_quick_in_cells(vec x) { return gelu_of_tail(x, EVEN_STEADY(v_abs(x), gelu_quick_tail)); }
static inline pair gelu_quick_slope_in_cells(vec x)
{
    const vec a = v_abs(x);
    return complement(v_lt(x, v_set(0)), BENT_ROOTED(a, a, gelu_quick_tail_slope));
}
static inline central gelu_quick_forward(vec x, const vec *p)
{
    return in_cells(gelu_quick_in_cells(x), v_abs(x), gelu_quick_tail_end);
}
static inline central gelu_quick_derivative(vec x, const vec *p)
{
    return in_cells(gelu_quick_slope_in_cells(x), v_abs(x), gelu_quick_tail_slope_end);
}
#elif !RELUME_WIDE
static inline central gelu_quick_forward(vec x, const vec *p)
{
    return swish_of_pair(x, z_mul_vec(PAIR_CONSTANT(GELU_QUICK_SCALE), x), gelu_quick_value);
}
#else
static inline scaled gelu_quick_forward(vec x, const vec *p) { return gelu_quick_value(x, p); }
#endif
#if RELUME_BITS == 64
static inline central gelu_quick_derivative(vec x, const vec *p)
{
    return swish_slope_of_pair(z_mul_vec(PAIR_CONSTANT(GELU_QUICK_SCALE), x), gelu_quick_slope);
}
#endif
