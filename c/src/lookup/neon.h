// NEON: TBL looks up 64 bytes at once, and TBX leaves what it has where the index is out of range.
#pragma once

#include <arm_neon.h>

enum { BLOCK = 16, GROUP = 2 };
typedef uint8x16_t vector;
typedef struct {
    uint8x16x4_t quarter[4];
} lookup_table;

static inline lookup_table lookup_load(const uint8_t *table)
{
    lookup_table t;
    for (int k = 0; k < 16; k++) t.quarter[k / 4].val[k % 4] = vld1q_u8(table + 16 * k);
    return t;
}

static inline vector look_up(const lookup_table *t, vector index)
{
    vector result = vqtbl4q_u8(t->quarter[0], index);
    for (int k = 1; k < 4; k++) {
        index = vsubq_u8(index, vdupq_n_u8(64));
        result = vqtbx4q_u8(result, t->quarter[k], index);
    }
    return result;
}
