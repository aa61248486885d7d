// What the library's own files share, and what it exports besides for the Python package.
#pragma once

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "relume.h"

enum { OPERATIONS = 4, DTYPES = 4 };

// Loops that are written once and expanded for every constant they are called with.
#define INLINE static inline __attribute__((always_inline))

// What the catalogue's rows may have at most.
enum { MAX_ARRAYS = 2, MAX_PARAMETERS = 12, MAX_OPERANDS = 1 + MAX_ARRAYS + 2 * MAX_PARAMETERS };

// One operation over contiguous floats or doubles: dy, if it takes one, x or a and b, the parameters; the outputs.
// n is a multiple of the unit, which is a power of two. An input of step 0 is one unit of elements, the same for all;
// of step 1, n elements. What computes narrower types in double takes floats, if told so, as well as doubles, and
// rounds to them once. What takes little time stores past the caches, if told so, to outputs that begin with a line.
enum { IN_FLOATS = 1, PAST_CACHES = 2 };
typedef void block(int flags, size_t n, const void *const *in, const size_t *step, void *const *out);

// The blocks of one activation; parameter_backward is NULL where there are no parameters.
typedef struct {
    block *forward, *backward, *parameter_backward;
} block_set;

// The blocks of one instruction set at one precision. What it leaves to another table is NULL.
typedef struct {
    int unit;
    const block_set *rows;
} block_table;

// One operation over contiguous elements of 16 bits, with parameters that are one float for all, computed in float.
// What is left to double, NaN and what may be rounded wrongly, has bits in left: a word for each unit, its lowest bits
// for the first element. Returns all words in one, 0 where nothing is left.
typedef uint64_t halves_block(int is_bf16, size_t n, const void *const *in, const size_t *step, void *const *out,
                              uint64_t *left);
typedef struct {
    halves_block *forward, *backward;
} halves_block_set;
typedef struct {
    int unit, left_bits; // of a word, for each element
    const halves_block_set *rows;
} halves_table;

// The same where comparisons and selections make a result, of one of both types, with parameters that it holds: whether
// an input is NaN, for which results aren't right. What a row hasn't is NULL.
typedef int selection(size_t n, const void *const *in, const size_t *step, void *const *out);
typedef struct {
    selection *forward, *backward;
} selection_set;

// n elements of a dtype narrower than double as doubles, and back, rounded once to nearest.
typedef struct {
    void (*widen)(int32_t dtype, size_t n, const void *from, double *to);
    void (*narrow)(int32_t dtype, size_t n, const double *from, void *to);
} conversion;

// An operation as it is run: its block, and what its operands are.
typedef struct {
    block *run;
    int flags;                   // run is told these
    const conversion *converted; // arrays are converted to doubles and back, or NULL
    halves_block *run_halves;    // of arrays of 16 bits where parameters are the same for all, or NULL
    selection *select;           // what does that where no parameter is rounded and no input NaN, or NULL
    int unit, halves_unit, left_bits, inputs, outputs;
    int slope;                         // dy is 1, and not among the operands
    int first_parameter, data_outputs; // of inputs, and of outputs: those before are data, those after parameters
    int32_t data, parameter;           // the dtypes of both
} kernel;

// dispatch.c: what runs an operation: run, converted and unit. 0 when RELUME_ISA names nothing that this CPU has.
int relume_find_block(kernel *k, int32_t activation, int32_t operation, int32_t dtype);
// The same of what computes data of a narrower dtype in double.
int relume_find_wide_block(kernel *k, int32_t activation, int32_t operation, int32_t dtype);

// dispatch.c: the functions of the instruction set in use, or NULL as above.
typedef struct accumulation accumulation;
const accumulation *relume_accumulation(void);
const conversion *relume_conversion(void);

// A contiguous integer array of a dtype through an activation that keeps it; out may be x. The parameter, where there
// is one, is the same for all elements.
typedef void integer_kernel(int32_t dtype, size_t n, const void *x, double parameter, void *out);

// dispatch.c: the kernel of the instruction set in use, or NULL where RELUME_ISA names none. The activation is one that
// relume_keeps_integers.
integer_kernel *relume_integer_kernel(int32_t activation);

// integers.c: relume_apply on an integer dtype, for such activations and operands known to be valid.
relume_status relume_apply_integers(int32_t activation, int32_t dtype, size_t n, char *const *operands,
                                    const ptrdiff_t *strides);

// out[i] = table[q[i]] over contiguous bytes; out may be q.
typedef void lookup(size_t n, const uint8_t *table, const uint8_t *q, uint8_t *out);

// dispatch.c: the look-up of the instruction set in use, or NULL as relume_block.
lookup *relume_lookup(void);

// loops.c: the bytes of an element, elements copied from one array to another, and a kernel run on the calling thread,
// in the environment that the caller has entered. Operands and strides are laid out as relume_apply describes.
size_t relume_element_size(int32_t dtype);
void relume_copy(size_t size, char *to, ptrdiff_t to_stride, const char *from, ptrdiff_t from_stride, size_t n);
void relume_run(const kernel *k, size_t n, char *const *operands, const ptrdiff_t *strides);

// exact.c: round(f(steps·input_scale)/output_scale) into *rounded, as if computed without an error, and kept within
// LARGEST_ROUNDED of 0; 0 where exact.c has no definition of the activation. Slow. The caller has entered the
// environment.
enum { LARGEST_ROUNDED = 1 << 24 };
int relume_round_exactly(int32_t activation, const double *parameters, int32_t steps, double input_scale,
                         double output_scale, int32_t rounding, int32_t *rounded);

// parallel.c: runs a task over [0, n) in pieces that start at multiples of grain, on the threads set. The time of the
// first ones, a multiple of grain, tells whether others are called: none, of what is long at any rate; or one.
typedef void task(void *context, size_t begin, size_t end);
relume_status relume_share(task *run, void *context, size_t n, size_t grain, size_t first);
static inline relume_status relume_parallel(task *run, void *context, size_t n, size_t grain)
{
    return relume_share(run, context, n, grain, grain);
}

// relume.c: relume_apply for operands known to be valid; parameters are taken as they are.
RELUME_API relume_status relume_apply_unchecked(int32_t activation, int32_t operation, int32_t dtype, size_t n,
                                                char *const *operands, const ptrdiff_t *strides);

// relume.c: the same on the calling thread alone, in the environment that the caller has entered.
relume_status relume_run_here(int32_t activation, int32_t operation, int32_t dtype, size_t n, char *const *operands,
                              const ptrdiff_t *strides);

// The functions on an axis: forward from x, backward from dy and y, over rows.
enum { AXIS_OPERANDS = 3 };
typedef void axis_kernel(int32_t dtype, size_t rows, size_t length, char *const *operands, const ptrdiff_t *row_strides,
                         const ptrdiff_t *element_strides);
typedef struct {
    axis_kernel *forward, *backward;
} axis_kernel_set;

// dispatch.c: the kernel in use, or NULL where RELUME_ISA names none.
axis_kernel *relume_axis_kernel(int32_t function, int32_t operation, int32_t dtype);

// composite.c: how many terms a weighted sum may have, and relume_weighted_sum for operands known to be valid.
enum { MAX_TERMS = 16, MAX_SUM_OPERANDS = 2 + MAX_TERMS * (2 + MAX_PARAMETERS) };
RELUME_API relume_status relume_weighted_sum_unchecked(const int32_t *activations, int32_t count, int32_t rectified,
                                                       int32_t operation, int32_t dtype, size_t n,
                                                       char *const *operands, const ptrdiff_t *strides);
