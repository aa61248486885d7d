// Integers through the activations that keep them, against arithmetic with sign and magnitude: every dtype on every
// instruction set, lengths and layouts between pages that fault, in place, on threads; and that others refuse them.
#include "check.h"

enum { LONGEST = 3000, WIDEST = 3 * (8 + 1), MARGIN = 64, MANY = 1 << 20 };

// sign and |x|
typedef struct {
    int negative;
    uint64_t size;
} number;

static const size_t sizes[] = {1, 1, 2, 2, 4, 4, 8, 8};
static size_t size_of_integer(int32_t dtype) { return sizes[dtype - RELUME_INT8]; }
static int is_signed(int32_t dtype) { return (dtype - RELUME_INT8) % 2 == 0; }
static uint64_t largest_of(int32_t dtype)
{
    return UINT64_MAX >> (64 - 8 * size_of_integer(dtype)) >> is_signed(dtype);
}

static number read_number(int32_t dtype, const void *at)
{
    // Little-endian or not: through the types themselves.
    int8_t b;
    int16_t h;
    int32_t w;
    int64_t d;
    switch (size_of_integer(dtype)) {
    case 1: memcpy(&b, at, sizeof b), d = b; break;
    case 2: memcpy(&h, at, sizeof h), d = h; break;
    case 4: memcpy(&w, at, sizeof w), d = w; break;
    default: memcpy(&d, at, sizeof d);
    }
    if (is_signed(dtype)) return (number){d < 0, d < 0 ? 0 - (uint64_t)d : (uint64_t)d};
    return (number){0, (uint64_t)d & largest_of(dtype)};
}

static void write_number(int32_t dtype, void *at, number x)
{
    const uint64_t d = x.negative ? 0 - x.size : x.size;
    const uint8_t b = (uint8_t)d;
    const uint16_t h = (uint16_t)d;
    const uint32_t w = (uint32_t)d;
    switch (size_of_integer(dtype)) {
    case 1: memcpy(at, &b, sizeof b); break;
    case 2: memcpy(at, &h, sizeof h); break;
    case 4: memcpy(at, &w, sizeof w); break;
    default: memcpy(at, &d, sizeof d);
    }
}

// The ends of the type, both sides of 0, 6 and the roots of the ends, then any.
static number sample_number(int32_t dtype, uint64_t i)
{
    static const uint64_t roots[] = {11, 15, 181, 255, 46340, 65535, 3037000499, 4294967295};
    const uint64_t largest = largest_of(dtype), root = roots[dtype - RELUME_INT8];
    const uint64_t near[] = {0, 1, 5, 6, 7, root - 1, root, root + 1, largest - 1, largest, largest / 2};
    enum { NEAR = sizeof near / sizeof *near };
    number x = {(int)(mix(i) % 2) && is_signed(dtype), (mix(i) >> 1 & largest) >> i % 3};
    if (i < 2 * NEAR) x = (number){is_signed(dtype) && i % 2 == 1 && near[i / 2] > 0, near[i / 2]};
    if (i == 2 * NEAR && is_signed(dtype)) x = (number){1, largest + 1};
    if (x.size == 0) x.negative = 0;
    return x;
}

static int is_above(number x, double bound)
{
    if (!(bound > -0x1p64)) return 1;
    if (bound >= 0x1p64) return 0;
    const double whole = floor(bound);
    const number b = {whole < 0, (uint64_t)fabs(whole)};
    if (x.negative != b.negative) return b.negative;
    return x.negative ? x.size < b.size : x.size > b.size;
}

static number square(number x, uint64_t largest)
{
    return (number){0, x.size != 0 && x.size > largest / x.size ? largest : x.size * x.size};
}

static number expected_of(const char *name, int32_t dtype, number x, double parameter)
{
    const uint64_t largest = largest_of(dtype);
    const number zero = {0, 0}, positive = x.negative ? zero : x, size = {0, x.size};
    if (strcmp(name, "relu") == 0) return positive;
    if (strcmp(name, "relu6") == 0) return (number){0, positive.size < 6 ? positive.size : 6};
    if (strcmp(name, "identity") == 0) return x;
    if (strcmp(name, "step") == 0) return (number){0, positive.size > 0};
    if (strcmp(name, "absolute") == 0) return (number){0, x.size < largest ? x.size : largest};
    if (strcmp(name, "square") == 0) return square(x, largest);
    if (strcmp(name, "squared_relu") == 0) return square(positive, largest);
    if (strcmp(name, "thresholded_relu") == 0) return is_above(x, parameter) ? x : zero;
    if (strcmp(name, "hard_shrink") == 0) return is_above(size, parameter) ? x : zero;
    CHECK(0, "%s has no definition here", name);
    return x;
}

// Of a parameter that starts from 0 or below it.
static double sample_parameter(const char *name, int32_t dtype, uint64_t i)
{
    const double largest = (double)largest_of(dtype);
    const double values[] = {0,       0.5,         1,           2.999999999, 100.25, largest - 1,      largest,
                             DBL_MAX, largest + 1, 2 * largest, 0x1p-1074,   -0.0,   largest / 2 + 0.5};
    const double value = values[i % 13];
    return strcmp(name, "thresholded_relu") == 0 && i / 13 % 2 == 1 ? -value : value;
}

typedef struct {
    const char *name;
    ptrdiff_t x, y, parameter; // in elements
    int extra, shift, in_place;
} layout;
static const layout layouts[] = {{"contiguous", 1, 1, 0, 0, 0, 0},        {"in place", 1, 1, 0, 0, 0, 1},
                                 {"odd address", 1, 1, 0, 0, 1, 0},       {"x stride 3", 3, 1, 0, 0, 0, 0},
                                 {"y stride -2", 1, -2, 0, 0, 0, 0},      {"both backwards", -1, -1, 0, 0, 0, 0},
                                 {"odd strides", 2, -1, 0, 1, 0, 0},      {"x one value", 0, 1, 0, 0, 0, 0},
                                 {"parameter array", 1, 1, 1, 0, 0, 0},   {"parameter -1, odd", 2, 3, -1, 1, 3, 0},
                                 {"in place, stride 2", 2, 2, 0, 0, 0, 1}};

static guarded x_buffer, y_buffer, parameter_buffer;

static void test_length(int32_t a, int32_t dtype, const layout *l, size_t n, int at_start)
{
    static number x[LONGEST];
    static unsigned char before[(LONGEST + 1) * WIDEST + 8192];
    const char *const name = relume_activation_name(a);
    const size_t size = size_of_integer(dtype);
    const int parameters = relume_parameter_count(a);
    const ptrdiff_t wide = (ptrdiff_t)size + l->extra, x_stride = l->x * wide, y_stride = l->y * wide;
    const ptrdiff_t parameter_stride = l->parameter * (ptrdiff_t)sizeof(double);
    const guarded y_at = l->in_place ? x_buffer : y_buffer;
    unsigned char *const from = place(x_buffer, n, x_stride, size, at_start, l->shift);
    unsigned char *const to = l->in_place ? from : place(y_at, n, y_stride, size, at_start, l->shift);
    unsigned char *const p = place(parameter_buffer, n, parameter_stride, sizeof(double), at_start, 0);
    memset(x_buffer.data, CANARY, x_buffer.size);
    memset(y_buffer.data, CANARY, y_buffer.size);
    for (size_t i = 0; i < n; i++) {
        x[i] = sample_number(dtype, l->x == 0 ? 9 : i + n / 100 * 100);
        write_number(dtype, from + (ptrdiff_t)i * x_stride, x[i]);
        const double parameter = sample_parameter(name, dtype, l->parameter == 0 ? n : mix(i));
        memcpy(p + (ptrdiff_t)i * parameter_stride, &parameter, sizeof parameter);
    }
    CHECK(y_at.size <= sizeof before);
    memcpy(before, y_at.data, y_at.size);
    void *const operands[] = {from, parameters > 0 ? p : to, to};
    const ptrdiff_t strides[] = {x_stride, parameters > 0 ? parameter_stride : y_stride, y_stride};
    CHECK(relume_apply(a, RELUME_FORWARD, dtype, n, operands, strides) == RELUME_OK);
    for (size_t i = 0; i < n; i++) {
        const double parameter = sample_parameter(name, dtype, l->parameter == 0 ? n : mix(i));
        const number wanted = expected_of(name, dtype, x[i], parameter);
        write_number(dtype, before + (to - y_at.data) + (ptrdiff_t)i * y_stride, wanted);
        const number got = read_number(dtype, to + (ptrdiff_t)i * y_stride);
        CHECK(got.negative == wanted.negative && got.size == wanted.size,
              "%s, dtype %d, %s, n = %zu on %s: %s%" PRIu64 " (%g) gives %s%" PRIu64, name, dtype, l->name, n,
              relume_isa(), x[i].negative ? "-" : "", x[i].size, parameter, got.negative ? "-" : "", got.size);
    }
    CHECK(memcmp(before, y_at.data, y_at.size) == 0, "%s, dtype %d, %s, n = %zu: written outside", name, dtype, l->name,
          n);
}

static void test_layouts(int32_t a, int32_t dtype)
{
    static const size_t lengths[] = {0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 255, 513, LONGEST};
    for (size_t j = 0; j < sizeof layouts / sizeof *layouts; j++)
        for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
            for (int at_start = 0; at_start <= 1; at_start++) test_length(a, dtype, &layouts[j], lengths[i], at_start);
}

// Long enough for tiles and threads; the threads' pieces meet nowhere else.
static void test_threads(int32_t a, int32_t dtype)
{
    static unsigned char x[2 * MANY * 8], y[MANY * 8], expected[MANY * 8];
    const ptrdiff_t size = (ptrdiff_t)size_of_integer(dtype);
    const char *const name = relume_activation_name(a);
    double parameter = 3.5;
    for (size_t i = 0; i < MANY; i++) {
        const number value = sample_number(dtype, i);
        for (ptrdiff_t k = 0; k < 2; k++) write_number(dtype, x + (2 * (ptrdiff_t)i + k) * size, value);
        write_number(dtype, expected + (ptrdiff_t)i * size, expected_of(name, dtype, value, parameter));
    }
    const int parameters = relume_parameter_count(a);
    void *const operands[] = {x, parameters > 0 ? (void *)&parameter : y, y};
    const ptrdiff_t strides[] = {2 * size, parameters > 0 ? 0 : size, size};
    for (int32_t threads = 1; threads <= 3; threads += 2) {
        CHECK(relume_set_num_threads(threads) == RELUME_OK);
        memset(y, CANARY, sizeof y);
        CHECK(relume_apply(a, RELUME_FORWARD, dtype, MANY, operands, strides) == RELUME_OK);
        CHECK(memcmp(y, expected, MANY * (size_t)size) == 0, "%s, dtype %d, %d threads", name, dtype, threads);
    }
    CHECK(relume_set_num_threads(1) == RELUME_OK);
}

static void test_refusals(int32_t a)
{
    double memory[MOST_OPERANDS] = {0}, gradients[MOST_PARAMETERS];
    void *operands[MOST_OPERANDS];
    const ptrdiff_t strides[MOST_OPERANDS] = {0};
    const char *const name = relume_activation_name(a);
    for (int k = 0; k < MOST_OPERANDS; k++) operands[k] = &memory[k];
    memset(memory, CANARY, sizeof memory);
    for (int32_t dtype = RELUME_INT8; dtype <= RELUME_UINT64; dtype++) {
        for (int32_t operation = RELUME_FORWARD; operation <= RELUME_PARAMETER_BACKWARD; operation++) {
            if (operation == RELUME_FORWARD && relume_keeps_integers(a)) continue;
            if (relume_output_count(a, operation) == 0) continue;
            for (size_t n = 0; n < 2; n++)
                CHECK(relume_apply(a, operation, dtype, n, operands, strides) == RELUME_UNKNOWN_DTYPE, "%s", name);
        }
        if (relume_parameter_count(a) > 0)
            CHECK(relume_parameter_gradients(a, dtype, 1, operands, strides, gradients) == RELUME_UNKNOWN_DTYPE);
        if (!relume_keeps_integers(a)) continue;
        const ptrdiff_t in_row[] = {8, 0, 8};
        void *const none[] = {NULL, &memory[1], &memory[2]}, *const no_last[] = {&memory[0], NULL, NULL};
        CHECK(relume_apply(a, RELUME_FORWARD, dtype, 0, NULL, NULL) == RELUME_OK);
        CHECK(relume_apply(a, RELUME_FORWARD, dtype, 1, NULL, in_row) == RELUME_NULL_POINTER);
        CHECK(relume_apply(a, RELUME_FORWARD, dtype, 1, operands, NULL) == RELUME_NULL_POINTER);
        CHECK(relume_apply(a, RELUME_FORWARD, dtype, 1, none, in_row) == RELUME_NULL_POINTER);
        CHECK(relume_apply(a, RELUME_FORWARD, dtype, 1, no_last, in_row) == RELUME_NULL_POINTER);
        if (relume_parameter_count(a) == 0) continue;
        double wrong = (double)NAN;
        void *const with_nan[] = {&memory[0], &wrong, &memory[2]};
        CHECK(relume_apply(a, RELUME_FORWARD, dtype, 1, with_nan, in_row) == RELUME_BAD_PARAMETER);
    }
    CHECK(untouched(memory, sizeof memory), "%s: a refused call has written", name);
}

int main(void)
{
    x_buffer = guarded_allocate(LONGEST * WIDEST + MARGIN);
    y_buffer = guarded_allocate(LONGEST * WIDEST + MARGIN);
    parameter_buffer = guarded_allocate(LONGEST * sizeof(double));
    CHECK(relume_keeps_integers(-1) == 0 && relume_keeps_integers(relume_activation_count()) == 0);
    CHECK(relume_keeps_integers(relume_find_activation("relu")) == 1);
    CHECK(relume_keeps_integers(relume_find_activation("gelu")) == 0);
    CHECK(relume_keeps_integers(relume_find_activation("hardtanh")) == 0);
    int kept = 0;
    for (int32_t a = 0; a < relume_activation_count(); a++) {
        test_refusals(a);
        if (!relume_keeps_integers(a)) continue;
        kept++;
        for (int32_t dtype = RELUME_INT8; dtype <= RELUME_UINT64; dtype++) {
            FOR_EACH_ISA(isa) { test_layouts(a, dtype); }
            relume_set_isa(NULL);
            test_threads(a, dtype);
        }
    }
    CHECK(kept == 9);
    return finish();
}
