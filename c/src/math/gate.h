// Products act·b of a gate, for an act that is scaled and any b: like every product rounded once, where n is applied.
//
// Where act is 0, past the range that a finite b could bring it back from too, the product is IEEE's: 0·inf is NaN.
#pragma once

#include "pair.h"

// b as value·2^n: value is below 2^32, and n is not positive for |b| < 1, so that no product with it overflows that n
// would bring back.
static inline scaled gate_parts(vec b)
{
    vec value = b, n = v_set(0);
#if !RELUME_WIDE
    for (int k = RELUME_BITS == 32 ? 64 : 512; k >= 32; k /= 2) {
        const vec step = v_set((real)k), up = v_scale(v_set(1), step), down = v_scale(v_set(1), v_neg(step));
        const mask large = v_ge(v_abs(value), up), small = v_lt(v_abs(value), down);
        value = v_mul(value, v_select(large, down, v_select(small, up, v_set(1))));
        n = v_add(n, v_select(large, step, v_select(small, v_neg(step), v_set(0))));
    }
#endif
    return (scaled){p_from(value), n};
}

static inline scaled gate_product(scaled act, vec b)
{
    const mask flat = v_lt(act.n, v_set(FLAT_EXPONENT));
    const vec flat_value = v_left_to_double(flat, v_copysign(v_set(0), act.value.hi));
    const scaled seen = s_select(flat, s_from(p_from(flat_value)), act), parts = gate_parts(b);
    return (scaled){p_times(seen.value, parts.value.hi), v_add(seen.n, parts.n)};
}

// NaN in a or b gives NaN in every derivative.
static inline void gate_pass_nan(vec a, vec b, int count, scaled *d)
{
    const mask ordered = m_and(v_eq(a, a), v_eq(b, b));
    for (int k = 0; k < count; k++) d[k] = s_select(ordered, d[k], s_set((real)NAN));
}
