// An unevaluated sum hi + lo, |lo| far below |hi|. A formula returns a normal one, with hi the sum rounded: float takes
// hi, and the compiler removes what only lo needs; where dy is multiplied, both are used. Error-free sums and products:
// Dekker, doi:10.1007/BF01397083; Knuth, TAOCP vol. 2, 4.2.2.
#pragma once

#include "../simd/vector.h"

typedef struct {
    vec hi, lo;
} pair;

// A constant as two doubles whose sum has at least 100 bits.
static inline pair p_constant(double hi, double lo)
{
    const real h = (real)hi;
    const real l = (real)((hi - (double)h) + lo);
    return (pair){v_set(h), v_set(l)};
}
static inline pair p_neg(pair a) { return (pair){v_neg(a.hi), v_neg(a.lo)}; }
static inline pair p_select(mask m, pair a, pair b) { return (pair){v_select(m, a.hi, b.hi), v_select(m, a.lo, b.lo)}; }

// a + b exactly, for |a| >= |b| or a = 0.
static inline pair p_fast_sum(vec a, vec b)
{
    const vec s = v_add(a, b);
    return (pair){s, v_sub(b, v_sub(s, a))};
}
// a + b exactly.
static inline pair p_sum(vec a, vec b)
{
    const vec s = v_add(a, b);
    const vec t = v_sub(s, a);
    return (pair){s, v_add(v_sub(a, v_sub(s, t)), v_sub(b, t))};
}
// a * b exactly, while nothing underflows.
static inline pair p_product(vec a, vec b)
{
    const vec p = v_mul(a, b);
    return (pair){p, v_fma(a, b, v_neg(p))};
}
// a * b for a pair and a vector, to about twice the precision. hi alone costs two operations.
static inline pair p_mul_vec(pair a, vec b)
{
    const vec low = v_mul(a.lo, b), hi = v_fma(a.hi, b, low);
    return (pair){hi, v_add(v_fma(a.hi, b, v_neg(hi)), low)};
}
static inline pair p_mul(pair a, pair b)
{
    const vec low = v_fma(a.hi, b.lo, v_mul(a.lo, b.hi)), hi = v_fma(a.hi, b.hi, low);
    return (pair){hi, v_add(v_fma(a.hi, b.hi, v_neg(hi)), low)};
}
// a + b for |a| >= |b| or a = 0.
static inline pair p_fast_add(pair a, pair b)
{
    const pair s = p_fast_sum(a.hi, b.hi);
    return p_fast_sum(s.hi, v_add(s.lo, v_add(a.lo, b.lo)));
}
static inline pair p_add(pair a, pair b)
{
    const pair s = p_sum(a.hi, b.hi);
    return p_fast_sum(s.hi, v_add(s.lo, v_add(a.lo, b.lo)));
}
// a with hi the sum rounded.
static inline pair p_normal(pair a) { return p_fast_sum(a.hi, a.lo); }
// a / b, not normal: one division, then the remainder times the same reciprocal.
static inline pair p_div(pair a, pair b)
{
    const vec reciprocal = v_div(v_set(1), b.hi);
    const vec q = v_mul(a.hi, reciprocal);
    const vec remainder = v_add(v_fnma(q, b.hi, a.hi), v_fnma(q, b.lo, a.lo));
    return (pair){q, v_mul(remainder, reciprocal)};
}
// a·2^n for n that keeps both parts normal.
static inline pair p_scale(pair a, vec n)
{
    const vec power = v_scale(v_set(1), n);
    return (pair){v_mul(a.hi, power), v_mul(a.lo, power)};
}
// a·2^n for n <= 0 and a.hi as v_ldexp wants it. Where the result is near the subnormals lo can't be kept.
static inline pair p_ldexp(pair a, vec n)
{
    const vec least = v_set((real)(MIN_EXPONENT / 2));
    const vec power = v_select(v_gt(n, least), v_scale(v_set(1), v_max(least, n)), v_set(0));
    return (pair){v_ldexp(a.hi, n), v_mul(a.lo, power)};
}
static inline pair p_from(vec a) { return (pair){a, v_set(0)}; }
// a with the sign of s flipped into both parts, for a >= 0.
static inline pair p_copysign(pair a, vec s) { return (pair){v_copysign(a.hi, s), v_flip_sign(a.lo, s)}; }
