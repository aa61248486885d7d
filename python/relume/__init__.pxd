# The C API for Cython: `cimport relume`, then relume.relume_gelu_f32(n, x, y) without the GIL. Compile with
# relume.get_include() and link relume.get_library_dir()'s static library.
from libc.stddef cimport ptrdiff_t
from libc.stdint cimport int16_t, int32_t, uint8_t

cdef extern from "relume.h" nogil:
    ctypedef int32_t relume_status
    enum:
        RELUME_OK
        RELUME_NULL_POINTER
        RELUME_UNKNOWN_ACTIVATION
        RELUME_UNKNOWN_OPERATION
        RELUME_UNKNOWN_DTYPE
        RELUME_BAD_PARAMETER
        RELUME_BAD_ISA
        RELUME_BAD_THREADS
        RELUME_BAD_SCALE
        RELUME_BAD_ZERO_POINT
        RELUME_BAD_ROUNDING
    enum:
        RELUME_F32
        RELUME_F64
        RELUME_F16
        RELUME_BF16
    enum:
        RELUME_INT8
        RELUME_UINT8
        RELUME_INT16
        RELUME_UINT16
        RELUME_INT32
        RELUME_UINT32
        RELUME_INT64
        RELUME_UINT64
    enum:
        RELUME_TIES_TO_EVEN
        RELUME_TIES_AWAY
    enum:
        RELUME_FORWARD
        RELUME_DERIVATIVE
        RELUME_BACKWARD
        RELUME_PARAMETER_BACKWARD

    const char *relume_status_string(relume_status status)
    const char *relume_version()
    int32_t relume_abi_version()
    int32_t relume_activation_count()
    int32_t relume_find_activation(const char *name)
    const char *relume_activation_alias(int32_t activation, int32_t index)
    const char *relume_activation_name(int32_t activation)
    const char *relume_activation_title(int32_t activation)
    const char *relume_activation_formula(int32_t activation)
    const char *relume_activation_derivative(int32_t activation)
    const char *relume_activation_notes(int32_t activation)
    const char *relume_activation_reference(int32_t activation)
    int32_t relume_array_count(int32_t activation)
    int32_t relume_output_count(int32_t activation, int32_t operation)
    int32_t relume_keeps_integers(int32_t activation)
    int32_t relume_parameter_count(int32_t activation)
    const char *relume_parameter_name(int32_t activation, int32_t parameter)
    relume_status relume_parameter_range(int32_t activation, int32_t parameter, double *default_value, double *lower,
                                         double *upper)
    relume_status relume_apply(int32_t activation, int32_t operation, int32_t dtype, size_t n, void *const *operands,
                               const ptrdiff_t *strides)
    relume_status relume_parameter_gradients(int32_t activation, int32_t dtype, size_t n, void *const *operands,
                                             const ptrdiff_t *strides, void *gradients)
    int32_t relume_axis_function_count()
    int32_t relume_find_axis_function(const char *name)
    const char *relume_axis_function_name(int32_t function)
    const char *relume_axis_function_title(int32_t function)
    const char *relume_axis_function_formula(int32_t function)
    const char *relume_axis_function_derivative(int32_t function)
    const char *relume_axis_function_notes(int32_t function)
    const char *relume_axis_function_reference(int32_t function)
    relume_status relume_apply_axis(int32_t function, int32_t operation, int32_t dtype, size_t rows, size_t length,
                                    void *const *operands, const ptrdiff_t *row_strides,
                                    const ptrdiff_t *element_strides)
    relume_status relume_weighted_sum(const int32_t *activations, int32_t count, int32_t rectified, int32_t operation,
                                      int32_t dtype, size_t n, void *const *operands, const ptrdiff_t *strides)
    relume_status relume_weight_gradients(const int32_t *activations, int32_t count, int32_t rectified, int32_t dtype,
                                          size_t n, void *const *operands, const ptrdiff_t *strides, double *gradients)
    relume_status relume_quantize_prepare(int32_t activation, const double *parameters, int32_t parameter_count,
                                          int32_t input_dtype, double input_scale, int32_t input_zero_point,
                                          int32_t output_dtype, double output_scale, int32_t output_zero_point,
                                          int32_t rounding, uint8_t *table)
    relume_status relume_quantize_apply(size_t n, const uint8_t *table, const void *q, void *out)
    relume_status relume_quantize_apply_strided(size_t n, const uint8_t *table, const void *q, ptrdiff_t q_stride,
                                                void *out, ptrdiff_t out_stride)
    relume_status relume_quantize_int16(size_t n, int32_t activation, const double *parameters,
                                        int32_t parameter_count, double input_scale, int32_t input_zero_point,
                                        double output_scale, int32_t output_zero_point, int32_t rounding,
                                        const int16_t *q, ptrdiff_t q_stride, int16_t *out, ptrdiff_t out_stride)
    const char *relume_isa()
    relume_status relume_set_isa(const char *name)
    int32_t relume_isa_count()
    const char *relume_isa_name(int32_t index)
    int32_t relume_num_threads()
    relume_status relume_set_num_threads(int32_t count)
