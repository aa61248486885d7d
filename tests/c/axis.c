// The functions on an axis: every layout of rows, between pages that fault, has the bits that the scalar kernel gives
// row by row, and leaves every other byte as it was. Then the typed functions, wrong calls, and the catalogue's texts.
#include "check.h"

enum { MOST_ROWS = 70, LONGEST = 300, OPERANDS = 3, MARGIN = 64 };
enum { MOST_BYTES = 3 * MOST_ROWS * (LONGEST + 3) * (int)sizeof(double) };

typedef struct {
    int32_t function, operation, dtype;
    int operands;
    size_t size;
} axis_subject;

#define AXIS_SUBJECT "%s %s %s on %s"
#define AXIS_SUBJECT_OF(s) \
    relume_axis_function_name((s).function), operation_name((s).operation), dtype_name((s).dtype), relume_isa()

// Strides in bytes, where a row has so many elements and an element so many bytes.
typedef enum { ROWS, GAPS, COLUMNS, REVERSED, SECOND, ODD, REPEATED, LAYOUTS } layout;
static const char *const layout_names[] = {"rows", "gaps", "columns", "reversed", "every second", "odd", "repeated"};

static void strides_of(layout l, ptrdiff_t rows, ptrdiff_t length, ptrdiff_t size, ptrdiff_t *row, ptrdiff_t *step)
{
    *step = l == COLUMNS ? rows * size : l == REVERSED ? -size : l == SECOND ? 2 * size : l == ODD ? size + 1 : size;
    *row = l == COLUMNS || l == REPEATED ? size * (l == COLUMNS) : *step * (length + 3 * (l == GAPS));
}

static guarded buffers[OPERANDS];
static uint64_t values[OPERANDS][MOST_ROWS][LONGEST];
static unsigned char expected[MOST_BYTES + 2 * MARGIN];

// Ordinary rows, and among them rows with a few values of any kind.
static uint64_t value_at(const axis_subject *s, int operand, size_t row, size_t i)
{
    const uint64_t k = (row * LONGEST + i) * OPERANDS + (uint64_t)operand, random = mix(k);
    if (row % 4 == 3 && random % 8 == 0) return sample(s->dtype, random >> 8 & 4095);
    return bits_of(s->dtype, normal(k));
}

// Inputs, and as the last operand the output, which the scalar kernel makes of each row alone.
static void make_values(const axis_subject *s, size_t rows, size_t length)
{
    unsigned char row_of[OPERANDS][LONGEST * sizeof(double)];
    void *operands[OPERANDS] = {NULL};
    ptrdiff_t none[OPERANDS] = {0}, steps[OPERANDS] = {0};
    const int output = s->operands - 1;
    for (int k = 0; k < s->operands; k++) operands[k] = row_of[k], steps[k] = (ptrdiff_t)s->size;
    relume_set_isa("scalar");
    for (size_t r = 0; r < rows; r++) {
        for (int k = 0; k < output; k++)
            for (size_t i = 0; i < length; i++)
                put(s->dtype, row_of[k] + i * s->size, values[k][r][i] = value_at(s, k, r, i));
        CHECK(relume_apply_axis(s->function, s->operation, s->dtype, 1, length, operands, none, steps) == RELUME_OK);
        for (size_t i = 0; i < length; i++) {
            const uint64_t y = get(s->dtype, row_of[output] + i * s->size);
            CHECK(!is_nan(s->dtype, y) || y == canonical_nan(s->dtype), AXIS_SUBJECT, AXIS_SUBJECT_OF(*s));
            values[output][r][i] = y;
        }
    }
}

static void draw(const axis_subject *s, unsigned char *first, size_t rows, size_t length, ptrdiff_t row, ptrdiff_t step,
                 int operand)
{
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < length; i++)
            put(s->dtype, first + (ptrdiff_t)r * row + (ptrdiff_t)i * step, values[operand][row == 0 ? 0 : r][i]);
}

// inputs: the layout of all of them. The output is laid out as 'output', or in place of an input.
static void test_call(const axis_subject *s, size_t rows, size_t length, layout inputs, layout output, int in_place,
                      int at_start)
{
    unsigned char *first[OPERANDS];
    void *operands[OPERANDS] = {NULL};
    ptrdiff_t row[OPERANDS] = {0}, step[OPERANDS] = {0}, low[OPERANDS], high[OPERANDS];
    const int last = s->operands - 1;
    for (int k = 0; k <= last; k++) {
        strides_of(k == last && in_place < 0 ? output : inputs, (ptrdiff_t)rows, (ptrdiff_t)length, (ptrdiff_t)s->size,
                   &row[k], &step[k]);
        const ptrdiff_t across = (ptrdiff_t)(rows - 1) * row[k], along = (ptrdiff_t)(length - 1) * step[k];
        low[k] = (across < 0 ? across : 0) + (along < 0 ? along : 0);
        high[k] = (across > 0 ? across : 0) + (along > 0 ? along : 0) + (ptrdiff_t)s->size;
        const guarded b = buffers[k];
        first[k] = at_start ? b.data - low[k] : b.data + b.size - high[k];
        // The margins too, as far as the buffer goes.
        low[k] = low[k] - MARGIN < b.data - first[k] ? b.data - first[k] : low[k] - MARGIN;
        high[k] = high[k] + MARGIN > b.data + b.size - first[k] ? b.data + b.size - first[k] : high[k] + MARGIN;
        memset(first[k] + low[k], CANARY, (size_t)(high[k] - low[k]));
        if (k < last) draw(s, first[k], rows, length, row[k], step[k], k);
        operands[k] = first[k];
    }
    if (in_place >= 0) operands[last] = first[in_place];
    CHECK(relume_apply_axis(s->function, s->operation, s->dtype, rows, length, operands, row, step) == RELUME_OK);
    for (int k = 0; k <= last; k++) {
        const int drawn = k == in_place ? last : k == last && in_place >= 0 ? -1 : k;
        memset(expected, CANARY, (size_t)(high[k] - low[k]));
        if (drawn >= 0) draw(s, expected - low[k], rows, length, row[k], step[k], drawn);
        CHECK(memcmp(expected, first[k] + low[k], (size_t)(high[k] - low[k])) == 0,
              AXIS_SUBJECT ", %s to %s, %zu rows of %zu, in place of %d, operand %d", AXIS_SUBJECT_OF(*s),
              layout_names[inputs], layout_names[output], rows, length, in_place, k);
    }
}

static void test_layouts(const axis_subject *s, size_t rows, size_t length)
{
    make_values(s, rows, length);
    for (layout l = ROWS; l < LAYOUTS; l++) {
        for (int k = 0; k < s->operands && l == REPEATED; k++)
            for (size_t r = 1; r < rows; r++) memcpy(values[k][r], values[k][0], sizeof values[k][0]);
        for (int at_start = 0; at_start < 2; at_start++) {
            FOR_EACH_ISA(isa)
            {
                test_call(s, rows, length, l, l == REPEATED ? ROWS : l, -1, at_start);
                test_call(s, rows, length, l, l == COLUMNS ? ROWS : COLUMNS, -1, at_start);
                for (int k = 0; k < s->operands - 1 && l != REPEATED; k++)
                    test_call(s, rows, length, l, l, k, at_start);
            }
        }
    }
}

// Beside TYPED's wide_x, wide_y and wide_dx.
#define TYPED_HALVES(name, suffix, dtype)                                                                   \
    do {                                                                                                    \
        uint16_t x[6], y[6], dx[6], z[6];                                                                   \
        const ptrdiff_t row[3] = {6, 6, 6}, step[3] = {2, 2, 2};                                            \
        for (int i = 0; i < 6; i++) x[i] = (uint16_t)bits_of(dtype, wide_x[i]);                             \
        CHECK(relume_##name##_##suffix(2, 3, x, y) == RELUME_OK);                                           \
        CHECK(relume_##name##_backward_##suffix(2, 3, x, y, dx) == RELUME_OK);                              \
        CHECK(relume_apply_axis(f, RELUME_FORWARD, dtype, 2, 3, (void *[]){x, z}, row, step) == RELUME_OK); \
        CHECK(memcmp(y, z, sizeof y) == 0);                                                                 \
        for (int i = 0; i < 6; i++) CHECK(fabs(number_of(dtype, y[i]) - wide_y[i]) < 1e-2, #name);          \
        for (int i = 0; i < 6; i++) CHECK(fabs(number_of(dtype, dx[i]) - wide_dx[i]) < 4e-2, #name);        \
        CHECK(relume_##name##_##suffix(2, 3, NULL, y) == RELUME_NULL_POINTER);                              \
        CHECK(relume_##name##_backward_##suffix(1, 1, x, NULL, dx) == RELUME_NULL_POINTER);                 \
        CHECK(relume_##name##_##suffix(0, 3, NULL, NULL) == RELUME_OK);                                     \
    } while (0)
#define TYPED(name)                                                                                              \
    do {                                                                                                         \
        float x[6] = {1, 2, 0, -1, -1, 3}, y[6], dx[6], z[6];                                                    \
        double wide_x[6] = {1, 2, 0, -1, -1, 3}, wide_y[6], wide_dx[6];                                          \
        const int32_t f = relume_find_axis_function(#name);                                                      \
        CHECK(f >= 0 && strcmp(relume_axis_function_name(f), #name) == 0);                                       \
        CHECK(relume_##name##_f32(2, 3, x, y) == RELUME_OK);                                                     \
        CHECK(relume_##name##_backward_f32(2, 3, x, y, dx) == RELUME_OK);                                        \
        CHECK(relume_##name##_f64(2, 3, wide_x, wide_y) == RELUME_OK);                                           \
        CHECK(relume_##name##_backward_f64(2, 3, wide_x, wide_y, wide_dx) == RELUME_OK);                         \
        const ptrdiff_t row[3] = {12, 12, 12}, step[3] = {4, 4, 4};                                              \
        CHECK(relume_apply_axis(f, RELUME_FORWARD, RELUME_F32, 2, 3, (void *[]){x, z}, row, step) == RELUME_OK); \
        CHECK(memcmp(y, z, sizeof y) == 0);                                                                      \
        for (int i = 0; i < 6; i++) CHECK(fabs((double)y[i] - wide_y[i]) < 1e-6, #name);                         \
        for (int i = 0; i < 6; i++) CHECK(fabs((double)dx[i] - wide_dx[i]) < 1e-6, #name);                       \
        TYPED_HALVES(name, f16, RELUME_F16);                                                                     \
        TYPED_HALVES(name, bf16, RELUME_BF16);                                                                   \
        CHECK(relume_##name##_f32(2, 3, NULL, y) == RELUME_NULL_POINTER);                                        \
        CHECK(relume_##name##_f64(2, 3, wide_x, NULL) == RELUME_NULL_POINTER);                                   \
        CHECK(relume_##name##_backward_f32(1, 1, x, NULL, dx) == RELUME_NULL_POINTER);                           \
        CHECK(relume_##name##_f32(0, 3, NULL, NULL) == RELUME_OK);                                               \
        CHECK(relume_##name##_backward_f64(3, 0, NULL, NULL, NULL) == RELUME_OK);                                \
    } while (0)

static void test_refusals(const axis_subject *s)
{
    static const int32_t out_of_range[] = {-1, INT32_MIN, INT32_MAX, 1000000};
    double memory[OPERANDS][4];
    void *operands[OPERANDS] = {memory[0], memory[1], memory[2]};
    const ptrdiff_t row[OPERANDS] = {16, 16, 16}, step[OPERANDS] = {8, 8, 8};
    const int32_t f = s->function, o = s->operation, d = s->dtype;
    memset(memory, CANARY, sizeof memory);
    for (int i = 0; i < 4; i++) {
        const int32_t wrong = out_of_range[i];
        CHECK(relume_apply_axis(wrong, o, d, 2, 2, operands, row, step) == RELUME_UNKNOWN_ACTIVATION);
        CHECK(relume_apply_axis(f, wrong, d, 2, 2, operands, row, step) == RELUME_UNKNOWN_OPERATION);
        CHECK(relume_apply_axis(f, o, wrong, 2, 2, operands, row, step) == RELUME_UNKNOWN_DTYPE);
    }
    for (int32_t wrong = RELUME_BF16 + 1; wrong <= RELUME_UINT64 + 1; wrong++)
        CHECK(relume_apply_axis(f, o, wrong, 2, 2, operands, row, step) == RELUME_UNKNOWN_DTYPE, "dtype %d", wrong);
    CHECK(relume_apply_axis(f, RELUME_DERIVATIVE, d, 2, 2, operands, row, step) == RELUME_UNKNOWN_OPERATION);
    CHECK(relume_apply_axis(f, o, d, 2, 2, NULL, row, step) == RELUME_NULL_POINTER);
    CHECK(relume_apply_axis(f, o, d, 2, 2, operands, NULL, step) == RELUME_NULL_POINTER);
    CHECK(relume_apply_axis(f, o, d, 2, 2, operands, row, NULL) == RELUME_NULL_POINTER);
    for (int k = 0; k < s->operands; k++) {
        operands[k] = NULL;
        CHECK(relume_apply_axis(f, o, d, 2, 2, operands, row, step) == RELUME_NULL_POINTER);
        operands[k] = memory[k];
    }
    CHECK(relume_apply_axis(f, o, d, 0, 2, NULL, NULL, NULL) == RELUME_OK);
    CHECK(relume_apply_axis(f, o, d, 2, 0, operands, row, step) == RELUME_OK);
    const unsigned char *const byte = (const unsigned char *)memory;
    for (size_t i = 0; i < sizeof memory; i++) CHECK(byte[i] == CANARY, AXIS_SUBJECT, AXIS_SUBJECT_OF(*s));
}

static void test_texts(void)
{
    const int32_t count = relume_axis_function_count();
    CHECK(count > 0);
    for (int32_t f = -1; f <= count; f++) {
        const char *const texts[] = {relume_axis_function_name(f),    relume_axis_function_title(f),
                                     relume_axis_function_formula(f), relume_axis_function_derivative(f),
                                     relume_axis_function_notes(f),   relume_axis_function_reference(f)};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            CHECK(f >= 0 && f < count ? texts[k] != NULL && *texts[k] != '\0' : texts[k] == NULL);
        if (f >= 0 && f < count) CHECK(relume_find_axis_function(texts[0]) == f);
    }
    CHECK(relume_find_axis_function("nothing") == -1);
    CHECK(relume_find_axis_function(NULL) == -1);
}

int main(void)
{
    static const size_t lengths[] = {1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 64, 129, LONGEST};
    static const size_t rows[] = {1, 3, 8, 17, MOST_ROWS};
    for (int k = 0; k < OPERANDS; k++) buffers[k] = guarded_allocate(MOST_BYTES + 2 * MARGIN);
    test_texts();
    TYPED(softmax);
    TYPED(log_softmax);
    TYPED(softmin);
    TYPED(sparsemax);
    TYPED(hardmax);
    for (int32_t f = 0; f < relume_axis_function_count(); f++)
        for (int32_t dtype = RELUME_F32; dtype <= RELUME_BF16; dtype++)
            for (int32_t operation = RELUME_FORWARD; operation <= RELUME_BACKWARD; operation += RELUME_BACKWARD) {
                const axis_subject s = {f, operation, dtype, operation == RELUME_BACKWARD ? 3 : 2,
                                        size_of_dtype(dtype)};
                test_refusals(&s);
                for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
                    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) test_layouts(&s, rows[k], lengths[i]);
            }
    return finish();
}
