/* relume: activation functions of neural networks, their derivatives and backward passes, on arrays.
 *
 * Every function computes element by element from x of n elements. Typed functions, declared in
 * relume_activations.h for every activation NAME and for float (f32) and double (f64):
 *
 *   relume_NAME_f32(n, x, [parameters,] y)                    y = f(x)
 *   relume_NAME_derivative_f32(n, x, [parameters,] dydx)      dydx = f'(x)
 *   relume_NAME_backward_f32(n, dy, x, [parameters,] dx)      dx = dy·f'(x), in one pass
 *   relume_NAME_parameter_gradients_f32(n, dy, x, parameters, gradients)
 *                                                             gradients[k] = sum of dy·(df/d parameter k)
 *
 * A gate is a function of two arrays, a and b in place of x; its derivative and its backward have two outputs, da and
 * db.
 *
 * Contracts that hold for all of them:
 *   - Results are the same bits on every instruction set, thread count, length, stride and alignment.
 *   - An output may be exactly an input (in place). Outputs that overlap inputs otherwise are undefined.
 *   - n = 0 succeeds and reads nothing; the sums over nothing are 0, where gradients isn't NULL. A NULL pointer with
 *     n > 0, an unknown name or a parameter outside its range returns a status other than RELUME_OK, and nothing is
 *     written.
 *   - NaN in x gives the quiet NaN 0x7fc00000 (0x7ff8000000000000). No floating-point flag is raised; the
 *     caller's rounding mode and flush-to-zero settings have no effect and are kept.
 *   - Every function may be called from any thread at any time. Only the controls change shared state.
 */
#ifndef RELUME_H
#define RELUME_H

#include <stddef.h>
#include <stdint.h>

#define RELUME_VERSION "0.1.0"
#define RELUME_ABI_VERSION 0

#if defined(RELUME_STATIC)
#define RELUME_API
#elif defined(_WIN32) && defined(RELUME_BUILD)
#define RELUME_API __declspec(dllexport)
#elif defined(_WIN32)
#define RELUME_API __declspec(dllimport)
#else
#define RELUME_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a call came to; the numbers never change. */
typedef int32_t relume_status;
enum {
    RELUME_OK = 0,
    RELUME_NULL_POINTER = 1, /* a pointer is NULL and n > 0 */
    RELUME_UNKNOWN_ACTIVATION = 2,
    RELUME_UNKNOWN_OPERATION = 3, /* or one that the activation lacks */
    RELUME_UNKNOWN_DTYPE = 4,
    RELUME_BAD_PARAMETER = 5,  /* a parameter is NaN or outside its range */
    RELUME_BAD_ISA = 6,        /* the instruction set, by argument or by RELUME_ISA, isn't available */
    RELUME_BAD_THREADS = 7,    /* a thread count below 1, by argument or by RELUME_NUM_THREADS */
    RELUME_BAD_SCALE = 8,      /* zero, negative, NaN, infinite or subnormal */
    RELUME_BAD_ZERO_POINT = 9, /* outside its type */
    RELUME_BAD_ROUNDING = 10
};

/* float, double, and in uint16_t the IEEE 754 binary16 and bfloat16. Parameters and their gradients are of the dtype,
 * or float beside the types of 16 bits. */
enum { RELUME_F32 = 0, RELUME_F64 = 1, RELUME_F16 = 2, RELUME_BF16 = 3 };

/* Of quantized data; and all of them of integers, for RELUME_FORWARD of the activations that relume_keeps_integers. */
enum {
    RELUME_INT8 = 8,
    RELUME_UINT8 = 9,
    RELUME_INT16 = 10,
    RELUME_UINT16 = 11,
    RELUME_INT32 = 12,
    RELUME_UINT32 = 13,
    RELUME_INT64 = 14,
    RELUME_UINT64 = 15
};
enum { RELUME_TIES_TO_EVEN = 0, RELUME_TIES_AWAY = 1 };

enum { RELUME_FORWARD = 0, RELUME_DERIVATIVE = 1, RELUME_BACKWARD = 2, RELUME_PARAMETER_BACKWARD = 3 };

/* One line of English for a status; never NULL. */
RELUME_API const char *relume_status_string(relume_status status);

/* "MAJOR.MINOR.PATCH", and the number that changes when a compiled caller would break. */
RELUME_API const char *relume_version(void);
RELUME_API int32_t relume_abi_version(void);

/* ---- The catalogue. Strings are UTF-8, owned by the library, and NULL for an index out of range. ---- */

/* How many activations there are; they are numbered from 0, for this version of the library only. */
RELUME_API int32_t relume_activation_count(void);

/* The number of the activation of that name or alias, or -1. */
RELUME_API int32_t relume_find_activation(const char *name);

/* Its other names, by index from 0: hardswish is hard_swish. NULL past the last. */
RELUME_API const char *relume_activation_alias(int32_t activation, int32_t index);

RELUME_API const char *relume_activation_name(int32_t activation);
RELUME_API const char *relume_activation_title(int32_t activation);
RELUME_API const char *relume_activation_formula(int32_t activation);
RELUME_API const char *relume_activation_derivative(int32_t activation);
RELUME_API const char *relume_activation_notes(int32_t activation);
RELUME_API const char *relume_activation_reference(int32_t activation);

/* How many arrays it is a function of: 1, or 2 for a gate f(a, b); 0 for a number out of range. */
RELUME_API int32_t relume_array_count(int32_t activation);

/* 1 for an activation that gives integers for integers whatever its parameters are, as relu does; 0 for others, and for
 * a number out of range. */
RELUME_API int32_t relume_keeps_integers(int32_t activation);

/* How many outputs an operation has; 0 where there is no such operation. */
RELUME_API int32_t relume_output_count(int32_t activation, int32_t operation);

/* How many parameters an activation has; 0 for a number out of range. */
RELUME_API int32_t relume_parameter_count(int32_t activation);
RELUME_API const char *relume_parameter_name(int32_t activation, int32_t parameter);

/* A parameter's default (NaN: it has none) and the closed range of its values. */
RELUME_API relume_status relume_parameter_range(int32_t activation, int32_t parameter, double *default_value,
                                                double *lower, double *upper);

/* ---- Any activation by its number, on strided data ---- */

/* Runs an operation over n elements of a dtype. operands and strides (in bytes, negative and zero too) are, in
 * this order: dy (RELUME_BACKWARD and RELUME_PARAMETER_BACKWARD only), x or a and b, each parameter, each output.
 * RELUME_DERIVATIVE and RELUME_BACKWARD have an output per array, RELUME_PARAMETER_BACKWARD has one per parameter,
 * dy·(df/d parameter). An input of stride 0 is one value for all elements. A parameter of stride 0 is checked against
 * its range; parameters that vary are not.
 *
 * RELUME_FORWARD of the activations that relume_keeps_integers takes the integer dtypes too, of x and y; parameters are
 * double then. A result beyond the type is the type's end: absolute(-128) of int8 is 127. For all else an integer dtype
 * is RELUME_UNKNOWN_DTYPE. */
RELUME_API relume_status relume_apply(int32_t activation, int32_t operation, int32_t dtype, size_t n,
                                      void *const *operands, const ptrdiff_t *strides);

/* The sums over n elements of dy·(df/d parameter k), into gradients[k]: accumulated in double, in an order that
 * depends on n alone. operands and strides: dy, x or a and b, each parameter. gradients is of the dtype. */
RELUME_API relume_status relume_parameter_gradients(int32_t activation, int32_t dtype, size_t n, void *const *operands,
                                                    const ptrdiff_t *strides, void *gradients);

/* ---- Functions on an axis: softmax and its kin, over rows of some length ----
 *
 * Typed, for rows that lie one behind the other, without gaps:
 *
 *   relume_NAME_f32(rows, length, x, y)                  y = f(x), row by row
 *   relume_NAME_backward_f32(rows, length, dy, y, dx)    from the output y of the first: it needs no x
 *
 * and of double, float16 and bfloat16 as _f64, _f16 and _bf16. The types of 16 bits are computed in float, sums in
 * pairs of them, and rounded once, to nearest, ties to even: not always correctly, but with an error below 0.502 ULP
 * but for what cancels in a gradient. Where a sum of bfloat16 goes beyond float, infinity or NaN comes of it. The
 * contracts above hold; 'nothing to do' is rows = 0 or length = 0. A NaN in x makes its whole row NaN. */

RELUME_API int32_t relume_axis_function_count(void);
RELUME_API int32_t relume_find_axis_function(const char *name); /* or -1 */
RELUME_API const char *relume_axis_function_name(int32_t function);
RELUME_API const char *relume_axis_function_title(int32_t function);
RELUME_API const char *relume_axis_function_formula(int32_t function);
RELUME_API const char *relume_axis_function_derivative(int32_t function);
RELUME_API const char *relume_axis_function_notes(int32_t function);
RELUME_API const char *relume_axis_function_reference(int32_t function);

/* Any of them by its number, on strided data. operands are x and y, or for RELUME_BACKWARD dy, y and dx; of each there
 * is a stride in bytes from row to row and one from element to element. An unknown number is
 * RELUME_UNKNOWN_ACTIVATION, an operation other than RELUME_FORWARD and RELUME_BACKWARD is
 * RELUME_UNKNOWN_OPERATION, a dtype of integers is RELUME_UNKNOWN_DTYPE. */
RELUME_API relume_status relume_apply_axis(int32_t function, int32_t operation, int32_t dtype, size_t rows,
                                           size_t length, void *const *operands, const ptrdiff_t *row_strides,
                                           const ptrdiff_t *element_strides);

RELUME_API relume_status relume_softmax_f32(size_t rows, size_t length, const float *x, float *y);
RELUME_API relume_status relume_softmax_backward_f32(size_t rows, size_t length, const float *dy, const float *y,
                                                     float *dx);
RELUME_API relume_status relume_softmax_f64(size_t rows, size_t length, const double *x, double *y);
RELUME_API relume_status relume_softmax_backward_f64(size_t rows, size_t length, const double *dy, const double *y,
                                                     double *dx);
RELUME_API relume_status relume_softmax_f16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_softmax_backward_f16(size_t rows, size_t length, const uint16_t *dy, const uint16_t *y,
                                                     uint16_t *dx);
RELUME_API relume_status relume_softmax_bf16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_softmax_backward_bf16(size_t rows, size_t length, const uint16_t *dy, const uint16_t *y,
                                                      uint16_t *dx);
RELUME_API relume_status relume_log_softmax_f32(size_t rows, size_t length, const float *x, float *y);
RELUME_API relume_status relume_log_softmax_backward_f32(size_t rows, size_t length, const float *dy, const float *y,
                                                         float *dx);
RELUME_API relume_status relume_log_softmax_f64(size_t rows, size_t length, const double *x, double *y);
RELUME_API relume_status relume_log_softmax_backward_f64(size_t rows, size_t length, const double *dy, const double *y,
                                                         double *dx);
RELUME_API relume_status relume_log_softmax_f16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_log_softmax_backward_f16(size_t rows, size_t length, const uint16_t *dy,
                                                         const uint16_t *y, uint16_t *dx);
RELUME_API relume_status relume_log_softmax_bf16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_log_softmax_backward_bf16(size_t rows, size_t length, const uint16_t *dy,
                                                          const uint16_t *y, uint16_t *dx);
RELUME_API relume_status relume_softmin_f32(size_t rows, size_t length, const float *x, float *y);
RELUME_API relume_status relume_softmin_backward_f32(size_t rows, size_t length, const float *dy, const float *y,
                                                     float *dx);
RELUME_API relume_status relume_softmin_f64(size_t rows, size_t length, const double *x, double *y);
RELUME_API relume_status relume_softmin_backward_f64(size_t rows, size_t length, const double *dy, const double *y,
                                                     double *dx);
RELUME_API relume_status relume_softmin_f16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_softmin_backward_f16(size_t rows, size_t length, const uint16_t *dy, const uint16_t *y,
                                                     uint16_t *dx);
RELUME_API relume_status relume_softmin_bf16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_softmin_backward_bf16(size_t rows, size_t length, const uint16_t *dy, const uint16_t *y,
                                                      uint16_t *dx);
RELUME_API relume_status relume_sparsemax_f32(size_t rows, size_t length, const float *x, float *y);
RELUME_API relume_status relume_sparsemax_backward_f32(size_t rows, size_t length, const float *dy, const float *y,
                                                       float *dx);
RELUME_API relume_status relume_sparsemax_f64(size_t rows, size_t length, const double *x, double *y);
RELUME_API relume_status relume_sparsemax_backward_f64(size_t rows, size_t length, const double *dy, const double *y,
                                                       double *dx);
RELUME_API relume_status relume_sparsemax_f16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_sparsemax_backward_f16(size_t rows, size_t length, const uint16_t *dy,
                                                       const uint16_t *y, uint16_t *dx);
RELUME_API relume_status relume_sparsemax_bf16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_sparsemax_backward_bf16(size_t rows, size_t length, const uint16_t *dy,
                                                        const uint16_t *y, uint16_t *dx);
RELUME_API relume_status relume_hardmax_f32(size_t rows, size_t length, const float *x, float *y);
RELUME_API relume_status relume_hardmax_backward_f32(size_t rows, size_t length, const float *dy, const float *y,
                                                     float *dx);
RELUME_API relume_status relume_hardmax_f64(size_t rows, size_t length, const double *x, double *y);
RELUME_API relume_status relume_hardmax_backward_f64(size_t rows, size_t length, const double *dy, const double *y,
                                                     double *dx);
RELUME_API relume_status relume_hardmax_f16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_hardmax_backward_f16(size_t rows, size_t length, const uint16_t *dy, const uint16_t *y,
                                                     uint16_t *dx);
RELUME_API relume_status relume_hardmax_bf16(size_t rows, size_t length, const uint16_t *x, uint16_t *y);
RELUME_API relume_status relume_hardmax_backward_bf16(size_t rows, size_t length, const uint16_t *dy, const uint16_t *y,
                                                      uint16_t *dx);

/* ---- Sums of activations, in one pass ---- */

/* Runs an operation of y = w[0]·f[0](x) + w[1]·f[1](x) + ..., or where rectified isn't 0 of max(0, that), over n
 * elements. activations has count numbers, from 1 to 16, of activations of one array. operands and strides are, in
 * this order: dy (RELUME_BACKWARD and RELUME_PARAMETER_BACKWARD only), x, each weight, the parameters of each
 * activation in turn, each output; strides, the types of data and parameters and the checks of parameters are as in
 * relume_apply. The weights are of type double. RELUME_PARAMETER_BACKWARD has an output per weight, dy·f[k](x), 0 where
 * the sum is cut off, of the parameters' type; the other operations have one. A weight of 0 leaves its term out.
 * Terms are those of relume_apply, but that what it computes in double stays double; sums are made in double and
 * rounded once. The gradient at the kink of the rectified form is 0. */
RELUME_API relume_status relume_weighted_sum(const int32_t *activations, int32_t count, int32_t rectified,
                                             int32_t operation, int32_t dtype, size_t n, void *const *operands,
                                             const ptrdiff_t *strides);

/* The sums over n elements of what RELUME_PARAMETER_BACKWARD gives, into gradients[k]: accumulated in double, in an
 * order that depends on n alone. operands and strides: dy, x, each weight, each parameter. */
RELUME_API relume_status relume_weight_gradients(const int32_t *activations, int32_t count, int32_t rectified,
                                                 int32_t dtype, size_t n, void *const *operands,
                                                 const ptrdiff_t *strides, double *gradients);

/* ---- Quantized data: integers q that stand for the real numbers (q - zero_point)·scale ---- */

/* The quantized activation: for each q
 *
 *   out = clamp(round(f((q - input_zero_point)·input_scale)/output_scale) + output_zero_point)
 *
 * as if it were computed without an error: neither the product nor f nor the quotient is rounded before round(), which
 * goes to the nearest integer and in a tie to the even one (ONNX) or away from 0 (TensorFlow Lite). clamp() goes to the
 * output type's ends, as an infinite f does. An f that is NaN, which no activation gives for such numbers within the
 * ranges of its parameters, gives output_zero_point. parameters has a number for each of the activation's parameters.
 * Gates have no quantized form: RELUME_UNKNOWN_OPERATION.
 *
 * Every entry is exact for the activations that c/src/exact.c defines. Of the others the entries may go either way
 * where the quotient is within some 2^-46 of a tie, relative to it.
 */

/* The outputs for all 256 inputs. input_dtype and output_dtype are RELUME_INT8 or RELUME_UINT8; table has 256 bytes and
 * is indexed by an input's byte. */
RELUME_API relume_status relume_quantize_prepare(int32_t activation, const double *parameters, int32_t parameter_count,
                                                 int32_t input_dtype, double input_scale, int32_t input_zero_point,
                                                 int32_t output_dtype, double output_scale, int32_t output_zero_point,
                                                 int32_t rounding, uint8_t *table);

/* Looks bytes up in a table of 256: out[i] = table[q[i]]. The second takes strides in bytes, as relume_apply. */
RELUME_API relume_status relume_quantize_apply(size_t n, const uint8_t *table, const void *q, void *out);
RELUME_API relume_status relume_quantize_apply_strided(size_t n, const uint8_t *table, const void *q,
                                                       ptrdiff_t q_stride, void *out, ptrdiff_t out_stride);

/* The same from int16 to int16, computed element by element. Slow for inputs that hit ties or come very near. */
RELUME_API relume_status relume_quantize_int16(size_t n, int32_t activation, const double *parameters,
                                               int32_t parameter_count, double input_scale, int32_t input_zero_point,
                                               double output_scale, int32_t output_zero_point, int32_t rounding,
                                               const int16_t *q, ptrdiff_t q_stride, int16_t *out,
                                               ptrdiff_t out_stride);

/* ---- Controls ---- */

/* The instruction set in use: "scalar", "avx2", "avx512" or "neon". At first use it is the best one that the CPU has,
 * or the one that the environment variable RELUME_ISA names; NULL if RELUME_ISA names one that isn't available. */
RELUME_API const char *relume_isa(void);

/* Chooses an instruction set by name; NULL chooses the best. RELUME_BAD_ISA if it isn't available. */
RELUME_API relume_status relume_set_isa(const char *name);

/* How many instruction sets this CPU can run, and their names, best first; NULL out of range. */
RELUME_API int32_t relume_isa_count(void);
RELUME_API const char *relume_isa_name(int32_t index);

/* Threads for long arrays: 1, the calling thread alone, unless set here or by RELUME_NUM_THREADS. -1 if that is no
 * count from 1 to 1024: every call with n > 0 then returns RELUME_BAD_THREADS, until a count is set. */
RELUME_API int32_t relume_num_threads(void);
RELUME_API relume_status relume_set_num_threads(int32_t count);

#ifdef __cplusplus
}
#endif

#include "relume_activations.h"

#endif
