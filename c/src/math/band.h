// A derivative about its root, where the sum that makes it elsewhere cancels: (x - root)·Q(x - root) with the root as
// hi, lo. Made by tools/coefficients/generate.py.
#pragma once

#include "coefficients.h"
#include "pair.h"

typedef struct {
    const real *root, *coefficients, *low;
    int count;
    real width;
} band;

#define BAND(name) ((band){name##_root, name, name##_low, COUNT_OF(name), name##_width})

static inline mask band_has(band b, vec x) { return v_lt(v_abs(v_sub(x, v_set(b.root[0]))), v_set(b.width)); }
static inline pair band_value(band b, vec x)
{
    const vec u = v_sub(x, v_set(b.root[0]));
    const pair q = p_polynomial(u, b.coefficients, b.count, b.low, 1);
    const vec low = v_fma(q.lo, u, v_mul(q.hi, v_set(-b.root[1]))), hi = v_fma(q.hi, u, low);
    return (pair){hi, v_add(v_fms(q.hi, u, hi), low)};
}
// Of a derivative, the band where x is in it. In double the sum is good enough for float: at the worst of all floats,
// the one next to the root of mish', its error is 0.882 ULP.
static inline scaled band_select(band b, vec x, scaled elsewhere)
{
#if RELUME_WIDE
    return elsewhere;
#else
    return s_select(band_has(b, x), s_from(band_value(b, x)), elsewhere);
#endif
}
