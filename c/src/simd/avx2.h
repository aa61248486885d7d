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
#define RELUME_HAS_STREAM 1
static inline void v_stream(real *p, vec a) { MM(stream)(p, a); }
#if RELUME_BITS == 64
static inline vec v_load_floats(const float *p) { return _mm256_cvtps_pd(_mm_loadu_ps(p)); }
static inline void v_store_floats(float *p, vec a) { _mm_storeu_ps(p, _mm256_cvtpd_ps(a)); }
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

static inline mask v_lt(vec a, vec b) { return MM(cmp)(a, b, _CMP_LT_OQ); }
static inline mask v_le(vec a, vec b) { return MM(cmp)(a, b, _CMP_LE_OQ); }
static inline mask v_gt(vec a, vec b) { return MM(cmp)(a, b, _CMP_GT_OQ); }
static inline mask v_ge(vec a, vec b) { return MM(cmp)(a, b, _CMP_GE_OQ); }
static inline mask v_eq(vec a, vec b) { return MM(cmp)(a, b, _CMP_EQ_OQ); }
static inline mask m_and(mask a, mask b) { return MM (and)(a, b); }
static inline mask m_or(mask a, mask b) { return MM(or)(a, b); }
static inline mask m_not(mask a) { return MM(xor)(a, MM_FROM_BITS(_mm256_set1_epi32(-1))); }
static inline int m_any(mask a) { return MM(movemask)(a) != 0; }
static inline unsigned int m_bits(mask a) { return (unsigned int)MM(movemask)(a); }
// Whether the compiler sees that a is +0 in all lanes.
static inline int is_known_zero(vec a)
{
    const __v4di i = (__v4di)a;
    return __builtin_constant_p(i[0] | i[1] | i[2] | i[3]) && (i[0] | i[1] | i[2] | i[3]) == 0;
}
// Of a blend with zero GCC makes two instructions, as it doesn't know that masks are that.
static inline vec v_select(mask m, vec a, vec b)
{
    if (is_known_zero(a)) return MM(andnot)(m, b);
    return is_known_zero(b) ? MM (and)(m, a) : MM(blendv)(b, a, m);
}
// MINPS and MAXPS give the second operand on NaN and on equal zeros: exactly a < b ? a : b.
static inline vec v_min(vec a, vec b) { return MM(min)(a, b); }
static inline vec v_max(vec a, vec b) { return MM(max)(a, b); }

static inline vec v_quarters(vec a) { return MM_FROM_BITS(MM_BITS(srli)(MM_TO_BITS(a), MANTISSA_BITS - 2)); }
#if RELUME_BITS == 32
// The cell's fourth bit, where a blend looks: in the sign.
static inline vec v_of_halves(vec low, vec high, vec cell)
{
    return _mm256_blendv_ps(low, high, MM_FROM_BITS(_mm256_slli_epi32(MM_TO_BITS(cell), 28)));
}
// Loaded apart: of a row in memory Zen 3 takes twice the time, and as intrinsics loads leave the loop for the stack.
static inline vec v_permuted_row(const real *row, vec cell)
{
    vec a;
    __asm__("vmovups %2, %0\n\tvpermps %0, %1, %0" : "=&x"(a) : "x"(cell), "m"(*(const vec *)(const void *)row));
    return a;
}
#define RELUME_HAS_LOOKUP_KEPT 1
static inline vec v_lookup_kept(const real *table, vec cell)
{
    const vec low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table), MM_TO_BITS(cell));
    return v_of_halves(low, _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 8), MM_TO_BITS(cell)), cell);
}
#endif
static inline vec v_lookup(const real *table, vec cell)
{
#if RELUME_BITS == 32
    return v_of_halves(v_permuted_row(table, cell), v_permuted_row(table + 8, cell), cell);
#else
    const __m256i at = _mm256_and_si256(MM_TO_BITS(cell), _mm256_set1_epi64x(15));
    // Of several from one cell the addresses are taken apart once.
    const __m128i low = _mm256_castsi256_si128(at), high = _mm256_extracti128_si256(at, 1);
    const __m128d first = _mm_load_sd(table + _mm_cvtsi128_si64(low)),
                  third = _mm_load_sd(table + _mm_cvtsi128_si64(high));
    return _mm256_set_m128d(_mm_loadh_pd(third, table + _mm_extract_epi64(high, 1)),
                            _mm_loadh_pd(first, table + _mm_extract_epi64(low, 1)));
#endif
}

static inline vec v_unzipped(vec a, vec b, int size, int odd)
{
    // Other than of halves, in each half apart, and then a's before b's.
#if RELUME_BITS == 32
    if (size == 4) return odd ? _mm256_permute2f128_ps(a, b, 0x31) : _mm256_permute2f128_ps(a, b, 0x20);
    const vec even_pairs = _mm256_shuffle_ps(a, b, 0x44), odd_pairs = _mm256_shuffle_ps(a, b, 0xee);
    const vec even_lanes = _mm256_shuffle_ps(a, b, 0x88), odd_lanes = _mm256_shuffle_ps(a, b, 0xdd);
    const vec mixed = size == 2 ? (odd ? odd_pairs : even_pairs) : (odd ? odd_lanes : even_lanes);
    return _mm256_castpd_ps(_mm256_permute4x64_pd(_mm256_castps_pd(mixed), 0xd8));
#else
    if (size == 2) return odd ? _mm256_permute2f128_pd(a, b, 0x31) : _mm256_permute2f128_pd(a, b, 0x20);
    return _mm256_permute4x64_pd(odd ? _mm256_unpackhi_pd(a, b) : _mm256_unpacklo_pd(a, b), 0xd8);
#endif
}

static inline vec v_raise(vec a, vec shifted)
{
    return MM_FROM_BITS(MM_BITS(add)(MM_TO_BITS(a), MM_BITS(slli)(MM_TO_BITS(shifted), MANTISSA_BITS - 4)));
}
static inline vec v_scale(vec a, vec n)
{
    const __m256i shift = MM_TO_BITS(v_add(n, v_set(ROUND_MAGIC)));
    return MM_FROM_BITS(MM_BITS(add)(MM_TO_BITS(a), MM_BITS(slli)(shift, MANTISSA_BITS)));
}

#if RELUME_BITS == 32
static inline void h_load(int is_bf16, const uint16_t *p, vec v[2])
{
    if (is_bf16) {
        const __m256i both = _mm256_loadu_si256((const __m256i *)(const void *)p);
        v[0] = MM_FROM_BITS(_mm256_slli_epi32(both, 16));
        v[1] = MM_FROM_BITS(_mm256_and_si256(both, MM_SET_BITS(0xffff0000)));
    } else {
        v[0] = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)p));
        v[1] = _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(const void *)(p + LANES)));
    }
}

enum { LEFT_BITS = 2 };
static inline __m128i h_f16(vec a) { return _mm256_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
static inline __m256i h_rounded_up(vec v, bits units)
{
    const __m256i a = MM_TO_BITS(v);
    // Ties are near, and computed again.
    if (units > 0) return _mm256_add_epi32(a, MM_SET_BITS(0x8000));
    const __m256i last = _mm256_and_si256(_mm256_srli_epi32(a, 16), MM_SET_BITS(1));
    return _mm256_add_epi32(_mm256_add_epi32(a, MM_SET_BITS(0x7fff)), last);
}
static inline vec v_load_halves(int is_bf16, const uint16_t *p)
{
    const __m128i h = _mm_loadu_si128((const __m128i *)(const void *)p);
    if (is_bf16) return MM_FROM_BITS(_mm256_slli_epi32(_mm256_cvtepu16_epi32(h), 16));
    return _mm256_cvtph_ps(h);
}
static inline void v_store_halves(int is_bf16, uint16_t *p, vec a)
{
    __m128i h;
    if (is_bf16) {
        const __m256i up = _mm256_srli_epi32(h_rounded_up(a, 0), 16);
        h = _mm_packus_epi32(_mm256_castsi256_si128(up), _mm256_extracti128_si256(up, 1));
    } else {
        h = _mm256_cvtps_ph(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    }
    _mm_storeu_si128((__m128i *)(void *)p, h);
}
static inline void h_store_f16(uint16_t *p, const vec v[2], bits units, uint64_t *left)
{
    // No midpoint lies between what rounds to the same.
    const vec up = v_set(1 + (real)units * FLT_EPSILON), down = v_set(1 - (real)units * FLT_EPSILON);
    __m128i found[2];
    for (int j = 0; j < 2; j++) {
        const __m128i h = h_f16(is_asked(units) ? v_mul(v[j], up) : v[j]);
        const __m128i magnitude = _mm_and_si128(h, _mm_set1_epi16(0x7fff));
        found[j] = _mm_cmpgt_epi16(magnitude, _mm_set1_epi16(0x7c00));
        // 0 where both round to the same.
        if (is_asked(units)) found[j] = _mm_or_si128(found[j], _mm_xor_si128(h, h_f16(v_mul(v[j], down))));
        _mm_storeu_si128((__m128i *)(void *)(p + j * LANES), h);
    }
    const __m256i both = _mm256_inserti128_si256(_mm256_castsi128_si256(found[0]), found[1], 1);
    *left |= (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi16(both, _mm256_setzero_si256()));
}
static inline void h_store_bf16(uint16_t *p, const vec v[2], bits units, uint64_t *left)
{
    const __m256i even = h_rounded_up(v[0], units), odd = h_rounded_up(v[1], units);
    const __m256i h = _mm256_blend_epi16(odd, _mm256_srli_epi32(even, 16), 0x55);
    const __m256i magnitude = _mm256_and_si256(h, _mm256_set1_epi16(0x7fff));
    __m256i found = _mm256_cmpgt_epi16(magnitude, _mm256_set1_epi16(0x7f80));
    if (is_asked(units)) {
        const __m256i rest = _mm256_blend_epi16(_mm256_slli_epi32(odd, 16), even, 0x55);
        const __m256i shifted = _mm256_add_epi16(rest, _mm256_set1_epi16((short)units));
        const __m256i least = _mm256_min_epu16(shifted, _mm256_set1_epi16((short)(2 * units)));
        found = _mm256_or_si256(found, _mm256_cmpeq_epi16(least, shifted));
    }
    _mm256_storeu_si256((__m256i *)(void *)p, h);
    *left |= (uint32_t)_mm256_movemask_epi8(found);
}
static inline void h_store(int is_bf16, uint16_t *p, const vec v[2], bits units, uint64_t *left)
{
    if (is_bf16)
        h_store_bf16(p, v, units, left);
    else
        h_store_f16(p, v, units, left);
}

static inline vec h_off_midpoint(vec a, vec b)
{
    const __m256i i = MM_TO_BITS(a), inexact = MM_TO_BITS(MM(cmp)(b, v_set(0), _CMP_NEQ_OQ));
    const __m256i inwards = _mm256_and_si256(inexact, _mm256_srai_epi32(_mm256_xor_si256(i, MM_TO_BITS(b)), 31));
    return MM_FROM_BITS(_mm256_or_si256(_mm256_add_epi32(i, inwards), _mm256_srli_epi32(inexact, 31)));
}
#endif

#undef MM
#undef MM_BITS
#undef MM_TO_BITS
#undef MM_FROM_BITS
#undef MM_SET_BITS
