"""relume.buffers: every function there, over everything with the buffer protocol."""

import array
import mmap

import numpy as np
import pytest

import relume as rl
from helpers import OPERATIONS, assert_all_same_bits, assert_same_bits, moderate, samples, value_of
from relume import buffers

SUFFIX = {"forward": "", "derivative": "_derivative", "backward": "_backward"}
ELEMENTWISE = [o for o in OPERATIONS if o.kind in SUFFIX]


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
    expected = operation(*arrays)
    outs = [kind(np.full(100, 99, dtype)) for _ in expected]
    assert function_of(operation)(*map(kind, arrays), *outs, *operation.parameters) is None
    assert_all_same_bits([np.frombuffer(out, dtype) for out in outs], expected)


def test_parameters_by_name_and_default(operation, dtype):
    arrays = operation.inputs(dtype, 10)
    named = {p.name: value_of(p) for p in operation.activation.parameters}
    needed = [value_of(p) for p in operation.activation.parameters if p.default is None]
    expected = operation(*arrays)
    for positional, by_name in (([], named), (needed, {})):
        outs = [np.zeros(10, dtype) for _ in expected]
        function_of(operation)(*arrays, *outs, *positional, **by_name)
        assert_all_same_bits(outs, expected)


def test_in_place(operation, dtype):
    for position in range(operation.arrays):
        arrays = [as_array(a) for a in operation.inputs(dtype, 1000)]
        expected = operation(*(np.array(a) for a in arrays))
        # Each of several outputs is another of the inputs.
        outs = [arrays[(position + k) % len(arrays)] for k in range(len(expected))]
        function_of(operation)(*arrays, *outs, *operation.parameters)
        assert_all_same_bits(map(np.array, outs), expected)


def test_read_only_inputs_and_several_axes(operation, dtype):
    arrays = operation.inputs(dtype, (4, 5, 6))
    for a in arrays:
        a.flags.writeable = False
    expected = operation(*arrays)
    outs = [np.zeros((4, 5, 6), dtype) for _ in expected]
    function_of(operation)(*arrays, *outs, *operation.parameters)
    assert_all_same_bits(outs, expected)
    constant = [memoryview(a.tobytes()).cast(dtype().dtype.char) for a in arrays]
    function_of(operation)(*constant, *outs, *operation.parameters)
    assert_all_same_bits(outs, expected)


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 100_000])
def test_any_length(operation, dtype, length, threads):
    threads(2)
    arrays = operation.inputs(dtype, length)
    expected = operation(*arrays)
    outs = [np.zeros(length, dtype) for _ in expected]
    function_of(operation)(*arrays, *outs, *operation.parameters)
    assert_all_same_bits(outs, expected)


@pytest.mark.parametrize("activation", [a for a in rl.activations.values() if a.parameters], ids=lambda a: a.name)
def test_parameter_gradients(activation, dtype):
    function = getattr(buffers, f"{activation.name}_parameter_gradients")
    arrays = [moderate(dtype, 1001), *(samples(dtype, 1001, seed) for seed in range(1, 1 + activation.arrays))]
    values = [value_of(p) for p in activation.parameters]
    out = array.array(dtype().dtype.char, bytes(dtype().itemsize * len(values)))
    assert function(*arrays, out, *values) is None
    assert_same_bits(np.array(out), np.array(activation.parameter_gradients(*arrays, *values)))
    function(*(a[:0] for a in arrays), out, *values)
    assert out.tolist() == [0] * len(values)
    with pytest.raises(ValueError, match="out must have an element for each"):
        function(*arrays, np.zeros(len(values) + 1, dtype), *values)
    with pytest.raises(ValueError, match="1000, 1001"):
        function(arrays[0][:1000], *arrays[1:], out, *values)


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
    *others, out = [np.full(6, 99, np.float32) for _ in range(operation.ufunc.nout)]
    last = "db" if others else "out"
    before = [*arrays, *others]
    readonly = out.copy()
    readonly.flags.writeable = False
    assert_refused(ValueError, [f"{last} is read-only"], function, *before, readonly, *values)
    assert_refused(ValueError, [f"{last} is read-only"], function, *before, bytes(24), *values)
    assert_refused(ValueError, [name, "f, d"], function, *before, np.zeros(6), *values)
    assert_refused(ValueError, [name, "d, f"], function, np.zeros(6), *before[1:], out, *values)
    assert_refused(ValueError, [name, "i"], function, *[np.ones(6, np.int32)] * len(before), out, *values)
    assert_refused(ValueError, [name, "f"], function, *[bytearray(24)] * len(before), out, *values)
    assert_refused(ValueError, [name, ">f"], function, *[a.astype(">f4") for a in before], out, *values)
    assert_refused(ValueError, [name, "5", "6"], function, *(a[:5] for a in before), out, *values)
    assert_refused(ValueError, [name, "6", "5"], function, *before, out[:5], *values)
    strided = np.zeros(12, np.float32)[::2]
    assert_refused(ValueError, [last, "contiguous"], function, *before, strided, *values)
    first = "dy" if operation.has_dy else "x" if operation.activation.arrays == 1 else "a"
    assert_refused(ValueError, [first, "contiguous"], function, strided, *before[1:], out, *values)
    assert_refused(TypeError, ["buffer protocol", "list"], function, [1.0] * 6, *before[1:], out, *values)
    assert_refused(TypeError, ["buffer protocol", "NoneType"], function, *before, None, *values)
    assert_refused(TypeError, [name, "no_such"], function, *before, out, *values, no_such=1)
    assert_refused(TypeError, [operation.activation.name], function, *before[1:])
    assert_refused(TypeError, [operation.activation.name], function, *before, out, *values, 1.0)


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
