// Sums of exact products, for functions whose terms cancel. What float computes in double is precise enough without.
#pragma once

#include "cells.h"
#include "range.h"

// a + b exactly, or an infinity without a low part.
static inline pair p_finite_sum(vec a, vec b)
{
    const pair s = p_sum(a, b);
    return (pair){s.hi, v_select(v_lt(v_abs(s.hi), v_set((real)INFINITY)), s.lo, v_set(0))};
}

// The sum of n terms as if in three times the precision; they are overwritten. Ogita, Rump & Oishi, Accurate Sum and
// Dot Product, 2005: sums that are error-free, twice, and then a plain one.
static inline pair p_sum_all(vec *terms, int n)
{
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 1; i < n; i++) {
            const pair s = p_sum(terms[i], terms[i - 1]);
            terms[i] = s.hi;
            terms[i - 1] = s.lo;
        }
    }
    vec rest = terms[0];
    for (int i = 1; i < n - 1; i++) rest = v_add(rest, terms[i]);
    return p_sum(terms[n - 1], rest);
}

// The sum where it is a number that isn't 0, or its plain value: infinite, or a zero of the right sign.
static inline pair p_sum_or(pair sum, vec plain)
{
    const mask zero = m_and(v_eq(sum.hi, v_set(0)), v_eq(plain, v_set(0)));
    const mask usual = m_and(v_lt(v_abs(plain), v_set((real)INFINITY)), m_not(zero));
    return p_select(usual, sum, p_from(plain));
}

// a·d + t, of which an infinite d leaves t where a is 0.
static inline pair p_line(vec a, pair d, vec t)
{
#if RELUME_WIDE
    // What is infinite counts as so large that a product is infinite in float.
    return p_from(v_fma(a, v_max(v_set(-0x1p300), v_min(v_set(0x1p300), d.hi)), t));
#else
    const vec high = v_select(m_and(v_eq(a, v_set(0)), v_eq(d.lo, v_set(0))), v_set(0), d.hi);
    const pair product = p_product(a, high);
    vec terms[] = {v_mul(a, d.lo), product.lo, product.hi, t};
    return p_sum_or(p_sum_all(terms, COUNT_OF(terms)), v_fma(a, high, t));
#endif
}

#if !RELUME_PLAIN
// Whether a pair's sum with what has size is nearly as precise as it, and none of both left the range of what is exact.
static inline mask sum_is_kept(vec sum, vec size)
{
    const real most = (real)(RELUME_BITS == 32 ? 0x1p100 : 0x1p900),
               kept = (real)(RELUME_BITS == 32 ? 0x1p-18 : 0x1p-40);
    const mask usual = m_or(m_within(size, 1 / most, most), v_eq(size, v_set(0)));
    return m_and(v_ge(v_abs(sum), v_mul(size, v_set(kept))), usual);
}
#endif

// c[0] + c[1]·t + ... in pairs.
static inline pair p_horner(pair t, const pair *c, int count)
{
    pair sum = c[count - 1];
    for (int k = count - 2; k >= 0; k--) sum = p_add(p_mul(sum, t), c[k]);
    return sum;
}
