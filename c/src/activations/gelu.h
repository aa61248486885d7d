// gelu(x) = x·Phi(x), Phi the normal distribution. Hendrycks & Gimpel, arXiv:1606.08415.
//
// Phi(-a) = e^(-a^2/2)·R(a), gelu'(-a) = e^(-a^2/2)·S(a), with R and S in cells, the root of S a centre; elsewhere
// Phi(a) = 1 - Phi(-a) and gelu'(a) = 1 - gelu'(-a). The square is a pair, as the exponential magnifies its error.
//
// In float Phi(-a) and gelu'(-a) are in cells themselves, up to 5.8, without the exponential (0.73 of the time,
// backward 0.81).
//
// Tried and slower: one polynomial in (a - 4)/(a + 4) for R, and float computed in double. Tried and lost: gelu' in the
// form of silu', 0.1 faster and 1.19 ULP, as its cells are wider.
// Worst: docs/accuracy.md.
#pragma once

#include "../math/cells.h"
#include "../math/exp.h"

#if RELUME_BITS == 32
// What gelu and its relatives have in cells, where the last end of them is at hand: below -end it is double's.
static inline mask gelu_beyond(vec x, real end)
{
    return m_not(m_and(v_ge(x, v_set(-end)), v_lt(x, v_set((real)INFINITY))));
}
// x·(1 - tail) or x·tail; at the end 1 - tail rounds to 1.
static inline pair gelu_of_tail(vec x, pair tail)
{
    const pair y = p_mul_vec(complement(v_lt(x, v_set(0)), tail), x);
    // Its low part may turn the sign of a zero.
    return (pair){v_copysign(y.hi, x), y.lo};
}
#define GELU_IN_CELLS(x, name) gelu_of_tail(x, BENT_STEADY(v_min(v_set(name##_end), v_abs(x)), name))
// The slope is 1 only further on than its cells end, up to where the last is good to the last of 1.
#define GELU_SLOPE_IN_CELLS(x, furthest, name) \
    gelu_slope_of_tail(x, furthest, BENT_ROOTED(v_abs(x), v_min(v_set(name##_end), v_abs(x)), name))
static inline pair gelu_slope_of_tail(vec x, real furthest, pair tail)
{
    return complement(v_lt(x, v_set(0)), p_select(v_gt(x, v_set(furthest)), p_set(0), tail));
}

static inline pair gelu_in_cells(vec x) { return GELU_IN_CELLS(x, gelu_tail); }
static inline pair gelu_slope_in_cells(vec x) { return GELU_SLOPE_IN_CELLS(x, 6.125f, gelu_tail_slope); }
static inline central gelu_forward(vec x, const vec *p)
{
    return in_float(gelu_in_cells(x), gelu_beyond(x, gelu_tail_end));
}
static inline central gelu_derivative(vec x, const vec *p)
{
    return in_float(gelu_slope_in_cells(x), gelu_beyond(x, gelu_tail_slope_end));
}
#else
static inline exponential gelu_exponential(vec a) { return exp_parts(p_product(a, v_mul(v_set((real)-0.5), a))); }

// x·Phi(x) rounds to 0 below, and to x above.
#define GELU_LIMIT ((real)39.5)
// Any finite number times gelu'(x) rounds to 0 below.
#define GELU_SLOPE_LIMIT 54

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

static inline scaled gelu_forward(vec x, const vec *p) { return gelu_value(x, p); }
static inline scaled gelu_derivative(vec x, const vec *p) { return gelu_slope_of(x, p); }
#endif
