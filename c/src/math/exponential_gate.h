// x·t(x) and its slope for a t that rises from 0 as e^x does to a limit: in float in cells from where those start.
// Tried and slower: t as it is defined, in double (2 to 8 times the time), which has what lies before.
#pragma once

#include "cells.h"

#if RELUME_BITS == 32
static inline mask exponential_gate_is_before(vec x, real start) { return m_not(v_ge(x, v_set(start))); }
static inline central exponential_gate(vec x, pair t, real start, real end, real limit)
{
    // Away from subnormal numbers, where the low part would be lost, and rounded there once; its sign may be a zero's.
    const real up = 0x1p30f;
    const pair y = RELUME_PLAIN ? p_mul_vec(t, x) : p_times_power(p_mul_vec(t, v_mul(x, v_set(up))), v_set(1 / up));
    const pair value = {v_copysign(y.hi, x), y.lo};
    const pair above = p_from(v_mul(x, v_set(limit)));
    return in_float(p_select(v_gt(x, v_set(end)), above, value), exponential_gate_is_before(x, start));
}
static inline central exponential_gate_slope(vec x, pair slope, real start, real end, real limit)
{
    return in_float(p_select(v_gt(x, v_set(end)), p_set(limit), slope), exponential_gate_is_before(x, start));
}
// With the limit 1 and the tables of one function.
#define EXPONENTIAL_GATE(x, name) \
    exponential_gate(x, SHIFTED_STEADY(x, name##_factor), name##_factor_start, name##_factor_end, 1)
#define EXPONENTIAL_GATE_SLOPE(x, name) \
    exponential_gate_slope(x, SHIFTED_ROOTED(x, name##_slope), name##_slope_start, name##_slope_end, 1)
#endif
