// Weighted sums through the public API: values against relume_apply, wrong calls, and no element at all.
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
    for (int i = 0; i < N; i++) {
        x[i] = (float)(i - N / 2) / 256;
        dy[i] = (float)(i % 17) / 8 - 1;
    }
    for (int32_t k = 0; k < relume_isa_count(); k++) {
        CHECK(relume_set_isa(relume_isa_name(k)) == RELUME_OK);
        test_values();
        test_layouts();
        test_16_bits();
        test_gradients();
        test_wrong_calls();
    }
    return finish();
}
