from libc.stddef cimport ptrdiff_t
from libc.stdint cimport int32_t

from relume cimport relume_status


cdef extern from "internal.h" nogil:
    enum:
        MAX_PARAMETERS
        MAX_OPERANDS
        MAX_TERMS


cdef class Activation:
    cdef readonly int number, arrays
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
    cdef int _common_dtype(self, tuple args, dict kwargs, int arrays) except -2
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
cdef int raise_for(relume_status status) except -1
