// log(1 + e) for 0 <= e <= 1 as e times a factor in [0.69, 1], so that it is exact for small e: the factor alone.
#pragma once

#include "coefficients.h"
#include "pair.h"

static inline pair log1p_factor(vec e) { return PAIR_POLYNOMIAL(v_fma(v_set(2), e, v_set(-1)), log1p_q); }
// With what e.lo adds to it, by the factor's derivative to two digits.
static inline pair log1p_factor_of(pair e)
{
    const vec slope = v_fma(v_fma(v_set((real)-0.27), e.hi, v_set((real)0.58)), e.hi, v_set((real)-0.5));
    const pair factor = log1p_factor(e.hi);
    return (pair){factor.hi, v_fma(slope, e.lo, factor.lo)};
}
