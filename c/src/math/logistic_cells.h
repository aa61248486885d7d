// The logistic function in cells, in float alone.
#pragma once

#include "cells.h"

#if RELUME_BITS == 32
// Up to |x| = logistic_tail_end.
static inline pair logistic_in_cells(vec x)
{
    return complement(v_lt(x, v_set(0)), EVEN_STEADY(v_abs(x), logistic_tail));
}
// What falls with |z.hi| at a rate, moved on by z.lo.
static inline pair moved_by_low(pair tail, vec rate, pair z)
{
    const vec low = v_flip_sign(z.lo, z.hi);
    return RELUME_PLAIN ? p_from(v_fnma(rate, low, tail.hi)) : e_fast_sum(tail.hi, v_fnma(rate, low, tail.lo));
}
static inline vec logistic_rate(vec tail) { return v_fnma(tail, tail, tail); }
#endif
