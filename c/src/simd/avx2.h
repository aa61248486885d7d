// AVX2 with FMA: eight floats or four doubles.
#pragma once

#include <immintrin.h>

// The instructions for both precisions differ in their suffix alone.
#if RELUME_BITS == 32
enum { LANES = 8 };
typedef __m256 vec;
#define MM(op) _mm256_##op##_ps
#define MM_BITS(op) _mm256_##op##_epi32
#define MM_TO_BITS _mm256_castps_si256
#define MM_FROM_BITS _mm256_castsi256_ps
#define MM_SET_BITS(i) _mm256_set1_epi32((int)(i))
#else
enum { LANES = 4 };
typedef __m256d vec;
#define MM(op) _mm256_##op##_pd
#define MM_BITS(op) _mm256_##op##_epi64
#define MM_TO_BITS _mm256_castpd_si256
#define MM_FROM_BITS _mm256_castsi256_pd
#define MM_SET_BITS(i) _mm256_set1_epi64x((long long)(i))
#endif
typedef vec mask;

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

static inline mask v_lt(vec a, vec b) { return MM(cmp)(a, b, _CMP_LT_OQ); }
static inline mask v_le(vec a, vec b) { return MM(cmp)(a, b, _CMP_LE_OQ); }
static inline mask v_gt(vec a, vec b) { return MM(cmp)(a, b, _CMP_GT_OQ); }
static inline mask v_ge(vec a, vec b) { return MM(cmp)(a, b, _CMP_GE_OQ); }
static inline mask v_eq(vec a, vec b) { return MM(cmp)(a, b, _CMP_EQ_OQ); }
static inline mask m_and(mask a, mask b) { return MM (and)(a, b); }
static inline mask m_or(mask a, mask b) { return MM(or)(a, b); }
static inline mask m_not(mask a) { return MM(xor)(a, MM_FROM_BITS(_mm256_set1_epi32(-1))); }
static inline vec v_select(mask m, vec a, vec b) { return MM(blendv)(b, a, m); }
// MINPS and MAXPS give the second operand on NaN and on equal zeros: exactly a < b ? a : b.
static inline vec v_min(vec a, vec b) { return MM(min)(a, b); }
static inline vec v_max(vec a, vec b) { return MM(max)(a, b); }

static inline vec v_lookup(const real *table, vec at)
{
#if RELUME_BITS == 32
    const __m256i cell = _mm256_srli_epi32(_mm256_castps_si256(at), MANTISSA_BITS - 2);
    const vec low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table), cell);
    const vec high = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 8), cell);
    // The cell's fourth bit, where a blend looks: in the sign.
    return _mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32(cell, 28)));
#else
    const __m256i cell = _mm256_srli_epi64(_mm256_castpd_si256(at), MANTISSA_BITS - 2);
    return _mm256_i64gather_pd(table, _mm256_and_si256(cell, _mm256_set1_epi64x(15)), sizeof(real));
#endif
}

static inline vec v_scale(vec a, vec n)
{
    const __m256i shift = MM_TO_BITS(v_add(n, v_set(ROUND_MAGIC)));
    return MM_FROM_BITS(MM_BITS(add)(MM_TO_BITS(a), MM_BITS(slli)(shift, MANTISSA_BITS)));
}

#undef MM
#undef MM_BITS
#undef MM_TO_BITS
#undef MM_FROM_BITS
#undef MM_SET_BITS
