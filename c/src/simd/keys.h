// The vector of 16-bit lanes that are only compared and selected: float16 or bfloat16 (RELUME_BFLOAT) as they are in
// memory, in the compiler's own vectors, for every instruction set. NaN isn't told from numbers; whoever uses these
// asks for it beforehand. What has no meaning here doesn't compile where a formula uses it.
#pragma once

#include <string.h>

// Of AVX-512 too: vectors of 64 bytes keep comparisons in mask registers, from which nothing is gained.
#if defined(__AVX2__)
enum { LANES = 16 };
#else
enum { LANES = 8 };
#endif
typedef int16_t vec __attribute__((vector_size(2 * LANES), may_alias));
typedef vec mask;

enum { KEY_MANTISSA = RELUME_BFLOAT ? 7 : 10, KEY_BIAS = RELUME_BFLOAT ? 127 : 15 };
#define KEY_SIGN ((int16_t)0x8000)
#define KEY_MAGNITUDE ((int16_t)0x7fff)
#define KEY_INFINITY ((int16_t)(RELUME_BFLOAT ? 0x7f80 : 0x7c00))

// The bits of a, which is a number of the type and not a subnormal one, or infinite.
static inline int16_t key_of(real a)
{
    uint32_t i;
    memcpy(&i, &a, sizeof i);
    const int32_t magnitude = (int32_t)(i & 0x7fffffff) >> (23 - KEY_MANTISSA);
    const int32_t moved = magnitude - ((127 - KEY_BIAS) << KEY_MANTISSA);
    const int32_t bounded = moved < KEY_INFINITY ? moved : KEY_INFINITY;
    return (int16_t)((int32_t)(i >> 31 << 15) | (magnitude == 0 ? 0 : bounded));
}
static inline vec v_all(int16_t a) { return (vec){0} + a; }
static inline vec v_set(real a) { return v_all(key_of(a)); }
static inline vec v_load(const uint16_t *p)
{
    vec a;
    memcpy(&a, p, sizeof a);
    return a;
}
static inline void v_store(uint16_t *p, vec a) { memcpy(p, &a, sizeof a); }

static inline vec v_abs(vec a) { return a & KEY_MAGNITUDE; }
static inline vec v_neg(vec a) { return a ^ KEY_SIGN; }
static inline vec v_copysign(vec a, vec s) { return (a & KEY_MAGNITUDE) | (s & KEY_SIGN); }
static inline vec v_flip_sign(vec a, vec s) { return a ^ (s & KEY_SIGN); }

// Integers in the order of the numbers, -0 as -1; and of what numbers are compared with, where both zeros are as one
// that neither is above, or below.
static inline vec v_order(vec a) { return a ^ ((a >> 15) & KEY_MAGNITUDE); }
static inline vec v_bound(vec a, int16_t zero)
{
    const mask is_zero = (a & KEY_MAGNITUDE) == 0;
    return (is_zero & zero) | (~is_zero & v_order(a));
}
// What is above a constant that isn't negative isn't either, and needs no order.
#define IS_KNOWN_FROM(b, least) (__builtin_constant_p((b)[0]) && (b)[0] >= (least))
static inline mask v_gt(vec a, vec b) { return IS_KNOWN_FROM(b, 0) ? a > b : v_order(a) > v_bound(b, 0); }
static inline mask v_ge(vec a, vec b) { return IS_KNOWN_FROM(b, 1) ? a >= b : v_order(a) >= v_bound(b, -1); }
static inline mask v_le(vec a, vec b) { return ~v_gt(a, b); }
static inline mask v_lt(vec a, vec b) { return ~v_ge(a, b); }
static inline mask v_eq(vec a, vec b)
{
    const mask zeros = ((a | b) & KEY_MAGNITUDE) == 0;
    if (IS_KNOWN_FROM(b, 0) && b[0] == 0) return zeros;
    return (a == b) | zeros;
}
static inline mask m_and(mask a, mask b) { return a & b; }
static inline mask m_or(mask a, mask b) { return a | b; }
static inline mask m_not(mask a) { return ~a; }
static inline vec v_select(mask m, vec a, vec b) { return (m & a) | (~m & b); }
static inline vec v_min(vec a, vec b) { return v_select(v_lt(a, b), a, b); }
static inline vec v_max(vec a, vec b) { return v_select(v_gt(a, b), a, b); }

#define NOT_OF_KEYS __attribute__((error("not of comparisons and selections alone")))
NOT_OF_KEYS int m_any(mask a);
NOT_OF_KEYS vec v_add(vec a, vec b);
NOT_OF_KEYS vec v_sub(vec a, vec b);
NOT_OF_KEYS vec v_mul(vec a, vec b);
NOT_OF_KEYS vec v_div(vec a, vec b);
NOT_OF_KEYS vec v_sqrt(vec a);
NOT_OF_KEYS vec v_fma(vec a, vec b, vec c);
NOT_OF_KEYS vec v_fms(vec a, vec b, vec c);
NOT_OF_KEYS vec v_fnma(vec a, vec b, vec c);
NOT_OF_KEYS vec v_scale(vec a, vec n);
NOT_OF_KEYS vec v_truncate_bits(vec a, bits keep);
NOT_OF_KEYS vec v_quarters(vec a);
NOT_OF_KEYS vec v_lookup(const real *table, vec cell);
