// The public entry points of the functions on an axis: checks of arguments, threads, and the catalogue's texts.
#include <string.h>

#include "environment.h"
#include "internal.h"

static const struct {
    const char *name, *title, *formula, *derivative, *notes, *reference;
} rows_of_text[] = {
#define AXIS_FUNCTION(name, ...) {#name, __VA_ARGS__},
#include "axis_catalogue.def"
};

enum { FUNCTIONS = sizeof rows_of_text / sizeof *rows_of_text };

static int is_function(int32_t f) { return f >= 0 && f < FUNCTIONS; }

int32_t relume_axis_function_count(void) { return FUNCTIONS; }

int32_t relume_find_axis_function(const char *name)
{
    for (int32_t f = 0; name != NULL && f < FUNCTIONS; f++)
        if (strcmp(rows_of_text[f].name, name) == 0) return f;
    return -1;
}

const char *relume_axis_function_name(int32_t f) { return is_function(f) ? rows_of_text[f].name : NULL; }
const char *relume_axis_function_title(int32_t f) { return is_function(f) ? rows_of_text[f].title : NULL; }
const char *relume_axis_function_formula(int32_t f) { return is_function(f) ? rows_of_text[f].formula : NULL; }
const char *relume_axis_function_derivative(int32_t f) { return is_function(f) ? rows_of_text[f].derivative : NULL; }
const char *relume_axis_function_notes(int32_t f) { return is_function(f) ? rows_of_text[f].notes : NULL; }
const char *relume_axis_function_reference(int32_t f) { return is_function(f) ? rows_of_text[f].reference : NULL; }

typedef struct {
    axis_kernel *run;
    int32_t dtype;
    size_t length;
    int operand_count;
    void *const *operands;
    const ptrdiff_t *row_strides, *element_strides;
} axis_call;

static void axis_task(void *context, size_t begin, size_t end)
{
    const axis_call *const c = context;
    char *at[AXIS_OPERANDS];
    const environment saved = environment_enter();
    for (int k = 0; k < c->operand_count; k++) at[k] = (char *)c->operands[k] + (ptrdiff_t)begin * c->row_strides[k];
    c->run(c->dtype, end - begin, c->length, at, c->row_strides, c->element_strides);
    environment_leave(saved);
}

// Elements a thread takes at a time; rows of which as many are computed together; and adjacent ones, which are
// computed so in a number of lines, and many enough that threads seldom write into the same cache lines. From
// LONG_FIRST elements on, the first aren't computed alone to tell how long the others take.
enum { AXIS_GRAIN = 8192, LONG_FIRST = 32768, ROWS_TOGETHER = 64, LINE = 16, MOST_ADJACENT = 256 };

static size_t grain_of(size_t rows, size_t length, int adjacent)
{
    const size_t grain = length < AXIS_GRAIN ? AXIS_GRAIN / length : 1;
    if (!adjacent || grain >= MOST_ADJACENT) return grain > ROWS_TOGETHER ? grain - grain % ROWS_TOGETHER : grain;
    const size_t threads = relume_num_threads() < 1 ? 1 : (size_t)relume_num_threads();
    size_t share = (rows + threads - 1) / threads;
    if (share >= ROWS_TOGETHER) share = share / 2 < MOST_ADJACENT ? share / 2 : MOST_ADJACENT;
    return (share + LINE - 1) / LINE * LINE;
}

relume_status relume_apply_axis(int32_t function, int32_t operation, int32_t dtype, size_t rows, size_t length,
                                void *const *operands, const ptrdiff_t *row_strides, const ptrdiff_t *element_strides)
{
    if (!is_function(function)) return RELUME_UNKNOWN_ACTIVATION;
    if (operation != RELUME_FORWARD && operation != RELUME_BACKWARD) return RELUME_UNKNOWN_OPERATION;
    if (dtype < RELUME_F32 || dtype > RELUME_BF16) return RELUME_UNKNOWN_DTYPE;
    if (rows == 0 || length == 0) return RELUME_OK;
    if (operands == NULL || row_strides == NULL || element_strides == NULL) return RELUME_NULL_POINTER;
    axis_call c = {relume_axis_kernel(function, operation, dtype),
                   dtype,
                   length,
                   operation == RELUME_BACKWARD ? 3 : 2,
                   operands,
                   row_strides,
                   element_strides};
    int adjacent = 1;
    for (int k = 0; k < c.operand_count; k++) {
        if (operands[k] == NULL) return RELUME_NULL_POINTER;
        adjacent &= row_strides[k] == (ptrdiff_t)relume_element_size(dtype);
    }
    if (c.run == NULL) return RELUME_BAD_ISA;
    const size_t grain = grain_of(rows, length, adjacent);
    return relume_share(axis_task, &c, rows, grain, grain * length >= LONG_FIRST ? 0 : grain);
}

// Inputs and outputs stand in one array, and the outputs alone are written.
#define INPUT(pointer) (void *)(uintptr_t)(pointer)

#define TYPED(name, real, suffix, dtype)                                                                       \
    relume_status relume_##name##_##suffix(size_t rows, size_t length, const real *x, real *y)                 \
    {                                                                                                          \
        const ptrdiff_t step = sizeof(real), row = (ptrdiff_t)length * step;                                   \
        return relume_apply_axis(number_##name, RELUME_FORWARD, dtype, rows, length, (void *[]){INPUT(x), y},  \
                                 (ptrdiff_t[]){row, row}, (ptrdiff_t[]){step, step});                          \
    }                                                                                                          \
    relume_status relume_##name##_backward_##suffix(size_t rows, size_t length, const real *dy, const real *y, \
                                                    real *dx)                                                  \
    {                                                                                                          \
        const ptrdiff_t step = sizeof(real), row = (ptrdiff_t)length * step;                                   \
        return relume_apply_axis(number_##name, RELUME_BACKWARD, dtype, rows, length,                          \
                                 (void *[]){INPUT(dy), INPUT(y), dx}, (ptrdiff_t[]){row, row, row},            \
                                 (ptrdiff_t[]){step, step, step});                                             \
    }

enum {
#define AXIS_FUNCTION(name, ...) number_##name,
#include "axis_catalogue.def"
};
#define AXIS_FUNCTION(name, ...)           \
    TYPED(name, float, f32, RELUME_F32)    \
    TYPED(name, double, f64, RELUME_F64)   \
    TYPED(name, uint16_t, f16, RELUME_F16) \
    TYPED(name, uint16_t, bf16, RELUME_BF16)
#include "axis_catalogue.def"
