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
#define RELUME_HAS_STREAM 1
static inline void v_stream(real *p, vec a) { MM(stream)(p, a); }
#if RELUME_BITS == 64
static inline vec v_load_floats(const float *p) { return _mm512_cvtps_pd(_mm256_loadu_ps(p)); }
static inline void v_store_floats(float *p, vec a) { _mm256_storeu_ps(p, _mm512_cvtpd_ps(a)); }
#endif

static inline vec v_add(vec a, vec b) { return MM(add)(a, b); }
static inline vec v_sub(vec a, vec b) { return MM(sub)(a, b); }
static inline vec v_mul(vec a, vec b) { return MM(mul)(a, b); }
static inline vec v_div(vec a, vec b) { return MM(div)(a, b); }
static inline vec v_sqrt(vec a) { return MM(sqrt)(a); }
static inline vec v_fma(vec a, vec b, vec c) { return MM(fmadd)(a, b, c); }
static inline vec v_fms(vec a, vec b, vec c) { return MM(fmsub)(a, b, c); }
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
static inline int m_any(mask a) { return a != 0; }
static inline unsigned int m_bits(mask a) { return a; }
static inline vec v_select(mask m, vec a, vec b) { return MM(mask_mov)(b, m, a); }
// MINPS and MAXPS give the second operand on NaN and on equal zeros: exactly a < b ? a : b.
static inline vec v_min(vec a, vec b) { return MM(min)(a, b); }
static inline vec v_max(vec a, vec b) { return MM(max)(a, b); }

static inline vec v_quarters(vec a) { return MM_FROM_BITS(MM_BITS(srli)(MM_TO_BITS(a), MANTISSA_BITS - 2)); }
static inline vec v_lookup(const real *table, vec cell)
{
#if RELUME_BITS == 32
    return _mm512_permutexvar_ps(MM_TO_BITS(cell), _mm512_loadu_ps(table));
#else
    return _mm512_permutex2var_pd(_mm512_loadu_pd(table), MM_TO_BITS(cell), _mm512_loadu_pd(table + 8));
#endif
}

static inline vec v_unzipped(vec a, vec b, int size, int odd)
{
#if RELUME_BITS == 32
    const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i whole = _mm512_and_si512(lane, _mm512_set1_epi32(-size));
    const __m512i at = _mm512_add_epi32(_mm512_add_epi32(lane, whole), _mm512_set1_epi32(odd * size));
    return _mm512_permutex2var_ps(a, at, b);
#else
    const __m512i lane = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i whole = _mm512_and_si512(lane, _mm512_set1_epi64(-size));
    const __m512i at = _mm512_add_epi64(_mm512_add_epi64(lane, whole), _mm512_set1_epi64(odd * size));
    return _mm512_permutex2var_pd(a, at, b);
#endif
}

static inline vec v_raise(vec a, vec shifted)
{
    return MM_FROM_BITS(MM_BITS(add)(MM_TO_BITS(a), MM_BITS(slli)(MM_TO_BITS(shifted), MANTISSA_BITS - 4)));
}
static inline vec v_scale(vec a, vec n)
{
    const __m512i shift = MM_TO_BITS(v_add(n, v_set(ROUND_MAGIC)));
    return MM_FROM_BITS(MM_BITS(add)(MM_TO_BITS(a), MM_BITS(slli)(shift, MANTISSA_BITS)));
}
// VSCALEF rounds once.
#define RELUME_HAS_SCALING 1
static inline vec v_scaling(vec a, vec n) { return MM(scalef)(a, n); }

// VFIXUPIMM: a nibble for each class of number, quiet NaN lowest, then signalling NaN, zero, 1, -inf and inf. 0 takes
// the first operand, 1 the second, 2 the second as a quiet NaN, 7 is -0 and 8 is +0.
#define RELUME_HAS_FIXUP 1
static inline vec v_quieted(vec a) { return MM(fixupimm)(v_set((real)NAN), a, MM_SET_BITS(0x11111100), 0); }
static inline vec v_unless_zero(vec factor, vec a) { return MM(fixupimm)(a, factor, MM_SET_BITS(0x00000800), 0); }
static inline vec v_unless_nan(vec a, vec x) { return MM(fixupimm)(a, x, MM_SET_BITS(0x00000022), 0); }
#if RELUME_BITS == 32
static inline vec v_beside(vec whole, vec a) { return MM(fixupimm)(a, whole, MM_SET_BITS(0x00770700), 0); }
#else
// VFIXUPIMM makes mish's backward 1.4 times as long here.
static inline vec v_beside(vec whole, vec a) { return v_select(MM_MASK(fpclass)(whole, 0x1e), v_set((real)-0.0), a); }
#endif

#if RELUME_BITS == 32
static inline void h_load(int is_bf16, const uint16_t *p, vec v[2])
{
    if (is_bf16) {
        const __m512i both = _mm512_loadu_si512(p);
        v[0] = MM_FROM_BITS(_mm512_slli_epi32(both, 16));
        v[1] = MM_FROM_BITS(_mm512_and_si512(both, MM_SET_BITS(0xffff0000)));
    } else {
        v[0] = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)p));
        v[1] = _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(const void *)(p + LANES)));
    }
}

enum { LEFT_BITS = 1 };
static inline __m256i h_f16(vec a) { return _mm512_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline __m512i h_rounded_up(vec v, bits units)
{
    const __m512i a = MM_TO_BITS(v);
    // Ties are near, and computed again.
    if (units > 0) return _mm512_add_epi32(a, MM_SET_BITS(0x8000));
    const __m512i last = _mm512_and_si512(_mm512_srli_epi32(a, 16), MM_SET_BITS(1));
    return _mm512_add_epi32(_mm512_add_epi32(a, MM_SET_BITS(0x7fff)), last);
}
static inline vec v_load_halves(int is_bf16, const uint16_t *p)
{
    const __m256i h = _mm256_loadu_si256((const __m256i *)(const void *)p);
    if (is_bf16) return MM_FROM_BITS(_mm512_slli_epi32(_mm512_cvtepu16_epi32(h), 16));
    return _mm512_cvtph_ps(h);
}
static inline void v_store_halves(int is_bf16, uint16_t *p, vec a)
{
    __m256i h;
    if (is_bf16)
        h = _mm512_cvtepi32_epi16(_mm512_srli_epi32(h_rounded_up(a, 0), 16));
    else
        h = _mm512_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    _mm256_storeu_si256((__m256i *)(void *)p, h);
}
static inline void h_store_f16(uint16_t *p, const vec v[2], bits units, uint64_t *left)
{
    // No midpoint lies between what rounds to the same. Integers that tell midpoints by the bits of float were no
    // faster, and leave subnormal results to double.
    const vec up = v_set(1 + (real)units * FLT_EPSILON), down = v_set(1 - (real)units * FLT_EPSILON);
    __mmask16 found[2];
    for (int j = 0; j < 2; j++) {
        const __m256i h = h_f16(is_asked(units) ? v_mul(v[j], up) : v[j]);
        found[j] = _mm512_cmp_ps_mask(v[j], v[j], _CMP_UNORD_Q);
        if (is_asked(units)) found[j] |= _mm256_cmpneq_epu16_mask(h, h_f16(v_mul(v[j], down)));
        _mm256_storeu_si256((__m256i *)(void *)(p + j * LANES), h);
    }
    *left |= _mm512_kunpackw(found[1], found[0]);
}
static inline void h_store_bf16(uint16_t *p, const vec v[2], bits units, uint64_t *left)
{
    const __m512i even = h_rounded_up(v[0], units), odd = h_rounded_up(v[1], units);
    const __m512i h = _mm512_mask_mov_epi16(odd, 0x55555555, _mm512_srli_epi32(even, 16));
    const __m512i magnitude = _mm512_and_si512(h, _mm512_set1_epi16(0x7fff));
    _mm512_storeu_si512(p, h);
    *left |= _mm512_cmpgt_epu16_mask(magnitude, _mm512_set1_epi16(0x7f80));
    if (is_asked(units)) {
        const __m512i rest = _mm512_mask_mov_epi16(_mm512_slli_epi32(odd, 16), 0x55555555, even);
        const __m512i shifted = _mm512_add_epi16(rest, _mm512_set1_epi16((short)units));
        *left |= _mm512_cmple_epu16_mask(shifted, _mm512_set1_epi16((short)(2 * units)));
    }
}
static inline void h_store(int is_bf16, uint16_t *p, const vec v[2], bits units, uint64_t *left)
{
    if (is_bf16)
        h_store_bf16(p, v, units, left);
    else
        h_store_f16(p, v, units, left);
}

#define RELUME_HAS_ODD 1
// Between two floats next to each other, the odd one; the same twice where the result is one.
static inline vec h_odd(vec down, vec up)
{
    return v_select(_mm512_testn_epi32_mask(MM_TO_BITS(down), MM_SET_BITS(1)), up, down);
}
static inline vec h_odd_sum(vec a, vec b)
{
    return h_odd(_mm512_add_round_ps(a, b, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC),
                 _mm512_add_round_ps(a, b, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC));
}
static inline vec h_odd_fma(vec a, vec b, vec c)
{
    return h_odd(_mm512_fmadd_round_ps(a, b, c, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC),
                 _mm512_fmadd_round_ps(a, b, c, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC));
}
// The product has at most 24 bits where the parameter has 13; and with more, more than 13, and so is none of 16 bits,
// nor a midpoint. What overflows becomes NaN.
static inline vec h_odd_product(vec x, vec parameter)
{
    const __m512i p = MM_TO_BITS(_mm512_mul_round_ps(x, parameter, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC));
    const mask longer = _mm512_test_epi32_mask(MM_TO_BITS(parameter), MM_SET_BITS(0x7ff));
    return MM_FROM_BITS(_mm512_mask_or_epi32(p, longer, p, MM_SET_BITS(1)));
}
static inline vec h_off_midpoint(vec a, vec b)
{
    const __m512i i = MM_TO_BITS(a);
    const __m512i away = _mm512_srai_epi32(_mm512_xor_si512(i, MM_TO_BITS(b)), 31);
    const mask even = _mm512_testn_epi32_mask(i, MM_SET_BITS(1)), inexact = v_gt(v_abs(b), v_set(0));
    return MM_FROM_BITS(_mm512_mask_add_epi32(i, m_and(even, inexact), i, _mm512_or_si512(away, MM_SET_BITS(1))));
}
#endif

#undef MM
#undef MM_MASK
#undef MM_BITS
#undef MM_TO_BITS
#undef MM_FROM_BITS
#undef MM_SET_BITS
