// gelu(x) = x·Phi(x), Phi the normal distribution. Hendrycks & Gimpel, arXiv:1606.08415.
//
// Phi(-a) = e^(-a^2/2)·R(a), gelu'(-a) = e^(-a^2/2)·S(a), with R and S in cells, the root of S a centre; elsewhere
// Phi(a) = 1 - Phi(-a) and gelu'(a) = 1 - gelu'(-a). The square is a pair, as the exponential magnifies its error.
// Tried and slower: one polynomial in (a - 4)/(a + 4) for R, and float computed in double.
// Worst in float, of all inputs: f 0.829, f' 0.833 ULP (relume verify --exhaustive).
#pragma once

#include "../math/cells.h"
#include "../math/exp.h"

static inline exponential gelu_exponential(vec a) { return exp_parts(p_product(a, v_mul(v_set((real)-0.5), a))); }

// x·Phi(x) rounds to 0 below, and to x above.
#define GELU_LIMIT ((real)(RELUME_BITS == 32 ? 14.75 : 39.5))
// Any finite number times gelu'(x) rounds to 0 below.
#define GELU_SLOPE_LIMIT ((real)(RELUME_BITS == 32 ? 20 : 54))

static inline scaled gelu_value(vec x, const vec *p)
{
    const vec a = v_min(v_set(GELU_LIMIT), v_abs(v_off_zero(x)));
    const exponential e = gelu_exponential(a);
    const scaled cdf = reflected(v_lt(x, v_set(0)), cells_times(CELLS_STEADY(a, normal_tail), e.s), e.n);
    const vec above = v_max(v_set(-GELU_LIMIT), x);
    if (RELUME_PLAIN) return (scaled){p_from(v_mul(cdf.value.hi, above)), cdf.n};
    const vec bounded = v_min(v_set(GELU_LIMIT), above), low = v_mul(cdf.value.lo, bounded),
              hi = v_fma(cdf.value.hi, above, low);
    return (scaled){{v_copysign(hi, x), v_add(v_fms(cdf.value.hi, bounded, hi), low)}, cdf.n};
}

static inline scaled gelu_slope_of(vec x, const vec *p)
{
    const vec a = v_min(v_set(GELU_SLOPE_LIMIT), v_abs(x));
    const exponential e = gelu_exponential(a);
    return reflected(v_lt(x, v_set(0)), cells_times(CELLS_ROOTED(a, gelu_slope), e.s), e.n);
}

#if RELUME_BITS == 32
// Below -end it is the other form's; at the end Phi(x) rounds to 1.
static inline pair gelu_cdf_in_cells(vec x)
{
    const vec a = v_min(v_set(gelu_tail_end), v_abs(x));
    return complement(v_lt(x, v_set(0)),
                      cells_wide(a, BENT_PLACE(a, gelu_tail), gelu_tail, CELLS_COUNT(gelu_tail) - 2));
}
static inline pair gelu_in_cells(vec x)
{
    const pair y = p_mul_vec(gelu_cdf_in_cells(x), x);
    // Its low part may turn the sign of a zero.
    return (pair){v_copysign(y.hi, x), y.lo};
}
// gelu' is 1 only further on, up to where its last cell is good to the last of 1.
static inline pair gelu_slope_in_cells(vec x)
{
    const vec a = v_min(v_set(6.375f), v_abs(x)), bounded = v_min(v_set(gelu_tail_slope_end), a);
    const vec cell = BENT_PLACE(bounded, gelu_tail_slope);
    const pair tail = cells_wide_rooted(a, cell, gelu_tail_slope, CELLS_COUNT(gelu_tail_slope) - 5);
    return complement(v_lt(x, v_set(0)), tail);
}
static inline mask gelu_beyond(vec x, real end)
{
    return m_not(m_and(v_ge(x, v_set(-end)), v_lt(x, v_set((real)INFINITY))));
}
static inline central gelu_forward(vec x, const vec *p)
{
    return (central){gelu_in_cells(x), gelu_beyond(x, gelu_tail_end), {gelu_value}};
}
static inline central gelu_derivative(vec x, const vec *p)
{
    return (central){gelu_slope_in_cells(x), gelu_beyond(x, gelu_tail_slope_end), {gelu_slope_of}};
}
#else
static inline scaled gelu_forward(vec x, const vec *p) { return gelu_value(x, p); }
static inline scaled gelu_derivative(vec x, const vec *p) { return gelu_slope_of(x, p); }
#endif
