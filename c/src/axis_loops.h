// How a function on an axis runs over rows: written once, for every function, layout and instruction set.
//
// A line is STRIPES elements side by side, a few vectors. Two layouts make lines:
//   along    one row at a time, STRIPES of its elements a line, whatever its stride;
//   across   STRIPES adjacent rows a line, one element of each: for an axis that isn't the last. Some such groups of
//            rows are computed together, CHUNK lines of one after those of another: lines of one may be pages apart.
// A sum over a row goes into STRIPES partial sums, element i into sum i mod STRIPES, and these are then added in a
// tree. So the order depends on the length alone: every layout and instruction set gives the same bits. What a line has
// too few elements for is filled with a value that changes no sum.
#pragma once

#include <string.h>

#include "internal.h"
#include "math/pair.h"

enum { STRIPES = 16, VECTORS = STRIPES / LANES, GROUPS = 4, CHUNK = 8 * STRIPES };
enum { MOST_ROWS = GROUPS * STRIPES, MOST_FACTS = GROUPS * VECTORS };
// Lines whose terms are kept from the pass that sums them to the pass that divides by the sum; others are made again.
enum { KEPT_LINES = 256 };

// What arrays hold: float where it is computed in double.
#if RELUME_WIDE
typedef float element;
static inline vec load_elements(const element *from)
{
    // At any address, as v_load.
    element narrow[LANES];
    real lanes[LANES];
    memcpy(narrow, from, sizeof narrow);
    for (int i = 0; i < LANES; i++) lanes[i] = (real)narrow[i];
    return v_load(lanes);
}
static inline void store_elements(element *to, vec a)
{
    element narrow[LANES];
    real lanes[LANES];
    v_store(lanes, a);
    for (int i = 0; i < LANES; i++) narrow[i] = (element)lanes[i];
    memcpy(to, narrow, sizeof narrow);
}
#else
typedef real element;
static inline vec load_elements(const element *from) { return v_load(from); }
static inline void store_elements(element *to, vec a) { v_store(to, a); }
#endif

// What a reduction makes of a row: a sum and a count, or a maximum in sum.hi and its index in count.
typedef struct {
    pair sum;
    vec count;
} total;

// What is known of the rows of a vector: all lanes one row along, a row per lane across.
typedef struct {
    vec max;
    pair factor;
    total total;
} facts;

// The terms that are kept; float32 needs no low parts.
typedef struct {
    real hi[KEPT_LINES][STRIPES];
#if !RELUME_WIDE
    real lo[KEPT_LINES][STRIPES];
#endif
} kept_terms;

// One row, or up to MOST_ROWS of them. The last operand is the output.
typedef struct {
    char *at[3];
    ptrdiff_t row[3], step[3]; // bytes from row to row, and from element to element
    size_t rows, length;
    element fill[2];
} row_block;

// What a call looks like. All constants where loops are expanded.
typedef struct {
    int across, inputs, negate; // negate: the first input is used with its sign changed
} form;

// A term of a sum from the inputs; the sum with a term more; two sums in one; an output.
typedef pair term(const vec *in, const facts *f);
typedef total accumulate(total t, pair e, const vec *in, vec index, const facts *f);
typedef total merge(total a, total b);
typedef vec result(const vec *in, pair e, vec index, const facts *f);

INLINE size_t groups_of(form s, const row_block *b) { return s.across ? (b->rows + STRIPES - 1) / STRIPES : 1; }
INLINE size_t facts_of(form s, const row_block *b) { return s.across ? groups_of(s, b) * VECTORS : 1; }
INLINE const facts *own_facts(form s, const facts *f, size_t group, int v)
{
    return s.across ? f + group * VECTORS + (size_t)v : f;
}
INLINE size_t lines_of(form s, const row_block *b)
{
    return s.across ? b->length : (b->length + STRIPES - 1) / STRIPES;
}
INLINE size_t line_size(form s, const row_block *b, size_t group, size_t line)
{
    const size_t left = s.across ? b->rows - group * STRIPES : b->length - line * STRIPES;
    return left < STRIPES ? left : STRIPES;
}
INLINE char *line_at(form s, const row_block *b, int operand, size_t group, size_t line)
{
    return b->at[operand] + (ptrdiff_t)(s.across ? line : line * STRIPES) * b->step[operand] +
           (s.across ? group * STRIPES * sizeof(element) : 0);
}
INLINE ptrdiff_t line_step(form s, const row_block *b, int operand)
{
    return s.across ? (ptrdiff_t)sizeof(element) : b->step[operand];
}
INLINE vec index_of(form s, const row_block *b, size_t line, int v)
{
    if (s.across) return v_set((real)line);
    static const real first[STRIPES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    vec lanes;
    memcpy(&lanes, first + v * LANES, sizeof lanes);
    return v_add(v_set((real)(line * STRIPES)), lanes);
}

static inline void gather_line(element *to, const char *from, ptrdiff_t step, size_t n, element fill)
{
    for (size_t k = n; k < STRIPES; k++) to[k] = fill;
    for (size_t k = 0; k < n; k++, from += step) memcpy(to + k, from, sizeof *to);
}
static inline void scatter_line(char *to, ptrdiff_t step, const element *from, size_t n)
{
    for (size_t k = 0; k < n; k++, to += step) memcpy(to, from + k, sizeof *from);
}

INLINE void load_line(form s, const row_block *b, size_t group, size_t line, vec (*in)[2])
{
    element buffer[STRIPES];
    const size_t n = line_size(s, b, group, line);
    for (int k = 0; k < s.inputs; k++) {
        const element *from = (const element *)(void *)line_at(s, b, k, group, line);
        if (n < STRIPES || line_step(s, b, k) != (ptrdiff_t)sizeof(element)) {
            gather_line(buffer, line_at(s, b, k, group, line), line_step(s, b, k), n, b->fill[k]);
            from = buffer;
        }
        for (int v = 0; v < VECTORS; v++) {
            const vec value = load_elements(from + v * LANES);
            in[v][k] = s.negate && k == 0 ? v_neg(value) : value;
        }
    }
}

INLINE void store_line(form s, const row_block *b, size_t group, size_t line, const vec *out)
{
    element buffer[STRIPES];
    char *const to = line_at(s, b, s.inputs, group, line);
    const ptrdiff_t step = line_step(s, b, s.inputs);
    const size_t n = line_size(s, b, group, line);
    const int direct = n == STRIPES && step == (ptrdiff_t)sizeof(element);
    element *const at = direct ? (element *)(void *)to : buffer;
    for (int v = 0; v < VECTORS; v++) store_elements(at + v * LANES, out[v]);
    if (!direct) scatter_line(to, step, buffer, n);
}

// Where a line's terms are kept; KEPT_LINES or more for nowhere.
INLINE size_t kept_at(form s, const row_block *b, size_t group, size_t line) { return line * groups_of(s, b) + group; }
INLINE void keep_terms(kept_terms *kept, size_t line, const pair *e)
{
    if (kept == NULL || line >= KEPT_LINES) return;
    for (int v = 0; v < VECTORS; v++) {
        memcpy(&kept->hi[line][v * LANES], &e[v].hi, sizeof(vec));
#if !RELUME_WIDE
        memcpy(&kept->lo[line][v * LANES], &e[v].lo, sizeof(vec));
#endif
    }
}
INLINE pair kept_term(const kept_terms *kept, size_t line, int v)
{
    pair e = {v_set(0), v_set(0)};
    memcpy(&e.hi, &kept->hi[line][v * LANES], sizeof(vec));
#if !RELUME_WIDE
    memcpy(&e.lo, &kept->lo[line][v * LANES], sizeof(vec));
#endif
    return e;
}

// Across, with a line of the first group, asks for the lines of all groups that come some steps later: they lie too far
// apart for the CPU to foresee.
INLINE void prefetch_lines(form s, const row_block *b, size_t group, size_t line, int operands)
{
    enum { CACHE_LINE = 64 };
    if (!s.across || group > 0 || line >= b->length) return;
    for (int k = 0; k < operands; k++)
        for (size_t at = 0; at < b->rows * sizeof(element); at += CACHE_LINE)
            __builtin_prefetch(line_at(s, b, k, 0, line) + at);
}

// One line into VECTORS totals.
INLINE void reduce_line(form s, const row_block *b, size_t group, size_t line, term terms, accumulate add,
                        const facts *f, total *t, kept_terms *kept)
{
    vec in[VECTORS][2];
    pair e[VECTORS];
    load_line(s, b, group, line, in);
    for (int v = 0; v < VECTORS; v++) {
        const facts *const own = own_facts(s, f, group, v);
        e[v] = terms(in[v], own);
        t[v] = add(t[v], e[v], in[v], index_of(s, b, line, v), own);
    }
    keep_terms(kept, kept_at(s, b, group, line), e);
}

// The lanes of a total into one, in every lane of the result.
INLINE total merge_lanes(total t, merge join)
{
    real hi[LANES], lo[LANES], count[LANES];
    total lanes[LANES];
    memcpy(hi, &t.sum.hi, sizeof hi);
    memcpy(lo, &t.sum.lo, sizeof lo);
    memcpy(count, &t.count, sizeof count);
    for (int k = 0; k < LANES; k++) lanes[k] = (total){{v_set(hi[k]), v_set(lo[k])}, v_set(count[k])};
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int k = 0; k < half; k++) lanes[k] = join(lanes[k], lanes[k + half]);
    return lanes[0];
}

INLINE void reduce(form s, const row_block *b, term terms, accumulate add, merge join, total start, facts *f,
                   kept_terms *kept)
{
    const size_t lines = lines_of(s, b);
    if (!s.across) {
        total t[VECTORS];
        for (int v = 0; v < VECTORS; v++) t[v] = start;
        for (size_t line = 0; line < lines; line++) reduce_line(s, b, 0, line, terms, add, f, t, kept);
        for (int half = VECTORS / 2; half > 0; half /= 2)
            for (int v = 0; v < half; v++) t[v] = join(t[v], t[v + half]);
        f->total = merge_lanes(t[0], join);
        return;
    }
    total t[GROUPS][STRIPES][VECTORS];
    const size_t groups = groups_of(s, b);
    for (size_t chunk = 0; chunk < lines; chunk += CHUNK) {
        const size_t end = lines - chunk < CHUNK ? lines : chunk + CHUNK;
        for (size_t group = 0; group < groups; group++) {
            // Stripe after stripe, so that its totals stay in registers.
            for (size_t k = 0; k < STRIPES; k++) {
                total stripe[VECTORS];
                for (int v = 0; v < VECTORS; v++) stripe[v] = chunk == 0 ? start : t[group][k][v];
                for (size_t line = chunk + k; line < end; line += STRIPES) {
                    prefetch_lines(s, b, group, line + 2, s.inputs);
                    reduce_line(s, b, group, line, terms, add, f, stripe, kept);
                }
                for (int v = 0; v < VECTORS; v++) t[group][k][v] = stripe[v];
            }
        }
    }
    for (size_t group = 0; group < groups; group++) {
        for (int half = STRIPES / 2; half > 0; half /= 2)
            for (int k = 0; k < half; k++)
                for (int v = 0; v < VECTORS; v++) t[group][k][v] = join(t[group][k][v], t[group][k + half][v]);
        for (int v = 0; v < VECTORS; v++) f[group * VECTORS + (size_t)v].total = t[group][0][v];
    }
}

INLINE void map_line(form s, const row_block *b, size_t group, size_t line, term terms, result make, const facts *f,
                     const kept_terms *kept)
{
    vec in[VECTORS][2], out[VECTORS];
    for (int v = 0; v < VECTORS; v++) in[v][0] = in[v][1] = v_set(0);
    const size_t place = kept_at(s, b, group, line);
    const int stored = kept != NULL && place < KEPT_LINES;
    if (!stored) load_line(s, b, group, line, in);
    for (int v = 0; v < VECTORS; v++) {
        const facts *const own = own_facts(s, f, group, v);
        const pair e = stored ? kept_term(kept, place, v) : terms(in[v], own);
        out[v] = make(in[v], e, index_of(s, b, line, v), own);
    }
    store_line(s, b, group, line, out);
}

INLINE void map(form s, const row_block *b, term terms, result make, const facts *f, const kept_terms *kept)
{
    const size_t lines = lines_of(s, b);
    if (!s.across) {
        for (size_t line = 0; line < lines; line++) map_line(s, b, 0, line, terms, make, f, kept);
        return;
    }
    for (size_t chunk = 0; chunk < lines; chunk += CHUNK) {
        const size_t end = lines - chunk < CHUNK ? lines : chunk + CHUNK;
        for (size_t group = 0; group < groups_of(s, b); group++)
            for (size_t line = chunk; line < end; line++) {
                prefetch_lines(s, b, group, line + 16, s.inputs + 1);
                map_line(s, b, group, line, terms, make, f, kept);
            }
    }
}

// Where all operands have their rows side by side, across; and short rows too, by way of a tile that makes them so.
// Else along. Few rows don't fill a line.
enum { FEWEST_ACROSS = 8, LONGEST_SHORT = 32 };

typedef void function(form s, const row_block *b, kept_terms *kept);

// Runs a function of some inputs over rows. All but the rows, the operands and their strides are constants.
INLINE void run_rows(function apply, int inputs, int negate, const element *fill, size_t rows, size_t length,
                     char *const *operands, const ptrdiff_t *row_strides, const ptrdiff_t *element_strides)
{
    kept_terms kept;
    element tiles[3][LONGEST_SHORT][STRIPES];
    row_block b = {.length = length, .fill = {fill[0], fill[1]}};
    int adjacent = 1;
    for (int k = 0; k <= inputs; k++) adjacent &= row_strides[k] == (ptrdiff_t)sizeof(element);
    const int across = rows >= FEWEST_ACROSS && (adjacent || length <= LONGEST_SHORT);
    for (int k = 0; k <= inputs; k++) {
        b.at[k] = operands[k];
        b.row[k] = row_strides[k];
        b.step[k] = element_strides[k];
        if (!across || adjacent) continue;
        b.at[k] = (char *)tiles[k];
        b.row[k] = sizeof(element);
        b.step[k] = STRIPES * sizeof(element);
    }
    for (size_t done = 0; done < rows; done += b.rows) {
        if (!across) {
            b.rows = 1;
            apply((form){0, inputs, negate}, &b, &kept);
        } else {
            const size_t most = adjacent ? MOST_ROWS : STRIPES;
            b.rows = rows - done < most ? rows - done : most;
            for (int k = 0; k < inputs && !adjacent; k++)
                for (size_t i = 0; i < length; i++)
                    gather_line(tiles[k][i],
                                operands[k] + (ptrdiff_t)done * row_strides[k] + (ptrdiff_t)i * element_strides[k],
                                row_strides[k], b.rows, 0);
            apply((form){1, inputs, negate}, &b, &kept);
            for (size_t i = 0; i < length && !adjacent; i++)
                scatter_line(operands[inputs] + (ptrdiff_t)done * row_strides[inputs] +
                                 (ptrdiff_t)i * element_strides[inputs],
                             row_strides[inputs], tiles[inputs][i], b.rows);
        }
        for (int k = 0; k <= inputs && (adjacent || !across); k++) b.at[k] += (ptrdiff_t)b.rows * row_strides[k];
    }
}
