// log(1 + e) for 0 <= e <= 1 as e times a factor in [0.69, 1], so that it is exact for small e: the factor alone.
#pragma once

#include "coefficients.h"
#include "pair.h"

static inline pair log1p_factor(vec e) { return PAIR_POLYNOMIAL(v_fma(v_set(2), e, v_set(-1)), log1p_q); }
