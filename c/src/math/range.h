// Values and slopes that leave the range of the numbers on their way, and what algebraic functions need besides.
#pragma once

#include "pair.h"

#if RELUME_BITS == 32
#define REAL_MAX FLT_MAX
#define FIRST_BAND 0x1p40f
#define SECOND_BAND 0x1p84f
#else
#define REAL_MAX DBL_MAX
#define FIRST_BAND 0x1p300
#define SECOND_BAND 0x1p650
#endif

// A power of two that brings a into [2^-10, FIRST_BAND·2^50): powers of it up to the fourth or so stay normal.
static inline vec r_down(vec a)
{
    const vec far = v_select(v_ge(a, v_set(SECOND_BAND)), v_set(1 / SECOND_BAND), v_set(1 / FIRST_BAND));
    return v_select(v_ge(a, v_set(FIRST_BAND)), far, v_set(1));
}

static inline ranged r_small(pair value, vec after, vec last) { return (ranged){value, v_set(1), after, last}; }
static inline ranged r_from(pair value) { return r_small(value, v_set(1), v_set(1)); }
static inline ranged r_select(mask m, ranged a, ranged b)
{
    return (ranged){p_select(m, a.value, b.value), v_select(m, a.before, b.before), v_select(m, a.after, b.after),
                    v_select(m, a.last, b.last)};
}

// 2x, which may overflow while dy·2x doesn't.
static inline ranged r_twice(vec x)
{
    const mask large = v_gt(v_abs(x), v_set(0x1p120f));
    const vec power = v_select(large, v_set(2), v_set(1));
    return (ranged){p_from(v_mul(x, v_select(large, v_set(0.5f), v_set(2)))), power, power, v_set(1)};
}

// The root of a normal pair, not normal.
static inline pair p_sqrt(pair a)
{
    const vec root = v_sqrt(a.hi);
    return (pair){root, v_div(v_add(v_fnma(root, root, a.hi), a.lo), v_add(root, root))};
}
