// The public entry points: checks of arguments, and the catalogue's texts.
#include <string.h>

#include "environment.h"
#include "internal.h"

typedef struct {
    const char *name;
    double default_value, lower, upper;
} parameter_row;

typedef struct {
    const char *name, *title, *formula, *derivative, *notes, *reference;
    int32_t array_count;
    const parameter_row *parameters;
    int32_t parameter_count;
} activation_row;

#define REQUIRED NAN
#define PARAMETER_ROW(name, default_value, lower, upper) {#name, default_value, lower, upper},
#define ACTIVATION(...)
#define ACTIVATION_WITH(name, ...) static const parameter_row name##_parameters[] = {name##_PARAMETERS(PARAMETER_ROW)};
#define GATE(...)
#define GATE_WITH ACTIVATION_WITH
#include "catalogue.def"

#define ACTIVATION(name, how, ...) {#name, __VA_ARGS__, 1, NULL, 0},
#define GATE(name, how, ...) {#name, __VA_ARGS__, 2, NULL, 0},
#define GATE_WITH(name, how, ...) \
    {#name, __VA_ARGS__, 2, name##_parameters, sizeof name##_parameters / sizeof *name##_parameters},
#define ACTIVATION_WITH(name, how, ...) \
    {#name, __VA_ARGS__, 1, name##_parameters, sizeof name##_parameters / sizeof *name##_parameters},
static const activation_row rows[] = {
#include "catalogue.def"
};

enum { ACTIVATIONS = sizeof rows / sizeof *rows };

static int is_activation(int32_t a) { return a >= 0 && a < ACTIVATIONS; }
static int is_parameter(int32_t a, int32_t k) { return is_activation(a) && k >= 0 && k < rows[a].parameter_count; }

const char *relume_version(void) { return RELUME_VERSION; }
int32_t relume_abi_version(void) { return RELUME_ABI_VERSION; }

const char *relume_status_string(relume_status status)
{
    switch (status) {
    case RELUME_OK: return "success";
    case RELUME_NULL_POINTER: return "a pointer is NULL though n > 0";
    case RELUME_UNKNOWN_ACTIVATION: return "there is no such activation";
    case RELUME_UNKNOWN_OPERATION: return "the activation has no such operation";
    case RELUME_UNKNOWN_DTYPE: return "there is no such dtype, or not for this operation of the activation";
    case RELUME_BAD_PARAMETER: return "a parameter is NaN or outside its range";
    case RELUME_BAD_ISA: return "the instruction set (argument or RELUME_ISA) is not available on this CPU";
    case RELUME_BAD_THREADS: return "the number of threads (argument or RELUME_NUM_THREADS) is not 1 to 1024";
    case RELUME_BAD_SCALE: return "a scale is not a positive normal number";
    case RELUME_BAD_ZERO_POINT: return "a zero point is outside its type";
    case RELUME_BAD_ROUNDING: return "there is no such rounding";
    default: return "unknown status";
    }
}

int32_t relume_activation_count(void) { return ACTIVATIONS; }

// Which activation an alias means goes by name: aliases.def doesn't depend on the catalogue's order.
static const struct {
    const char *name, *activation;
} aliases[] = {
#define ALIAS(name, activation) {#name, #activation},
#include "aliases.def"
};
enum { ALIASES = sizeof aliases / sizeof *aliases };

int32_t relume_find_activation(const char *name)
{
    if (name == NULL) return -1;
    for (int i = 0; i < ALIASES; i++)
        if (strcmp(aliases[i].name, name) == 0) name = aliases[i].activation;
    for (int32_t a = 0; a < ACTIVATIONS; a++)
        if (strcmp(rows[a].name, name) == 0) return a;
    return -1;
}

const char *relume_activation_alias(int32_t a, int32_t index)
{
    for (int i = 0; is_activation(a) && i < ALIASES; i++)
        if (strcmp(aliases[i].activation, rows[a].name) == 0 && index-- == 0) return aliases[i].name;
    return NULL;
}

const char *relume_activation_name(int32_t a) { return is_activation(a) ? rows[a].name : NULL; }
const char *relume_activation_title(int32_t a) { return is_activation(a) ? rows[a].title : NULL; }
const char *relume_activation_formula(int32_t a) { return is_activation(a) ? rows[a].formula : NULL; }
const char *relume_activation_derivative(int32_t a) { return is_activation(a) ? rows[a].derivative : NULL; }
const char *relume_activation_notes(int32_t a) { return is_activation(a) ? rows[a].notes : NULL; }
const char *relume_activation_reference(int32_t a) { return is_activation(a) ? rows[a].reference : NULL; }
int32_t relume_array_count(int32_t a) { return is_activation(a) ? rows[a].array_count : 0; }
int32_t relume_parameter_count(int32_t a) { return is_activation(a) ? rows[a].parameter_count : 0; }
const char *relume_parameter_name(int32_t a, int32_t k)
{
    return is_parameter(a, k) ? rows[a].parameters[k].name : NULL;
}

relume_status relume_parameter_range(int32_t a, int32_t k, double *default_value, double *lower, double *upper)
{
    if (!is_activation(a)) return RELUME_UNKNOWN_ACTIVATION;
    if (!is_parameter(a, k)) return RELUME_BAD_PARAMETER;
    if (default_value == NULL || lower == NULL || upper == NULL) return RELUME_NULL_POINTER;
    *default_value = rows[a].parameters[k].default_value;
    *lower = rows[a].parameters[k].lower;
    *upper = rows[a].parameters[k].upper;
    return RELUME_OK;
}

static int has_dy(int32_t operation) { return operation >= RELUME_BACKWARD; }
static int32_t first_parameter(int32_t a, int32_t operation) { return has_dy(operation) + rows[a].array_count; }
static int32_t input_count(int32_t a, int32_t operation)
{
    return first_parameter(a, operation) + rows[a].parameter_count;
}

static int32_t output_count(int32_t a, int32_t operation)
{
    if (operation == RELUME_FORWARD) return 1;
    return operation == RELUME_PARAMETER_BACKWARD ? rows[a].parameter_count : rows[a].array_count;
}
int32_t relume_output_count(int32_t a, int32_t operation)
{
    return is_activation(a) && operation >= 0 && operation < OPERATIONS ? output_count(a, operation) : 0;
}

static int32_t operand_count(int32_t a, int32_t operation)
{
    return input_count(a, operation) + output_count(a, operation);
}

static int is_integer(int32_t dtype) { return dtype >= RELUME_INT8 && dtype <= RELUME_UINT64; }

// Parameters and their gradients are float beside the types of 16 bits, and parameters are double beside integers.
static int32_t parameter_dtype(int32_t dtype)
{
    return dtype == RELUME_F64 || is_integer(dtype) ? RELUME_F64 : RELUME_F32;
}

static double element(const void *values, int32_t dtype, size_t i)
{
    float f;
    double d;
    if (dtype == RELUME_F64) {
        memcpy(&d, (const char *)values + i * sizeof d, sizeof d);
        return d;
    }
    memcpy(&f, (const char *)values + i * sizeof f, sizeof f);
    return (double)f;
}

// To compare a NaN or convert a subnormal raises a flag, which must not reach the caller.
static int in_range(const parameter_row *row, int32_t dtype, const void *at)
{
    const environment saved = environment_enter();
    const double value = element(at, dtype, 0);
    // Volatile, so that no compiler compares after the environment is left.
    const volatile int result = value >= row->lower && value <= row->upper;
    environment_leave(saved);
    return result;
}

// Everything that can be wrong with a call over inputs and outputs.
static relume_status check(int32_t a, int32_t operation, int32_t dtype, int32_t operand_count, void *const *operands,
                           const ptrdiff_t *strides)
{
    if (operands == NULL || strides == NULL) return RELUME_NULL_POINTER;
    for (int32_t k = 0; k < operand_count; k++)
        if (operands[k] == NULL) return RELUME_NULL_POINTER;
    for (int32_t k = 0; k < rows[a].parameter_count; k++) {
        const int32_t operand = first_parameter(a, operation) + k;
        if (strides[operand] == 0 && !in_range(&rows[a].parameters[k], parameter_dtype(dtype), operands[operand]))
            return RELUME_BAD_PARAMETER;
    }
    return RELUME_OK;
}

static relume_status check_kind(int32_t a, int32_t operation, int32_t dtype)
{
    if (!is_activation(a)) return RELUME_UNKNOWN_ACTIVATION;
    if (operation < 0 || operation >= OPERATIONS) return RELUME_UNKNOWN_OPERATION;
    if (operation == RELUME_PARAMETER_BACKWARD && rows[a].parameter_count == 0) return RELUME_UNKNOWN_OPERATION;
    if (is_integer(dtype))
        return operation == RELUME_FORWARD && relume_keeps_integers(a) ? RELUME_OK : RELUME_UNKNOWN_DTYPE;
    return dtype >= 0 && dtype < DTYPES ? RELUME_OK : RELUME_UNKNOWN_DTYPE;
}

static relume_status find_kernel(kernel *k, int32_t a, int32_t operation, int32_t dtype)
{
    if (!relume_find_block(k, a, operation, dtype)) return RELUME_BAD_ISA;
    k->slope = operation == RELUME_DERIVATIVE;
    k->inputs = input_count(a, operation) + k->slope;
    k->outputs = output_count(a, operation);
    k->first_parameter = first_parameter(a, operation) + k->slope;
    k->data_outputs = operation == RELUME_PARAMETER_BACKWARD ? 0 : k->outputs;
    k->data = dtype;
    k->parameter = parameter_dtype(dtype);
    return RELUME_OK;
}

typedef struct {
    kernel kernel;
    char *const *operands;
    const ptrdiff_t *strides;
    int operand_count;
} call;

static void run_part(const call *c, size_t begin, size_t end)
{
    char *at[MAX_OPERANDS];
    for (int k = 0; k < c->operand_count; k++) at[k] = c->operands[k] + (ptrdiff_t)begin * c->strides[k];
    relume_run(&c->kernel, end - begin, at, c->strides);
}

static void apply_task(void *context, size_t begin, size_t end)
{
    const environment saved = environment_enter();
    run_part(context, begin, end);
    environment_leave(saved);
}

// Arrays of which nothing would be left in a cache when they are read.
enum { STREAMED_BYTES = 1 << 26 };
// Elements that tell how long the others take, and the most a thread takes at a time; so many are never shared.
enum { APPLY_FIRST = 8192, APPLY_MOST = 32768, APPLY_UNIT = 1024 };

relume_status relume_apply_unchecked(int32_t a, int32_t operation, int32_t dtype, size_t n, char *const *operands,
                                     const ptrdiff_t *strides)
{
    if (is_integer(dtype)) return relume_apply_integers(a, dtype, n, operands, strides);
    call c;
    const relume_status status = find_kernel(&c.kernel, a, operation, dtype);
    if (status != RELUME_OK) return status;
    if (n > APPLY_MOST) {
        const size_t eighth = (n - APPLY_FIRST) / 8 / APPLY_UNIT * APPLY_UNIT,
                     grain = eighth > APPLY_MOST ? APPLY_MOST : eighth;
        c.operands = operands;
        c.strides = strides;
        c.operand_count = operand_count(a, operation);
        const int arrays = first_parameter(a, operation) + c.kernel.data_outputs;
        if (n * (size_t)arrays * relume_element_size(dtype) >= STREAMED_BYTES) c.kernel.flags |= PAST_CACHES;
        return relume_share(apply_task, &c, n, grain, APPLY_FIRST);
    }
    if (relume_num_threads() < 1) return RELUME_BAD_THREADS;
    const environment saved = environment_enter();
    relume_run(&c.kernel, n, operands, strides);
    environment_leave(saved);
    return RELUME_OK;
}

relume_status relume_run_here(int32_t a, int32_t operation, int32_t dtype, size_t n, char *const *operands,
                              const ptrdiff_t *strides)
{
    kernel k;
    const relume_status status = find_kernel(&k, a, operation, dtype);
    if (status == RELUME_OK) relume_run(&k, n, operands, strides);
    return status;
}

relume_status relume_apply(int32_t a, int32_t operation, int32_t dtype, size_t n, void *const *operands,
                           const ptrdiff_t *strides)
{
    relume_status status = check_kind(a, operation, dtype);
    if (status != RELUME_OK || n == 0) return status;
    status = check(a, operation, dtype, operand_count(a, operation), operands, strides);
    if (status != RELUME_OK) return status;
    return relume_apply_unchecked(a, operation, dtype, n, (char *const *)operands, strides);
}

// The sums of a piece go to its own slot, so that their order depends on n alone.
enum { BLOCK = 512, MAX_PIECES = 256, LEAST_PIECE = 32768, ACCUMULATORS = 8 };

typedef struct {
    call inputs;
    int32_t parameter_count;
    size_t piece;
    double sums[MAX_PIECES][MAX_PARAMETERS];
} reduction;

static void reduce_piece(reduction *r, size_t begin, size_t end)
{
    union {
        float f[BLOCK];
        double d[BLOCK];
    } tiles[MAX_PARAMETERS];
    const int inputs = r->inputs.operand_count;
    const int32_t dtype = r->inputs.kernel.parameter;
    char *operands[MAX_OPERANDS];
    ptrdiff_t strides[MAX_OPERANDS];
    double sums[MAX_PARAMETERS][ACCUMULATORS] = {{0}};
    for (int k = 0; k < inputs; k++) strides[k] = r->inputs.strides[k];
    for (int k = 0; k < r->parameter_count; k++) {
        operands[inputs + k] = (char *)&tiles[k];
        strides[inputs + k] = (ptrdiff_t)relume_element_size(dtype);
    }
    for (size_t done = begin, m; done < end; done += m) {
        m = end - done < BLOCK ? end - done : BLOCK;
        for (int k = 0; k < inputs; k++) operands[k] = r->inputs.operands[k] + (ptrdiff_t)done * strides[k];
        relume_run(&r->inputs.kernel, m, operands, strides);
        for (int k = 0; k < r->parameter_count; k++)
            for (size_t i = 0; i < m; i++) sums[k][i % ACCUMULATORS] += element(&tiles[k], dtype, i);
    }
    for (int k = 0; k < r->parameter_count; k++) {
        double total = 0;
        for (int i = 0; i < ACCUMULATORS; i++) total += sums[k][i];
        r->sums[begin / r->piece][k] = total;
    }
}

static void reduce_task(void *context, size_t begin, size_t end)
{
    reduction *const r = context;
    const environment saved = environment_enter();
    for (size_t at = begin; at < end; at += r->piece) reduce_piece(r, at, end - at < r->piece ? end : at + r->piece);
    environment_leave(saved);
}

relume_status relume_parameter_gradients(int32_t a, int32_t dtype, size_t n, void *const *operands,
                                         const ptrdiff_t *strides, void *gradients)
{
    relume_status status = check_kind(a, RELUME_PARAMETER_BACKWARD, dtype);
    if (status != RELUME_OK) return status;
    if (n == 0) {
        if (gradients != NULL)
            memset(gradients, 0, (size_t)rows[a].parameter_count * relume_element_size(parameter_dtype(dtype)));
        return RELUME_OK;
    }
    const int inputs = input_count(a, RELUME_PARAMETER_BACKWARD);
    status = check(a, RELUME_PARAMETER_BACKWARD, dtype, inputs, operands, strides);
    if (status != RELUME_OK) return status;
    if (gradients == NULL) return RELUME_NULL_POINTER;
    reduction r = {.inputs = {.operands = (char *const *)operands, .strides = strides, .operand_count = inputs},
                   .parameter_count = rows[a].parameter_count};
    status = find_kernel(&r.inputs.kernel, a, RELUME_PARAMETER_BACKWARD, dtype);
    if (status != RELUME_OK) return status;
    r.piece = n / MAX_PIECES / BLOCK * BLOCK + BLOCK;
    if (r.piece < LEAST_PIECE) r.piece = LEAST_PIECE;
    status = relume_parallel(reduce_task, &r, n, r.piece);
    if (status != RELUME_OK) return status;
    const environment saved = environment_enter();
    for (int k = 0; k < r.parameter_count; k++) {
        double total = 0;
        for (size_t at = 0; at < n; at += r.piece) total += r.sums[at / r.piece][k];
        if (dtype == RELUME_F64)
            ((double *)gradients)[k] = total;
        else
            ((float *)gradients)[k] = (float)total;
    }
    environment_leave(saved);
    return RELUME_OK;
}
