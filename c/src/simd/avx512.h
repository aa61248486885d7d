// AVX-512 (F, DQ, BW, VL): sixteen floats or eight doubles.
#pragma once

#include <immintrin.h>

// The instructions for both precisions differ in their suffix alone.
#if RELUME_BITS == 32
enum { LANES = 16 };
typedef __m512 vec;
typedef __mmask16 mask;
#define MM(op) _mm512_##op##_ps
#define MM_MASK(op) _mm512_##op##_ps_mask
#define MM_BITS(op) _mm512_##op##_epi32
#define MM_TO_BITS _mm512_castps_si512
#define MM_FROM_BITS _mm512_castsi512_ps
#define MM_SET_BITS(i) _mm512_set1_epi32((int)(i))
#else
enum { LANES = 8 };
typedef __m512d vec;
typedef __mmask8 mask;
#define MM(op) _mm512_##op##_pd
#define MM_MASK(op) _mm512_##op##_pd_mask
#define MM_BITS(op) _mm512_##op##_epi64
#define MM_TO_BITS _mm512_castpd_si512
#define MM_FROM_BITS _mm512_castsi512_pd
#define MM_SET_BITS(i) _mm512_set1_epi64((long long)(i))
#endif

static inline vec v_set(real a) { return MM(set1)(a); }
static inline vec v_load(const real *p) { return MM(loadu)(p); }
static inline void v_store(real *p, vec a) { MM(storeu)(p, a); }

static inline vec v_add(vec a, vec b) { return MM(add)(a, b); }
static inline vec v_sub(vec a, vec b) { return MM(sub)(a, b); }
static inline vec v_mul(vec a, vec b) { return MM(mul)(a, b); }
static inline vec v_div(vec a, vec b) { return MM(div)(a, b); }
static inline vec v_sqrt(vec a) { return MM(sqrt)(a); }
static inline vec v_fma(vec a, vec b, vec c) { return MM(fmadd)(a, b, c); }
static inline vec v_fnma(vec a, vec b, vec c) { return MM(fnmadd)(a, b, c); }

static inline vec v_abs(vec a) { return MM(andnot)(MM(set1)((real)-0.0), a); }
static inline vec v_neg(vec a) { return MM(xor)(MM(set1)((real)-0.0), a); }
static inline vec v_copysign(vec a, vec s)
{
    const vec sign = MM(set1)((real)-0.0);
    return MM(or)(MM(andnot)(sign, a), MM (and)(sign, s));
}
// a, negated where s has its sign bit set.
static inline vec v_flip_sign(vec a, vec s) { return MM(xor)(a, MM (and)(MM(set1)((real)-0.0), s)); }
static inline vec v_truncate_bits(vec a, bits keep) { return MM (and)(a, MM_FROM_BITS(MM_SET_BITS(keep))); }

static inline mask v_lt(vec a, vec b) { return MM_MASK(cmp)(a, b, _CMP_LT_OQ); }
static inline mask v_le(vec a, vec b) { return MM_MASK(cmp)(a, b, _CMP_LE_OQ); }
static inline mask v_gt(vec a, vec b) { return MM_MASK(cmp)(a, b, _CMP_GT_OQ); }
static inline mask v_ge(vec a, vec b) { return MM_MASK(cmp)(a, b, _CMP_GE_OQ); }
static inline mask v_eq(vec a, vec b) { return MM_MASK(cmp)(a, b, _CMP_EQ_OQ); }
static inline mask m_and(mask a, mask b) { return (mask)(a & b); }
static inline mask m_or(mask a, mask b) { return (mask)(a | b); }
static inline mask m_not(mask a) { return (mask)~a; }
static inline vec v_select(mask m, vec a, vec b) { return MM(mask_mov)(b, m, a); }
// MINPS and MAXPS give the second operand on NaN and on equal zeros: exactly a < b ? a : b.
static inline vec v_min(vec a, vec b) { return MM(min)(a, b); }
static inline vec v_max(vec a, vec b) { return MM(max)(a, b); }

static inline vec v_lookup(const real *table, vec at)
{
#if RELUME_BITS == 32
    return _mm512_permutexvar_ps(_mm512_srli_epi32(_mm512_castps_si512(at), MANTISSA_BITS - 2), _mm512_loadu_ps(table));
#else
    const __m512i cell = _mm512_srli_epi64(_mm512_castpd_si512(at), MANTISSA_BITS - 2);
    return _mm512_permutex2var_pd(_mm512_loadu_pd(table), cell, _mm512_loadu_pd(table + 8));
#endif
}

static inline vec v_scale(vec a, vec n)
{
    const __m512i shift = MM_TO_BITS(v_add(n, v_set(ROUND_MAGIC)));
    return MM_FROM_BITS(MM_BITS(add)(MM_TO_BITS(a), MM_BITS(slli)(shift, MANTISSA_BITS)));
}
// VSCALEF rounds once.
#define RELUME_HAS_SCALING 1
static inline vec v_scaling(vec a, vec n) { return MM(scalef)(a, n); }

#undef MM
#undef MM_MASK
#undef MM_BITS
#undef MM_TO_BITS
#undef MM_FROM_BITS
#undef MM_SET_BITS
