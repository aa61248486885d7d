// How a function on an axis runs over rows: written once, for every function, layout and instruction set.
//
// A line is STRIPES elements side by side, a few vectors. Two layouts make lines:
//   along    STRIPES elements of one row a line, whatever its stride. Some short rows are computed together, each pass
//            over one after that over another, and what ends them once for as many as a vector has lanes;
//   across   STRIPES adjacent rows a line, one element of each: for an axis that isn't the last. Some such groups of
//            rows are computed together, CHUNK lines of one after those of another: lines of one may be pages apart.
// A sum over a row goes into STRIPES partial sums, element i into sum i mod STRIPES, and these are then added in a
// tree. So the order depends on the length alone: every layout and instruction set gives the same bits. What a line has
// too few elements for is filled with a value that changes no sum.
#pragma once

#include <string.h>

#include "halves.h"
#include "internal.h"
#include "math/pair.h"

enum { STRIPES = 16, VECTORS = STRIPES / LANES };
// Groups of rows across that are computed together, and lines across that are: as many as the fastest caches hold well.
enum { DOUBLES = RELUME_BITS == 64 && !RELUME_WIDE };
enum { GROUPS = DOUBLES ? 4 : 16, CHUNK = (DOUBLES ? 8 : 4) * STRIPES };
enum { SETTLED = 64 };
enum { MOST_ROWS = GROUPS * STRIPES, MOST_FACTS = GROUPS * VECTORS };
// For what is done to each vector of facts: without code for each that there may be, which makes the library larger.
#define ROLLED _Pragma("GCC unroll 1")
// Terms that are kept from the pass that sums them to the pass that divides by the sum; others are made again.
enum { KEPT = 256 * STRIPES };

// What arrays hold: a number, float where it is computed in double, or its 16 bits.
#if RELUME_NARROW
typedef float number;
typedef uint16_t element;
INLINE vec load_elements(int32_t dtype, const element *from) { return v_load_halves(dtype == RELUME_BF16, from); }
INLINE void store_elements(int32_t dtype, element *to, vec a) { v_store_halves(dtype == RELUME_BF16, to, a); }
INLINE number number_of(int32_t dtype, element e) { return dtype == RELUME_BF16 ? float_of_bf16(e) : float_of_f16(e); }
INLINE element element_of(int32_t dtype, number a) { return dtype == RELUME_BF16 ? bf16_of(a) : f16_of(a); }
#else
#if RELUME_WIDE
typedef float number;
INLINE vec load_elements(int32_t dtype, const number *from) { return v_load_floats(from); }
INLINE void store_elements(int32_t dtype, number *to, vec a) { v_store_floats(to, a); }
#else
typedef real number;
INLINE vec load_elements(int32_t dtype, const number *from) { return v_load(from); }
INLINE void store_elements(int32_t dtype, number *to, vec a) { v_store(to, a); }
#endif
typedef number element;
INLINE number number_of(int32_t dtype, element e) { return e; }
INLINE element element_of(int32_t dtype, number a) { return a; }
#endif

// What a reduction makes of a row: a sum, what is small beside it, and a count; or a maximum in sum.hi and its index in
// sum.lo and count.
typedef struct {
    pair sum;
    vec part, count;
} total;
// Which of that a reduction has, beside sum.hi.
enum { LOW = 1, PART = 2, COUNT = 4 };

// What is known of rows, a row per lane; or of one, in every lane.
typedef struct {
    vec sign, max, base, bound, magic, at_max;
    pair factor;
    total total;
    int special; // a row's elements need care
} facts;

// The terms that are kept; what is rounded to a narrower type needs no low parts.
typedef struct {
    real hi[KEPT];
#if !RELUME_PLAIN
    real lo[KEPT];
#endif
} kept_terms;

// Up to STRIPES rows along, or MOST_ROWS across. The last operand is the output.
typedef struct {
    char *at[3];
    ptrdiff_t row[3], step[3]; // bytes from row to row, and from element to element
    size_t rows, length;
    element fill[2];
    number sign; // 1, or -1 where the first input is used with its sign changed
    int32_t dtype;
    int has_next; // rows follow, of up to LONGEST_PREFETCHED: to be asked for, and read where the last of these ends
} row_block;

// What a call looks like. All constants where loops are expanded.
typedef struct {
    int across, inputs;
} form;

// A term of a sum from the inputs; the sum with a term more; two sums in one; a sum of SETTLED terms made fit for as
// many more; an output.
typedef pair term(const vec *in, const facts *f);
typedef total accumulate(total t, pair e, const vec *in, pair index, const facts *f);
typedef total merge(total a, total b);
typedef total settle(total t);
typedef vec result(const vec *in, pair e, pair index, const facts *f);
typedef mask which(const vec *in, const facts *f);

// How outputs are made: from inputs and their terms; and, if told, by another function where any input of a line is
// unusual. That is asked once for all its vectors, so that these are computed side by side.
typedef struct {
    term *terms;
    result *make, *make_unusual;
    which *unusual;
} recipe;

// A row along, STRIPES rows across.
INLINE size_t groups_of(form s, const row_block *b) { return s.across ? (b->rows + STRIPES - 1) / STRIPES : b->rows; }
INLINE size_t facts_of(form s, const row_block *b)
{
    return s.across ? groups_of(s, b) * VECTORS : (b->rows + LANES - 1) / LANES;
}
// A lane in every lane.
static inline vec lane_of(const vec *a, size_t lane)
{
    real value;
    memcpy(&value, (const char *)a + lane * sizeof value, sizeof value);
    return v_set(value);
}
// What isn't used isn't loaded, as the compiler sees.
static inline facts facts_of_row(const facts *f, size_t row)
{
    const facts *const of = f + row / LANES;
    const size_t k = row % LANES;
    return (facts){
        .sign = lane_of(&of->sign, k),
        .max = lane_of(&of->max, k),
        .base = lane_of(&of->base, k),
        .bound = lane_of(&of->bound, k),
        .magic = lane_of(&of->magic, k),
        .at_max = lane_of(&of->at_max, k),
        .factor = {lane_of(&of->factor.hi, k), lane_of(&of->factor.lo, k)},
        .total = {{lane_of(&of->total.sum.hi, k), lane_of(&of->total.sum.lo, k)},
                  lane_of(&of->total.part, k),
                  lane_of(&of->total.count, k)},
        .special = of->special,
    };
}
// A group's: across, its vectors have one each.
INLINE const facts *facts_of_group(form s, const facts *f, size_t group, facts *room)
{
    if (s.across) return f + group * VECTORS;
    *room = facts_of_row(f, group);
    return room;
}
INLINE const facts *own_facts(form s, const facts *group, int v) { return s.across ? group + v : group; }
INLINE size_t lines_of(form s, const row_block *b)
{
    return s.across ? b->length : (b->length + STRIPES - 1) / STRIPES;
}
// A line is told by its group and by the index that its first element has in its row.
INLINE size_t line_size(form s, const row_block *b, size_t group, size_t first)
{
    const size_t left = s.across ? b->rows - group * STRIPES : b->length - first;
    return left < STRIPES ? left : STRIPES;
}
// Where the elements of a line are: side by side; so, as far as the row goes, with others behind them; or each apart.
typedef enum { WHOLE, CUT, APART } placing;

INLINE char *line_at(form s, const row_block *b, placing how, int operand, size_t group, size_t first)
{
    const ptrdiff_t step = !s.across && how != APART ? (ptrdiff_t)sizeof(element) : b->step[operand];
    char *const at = b->at[operand] + (ptrdiff_t)first * step;
    return at + (s.across ? (ptrdiff_t)(group * STRIPES * sizeof(element)) : (ptrdiff_t)group * b->row[operand]);
}
INLINE ptrdiff_t line_step(form s, const row_block *b, int operand)
{
    return s.across ? (ptrdiff_t)sizeof(element) : b->step[operand];
}
INLINE vec stripe_numbers(int v)
{
    static const real numbers[STRIPES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return v_load(numbers + v * LANES);
}
// In float a multiple of 2^20, so that it is exact, and the rest.
INLINE pair index_of(form s, size_t first, int v)
{
    const size_t rest = RELUME_BITS == 32 ? first % (1 << 20) : first;
    const vec stripes = s.across ? v_set(0) : stripe_numbers(v);
    return (pair){v_set((real)(first - rest)), v_add(v_set((real)rest), stripes)};
}

static __attribute__((noinline)) void gather_line(element *to, const char *from, ptrdiff_t step, size_t n, element fill)
{
    for (size_t k = n; k < STRIPES; k++) to[k] = fill;
#pragma GCC unroll 4
    for (size_t k = 0; k < n; k++, from += step) memcpy(to + k, from, sizeof *to);
}
static __attribute__((noinline)) void scatter_line(char *to, ptrdiff_t step, const element *from, size_t n)
{
#pragma GCC unroll 4
    for (size_t k = 0; k < n; k++, to += step) memcpy(to, from + k, sizeof *from);
}

// GCC doesn't see that what is used will be loaded, and warns.
INLINE void clear_line(vec (*in)[2])
{
    for (int v = 0; v < VECTORS; v++) in[v][0] = in[v][1] = v_set(0);
}
// How many lines, along, all operands have as they are loaded and stored: without a choice, a loop over them is faster.
INLINE size_t direct_lines(form s, const row_block *b)
{
    int direct = 1;
    for (int k = 0; k <= s.inputs; k++) direct &= b->step[k] == (ptrdiff_t)sizeof(element);
    return direct ? b->length / STRIPES : 0;
}

// Of the last line, along: what is behind may be read where that is another row of this thread's.
INLINE placing last_placing(form s, const row_block *b, size_t direct, size_t group)
{
    int cut = direct > 0 && (group + 1 < b->rows || b->has_next);
    for (int k = 0; k < s.inputs; k++) cut &= b->row[k] >= (ptrdiff_t)(b->length * sizeof(element));
    return cut ? CUT : APART;
}

INLINE void load_operand(form s, const row_block *b, placing how, int operand, size_t group, size_t first, vec (*in)[2])
{
    element buffer[STRIPES];
    const char *const at = line_at(s, b, how, operand, group, first);
    const size_t size = line_size(s, b, group, first);
    const element *const from = how == APART ? buffer : (const element *)(const void *)at;
    if (how == APART) gather_line(buffer, at, line_step(s, b, operand), size, b->fill[operand]);
    for (int v = 0; v < VECTORS; v++) {
        vec value = load_elements(b->dtype, from + v * LANES);
        if (how == CUT) {
            const vec fill = v_set((real)number_of(b->dtype, b->fill[operand]));
            value = v_select(v_lt(stripe_numbers(v), v_set((real)size)), value, fill);
        }
        in[v][operand] = value;
    }
}
// Not a loop, which GCC leaves as one.
INLINE void load_line(form s, const row_block *b, placing how, size_t group, size_t first, vec (*in)[2])
{
    load_operand(s, b, how, 0, group, first, in);
    if (s.inputs > 1) load_operand(s, b, how, 1, group, first, in);
}

INLINE void store_line(form s, const row_block *b, placing how, size_t group, size_t first, const vec *out)
{
    element buffer[STRIPES];
    char *const to = line_at(s, b, how, s.inputs, group, first);
    element *const at = how == WHOLE ? (element *)(void *)to : buffer;
    for (int v = 0; v < VECTORS; v++) store_elements(b->dtype, at + v * LANES, out[v]);
    if (how != WHOLE) scatter_line(to, line_step(s, b, s.inputs), buffer, line_size(s, b, group, first));
}

// Where a line's terms are kept, a row's side by side along; above MOST_KEPT for nowhere.
enum { MOST_KEPT = KEPT - STRIPES };
INLINE size_t kept_at(form s, const row_block *b, size_t group, size_t first)
{
    return s.across ? (first * groups_of(s, b) + group) * STRIPES : group * lines_of(s, b) * STRIPES + first;
}
INLINE void keep_terms(kept_terms *kept, size_t place, const pair *e)
{
    if (kept == NULL || place > MOST_KEPT) return;
    for (int v = 0; v < VECTORS; v++) {
        v_store(&kept->hi[place + (size_t)v * LANES], e[v].hi);
#if !RELUME_PLAIN
        v_store(&kept->lo[place + (size_t)v * LANES], e[v].lo);
#endif
    }
}
INLINE pair kept_term(const kept_terms *kept, size_t place, int v)
{
    pair e = {v_set(0), v_set(0)};
    e.hi = v_load(&kept->hi[place + (size_t)v * LANES]);
#if !RELUME_PLAIN
    e.lo = v_load(&kept->lo[place + (size_t)v * LANES]);
#endif
    return e;
}

// Across, with a line, asks for the one of the next chunk: it lies too far from this for the CPU to foresee. Tried and
// slower: all groups' lines some steps later, with those of the first (1.2 to 1.7 times as long).
INLINE void prefetch_line(form s, const row_block *b, size_t group, size_t line, int operands)
{
    enum { CACHE_LINE = 64 };
    if (!s.across || line + CHUNK >= b->length) return;
    for (int k = 0; k < operands; k++)
        for (size_t at = 0; at < STRIPES * sizeof(element); at += CACHE_LINE)
            __builtin_prefetch(line_at(s, b, WHOLE, k, group, line + CHUNK) + at, 0, 2);
}

// Along, with a line of a row that is computed, asks for that of one in the next block, which else would wait for it,
// and for where its own output goes, unless that is small. Tried and lost: that in backward (1.3 times as long).
INLINE void prefetch_next_row(form s, const row_block *b, size_t group, size_t first)
{
    if (!b->has_next) return;
    __builtin_prefetch(line_at(s, b, WHOLE, 0, group + b->rows, first));
    if (sizeof(element) > 2) __builtin_prefetch(line_at(s, b, WHOLE, s.inputs, group, first), 1);
}

// One line into VECTORS totals.
INLINE void reduce_line(form s, const row_block *b, placing how, size_t group, size_t first, term terms, accumulate add,
                        const facts *f, total *t, kept_terms *kept)
{
    vec in[VECTORS][2];
    pair e[VECTORS];
    clear_line(in);
    load_line(s, b, how, group, first, in);
    for (int v = 0; v < VECTORS; v++) {
        const facts *const own = own_facts(s, f, v);
        e[v] = terms(in[v], own);
        t[v] = add(t[v], e[v], in[v], index_of(s, first, v), own);
    }
    keep_terms(kept, kept_at(s, b, group, first), e);
}

// What isn't had isn't read from memory, nor written.
INLINE total total_of(int has, const total *t)
{
    const vec none = v_set(0);
    return (total){
        {t->sum.hi, has & LOW ? t->sum.lo : none}, has & PART ? t->part : none, has & COUNT ? t->count : none};
}
INLINE void put_total(int has, total *to, total t)
{
    to->sum.hi = t.sum.hi;
    if (has & LOW) to->sum.lo = t.sum.lo;
    if (has & PART) to->part = t.part;
    if (has & COUNT) to->count = t.count;
}
// One lane of a total.
static inline void set_lane(vec *a, size_t lane, vec b) { memcpy((char *)a + lane * sizeof(real), &b, sizeof(real)); }
INLINE void put_lane(int has, total *to, size_t lane, total t)
{
    set_lane(&to->sum.hi, lane, t.sum.hi);
    if (has & LOW) set_lane(&to->sum.lo, lane, t.sum.lo);
    if (has & PART) set_lane(&to->part, lane, t.part);
    if (has & COUNT) set_lane(&to->count, lane, t.count);
}
// Totals across, of stripe k of a group.
typedef struct {
    vec *hi, *lo, *part, *count;
} totals;
INLINE size_t place_of(size_t group, size_t k, int v) { return (group * STRIPES + k) * VECTORS + (size_t)v; }
INLINE total total_at(int has, const totals *t, size_t place)
{
    const vec none = v_set(0);
    return (total){{t->hi[place], has & LOW ? t->lo[place] : none},
                   has & PART ? t->part[place] : none,
                   has & COUNT ? t->count[place] : none};
}
INLINE void put_total_at(int has, const totals *t, size_t place, total a)
{
    t->hi[place] = a.sum.hi;
    if (has & LOW) t->lo[place] = a.sum.lo;
    if (has & PART) t->part[place] = a.part;
    if (has & COUNT) t->count[place] = a.count;
}
static inline total unzipped(total a, total b, int size, int odd)
{
    return (total){{v_unzipped(a.sum.hi, b.sum.hi, size, odd), v_unzipped(a.sum.lo, b.sum.lo, size, odd)},
                   v_unzipped(a.part, b.part, size, odd),
                   v_unzipped(a.count, b.count, size, odd)};
}
// The lanes of each row's total into one, a row per lane: two rows become one vector with half the lanes of each, two
// such become one with a quarter, and so on. What there is no row for gets another's.
INLINE void merge_lanes(int has, total *t, size_t rows, merge join, facts *f)
{
    for (size_t first = 0; first < rows; first += LANES) {
        total *const of = t + first;
        size_t n = rows - first < LANES ? rows - first : LANES;
#pragma GCC unroll 4
        for (int half = LANES / 2; half > 0; half /= 2) {
            ROLLED for (size_t k = 0; 2 * k < n; k++)
            {
                const total a = total_of(has, &of[2 * k]), b = total_of(has, &of[2 * k + 1 < n ? 2 * k + 1 : 2 * k]);
                put_total(has, &of[k], join(unzipped(a, b, half, 0), unzipped(a, b, half, 1)));
            }
            n = (n + 1) / 2;
        }
        put_total(has, &f[first / LANES].total, total_of(has, of));
    }
}

INLINE void reduce(form s, const row_block *b, int has, term terms, accumulate add, merge join, settle rest,
                   total start, facts *f, kept_terms *kept)
{
    enum { SETTLED_CHUNKS = SETTLED * STRIPES / CHUNK };
    const size_t lines = lines_of(s, b);
    const size_t groups = groups_of(s, b);
    if (!s.across) {
        const size_t direct = direct_lines(s, b);
        total rows[STRIPES];
        for (size_t group = 0; group < groups; group++) {
            facts room;
            const facts *const own = facts_of_group(s, f, group, &room);
            const placing last = last_placing(s, b, direct, group);
            total t[VECTORS];
            size_t line = 0;
            for (int v = 0; v < VECTORS; v++) t[v] = start;
            while (line < lines) {
                const size_t end = lines - line < SETTLED ? lines : line + SETTLED;
                for (; line < (direct < end ? direct : end); line++) {
                    if (has & PART) prefetch_next_row(s, b, group, line * STRIPES);
                    reduce_line(s, b, WHOLE, group, line * STRIPES, terms, add, own, t, kept);
                }
                for (; line < end; line++) reduce_line(s, b, last, group, line * STRIPES, terms, add, own, t, kept);
                for (int v = 0; v < VECTORS; v++) t[v] = rest(t[v]);
            }
            for (int half = VECTORS / 2; half > 0; half /= 2)
                for (int v = 0; v < half; v++) t[v] = join(t[v], t[v + half]);
            put_total(has, &rows[group], t[0]);
        }
        merge_lanes(has, rows, b->rows, join, f);
        return;
    }
    // Apart, so that what isn't had takes no room.
    enum { PLACES = GROUPS * STRIPES * VECTORS };
    vec hi[PLACES], lo[PLACES], part[PLACES], count[PLACES];
    const totals t = {hi, lo, part, count};
    for (size_t chunk = 0; chunk < lines; chunk += CHUNK) {
        const size_t end = lines - chunk < CHUNK ? lines : chunk + CHUNK;
        for (size_t group = 0; group < groups; group++) {
            // Stripe after stripe, so that its totals stay in registers.
            for (size_t k = 0; k < STRIPES; k++) {
                total stripe[VECTORS];
                for (int v = 0; v < VECTORS; v++)
                    stripe[v] = chunk == 0 ? start : total_at(has, &t, place_of(group, k, v));
                for (size_t line = chunk + k; line < end; line += STRIPES) {
                    prefetch_line(s, b, group, line, s.inputs);
                    reduce_line(s, b, line_size(s, b, group, line) == STRIPES ? WHOLE : APART, group, line, terms, add,
                                f + group * VECTORS, stripe, kept);
                }
                const int last = end == lines || chunk / CHUNK % SETTLED_CHUNKS == SETTLED_CHUNKS - 1;
                for (int v = 0; v < VECTORS; v++)
                    put_total_at(has, &t, place_of(group, k, v), last ? rest(stripe[v]) : stripe[v]);
            }
        }
    }
    for (size_t group = 0; group < groups; group++) {
        for (size_t half = STRIPES / 2; half > 0; half /= 2)
            for (size_t k = 0; k < half; k++)
                for (int v = 0; v < VECTORS; v++)
                    put_total_at(has, &t, place_of(group, k, v),
                                 join(total_at(has, &t, place_of(group, k, v)),
                                      total_at(has, &t, place_of(group, k + half, v))));
        for (int v = 0; v < VECTORS; v++)
            put_total(has, &f[group * VECTORS + (size_t)v].total, total_at(has, &t, place_of(group, 0, v)));
    }
}

INLINE int is_kept(form s, const row_block *b, size_t group, size_t first, const kept_terms *kept)
{
    return kept != NULL && kept_at(s, b, group, first) <= MOST_KEPT;
}
// Of a line that is loaded, or kept.
INLINE void make_line(form s, const row_block *b, int stored, placing how, size_t group, size_t first, vec (*in)[2],
                      term terms, result make, const facts *f, const kept_terms *kept)
{
    vec out[VECTORS];
    for (int v = 0; v < VECTORS; v++) {
        const facts *const own = own_facts(s, f, v);
        const pair e = stored ? kept_term(kept, kept_at(s, b, group, first), v) : terms(in[v], own);
        out[v] = make(in[v], e, index_of(s, first, v), own);
    }
    store_line(s, b, how, group, first, out);
}
INLINE int has_unusual(form s, vec (*in)[2], recipe r, const facts *f)
{
    if (r.unusual == NULL) return 0;
    mask any = r.unusual(in[0], own_facts(s, f, 0));
    for (int v = 1; v < VECTORS; v++) any = m_or(any, r.unusual(in[v], own_facts(s, f, v)));
    return m_any(any);
}
// From what is given, or from memory. With a copy of the block, so that the one that loops use needn't be there.
static __attribute__((noinline, unused)) void make_unusual_line(form s, row_block b, placing how, size_t group,
                                                                size_t first, vec (*given)[2], recipe r, const facts *f)
{
    vec in[VECTORS][2];
    clear_line(in);
    if (given == NULL)
        load_line(s, &b, how, group, first, in);
    else
        memcpy(in, given, sizeof in);
    facts room;
    make_line(s, &b, 0, how, group, first, in, r.terms, r.make_unusual, facts_of_group(s, f, group, &room), NULL);
}
// Lines from one on, all placed alike. Unusual ones out of the loop: a call in it would leave no registers for
// constants.
INLINE void map_lines(form s, const row_block *b, placing how, size_t group, size_t line, size_t end, recipe r,
                      const facts *f, const kept_terms *kept)
{
    const size_t size = s.across ? 1 : STRIPES;
    facts room;
    const facts *const own = facts_of_group(s, f, group, &room);
    for (; line < end; line++) { // past an unusual one
        for (; line < end; line++) {
            const int stored = is_kept(s, b, group, line * size, kept);
            vec in[VECTORS][2];
            prefetch_line(s, b, group, line, s.inputs + 1);
            clear_line(in);
            if (!stored) load_line(s, b, how, group, line * size, in);
            if (__builtin_expect(has_unusual(s, in, r, own), 0)) break;
            make_line(s, b, stored, how, group, line * size, in, r.terms, r.make, own, kept);
        }
        if (r.unusual == NULL || line == end) return;
        make_unusual_line(s, *b, how, group, line * size, NULL, r, f);
    }
}

INLINE void map(form s, const row_block *b, recipe r, const facts *f, const kept_terms *kept)
{
    const size_t lines = lines_of(s, b);
    if (!s.across) {
        const size_t direct = direct_lines(s, b);
        for (size_t group = 0; group < groups_of(s, b); group++) {
            // Where the last line is short, some before it are made twice, from inputs as they were.
            const int twice = direct > 0 && direct < lines;
            vec in[VECTORS][2];
            clear_line(in);
            if (twice) load_line(s, b, WHOLE, group, b->length - STRIPES, in);
            map_lines(s, b, WHOLE, group, 0, direct, r, f, kept);
            for (size_t line = direct; line < lines; line++) {
                const int stored = is_kept(s, b, group, line * STRIPES, kept);
                const size_t first = twice ? b->length - STRIPES : line * STRIPES;
                if (!twice && !stored) load_line(s, b, APART, group, first, in);
                const placing how = twice ? WHOLE : APART;
                facts room;
                const facts *const own = facts_of_group(s, f, group, &room);
                if (has_unusual(s, in, r, own))
                    make_unusual_line(s, *b, how, group, first, in, r, f);
                else
                    make_line(s, b, stored, how, group, first, in, r.terms, r.make, own, kept);
            }
        }
        return;
    }
    for (size_t chunk = 0; chunk < lines; chunk += CHUNK) {
        const size_t end = lines - chunk < CHUNK ? lines : chunk + CHUNK;
        for (size_t group = 0; group < groups_of(s, b); group++)
            map_lines(s, b, line_size(s, b, group, 0) == STRIPES ? WHOLE : APART, group, chunk, end, r, f, kept);
    }
}

// Where all operands have their rows side by side, across; and short rows too, by way of a tile that makes them so:
// those that fill no line, and of one input those that leave a third of the lines empty. Else along. Few rows don't
// fill a line.
enum { FEWEST_ACROSS = 8, SHORT = STRIPES + STRIPES / 2, LONGEST_PREFETCHED = 4096 };
INLINE int is_short(int inputs, size_t length)
{
    return length < STRIPES || (inputs == 1 && length > STRIPES && length < SHORT);
}
// How many rows along are computed together at most, and bytes of each operand. What ends them is then done for all at
// once; but what is read again must still be in the fastest cache.
typedef struct {
    size_t rows, bytes;
} batch;

typedef void function(form s, const row_block *b, kept_terms *kept);

// Runs a function of some inputs over rows. All but the rows, the operands and their strides are constants.
INLINE void run_rows(function apply, int inputs, batch most, number sign, const number *fill, int32_t dtype,
                     size_t rows, size_t length, char *const *operands, const ptrdiff_t *row_strides,
                     const ptrdiff_t *element_strides)
{
    kept_terms kept;
    element tiles[3][SHORT][STRIPES];
    row_block b = {.length = length,
                   .fill = {element_of(dtype, fill[0]), element_of(dtype, fill[1])},
                   .sign = sign,
                   .dtype = dtype};
    int adjacent = 1;
    for (int k = 0; k <= inputs; k++) adjacent &= row_strides[k] == (ptrdiff_t)sizeof(element);
    const int across = rows >= FEWEST_ACROSS && (adjacent || is_short(inputs, length));
    for (int k = 0; k <= inputs; k++) {
        b.at[k] = operands[k];
        b.row[k] = row_strides[k];
        b.step[k] = element_strides[k];
        if (!across || adjacent) continue;
        b.at[k] = (char *)tiles[k];
        b.row[k] = sizeof(element);
        b.step[k] = STRIPES * sizeof(element);
    }
    const size_t lines = (length + STRIPES - 1) / STRIPES, most_lines = most.bytes / (STRIPES * sizeof(element));
    const size_t many = lines < most_lines ? most_lines / lines : 1, together = many < most.rows ? many : most.rows;
    for (size_t done = 0; done < rows; done += b.rows) {
        if (!across) {
            b.rows = rows - done < together ? rows - done : together;
            b.has_next = done + b.rows < rows && length <= LONGEST_PREFETCHED;
            apply((form){0, inputs}, &b, &kept);
        } else {
            const size_t side_by_side = adjacent ? MOST_ROWS : STRIPES;
            b.rows = rows - done < side_by_side ? rows - done : side_by_side;
            for (int k = 0; k < inputs && !adjacent; k++)
                for (size_t i = 0; i < length; i++)
                    gather_line(tiles[k][i],
                                operands[k] + (ptrdiff_t)done * row_strides[k] + (ptrdiff_t)i * element_strides[k],
                                row_strides[k], b.rows, 0);
            apply((form){1, inputs}, &b, &kept);
            for (size_t i = 0; i < length && !adjacent; i++)
                scatter_line(operands[inputs] + (ptrdiff_t)done * row_strides[inputs] +
                                 (ptrdiff_t)i * element_strides[inputs],
                             row_strides[inputs], tiles[inputs][i], b.rows);
        }
        for (int k = 0; k <= inputs && (adjacent || !across); k++) b.at[k] += (ptrdiff_t)b.rows * row_strides[k];
    }
}
