// Weighted sums of activations in one pass over memory: each term is computed into a tile that stays in the cache, and
// added to sums in double, which are rounded once.
#include <string.h>

#include "environment.h"
#include "internal.h"

// A tile of x, of two terms and of the sums fit the L1 cache together. Of the weights' gradients there may be 16: they
// are computed in shorter tiles, so that the stack stays small. Multiples of ACCUMULATORS.
enum { TILE = 1024, WEIGHT_TILE = 256, ACCUMULATORS = 8 };

#define INLINE static inline __attribute__((always_inline))

typedef union {
    float f[TILE];
    double d[TILE];
} tile;

typedef struct composite composite;
typedef struct view view;

// Results of a tile: TILE of a sum, or WEIGHT_TILE for each weight.
typedef union {
    double sums[TILE], weights[MAX_TERMS][WEIGHT_TILE];
} results;

// A tile of a call: computes the sum, or each weight's dy·f(x), into r, and from there into the outputs.
typedef void tile_function(const composite *c, const view *v, size_t m, results *r);

// The operands are laid out as relume_weighted_sum describes.
struct composite {
    const int32_t *activations;
    int32_t count, rectified, operation, dtype, outputs;
    char *const *operands;
    const ptrdiff_t *strides;
    tile_function *run;
};

// The operands where a tile begins, and which is which.
struct view {
    char *operands[MAX_SUM_OPERANDS];
    const ptrdiff_t *strides;
    int x, first_weight, first_parameter, first_output;
};

static int has_dy(int32_t operation) { return operation >= RELUME_BACKWARD; }

static int operands_before_outputs(const int32_t *activations, int32_t count, int32_t operation)
{
    int operands = has_dy(operation) + 1 + count;
    for (int32_t term = 0; term < count; term++) operands += relume_parameter_count(activations[term]);
    return operands;
}

static view view_at(const composite *c, size_t at)
{
    view v;
    v.strides = c->strides;
    v.x = has_dy(c->operation);
    v.first_weight = v.x + 1;
    v.first_parameter = v.first_weight + c->count;
    v.first_output = operands_before_outputs(c->activations, c->count, c->operation);
    for (int k = 0; k < v.first_output + c->outputs; k++)
        v.operands[k] = c->operands[k] + (ptrdiff_t)at * c->strides[k];
    return v;
}

static size_t element_size(int32_t dtype) { return dtype == RELUME_F32 ? sizeof(float) : sizeof(double); }

INLINE double load(int32_t dtype, const char *at)
{
    float f;
    double d;
    if (dtype == RELUME_F64) {
        memcpy(&d, at, sizeof d);
        return d;
    }
    memcpy(&f, at, sizeof f);
    return (double)f;
}

// Every NaN leaves as the canonical one.
INLINE void store(int32_t dtype, char *at, double value)
{
    const double d = value == value ? value : (double)NAN;
    const float f = (float)d;
    if (dtype == RELUME_F32)
        memcpy(at, &f, sizeof f);
    else
        memcpy(at, &d, sizeof d);
}

// dy·slope. Where a sum is flat the gradient is 0 whatever dy is.
INLINE double times(double slope, double dy) { return slope == 0 ? 0 : slope * dy; }

INLINE void times_all(int32_t dtype, const char *dy, ptrdiff_t stride, double *slopes, size_t m)
{
    const size_t size = dtype == RELUME_F32 ? sizeof(float) : sizeof(double);
    if (stride == (ptrdiff_t)size)
        for (size_t i = 0; i < m; i++) slopes[i] = times(slopes[i], load(dtype, dy + i * size));
    else
        for (size_t i = 0; i < m; i++, dy += stride) slopes[i] = times(slopes[i], load(dtype, dy));
}

INLINE void load_all(int32_t dtype, const char *from, ptrdiff_t stride, double *values, size_t m)
{
    if (dtype == RELUME_F32 && stride == (ptrdiff_t)sizeof(float))
        for (size_t i = 0; i < m; i++) values[i] = load(RELUME_F32, from + i * sizeof(float));
    else if (dtype == RELUME_F64 && stride == (ptrdiff_t)sizeof(double))
        for (size_t i = 0; i < m; i++) values[i] = load(RELUME_F64, from + i * sizeof(double));
    else
        for (size_t i = 0; i < m; i++, from += stride) values[i] = load(dtype, from);
}

INLINE void store_all(int32_t dtype, char *to, ptrdiff_t stride, const double *values, size_t m)
{
    if (dtype == RELUME_F32 && stride == (ptrdiff_t)sizeof(float))
        for (size_t i = 0; i < m; i++) store(RELUME_F32, to + i * sizeof(float), values[i]);
    else if (dtype == RELUME_F64 && stride == (ptrdiff_t)sizeof(double))
        for (size_t i = 0; i < m; i++) store(RELUME_F64, to + i * sizeof(double), values[i]);
    else
        for (size_t i = 0; i < m; i++, to += stride) store(dtype, to, values[i]);
}

// A term's values, or its slopes. first counts the parameters of the terms before.
static void compute(const composite *c, const view *v, int32_t term, int first, int32_t operation, size_t m, tile *out)
{
    const int32_t activation = c->activations[term], parameters = relume_parameter_count(activation);
    char *operands[MAX_OPERANDS];
    ptrdiff_t strides[MAX_OPERANDS];
    operands[0] = v->operands[v->x];
    strides[0] = v->strides[v->x];
    for (int32_t k = 0; k < parameters; k++) {
        operands[1 + k] = v->operands[v->first_parameter + first + k];
        strides[1 + k] = v->strides[v->first_parameter + first + k];
    }
    operands[1 + parameters] = (char *)out;
    strides[1 + parameters] = (ptrdiff_t)element_size(c->dtype);
    relume_run_here(activation, operation, c->dtype, m, operands, strides);
}

// Of a weight of 0 nothing comes but NaN, not even from an infinite term; -0 is the zero that changes no sum.
static inline double product(double weight, double value)
{
    return weight == 0 ? (value == value ? -0.0 : value) : weight * value;
}

INLINE double value_at(int32_t dtype, const tile *t, size_t i)
{
    return dtype == RELUME_F32 ? (double)t->f[i] : t->d[i];
}

INLINE void add_term(int32_t dtype, const tile *t, const char *weight, ptrdiff_t stride, double *sums, size_t m)
{
    for (size_t i = 0; i < m; i++, weight += stride)
        sums[i] += product(load(RELUME_F64, weight), value_at(dtype, t, i));
}

// Two terms whose weights are numbers other than 0, in one pass over the sums; to the same bits.
INLINE void add_two_terms(int32_t dtype, const tile *t, double w0, double w1, int fresh, double *sums, size_t m)
{
    if (fresh)
        for (size_t i = 0; i < m; i++) sums[i] = w0 * value_at(dtype, &t[0], i) + w1 * value_at(dtype, &t[1], i);
    else
        for (size_t i = 0; i < m; i++)
            sums[i] = (sums[i] + w0 * value_at(dtype, &t[0], i)) + w1 * value_at(dtype, &t[1], i);
}

INLINE int plain(const composite *c, const view *v, int32_t term)
{
    const int k = v->first_weight + term;
    return term < c->count && v->strides[k] == 0 && load(RELUME_F64, v->operands[k]) != 0;
}

INLINE void add_terms(const composite *c, const view *v, int32_t operation, size_t m, double *sums)
{
    tile t[2];
    int first_parameter = 0, fresh = 1;
    for (int32_t term = 0; term < c->count;) {
        const int pair = plain(c, v, term) && plain(c, v, term + 1);
        char *const *const weights = v->operands + v->first_weight + term;
        for (int k = 0; k <= pair; k++) {
            compute(c, v, term + k, first_parameter, operation, m, &t[k]);
            first_parameter += relume_parameter_count(c->activations[term + k]);
        }
        if (!pair && fresh)
            for (size_t i = 0; i < m; i++) sums[i] = -0.0;
        if (!pair)
            add_term(c->dtype, t, weights[0], v->strides[v->first_weight + term], sums, m);
        else if (c->dtype == RELUME_F32)
            add_two_terms(RELUME_F32, t, load(RELUME_F64, weights[0]), load(RELUME_F64, weights[1]), fresh, sums, m);
        else
            add_two_terms(RELUME_F64, t, load(RELUME_F64, weights[0]), load(RELUME_F64, weights[1]), fresh, sums, m);
        fresh = 0;
        term += 1 + pair;
    }
}

// 1 where the sums count, 0 where they are cut off, NaN where they are NaN.
INLINE void cut_off(const composite *c, const view *v, size_t m, double *factors)
{
    add_terms(c, v, RELUME_FORWARD, m, factors);
    for (size_t i = 0; i < m; i++) factors[i] = factors[i] > 0 ? 1 : factors[i] <= 0 ? 0 : factors[i];
}

INLINE void sum_body(const composite *c, const view *v, size_t m, double *sums)
{
    double others[TILE];
    add_terms(c, v, c->operation == RELUME_FORWARD ? RELUME_FORWARD : RELUME_DERIVATIVE, m, sums);
    if (c->rectified && c->operation == RELUME_FORWARD)
        for (size_t i = 0; i < m; i++) sums[i] = sums[i] <= 0 ? 0 : sums[i];
    if (c->rectified && c->operation != RELUME_FORWARD) {
        cut_off(c, v, m, others);
        for (size_t i = 0; i < m; i++) sums[i] = product(others[i], sums[i]);
    }
    if (c->operation == RELUME_DERIVATIVE)
        for (size_t i = 0; i < m; i++) sums[i] += 0.0; // no -0
    if (c->operation == RELUME_BACKWARD) {
        if (c->dtype == RELUME_F32)
            times_all(RELUME_F32, v->operands[0], v->strides[0], sums, m);
        else
            times_all(RELUME_F64, v->operands[0], v->strides[0], sums, m);
    }
}

// dy·f(x) of each term into results, as doubles.
INLINE void weight_body(const composite *c, const view *v, size_t m, results *r)
{
    double factors[WEIGHT_TILE], dy[WEIGHT_TILE];
    tile t;
    load_all(c->dtype, v->operands[0], v->strides[0], dy, m);
    if (c->rectified) cut_off(c, v, m, factors);
    for (int32_t term = 0, first = 0; term < c->count; first += relume_parameter_count(c->activations[term++])) {
        compute(c, v, term, first, RELUME_FORWARD, m, &t);
        double *const result = r->weights[term];
        load_all(c->dtype, (const char *)&t, (ptrdiff_t)element_size(c->dtype), result, m);
        if (c->rectified)
            for (size_t i = 0; i < m; i++) result[i] = product(factors[i], result[i]);
        for (size_t i = 0; i < m; i++) result[i] = times(result[i], dy[i]);
    }
}

// Compiled for the instruction sets beyond the baseline too; there is nothing in it that could round otherwise.
INLINE void tile_body(const composite *c, const view *v, size_t m, results *r)
{
    const int of_weights = c->operation == RELUME_PARAMETER_BACKWARD;
    if (of_weights)
        weight_body(c, v, m, r);
    else
        sum_body(c, v, m, r->sums);
    for (int32_t k = 0; k < c->outputs; k++)
        store_all(c->dtype, v->operands[v->first_output + k], v->strides[v->first_output + k],
                  of_weights ? r->weights[k] : r->sums, m);
}

static void tile_baseline(const composite *c, const view *v, size_t m, results *r) { tile_body(c, v, m, r); }
#if defined(__x86_64__)
__attribute__((target("avx2"))) static void tile_avx2(const composite *c, const view *v, size_t m, results *r)
{
    tile_body(c, v, m, r);
}
__attribute__((target("avx512f,avx512dq,avx512vl"))) static void tile_avx512(const composite *c, const view *v,
                                                                             size_t m, results *r)
{
    tile_body(c, v, m, r);
}
#endif

static tile_function *tile_in_use(void)
{
#if defined(__x86_64__)
    const char *const isa = relume_isa();
    if (isa != NULL && strcmp(isa, "avx512") == 0) return tile_avx512;
    if (isa != NULL && strcmp(isa, "avx2") == 0) return tile_avx2;
#endif
    return tile_baseline;
}

static size_t tile_size(const composite *c) { return c->operation == RELUME_PARAMETER_BACKWARD ? WEIGHT_TILE : TILE; }

static void weighted_sum_task(void *context, size_t begin, size_t end)
{
    const composite *const c = context;
    results r;
    const environment saved = environment_enter();
    for (size_t at = begin, m; at < end; at += m) {
        m = end - at < tile_size(c) ? end - at : tile_size(c);
        const view v = view_at(c, at);
        c->run(c, &v, m, &r);
    }
    environment_leave(saved);
}

enum { GRAIN = 32768, MAX_PIECES = 256 };

relume_status relume_weighted_sum_unchecked(const int32_t *activations, int32_t count, int32_t rectified,
                                            int32_t operation, int32_t dtype, size_t n, char *const *operands,
                                            const ptrdiff_t *strides)
{
    const int32_t outputs = operation == RELUME_PARAMETER_BACKWARD ? count : 1;
    composite c = {activations, count, rectified, operation, dtype, outputs, operands, strides, tile_in_use()};
    if (relume_isa() == NULL) return RELUME_BAD_ISA;
    return relume_parallel(weighted_sum_task, &c, n, GRAIN);
}

// A parameter that is one number must be in its range. Raises no flag.
static int in_range(int32_t activation, int32_t parameter, int32_t dtype, const char *at)
{
    double default_value, lower, upper;
    relume_parameter_range(activation, parameter, &default_value, &lower, &upper);
    const environment saved = environment_enter();
    const double value = load(dtype, at);
    const volatile int result = value >= lower && value <= upper;
    environment_leave(saved);
    return result;
}

// Everything that can be wrong with a call. outputs counts those among the operands.
static relume_status check(const int32_t *activations, int32_t count, int32_t operation, int32_t dtype, size_t n,
                           int32_t outputs, void *const *operands, const ptrdiff_t *strides)
{
    if (count < 1 || count > MAX_TERMS) return RELUME_BAD_PARAMETER;
    if (activations == NULL) return RELUME_NULL_POINTER;
    for (int32_t term = 0; term < count; term++)
        if (relume_array_count(activations[term]) != 1) return RELUME_UNKNOWN_ACTIVATION;
    if (operation < 0 || operation >= OPERATIONS) return RELUME_UNKNOWN_OPERATION;
    if (dtype != RELUME_F32 && dtype != RELUME_F64) return RELUME_UNKNOWN_DTYPE;
    if (n == 0) return RELUME_OK;
    if (operands == NULL || strides == NULL) return RELUME_NULL_POINTER;
    const int inputs = operands_before_outputs(activations, count, operation);
    for (int k = 0; k < inputs + outputs; k++)
        if (operands[k] == NULL) return RELUME_NULL_POINTER;
    int k = has_dy(operation) + 1 + count;
    for (int32_t term = 0; term < count; term++)
        for (int32_t p = 0; p < relume_parameter_count(activations[term]); p++, k++)
            if (strides[k] == 0 && !in_range(activations[term], p, dtype, operands[k])) return RELUME_BAD_PARAMETER;
    return RELUME_OK;
}

relume_status relume_weighted_sum(const int32_t *activations, int32_t count, int32_t rectified, int32_t operation,
                                  int32_t dtype, size_t n, void *const *operands, const ptrdiff_t *strides)
{
    const int32_t outputs = operation == RELUME_PARAMETER_BACKWARD ? count : 1;
    const relume_status status = check(activations, count, operation, dtype, n, outputs, operands, strides);
    if (status != RELUME_OK || n == 0) return status;
    return relume_weighted_sum_unchecked(activations, count, rectified, operation, dtype, n, (char *const *)operands,
                                         strides);
}

// The sums of a piece go to its own slot, so that their order depends on n alone.
typedef struct {
    composite terms;
    size_t piece;
    double sums[MAX_PIECES][MAX_TERMS];
} reduction;

static void reduce_piece(reduction *r, size_t begin, size_t end)
{
    results terms;
    double sums[MAX_TERMS][ACCUMULATORS] = {{0}};
    for (size_t at = begin, m; at < end; at += m) {
        m = end - at < WEIGHT_TILE ? end - at : WEIGHT_TILE;
        const view v = view_at(&r->terms, at);
        r->terms.run(&r->terms, &v, m, &terms);
        for (int32_t term = 0; term < r->terms.count; term++)
            for (size_t i = 0; i < m; i++) sums[term][i % ACCUMULATORS] += terms.weights[term][i];
    }
    for (int32_t term = 0; term < r->terms.count; term++) {
        double total = 0;
        for (int i = 0; i < ACCUMULATORS; i++) total += sums[term][i];
        r->sums[begin / r->piece][term] = total;
    }
}

static void reduce_task(void *context, size_t begin, size_t end)
{
    reduction *const r = context;
    const environment saved = environment_enter();
    for (size_t at = begin; at < end; at += r->piece) reduce_piece(r, at, end - at < r->piece ? end : at + r->piece);
    environment_leave(saved);
}

relume_status relume_weight_gradients(const int32_t *activations, int32_t count, int32_t rectified, int32_t dtype,
                                      size_t n, void *const *operands, const ptrdiff_t *strides, double *gradients)
{
    relume_status status = check(activations, count, RELUME_PARAMETER_BACKWARD, dtype, n, 0, operands, strides);
    if (status != RELUME_OK) return status;
    if (gradients == NULL) return n == 0 ? RELUME_OK : RELUME_NULL_POINTER;
    for (int32_t term = 0; term < count; term++) gradients[term] = 0;
    if (n == 0) return RELUME_OK;
    reduction r = {.terms = {activations, count, rectified, RELUME_PARAMETER_BACKWARD, dtype, 0,
                             (char *const *)operands, strides, tile_in_use()}};
    if (relume_isa() == NULL) return RELUME_BAD_ISA;
    r.piece = n / MAX_PIECES / WEIGHT_TILE * WEIGHT_TILE + WEIGHT_TILE;
    if (r.piece < GRAIN) r.piece = GRAIN;
    status = relume_parallel(reduce_task, &r, n, r.piece);
    if (status != RELUME_OK) return status;
    const environment saved = environment_enter();
    for (size_t at = 0; at < n; at += r.piece)
        for (int32_t term = 0; term < count; term++) gradients[term] += r.sums[at / r.piece][term];
    environment_leave(saved);
    return RELUME_OK;
}
