// Whatever numbers, strides, lengths and values come: no access outside the operands (allocated to the byte, for
// AddressSanitizer), a refused call writes nothing, and one that succeeds has the bits of the scalar kernel called
// element by element, or row by row, and leaves the bytes between its outputs as they were. libFuzzer makes the inputs.
#include "check.h"

enum { MOST = 1300, FILL = 0xa5 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *from;
static size_t left, read_count;
static uint64_t hash;

// The next byte of the input; then bytes that depend on all that were read.
static uint8_t byte(void)
{
    read_count++;
    if (left == 0) return (uint8_t)mix(hash + read_count);
    left--;
    hash = mix(hash ^ *from);
    return *from++;
}
static uint32_t below(uint32_t n) { return (uint32_t)(byte() | byte() << 8) % n; }
static int32_t number(int32_t count) { return (int32_t)below((uint32_t)count + 2) - 1; } // one too far at both ends

static double real(void)
{
    double d;
    uint64_t bits = 0;
    switch (byte() % 4) {
    case 0:
        for (int i = 0; i < 8; i++) bits = bits << 8 | byte();
        memcpy(&d, &bits, sizeof d);
        return d;
    case 1: return (double)(int8_t)byte() / 16;
    case 2: return ldexp(1 + byte() / 256.0, (int8_t)byte());
    default: return 1 + byte() / 64.0;
    }
}

#define EXPECT(condition)                                                   \
    do {                                                                    \
        if (!(condition)) {                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                        \
        }                                                                   \
    } while (0)

// n elements, or rows of them: exactly the bytes that they take.
typedef struct {
    unsigned char *memory, *first;
    size_t bytes, size;
    ptrdiff_t row, step;
} array;

static size_t element_bytes(int32_t dtype)
{
    static const size_t sizes[] = {4, 8, 2, 2, 1, 1, 1, 1, 1, 1, 2, 2, 4, 4, 8, 8};
    return dtype >= 0 && dtype < 16 ? sizes[dtype] : 8;
}

static array new_array(size_t rows, size_t n, size_t size, ptrdiff_t row, ptrdiff_t step)
{
    array a = {NULL, NULL, 0, size, row, step};
    ptrdiff_t low = 0, high = 0;
    if (rows > 0 && n > 0) {
        const ptrdiff_t across = row * (ptrdiff_t)(rows - 1), along = step * (ptrdiff_t)(n - 1);
        low = (across < 0 ? across : 0) + (along < 0 ? along : 0);
        high = (across > 0 ? across : 0) + (along > 0 ? along : 0) + (ptrdiff_t)size;
    }
    a.bytes = (size_t)(high - low);
    a.memory = malloc(a.bytes > 0 ? a.bytes : 1);
    EXPECT(a.memory != NULL);
    a.first = a.memory - low;
    memset(a.memory, FILL, a.bytes);
    return a;
}
static array copy_of(const array *a)
{
    array copy = *a;
    copy.memory = malloc(a->bytes > 0 ? a->bytes : 1);
    EXPECT(copy.memory != NULL);
    memcpy(copy.memory, a->memory, a->bytes);
    copy.first = copy.memory + (a->first - a->memory);
    return copy;
}
// Any bits, or the sample of the layouts' tests.
static void draw(const array *a, int32_t dtype)
{
    const int sampled = byte() % 2 && dtype >= 0 && dtype <= RELUME_BF16;
    const uint64_t start = mix(byte());
    for (size_t at = 0; at + a->size <= a->bytes; at += a->size)
        if (sampled)
            put(dtype, a->memory + at, sample(dtype, (start >> 40) + at));
        else
            for (size_t k = 0; k < a->size; k++) a->memory[at + k] = byte();
}
static ptrdiff_t input_stride(size_t size) { return byte() % 2 ? (ptrdiff_t)size : (ptrdiff_t)below(2 * 24 + 1) - 24; }
// Elements of an output don't overlap each other.
static ptrdiff_t output_stride(size_t size)
{
    const ptrdiff_t stride = (ptrdiff_t)(size + (byte() % 2 ? 0 : below(9)));
    return byte() % 4 ? stride : -stride;
}
static void choose_isa(void)
{
    const int32_t i = byte() % relume_isa_count();
    EXPECT(relume_set_isa(relume_isa_name(i)) == RELUME_OK);
}

static void fuzz_apply(void)
{
    const int32_t a = number(relume_activation_count()), operation = number(4), dtype = number(16);
    const size_t n = below(MOST);
    const int dy = operation >= RELUME_BACKWARD, arrays = relume_array_count(a);
    const int parameters = relume_parameter_count(a), outputs = relume_output_count(a, operation);
    const int inputs = dy + arrays + parameters, operands = inputs + outputs;
    const int32_t wide = dtype == RELUME_F64 || dtype >= RELUME_INT8 ? RELUME_F64 : RELUME_F32;
    array own[MOST_OPERANDS], expected[MOST_OPERANDS];
    void *at[MOST_OPERANDS] = {NULL};
    ptrdiff_t strides[MOST_OPERANDS] = {0};
    for (int k = 0; k < operands; k++) {
        const int is_parameter = k >= dy + arrays && k < inputs;
        const int is_gradient = k >= inputs && operation == RELUME_PARAMETER_BACKWARD;
        const int32_t own_dtype = is_parameter || is_gradient ? wide : dtype;
        const size_t bytes = element_bytes(own_dtype);
        strides[k] = k >= inputs ? output_stride(bytes) : is_parameter && byte() % 4 ? 0 : input_stride(bytes);
        own[k] = new_array(1, n, bytes, 0, strides[k]);
        if (k >= inputs) continue;
        draw(&own[k], own_dtype);
        double standard, lower, upper;
        if (is_parameter && n > 0 && byte() % 4 != 0 &&
            relume_parameter_range(a, k - dy - arrays, &standard, &lower, &upper) == RELUME_OK)
            for (size_t i = 0; i < n; i++)
                put(own_dtype, own[k].first + (ptrdiff_t)i * strides[k],
                    bits_of(own_dtype, isnan(standard) ? fmin(fmax(0.25, lower), upper) : standard));
    }
    // In place: the first output is x or dy, where they are of one dtype.
    const int shared = outputs > 0 && operation != RELUME_PARAMETER_BACKWARD && byte() % 4 == 0 ? 0 : -1;
    if (shared == 0) {
        free(own[inputs].memory);
        free(own[0].memory);
        strides[0] = strides[inputs];
        own[0] = new_array(1, n, element_bytes(dtype), 0, strides[0]);
        draw(&own[0], dtype);
        own[inputs] = own[0];
    }
    for (int k = 0; k < operands; k++) {
        expected[k] = k == inputs && shared == 0 ? expected[0] : copy_of(&own[k]);
        at[k] = own[k].first;
    }
    choose_isa();
    EXPECT(relume_set_num_threads(1 + byte() % 3) == RELUME_OK);
    const relume_status status = relume_apply(a, operation, dtype, n, at, strides);
    EXPECT(status >= RELUME_OK && status <= RELUME_BAD_PARAMETER);
    if (status == RELUME_OK) {
        relume_set_isa("scalar");
        for (size_t i = 0; i < n; i++) {
            void *one[MOST_OPERANDS];
            for (int k = 0; k < operands; k++) one[k] = expected[k].first + (ptrdiff_t)i * strides[k];
            EXPECT(relume_apply(a, operation, dtype, 1, one, strides) == RELUME_OK);
        }
    }
    for (int k = 0; k < operands; k++) EXPECT(memcmp(own[k].memory, expected[k].memory, own[k].bytes) == 0);
    if (operation == RELUME_PARAMETER_BACKWARD) {
        double sums[MOST_PARAMETERS + 1], again[MOST_PARAMETERS + 1];
        memset(sums, FILL, sizeof sums);
        memset(again, FILL, sizeof again);
        const relume_status first = relume_parameter_gradients(a, dtype, n, at, strides, sums);
        choose_isa();
        EXPECT(first == status && relume_parameter_gradients(a, dtype, n, at, strides, again) == first);
        EXPECT(memcmp(sums, again, sizeof sums) == 0);
        const size_t used = status == RELUME_OK ? (size_t)parameters * element_bytes(wide) : 0;
        for (size_t i = used; i < sizeof sums; i++) EXPECT(((unsigned char *)sums)[i] == FILL);
    }
    for (int k = 0; k < operands; k++) {
        if (k == inputs && shared == 0) continue;
        free(own[k].memory);
        free(expected[k].memory);
    }
}

static void fuzz_axis(void)
{
    const int32_t function = number(relume_axis_function_count()), operation = number(4), dtype = number(4);
    const size_t rows = below(20), length = below(80), bytes = element_bytes(dtype);
    const int operands = operation == RELUME_BACKWARD ? 3 : 2;
    array own[3], expected[3];
    void *at[3];
    ptrdiff_t row[3] = {0}, step[3] = {0};
    for (int k = 0; k < operands; k++) {
        const int is_output = k == operands - 1;
        step[k] = is_output ? output_stride(bytes) : input_stride(bytes);
        row[k] = is_output || byte() % 2 ? (ptrdiff_t)length * step[k] : input_stride(bytes);
        if (is_output && byte() % 2) { // columns
            row[k] = step[k];
            step[k] *= (ptrdiff_t)(rows + 1);
        }
        own[k] = new_array(rows, length, bytes, row[k], step[k]);
        if (!is_output) draw(&own[k], dtype);
        expected[k] = copy_of(&own[k]);
        at[k] = own[k].first;
    }
    choose_isa();
    const relume_status status = relume_apply_axis(function, operation, dtype, rows, length, at, row, step);
    EXPECT(status >= RELUME_OK && status <= RELUME_BAD_PARAMETER);
    if (status == RELUME_OK) {
        relume_set_isa("scalar");
        for (size_t r = 0; r < rows; r++) {
            for (int k = 0; k < operands; k++) at[k] = expected[k].first + (ptrdiff_t)r * row[k];
            EXPECT(relume_apply_axis(function, operation, dtype, 1, length, at, row, step) == RELUME_OK);
        }
    }
    for (int k = 0; k < operands; k++) {
        EXPECT(memcmp(own[k].memory, expected[k].memory, own[k].bytes) == 0);
        free(own[k].memory);
        free(expected[k].memory);
    }
}

static void fuzz_quantize(void)
{
    const int32_t a = number(relume_activation_count()), input = 7 + (int32_t)below(4), output = 7 + (int32_t)below(4);
    const int32_t count = relume_parameter_count(a) - (byte() % 16 == 0), rounding = number(2);
    const int32_t input_zero = (int16_t)(byte() << (byte() % 9)), output_zero = (int8_t)byte();
    double parameters[MOST_PARAMETERS + 1];
    for (int k = 0; k < MOST_PARAMETERS; k++) {
        double standard, lower, upper;
        parameters[k] = real();
        if (byte() % 4 != 0 && relume_parameter_range(a, k, &standard, &lower, &upper) == RELUME_OK)
            parameters[k] = isnan(standard) ? fmin(fmax(0.25, lower), upper) : standard;
    }
    const double input_scale = real(), output_scale = real();
    uint8_t table[256], again[256];
    memset(table, FILL, sizeof table);
    memset(again, FILL, sizeof again);
    choose_isa();
    const relume_status status = relume_quantize_prepare(a, parameters, count, input, input_scale, input_zero, output,
                                                         output_scale, output_zero, rounding, table);
    EXPECT(status >= RELUME_OK && status <= RELUME_BAD_ROUNDING);
    choose_isa();
    EXPECT(relume_quantize_prepare(a, parameters, count, input, input_scale, input_zero, output, output_scale,
                                   output_zero, rounding, again) == status);
    EXPECT(memcmp(table, again, sizeof table) == 0);
    if (status != RELUME_OK)
        for (int k = 0; k < 256; k++) EXPECT(table[k] == FILL);
    const size_t n = below(MOST);
    const ptrdiff_t steps[] = {input_stride(1), output_stride(1)};
    const array q = new_array(1, n, 1, 0, steps[0]), out = new_array(1, n, 1, 0, steps[1]);
    draw(&q, -1);
    EXPECT(relume_quantize_apply_strided(n, table, q.first, steps[0], out.first, steps[1]) == RELUME_OK);
    for (size_t i = 0; i < n; i++) {
        unsigned char *const y = out.first + (ptrdiff_t)i * steps[1];
        EXPECT(*y == table[q.first[(ptrdiff_t)i * steps[0]]]);
        *y = FILL;
    }
    for (size_t i = 0; i < out.bytes; i++) EXPECT(out.memory[i] == FILL);
    free(q.memory);
    free(out.memory);
    // Element by element: few, as an input near a tie takes long.
    const size_t few = below(9);
    const ptrdiff_t wide[] = {input_stride(2), output_stride(2)};
    const array from16 = new_array(1, few, 2, 0, wide[0]), to16 = new_array(1, few, 2, 0, wide[1]);
    draw(&from16, -1);
    const array kept = copy_of(&to16);
    const relume_status second = relume_quantize_int16(
        few, a, parameters, count, input_scale, input_zero, output_scale, output_zero, rounding,
        (const int16_t *)(const void *)from16.first, wide[0], (int16_t *)(void *)to16.first, wide[1]);
    EXPECT(second >= RELUME_OK && second <= RELUME_BAD_ROUNDING);
    if (second != RELUME_OK) EXPECT(memcmp(kept.memory, to16.memory, kept.bytes) == 0);
    free(from16.memory);
    free(to16.memory);
    free(kept.memory);
}

static void fuzz_sum(void)
{
    int32_t terms[20];
    const int32_t count = (int32_t)below(19) - 1, operation = number(4), dtype = number(4), rectified = byte() % 2;
    const int dy = operation >= RELUME_BACKWARD;
    const size_t n = below(MOST), bytes = element_bytes(dtype);
    int parameters = 0;
    for (int k = 0; k < count; k++) {
        terms[k] =
            byte() % 64 == 0 ? number(relume_activation_count()) : (int32_t)below((uint32_t)relume_activation_count());
        parameters += relume_parameter_count(terms[k]);
    }
    enum { ALL = 2 + 16 + 16 * MOST_PARAMETERS + 16 + 20 };
    static double scalars[ALL];
    void *at[ALL] = {NULL};
    ptrdiff_t strides[ALL] = {0};
    const int weights = count > 0 ? count : 0, inputs = dy + 1 + weights + parameters;
    const int outputs = operation == RELUME_PARAMETER_BACKWARD ? weights : 1;
    if (inputs + outputs > ALL) return;
    array data[2], out[20], expected[20];
    for (int k = 0; k < dy + 1; k++) {
        strides[k] = input_stride(bytes);
        data[k] = new_array(1, n, bytes, 0, strides[k]);
        draw(&data[k], dtype);
        at[k] = data[k].first;
    }
    for (int k = 0; k < weights; k++) scalars[k] = byte() % 8 == 0 ? 0 : real(), at[dy + 1 + k] = &scalars[k];
    int next = weights;
    for (int k = 0; k < weights; k++)
        for (int p = 0; p < relume_parameter_count(terms[k]); p++, next++) {
            double standard = 0, lower = 0, upper = 0;
            relume_parameter_range(terms[k], p, &standard, &lower, &upper);
            const double value = byte() % 64 == 0  ? real()
                                 : isnan(standard) ? fmin(fmax(0.25, lower), upper)
                                                   : standard;
            put(dtype == RELUME_F64 ? RELUME_F64 : RELUME_F32, &scalars[next],
                bits_of(dtype == RELUME_F64 ? RELUME_F64 : RELUME_F32, value));
            at[dy + 1 + next] = &scalars[next];
        }
    const size_t out_bytes =
        operation != RELUME_PARAMETER_BACKWARD ? bytes : element_bytes(dtype == RELUME_F64 ? RELUME_F64 : RELUME_F32);
    for (int k = 0; k < outputs; k++) {
        strides[inputs + k] = output_stride(out_bytes);
        out[k] = new_array(1, n, out_bytes, 0, strides[inputs + k]);
        expected[k] = copy_of(&out[k]);
        at[inputs + k] = out[k].first;
    }
    choose_isa();
    const relume_status status = relume_weighted_sum(terms, count, rectified, operation, dtype, n, at, strides);
    EXPECT(status >= RELUME_OK && status <= RELUME_BAD_ROUNDING);
    if (status == RELUME_OK) {
        relume_set_isa("scalar");
        for (size_t i = 0; i < n; i++) {
            void *one[ALL];
            memcpy(one, at, sizeof one);
            for (int k = 0; k < dy + 1; k++) one[k] = data[k].first + (ptrdiff_t)i * strides[k];
            for (int k = 0; k < outputs; k++) one[inputs + k] = expected[k].first + (ptrdiff_t)i * strides[inputs + k];
            EXPECT(relume_weighted_sum(terms, count, rectified, operation, dtype, 1, one, strides) == RELUME_OK);
        }
    }
    for (int k = 0; k < outputs; k++) {
        EXPECT(memcmp(out[k].memory, expected[k].memory, out[k].bytes) == 0);
        free(out[k].memory);
        free(expected[k].memory);
    }
    for (int k = 0; k < dy + 1; k++) free(data[k].memory);
}

static void fuzz_names(void)
{
    char name[24];
    const size_t length = below(sizeof name);
    for (size_t i = 0; i < length; i++) name[i] = (char)byte();
    name[length] = '\0';
    const int32_t a = relume_find_activation(name), f = relume_find_axis_function(name),
                  wild = (int32_t)below(65536) - 300;
    EXPECT(a >= -1 && a < relume_activation_count() && f >= -1 && f < relume_axis_function_count());
    const int known = wild >= 0 && wild < relume_activation_count();
    EXPECT((relume_activation_name(wild) != NULL) == known && (relume_activation_formula(wild) != NULL) == known);
    EXPECT(relume_status_string(wild) != NULL);
    relume_parameter_name(wild, (int32_t)below(256) - 2);
    relume_activation_alias(wild, (int32_t)below(256) - 2);
    const char *const before = relume_isa();
    if (relume_set_isa(name) != RELUME_OK) EXPECT(relume_isa() == before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    from = data, left = size, read_count = 0, hash = 0;
    switch (byte() % 8) {
    case 0: fuzz_axis(); break;
    case 1: fuzz_quantize(); break;
    case 2: fuzz_sum(); break;
    case 3: fuzz_names(); break;
    default: fuzz_apply();
    }
    return 0;
}
