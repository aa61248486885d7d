// Functions on [0, inf), or from a start on, as polynomials in 16 cells, whose coefficients are looked up lane by lane:
// fewer operations than one polynomial for all with its division, and no variable that has to be rounded.
//
// scale·a + offset tells a's cell, by its exponent and two leading mantissa bits: the cells grow as a does. Where a
// function falls as e^-a they are even instead, a's the integer nearest to scale·a; and where it falls as e^(-a^2/2)
// bent, that nearest to scale·a + bend·a^2, as they are, the other way, where they may be wider the further a is. Each
// polynomial stands about a centre, and a - centre is exact where it matters. A steady function has centres at which
// its value nearly is a number of the precision; a function with a root has the root as a centre, and what its first
// two coefficients lack, so that it keeps its relative accuracy there: cell_tables.h says how near each comes. Tried
// and slower: one polynomial in (a - 4)/(a + 4), which takes twice the time for the normal distribution.
#pragma once

#include "cell_tables.h"
#include "pair.h"

// rows: centres, then coefficients.
static inline vec cells_place(vec a, real scale, real offset)
{
    const vec last = v_set((real)(RELUME_BITS == 32 ? 0x1.fffffep3 : 0x1.fffffffffffffp3));
    return v_quarters(v_min(last, v_fma(a, v_set(scale), v_set(offset))));
}
// The sum from power first on, over u^first.
static inline vec cells_sum(vec cell, vec u, const real (*rows)[16], int first, int degree)
{
    vec sum = v_lookup(rows[1 + degree], cell);
    for (int i = degree - 1; i >= first; i--) sum = v_fma(sum, u, v_lookup(rows[1 + i], cell));
    return sum;
}

static inline pair cells_steady(vec a, vec cell, const real (*rows)[16], int degree)
{
    const vec u = v_sub(a, v_lookup(rows[0], cell));
    const vec slope = cells_sum(cell, u, rows, 1, degree), first = v_lookup(rows[1], cell);
    const vec value = v_fma(slope, u, first);
    if (RELUME_PLAIN) return p_from(value);
    return (pair){value, v_fma(slope, u, v_sub(first, value))};
}

// In wide cells the slope's rounding matters, and its first coefficient is kept apart.
static inline pair cells_wide_parts(vec a, vec cell, const real (*rows)[16], int degree)
{
    const vec u = v_sub(a, v_lookup(rows[0], cell)), first = v_lookup(rows[1], cell), second = v_lookup(rows[2], cell);
    const vec bend = v_mul(cells_sum(cell, u, rows, 2, degree), u), line = v_fma(second, u, first);
    return (pair){line, v_fma(bend, u, RELUME_PLAIN ? v_set(0) : v_fma(second, u, v_sub(first, line)))};
}
static inline pair cells_wide(vec a, vec cell, const real (*rows)[16], int degree)
{
    const pair y = cells_wide_parts(a, cell, rows, degree);
    return p_fast_sum(y.hi, y.lo);
}

// For a bounded a, and a function that is a near 0: the cell at 0 has what it is besides.
static inline pair cells_from_zero(vec a, real scale, real offset, const real (*rows)[16], int degree)
{
    const vec cell = v_quarters(v_fma(a, v_set(scale), v_set(offset))), u = v_sub(a, v_lookup(rows[0], cell));
    // In the cell at 0 the first coefficient is 0 and u is a; in others u is below it.
    const vec first = v_max(v_lookup(rows[1], cell), u), slope = cells_sum(cell, u, rows, 1, degree);
    const vec value = v_fma(slope, u, first);
    if (RELUME_PLAIN) return p_from(value);
    return (pair){value, v_fma(slope, u, v_sub(first, value))};
}

static inline pair cells_rooted(vec a, vec cell, const real (*rows)[16], int degree)
{
    const vec u = v_sub(a, v_lookup(rows[0], cell)), first = v_lookup(rows[1], cell);
    const vec sum = cells_sum(cell, u, rows, 2, degree), second = v_lookup(rows[2], cell);
    const vec slope = v_fma(sum, u, second);
    const vec slope_rest = v_add(v_fma(sum, u, v_sub(second, slope)), v_lookup(rows[degree + 3], cell));
    const pair product = p_product(slope, u), value = p_fast_sum(first, product.hi);
    const vec rest = v_add(v_add(value.lo, product.lo), v_lookup(rows[degree + 2], cell));
    return (pair){value.hi, v_fma(slope_rest, u, rest)};
}
// The root's cell has what matters at the root in the low part.
static inline pair cells_whole(pair a) { return RELUME_PLAIN ? p_from(v_add(a.hi, a.lo)) : e_normal(a); }
// In even cells, where what is beyond a line is a small part of it: three operations less. In the root's cell first is
// 0, and the product exact.
static inline pair cells_wide_rooted(vec a, vec cell, const real (*rows)[16], int degree)
{
    const vec u = v_sub(a, v_lookup(rows[0], cell)), first = v_lookup(rows[1], cell), second = v_lookup(rows[2], cell);
    const vec first_rest = v_lookup(rows[degree + 2], cell);
    const vec bend = v_fma(cells_sum(cell, u, rows, 2, degree), u, v_lookup(rows[degree + 3], cell));
    if (RELUME_PLAIN) return p_from(v_add(v_fma(second, u, first), v_fma(bend, u, first_rest)));
    const pair product = e_product(second, u), line = e_fast_sum(first, product.hi);
    return e_fast_sum(line.hi, v_fma(bend, u, v_add(v_add(line.lo, product.lo), first_rest)));
}
// For a pair: its low part decides near the root, where it may cancel all but what the root lacks.
static inline pair cells_rooted_pair(pair a, vec cell, const real (*rows)[16], int degree)
{
    const pair u = p_fast_sum(v_sub(a.hi, v_lookup(rows[0], cell)), a.lo);
    const vec sum = cells_sum(cell, u.hi, rows, 2, degree), second = v_lookup(rows[2], cell);
    const vec slope = v_fma(sum, u.hi, second);
    const vec slope_rest = v_add(v_fma(sum, u.hi, v_sub(second, slope)), v_lookup(rows[degree + 3], cell));
    const pair product = p_product(slope, u.hi), value = p_fast_sum(v_lookup(rows[1], cell), product.hi);
    const pair whole = p_sum(value.hi, v_lookup(rows[degree + 2], cell));
    const vec lows = v_add(v_add(v_add(value.lo, whole.lo), product.lo), v_lookup(rows[degree + 4], cell));
    const vec rest = v_add(lows, v_fma(slope, u.lo, v_mul(slope_rest, u.hi)));
    return p_fast_sum(whole.hi, rest);
}
#define CELLS_COUNT(name) ((int)(sizeof(name) / sizeof *(name)))
#define CELLS_PLACE(a, name) cells_place(a, name##_scale, name##_offset)
#define CELLS_STEADY(a, name) cells_steady(a, CELLS_PLACE(a, name), name, CELLS_COUNT(name) - 2)
#define CELLS_FROM_ZERO(a, name) cells_from_zero(a, name##_scale, name##_offset, name, CELLS_COUNT(name) - 2)
#define CELLS_ROOTED(a, name) cells_rooted(a, CELLS_PLACE(a, name), name, CELLS_COUNT(name) - 5)
#define CELLS_ROOTED_PAIR(a, name) cells_rooted_pair(a, CELLS_PLACE((a).hi, name), name, CELLS_COUNT(name) - 5)
// The same in even cells.
#define EVEN_PLACE(a, name) v_fma(a, v_set(name##_scale), v_set(ROUND_MAGIC))
#define EVEN_STEADY(a, name) cells_wide(a, EVEN_PLACE(a, name), name, CELLS_COUNT(name) - 2)
#define EVEN_PARTS(a, name) cells_wide_parts(a, EVEN_PLACE(a, name), name, CELLS_COUNT(name) - 2)
#define EVEN_ROOTED(a, name) cells_wide_rooted(a, EVEN_PLACE(a, name), name, CELLS_COUNT(name) - 5)
#define EVEN_ROOTED_PAIR(a, name) cells_rooted_pair(a, EVEN_PLACE((a).hi, name), name, CELLS_COUNT(name) - 5)
// And in even ones that begin below 0.
#define SHIFTED_PLACE(a, name) v_fma(a, v_set(name##_scale), v_set(ROUND_MAGIC + name##_shift))
#define SHIFTED_STEADY(a, name) cells_wide(a, SHIFTED_PLACE(a, name), name, CELLS_COUNT(name) - 2)
#define SHIFTED_ROOTED(a, name) cells_whole(cells_rooted(a, SHIFTED_PLACE(a, name), name, CELLS_COUNT(name) - 5))
// And in ones that are bent too.
#define BENT_SHIFTED_PLACE(a, name) \
    v_fma(a, v_fma(a, v_set(name##_bend), v_set(name##_scale)), v_set(ROUND_MAGIC + name##_shift))
#define BENT_SHIFTED_STEADY(a, name) cells_wide(a, BENT_SHIFTED_PLACE(a, name), name, CELLS_COUNT(name) - 2)
#define BENT_SHIFTED_ROOTED(a, name) \
    cells_whole(cells_rooted(a, BENT_SHIFTED_PLACE(a, name), name, CELLS_COUNT(name) - 5))
// And in bent ones that begin at 0; a may go further than what has its place.
#define BENT_PLACE(a, name) v_fma(a, v_fma(a, v_set(name##_bend), v_set(name##_scale)), v_set(ROUND_MAGIC))
#define BENT_STEADY(a, name) cells_wide(a, BENT_PLACE(a, name), name, CELLS_COUNT(name) - 2)
#define BENT_ROOTED(a, bounded, name) \
    cells_whole(cells_rooted(a, BENT_PLACE(bounded, name), name, CELLS_COUNT(name) - 5))

// a·e for the parts of an exponential but its power of two.
static inline pair cells_times(pair a, pair s)
{
    if (RELUME_PLAIN) {
        const vec whole = v_add(a.hi, a.lo);
        return p_from(v_fma(whole, s.hi, whole));
    }
    const vec hi = v_fma(a.hi, s.hi, a.hi);
    const vec rest = v_fma(a.hi, s.hi, v_sub(a.hi, hi));
    return p_fast_sum(hi, v_add(v_fma(a.hi, s.lo, v_fma(a.lo, s.hi, a.lo)), rest));
}

// What even cells, or another quick form, give, but beyond where it holds, where another has the value: elements there
// are few, and it is asked for them alone. In float that is what double has.
typedef scaled form(vec x, const vec *p);
typedef scaled gate_form(vec a, vec b, const vec *p);
typedef void gate_slopes_form(vec a, vec b, const vec *p, scaled *d);
typedef struct {
    pair value;
    mask beyond;
    union {
        form *rest;
        gate_form *gate_rest;
        gate_slopes_form *gate_slopes_rest;
    };
} central;

// NaN is beyond too, as 0·inf is NaN.
static inline mask cells_beyond(vec a, real end) { return m_not(v_le(a, v_set(end))); }
#if RELUME_BITS == 32
// With a member left out, GCC keeps it all in memory.
static inline central in_float(pair value, mask beyond) { return (central){value, beyond, {NULL}}; }
static inline central in_cells(pair value, vec a, real end) { return in_float(value, cells_beyond(a, end)); }
#endif

// Whether double, of terms of that size, leaves float too little; or float 16 bits, which is where UNITS_WIDE of it may
// be wrong, and five roundings have made size what it is. Where it was fewer, size is less.
static inline mask cancels(vec sum, vec size)
{
    return m_not(v_ge(v_abs(sum), v_mul(size, v_set(RELUME_HALVES ? 0x1p-2f : 0x1p-20f))));
}
static inline central quick_or(pair value, mask beyond, form *rest) { return (central){value, beyond, {rest}}; }
// A slope that isn't 0 unless its factor is, but so small or large that dy may bring it back from beyond float's range.
static inline vec slope_in_range(vec slope, vec factor)
{
    const vec size = v_abs(slope);
    const mask small = m_and(v_lt(size, v_set(0x1p-100f)), v_gt(v_abs(factor), v_set(0)));
    return v_left_to_double(m_or(v_gt(size, v_set(0x1p100f)), small), slope);
}

// Where x is so small that f may lie beside a midpoint of narrow numbers by less than double shows, or large.
// Of a multiple of x, which may be 0 where x isn't.
static inline mask multiple_outside(vec multiple, vec x, real most)
{
    const vec size = v_abs(multiple);
    const mask small = m_and(v_lt(size, v_set(0x1p-26f)), v_gt(v_abs(x), v_set(0)));
    return m_or(m_not(v_le(size, v_set(most))), small);
}
static inline mask outside(vec x, real most) { return multiple_outside(x, x, most); }

// 1 - d, and d where negative, 1 - d elsewhere.
static inline pair one_minus(pair d)
{
    const pair s = p_fast_sum(v_set(1), v_neg(d.hi));
    return (pair){s.hi, v_sub(s.lo, d.lo)};
}
static inline pair complement(mask negative, pair d) { return p_select(negative, d, one_minus(d)); }
// d·2^n where negative, 1 - d·2^n elsewhere.
static inline scaled reflected(mask negative, pair d, vec n)
{
    const vec power = v_scale(v_set(1), v_max(v_set(LEAST_POWER), n));
    const vec hi = v_fnma(d.hi, power, v_set(1));
    const vec lo = v_fnma(d.lo, power, v_fnma(d.hi, power, v_sub(v_set(1), hi)));
    return s_select(negative, (scaled){d, n}, s_from((pair){hi, lo}));
}
