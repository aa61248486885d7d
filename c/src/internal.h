// What the library's own files, and bindings that link it statically, share.
#pragma once

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "relume.h"

enum { OPERATIONS = 4, DTYPES = 2 };

// What the catalogue's rows may have at most.
enum { MAX_ARRAYS = 2, MAX_PARAMETERS = 12, MAX_OPERANDS = 1 + MAX_ARRAYS + 2 * MAX_PARAMETERS };

// Operands and strides are laid out as relume_apply describes.
typedef void kernel(size_t n, char *const *operands, const ptrdiff_t *strides);

// The kernels of one activation, by operation; NULL where there is no such operation.
typedef struct {
    kernel *operation[OPERATIONS];
} kernel_set;

// dispatch.c: the kernel in use, or NULL when RELUME_ISA names none that this CPU has.
kernel *relume_kernel(int32_t activation, int32_t operation, int32_t dtype);

// parallel.c: runs a task over [0, n) in pieces that start at multiples of grain, on the threads set.
typedef void task(void *context, size_t begin, size_t end);
relume_status relume_parallel(task *run, void *context, size_t n, size_t grain);

// relume.c: relume_apply for operands known to be valid; parameters are taken as they are.
relume_status relume_apply_unchecked(int32_t activation, int32_t operation, int32_t dtype, size_t n,
                                     char *const *operands, const ptrdiff_t *strides);

// composite.c: how many terms a weighted sum may have, and relume_weighted_sum for operands known to be valid.
enum { MAX_TERMS = 16, MAX_SUM_OPERANDS = 2 + MAX_TERMS * (2 + MAX_PARAMETERS) };
relume_status relume_weighted_sum_unchecked(const int32_t *activations, int32_t count, int32_t rectified,
                                            int32_t operation, int32_t dtype, size_t n, char *const *operands,
                                            const ptrdiff_t *strides);
