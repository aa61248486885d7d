# cython: language_level=3, boundscheck=False, wraparound=False, freethreading_compatible=True
"""The catalogue over typed memoryviews. The control and the one copy of the C library are _ufuncs'."""
from libc.stddef cimport ptrdiff_t
from libc.stdint cimport int32_t

from relume cimport (
    RELUME_BACKWARD,
    RELUME_DERIVATIVE,
    RELUME_F32,
    RELUME_F64,
    RELUME_FORWARD,
    relume_status,
)
from relume._ufuncs cimport Activation, apply, raise_for

cdef enum:
    MAX_PARAMETERS = 8


cdef class BufferFunction:
    """A function over C-contiguous buffers of float or double: f(x, out, *parameters) or f(dy, x, out, *parameters).

    Any object with the buffer protocol will do. All buffers have one length and one element type; out is written and
    may be an input. Parameters are numbers. The GIL is released. Errors are raised before anything is written.
    """

    cdef Activation activation
    cdef int32_t operation
    cdef readonly str __name__

    def __init__(self, Activation activation, int operation, str name):
        self.activation, self.operation, self.__name__ = activation, operation, name

    def __repr__(self):
        arrays = "dy, x, out" if self.operation == RELUME_BACKWARD else "x, out"
        return f"<relume buffer function {self.__name__}({', '.join([arrays, *map(repr, self.activation.parameters)])})>"

    def __call__(self, *args, **kwargs):
        cdef int arrays = 3 if self.operation == RELUME_BACKWARD else 2
        args = self.activation._arguments(args, kwargs, arrays)
        for name in kwargs:
            raise TypeError(f"{self.__name__} has no parameter {name!r}")
        values = args[arrays:]
        for value in values:
            if type(value) is not float:
                raise TypeError(f"the parameters of {self.__name__} must be numbers, not {type(value).__name__}")
        out = args[arrays - 1]
        try:
            view = memoryview(out)
        except TypeError:
            raise TypeError(f"out must have the buffer protocol, which {type(out).__name__} has not") from None
        if view.readonly:
            raise ValueError("out is read-only")
        if view.format == "f":
            self._run_float(args[0], args[1] if arrays == 3 else args[0], out, values)
        elif view.format == "d":
            self._run_double(args[0], args[1] if arrays == 3 else args[0], out, values)
        else:
            raise ValueError(f"out must have elements of float or double ('f' or 'd'), not {view.format!r}")

    cdef int _run(self, int32_t dtype, Py_ssize_t size, size_t n, void *dy, void *x, void *parameters,
                  void *out) except -1:
        cdef void *operands[MAX_PARAMETERS + 3]
        cdef ptrdiff_t strides[MAX_PARAMETERS + 3]
        cdef int i, k = 0, count = len(self.activation.parameters), number = self.activation.number
        cdef int32_t operation = self.operation
        cdef relume_status status
        if operation == RELUME_BACKWARD:
            operands[k], strides[k] = dy, size
            k += 1
        operands[k], strides[k] = x, size
        k += 1
        for i in range(count):
            operands[k], strides[k] = <char *>parameters + i * size, 0
            k += 1
        operands[k], strides[k] = out, size
        with nogil:
            status = apply(number, operation, dtype, n, operands, strides)
        return raise_for(status)

    cdef int _run_float(self, dy_buffer, x_buffer, out_buffer, tuple values) except -1:
        cdef const float[::1] dy = dy_buffer, x = x_buffer
        cdef float[::1] out = out_buffer
        cdef float parameters[MAX_PARAMETERS]
        check_lengths(x.shape[0], dy.shape[0], out.shape[0])
        for k in range(len(values)):
            parameters[k] = values[k]
        if out.shape[0] > 0:
            self._run(RELUME_F32, sizeof(float), out.shape[0], <void *>&dy[0], <void *>&x[0], parameters, &out[0])
        return 0

    cdef int _run_double(self, dy_buffer, x_buffer, out_buffer, tuple values) except -1:
        cdef const double[::1] dy = dy_buffer, x = x_buffer
        cdef double[::1] out = out_buffer
        cdef double parameters[MAX_PARAMETERS]
        check_lengths(x.shape[0], dy.shape[0], out.shape[0])
        for k in range(len(values)):
            parameters[k] = values[k]
        if out.shape[0] > 0:
            self._run(RELUME_F64, sizeof(double), out.shape[0], <void *>&dy[0], <void *>&x[0], parameters, &out[0])
        return 0


cdef int check_lengths(Py_ssize_t x, Py_ssize_t dy, Py_ssize_t out) except -1:
    if x != out or dy != out:
        raise ValueError(f"the buffers differ in length: {dy if dy != out else x} elements in, {out} out")
    return 0


def functions(activations):
    """Every buffer function, by name."""
    made = {}
    for activation in activations.values():
        for name, operation in ((activation.name, RELUME_FORWARD), (f"{activation.name}_derivative", RELUME_DERIVATIVE),
                                (f"{activation.name}_backward", RELUME_BACKWARD)):
            made[name] = BufferFunction(activation, operation, name)
    return made
