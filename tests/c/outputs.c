// Writes the float32 results of a function on the sample of inputs whose SHA-256 tests/data/accuracy.csv has, little
// endian: outputs NAME forward|derivative FILE
#include "check.h"

enum { PIECE = 1 << 14, SAMPLE = 1 << 24 };

int main(int argc, char **argv)
{
    const int32_t activation = argc == 4 ? relume_find_activation(argv[1]) : -1;
    const int is_derivative = argc == 4 && strcmp(argv[2], "derivative") == 0;
    if (activation < 0 || relume_array_count(activation) != 1 || (!is_derivative && strcmp(argv[2], "forward") != 0)) {
        fprintf(stderr, "usage: outputs NAME forward|derivative FILE\n");
        return 2;
    }
    static float x[PIECE], y[PIECE], parameters[MOST_PARAMETERS];
    void *operands[MOST_OPERANDS] = {x};
    ptrdiff_t strides[MOST_OPERANDS] = {sizeof *x};
    const subject s = {.activation = activation, .dtype = RELUME_F32, .first_parameter = 1, .inputs = MOST_OPERANDS};
    const int count = relume_parameter_count(activation);
    for (int k = 0; k < count; k++) {
        put(RELUME_F32, &parameters[k], parameter_value(&s, k, 0));
        operands[1 + k] = &parameters[k];
    }
    operands[1 + count] = y;
    strides[1 + count] = sizeof *y;
    FILE *const file = fopen(argv[3], "wb");
    CHECK(file != NULL, "%s", argv[3]);
    if (file == NULL) return finish();
    for (uint32_t begin = 0; begin < SAMPLE; begin += PIECE) {
        // In each 256 bit patterns one, as relume.verify.sample_bits has it.
        for (uint32_t i = 0; i < PIECE; i++) {
            const uint32_t k = begin + i;
            put(RELUME_F32, &x[i], k << 8 | k * UINT32_C(0x9e3779b1) >> 24);
        }
        CHECK(relume_apply(activation, is_derivative ? RELUME_DERIVATIVE : RELUME_FORWARD, RELUME_F32, PIECE, operands,
                           strides) == RELUME_OK);
        CHECK(fwrite(y, sizeof *y, PIECE, file) == PIECE, "%s", argv[3]);
    }
    CHECK(fclose(file) == 0, "%s", argv[3]);
    return finish();
}
