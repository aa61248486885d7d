// Weighted sums through the public API: values against relume_apply, layouts between pages that fault, wrong calls, and
// no element at all.
#include "check.h"

enum { N = 5000 };

static float x[N], dy[N], y[N], expected[N], elu[N], silu[N], outputs[2][N];
static int32_t activations[2];
static double weights[2] = {0.75, -2};
static float alpha = 0.5f;

static relume_status sum(int32_t count, int32_t rectified, int32_t operation, int32_t dtype, size_t n, void *out)
{
    void *const operands[] = {dy, x, &weights[0], &weights[1], &alpha, out, outputs[1]};
    const ptrdiff_t strides[] = {4, 4, 0, 0, 0, 4, 4};
    const int first = operation < RELUME_BACKWARD;
    return relume_weighted_sum(activations, count, rectified, operation, dtype, n, operands + first, strides + first);
}

static relume_status apply(int32_t activation, int32_t operation, int32_t has_alpha, float *out)
{
    void *operands[] = {dy, x, out, NULL};
    const ptrdiff_t with_alpha[] = {4, 4, 0, 4}, without[] = {4, 4, 4};
    const int first = operation < RELUME_BACKWARD;
    if (has_alpha) operands[2] = &alpha, operands[3] = out;
    return relume_apply(activation, operation, RELUME_F32, N, operands + first,
                        (has_alpha ? with_alpha : without) + first);
}

static void test_values(void)
{
    for (int rectified = 0; rectified < 2; rectified++) {
        for (int32_t operation = RELUME_FORWARD; operation <= RELUME_BACKWARD; operation++) {
            CHECK(apply(activations[0], RELUME_FORWARD, 1, elu) == RELUME_OK);
            CHECK(apply(activations[1], RELUME_FORWARD, 0, silu) == RELUME_OK);
            for (int i = 0; i < N; i++)
                expected[i] = weights[0] * (double)elu[i] + weights[1] * (double)silu[i] > 0 || !rectified ? 1 : 0;
            CHECK(apply(activations[0], operation, 1, elu) == RELUME_OK);
            CHECK(apply(activations[1], operation, 0, silu) == RELUME_OK);
            for (int i = 0; i < N; i++) {
                const double value = weights[0] * (double)elu[i] + weights[1] * (double)silu[i];
                expected[i] = expected[i] == 0 ? 0 : (float)value;
            }
            CHECK(sum(2, rectified, operation, RELUME_F32, N, y) == RELUME_OK);
            for (int i = 0; i < N; i++)
                CHECK(y[i] == expected[i], "operation %d at %g: %g, not %g", (int)operation, (double)x[i], (double)y[i],
                      (double)expected[i]);
        }
    }
}

// Alpha as an array takes another path to the same values, and so do strides.
static void test_layouts(void)
{
    static float alphas[N], wide_x[2 * N];
    static double many[N];
    for (int i = 0; i < N; i++) alphas[i] = alpha, many[i] = weights[0], wide_x[2 * i] = x[i];
    CHECK(sum(2, 0, RELUME_FORWARD, RELUME_F32, N, expected) == RELUME_OK);
    void *const operands[] = {wide_x, many, &weights[1], alphas, y};
    const ptrdiff_t strides[] = {8, 8, 0, 4, 4};
    CHECK(relume_weighted_sum(activations, 2, 0, RELUME_FORWARD, RELUME_F32, N, operands, strides) == RELUME_OK);
    CHECK(memcmp(y, expected, sizeof y) == 0);
}

// Every value of 16 bits: the sum of what doubles give, rounded once.
static void test_16_bits(void)
{
    enum { VALUES = 1 << 16 };
    static uint16_t from[VALUES], to[VALUES], again[VALUES];
    static float wide[VALUES], results[VALUES];
    for (int i = 0; i < VALUES; i++) {
        from[i] = (uint16_t)i;
        const uint32_t bits = (uint32_t)i << 16;
        memcpy(&wide[i], &bits, sizeof bits);
    }
    void *const operands[] = {from, &weights[0], &weights[1], &alpha, to};
    void *const float_operands[] = {wide, &weights[0], &weights[1], &alpha, results};
    const ptrdiff_t strides[] = {2, 0, 0, 0, 2}, float_strides[] = {4, 0, 0, 0, 4};
    for (int32_t operation = RELUME_FORWARD; operation <= RELUME_DERIVATIVE; operation++) {
        CHECK(relume_weighted_sum(activations, 2, 0, operation, RELUME_BF16, VALUES, operands, strides) == RELUME_OK);
        CHECK(relume_weighted_sum(activations, 2, 0, operation, RELUME_F32, VALUES, float_operands, float_strides) ==
              RELUME_OK);
        for (int i = 0; i < VALUES; i++) {
            const uint32_t bits = (uint32_t)to[i] << 16;
            float value;
            memcpy(&value, &bits, sizeof value);
            const int same = value == results[i] || (value != value && results[i] != results[i]);
            CHECK(same || fabsf(value - results[i]) <= fabsf(results[i]) * 0x1.01p-8f + 0x1p-133f, "%g: %g, not %g",
                  (double)wide[i], (double)value, (double)results[i]);
        }
    }
    for (int32_t dtype = RELUME_F16; dtype <= RELUME_BF16; dtype++) {
        void *const in_place[] = {again, &weights[0], &weights[1], &alpha, again};
        memcpy(again, from, sizeof from);
        CHECK(relume_weighted_sum(activations, 2, 1, RELUME_FORWARD, dtype, VALUES, operands, strides) == RELUME_OK);
        CHECK(relume_weighted_sum(activations, 2, 1, RELUME_FORWARD, dtype, VALUES, in_place, strides) == RELUME_OK);
        CHECK(memcmp(to, again, sizeof to) == 0);
    }
}

// Every operation in every dtype, weights and alpha as arrays or not, between pages that fault: the bits that elements
// have one by one on scalar.
enum { LONGEST = 1100, TERMS = 3, OPERANDS = 2 + TERMS + 1 + TERMS };
static guarded buffers[OPERANDS];

static size_t size_of_operand(int32_t operation, int32_t dtype, int operand)
{
    const int first_weight = 1 + (operation >= RELUME_BACKWARD), parameter = first_weight + TERMS;
    const int is_gradient = operand > parameter && operation == RELUME_PARAMETER_BACKWARD;
    if (operand >= first_weight && operand < parameter) return sizeof(double);
    return size_of_dtype((operand == parameter || is_gradient) && dtype != RELUME_F64 ? RELUME_F32 : dtype);
}

static void test_guards(int32_t isa, int32_t operation, int32_t dtype, int layout)
{
    static unsigned char elements[OPERANDS][LONGEST * sizeof(double)];
    const int32_t terms[TERMS] = {relume_find_activation("mish"), activations[0], activations[1]};
    const int has_dy = operation >= RELUME_BACKWARD, first_output = 1 + has_dy + TERMS + 1;
    const int operands = first_output + (operation == RELUME_PARAMETER_BACKWARD ? TERMS : 1);
    void *at[OPERANDS];
    ptrdiff_t strides[OPERANDS];
    const int is_array = layout % 2, backwards = layout / 2;
    relume_set_isa("scalar");
    for (int k = 0; k < operands; k++) strides[k] = (ptrdiff_t)size_of_operand(operation, dtype, k);
    for (size_t i = 0; i < LONGEST; i++) {
        for (int k = 0; k < operands; k++) {
            at[k] = elements[k] + (ptrdiff_t)i * strides[k];
            const double value = normal(OPERANDS * (is_array ? i : 0) + (uint64_t)k);
            const uint64_t data = sample(dtype, (i + (uint64_t)k * 97) % LONGEST + (i % 2 ? SPECIALS : 0));
            const int is_number = k > has_dy && k < first_output;
            if (is_number && strides[k] == sizeof(double))
                memcpy(at[k], &value, sizeof value);
            else if (is_number)
                memcpy(at[k], &(float){(float)value}, sizeof(float));
            else
                put(dtype, at[k], data);
        }
        CHECK(relume_weighted_sum(terms, TERMS, 1, operation, dtype, 1, at, strides) == RELUME_OK);
    }
    relume_set_isa(relume_isa_name(isa));
    for (size_t n = 0; n <= LONGEST; n += n < 70 ? 1 : 103) {
        for (int at_start = 0; at_start < 2; at_start++) {
            size_t counts[OPERANDS];
            for (int k = 0; k < operands; k++) {
                const ptrdiff_t size = (ptrdiff_t)size_of_operand(operation, dtype, k);
                const int is_one = !is_array && k > has_dy && k < first_output;
                counts[k] = is_one ? 1 : n;
                strides[k] = is_one ? 0 : backwards ? -(1 + k % 2) * size : size;
                unsigned char *const first = lay(buffers[k], counts[k], strides[k], (size_t)size, at_start);
                for (size_t i = 0; i < counts[k] && k < first_output; i++)
                    memcpy(first + (ptrdiff_t)i * strides[k], elements[k] + (ptrdiff_t)i * size, (size_t)size);
                at[k] = first;
            }
            CHECK(relume_weighted_sum(terms, TERMS, 1, operation, dtype, n, at, strides) == RELUME_OK);
            for (int k = 0; k < operands; k++)
                CHECK(
                    holds(buffers[k], counts[k], strides[k], size_of_operand(operation, dtype, k), at[k], elements[k]),
                    "%s of %s on %s, layout %d, n = %zu, operand %d", operation_name(operation), dtype_name(dtype),
                    relume_isa(), layout, n, k);
        }
    }
}

static void test_gradients(void)
{
    void *const operands[] = {dy, x, &weights[0], &weights[1], &alpha};
    const ptrdiff_t strides[] = {4, 4, 0, 0, 0};
    double gradients[2] = {1, 1}, totals[2] = {0, 0};
    CHECK(sum(2, 0, RELUME_PARAMETER_BACKWARD, RELUME_F32, N, outputs[0]) == RELUME_OK);
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < N; i++) totals[k] += (double)outputs[k][i];
    CHECK(relume_weight_gradients(activations, 2, 0, RELUME_F32, N, operands, strides, gradients) == RELUME_OK);
    for (int k = 0; k < 2; k++) CHECK(fabs(gradients[k] - totals[k]) <= 1e-6 * fabs(totals[k]), "%d", k);
    CHECK(relume_weight_gradients(activations, 2, 0, RELUME_F32, 0, NULL, NULL, gradients) == RELUME_OK);
    CHECK(gradients[0] == 0 && gradients[1] == 0);
    CHECK(relume_weight_gradients(activations, 2, 0, RELUME_F32, N, operands, strides, NULL) == RELUME_NULL_POINTER);
}

static void test_wrong_calls(void)
{
    memset(y, 0xa5, sizeof y);
    memcpy(expected, y, sizeof y);
    CHECK(sum(0, 0, RELUME_FORWARD, RELUME_F32, N, y) == RELUME_BAD_PARAMETER);
    CHECK(sum(17, 0, RELUME_FORWARD, RELUME_F32, N, y) == RELUME_BAD_PARAMETER);
    CHECK(sum(2, 0, 4, RELUME_F32, N, y) == RELUME_UNKNOWN_OPERATION);
    CHECK(sum(2, 0, -1, RELUME_F32, N, y) == RELUME_UNKNOWN_OPERATION);
    CHECK(sum(2, 0, RELUME_FORWARD, 7, N, y) == RELUME_UNKNOWN_DTYPE);
    CHECK(sum(2, 0, RELUME_FORWARD, RELUME_F32, N, NULL) == RELUME_NULL_POINTER);
    CHECK(relume_weighted_sum(activations, 2, 0, RELUME_FORWARD, RELUME_F32, N, NULL, NULL) == RELUME_NULL_POINTER);
    CHECK(relume_weighted_sum(NULL, 2, 0, RELUME_FORWARD, RELUME_F32, N, NULL, NULL) == RELUME_NULL_POINTER);
    CHECK(relume_weighted_sum(activations, 2, 0, RELUME_FORWARD, RELUME_F32, 0, NULL, NULL) == RELUME_OK);
    alpha = NAN;
    CHECK(sum(2, 0, RELUME_FORWARD, RELUME_F32, N, y) == RELUME_BAD_PARAMETER);
    alpha = 0.5f;
    const int32_t silu_number = activations[1];
    activations[1] = -1;
    CHECK(sum(2, 0, RELUME_FORWARD, RELUME_F32, N, y) == RELUME_UNKNOWN_ACTIVATION);
    activations[1] = silu_number;
    CHECK(memcmp(y, expected, sizeof y) == 0);
}

int main(void)
{
    activations[0] = relume_find_activation("elu");
    activations[1] = relume_find_activation("silu");
    for (int k = 0; k < OPERANDS; k++) buffers[k] = guarded_allocate(2 * LONGEST * sizeof(double));
    for (int i = 0; i < N; i++) {
        x[i] = (float)(i - N / 2) / 256;
        dy[i] = (float)(i % 17) / 8 - 1;
    }
    for (int32_t k = 0; k < relume_isa_count(); k++) {
        CHECK(relume_set_isa(relume_isa_name(k)) == RELUME_OK);
        for (int32_t operation = RELUME_FORWARD; operation <= RELUME_PARAMETER_BACKWARD; operation++)
            for (int32_t dtype = RELUME_F32; dtype <= RELUME_BF16; dtype++)
                for (int layout = 0; layout < 4; layout++) test_guards(k, operation, dtype, layout);
        test_values();
        test_layouts();
        test_16_bits();
        test_gradients();
        test_wrong_calls();
    }
    return finish();
}
