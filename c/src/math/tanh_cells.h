// tanh and its slope in cells, in float alone, as pairs for what is made of them; not normal.
// Tried and slower: M/(2 + M) with M = e^-2a - 1 (hyperbolic.h), which takes twice the time, and has what is beyond.
#pragma once

#include "cells.h"
#include "hyperbolic.h"

#if RELUME_BITS == 32
// From here on tanh is 1.
#define TANH_END 9.125f

// For a >= 0. At the end the low part isn't 0 yet.
static inline pair tanh_in_cells(vec a)
{
    const vec end = v_set(TANH_END);
    const pair t = CELLS_FROM_ZERO(v_min(end, a), tanh_value);
    return (pair){t.hi, v_select(v_lt(a, end), t.lo, v_set(0))};
}
// tanh(z), with the sign of a zero.
static inline pair tanh_of_pair_in_cells(pair z)
{
    pair t = tanh_in_cells(v_abs(z.hi));
    // 1 - tanh^2 times z.lo.
    if (!RELUME_PLAIN) t.lo = v_fma(v_fnma(t.hi, t.hi, v_set(1)), v_flip_sign(z.lo, z.hi), t.lo);
    return p_copysign(t, z.hi);
}

// 1 - tanh(a)^2 = 4·sigmoid'(2a), for 0 <= a <= TANH_SLOPE_END.
#define TANH_SLOPE_END (logistic_slope_value_end / 2)
static inline pair tanh_slope_in_cells(vec a)
{
    return p_times_power(EVEN_STEADY(v_add(a, a), logistic_slope_value), v_set(4));
}
static inline pair tanh_slope_of_pair_in_cells(pair z)
{
    const vec a = v_abs(z.hi);
    pair slope = tanh_slope_in_cells(a);
    if (!RELUME_PLAIN) {
        // -slope'/slope is 2·tanh(a), near enough 2b - b^2/2 up to b = 2.
        const vec b = v_min(v_set(2), a), falls = v_mul(v_fnma(v_set(0.5f), b, v_set(2)), b);
        slope.lo = v_fnma(v_mul(falls, slope.hi), v_flip_sign(z.lo, z.hi), slope.lo);
    }
    return slope;
}
static inline central tanh_slope_until_end(pair value, vec z) { return in_cells(value, v_abs(z), TANH_SLOPE_END); }
#endif
