// Runs operations for a counter of instructions, bench/instructions.py, that cuts its count at each call of mark().
//
//     instructions DTYPE VALUES < RUNS
//
// DTYPE is relume.h's number, VALUES a file of MOST elements of that type for each of dy, x and a gate's second array.
// A line of RUNS is 'activation operation n parameters...'.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "relume.h"

enum { MOST = 1024, INPUTS = 3, OUTPUTS = 2, PARAMETERS = 16, WIDEST = 8 };
static const char *const operations[] = {"forward", "derivative", "backward"};

void mark(void);
__attribute__((noinline)) void mark(void) { __asm__ volatile(""); }

static int failed(const char *what, const char *why) { return fprintf(stderr, "%s: %s\n", what, why), 1; }

static relume_status run(int32_t activation, int32_t operation, int32_t dtype, size_t n, char *values,
                         const double *parameters)
{
    static char outputs[OUTPUTS][MOST * WIDEST];
    const ptrdiff_t sizes[] = {4, 8, 2, 2}, size = sizes[dtype];
    float narrow[PARAMETERS];
    void *operands[INPUTS + PARAMETERS + OUTPUTS];
    ptrdiff_t strides[INPUTS + PARAMETERS + OUTPUTS] = {0};
    int count = 0;
    for (int32_t k = operation != RELUME_BACKWARD; k <= relume_array_count(activation); k++) {
        strides[count] = size;
        operands[count++] = values + k * MOST * size;
    }
    for (int32_t k = 0; k < relume_parameter_count(activation); k++) {
        narrow[k] = (float)parameters[k];
        operands[count++] = dtype == RELUME_F64 ? (void *)(uintptr_t)&parameters[k] : &narrow[k];
    }
    for (int32_t k = 0; k < relume_output_count(activation, operation); k++) {
        strides[count] = size;
        operands[count++] = outputs[k];
    }
    mark();
    const relume_status status = relume_apply(activation, operation, dtype, n, operands, strides);
    mark();
    return status;
}

int main(int count, char **arguments)
{
    static char values[INPUTS * MOST * WIDEST];
    if (count != 3) return failed("usage", "instructions DTYPE VALUES < RUNS");
    const int32_t dtype = (int32_t)strtol(arguments[1], NULL, 10);
    if (dtype < RELUME_F32 || dtype > RELUME_BF16) return failed(arguments[1], "no dtype");
    FILE *file = fopen(arguments[2], "rb");
    if (file == NULL || fread(values, 1, sizeof values, file) == 0) return failed(arguments[2], "can't be read");
    fclose(file);
    // What the library does once, at its first use.
    if (relume_isa() == NULL || relume_set_num_threads(1) != RELUME_OK)
        return failed("RELUME_ISA", relume_status_string(RELUME_BAD_ISA));
    puts(relume_isa());
    char line[1024];
    while (fgets(line, sizeof line, stdin) != NULL) {
        double parameters[PARAMETERS] = {0};
        const char *const name = strtok(line, " \n"), *const operation = strtok(NULL, " \n");
        const char *const length = strtok(NULL, " \n");
        if (length == NULL) return failed(name == NULL ? "a line" : name, "no activation, operation and n");
        const int32_t activation = relume_find_activation(name);
        int32_t o = 0;
        while (o < 3 && strcmp(operation, operations[o]) != 0) o++;
        const size_t n = strtoul(length, NULL, 10);
        if (activation < 0 || o == 3 || n > MOST) return failed(name, "no such activation, operation or length");
        const char *parameter;
        for (int k = 0; k < PARAMETERS && (parameter = strtok(NULL, " \n")) != NULL; k++)
            parameters[k] = strtod(parameter, NULL);
        const relume_status status = run(activation, o, dtype, n, values, parameters);
        if (status != RELUME_OK) return failed(name, relume_status_string(status));
    }
    return 0;
}
