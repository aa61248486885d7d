// AVX-512 with VBMI: VPERMI2B looks up 128 bytes at once, and the top bit of an index tells which half of the table.
#pragma once

#include <immintrin.h>

enum { BLOCK = 64, GROUP = 8 };
typedef __m512i vector;
typedef struct {
    __m512i quarter[4];
} lookup_table;

static inline lookup_table lookup_load(const uint8_t *table)
{
    lookup_table t;
    for (int k = 0; k < 4; k++) t.quarter[k] = _mm512_loadu_si512(table + 64 * k);
    return t;
}

static inline vector look_up(const lookup_table *t, vector index)
{
    const __m512i low = _mm512_permutex2var_epi8(t->quarter[0], index, t->quarter[1]);
    const __m512i high = _mm512_permutex2var_epi8(t->quarter[2], index, t->quarter[3]);
    return _mm512_mask_blend_epi8(_mm512_movepi8_mask(index), low, high);
}
