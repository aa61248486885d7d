// The functions on an axis for one instruction set at one precision: float in float, and in double what RELUME_WIDE has
// in its table below; double in double; or the types of 16 bits in float, in a build with RELUME_NARROW. Compiled once
// per pair, with RELUME_SIMD, RELUME_BITS, RELUME_WIDE, RELUME_NARROW and RELUME_TABLE set by the build.
//
// Softmax divides terms e^x·2^n by their sum, n an integer that a row's maximum m gives: x - m isn't rounded, and needs
// no pair. A term is a power of half the digits times 1 + s, and so is the sum's reciprocal, so that all that is
// rounded before the result is a thirtieth of it at most. The result is rounded before its last power of two, so that a
// subnormal one is rounded once where it matters. log_softmax counts the terms that are e^m and sums only the others:
// where one element dominates, its logarithm is log1p of that sum, and keeps its relative precision down to the
// smallest numbers. Sparsemax finds t by Newton's method on sum(max(0, x - t)) - 1, which is convex and piecewise
// linear: from t = m - 1 it rises to the solution in a few steps, each a pass over the row, and ends when the support
// stays as it is. Sums are pairs, as where dy is nearly a constant the gradient is what is left of one that cancels,
// and float would forget the small terms of a long row; but for those that softmax's backward takes of float's dy in
// double.
//
// Worst seen, of elements and of rows of all kinds (tests/python/test_axis_functions.py): float 0.546 ULP, 0.745 where
// the result is subnormal (softmax), 0.77 (log_softmax), 16 bits 0.500; double 0.538 (softmax), 0.801 (log_softmax),
// 0.500 (sparsemax); backward 0.500, in double 0.829, but for what cancels: an error of 2^-50 of the largest dy, in
// double 2^-100, and in log_softmax of 2^-55 of e^y·sum(dy). Tried and lost: partial sums of all stripes in memory
// across rows (30 % slower, then lines far apart aren't foreseen); short rows one at a time (four times slower at ten
// elements); float's forward in double (1.4 to 1.9 times as long); x - m in pairs, and no table (1.6 in double); in
// backward more than 4 kB of rows together, and asking for what isn't there yet (1.2 to 1.5 times as long where memory
// is the limit); softmax's backward of float in float (AVX-512 along 0.75 to 0.85, across up to 1.5, AVX2 1.1); half of
// a term's operations a line ahead of the other (float 0.95, double up to 1.25).
#include "axis_loops.h"
#include "math/exp.h"
#include "math/exp_16ths.h"
#include "math/log1p.h"

// Terms have the order of 2^BIAS where the maximum is. What is below m - SPAN counts as that: as a result it is 0, and
// so is any sum of it, and 2^BIAS times it is still normal.
#if RELUME_BITS == 32
enum { BIAS = 60, SPAN = 125 };
#define LARGEST FLT_MAX
#else
enum { BIAS = 900, SPAN = 790 };
#define LARGEST DBL_MAX
#endif

static inline mask is_finite(vec a) { return v_lt(v_abs(a), v_set((real)INFINITY)); }
// A sum as a pair, its low part 0 where the high one is infinite or NaN.
static inline pair finished_sum(pair sum)
{
    const pair normal = e_normal(sum);
    return p_select(is_finite(normal.hi), normal, p_from(sum.hi));
}

// ---- Reductions ----

static const total nothing = {0};

static inline total add_sum(total t, pair e, const vec *in, pair index, const facts *f)
{
    const pair s = e_sum(t.sum.hi, e.hi);
    return (total){{s.hi, v_add(t.sum.lo, v_add(s.lo, e.lo))}, t.part, t.count};
}
// Of terms without a low part.
static inline total add_value(total t, pair e, const vec *in, pair index, const facts *f)
{
    const pair s = e_sum(t.sum.hi, e.hi);
    return (total){{s.hi, v_add(t.sum.lo, s.lo)}, t.part, t.count};
}
static inline total merge_sums(total a, total b)
{
    const pair s = e_sum(a.sum.hi, b.sum.hi);
    return (total){{s.hi, v_add(s.lo, v_add(a.sum.lo, b.sum.lo))}, v_add(a.part, b.part), v_add(a.count, b.count)};
}
// Before low parts have collected errors of their own.
static inline total settle_sum(total t)
{
    return (total){e_fast_sum(t.sum.hi, v_add(t.sum.lo, t.part)), v_set(0), t.count};
}

static inline total as_it_is(total t) { return t; }
enum { UPSTREAM = RELUME_WIDE ? 0 : LOW, EXPONENTIALS = RELUME_PLAIN ? LOW : LOW | PART };
// Of dy: double has as many digits more than float as cancel where dy is nearly a constant.
static inline total add_upstream(total t, pair e, const vec *in, pair index, const facts *f)
{
    if (!RELUME_WIDE) return add_value(t, e, in, index, f);
    t.sum.hi = v_add(t.sum.hi, e.hi);
    return t;
}
static inline total merge_upstream(total a, total b)
{
    if (!RELUME_WIDE) return merge_sums(a, b);
    a.sum.hi = v_add(a.sum.hi, b.sum.hi);
    return a;
}

static inline pair term_x(const vec *in, const facts *f) { return p_from(in[0]); }
static inline pair term_signed(const vec *in, const facts *f) { return p_from(v_mul(f->sign, in[0])); }
static inline total start_max(void) { return (total){p_from(v_set(-(real)INFINITY)), v_set(0), v_set(0)}; }
// NaN is passed over: the sum finds it.
static inline total add_max(total t, pair e, const vec *in, pair index, const facts *f)
{
    t.sum.hi = v_max(e.hi, t.sum.hi);
    return t;
}
static inline total merge_max(total a, total b)
{
    a.sum.hi = v_max(b.sum.hi, a.sum.hi);
    return a;
}
INLINE void find_max(form s, const row_block *b, term terms, facts *f)
{
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++) f[v].sign = v_set((real)b->sign);
    reduce(s, b, 0, terms, add_max, merge_max, as_it_is, start_max(), f, NULL);
    // +0, so that the result doesn't tell which of two zeros came first.
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++) f[v].max = v_add(f[v].total.sum.hi, v_set(0));
}

// ---- Rows that hold NaN, inf, or nothing but -inf: those whose sum is NaN ----

// What a row gets: hot at one place, which is the row's length for none, and rest elsewhere.
typedef struct {
    size_t row, place;
    number hot, rest;
} limit;

// Called with copies, so that what loops use needn't be in memory.
#define RARE static __attribute__((noinline))
typedef void rare_pass(form s, const row_block *b, facts *f);
INLINE void run_rare(rare_pass pass, form s, const row_block *b, facts *f)
{
    const row_block block = *b;
    facts own[MOST_FACTS];
    const size_t size = facts_of(s, b) * sizeof *f;
    memcpy(own, f, size);
    pass(s, &block, own);
    memcpy(f, own, size);
}

RARE limit limit_of(form s, const row_block *b, size_t row, number hot, number rest)
{
    const char *at = b->at[0] + (ptrdiff_t)row * b->row[0];
    size_t infinities = 0, place = 0;
    for (size_t i = 0; i < b->length; i++, at += b->step[0]) {
        element e;
        memcpy(&e, at, sizeof e);
        const number x = b->sign * number_of(b->dtype, e);
        if (x != x) return (limit){row, b->length, (number)NAN, (number)NAN};
        if (x != (number)INFINITY) continue;
        infinities++;
        place = i;
    }
    if (infinities == 1 || (infinities == 0 && b->length == 1)) return (limit){row, place, hot, rest};
    return (limit){row, b->length, (number)NAN, (number)NAN};
}

RARE void write_limit(form s, const row_block *b, limit l)
{
    char *at = b->at[s.inputs] + (ptrdiff_t)l.row * b->row[s.inputs];
    const element hot = element_of(b->dtype, l.hot), rest = element_of(b->dtype, l.rest);
    for (size_t i = 0; i < b->length; i++, at += b->step[s.inputs]) memcpy(at, i == l.place ? &hot : &rest, sizeof hot);
}

// Writes results, but for the rows that get their limits.
INLINE void map_with_limits(form s, const row_block *b, recipe r, const facts *f, const kept_terms *kept, number hot,
                            number rest)
{
    real sums[MOST_ROWS];
    limit limits[MOST_ROWS];
    size_t count = 0;
    // GCC doesn't know how many there may be, and warns.
    for (size_t v = 0; v < facts_of(s, b) && v < MOST_FACTS; v++) v_store(sums + v * LANES, f[v].total.sum.hi);
    // Before anything is written, as it may be in place.
    for (size_t row = 0; row < b->rows; row++) {
        if (sums[row] == sums[row]) continue;
        const row_block block = *b;
        limits[count++] = limit_of(s, &block, row, hot, rest);
    }
    map(s, b, r, f, kept);
    for (size_t k = 0; k < count; k++) {
        const row_block block = *b;
        write_limit(s, &block, limits[k]);
    }
}

// ---- Softmax, its logarithm, softmin ----

// What exp_16ths needs, from the maximum. Where it is large, x - m is exact for all x that count.
static inline void prepare_exp(facts *f)
{
    const mask near = v_le(v_abs(f->max), v_set(0x1p16f));
    f->base = RELUME_PLAIN ? f->max : v_select(near, v_set(0), f->max);
    const vec m = v_sub(f->max, f->base), n = v_round(v_mul(m, v_set(LOG2E[0])));
    f->bound = v_sub(m, v_set(SPAN));
    f->magic = v_fnma(n, v_set(16), v_set(ROUND_MAGIC + 16 * BIAS));
}
// As hi·(1 + lo); in a build for narrower types as hi. NaN goes through.
static inline pair term_exp(const vec *in, const facts *f)
{
    const sixteenths e = exp_16ths(v_max(f->bound, v_fms(f->sign, in[0], f->base)), f->magic);
    return RELUME_PLAIN ? p_from(v_fma(e.power, e.s, e.power)) : (pair){e.power, e.s};
}

// No term is above what the sum starts with, so that no order has to be found out.
#define START v_set((real)4 * (RELUME_BITS == 32 ? (real)0x1p60 : (real)0x1p900))
static inline total start_exp(void) { return (total){p_from(START), v_set(0), v_set(0)}; }
static inline total add_part(total t, pair e)
{
    if (!RELUME_PLAIN) t.part = v_fma(e.hi, e.lo, t.part);
    return t;
}
static inline total add_exp(total t, pair e, const vec *in, pair index, const facts *f)
{
    const pair s = e_fast_sum(t.sum.hi, e.hi);
    t.sum = (pair){s.hi, v_add(t.sum.lo, s.lo)};
    return add_part(t, e);
}
static inline pair sum_of(total t)
{
    t = total_of(EXPONENTIALS, &t);
    return e_fast_sum(t.sum.hi, v_add(t.sum.lo, t.part));
}

static inline vec divided(const vec *in, pair e, pair index, const facts *f)
{
#if RELUME_PLAIN
    return v_mul(e.hi, f->factor.hi);
#else
    const vec power = v_mul(e.hi, f->factor.hi), s = v_fma(e.lo, f->factor.lo, v_add(e.lo, f->factor.lo));
    return v_mul(v_fma(power, s, power), v_scale(v_set(1), v_set(-BIAS)));
#endif
}

// 1/sum as hi·(1 + lo) like a term, from 1/(1 - u) = 1 + u + u^2.
static inline pair reciprocal_of(pair sum)
{
    const vec whole = v_div(v_set(1), sum.hi);
    if (RELUME_PLAIN) return p_from(whole);
    enum { REST = MANTISSA_BITS - MANTISSA_BITS / 2 };
    const vec hi = v_truncate_bits(whole, ~(((bits)1 << REST) - 1));
    const vec u = v_fnma(hi, sum.lo, v_fnma(hi, sum.hi, v_set(1)));
    return (pair){hi, v_fma(u, u, u)};
}

INLINE void softmax(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    find_max(s, b, term_signed, f);
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++) prepare_exp(&f[v]);
    reduce(s, b, EXPONENTIALS, term_exp, add_exp, merge_sums, settle_sum, start_exp(), f, kept);
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        f[v].total.sum.hi = v_sub(f[v].total.sum.hi, v_mul(START, v_set(STRIPES)));
        const pair sum = sum_of(f[v].total);
        f[v].factor = reciprocal_of(RELUME_PLAIN ? sum : e_scale(sum, v_set(-BIAS)));
    }
    map_with_limits(s, b, (recipe){.terms = term_exp, .make = divided}, f, kept, 1, 0);
}

// Where one term is most of the sum: terms that are e^m are counted, not summed. The sum may be as small as any number,
// and starts with 0. Infinite differences are NaN, and make the sum NaN.
static inline total add_counted(total t, pair e, const vec *in, pair index, const facts *f)
{
    const mask one = v_eq(v_sub(in[0], f->max), v_set(0));
    t.count = v_add(t.count, v_select(one, v_set(1), v_set(0)));
    // Nor is what fills a line, which a sum of tiny terms would tell.
    const mask none = v_le(v_sub(in[0], f->base), f->bound);
    e.hi = v_select(m_or(one, none), v_set(0), e.hi);
    return add_part(add_value(t, e, in, index, f), e);
}

// The binary exponent of a positive normal number, for a few numbers only.
static inline vec exponent_of(vec a)
{
    enum { EXPONENT_BIAS = 1 - MIN_EXPONENT };
    real lanes[LANES];
    v_store(lanes, a);
    for (int k = 0; k < LANES; k++) {
        bits i;
        memcpy(&i, &lanes[k], sizeof i);
        lanes[k] = (real)((int)(i >> MANTISSA_BITS & (2 * EXPONENT_BIAS + 1)) - EXPONENT_BIAS);
    }
    return v_load(lanes);
}

// log(count + rest), count >= 1: log(2^k·(1 + f)) = k·log(2) + log1p(f). Of count = 1 and rest < 1, f is rest itself.
static inline pair log_of_sum(vec count, pair rest)
{
    const pair whole = e_sum(count, rest.hi), s = e_fast_sum(whole.hi, v_add(whole.lo, rest.lo));
    const vec k = exponent_of(s.hi), down = v_scale(v_set(1), v_neg(k));
    const mask small = m_and(v_eq(k, v_set(0)), v_eq(count, v_set(1)));
#if RELUME_PLAIN
    const vec f = v_select(small, rest.hi, v_fma(s.hi, down, v_set(-1)));
    // Of the polynomial the odd and the even powers apart, as a short row waits for its logarithm.
    const vec t = v_fma(v_set(2), f, v_set(-1)), square = v_mul(t, t);
    enum { EVEN = (COUNT_OF(log1p_q) - 1) / 2 * 2, ODD = COUNT_OF(log1p_q) / 2 * 2 - 1 };
    vec even = v_set(log1p_q[EVEN]), odd = v_set(log1p_q[ODD]);
    for (int i = EVEN - 2; i >= 0; i -= 2) even = v_fma(even, square, v_set(log1p_q[i]));
    for (int i = ODD - 2; i > 0; i -= 2) odd = v_fma(odd, square, v_set(log1p_q[i]));
    return p_from(v_fma(k, v_set(LN2[0]), v_mul(f, v_fma(odd, t, even))));
#else
    const pair part = e_fast_sum(v_fma(s.hi, down, v_set(-1)), v_mul(s.lo, down));
    const pair fraction = p_select(small, rest, part);
    const pair log1p = e_mul_vec(log1p_factor(fraction.hi), fraction.hi);
    const vec low = v_div(fraction.lo, v_add(v_set(1), fraction.hi));
    return e_fast_add(e_mul_vec(PAIR_CONSTANT(LN2), k), e_fast_sum(log1p.hi, v_add(log1p.lo, low)));
#endif
}

static inline vec less_logarithm(const vec *in, pair e, pair index, const facts *f)
{
#if RELUME_PLAIN
    return v_add(v_sub(v_sub(in[0], f->max), f->factor.hi), v_set(0)); // -0 - 0 too is +0
#else
    // e_sum, half of it by fused operations. Where x - hi is infinite, low is NaN.
    const vec x = v_sub(in[0], f->factor.hi), less = v_less(x, in[0]);
    const vec rest = v_less(v_sub(in[0], v_less(x, less)), v_plus(f->factor.hi, less));
    const vec low = v_sub(rest, f->factor.lo), y = v_plus(x, v_max(low, v_set(-LARGEST)));
    // Where hi isn't m, lo may be as large as the result, and would round it once more.
    return v_select(v_eq(in[0], f->max), f->at_max, y);
#endif
}

// Elsewhere only the parts of what is e^m that are inexact stay out: the others' can be taken from the sum.
static inline total add_others(total t, pair e, const vec *in, pair index, const facts *f)
{
    if (RELUME_PLAIN) return add_exp(t, e, in, index, f);
    const mask one = v_eq(in[0], f->max);
    t.count = v_add(t.count, v_select(one, v_set(1), v_set(0)));
    e.lo = v_select(one, v_set(0), e.lo);
    return add_exp(t, e, in, index, f);
}
enum { OTHERS = RELUME_PLAIN ? EXPONENTIALS : EXPONENTIALS | COUNT };

// e^m, as term_exp has it; and a sum's ratio to it.
static inline pair unit_of(const facts *f)
{
    const pair unit = term_exp(&f->max, f);
    return RELUME_PLAIN ? unit : e_fast_sum(unit.hi, v_mul(unit.hi, unit.lo));
}
static inline pair in_units(pair sum, pair unit)
{
    return RELUME_PLAIN ? e_scale(sum, v_set(-BIAS)) : e_normal(e_div(sum, unit));
}
// Where factor is below this; NaN isn't.
#define DOMINATED 0x1p-10f
static inline mask is_dominated(const facts *f) { return v_lt(f->factor.hi, v_set(DOMINATED)); }
// What the other terms are to e^m, in factor, and how often that is there. Along, of those rows alone.
RARE void count_terms(form s, const row_block *b, facts *f)
{
    enum { COUNTED = EXPONENTIALS | COUNT };
    facts counted[MOST_FACTS];
    memcpy(counted, f, facts_of(s, b) * sizeof *f);
    if (s.across) reduce(s, b, COUNTED, term_exp, add_counted, merge_sums, settle_sum, nothing, counted, NULL);
    for (size_t row = 0; row < b->rows && !s.across; row++) {
        if (!(m_bits(is_dominated(&f[row / LANES])) >> row % LANES & 1)) continue;
        facts own = facts_of_row(f, row);
        row_block one = *b;
        one.at[0] += (ptrdiff_t)row * b->row[0];
        one.rows = 1;
        one.has_next = row + 1 < b->rows || b->has_next;
        reduce(s, &one, COUNTED, term_exp, add_counted, merge_sums, settle_sum, nothing, &own, NULL);
        put_lane(COUNTED, &counted[row / LANES].total, row % LANES, own.total);
    }
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        const mask few = is_dominated(&f[v]);
        const pair rest = in_units(sum_of(counted[v].total), unit_of(&f[v]));
        f[v].factor = p_select(few, rest, f[v].factor);
        f[v].total.count = v_select(few, counted[v].total.count, f[v].total.count);
    }
}

INLINE void log_softmax(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    find_max(s, b, term_x, f);
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++) prepare_exp(&f[v]);
    reduce(s, b, OTHERS, term_exp, add_others, merge_sums, settle_sum, start_exp(), f, NULL);
    mask few = v_lt(v_set(0), v_set(0));
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        if (RELUME_PLAIN) f[v].total.count = v_set(1);
        const total t = total_of(OTHERS | COUNT, &f[v].total);
        // Exact, as no sum is far from what it started with. NaN where the maximum is infinite.
        const vec all = v_add(v_sub(t.sum.hi, v_mul(START, v_set(STRIPES))), v_sub(f[v].max, f[v].max));
        const vec others = v_fnma(t.count, term_exp(&f[v].max, &f[v]).hi, all);
        // The low sum may be all there is.
        const pair low = RELUME_PLAIN ? p_from(t.sum.lo) : e_sum(t.sum.lo, t.part), rest = e_add(p_from(others), low);
        f[v].total.sum.hi = all;
        f[v].factor = in_units(rest, unit_of(&f[v]));
        few = m_or(few, is_dominated(&f[v]));
    }
    if (__builtin_expect(m_any(few), 0)) run_rare(count_terms, s, b, f);
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        const pair log = log_of_sum(f[v].total.count, f[v].factor);
#if RELUME_PLAIN
        f[v].factor = log;
#else
        const pair all = e_sum(f[v].max, log.hi);
        f[v].at_max = v_sub(v_set(0), log.hi);
        f[v].factor = (pair){all.hi, v_add(all.lo, log.lo)};
#endif
    }
    map_with_limits(s, b, (recipe){.terms = term_x, .make = less_logarithm}, f, NULL, 0, -(number)INFINITY);
}

// dy·y to a sum, from dy and y: exact, but in double.
static inline pair term_product(const vec *in, const facts *f)
{
#if RELUME_PLAIN
    return p_from(v_set(0)); // it isn't used
#else
    const pair product = e_product(in[0], in[1]);
    return (pair){v_unless_zero(in[1], product.hi), v_unless_zero(in[1], product.lo)};
#endif
}
static inline total add_product(total t, pair e, const vec *in, pair index, const facts *f)
{
#if RELUME_WIDE
    t.sum.hi = v_fma(in[0], in[1], t.sum.hi);
    return t;
#elif RELUME_PLAIN
    // e_sum of a product that is none of its operations.
    const vec s = v_fma(in[0], in[1], t.sum.hi), less = v_sub(s, t.sum.hi);
    const vec rest = v_add(v_sub(t.sum.hi, v_less(s, less)), v_fms(in[0], in[1], less));
    return (total){{s, v_plus(t.sum.lo, rest)}, t.part, t.count};
#else
    return add_sum(t, e, in, index, f);
#endif
}
// Below this a sum of dy·y is a number, and so are all dy; and what it leaves of the largest of 16 bits is one too.
#define PRODUCTS_USUAL ((real)(RELUME_BITS == 32 ? 0x1p119f : INFINITY))
// Where y is 0, dy isn't used: what is a number leaves +0 by itself.
static inline vec softmax_slope(const vec *in, pair e, pair index, const facts *f)
{
#if RELUME_PLAIN
    const vec less = v_fms(f->sign, in[0], f->factor.hi);
    const vec dx = v_fma(in[1], RELUME_WIDE ? less : v_less(less, f->factor.lo), v_set(0));
    if (__builtin_expect(!f->special, 1)) return dx;
#else
    const pair less = e_sum(v_mul(f->sign, in[0]), v_neg(f->factor.hi));
    const vec low = v_select(is_finite(less.hi), v_sub(less.lo, f->factor.lo), v_set(0));
    const vec dx = v_fma(in[1], less.hi, v_mul(in[1], low));
#endif
    return v_canonical(v_unless_zero(in[1], dx));
}

#if RELUME_PLAIN
// The sum again, of a row whose dy may be infinite or NaN where y is 0, which makes it NaN.
static double special_sum(const row_block *b, size_t row)
{
    const char *dy = b->at[0] + (ptrdiff_t)row * b->row[0], *y = b->at[1] + (ptrdiff_t)row * b->row[1];
    double sum = 0;
    for (size_t i = 0; i < b->length; i++, dy += b->step[0], y += b->step[1]) {
        element given, at;
        memcpy(&given, dy, sizeof given);
        memcpy(&at, y, sizeof at);
        const double weight = (double)number_of(b->dtype, at);
        if (weight != 0) sum += (double)number_of(b->dtype, given) * weight;
    }
    return sum;
}
RARE void put_special_sums(form s, const row_block *b, facts *f)
{
    for (size_t v = 0; v < facts_of(s, b); v++) {
        real sums[LANES], rest[LANES];
        v_store(sums, f[v].total.sum.hi);
        v_store(rest, f[v].total.sum.lo);
        for (size_t k = 0; k < LANES; k++) {
            const size_t row = v * LANES + k;
            if (row >= b->rows || fabs((double)sums[k]) < INFINITY) continue;
            const double sum = special_sum(b, row);
            sums[k] = (real)sum;
            rest[k] = fabs((double)sums[k]) < INFINITY ? (real)(sum - (double)sums[k]) : 0;
        }
        f[v].total.sum = (pair){v_load(sums), v_load(rest)};
        f[v].special = 1;
    }
}
#endif

INLINE void softmax_backward(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    reduce(s, b, UPSTREAM, term_product, add_product, merge_upstream, as_it_is, nothing, f, NULL);
    mask usual = v_eq(v_set(0), v_set(0));
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        f[v].sign = v_set((real)b->sign);
        f[v].total.sum = finished_sum(total_of(UPSTREAM, &f[v].total).sum);
        f[v].special = 0;
        usual = m_and(usual, v_lt(v_abs(f[v].total.sum.hi), v_set(PRODUCTS_USUAL)));
    }
#if RELUME_PLAIN
    if (__builtin_expect(m_any(m_not(usual)), 0)) run_rare(put_special_sums, s, b, f);
#endif
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++) f[v].factor = e_times_power(f[v].total.sum, f[v].sign);
    map(s, b, (recipe){.terms = term_x, .make = softmax_slope}, f, NULL);
}

// e^y as before·power·rest·(1 + s), before and rest powers of two that are 1 but where it is tiny; NaN goes through.
typedef struct {
    vec before, power, rest, s;
} exp_y;
// Of float, e^y beyond these counts as infinite or 0 beside any dy and sum.
#if RELUME_WIDE
enum { Y_LEAST = -690, Y_MOST = 600 };
#else
enum { Y_LEAST = RELUME_BITS == 32 ? -195 : -1460, Y_MOST = RELUME_BITS == 32 ? 88 : 709 };
#endif
static inline exp_y exp_of(vec y)
{
    const vec bounded = v_min(v_set(Y_MOST), v_max(v_set(Y_LEAST), y));
#if RELUME_WIDE
    const sixteenths e = exp_16ths(bounded, v_set(ROUND_MAGIC));
    return (exp_y){v_set(1), e.power, v_set(1), e.s};
#elif RELUME_NARROW
    const exponential e = exp_parts(p_from(bounded));
    const vec first = v_max(v_set(-120), e.n), rest = v_max(v_set(-120), v_sub(e.n, first));
    return (exp_y){v_set(1), v_scale(v_set(1), first), v_scale(v_set(1), rest), e.s.hi};
#else
    // A large sum times the power must not overflow; where a small one underflows before, the product is 0.
    const mask tiny = v_lt(y, v_set(-690));
    const vec magic = v_select(tiny, v_set(ROUND_MAGIC + 16 * 1100), v_set(ROUND_MAGIC)), one = v_set(1);
    const sixteenths e = exp_16ths(bounded, magic);
    return (exp_y){v_select(tiny, v_set((real)0x1p-100), one), e.power, v_select(tiny, v_set((real)0x1p-1000), one),
                   e.s};
#endif
}

// dy - e^y·S as (dy - P·S) - P·S·s: where y is near 0 and S is dy, the first part is 0 and the second keeps its
// precision. The rest goes after the product, as it may make it subnormal.
static inline vec slope_by(vec dy, vec y, exp_y power, pair sum)
{
#if RELUME_WIDE
    const vec scaled = v_mul(sum.hi, power.power);
    return v_fnma(scaled, power.s, v_sub(dy, scaled));
#elif RELUME_NARROW
    const pair scaled = e_times_power(e_times_power(sum, power.power), power.rest);
    return v_fnma(scaled.hi, power.s, v_sub(v_sub(dy, scaled.hi), scaled.lo));
#else
    const pair product = e_mul_vec(e_times_power(sum, power.before), power.power);
    const pair scaled = e_times_power(product, power.rest), part = e_product(scaled.hi, power.s);
    const pair first = e_sum(dy, v_neg(scaled.hi)), second = e_sum(first.hi, v_neg(part.hi));
    const vec lows = v_fnma(scaled.lo, power.s, v_sub(v_sub(first.lo, scaled.lo), part.lo));
    const vec whole = v_add(second.hi, v_add(second.lo, lows));
    return v_unless_nan(v_select(is_finite(whole), whole, v_sub(dy, scaled.hi)), y);
#endif
}
// Where 2^Y_LIFT·e^y is a normal number, as it mostly is; sums whose product with it is one too; and y, as masks make
// it, below which no sum times e^y shows beside dy, or of 16 bits no such sum.
#if RELUME_NARROW
enum { Y_LIFT = 40, Y_LOWEST = -110, Y_HIGHEST = 30, Y_NONE = Y_LOWEST };
#define SUM_LEAST 0x1p-80f
#define SUM_MOST 0x1p10f
#else
enum { Y_LIFT = 0, Y_LOWEST = -600, Y_HIGHEST = 600, Y_NONE = RELUME_WIDE ? Y_LOWEST : Y_LEAST };
#define SUM_LEAST 0
#define SUM_MOST ((real)(RELUME_BITS == 32 ? 0x1p10 : 0x1p150))
#endif
// From 2^-Y_LIFT times the sum.
static inline vec usual_slope(vec dy, vec y, pair sum)
{
    const sixteenths power = exp_16ths(y, v_set(ROUND_MAGIC + 16 * Y_LIFT));
    const exp_y e = {v_set(1), power.power, v_set(1), power.s};
    return v_select(v_lt(y, v_set(Y_NONE)), dy, slope_by(dy, y, e, sum));
}
static inline mask is_usual(vec y, vec highest)
{
    const mask no_more = v_le(y, highest);
    if ((int)Y_NONE == (int)Y_LOWEST) return no_more;
    return m_and(no_more, m_or(v_ge(y, v_set(Y_LOWEST)), v_lt(y, v_set(Y_NONE))));
}
// The highest usual y of a row: with an unusual sum only what it doesn't show in is.
static inline vec highest_usual(pair sum)
{
    const vec size = v_abs(sum.hi);
    const mask enough = m_or(v_ge(size, v_set(SUM_LEAST)), v_eq(size, v_set(0)));
    return v_select(m_and(enough, v_lt(size, v_set(SUM_MOST))), v_set(Y_HIGHEST), v_set(-(real)INFINITY));
}
static inline pair lowered(pair sum) { return e_scale(sum, v_set(-Y_LIFT)); }
// An element has the same bits in any company.
RARE vec any_slope(vec dy, vec y, pair sum)
{
    const mask usual = is_usual(y, highest_usual(sum));
    const vec finite = v_select(usual, usual_slope(dy, y, lowered(sum)), slope_by(dy, y, exp_of(y), sum));
    const vec large = v_sub(dy, v_mul(sum.hi, v_set((real)INFINITY)));
    const vec dx = RELUME_WIDE ? finite : v_select(v_gt(y, v_set(Y_MOST)), large, finite);
    return v_select(v_eq(y, v_set(-(real)INFINITY)), dy, dx);
}
static inline mask is_unusual(const vec *in, const facts *f) { return m_not(is_usual(in[1], f->bound)); }
static inline vec any_log_softmax_slope(const vec *in, pair e, pair index, const facts *f)
{
    return v_canonical(any_slope(in[0], in[1], finished_sum(total_of(UPSTREAM, &f->total).sum)));
}
// More than two vectors of pairs side by side need more registers than there are.
enum { SIDE_BY_SIDE = RELUME_PLAIN || VECTORS <= 2 };
static inline vec log_softmax_slope(const vec *in, pair e, pair index, const facts *f)
{
    if (!SIDE_BY_SIDE && __builtin_expect(m_any(is_unusual(in, f)), 0)) return any_log_softmax_slope(in, e, index, f);
    const vec dx = usual_slope(in[0], in[1], f->factor);
    return RELUME_PLAIN ? dx : v_canonical(dx);
}
INLINE void log_softmax_backward(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    reduce(s, b, UPSTREAM, term_x, add_upstream, merge_upstream, as_it_is, nothing, f, NULL);
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        const pair sum = finished_sum(total_of(UPSTREAM, &f[v].total).sum);
        f[v].factor = lowered(sum);
        f[v].bound = highest_usual(sum);
    }
    map(s, b, (recipe){term_x, log_softmax_slope, any_log_softmax_slope, SIDE_BY_SIDE ? is_unusual : NULL}, f, NULL);
}

// ---- Sparsemax ----

// x - m, bounded below, where it is in no support.
static inline pair below_max(const vec *in, const facts *f)
{
    const pair x = e_sum(in[0], v_neg(f->max));
    return p_select(v_le(x.hi, v_set(-2)), p_from(v_set(-2)), x);
}
// x - m - t, in factor.
static inline pair over_threshold(const vec *in, const facts *f) { return e_add(below_max(in, f), p_neg(f->factor)); }
static inline total add_support(total t, pair e, const vec *in, pair index, const facts *f)
{
    const mask out = v_le(over_threshold(in, f).hi, v_set(0));
    t.count = v_add(t.count, v_select(out, v_set(0), v_set(1)));
    return add_sum(t, p_select(out, p_from(v_set(0)), e), in, index, f);
}
static inline vec rectified(const vec *in, pair e, pair index, const facts *f)
{
    const vec y = over_threshold(in, f).hi;
    return v_select(v_gt(y, v_set(0)), y, v_set(0));
}

INLINE int same_counts(form s, const row_block *b, const facts *f, const vec *counts)
{
    int same = 1;
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        real now[LANES], before[LANES];
        v_store(now, f[v].total.count);
        v_store(before, counts[v]);
        for (int k = 0; k < LANES; k++) same &= now[k] == before[k];
    }
    return same;
}

INLINE void sparsemax(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    vec counts[MOST_FACTS];
    find_max(s, b, term_x, f);
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        f[v].factor = p_from(v_set(-1));
        counts[v] = v_set(0);
    }
    for (;;) {
        reduce(s, b, LOW | COUNT, below_max, add_support, merge_sums, as_it_is, nothing, f, NULL);
        if (same_counts(s, b, f, counts)) break;
        ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
        {
            counts[v] = f[v].total.count;
            const pair t = e_normal(e_div(e_add(e_normal(f[v].total.sum), p_from(v_set(-1))), p_from(counts[v])));
            // It never falls, or rounding could make a support come back.
            const mask up = v_gt(e_add(t, p_neg(f[v].factor)).hi, v_set(0));
            f[v].factor = p_select(up, t, f[v].factor);
        }
    }
    map_with_limits(s, b, (recipe){.terms = term_x, .make = rectified}, f, NULL, 1, 0);
}

static inline pair term_dy(const vec *in, const facts *f)
{
    return p_from(v_select(v_eq(in[1], v_set(0)), v_set(0), v_unless_nan(in[0], in[1])));
}
static inline total add_dy(total t, pair e, const vec *in, pair index, const facts *f)
{
    t.count = v_add(t.count, v_select(v_eq(in[1], v_set(0)), v_set(0), v_set(1)));
    return add_value(t, e, in, index, f);
}
static inline vec sparsemax_slope(const vec *in, pair e, pair index, const facts *f)
{
#if RELUME_PLAIN
    const vec dx = v_sub(v_sub(in[0], f->factor.hi), f->factor.lo);
#else
    const pair less = e_sum(in[0], v_neg(f->factor.hi));
    const vec low = v_sub(less.lo, f->factor.lo), dx = v_select(is_finite(less.hi), v_add(less.hi, low), less.hi);
#endif
    return v_canonical(v_unless_zero(in[1], dx));
}
INLINE void sparsemax_backward(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    reduce(s, b, LOW | COUNT, term_dy, add_dy, merge_sums, as_it_is, nothing, f, NULL);
    ROLLED for (size_t v = 0; v < facts_of(s, b); v++)
    {
        const pair sum = finished_sum(f[v].total.sum);
        const vec count = v_max(v_set(1), f[v].total.count);
        f[v].factor = p_select(is_finite(sum.hi), e_normal(e_div(sum, p_from(count))), sum);
    }
    map(s, b, (recipe){.terms = term_x, .make = sparsemax_slope}, f, NULL);
}

// ---- Hardmax ----

// The first maximum and its index, in sum.lo and count; NaN stays.
static inline total add_first(total t, pair e, const vec *in, pair index, const facts *f)
{
    const mask later = m_or(v_gt(e.hi, t.sum.hi), m_not(v_eq(e.hi, e.hi)));
    return (total){{v_select(later, e.hi, t.sum.hi), v_select(later, index.hi, t.sum.lo)},
                   v_set(0),
                   v_select(later, index.lo, t.count)};
}
static inline total merge_first(total a, total b)
{
    const mask before = m_or(v_lt(a.sum.lo, b.sum.lo), m_and(v_eq(a.sum.lo, b.sum.lo), v_lt(a.count, b.count)));
    const mask first = m_and(v_eq(a.sum.hi, b.sum.hi), before);
    const mask take = m_or(m_or(v_gt(a.sum.hi, b.sum.hi), first), m_not(v_eq(a.sum.hi, a.sum.hi)));
    return (total){p_select(take, a.sum, b.sum), v_set(0), v_select(take, a.count, b.count)};
}
static inline vec at_index(const vec *in, pair e, pair index, const facts *f)
{
    const mask here = m_and(v_eq(index.hi, f->total.sum.lo), v_eq(index.lo, f->total.count));
    const vec y = v_select(here, v_set(1), v_set(0));
    return v_canonical(v_unless_nan(y, f->total.sum.hi));
}
INLINE void hardmax(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    reduce(s, b, LOW | COUNT, term_x, add_first, merge_first, as_it_is, start_max(), f, NULL);
    map(s, b, (recipe){.terms = term_x, .make = at_index}, f, NULL);
}

static inline vec flat(const vec *in, pair e, pair index, const facts *f)
{
    return v_canonical(v_unless_nan(v_set(0), in[1]));
}
INLINE void hardmax_backward(form s, const row_block *b, kept_terms *kept)
{
    const facts f[MOST_FACTS] = {0};
    map(s, b, (recipe){.terms = term_x, .make = flat}, f, NULL);
}

// ---- The table ----

// Which kernels a build has. Of float, double is for what sums dy and for sparsemax, whose threshold cancels.
#define SINGLE (RELUME_BITS == 32 && !RELUME_NARROW)
#define KERNEL_ARGUMENTS                                                                            \
    int32_t dtype, size_t rows, size_t length, char *const *operands, const ptrdiff_t *row_strides, \
        const ptrdiff_t *element_strides
#define KERNEL(name, inputs, most, ...)                                                                     \
    __attribute__((flatten)) static void name##_kernel(KERNEL_ARGUMENTS)                                    \
    {                                                                                                       \
        static const number fill[] = {__VA_ARGS__};                                                         \
        run_rows(name, inputs, most, 1, fill, dtype, rows, length, operands, row_strides, element_strides); \
    }
// What reads two inputs again; what keeps terms of one; what reads one alone; and sparsemax, which passes over all rows
// as often as one of them needs.
#define TWO_INPUTS ((batch){STRIPES, 4096})
#define KEPT_TERMS ((batch){STRIPES, RELUME_NARROW ? 4096 : 8192})
#define ONE_INPUT ((batch){STRIPES, 16384})
#define MANY_PASSES ((batch){4, 4096})
// Softmax and softmin, which have one body: it would else be a tenth of the library.
#define SIGNED_KERNELS(direction, inputs, most, ...)                                                        \
    __attribute__((flatten, noinline)) static void signed_softmax##direction(number sign, KERNEL_ARGUMENTS) \
    {                                                                                                       \
        const number fill[] = {__VA_ARGS__};                                                                \
        run_rows(softmax##direction, inputs, most, sign, fill, dtype, rows, length, operands, row_strides,  \
                 element_strides);                                                                          \
    }                                                                                                       \
    static void softmax##direction##_kernel(KERNEL_ARGUMENTS)                                               \
    {                                                                                                       \
        signed_softmax##direction(1, dtype, rows, length, operands, row_strides, element_strides);          \
    }                                                                                                       \
    static void softmin##direction##_kernel(KERNEL_ARGUMENTS)                                               \
    {                                                                                                       \
        signed_softmax##direction(-1, dtype, rows, length, operands, row_strides, element_strides);         \
    }
#define LEAST -(number)INFINITY
#if RELUME_WIDE
#define softmax_kernel NULL
#define log_softmax_kernel NULL
#define softmin_kernel NULL
#define hardmax_kernel NULL
#define hardmax_backward_kernel NULL
#else
SIGNED_KERNELS(, 1, KEPT_TERMS, sign *LEAST, 0)
KERNEL(log_softmax, 1, ONE_INPUT, LEAST, 0)
KERNEL(hardmax, 1, ONE_INPUT, LEAST, 0)
KERNEL(hardmax_backward, 2, TWO_INPUTS, 0, 0)
#endif
#if SINGLE
#define softmax_backward_kernel NULL
#define log_softmax_backward_kernel NULL
#define softmin_backward_kernel NULL
#define sparsemax_kernel NULL
#define sparsemax_backward_kernel NULL
#else
SIGNED_KERNELS(_backward, 2, TWO_INPUTS, 0, 0)
KERNEL(log_softmax_backward, 2, TWO_INPUTS, 0, 0)
KERNEL(sparsemax, 1, MANY_PASSES, LEAST, 0)
KERNEL(sparsemax_backward, 2, TWO_INPUTS, 0, 0)
#endif

#define AXIS_FUNCTION(name, ...) {name##_kernel, name##_backward_kernel},
#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)
const axis_kernel_set GLUE(RELUME_TABLE, _axis)[] = {
#include "axis_catalogue.def"
};
