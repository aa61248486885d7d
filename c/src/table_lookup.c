// out[i] = table[q[i]] for bytes. Compiled once per instruction set, with RELUME_LOOK_UP and RELUME_LOOKUP_HEADER set
// by the build.
#include <string.h>

#include "internal.h"

#include RELUME_LOOKUP_HEADER

void RELUME_LOOK_UP(size_t n, const uint8_t *table, const uint8_t *q, uint8_t *out)
{
    const lookup_table t = lookup_load(table);
    const size_t whole = n - n % BLOCK;
    for (size_t i = 0; i < whole; i += BLOCK) lookup_block(&t, q + i, out + i);
    if (whole == n) return;
    uint8_t end[BLOCK] = {0};
    memcpy(end, q + whole, n - whole);
    lookup_block(&t, end, end);
    memcpy(out + whole, end, n - whole);
}
