// gelu_quick(x) = x·sigmoid(1.702·x), an approximation of gelu: swish with a beta that no number is, so a pair.
// Hendrycks & Gimpel, arXiv:1606.08415.
// Worst seen in double: f 0.59, f' 0.73, backward 0.69 ULP; in float docs/accuracy.md.
#pragma once

#include "swish.h"

static inline pair gelu_quick_argument(vec x) { return z_mul_vec(PAIR_CONSTANT(GELU_QUICK_SCALE), v_finite(x)); }

static inline scaled gelu_quick_value(vec x, const vec *p) { return swish_of(x, gelu_quick_argument(x)); }
static inline scaled gelu_quick_slope(vec x, const vec *p) { return swish_slope(gelu_quick_argument(x)); }

#if RELUME_BITS == 32
static inline central gelu_quick_forward(vec x, const vec *p)
{
    return swish_in_cells(x, gelu_quick_argument(x), gelu_quick_value);
}
static inline central gelu_quick_derivative(vec x, const vec *p)
{
    return swish_slope_in_cells(gelu_quick_argument(x), gelu_quick_slope);
}
#else
static inline scaled gelu_quick_forward(vec x, const vec *p) { return gelu_quick_value(x, p); }
static inline scaled gelu_quick_derivative(vec x, const vec *p) { return gelu_quick_slope(x, p); }
#endif
