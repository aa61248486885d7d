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
#if RELUME_HALVES
typedef vec twice;
static inline twice r_twice(vec x) { return v_left_to_double(v_gt(v_abs(x), v_set(0x1p120f)), v_add(x, x)); }
#else
typedef ranged twice;
static inline twice r_twice(vec x)
{
    const mask large = v_gt(v_abs(x), v_set(0x1p120f));
    const vec power = v_select(large, v_set(2), v_set(1));
    return (ranged){p_from(v_mul(x, v_select(large, v_set(0.5f), v_set(2)))), power, power, v_set(1)};
}
#endif

// 2ax for x >= 0, which may overflow, or be subnormal, while dy·2ax isn't.
static inline ranged r_twice_product(vec a, vec x)
{
    const vec bounded = v_select(v_eq(a, v_set(0)), v_unless_nan(v_set(0), x), x);
#if RELUME_WIDE || RELUME_BITS == 32 // no row that float computes itself is here
    return r_from(p_product(v_add(a, a), bounded));
#else
    const mask large = v_gt(x, v_set(0x1p1000)), small = v_lt(x, v_set(0x1p-900));
    const vec factor = v_select(large, v_set(0.5), v_select(small, v_set(0x1p200), v_set(2)));
    const vec before = v_select(large, v_set(2), v_set(1));
    return (ranged){p_product(a, v_mul(bounded, factor)), before, v_select(small, v_set(0x1p-99), before),
                    v_select(small, v_set(0x1p-100), v_set(1))};
#endif
}

// x^2 and x^3 for x >= 0, which may be out of range both ways while products with dy aren't.
static inline ranged r_square(vec x)
{
#if RELUME_WIDE || RELUME_BITS == 32 // no row that float computes itself is here
    return r_from(p_product(x, x));
#else
    const mask large = v_ge(x, v_set(0x1p500)), small = v_lt(x, v_set(0x1p-480)), tiny = v_lt(x, v_set(0x1p-800));
    const vec up = v_select(tiny, v_set(0x1p900), v_set(0x1p480)),
              down = v_select(tiny, v_set(0x1p-900), v_set(0x1p-480));
    const vec t = v_mul(x, v_select(large, v_set(0x1p-600), v_select(small, up, v_set(1))));
    const vec last = v_select(small, down, v_set(1)), before = v_select(large, v_set(0x1p600), v_set(1));
    return (ranged){p_product(t, t), before, v_mul(before, last), last};
#endif
}
static inline ranged r_cube(vec x)
{
#if RELUME_WIDE || RELUME_BITS == 32 // no row that float computes itself is here
    const vec bounded = v_min(v_set((real)0x1p100), x);
    return r_from(p_mul_vec(p_product(bounded, bounded), bounded));
#else
    const mask large = v_ge(x, v_set(0x1p340)), small = v_lt(x, v_set(0x1p-320)), tiny = v_lt(x, v_set(0x1p-640));
    const vec up = v_select(tiny, v_set(0x1p640), v_set(0x1p320)),
              down = v_select(tiny, v_set(0x1p-960), v_set(0x1p-480));
    // Beyond 2^700 no dy but 0 leaves a number.
    const vec bounded = v_min(v_set(0x1p700), x);
    const vec t = v_mul(bounded, v_select(large, v_set(0x1p-400), v_select(small, up, v_set(1))));
    const vec last = v_select(small, down, v_set(1)), before = v_select(large, v_set(0x1p600), v_set(1));
    return (ranged){p_mul_vec(p_product(t, t), t), before, v_mul(before, last), last};
#endif
}

// The root of a normal pair, not normal.
static inline pair p_sqrt(pair a)
{
    const vec root = v_sqrt(a.hi);
    return (pair){root, v_div(v_add(v_fnma(root, root, a.hi), a.lo), v_add(root, root))};
}
