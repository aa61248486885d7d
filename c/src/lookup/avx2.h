// AVX2: VPSHUFB looks up 16 bytes, and gives 0 where the index is negative. With differences of neighbouring rows of 16
// as tables, the rows up to the right one add up to it, and those after it give 0: the index is 16 less for each.
// Selecting among rows by blends takes fewer operations, but VPBLENDVB is two on Intel, beside VPSHUFB's one port.
#pragma once

#include <immintrin.h>

enum { BLOCK = 32, GROUP = 1 };
typedef __m256i vector;
typedef struct {
    __m256i row[16];
} lookup_table;

static inline lookup_table lookup_load(const uint8_t *table)
{
    lookup_table t;
    __m256i before = _mm256_setzero_si256();
    for (int k = 0; k < 16; k++) {
        const __m256i row = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + 16 * k)));
        // Each half of the table starts anew.
        t.row[k] = k % 8 == 0 ? row : _mm256_xor_si256(row, before);
        before = row;
    }
    return t;
}

static inline vector look_up(const lookup_table *t, vector index)
{
    const __m256i step = _mm256_set1_epi8(16);
    __m256i low = index, high = _mm256_xor_si256(index, _mm256_set1_epi8(-128));
    __m256i a = _mm256_shuffle_epi8(t->row[0], low), b = _mm256_shuffle_epi8(t->row[8], high);
    for (int k = 1; k < 8; k++) {
        low = _mm256_subs_epi8(low, step);
        high = _mm256_subs_epi8(high, step);
        a = _mm256_xor_si256(a, _mm256_shuffle_epi8(t->row[k], low));
        b = _mm256_xor_si256(b, _mm256_shuffle_epi8(t->row[8 + k], high));
    }
    return _mm256_xor_si256(a, b);
}
