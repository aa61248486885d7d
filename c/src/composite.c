// Weighted sums of activations in one pass over memory: each term is computed into a tile that stays in the cache, and
// added to sums in double, which are rounded once.
#include <string.h>

#include "accumulate.h"
#include "environment.h"

// The tiles of x, of two terms and of the sums fit the L1 cache together. Of the weights' gradients there may be 16:
// they are computed in shorter tiles, so that the stack stays small. Multiples of TOTALS and of every unit.
enum { TILE = 1024, WEIGHT_TILE = 256, UNIT_BYTES = 256, LARGEST_UNIT = UNIT_BYTES / sizeof(float) };
enum { GRAIN = 32768, MAX_PIECES = 256 };

_Static_assert(MAX_PARAMETERS *LARGEST_UNIT <= TILE, "raise TILE");

typedef union {
    _Alignas(64) float f[TILE];
    double d[TILE];
} tile;

// A term as it is run: the blocks of its values and of its slopes.
typedef struct {
    block *values, *slopes;
    int wide, parameters; // on doubles, or on floats
    size_t unit;
} term;

// The operands are laid out as relume_weighted_sum describes; x and the others are the places of the first of each.
typedef struct {
    int32_t count, rectified, operation, dtype, outputs;
    int x, first_weight, first_parameter, first_output;
    int computed[2]; // whether a term is computed on floats, and on doubles
    size_t tile;
    char *const *operands;
    const ptrdiff_t *strides;
    const accumulation *accumulate;
    const conversion *convert;
    term terms[MAX_TERMS];
} composite;

// A tile's operands, and its x and dy as floats and as doubles; dy where blocks take it.
typedef struct {
    char *operands[MAX_SUM_OPERANDS];
    const void *x[2], *dy[2];
    tile x_tiles[2], dy_tiles[2];
} view;

static int has_dy(int32_t operation) { return operation >= RELUME_BACKWARD; }

// Parameters are float beside the types of 16 bits.
static int32_t parameter_dtype(int32_t dtype) { return dtype == RELUME_F64 ? RELUME_F64 : RELUME_F32; }

static int operands_before_outputs(const int32_t *activations, int32_t count, int32_t operation)
{
    int operands = has_dy(operation) + 1 + count;
    for (int32_t term = 0; term < count; term++) operands += relume_parameter_count(activations[term]);
    return operands;
}

// Terms of 16 bits are computed in double: a sum is rounded as the activations themselves are.
static int find(kernel *k, int32_t activation, int32_t operation, int32_t dtype)
{
    const int narrow = dtype == RELUME_F16 || dtype == RELUME_BF16;
    return (narrow ? relume_find_wide_block : relume_find_block)(k, activation, operation, dtype);
}

static relume_status prepare(composite *c, const int32_t *activations)
{
    c->accumulate = relume_accumulation();
    c->convert = relume_conversion();
    c->x = has_dy(c->operation);
    c->first_weight = c->x + 1;
    c->first_parameter = c->first_weight + c->count;
    c->first_output = operands_before_outputs(activations, c->count, c->operation);
    c->computed[0] = c->computed[1] = 0;
    size_t most = 1;
    int parameter = c->first_parameter;
    for (int32_t i = 0; i < c->count; i++) {
        term *const t = &c->terms[i];
        kernel values, slopes;
        if (!find(&values, activations[i], RELUME_FORWARD, c->dtype) ||
            !find(&slopes, activations[i], RELUME_BACKWARD, c->dtype))
            return RELUME_BAD_ISA;
        t->values = values.run;
        t->slopes = slopes.run;
        t->wide = c->dtype == RELUME_F64 || (values.flags & IN_FLOATS) || values.converted != NULL;
        // Another thread may change the instruction set in between.
        t->unit = (size_t)(values.unit > slopes.unit ? values.unit : slopes.unit);
        t->parameters = relume_parameter_count(activations[i]);
        c->computed[t->wide] = 1;
        size_t arrays = 0;
        for (int k = 0; k < t->parameters; k++) arrays += c->strides[parameter++] != 0;
        if (arrays > most) most = arrays;
    }
    // Tiles of doubles are half as long, and the tiles of a term's parameters together take the room of one.
    c->tile = TILE / (most << c->computed[1]) / LARGEST_UNIT * LARGEST_UNIT;
    if (c->tile == 0) c->tile = LARGEST_UNIT;
    if (c->operation == RELUME_PARAMETER_BACKWARD && c->tile > WEIGHT_TILE) c->tile = WEIGHT_TILE;
    return RELUME_OK;
}

static size_t whole(size_t m, size_t unit) { return (m + unit - 1) / unit * unit; }

// m elements as contiguous doubles or floats and whole units: where they are, or else in a tile.
static const void *fetch(const composite *c, int32_t dtype, int wide, const char *from, ptrdiff_t stride, size_t m,
                         size_t unit, char *to)
{
    const size_t size = relume_element_size(dtype), wanted = wide ? sizeof(double) : sizeof(float);
    const size_t padding = whole(m, unit) - m;
    const int contiguous = stride == (ptrdiff_t)size;
    if (size == wanted && contiguous && padding == 0) return from;
    memset(to + m * wanted, 0, padding * wanted);
    if (size == wanted) {
        relume_copy(size, to, (ptrdiff_t)size, from, stride, m);
    } else {
        float raw[TILE];
        if (!contiguous) relume_copy(size, (char *)raw, (ptrdiff_t)size, from, stride, m);
        c->convert->widen(dtype, m, contiguous ? from : (const char *)raw, (double *)(void *)to);
    }
    return to;
}

static void look_at(view *v, const composite *c, size_t at, size_t m)
{
    for (int k = 0; k < c->first_output + c->outputs; k++)
        v->operands[k] = c->operands[k] + (ptrdiff_t)at * c->strides[k];
    for (int wide = 0; wide < 2; wide++) {
        if (!c->computed[wide]) continue;
        v->x[wide] =
            fetch(c, c->dtype, wide, v->operands[c->x], c->strides[c->x], m, LARGEST_UNIT, (char *)&v->x_tiles[wide]);
        if (c->operation == RELUME_BACKWARD)
            v->dy[wide] =
                fetch(c, c->dtype, wide, v->operands[0], c->strides[0], m, LARGEST_UNIT, (char *)&v->dy_tiles[wide]);
    }
}

// What an operation gives for a term: its values, its slopes, or dy times these. parameter is the place of the first of
// its own.
static addend compute(const composite *c, const view *v, int32_t index, int parameter, int32_t operation, size_t m,
                      tile *out)
{
    static const float one = 1;
    const term *const t = &c->terms[index];
    const int32_t dtype = parameter_dtype(c->dtype);
    const void *in[2 + MAX_PARAMETERS];
    size_t step[2 + MAX_PARAMETERS];
    void *to = out;
    _Alignas(64) char tiles[(1 + MAX_PARAMETERS) * UNIT_BYTES + sizeof(tile)], *next = tiles;
    int inputs = 0;
    if (operation == RELUME_DERIVATIVE) {
        in[inputs] = fetch(c, RELUME_F32, t->wide, (const char *)&one, 0, t->unit, t->unit, next);
        step[inputs++] = 0;
        next += UNIT_BYTES;
    } else if (operation == RELUME_BACKWARD) {
        in[inputs] = v->dy[t->wide];
        step[inputs++] = 1;
    }
    in[inputs] = v->x[t->wide];
    step[inputs++] = 1;
    for (int k = 0; k < t->parameters; k++, parameter++) {
        const ptrdiff_t stride = c->strides[parameter];
        const size_t n = stride == 0 ? t->unit : m;
        step[inputs] = stride != 0;
        in[inputs++] = fetch(c, dtype, t->wide, v->operands[parameter], stride, n, t->unit, next);
        next += stride == 0 ? UNIT_BYTES : c->tile * sizeof(double);
    }
    (operation == RELUME_FORWARD ? t->values : t->slopes)(0, whole(m, t->unit), in, step, &to);
    return (addend){.values = out, .wide = t->wide};
}

static double number_at(const char *at)
{
    double d;
    memcpy(&d, at, sizeof d);
    return d;
}

// Whether a term has a weight that is one number, and not 0.
static int plain(const composite *c, const view *v, int32_t term)
{
    const int k = c->first_weight + term;
    return term < c->count && c->strides[k] == 0 && number_at(v->operands[k]) != 0;
}

// Sums what an operation gives for all terms. Where there are two of them and out isn't NULL the results go straight
// there, and 1 is returned.
static int add_terms(const composite *c, const view *v, int32_t operation, size_t m, double *sums, void *out)
{
    const int derivative = operation == RELUME_DERIVATIVE;
    tile t[2];
    int parameter = c->first_parameter;
    for (int32_t i = 0; i < c->count;) {
        const int pair = plain(c, v, i) && plain(c, v, i + 1), fresh = i == 0;
        addend a[2];
        for (int k = 0; k <= pair; k++, i++) {
            const int weight = c->first_weight + i;
            const ptrdiff_t stride = c->strides[weight];
            a[k] = compute(c, v, i, parameter, operation, m, &t[k]);
            parameter += c->terms[i].parameters;
            a[k].weight = number_at(v->operands[weight]);
            if (stride == 0) continue;
            relume_copy(sizeof(double), (char *)&t[1], sizeof(double), v->operands[weight], stride, m);
            a[k].weights = t[1].d;
        }
        if (pair && c->count == 2 && out != NULL) {
            c->accumulate->sum_of_two(m, c->dtype != RELUME_F32, derivative, a[0], a[1], out);
            return 1;
        }
        if (pair)
            c->accumulate->add_two(m, fresh, a[0], a[1], sums);
        else
            c->accumulate->add(m, fresh, a[0], sums);
    }
    return 0;
}

// The values of a finished tile, doubles, or floats where those are wanted, to an output.
static void put(const composite *c, int32_t dtype, int output, const view *v, const void *values, size_t m)
{
    const size_t size = relume_element_size(dtype);
    const ptrdiff_t stride = c->strides[c->first_output + output];
    const int narrowed = size == sizeof(uint16_t), contiguous = stride == (ptrdiff_t)size;
    char *const to = v->operands[c->first_output + output];
    char raw[TILE * sizeof(uint16_t)];
    if (narrowed) {
        c->convert->narrow(dtype, m, values, contiguous ? to : raw);
        values = raw;
    }
    if (!narrowed || !contiguous) relume_copy(size, to, stride, values, (ptrdiff_t)size, m);
}

static void sum_tile(const composite *c, size_t at, size_t m)
{
    const int k = c->first_output, wide = c->dtype != RELUME_F32;
    const int direct = c->dtype <= RELUME_F64 && c->strides[k] == (ptrdiff_t)relume_element_size(c->dtype);
    double sums[TILE], cut[TILE];
    tile finished;
    view v;
    look_at(&v, c, at, m);
    void *const out = direct ? (void *)v.operands[k] : &finished;
    if (!add_terms(c, &v, c->operation, m, sums, c->rectified ? NULL : out)) {
        const int of_slopes = c->operation != RELUME_FORWARD;
        if (c->rectified && of_slopes) add_terms(c, &v, RELUME_FORWARD, m, cut, NULL);
        c->accumulate->finish(m, wide, c->operation == RELUME_DERIVATIVE, sums,
                              !c->rectified ? NULL
                              : of_slopes   ? cut
                                            : sums,
                              out);
    }
    if (!direct) put(c, c->dtype, 0, &v, out, m);
}

// dy·f(x) of each term.
static void weigh_tile(const composite *c, const view *v, size_t m, double (*results)[WEIGHT_TILE])
{
    double values[WEIGHT_TILE];
    tile dy_tile, t;
    const double *const dy = fetch(c, c->dtype, 1, v->operands[0], c->strides[0], m, 1, (char *)&dy_tile);
    if (c->rectified) add_terms(c, v, RELUME_FORWARD, m, values, NULL);
    for (int32_t i = 0, parameter = c->first_parameter; i < c->count; parameter += c->terms[i++].parameters)
        c->accumulate->weigh(m, compute(c, v, i, parameter, RELUME_FORWARD, m, &t), c->rectified ? values : NULL, dy,
                             results[i]);
}

static void weighted_sum_task(void *context, size_t begin, size_t end)
{
    const composite *const c = context;
    const environment saved = environment_enter();
    for (size_t at = begin, m; at < end; at += m) {
        m = end - at < c->tile ? end - at : c->tile;
        sum_tile(c, at, m);
    }
    environment_leave(saved);
}

static void weights_task(void *context, size_t begin, size_t end)
{
    const composite *const c = context;
    const int32_t dtype = parameter_dtype(c->dtype);
    double results[MAX_TERMS][WEIGHT_TILE], finished[WEIGHT_TILE];
    view v;
    const environment saved = environment_enter();
    for (size_t at = begin, m; at < end; at += m) {
        m = end - at < c->tile ? end - at : c->tile;
        look_at(&v, c, at, m);
        weigh_tile(c, &v, m, results);
        // An output may be an input of a term after it: they are written when all are computed.
        for (int32_t i = 0; i < c->count; i++) {
            c->accumulate->finish(m, dtype == RELUME_F64, 0, results[i], NULL, finished);
            put(c, dtype, i, &v, finished, m);
        }
    }
    environment_leave(saved);
}

relume_status relume_weighted_sum_unchecked(const int32_t *activations, int32_t count, int32_t rectified,
                                            int32_t operation, int32_t dtype, size_t n, char *const *operands,
                                            const ptrdiff_t *strides)
{
    const int of_weights = operation == RELUME_PARAMETER_BACKWARD;
    composite c = {
        count, rectified, operation, dtype, of_weights ? count : 1, .operands = operands, .strides = strides};
    const relume_status status = prepare(&c, activations);
    if (status != RELUME_OK) return status;
    return relume_parallel(of_weights ? weights_task : weighted_sum_task, &c, n, GRAIN);
}

// A parameter that is one number must be in its range. Raises no flag.
static int in_range(int32_t activation, int32_t parameter, int32_t dtype, const char *at)
{
    double default_value, lower, upper;
    float f;
    relume_parameter_range(activation, parameter, &default_value, &lower, &upper);
    const environment saved = environment_enter();
    memcpy(&f, at, sizeof f);
    const double value = parameter_dtype(dtype) == RELUME_F64 ? number_at(at) : (double)f;
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
    if (dtype < 0 || dtype >= DTYPES) return RELUME_UNKNOWN_DTYPE;
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
    const composite *const c = &r->terms;
    double results[MAX_TERMS][WEIGHT_TILE], totals[MAX_TERMS][TOTALS] = {{0}};
    view v;
    for (size_t at = begin, m; at < end; at += m) {
        m = end - at < c->tile ? end - at : c->tile;
        look_at(&v, c, at, m);
        weigh_tile(c, &v, m, results);
        for (int32_t i = 0; i < c->count; i++) c->accumulate->total(m, results[i], totals[i]);
    }
    for (int32_t i = 0; i < c->count; i++) {
        double total = 0;
        for (int k = 0; k < TOTALS; k++) total += totals[i][k];
        r->sums[begin / r->piece][i] = total;
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
    reduction r = {.terms = {count, rectified, RELUME_PARAMETER_BACKWARD, dtype, 0, .operands = (char *const *)operands,
                             .strides = strides}};
    status = prepare(&r.terms, activations);
    if (status != RELUME_OK) return status;
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
