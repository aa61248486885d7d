// Quantized data: look-ups on every length, layout and instruction set, between pages that fault; the entries of a
// table at ties and ends; and what wrong calls come to. That every entry is exact is tested from Python.
#include "check.h"

enum { LONGEST = 300, MARGIN = 64, STRIDE = 3, MANY = 1 << 20 };

static uint8_t table[256], canary[256];
static guarded from, to;

// A table whose every byte tells its place.
static void make_table(void)
{
    for (int k = 0; k < 256; k++) table[k] = (uint8_t)(k * 167 + 13);
}

// Against the guard behind, or the one before, with a shift.
static void test_length(size_t n, ptrdiff_t q_stride, ptrdiff_t out_stride, int at_start, size_t shift, int in_place)
{
    const size_t widest = LONGEST * STRIDE + MARGIN, size = n * STRIDE + 1;
    uint8_t *const q_low = at_start ? from.data + shift : from.data + from.size - size - shift;
    uint8_t *const out_low = in_place ? q_low : at_start ? to.data + shift : to.data + to.size - size - shift;
    memset(at_start ? from.data : from.data + from.size - widest, CANARY, widest);
    memset(at_start ? to.data : to.data + to.size - widest, CANARY, widest);
    const size_t last = n == 0 ? 0 : n - 1;
    // Contiguous data end where the buffer does.
    uint8_t *q = q_stride == 1 && !at_start ? q_low + size - n : q_stride < 0 ? q_low + last * STRIDE : q_low;
    uint8_t *out = out_stride == 1 && !at_start ? out_low + size - n
                   : out_stride < 0             ? out_low + last * STRIDE
                                                : out_low;
    for (size_t i = 0; i < n; i++) q[(ptrdiff_t)i * q_stride] = (uint8_t)mix(i + n);
    const relume_status status = q_stride == 1 && out_stride == 1
                                     ? relume_quantize_apply(n, table, q, out)
                                     : relume_quantize_apply_strided(n, table, q, q_stride, out, out_stride);
    CHECK(status == RELUME_OK);
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        const ptrdiff_t at = (ptrdiff_t)i * out_stride;
        const uint8_t input = (uint8_t)mix(i + (q_stride == 0 ? n + last - i : n));
        wrong |= out[at] != table[input];
        out[at] = CANARY;
        if (!in_place) wrong |= q[(ptrdiff_t)i * q_stride] != input;
    }
    CHECK(!wrong, "n = %zu, strides %td and %td, on %s", n, q_stride, out_stride, relume_isa());
    CHECK(untouched(in_place ? from.data : to.data, widest) || !at_start, "n = %zu: written outside", n);
    CHECK(untouched((in_place ? from.data + from.size : to.data + to.size) - widest, widest) || at_start,
          "n = %zu: written outside", n);
}

static void test_look_up(void)
{
    static const ptrdiff_t strides[][2] = {{1, 1}, {1, STRIDE}, {STRIDE, 1}, {-STRIDE, 1}, {-STRIDE, -STRIDE}, {0, 1}};
    for (size_t n = 0; n <= LONGEST; n++) {
        for (int at_start = 0; at_start <= 1; at_start++) {
            for (size_t k = 0; k < sizeof strides / sizeof *strides; k++)
                test_length(n, strides[k][0], strides[k][1], at_start, 0, 0);
            test_length(n, 1, 1, at_start, 1, 0);
            test_length(n, 1, 1, at_start, 0, 1);
            test_length(n, -STRIDE, -STRIDE, at_start, 0, 1);
        }
    }
}

// Long enough for whole groups of vectors, at every address, and for threads.
static void test_long_arrays(void)
{
    static uint8_t q[MANY + 64], out[MANY + 64];
    for (size_t i = 0; i < sizeof q; i++) q[i] = (uint8_t)mix(i);
    for (size_t shift = 0; shift < 64; shift += 7) {
        for (size_t n = 1000; n < MANY; n *= 3) {
            for (int32_t threads = 1; threads <= 3; threads += 2) {
                relume_set_num_threads(threads);
                memset(out, CANARY, n + 64);
                CHECK(relume_quantize_apply(n, table, q + 63 - shift, out + shift) == RELUME_OK);
                int wrong = !untouched(out, shift) || !untouched(out + shift + n, 64 - shift);
                for (size_t i = 0; i < n; i++) wrong |= out[shift + i] != table[q[63 - shift + i]];
                CHECK(!wrong, "n = %zu, shift %zu, %d threads, on %s", n, shift, threads, relume_isa());
            }
        }
    }
    relume_set_num_threads(1);
}

static relume_status prepare(const char *name, int32_t dtype, double input_scale, double output_scale, int32_t rounding)
{
    return relume_quantize_prepare(relume_find_activation(name), NULL, 0, dtype, input_scale, 0, dtype, output_scale, 0,
                                   rounding, table);
}

static int32_t entry(int32_t q) { return (int8_t)table[(uint8_t)q]; }

static void test_entries(void)
{
    CHECK(prepare("relu", RELUME_INT8, 1, 2, RELUME_TIES_TO_EVEN) == RELUME_OK);
    CHECK(entry(1) == 0 && entry(3) == 2 && entry(5) == 2 && entry(-128) == 0 && entry(127) == 64);
    CHECK(prepare("relu", RELUME_INT8, 1, 2, RELUME_TIES_AWAY) == RELUME_OK);
    CHECK(entry(1) == 1 && entry(3) == 2 && entry(5) == 3 && entry(-1) == 0);
    // 40.5·sigmoid(40.5) < 40.5 < log(1 + e^40.5), by less than any double tells; and 127.5's differs by 2^-184 of it.
    CHECK(prepare("silu", RELUME_INT8, 0.5, 1, RELUME_TIES_AWAY) == RELUME_OK);
    CHECK(entry(81) == 40 && entry(83) == 41 && entry(-128) == 0);
    CHECK(prepare("silu", RELUME_UINT8, 0.5, 1, RELUME_TIES_AWAY) == RELUME_OK);
    CHECK(table[255] == 127);
    CHECK(prepare("tanh", RELUME_INT8, 1e300, 2, RELUME_TIES_AWAY) == RELUME_OK);
    CHECK(entry(127) == 0 && entry(-128) == 0);
    // Arguments that no double holds.
    CHECK(prepare("relu", RELUME_INT8, DBL_MAX, DBL_MAX, RELUME_TIES_TO_EVEN) == RELUME_OK);
    for (int32_t q = -128; q < 128; q++) CHECK(entry(q) == (q > 0 ? q : 0), "%d", q);
    CHECK(prepare("relu", RELUME_INT8, DBL_MAX, DBL_MIN, RELUME_TIES_TO_EVEN) == RELUME_OK);
    CHECK(entry(0) == 0 && entry(1) == 127);
    // Types may differ.
    CHECK(relume_quantize_prepare(relume_find_activation("sigmoid"), NULL, 0, RELUME_INT8, 1, 0, RELUME_UINT8,
                                  1.0 / 256, 0, RELUME_TIES_TO_EVEN, table) == RELUME_OK);
    CHECK(table[0] == 128 && table[127] == 255 && table[0x80] == 0);
}

static void test_int16(void)
{
    enum { COUNT = 1000 };
    static int16_t q[2 * COUNT], out[3 * COUNT];
    const double slope = 0.5;
    const int32_t leaky = relume_find_activation("leaky_relu");
    for (int i = 0; i < 2 * COUNT; i++) q[i] = (int16_t)mix((uint64_t)i);
    for (int32_t threads = 1; threads <= 2; threads++) {
        relume_set_num_threads(threads);
        memset(out, CANARY, sizeof out);
        CHECK(relume_quantize_int16(COUNT, leaky, &slope, 1, 0.25, 0, 0.25, 0, RELUME_TIES_AWAY, q, 2 * sizeof *q, out,
                                    3 * sizeof *out) == RELUME_OK);
        for (int i = 0; i < COUNT; i++) {
            const int x = q[2 * i];
            CHECK(out[3 * i] == (x > 0 ? x : -((1 - x) / 2)), "%d", x);
            CHECK(untouched(&out[3 * i + 1], 2 * sizeof *out));
        }
    }
    relume_set_num_threads(1);
    memcpy(out, q, sizeof q);
    CHECK(relume_quantize_int16(COUNT, leaky, &slope, 1, 0.25, 0, 0.25, 0, RELUME_TIES_AWAY, out, sizeof *q, out,
                                sizeof *q) == RELUME_OK);
    for (int i = 0; i < COUNT; i++) CHECK(out[i] == (q[i] > 0 ? q[i] : -((1 - q[i]) / 2)), "in place, %d", q[i]);
}

// Lengths and layouts between pages that fault.
static void test_int16_layouts(void)
{
    enum { SIZE = sizeof(int16_t) };
    static const ptrdiff_t strides[][2] = {{SIZE, SIZE}, {-SIZE, 3 * SIZE}, {2 * SIZE, -SIZE}, {SIZE + 1, -SIZE - 1}};
    static int16_t inputs[LONGEST], outputs[LONGEST];
    const int32_t tanh_number = relume_find_activation("tanh");
    for (int i = 0; i < LONGEST; i++) {
        inputs[i] = (int16_t)mix((uint64_t)i);
        CHECK(relume_quantize_int16(1, tanh_number, NULL, 0, 1e-4, 3, 1e-5, -7, 0, &inputs[i], SIZE, &outputs[i],
                                    SIZE) == RELUME_OK);
    }
    for (size_t n = 0; n <= LONGEST; n += n < 40 ? 1 : 20) {
        for (int k = 0; k < 8; k++) {
            const ptrdiff_t q_stride = strides[k / 2][0], out_stride = strides[k / 2][1];
            unsigned char *const q = lay(from, n, q_stride, SIZE, k % 2);
            unsigned char *const out = lay(to, n, out_stride, SIZE, k % 2);
            for (size_t i = 0; i < n; i++) memcpy(q + (ptrdiff_t)i * q_stride, &inputs[i], SIZE);
            CHECK(relume_quantize_int16(n, tanh_number, NULL, 0, 1e-4, 3, 1e-5, -7, 0, (int16_t *)(void *)q, q_stride,
                                        (int16_t *)(void *)out, out_stride) == RELUME_OK);
            CHECK(holds(to, n, out_stride, SIZE, out, outputs), "n = %zu, layout %d", n, k);
            CHECK(holds(from, n, q_stride, SIZE, q, inputs), "n = %zu, layout %d", n, k);
        }
    }
}

static void refused(relume_status status, int32_t activation, const double *parameters, int32_t count, int32_t input,
                    double input_scale, int32_t input_zero, int32_t output, double output_scale, int32_t output_zero,
                    int32_t rounding)
{
    memset(table, CANARY, sizeof table);
    CHECK(relume_quantize_prepare(activation, parameters, count, input, input_scale, input_zero, output, output_scale,
                                  output_zero, rounding, table) == status,
          "%s", relume_status_string(status));
    CHECK(untouched(table, sizeof table), "a refused call has written");
}

static void test_refusals(void)
{
    const int32_t relu = relume_find_activation("relu"), leaky = relume_find_activation("leaky_relu");
    const double slope = 0.1, wrong[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    const double scales[] = {0, -0.0, -1, (double)NAN, (double)INFINITY, DBL_MIN / 2, 5e-324};
    const int32_t i8 = RELUME_INT8, u8 = RELUME_UINT8;
    refused(RELUME_UNKNOWN_ACTIVATION, -1, NULL, 0, i8, 1, 0, i8, 1, 0, 0);
    refused(RELUME_UNKNOWN_ACTIVATION, relume_activation_count(), NULL, 0, i8, 1, 0, i8, 1, 0, 0);
    for (int32_t a = 0; a < relume_activation_count(); a++)
        if (relume_array_count(a) > 1)
            refused(RELUME_UNKNOWN_OPERATION, a, NULL, relume_parameter_count(a), i8, 1, 0, i8, 1, 0, 0);
    const int32_t dtypes[] = {-1, RELUME_F32, RELUME_F64, RELUME_INT16, RELUME_INT16 + 1, INT32_MAX};
    for (int i = 0; i < 6; i++) {
        refused(RELUME_UNKNOWN_DTYPE, relu, NULL, 0, dtypes[i], 1, 0, i8, 1, 0, 0);
        refused(RELUME_UNKNOWN_DTYPE, relu, NULL, 0, i8, 1, 0, dtypes[i], 1, 0, 0);
    }
    refused(RELUME_BAD_PARAMETER, relu, &slope, 1, i8, 1, 0, i8, 1, 0, 0);
    refused(RELUME_BAD_PARAMETER, leaky, NULL, 0, i8, 1, 0, i8, 1, 0, 0);
    refused(RELUME_BAD_PARAMETER, leaky, &slope, -1, i8, 1, 0, i8, 1, 0, 0);
    refused(RELUME_NULL_POINTER, leaky, NULL, 1, i8, 1, 0, i8, 1, 0, 0);
    for (int i = 0; i < 3; i++) refused(RELUME_BAD_PARAMETER, leaky, &wrong[i], 1, i8, 1, 0, i8, 1, 0, 0);
    for (int i = 0; i < 7; i++) {
        refused(RELUME_BAD_SCALE, relu, NULL, 0, i8, scales[i], 0, i8, 1, 0, 0);
        refused(RELUME_BAD_SCALE, relu, NULL, 0, i8, 1, 0, i8, scales[i], 0, 0);
    }
    refused(RELUME_BAD_ZERO_POINT, relu, NULL, 0, i8, 1, 128, u8, 1, 128, 0);
    refused(RELUME_BAD_ZERO_POINT, relu, NULL, 0, i8, 1, -129, u8, 1, 0, 0);
    refused(RELUME_BAD_ZERO_POINT, relu, NULL, 0, i8, 1, 0, u8, 1, -1, 0);
    refused(RELUME_BAD_ZERO_POINT, relu, NULL, 0, u8, 1, 256, i8, 1, 0, 0);
    refused(RELUME_BAD_ZERO_POINT, relu, NULL, 0, u8, 1, 0, i8, 1, 128, 0);
    refused(RELUME_BAD_ROUNDING, relu, NULL, 0, i8, 1, 0, i8, 1, 0, -1);
    refused(RELUME_BAD_ROUNDING, relu, NULL, 0, i8, 1, 0, i8, 1, 0, 2);
    CHECK(relume_quantize_prepare(relu, NULL, 0, i8, 1, 0, i8, 1, 0, 0, NULL) == RELUME_NULL_POINTER);

    uint8_t q[4] = {0}, out[4];
    memset(out, CANARY, sizeof out);
    CHECK(relume_quantize_apply(4, NULL, q, out) == RELUME_NULL_POINTER);
    CHECK(relume_quantize_apply(4, canary, NULL, out) == RELUME_NULL_POINTER);
    CHECK(relume_quantize_apply(4, canary, q, NULL) == RELUME_NULL_POINTER);
    CHECK(relume_quantize_apply(0, NULL, NULL, NULL) == RELUME_OK);
    CHECK(relume_quantize_apply_strided(0, NULL, NULL, 1, NULL, 1) == RELUME_OK);
    int16_t values[4] = {0}, results[4];
    memset(results, CANARY, sizeof results);
#define INT16(n, a, p, count, s, z, r, q, out) \
    relume_quantize_int16(n, a, p, count, s, z, 1, 0, r, q, sizeof(int16_t), out, sizeof(int16_t))
    CHECK(INT16(4, -1, NULL, 0, 1, 0, 0, values, results) == RELUME_UNKNOWN_ACTIVATION);
    CHECK(INT16(4, leaky, NULL, 1, 1, 0, 0, values, results) == RELUME_NULL_POINTER);
    CHECK(INT16(4, leaky, wrong, 1, 1, 0, 0, values, results) == RELUME_BAD_PARAMETER);
    CHECK(INT16(4, relu, NULL, 0, 0, 0, 0, values, results) == RELUME_BAD_SCALE);
    CHECK(INT16(4, relu, NULL, 0, 1, 32768, 0, values, results) == RELUME_BAD_ZERO_POINT);
    CHECK(INT16(4, relu, NULL, 0, 1, 0, 2, values, results) == RELUME_BAD_ROUNDING);
    CHECK(INT16(4, relu, NULL, 0, 1, 0, 0, NULL, results) == RELUME_NULL_POINTER);
    CHECK(INT16(4, relu, NULL, 0, 1, 0, 0, values, NULL) == RELUME_NULL_POINTER);
    CHECK(INT16(0, relu, NULL, 0, 1, 0, 0, NULL, NULL) == RELUME_OK);
    CHECK(untouched(out, sizeof out) && untouched(results, sizeof results), "a refused call has written");
}

int main(void)
{
    from = guarded_allocate(LONGEST * 2 * STRIDE + MARGIN);
    to = guarded_allocate(LONGEST * 2 * STRIDE + MARGIN);
    FOR_EACH_ISA(i)
    {
        make_table();
        test_look_up();
        test_long_arrays();
        test_entries();
        test_int16();
        test_int16_layouts();
    }
    test_refusals();
    return finish();
}
