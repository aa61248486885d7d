// Plain C.
#pragma once

enum { BLOCK = 1, GROUP = 1 };
typedef uint8_t vector;
typedef struct {
    const uint8_t *entries;
} lookup_table;

static inline lookup_table lookup_load(const uint8_t *table) { return (lookup_table){table}; }
static inline vector look_up(const lookup_table *t, vector index) { return t->entries[index]; }
