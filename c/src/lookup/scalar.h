// Plain C.
#pragma once

enum { BLOCK = 1 };
typedef struct {
    const uint8_t *entries;
} lookup_table;

static inline lookup_table lookup_load(const uint8_t *table) { return (lookup_table){table}; }
static inline void lookup_block(const lookup_table *t, const uint8_t *q, uint8_t *out) { *out = t->entries[*q]; }
