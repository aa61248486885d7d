# cython: language_level=3, boundscheck=False, wraparound=False, freethreading_compatible=True
"""The catalogue over the buffer protocol. The controls, and the one copy of the C library, are _ufuncs'.

Buffers are taken by PyObject_GetBuffer: 65 ns each where a Cython memoryview takes 190, on 8 elements half of the call.
"""
from cpython.buffer cimport (
    PyBUF_C_CONTIGUOUS,
    PyBUF_FORMAT,
    PyBUF_WRITABLE,
    PyBuffer_Release,
    PyObject_CheckBuffer,
    PyObject_GetBuffer,
)
from libc.stddef cimport ptrdiff_t
from libc.stdint cimport int32_t

from relume cimport (
    RELUME_BACKWARD,
    RELUME_DERIVATIVE,
    RELUME_F32,
    RELUME_F64,
    RELUME_FORWARD,
    RELUME_PARAMETER_BACKWARD,
    relume_status,
)
from relume._ufuncs cimport MAX_OPERANDS, MAX_PARAMETERS, Activation, apply, parameter_gradients, raise_for


cdef int32_t element_type(const Py_buffer *buffer) noexcept:
    """The dtype of a buffer's elements in native byte order, or -1."""
    cdef const char *code = buffer.format
    if code == NULL:
        return -1
    if code[0] in (b"@", b"=") and code[1] != 0:
        code += 1
    if code[1] != 0:
        return -1
    return RELUME_F32 if code[0] == b"f" else RELUME_F64 if code[0] == b"d" else -1


cdef class BufferFunction:
    """A function over C-contiguous buffers of float or of double: f([dy,] x, out, *parameters), or for a gate
    f([dy,] a, b, out, *parameters), where its derivative and backward have two outputs, da and db, in place of out.

    Any object with the buffer protocol will do, of any rank. All have one element type and one length, but for
    NAME_parameter_gradients, whose out takes one sum per parameter. Outputs are written, and may be inputs too.
    Parameters are numbers. The GIL is released. Errors are raised before anything is written.
    """

    cdef Activation activation
    cdef int32_t operation
    cdef int arrays, inputs
    cdef tuple names
    cdef readonly str __name__

    def __init__(self, Activation activation, int operation, str name):
        self.activation, self.operation, self.__name__ = activation, operation, name
        inputs = ("dy",) * (operation >= RELUME_BACKWARD) + activation._array_names()
        two = activation.arrays == 2 and operation in (RELUME_DERIVATIVE, RELUME_BACKWARD)
        self.inputs, self.names = len(inputs), inputs + (("da", "db") if two else ("out",))
        self.arrays = len(self.names)

    def __repr__(self):
        names = [*self.names, *map(repr, self.activation.parameters)]
        return f"<relume buffer function {self.__name__}({', '.join(names)})>"

    def __call__(self, *args, **kwargs):
        cdef Py_buffer buffers[5]
        cdef int taken = 0
        args = self.activation._arguments(args, kwargs, self.arrays, -1)
        if kwargs:
            raise TypeError(f"{self.__name__} has no parameter {next(iter(kwargs))!r}")
        try:
            while taken < self.arrays:
                self._take(args[taken], &buffers[taken], taken)
                taken += 1
            self._run(buffers, args)
        finally:
            while taken > 0:
                taken -= 1
                PyBuffer_Release(&buffers[taken])

    cdef int _take(self, source, Py_buffer *buffer, int position) except -1:
        cdef bint is_out = position >= self.inputs
        try:
            PyObject_GetBuffer(source, buffer, PyBUF_FORMAT | PyBUF_C_CONTIGUOUS | (PyBUF_WRITABLE if is_out else 0))
        except (TypeError, ValueError, BufferError) as error:
            name = self.names[position]
            if not PyObject_CheckBuffer(source):
                raise TypeError(f"{name} must have the buffer protocol, which {type(source).__name__} lacks") from None
            if is_out and memoryview(source).readonly:
                raise ValueError(f"{name} is read-only") from None
            raise ValueError(f"{name} must be C-contiguous: {error}") from None
        return 0

    cdef int _run(self, Py_buffer *buffers, tuple args) except -1:
        cdef void *operands[MAX_OPERANDS]
        cdef ptrdiff_t strides[MAX_OPERANDS]
        cdef float floats[MAX_PARAMETERS]
        cdef double doubles[MAX_PARAMETERS]
        cdef int i, k, inputs = self.inputs, count = len(self.activation.parameters)
        cdef int number = self.activation.number
        cdef Py_buffer *out = &buffers[inputs]
        cdef int32_t dtype = element_type(out), operation = self.operation
        cdef Py_ssize_t length = out.len
        cdef size_t n
        cdef relume_status status
        for i in range(self.arrays):
            if element_type(&buffers[i]) != dtype or dtype < 0:
                formats = ", ".join((buffers[i].format or b"B").decode() for i in range(self.arrays))
                raise ValueError(f"{self.__name__} takes buffers of one type, float ('f') or double ('d'), "
                                 f"not {formats}")
        if operation == RELUME_PARAMETER_BACKWARD:
            if length != count * out.itemsize:
                raise ValueError(f"out must have an element for each of {count} parameters, "
                                 f"not {length // out.itemsize}")
            length = buffers[0].len
        for i in range(self.arrays):
            if buffers[i].len != length and not (i == inputs and operation == RELUME_PARAMETER_BACKWARD):
                sizes = ", ".join(str(buffers[i].len // out.itemsize) for i in range(self.arrays))
                raise ValueError(f"{self.__name__} takes buffers of one length, not {sizes} elements")
            k = i if i < inputs else i + count
            operands[k], strides[k] = buffers[i].buf, out.itemsize
        for i in range(count):
            value = args[self.arrays + i]
            if type(value) is not float:
                raise TypeError(f"the parameters of {self.__name__} must be numbers, not {type(value).__name__}")
            doubles[i] = value
            floats[i] = <float>doubles[i]
            operands[inputs + i] = &floats[i] if dtype == RELUME_F32 else <void *>&doubles[i]
            strides[inputs + i] = 0
        n = <size_t>(length // out.itemsize)
        with nogil:
            if operation == RELUME_PARAMETER_BACKWARD:
                status = parameter_gradients(number, dtype, n, operands, strides, out.buf)
            else:
                status = apply(number, operation, dtype, n, operands, strides)
        return raise_for(status)


def functions(activations):
    """Every buffer function, by name."""
    suffixes = {RELUME_FORWARD: "", RELUME_DERIVATIVE: "_derivative", RELUME_BACKWARD: "_backward"}
    made = {}
    for activation in activations.values():
        operations = dict(suffixes)
        if activation.parameters:
            operations[RELUME_PARAMETER_BACKWARD] = "_parameter_gradients"
        for operation, suffix in operations.items():
            name = activation.name + suffix
            made[name] = BufferFunction(activation, operation, name)
    return made
