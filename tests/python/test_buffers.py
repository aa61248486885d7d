"""relume.buffers: every function there, over everything with the buffer protocol."""

import array
import mmap

import numpy as np
import pytest

import relume as rl
from helpers import OPERATIONS, assert_same_bits, moderate, samples, value_of
from relume import buffers

SUFFIX = {"forward": "", "derivative": "_derivative", "backward": "_backward"}
ELEMENTWISE = [o for o in OPERATIONS if o.kind in SUFFIX and o.activation.arrays == 1]


@pytest.fixture(params=ELEMENTWISE, ids=str)
def operation(request):
    return request.param


def function_of(operation):
    return getattr(buffers, operation.activation.name + SUFFIX[operation.kind])


def as_ndarray(values):
    return values


def as_array(values):
    return array.array(values.dtype.char, values.tobytes())


def as_memoryview(values):
    return memoryview(as_array(values))


def as_bytearray(values):
    return memoryview(bytearray(values.tobytes())).cast(values.dtype.char)


def as_mmap(values):
    mapped = mmap.mmap(-1, values.nbytes)
    mapped[:] = values.tobytes()
    return memoryview(mapped).cast(values.dtype.char)


KINDS = [as_ndarray, as_array, as_memoryview, as_bytearray, as_mmap]


def test_every_name_is_there():
    names = {a.name + suffix for a in rl.activations.values() for suffix in SUFFIX.values()}
    names |= {f"{a.name}_parameter_gradients" for a in rl.activations.values() if a.parameters}
    assert set(buffers.__all__) == names | {"BufferFunction"}
    for name in names:
        function = getattr(buffers, name)
        assert isinstance(function, buffers.BufferFunction)
        assert function.__name__ == name
        assert name in repr(function)
        assert function.__doc__
    assert rl.buffers is buffers


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_buffer(operation, dtype, kind):
    arrays = operation.inputs(dtype, 100)
    (expected,) = operation(*arrays)
    out = kind(np.full(100, 99, dtype))
    assert function_of(operation)(*map(kind, arrays), out, *operation.parameters) is None
    assert_same_bits(np.frombuffer(out, dtype), expected)


def test_parameters_by_name_and_default(operation, dtype):
    arrays = operation.inputs(dtype, 10)
    named = {p.name: value_of(p) for p in operation.activation.parameters}
    needed = [value_of(p) for p in operation.activation.parameters if p.default is None]
    (expected,) = operation(*arrays)
    for positional, by_name in (([], named), (needed, {})):
        out = np.zeros(10, dtype)
        function_of(operation)(*arrays, out, *positional, **by_name)
        assert_same_bits(out, expected)


def test_in_place(operation, dtype):
    for position in range(operation.arrays):
        arrays = [as_array(a) for a in operation.inputs(dtype, 1000)]
        (expected,) = operation(*(np.array(a) for a in arrays))
        function_of(operation)(*arrays, arrays[position], *operation.parameters)
        assert_same_bits(np.array(arrays[position]), expected)


def test_read_only_inputs_and_several_axes(operation, dtype):
    arrays = operation.inputs(dtype, (4, 5, 6))
    for a in arrays:
        a.flags.writeable = False
    (expected,) = operation(*arrays)
    out = np.zeros((4, 5, 6), dtype)
    function_of(operation)(*arrays, out, *operation.parameters)
    assert_same_bits(out, expected)
    constant = [memoryview(a.tobytes()).cast(dtype().dtype.char) for a in arrays]
    function_of(operation)(*constant, out, *operation.parameters)
    assert_same_bits(out, expected)


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 100_000])
def test_any_length(operation, dtype, length, threads):
    threads(2)
    arrays = operation.inputs(dtype, length)
    out = np.zeros(length, dtype)
    function_of(operation)(*arrays, out, *operation.parameters)
    assert_same_bits(out, operation(*arrays)[0])


@pytest.mark.parametrize("activation", [a for a in rl.activations.values() if a.parameters], ids=lambda a: a.name)
def test_parameter_gradients(activation, dtype):
    function = getattr(buffers, f"{activation.name}_parameter_gradients")
    dy, x = moderate(dtype, 1001), samples(dtype, 1001, seed=1)
    values = [value_of(p) for p in activation.parameters]
    out = array.array(dtype().dtype.char, bytes(dtype().itemsize * len(values)))
    assert function(dy, x, out, *values) is None
    assert_same_bits(np.array(out), np.array(activation.parameter_gradients(dy, x, *values)))
    function(dy[:0], x[:0], out, *values)
    assert out.tolist() == [0] * len(values)
    with pytest.raises(ValueError, match="out must have an element for each"):
        function(dy, x, np.zeros(len(values) + 1, dtype), *values)
    with pytest.raises(ValueError, match="1000, 1001"):
        function(dy[:1000], x, out, *values)


def assert_refused(error, words, function, *arguments, **named):
    """The error's type and words, and that no buffer among the arguments has changed."""
    before = [
        memoryview(a).tobytes() if hasattr(a, "__len__") and not isinstance(a, (str, list)) else None for a in arguments
    ]
    with pytest.raises(error) as caught:
        function(*arguments, **named)
    for word in words:
        assert word in str(caught.value)
    for argument, old in zip(arguments, before, strict=True):
        assert old is None or memoryview(argument).tobytes() == old


def test_errors(operation):
    function, values = function_of(operation), operation.parameters
    name = function.__name__
    arrays = [np.ones(6, np.float32)] * operation.arrays
    out = np.full(6, 99, np.float32)
    readonly = out.copy()
    readonly.flags.writeable = False
    assert_refused(ValueError, ["out is read-only"], function, *arrays, readonly, *values)
    assert_refused(ValueError, ["out is read-only"], function, *arrays, bytes(24), *values)
    assert_refused(ValueError, [name, "f, d"], function, *arrays, np.zeros(6), *values)
    assert_refused(ValueError, [name, "i"], function, *[np.ones(6, np.int32)] * operation.arrays, out, *values)
    assert_refused(ValueError, [name, "f"], function, *[bytearray(24)] * operation.arrays, out, *values)
    assert_refused(ValueError, [name, ">f"], function, *[a.astype(">f4") for a in arrays], out, *values)
    assert_refused(ValueError, [name, "5", "6"], function, *(a[:5] for a in arrays), out, *values)
    assert_refused(ValueError, ["out", "contiguous"], function, *arrays, np.zeros(12, np.float32)[::2], *values)
    assert_refused(ValueError, ["x", "contiguous"], function, *arrays[1:], np.zeros(12, np.float32)[::2], out, *values)
    assert_refused(TypeError, ["buffer protocol", "list"], function, *arrays[1:], [1.0] * 6, out, *values)
    assert_refused(TypeError, ["buffer protocol", "NoneType"], function, *arrays, None, *values)
    assert_refused(TypeError, [name, "no_such"], function, *arrays, out, *values, no_such=1)
    assert_refused(TypeError, [operation.activation.name], function, *arrays[1:])
    assert_refused(TypeError, [operation.activation.name], function, *arrays, out, *values, 1.0)


def test_wrong_parameters():
    x, out = np.ones(6, np.float32), np.full(6, 99, np.float32)
    assert_refused(ValueError, ["negative_slope"], buffers.leaky_relu, x, out, float("nan"))
    assert_refused(ValueError, ["negative_slope"], buffers.leaky_relu, x, out, negative_slope=float("inf"))
    assert_refused(TypeError, ["leaky_relu", "number"], buffers.leaky_relu, x, out, np.ones(6, np.float32))
    assert_refused(TypeError, ["negative_slope"], buffers.leaky_relu, x, out, "0.5")
    assert_refused(TypeError, ["prelu", "weight"], buffers.prelu, x, out)


def test_buffers_are_released(dtype):
    x, out = as_array(np.ones(5, dtype)), as_array(np.ones(5, dtype))
    buffers.relu(x, out)
    with pytest.raises(ValueError, match="read-only"):
        buffers.relu(x, memoryview(out).toreadonly())
    with pytest.raises(ValueError, match="5, 6"):
        buffers.relu(x, as_array(np.ones(6, dtype)))
    # An exported array.array can't grow.
    x.append(1.0)
    out.append(1.0)
