// softcap(x) = cap·tanh(x/cap), the soft cap of logits. Gemma 2, arXiv:2408.00118.
// softcap' is 1 - tanh(z)^2 with z = x/cap, and its derivative by cap tanh(z) - z·(1 - tanh(z)^2).
// Worst by cap 1.44 ULP in double, 0.50 in float, else docs/accuracy.md.
#pragma once

#include "../math/tanh_cells.h"

static inline vec softcap_cap(const vec *p) { return v_within(p[0], 0x1p-30f, 0x1p30f); }

// x/cap, bounded.
static inline pair softcap_argument(vec x, vec cap)
{
    const vec most = v_mul(v_set(EXP_LIMIT), cap);
    return p_normal(z_div(p_from(v_max(v_neg(most), v_min(most, x))), p_from(cap)));
}

static inline pair softcap_of(vec x, const vec *p)
{
    const vec cap = softcap_cap(p);
    const pair z = softcap_argument(x, cap);
    return p_select(v_lt(v_abs(z.hi), v_set(TANH_LINEAR)), p_from(x), p_mul_vec(tanh_of_pair(z), cap));
}

static inline scaled softcap_slope(vec x, const vec *p) { return tanh_slope(softcap_argument(x, softcap_cap(p))); }

#if RELUME_BITS == 32
static inline central softcap_forward(vec x, const vec *p)
{
    const vec cap = softcap_cap(p);
    const pair z = z_div(p_from(x), p_from(cap));
    return in_float(p_mul_vec(tanh_of_pair_in_cells(z), cap), multiple_outside(z.hi, x, FLT_MAX));
}
static inline central softcap_derivative(vec x, const vec *p)
{
    const pair z = z_div(p_from(x), p_from(softcap_cap(p)));
    return tanh_slope_until_end(p_normal(tanh_slope_of_pair_in_cells(z)), z.hi);
}
#else
static inline pair softcap_forward(vec x, const vec *p) { return softcap_of(x, p); }
static inline scaled softcap_derivative(vec x, const vec *p) { return softcap_slope(x, p); }
#endif

static inline void softcap_parameter_derivatives(vec x, const vec *p, scaled *d)
{
    const vec cap = softcap_cap(p);
    const pair z = softcap_argument(x, cap);
    const scaled bend = tanh_bend(p_flip_sign(z, z.hi), p_set(1));
    d[0] = (scaled){p_flip_sign(bend.value, x), bend.n};
}
