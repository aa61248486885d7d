// out[i] = table[q[i]] for bytes. Compiled once per instruction set, with RELUME_LOOK_UP and RELUME_LOOKUP_HEADER set
// by the build.
#include <string.h>

#include "internal.h"

#include RELUME_LOOKUP_HEADER

// As many vectors as they come in are loaded before the first is stored: loads across cache lines are faster so.
static inline void look_up_vectors(const lookup_table *t, int count, const uint8_t *q, uint8_t *out)
{
    vector v[GROUP];
    for (int k = 0; k < count; k++) memcpy(&v[k], q + (size_t)k * BLOCK, BLOCK);
    for (int k = 0; k < count; k++) v[k] = look_up(t, v[k]);
    for (int k = 0; k < count; k++) memcpy(out + (size_t)k * BLOCK, &v[k], BLOCK);
}

static void look_up_part(const lookup_table *t, size_t n, const uint8_t *q, uint8_t *out)
{
    uint8_t part[BLOCK] = {0};
    memcpy(part, q, n);
    look_up_vectors(t, 1, part, part);
    memcpy(out, part, n);
}

void RELUME_LOOK_UP(size_t n, const uint8_t *table, const uint8_t *q, uint8_t *out)
{
    const lookup_table t = lookup_load(table);
    // A store across cache lines costs two, and NumPy's large arrays begin 16 bytes into one.
    const size_t first = n < 16 * BLOCK ? 0 : (BLOCK - (uintptr_t)out % BLOCK) % BLOCK;
    const size_t end = n - (n - first) % BLOCK;
    if (first > 0) look_up_part(&t, first, q, out);
    size_t i = first;
    for (; i + GROUP * BLOCK <= end; i += GROUP * BLOCK) look_up_vectors(&t, GROUP, q + i, out + i);
    for (; i < end; i += BLOCK) look_up_vectors(&t, 1, q + i, out + i);
    if (end < n) look_up_part(&t, n - end, q + end, out + end);
}
