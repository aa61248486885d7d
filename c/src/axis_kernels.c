// The functions on an axis for one instruction set at one precision: float computed in double, double in pairs, or the
// types of 16 bits in float, in a build with RELUME_NARROW. Compiled once per pair, with RELUME_SIMD, RELUME_WIDE,
// RELUME_NARROW and RELUME_TABLE set by the build.
//
// Softmax divides terms e^(x - m)·2^BIAS by their sum. In double, terms and sum are pairs and the quotient is rounded
// before the bias is taken away, so that a subnormal result is rounded once where it matters. log_softmax counts the
// terms that are 1 and sums only the others: where one element dominates, its logarithm is log1p of that sum, and keeps
// its relative precision down to the smallest numbers. Sparsemax finds t by Newton's method on
// sum(max(0, x - t)) - 1, which is convex and piecewise linear: from t = m - 1 it rises to the solution in a few steps,
// each a pass over the row, and ends when the support stays as it is.
// Backward sums are pairs in the wide build too: where dy is nearly a constant, the gradient is what is left of a sum
// that cancels. In float all sums are: of a long row it would forget the small terms.
//
// Worst seen, of elements and of rows of all kinds (tests/python/test_axis_functions.py): float and 16 bits 0.500 ULP,
// forward and backward; double forward 0.622 (softmax), 0.547 (log_softmax), 0.500 (sparsemax), and backward 0.681 but
// for what cancels: an error of 2^-100 of the largest dy, and in log_softmax 2^-55 of e^y·sum(dy). Tried and lost:
// partial sums of all stripes in memory across rows (30 % slower, then lines far apart aren't foreseen); short rows one
// at a time (four times slower at ten elements); the exponential of double in float (20 % slower).
#include "axis_loops.h"
#include "math/exp.h"
#include "math/log1p.h"

// The smallest x - m that counts: e^x below it is 0 as a result, and 2^BIAS times it is still normal, also as a pair.
#if RELUME_NARROW
enum { BIAS = 60 };
#define BIASED_ONE ((real)0x1p60)
#define LEAST_EXPONENT ((real) - 100)
#elif RELUME_WIDE
enum { BIAS = 0 };
#define BIASED_ONE ((real)1)
#define LEAST_EXPONENT ((real) - 700)
#else
enum { BIAS = 900 };
#define LEAST_EXPONENT ((real) - 762)
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
    return (total){{s.hi, v_add(t.sum.lo, v_add(s.lo, e.lo))}, t.count};
}
// Of terms without a low part.
static inline total add_value(total t, pair e, const vec *in, pair index, const facts *f)
{
    const pair s = e_sum(t.sum.hi, e.hi);
    return (total){{s.hi, v_add(t.sum.lo, s.lo)}, t.count};
}
static inline total merge_sums(total a, total b)
{
    const pair s = e_sum(a.sum.hi, b.sum.hi);
    return (total){{s.hi, v_add(s.lo, v_add(a.sum.lo, b.sum.lo))}, v_add(a.count, b.count)};
}

static inline pair term_x(const vec *in, const facts *f) { return p_from(in[0]); }
static inline total start_max(void) { return (total){p_from(v_set(-(real)INFINITY)), v_set(0)}; }
// NaN is passed over: the sum finds it.
static inline total add_max(total t, pair e, const vec *in, pair index, const facts *f)
{
    return (total){p_from(v_max(e.hi, t.sum.hi)), t.count};
}
static inline total merge_max(total a, total b) { return (total){p_from(v_max(b.sum.hi, a.sum.hi)), a.count}; }
INLINE void find_max(form s, const row_block *b, facts *f)
{
    reduce(s, b, term_x, add_max, merge_max, start_max(), f, NULL);
    // +0, so that the result doesn't tell which of two zeros came first.
    for (size_t v = 0; v < facts_of(s, b); v++) f[v].max = v_add(f[v].total.sum.hi, v_set(0));
}

// ---- Rows that hold NaN, inf, or nothing but -inf: those whose sum is NaN ----

// What a row gets: hot at one place, which is the row's length for none, and rest elsewhere.
typedef struct {
    size_t row, place;
    number hot, rest;
} limit;

#define RARE static __attribute__((noinline))

RARE limit limit_of(form s, const row_block *b, size_t row, number hot, number rest)
{
    const char *at = b->at[0] + (ptrdiff_t)row * b->row[0];
    size_t infinities = 0, place = 0;
    for (size_t i = 0; i < b->length; i++, at += b->step[0]) {
        element e;
        memcpy(&e, at, sizeof e);
        const number x = s.negate ? -number_of(b->dtype, e) : number_of(b->dtype, e);
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
INLINE void map_with_limits(form s, const row_block *b, term terms, result make, const facts *f, const kept_terms *kept,
                            number hot, number rest)
{
    real sums[MOST_ROWS];
    limit limits[MOST_ROWS];
    size_t count = 0;
    // GCC doesn't know how many there may be, and warns.
    for (size_t v = 0; v < facts_of(s, b) && v < MOST_FACTS; v++) v_store(sums + v * LANES, f[v].total.sum.hi);
    // Before anything is written, as it may be in place.
    for (size_t row = 0; row < b->rows; row++)
        if (sums[row] != sums[row]) limits[count++] = limit_of(s, b, row, hot, rest);
    if (s.across || count == 0) map(s, b, terms, make, f, kept);
    for (size_t k = 0; k < count; k++) write_limit(s, b, limits[k]);
}

// ---- Softmax, its logarithm, softmin ----

// e^(x - m)·2^BIAS.
static inline pair term_exp(const vec *in, const facts *f)
{
    const vec least = v_set(LEAST_EXPONENT);
#if RELUME_PLAIN
    // As exp_parts, to 2^-37; in float to 2^-20 where the result is normal in float16, and to 2^-18 in bfloat16.
    const vec x = v_sub(in[0], f->max);
    const vec n = v_round(v_mul(v_max(least, x), v_set(LOG2E[0])));
    const vec r = v_fnma(n, v_set(LN2[0]), v_max(least, x)), power = v_scale(v_set(BIASED_ONE), n);
    const vec s = v_fma(v_mul(r, r), POLYNOMIAL(r, exp_short_q), r);
    return p_from(v_select(v_le(x, least), v_set(0), v_fma(power, s, power)));
#else
    const pair x = e_sum(in[0], v_neg(f->max));
    const mask none = v_le(x.hi, least);
    const exponential e = exp_parts(p_select(none, p_from(least), x));
    return p_select(none, p_from(v_set(0)), e_scale(exp_mantissa(e), v_add(e.n, v_set(BIAS))));
#endif
}

// All terms are positive: for float, double is precise enough.
static inline total add_exp(total t, pair e, const vec *in, pair index, const facts *f)
{
#if RELUME_WIDE
    return (total){p_from(v_add(t.sum.hi, e.hi)), t.count};
#else
    return RELUME_NARROW ? add_value(t, e, in, index, f) : add_sum(t, e, in, index, f);
#endif
}
static inline total merge_exp(total a, total b)
{
#if RELUME_WIDE
    return (total){p_from(v_add(a.sum.hi, b.sum.hi)), v_add(a.count, b.count)};
#else
    return merge_sums(a, b);
#endif
}

static inline vec divided(const vec *in, pair e, pair index, const facts *f)
{
#if RELUME_PLAIN
    return v_mul(e.hi, f->factor.hi);
#else
    return v_mul(e_mul(e, f->factor).hi, v_scale(v_set(1), v_set(-BIAS)));
#endif
}

INLINE void softmax(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    find_max(s, b, f);
    reduce(s, b, term_exp, add_exp, merge_exp, nothing, f, kept);
    for (size_t v = 0; v < facts_of(s, b); v++) {
        const pair sum = e_normal(f[v].total.sum);
#if RELUME_PLAIN
        f[v].factor = p_from(v_div(v_set(1), sum.hi));
#else
        f[v].factor = e_normal(e_div(p_from(v_set(1)), e_scale(sum, v_set(-BIAS))));
#endif
    }
    map_with_limits(s, b, term_exp, divided, f, kept, 1, 0);
}

// Terms that are 1 are counted, not summed. Infinite differences are NaN, and make the sum NaN.
static inline total add_counted(total t, pair e, const vec *in, pair index, const facts *f)
{
    const mask one = v_eq(v_sub(in[0], f->max), v_set(0));
    t.count = v_add(t.count, v_select(one, v_set(1), v_set(0)));
    return add_exp(t, p_select(one, p_from(v_set(0)), e), in, index, f);
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
    const vec y = v_sub(v_sub(in[0], f->max), f->factor.hi);
#else
    const pair x = e_sum(in[0], v_neg(f->max));
    const vec y = v_select(v_lt(x.hi, v_set(-DBL_MAX)), x.hi, e_add(x, p_neg(f->factor)).hi);
#endif
    return v_add(y, v_set(0)); // -0 - 0 too is +0
}

INLINE void log_softmax(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    find_max(s, b, f);
    reduce(s, b, term_exp, add_counted, merge_exp, nothing, f, NULL);
    for (size_t v = 0; v < facts_of(s, b); v++)
        f[v].factor = log_of_sum(f[v].total.count, e_scale(e_normal(f[v].total.sum), v_set(-BIAS)));
    map_with_limits(s, b, term_x, less_logarithm, f, NULL, 0, -(number)INFINITY);
}

// dy·y, from dy and y. Where y is 0, dy isn't used.
static inline pair term_product(const vec *in, const facts *f)
{
#if RELUME_PLAIN
    const pair product = p_from(v_mul(in[0], in[1])); // exact
#else
    const pair product = e_product(in[0], in[1]);
#endif
    return p_select(v_eq(in[1], v_set(0)), p_from(v_set(0)), product);
}
static inline vec softmax_slope(const vec *in, pair e, pair index, const facts *f)
{
#if RELUME_PLAIN
    const vec dx = v_mul(in[1], v_sub(v_sub(in[0], f->factor.hi), f->factor.lo));
#else
    const pair less = e_sum(in[0], v_neg(f->factor.hi));
    const vec low = v_select(is_finite(less.hi), v_sub(less.lo, f->factor.lo), v_set(0));
    const vec dx = v_fma(in[1], less.hi, v_mul(in[1], low));
#endif
    return v_canonical(v_select(v_eq(in[1], v_set(0)), v_set(0), dx));
}
INLINE void softmax_backward(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    reduce(s, b, term_product, RELUME_PLAIN ? add_value : add_sum, merge_sums, nothing, f, NULL);
    for (size_t v = 0; v < facts_of(s, b); v++) f[v].factor = finished_sum(f[v].total.sum);
    map(s, b, term_x, softmax_slope, f, NULL);
}

// dy - e^y·S for e^y = 2^n(1 + s) as (dy - 2^n·S) - 2^n·S·s: where y is near 0 and S is dy, the first part is 0 and
// the second keeps its precision. n goes in two steps, the second after the product, as it may be subnormal.
static inline vec log_softmax_slope(const vec *in, pair e, pair index, const facts *f)
{
    const pair sum = f->factor;
    const vec dy = in[0], y = in[1], limit = v_set(RELUME_BITS == 32 ? 88 : 709),
              least = v_set(RELUME_BITS == 32 ? -120 : -1000);
    const exponential power = exp_parts(p_from(v_min(limit, v_max(v_set(-EXP_LIMIT), y))));
    const vec first = v_max(least, power.n), second = v_max(least, v_sub(power.n, first));
    const vec up = v_scale(v_set(1), first), rest = v_scale(v_set(1), second);
    const pair scaled_sum = {v_mul(v_mul(sum.hi, up), rest), v_mul(v_mul(sum.lo, up), rest)};
#if RELUME_PLAIN
    const vec less = v_sub(v_sub(dy, scaled_sum.hi), scaled_sum.lo);
    const vec dx = v_fnma(scaled_sum.hi, power.s.hi, less);
#else
    const pair less = e_add(p_from(dy), p_neg(scaled_sum));
    const pair whole = e_add(less, p_neg(e_mul(scaled_sum, power.s)));
    const vec dx = v_select(is_finite(whole.hi), whole.hi, v_sub(dy, scaled_sum.hi));
#endif
    const vec large = v_sub(dy, v_mul(sum.hi, v_set((real)INFINITY)));
    const vec bounded = v_select(v_gt(y, limit), large, dx);
    return v_canonical(v_select(v_eq(y, v_set(-(real)INFINITY)), dy, v_unless_nan(bounded, y)));
}
INLINE void log_softmax_backward(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    reduce(s, b, term_x, add_value, merge_sums, nothing, f, NULL);
    for (size_t v = 0; v < facts_of(s, b); v++) f[v].factor = finished_sum(f[v].total.sum);
    map(s, b, term_x, log_softmax_slope, f, NULL);
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
    for (size_t v = 0; v < facts_of(s, b); v++) {
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
    find_max(s, b, f);
    for (size_t v = 0; v < facts_of(s, b); v++) {
        f[v].factor = p_from(v_set(-1));
        counts[v] = v_set(0);
    }
    for (;;) {
        reduce(s, b, below_max, add_support, merge_sums, nothing, f, NULL);
        if (same_counts(s, b, f, counts)) break;
        for (size_t v = 0; v < facts_of(s, b); v++) {
            counts[v] = f[v].total.count;
            const pair t = e_normal(e_div(e_add(e_normal(f[v].total.sum), p_from(v_set(-1))), p_from(counts[v])));
            // It never falls, or rounding could make a support come back.
            const mask up = v_gt(e_add(t, p_neg(f[v].factor)).hi, v_set(0));
            f[v].factor = p_select(up, t, f[v].factor);
        }
    }
    map_with_limits(s, b, term_x, rectified, f, NULL, 1, 0);
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
    return v_canonical(v_select(v_eq(in[1], v_set(0)), v_set(0), dx));
}
INLINE void sparsemax_backward(form s, const row_block *b, kept_terms *kept)
{
    facts f[MOST_FACTS];
    reduce(s, b, term_dy, add_dy, merge_sums, nothing, f, NULL);
    for (size_t v = 0; v < facts_of(s, b); v++) {
        const pair sum = finished_sum(f[v].total.sum);
        const vec count = v_max(v_set(1), f[v].total.count);
        f[v].factor = p_select(is_finite(sum.hi), e_normal(e_div(sum, p_from(count))), sum);
    }
    map(s, b, term_x, sparsemax_slope, f, NULL);
}

// ---- Hardmax ----

// The first maximum and its index, in sum.lo and count; NaN stays.
static inline total add_first(total t, pair e, const vec *in, pair index, const facts *f)
{
    const mask later = m_or(v_gt(e.hi, t.sum.hi), m_not(v_eq(e.hi, e.hi)));
    return (total){{v_select(later, e.hi, t.sum.hi), v_select(later, index.hi, t.sum.lo)},
                   v_select(later, index.lo, t.count)};
}
static inline total merge_first(total a, total b)
{
    const mask before = m_or(v_lt(a.sum.lo, b.sum.lo), m_and(v_eq(a.sum.lo, b.sum.lo), v_lt(a.count, b.count)));
    const mask first = m_and(v_eq(a.sum.hi, b.sum.hi), before);
    const mask take = m_or(m_or(v_gt(a.sum.hi, b.sum.hi), first), m_not(v_eq(a.sum.hi, a.sum.hi)));
    return (total){p_select(take, a.sum, b.sum), v_select(take, a.count, b.count)};
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
    reduce(s, b, term_x, add_first, merge_first, start_max(), f, NULL);
    map(s, b, term_x, at_index, f, NULL);
}

static inline vec flat(const vec *in, pair e, pair index, const facts *f)
{
    return v_canonical(v_unless_nan(v_set(0), in[1]));
}
INLINE void hardmax_backward(form s, const row_block *b, kept_terms *kept)
{
    const facts f[MOST_FACTS] = {0};
    map(s, b, term_x, flat, f, NULL);
}

// ---- The table ----

#define KERNEL(name, vectors, inputs, negate, ...)                                                            \
    __attribute__((flatten)) static void name##_kernel(int32_t dtype, size_t rows, size_t length,             \
                                                       char *const *operands, const ptrdiff_t *row_strides,   \
                                                       const ptrdiff_t *element_strides)                      \
    {                                                                                                         \
        static const number fill[] = {__VA_ARGS__};                                                           \
        run_rows(vectors, inputs, negate, fill, dtype, rows, length, operands, row_strides, element_strides); \
    }
#define LEAST -(number)INFINITY
KERNEL(softmax, softmax, 1, 0, LEAST, 0)
KERNEL(softmax_backward, softmax_backward, 2, 0, 0, 0)
KERNEL(log_softmax, log_softmax, 1, 0, LEAST, 0)
KERNEL(log_softmax_backward, log_softmax_backward, 2, 0, 0, 0)
KERNEL(softmin, softmax, 1, 1, -LEAST, 0)
KERNEL(softmin_backward, softmax_backward, 2, 1, 0, 0)
KERNEL(sparsemax, sparsemax, 1, 0, LEAST, 0)
KERNEL(sparsemax_backward, sparsemax_backward, 2, 0, 0, 0)
KERNEL(hardmax, hardmax, 1, 0, LEAST, 0)
KERNEL(hardmax_backward, hardmax_backward, 2, 0, 0, 0)

#define AXIS_FUNCTION(name, ...) {name##_kernel, name##_backward_kernel},
#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)
const axis_kernel_set GLUE(RELUME_TABLE, _axis)[] = {
#include "axis_catalogue.def"
};
