# cython: language_level=3, boundscheck=False, wraparound=False, freethreading_compatible=True
"""Activations on quantized arrays. The C library's one copy is _ufuncs'."""
cimport numpy as cnp
from libc.stdint cimport uint8_t

from relume cimport RELUME_INT8, RELUME_INT16, RELUME_TIES_AWAY, RELUME_TIES_TO_EVEN, RELUME_UINT8
from relume._ufuncs cimport Activation, Quantization, quantize_apply, quantize_prepare, raise_for

import operator

import numpy as np

cnp.import_array()
cnp.import_ufunc()

cdef extern from "Python.h":
    object PyObject_Call(object callable, object args, object kwargs)

cdef dict CODES = {"int8": RELUME_INT8, "uint8": RELUME_UINT8, "int16": RELUME_INT16}
cdef dict NUMPY_TYPES = {"int8": cnp.NPY_INT8, "uint8": cnp.NPY_UINT8, "int16": cnp.NPY_INT16}
cdef dict ROUNDINGS = {"even": RELUME_TIES_TO_EVEN, "away": RELUME_TIES_AWAY}


cdef struct Loop:
    Quantization z
    uint8_t table[256]


cdef void inner_loop(char **args, const cnp.npy_intp *dimensions, const cnp.npy_intp *steps, void *data) noexcept nogil:
    cdef Loop *loop = <Loop *>data
    # The settings that it could refuse were checked at import.
    quantize_apply(&loop.z, loop.table, <size_t>dimensions[0], args[0], steps[0], args[1], steps[1])


cdef class QuantizedActivation:
    """An activation on arrays of quantized numbers, made by quantize().

    Called on an array of its dtype, of any shape and strides, it gives one: q(x, out=None, **options of a ufunc).
    For int8 and uint8 it looks every element up in table, a read-only array of 256 elements such that table[x] is the
    result (a negative index counts from the end). int16 is computed element by element, and table is None.
    """

    cdef Loop loop
    cdef cnp.PyUFuncGenericFunction function
    cdef void *data
    cdef char types[2]
    cdef bytes name
    cdef object ufunc
    cdef readonly Activation activation
    cdef readonly dict parameters
    cdef readonly double input_scale, output_scale
    cdef readonly int input_zero_point, output_zero_point
    cdef readonly object dtype, table
    cdef readonly str rounding

    def __init__(self, Activation activation, values, input_scale, input_zero_point, output_scale, output_zero_point,
                 dtype, rounding):
        cdef Quantization *z = &self.loop.z
        if self.ufunc is not None:
            raise TypeError("a quantized activation does not change")
        self.activation, self.dtype, self.rounding = activation, np.dtype(dtype), rounding
        self.parameters = {p.name: value for p, value in zip(activation.parameters, values, strict=True)}
        self.input_scale, self.output_scale = input_scale, output_scale
        self.input_zero_point, self.output_zero_point = input_zero_point, output_zero_point
        z.activation, z.parameter_count = activation.number, len(values)
        for k, value in enumerate(values):
            z.parameters[k] = value
        z.dtype, z.rounding = CODES[self.dtype.name], ROUNDINGS[rounding]
        z.input_scale, z.output_scale = self.input_scale, self.output_scale
        z.input_zero_point, z.output_zero_point = self.input_zero_point, self.output_zero_point
        if z.dtype != RELUME_INT16:
            raise_for(quantize_prepare(z, self.loop.table))
            self.table = np.frombuffer(bytes(self.loop.table[:256]), self.dtype)
        # The ufunc, which nobody else sees, points into this object.
        self.function, self.data = <cnp.PyUFuncGenericFunction>inner_loop, &self.loop
        self.types[0] = self.types[1] = NUMPY_TYPES[self.dtype.name]
        self.name = f"quantized {activation.name}".encode()
        self.ufunc = cnp.PyUFunc_FromFuncAndData(&self.function, &self.data, self.types, 1, 1, 1, cnp.PyUFunc_None,
                                                 self.name, b"", 0)

    def __call__(self, x, /, *, out=None, **options):
        if not options and cnp.PyArray_CheckExact(x) and cnp.PyArray_CheckExact(out) and self._apply(x, out):
            return out
        if not isinstance(x, (np.ndarray, np.generic)):
            x = np.asarray(x)
        for name, array in (("x", x), ("out", out[0] if isinstance(out, tuple) and len(out) == 1 else out)):
            if array is None and name == "out":
                continue
            if not isinstance(array, (np.ndarray, np.generic)):
                raise TypeError(f"{name} must be an array of {self.dtype}, not {type(array).__name__}")
            if array.dtype != self.dtype:
                raise TypeError(f"{name} must be of {self.dtype}, as this {self.activation.name} was quantized for, "
                                f"not {array.dtype}")
        return PyObject_Call(self.ufunc, (x,), {"out": out, **options})

    # A call where nothing is to be converted, allocated or broadcast. A ufunc takes longer than the table itself.
    cdef bint _apply(self, cnp.ndarray x, cnp.ndarray out) noexcept:
        cdef size_t n = cnp.PyArray_SIZE(x)
        cdef char *source = <char *>cnp.PyArray_DATA(x)
        cdef char *target = <char *>cnp.PyArray_DATA(out)
        cdef Py_ssize_t size = 1 if self.loop.z.dtype != RELUME_INT16 else 2, distance = target - source
        if cnp.PyArray_TYPE(x) != self.types[0] or cnp.PyArray_TYPE(out) != self.types[0]:
            return False
        if not (cnp.PyArray_ISCARRAY_RO(x) and cnp.PyArray_ISCARRAY(out)):
            return False
        if not cnp.PyArray_SAMESHAPE(x, out) or 0 < abs(distance) < <Py_ssize_t>n * size:
            return False
        with nogil:
            quantize_apply(&self.loop.z, self.loop.table, n, source, size, target, size)
        return True

    def _options(self):
        return {"input_scale": self.input_scale, "input_zero_point": self.input_zero_point,
                "output_scale": self.output_scale, "output_zero_point": self.output_zero_point,
                "dtype": self.dtype.name, "rounding": self.rounding, **self.parameters}

    def __repr__(self):
        options = ", ".join(f"{name}={value!r}" for name, value in self._options().items())
        return f"relume.quantize({self.activation.name!r}, {options})"

    def __reduce__(self):
        return _again, (self.activation.name, self._options())


def _again(name, options):
    return quantize(name, **options)


def quantize(activation, *, input_scale, input_zero_point=0, output_scale, output_zero_point=0, dtype="int8",
             rounding="even", **parameters):
    """An activation for quantized arrays, of integers q that stand for (q - zero_point)·scale: a QuantizedActivation.

    out = clamp(round(f((q - input_zero_point)·input_scale)/output_scale) + output_zero_point), as if nothing but
    round() rounded. What is outside the dtype becomes its smallest or largest number.

    activation: by name, or itself, with its parameters by name, as numbers
    input_scale, output_scale: positive normal numbers
    input_zero_point, output_zero_point: integers of the dtype
    dtype: int8, uint8 or int16, of input and output
    rounding: what a tie goes to, "even" (ONNX) or "away" from 0 (TensorFlow Lite)

    >>> import numpy as np
    >>> import relume as rl
    >>> silu = rl.quantize("silu", input_scale=1/16, output_scale=1/32, output_zero_point=-100)
    >>> silu(np.array([-128, -16, 0, 16, 127], np.int8))
    array([-100, -109, -100,  -77,  127], dtype=int8)
    """
    if isinstance(activation, str):
        from relume import activations

        activation = activations[activation]
    elif not isinstance(activation, Activation):
        raise TypeError(f"quantize takes an activation or its name, not {type(activation).__name__}")
    name = activation.name
    if activation.arrays != 1:
        raise TypeError(f"{name} is a function of {activation.arrays} arrays: it has no table")
    try:
        dtype = np.dtype(dtype)
    except TypeError:
        raise TypeError(f"quantize takes int8, uint8 or int16, not {dtype!r}") from None
    if dtype.name not in CODES or not dtype.isnative:
        raise TypeError(f"quantize takes int8, uint8 or int16, not {dtype}")
    if not isinstance(rounding, str) or rounding not in ROUNDINGS:
        raise ValueError(f"rounding must be 'even' or 'away', not {rounding!r}")
    values = (<Activation>activation)._arguments((), parameters, 0, -1)
    if parameters:
        raise TypeError(f"{name} has no parameter {next(iter(parameters))!r}")
    for parameter, value in zip(activation.parameters, values, strict=True):
        if type(value) is not float:
            raise TypeError(f"{parameter.name} must be a number, not {type(value).__name__}")
    return QuantizedActivation(
        activation, values,
        scale("input_scale", input_scale), zero_point("input_zero_point", input_zero_point, dtype),
        scale("output_scale", output_scale), zero_point("output_zero_point", output_zero_point, dtype),
        dtype, rounding)


cdef object scale(str name, value):
    """A scale as a float."""
    try:
        if isinstance(value, (str, bytes)):
            raise TypeError
        number = float(value)
    except OverflowError:
        number = np.inf
    except (TypeError, ValueError):
        raise TypeError(f"{name} must be a number, not {type(value).__name__}") from None
    own = getattr(value, "dtype", np.dtype(np.float64))
    # A number that is subnormal in its own type has lost digits.
    smallest = float(np.finfo(own if own.kind == "f" else np.float64).smallest_normal)
    if not max(smallest, float(np.finfo(np.float64).smallest_normal)) <= number < np.inf:
        raise ValueError(f"{name} must be a positive, finite and normal number, not {value!r}")
    return number


cdef object zero_point(str name, value, dtype):
    """A zero point as an int."""
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {type(value).__name__}") from None
    info = np.iinfo(dtype)
    if not info.min <= number <= info.max:
        raise ValueError(f"{name} must be from {info.min} to {info.max}, as {dtype} is, not {number}")
    return number
