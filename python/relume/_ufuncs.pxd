from libc.stddef cimport ptrdiff_t
from libc.stdint cimport int32_t, uint8_t

from relume cimport relume_status


cdef extern from "internal.h" nogil:
    enum:
        MAX_ARRAYS
        MAX_PARAMETERS
        MAX_OPERANDS
        MAX_TERMS

# Gives a ufunc a loop with bfloat16 where its first has float16, if ml_dtypes is installed.
cdef int add_bfloat16(ufunc, void *function, bint keeps_integers) except -1


# What relume_quantize_prepare takes.
cdef struct Quantization:
    int32_t activation, parameter_count, dtype, input_zero_point, output_zero_point, rounding
    double input_scale, output_scale
    double parameters[MAX_PARAMETERS]


cdef class Activation:
    cdef readonly int number, arrays
    cdef int parameter_count
    cdef readonly bint keeps_integers
    cdef readonly str name, title, formula, derivative_formula, notes, reference
    cdef readonly tuple parameters, aliases
    cdef readonly object ufunc, derivative_ufunc, backward_ufunc, parameter_backward_ufunc
    cdef tuple names, defaults, default_arrays
    cdef list recent
    cdef double lower[MAX_PARAMETERS]
    cdef double upper[MAX_PARAMETERS]
    cdef dict __dict__

    cdef object _as_array(self, int place, value, int dtype)
    cdef object _parameter(self, int k, value, int dtype)
    cdef tuple _arguments(self, tuple args, dict kwargs, int arrays, int dtype)
    cdef object _call(self, object ufunc, tuple args, dict kwargs, int arrays)
    cdef int _common_dtype(self, tuple args, dict kwargs, int arrays, bint keep=*) except -2
    cdef tuple _sums(self, list arrays)
    cdef tuple _sums_by_axis(self, list arrays)


cdef relume_status apply(int32_t activation, int32_t operation, int32_t dtype, size_t n, void **operands,
                         const ptrdiff_t *strides) noexcept nogil
cdef relume_status parameter_gradients(int32_t activation, int32_t dtype, size_t n, void **operands,
                                       const ptrdiff_t *strides, void *gradients) noexcept nogil
cdef relume_status apply_sum(const int32_t *activations, int32_t count, int32_t rectified, int32_t operation,
                             int32_t dtype, size_t n, char **operands, const ptrdiff_t *strides) noexcept nogil
cdef relume_status sum_gradients(const int32_t *activations, int32_t count, int32_t rectified, int32_t dtype, size_t n,
                                 void **operands, const ptrdiff_t *strides, double *gradients) noexcept nogil
cdef relume_status quantize_prepare(const Quantization *z, uint8_t *table) noexcept nogil
cdef relume_status quantize_apply(const Quantization *z, const uint8_t *table, size_t n, const void *q,
                                  ptrdiff_t q_stride, void *out, ptrdiff_t out_stride) noexcept nogil
cdef int raise_for(relume_status status) except -1
