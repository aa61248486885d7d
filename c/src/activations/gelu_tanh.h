// gelu_tanh(x) = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x^3))) = x·sigmoid(z) with z = 2√(2/π)·(x + 0.044715·x^3): the
// approximation of gelu by tanh. Hendrycks & Gimpel, arXiv:1606.08415.
//
// z is a pair, as the exponential magnifies its error. gelu_tanh'(-a) = e^-z·S(a), S in cells with its root as a
// centre, and gelu_tanh'(a) = 1 - gelu_tanh'(-a). In float cells as those of gelu are before that (0.84 of the time,
// backward 0.79). In double f' is in the form of logistic_quick.h with t = x·z' (AVX2 0.55 of the time), but near its
// root.
//
// Worst: docs/accuracy.md.
#pragma once

#include "../math/cells.h"
#include "../math/logistic.h"
#include "../math/logistic_forward.h"
#include "../math/logistic_quick.h"
#include "gelu.h"

#if RELUME_BITS == 32
static inline pair gelu_tanh_in_cells(vec x) { return GELU_IN_CELLS(x, gelu_tanh_tail); }
static inline pair gelu_tanh_slope_in_cells(vec x) { return GELU_SLOPE_IN_CELLS(x, 5.5f, gelu_tanh_tail_slope); }
static inline central gelu_tanh_forward(vec x, const vec *p)
{
    return in_float(gelu_tanh_in_cells(x), gelu_beyond(x, gelu_tanh_tail_end));
}
static inline central gelu_tanh_derivative(vec x, const vec *p)
{
    return in_float(gelu_tanh_slope_in_cells(x), gelu_beyond(x, gelu_tanh_tail_slope_end));
}
#else
// From here on z is beyond the bound of an exponential.
#define GELU_TANH_LIMIT 28

// z of a >= 0, bounded.
static inline pair gelu_tanh_argument(vec a)
{
    const pair square = p_product(a, a), scale = PAIR_CONSTANT(GELU_TANH_SCALE), cube = PAIR_CONSTANT(GELU_TANH_CUBE);
    const pair product = p_product(cube.hi, square.hi), sum = z_sum(scale.hi, product.hi);
    const vec low = v_fma(cube.hi, square.lo, v_fma(cube.lo, square.hi, scale.lo));
    return z_mul_vec((pair){sum.hi, v_add(sum.lo, v_add(product.lo, low))}, a);
}

// factor·sigmoid(z).
static inline scaled gelu_tanh_of(vec x, vec factor)
{
    const vec a = v_min(v_set(GELU_TANH_LIMIT), v_abs(x));
    const pair z = logistic_off_ends(p_copysign(gelu_tanh_argument(a), x));
    return logistic_times(logistic_quotient_of_pair(z), factor, v_min(v_set(GELU_TANH_LIMIT), factor));
}
static inline vec gelu_tanh_above(vec x) { return v_max(v_set(-GELU_TANH_LIMIT), x); }

static inline scaled gelu_tanh_value(vec x, const vec *p) { return gelu_tanh_of(x, gelu_tanh_above(x)); }
// For what multiplies it.
SELDOM scaled gelu_tanh_lifted(vec x)
{
    const scaled l = s_lifted(gelu_tanh_above(x)), y = gelu_tanh_of(x, l.value.hi);
    // Of 2^m·x/(2^m + p) a positive m goes into the value, which would be small without.
    const vec up = v_max(v_set(0), y.n);
    return (scaled){p_scale(y.value, up), v_add(v_sub(y.n, up), l.n)};
}

SELDOM scaled gelu_tanh_slope_of(vec x, const vec *p)
{
    const vec a = v_min(v_set(GELU_TANH_LIMIT), v_abs(x));
    const exponential e = exp_parts(p_neg(gelu_tanh_argument(a)));
    return reflected(v_lt(x, v_set(0)), cells_times(CELLS_ROOTED(a, gelu_tanh_slope), e.s), e.n);
}

static inline scaled gelu_tanh_forward(vec x, const vec *p) { return gelu_tanh_value(x, p); }
#if RELUME_WIDE
static inline scaled gelu_tanh_derivative(vec x, const vec *p) { return gelu_tanh_slope_of(x, p); }
#else
// With z = x·(scale + cube·x^2), x·z' is x·(scale + 3·cube·x^2).
static inline pair gelu_tanh_line(vec x, pair square, pair cube)
{
    const pair scale = PAIR_CONSTANT(GELU_TANH_SCALE), product = e_mul(square, cube), sum = e_sum(scale.hi, product.hi);
    return e_mul_vec((pair){sum.hi, v_add(sum.lo, v_add(product.lo, scale.lo))}, x);
}
static inline logistic_quick gelu_tanh_quickly(vec x, pair square)
{
    return logistic_quickly_of_pair(gelu_tanh_line(x, square, PAIR_CONSTANT(GELU_TANH_CUBE)));
}
static inline central gelu_tanh_slope_quickly(vec x, logistic_quick l, pair square)
{
    const pair cube = e_mul_vec(PAIR_CONSTANT(GELU_TANH_CUBE), v_set(3));
    return logistic_quick_moment_of_pair(l, gelu_tanh_line(x, square, cube), gelu_tanh_slope_of);
}
static inline central gelu_tanh_derivative(vec x, const vec *p)
{
    const pair square = e_product(x, x);
    return gelu_tanh_slope_quickly(x, gelu_tanh_quickly(x, square), square);
}
#endif
#endif
