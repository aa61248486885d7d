// One lane, plain C: the reference that every other instruction set must equal bit for bit.
#pragma once

#include <math.h>
#include <string.h>

#include "../halves.h"

enum { LANES = 1 };
typedef struct {
    real v;
} vec;
typedef struct {
    int m;
} mask;

static inline vec v_set(real a) { return (vec){a}; }
// At any address: a real's own alignment isn't asked of the caller.
static inline vec v_load(const real *p)
{
    vec a;
    memcpy(&a.v, p, sizeof a.v);
    return a;
}
static inline void v_store(real *p, vec a) { memcpy(p, &a.v, sizeof a.v); }
static inline vec v_load_floats(const float *p)
{
    float a;
    memcpy(&a, p, sizeof a);
    return v_set((real)a);
}
static inline void v_store_floats(float *p, vec a)
{
    const float narrow = (float)a.v;
    memcpy(p, &narrow, sizeof narrow);
}
#if RELUME_BITS == 32
static inline vec v_load_halves(int is_bf16, const uint16_t *p)
{
    uint16_t h;
    memcpy(&h, p, sizeof h);
    return v_set(is_bf16 ? float_of_bf16(h) : float_of_f16(h));
}
static inline void v_store_halves(int is_bf16, uint16_t *p, vec a)
{
    const uint16_t h = is_bf16 ? bf16_of(a.v) : f16_of(a.v);
    memcpy(p, &h, sizeof h);
}
#endif

static inline vec v_add(vec a, vec b) { return v_set(a.v + b.v); }
static inline vec v_sub(vec a, vec b) { return v_set(a.v - b.v); }
static inline vec v_mul(vec a, vec b) { return v_set(a.v * b.v); }
static inline vec v_div(vec a, vec b) { return v_set(a.v / b.v); }
#if RELUME_BITS == 32
static inline vec v_sqrt(vec a) { return v_set(sqrtf(a.v)); }
static inline vec v_fma(vec a, vec b, vec c) { return v_set(fmaf(a.v, b.v, c.v)); }
static inline vec v_fms(vec a, vec b, vec c) { return v_set(fmaf(a.v, b.v, -c.v)); }
static inline vec v_fnma(vec a, vec b, vec c) { return v_set(fmaf(-a.v, b.v, c.v)); }
#else
static inline vec v_sqrt(vec a) { return v_set(sqrt(a.v)); }
static inline vec v_fma(vec a, vec b, vec c) { return v_set(fma(a.v, b.v, c.v)); }
static inline vec v_fms(vec a, vec b, vec c) { return v_set(fma(a.v, b.v, -c.v)); }
static inline vec v_fnma(vec a, vec b, vec c) { return v_set(fma(-a.v, b.v, c.v)); }
#endif

static inline bits v_bits(vec a)
{
    bits i;
    memcpy(&i, &a.v, sizeof i);
    return i;
}
static inline vec v_from_bits(bits i)
{
    vec a;
    memcpy(&a.v, &i, sizeof i);
    return a;
}
static inline vec v_abs(vec a) { return v_from_bits(v_bits(a) & ~SIGN_BIT); }
static inline vec v_neg(vec a) { return v_from_bits(v_bits(a) ^ SIGN_BIT); }
static inline vec v_copysign(vec a, vec s) { return v_from_bits((v_bits(a) & ~SIGN_BIT) | (v_bits(s) & SIGN_BIT)); }
// a, negated where s has its sign bit set.
static inline vec v_flip_sign(vec a, vec s) { return v_from_bits(v_bits(a) ^ (v_bits(s) & SIGN_BIT)); }
static inline vec v_truncate_bits(vec a, bits keep) { return v_from_bits(v_bits(a) & keep); }

static inline mask v_lt(vec a, vec b) { return (mask){a.v < b.v}; }
static inline mask v_le(vec a, vec b) { return (mask){a.v <= b.v}; }
static inline mask v_gt(vec a, vec b) { return (mask){a.v > b.v}; }
static inline mask v_ge(vec a, vec b) { return (mask){a.v >= b.v}; }
static inline mask v_eq(vec a, vec b) { return (mask){a.v == b.v}; }
static inline mask m_and(mask a, mask b) { return (mask){a.m & b.m}; }
static inline mask m_or(mask a, mask b) { return (mask){a.m | b.m}; }
static inline mask m_not(mask a) { return (mask){!a.m}; }
static inline int m_any(mask a) { return a.m; }
static inline unsigned int m_bits(mask a) { return a.m != 0; }
static inline vec v_select(mask m, vec a, vec b) { return m.m ? a : b; }
static inline vec v_min(vec a, vec b) { return a.v < b.v ? a : b; }
static inline vec v_max(vec a, vec b) { return a.v > b.v ? a : b; }

// table[cell], where cell is the exponent and the two leading mantissa bits of at, modulo 16.
static inline vec v_quarters(vec a) { return v_from_bits(v_bits(a) >> (MANTISSA_BITS - 2)); }
static inline vec v_lookup(const real *table, vec cell) { return v_set(table[v_bits(cell) & 15]); }

static inline vec v_unzipped(vec a, vec b, int size, int odd) { return a; }

static inline vec v_raise(vec a, vec shifted)
{
    return v_from_bits(v_bits(a) + (v_bits(shifted) << (MANTISSA_BITS - 4)));
}
// Adds n to the exponent field; n is integral, a and the result are normal.
static inline vec v_scale(vec a, vec n)
{
    return v_from_bits(v_bits(a) + (v_bits(v_add(n, v_set(ROUND_MAGIC))) << MANTISSA_BITS));
}
