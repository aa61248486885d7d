// x·t(x) and its slope for a t that rises from 0 as c·e^x·(1 + first·e^x + second·e^2x + ...) to a limit: in float in
// cells, and by the first terms of its series before those start.
//
// The slope is t + x·t', and so c·e^x·((1 + x) + first·e^x·(1 + 2x) + second·e^2x·(1 + 3x) + ...).
// Tried and slower: t as it is defined, in double (2 to 8 times the time).
#pragma once

#include "cells.h"
#include "exp.h"

#if RELUME_BITS == 32
typedef struct {
    pair c;
    real first, second, third;
} exponential_series;

static inline scaled exponential_gate_before(vec x, exponential_series t)
{
    const vec bounded = v_max(v_set(-EXP_LIMIT), x);
    const power_parts e = power_split(p_from(bounded));
    const vec later = v_fma(v_set(t.third), e.value.hi, v_set(t.second));
    const vec rest = v_mul(v_fma(later, e.value.hi, v_set(t.first)), e.value.hi);
    const pair factor = p_mul(e.mantissa, t.c);
    const vec low = v_fma(factor.hi, rest, factor.lo);
    const pair whole = RELUME_PLAIN ? p_from(v_add(factor.hi, low)) : (pair){factor.hi, low};
    return s_normal(p_mul_vec(whole, bounded), e.n);
}
static inline scaled exponential_gate_slope_before(vec x, exponential_series t)
{
    const vec bounded = v_max(v_set(-EXP_LIMIT), x);
    const power_parts e = power_split(p_from(bounded));
    const vec twice = v_fma(v_set(2), bounded, v_set(1)), thrice = v_fma(v_set(3), bounded, v_set(1));
    const vec third = v_mul(v_mul(v_set(t.third), e.value.hi), v_fma(v_set(4), bounded, v_set(1)));
    const vec second = v_mul(v_fma(v_set(t.second), thrice, third), e.value.hi);
    const vec rest = v_mul(v_fma(v_set(t.first), twice, second), e.value.hi);
    const pair line = p_fast_sum(bounded, v_set(1)), factor = p_mul(e.mantissa, t.c);
    const vec low = v_add(line.lo, rest);
    const pair sum = RELUME_PLAIN ? p_from(v_add(line.hi, low)) : (pair){line.hi, low};
    return s_normal(p_mul(factor, sum), e.n);
}

static inline mask exponential_gate_is_before(vec x, real start) { return m_not(v_ge(x, v_set(start))); }
static inline central exponential_gate(vec x, pair t, real start, real end, real limit, form *before)
{
    // Away from subnormal numbers, where the low part would be lost, and rounded there once; its sign may be a zero's.
    const real up = 0x1p30f;
    const pair y = RELUME_PLAIN ? p_mul_vec(t, x) : p_times_power(p_mul_vec(t, v_mul(x, v_set(up))), v_set(1 / up));
    const pair value = {v_copysign(y.hi, x), y.lo};
    const pair above = p_from(v_mul(x, v_set(limit)));
    return (central){
        p_select(v_gt(x, v_set(end)), above, value), exponential_gate_is_before(x, start), {.rest = before}};
}
static inline central exponential_gate_slope(vec x, pair slope, real start, real end, real limit, form *before)
{
    return (central){
        p_select(v_gt(x, v_set(end)), p_set(limit), slope), exponential_gate_is_before(x, start), {.rest = before}};
}
// With the limit 1, the tables and the forms before of one function.
#define EXPONENTIAL_GATE(x, name) \
    exponential_gate(x, SHIFTED_STEADY(x, name##_factor), name##_factor_start, name##_factor_end, 1, name##_before)
#define EXPONENTIAL_GATE_SLOPE(x, name)                                                                 \
    exponential_gate_slope(x, SHIFTED_ROOTED(x, name##_slope), name##_slope_start, name##_slope_end, 1, \
                           name##_slope_before)
#endif
