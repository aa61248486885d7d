// Products act·b of a gate, for an act that is scaled and any b: like every product rounded once, where n is applied.
//
// Where act is 0, past the range that a finite b could bring it back from too, the product is IEEE's: 0·inf is NaN.
#pragma once

#include "pair.h"

// a with its value's size in [2^-32, 2^32], as far as the steps bring it: what no product with such a one overflows or
// loses, n may bring back.
static inline scaled gate_level(scaled a)
{
#if !RELUME_WIDE
    const vec whole = v_abs(a.value.hi);
    const mask tiny = m_and(v_lt(whole, v_set((real)0x1p-32)), v_gt(whole, v_set(0)));
    // Mostly nothing is to be done.
    if (!m_any(m_or(tiny, v_ge(whole, v_set((real)0x1p32))))) return a;
    for (int k = 512; k >= 32; k /= 2) {
        const vec step = v_set((real)k), up = v_scale(v_set(1), step), down = v_scale(v_set(1), v_neg(step));
        const vec size = v_abs(a.value.hi);
        const mask large = v_ge(size, up), small = v_lt(size, down);
        a.value = p_times_power(a.value, v_select(large, down, v_select(small, up, v_set(1))));
        a.n = v_add(a.n, v_select(large, step, v_select(small, v_neg(step), v_set(0))));
    }
#endif
    return a;
}

SELDOM scaled gate_product(scaled act, vec b)
{
    const mask flat = v_lt(act.n, v_set(FLAT_EXPONENT));
    const vec flat_value = v_left_to_double(flat, v_copysign(v_set(0), act.value.hi));
    const scaled seen = s_select(flat, s_from(p_from(flat_value)), act), parts = gate_level(s_from(p_from(b)));
    return (scaled){p_times(seen.value, parts.value.hi), v_add(seen.n, parts.n)};
}

// Whether a product with b is within the range, and loses nothing. Zeros may be many.
static inline mask gate_usual(vec b)
{
    const vec size = v_abs(b);
    const mask lost = m_and(v_lt(size, v_set((real)0x1p-60)), v_gt(size, v_set(0)));
    return m_and(v_le(size, v_set((real)0x1p60)), m_not(lost));
}
// a·b where that is so, with the sign of a zero, which its low part may turn.
static inline pair gate_times(pair a, vec b)
{
    const pair y = p_mul_vec(a, b);
    return RELUME_PLAIN ? y : (pair){v_copysign(y.hi, v_flip_sign(a.hi, b)), y.lo};
}

static inline mask gate_unusual(vec a, vec b) { return m_not(m_and(gate_usual(a), gate_usual(b))); }

// NaN in a or b gives NaN in every derivative.
static inline void gate_pass_nan(vec a, vec b, int count, scaled *d)
{
    const mask ordered = m_and(v_eq(a, a), v_eq(b, b));
    for (int k = 0; k < count; k++) d[k] = s_select(ordered, d[k], s_set((real)NAN));
}
