"""Every operation is a real ufunc: what NumPy promises of ufuncs holds for all of them."""

import functools
import itertools

import numpy as np
import pytest

import relume as rl
from helpers import (
    INTEGERS,
    ONE_ARRAY,
    OPERATIONS,
    assert_all_same_bits,
    assert_same_bits,
    moderate,
    samples,
    value_of,
    values_of,
)

BINARY = [o for o in OPERATIONS if o.ufunc.nin == 2 and o.ufunc.nout == 1]

# What a dtype is computed as, by numpy.exp's rule; test_integers.py has the functions that keep integers.
CONVERSIONS = {
    "bool": "float16",
    "int8": "float16",
    "uint8": "float16",
    "int16": "float32",
    "uint16": "float32",
    "int32": "float64",
    "uint32": "float64",
    "int64": "float64",
    "uint64": "float64",
    "float16": "float16",
    "float32": "float32",
    "float64": "float64",
}


def test_ufunc_has_a_loop_per_dtype(operation):
    ufunc = operation.ufunc
    parameters = len(operation.activation.parameters)
    assert type(ufunc) is np.ufunc
    assert ufunc.nin == operation.arrays + parameters
    gradients = operation.kind == "parameter_backward"
    outputs = {"forward": 1, "parameter_backward": parameters}
    assert ufunc.nout == outputs.get(operation.kind, operation.activation.arrays)
    for types, data, parameter in zip(ufunc.types, "efd", "ffd", strict=True):
        results = (parameter if gradients else data) * ufunc.nout
        assert types == f"{data * operation.arrays}{parameter * parameters}->{results}"
    assert ufunc.signature is None
    assert operation.activation.name in ufunc.__name__
    assert operation.activation.name in ufunc.__doc__ or operation.activation.title in ufunc.__doc__


def test_methods_call_the_ufuncs_with_the_defaults(activation, dtype):
    arrays, dy = [samples(dtype, 100, seed) for seed in range(activation.arrays)], moderate(dtype, 100)
    values = [value_of(p) for p in activation.parameters]
    required = [v for v, p in zip(values, activation.parameters, strict=True) if p.default is None]
    assert_same_bits(activation(*arrays, *required), activation.ufunc(*arrays, *values))
    # A gate has two results.
    assert_all_same_bits(
        np.atleast_2d(activation.derivative(*arrays, *required)),
        np.atleast_2d(activation.derivative_ufunc(*arrays, *values)),
    )
    assert_all_same_bits(
        np.atleast_2d(activation.backward(dy, *arrays, *required)),
        np.atleast_2d(activation.backward_ufunc(dy, *arrays, *values)),
    )


def test_out_is_written_and_returned(operation, dtype):
    arrays = operation.inputs(dtype, (7, 30))
    expected = operation(*arrays)
    outs = tuple(np.full((7, 30), 99, dtype) for _ in expected)
    results = operation(*arrays, out=outs)
    assert all(result is out for result, out in zip(results, outs, strict=True))
    assert_all_same_bits(outs, expected)


def test_out_may_be_wider_or_strided(operation):
    arrays = operation.inputs(np.float32, 50)
    expected = operation(*arrays)
    wide = tuple(np.zeros(50) for _ in expected)
    operation(*arrays, out=wide)
    assert_all_same_bits(wide, [e.astype(np.float64) for e in expected])
    backing = [np.full((50, 3), 99, np.float32) for _ in expected]
    operation(*arrays, out=tuple(b[::-1, 1] for b in backing))
    assert_all_same_bits([b[::-1, 1] for b in backing], expected)
    assert all((b[:, ::2] == 99).all() for b in backing)


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.ufunc.nout == 1], ids=str)
def test_in_place(operation, dtype):
    arrays = operation.inputs(dtype, 1000)
    (expected,) = operation(*arrays)
    for position in range(len(arrays)):
        copies = [a.copy() for a in arrays]
        operation(*copies, out=copies[position])
        assert_same_bits(copies[position], expected)


def test_where(operation, dtype):
    arrays = operation.inputs(dtype, (20, 30))
    expected = operation(*arrays)
    for where in (
        np.random.default_rng(0).random((20, 30)) < 0.5,
        np.arange(30) % 7 == 0,
        np.ones((20, 1), bool),
        np.zeros((), bool),
    ):
        outs = tuple(np.full((20, 30), 99, dtype) for _ in expected)
        operation(*arrays, out=outs, where=where)
        assert_all_same_bits(outs, [np.where(where, e, dtype(99)) for e in expected])


def test_dtype_chooses_the_loop(operation):
    arrays = operation.inputs(np.float32, 50)
    wide = tuple(a.astype(np.float64) for a in arrays)
    assert_all_same_bits(operation(*arrays, dtype=np.float64), operation(*wide))
    assert_all_same_bits(operation(*wide, dtype=np.float32), operation(*arrays))


def test_casting_is_obeyed(operation):
    arrays = operation.inputs(np.float64, 5)
    with pytest.raises(TypeError, match="Cannot cast"):
        operation(*arrays, dtype=np.float32, casting="safe")
    with pytest.raises(TypeError, match="Cannot cast"):
        operation(*(a.astype(np.float32) for a in arrays), dtype=np.float64, casting="no")


def test_order_of_the_result(operation, dtype):
    arrays = [np.asfortranarray(a) for a in operation.inputs(dtype, (5, 6))]
    assert all(r.flags.f_contiguous for r in operation(*arrays))
    assert all(r.flags.c_contiguous for r in operation(*arrays, order="C"))


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.arrays > 1], ids=str)
def test_inputs_broadcast(operation, dtype):
    dy, *x = operation.inputs(dtype, (4, 3, 5))
    dy, x = dy[:, :1], [a[0, :, :1] for a in x]
    expected = operation(*(np.ascontiguousarray(np.broadcast_to(a, (4, 3, 5))) for a in (dy, *x)))
    assert_all_same_bits(operation(dy, *x), expected)
    one = operation(dtype(0.5), *x)
    assert_all_same_bits(one, operation(np.full((3, 1), 0.5, dtype), *x))


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.parameters], ids=str)
def test_parameters_broadcast_per_channel(operation, dtype, axis):
    parameters = operation.activation.parameters
    arrays = operation.inputs(dtype, (4, 5, 6))
    channels = (4, 5, 6)[axis]
    shape = [1, 1, 1]
    shape[axis] = channels
    values = [values_of(p, channels).astype(dtype) for p in parameters]
    results = operation(*arrays, parameters=[v.reshape(shape) for v in values])
    for channel in range(channels):
        taken = [np.take(a, channel, axis) for a in arrays]
        expected = operation(*taken, parameters=[v[channel] for v in values])
        assert_all_same_bits([np.take(r, channel, axis) for r in results], expected)


def layouts(array):
    """The same values, laid out in memory in every way that NumPy treats differently."""
    rows, columns = array.shape
    yield "fortran", np.asfortranarray(array)
    yield "transposed", array.T.copy().T
    yield "reversed", array[::-1, ::-1].copy()[::-1, ::-1]
    spread = np.full((2 * rows, 3 * columns), 99, array.dtype)
    spread[::2, ::3] = array
    yield "spread", spread[::2, ::3]
    framed = np.full((rows + 2, columns + 3), 99, array.dtype)
    framed[1:-1, 1:-2] = array
    yield "sliced", framed[1:-1, 1:-2]
    swapped = array.astype(array.dtype.newbyteorder())
    yield "byte-swapped", swapped
    raw = np.empty(array.nbytes + 1, np.uint8)
    unaligned = raw[1:].view(array.dtype).reshape(array.shape)
    unaligned[...] = array
    yield "unaligned", unaligned


def test_any_layout_gives_the_same_bits(operation, dtype):
    arrays = operation.inputs(dtype, (37, 53))
    expected = operation(*arrays)
    laid_out = [dict(layouts(a)) for a in arrays]
    for name in laid_out[0]:
        assert_all_same_bits(operation(*(each[name] for each in laid_out)), expected)
    for mixed in itertools.permutations(laid_out[0], 2):
        if operation.arrays == 2:
            assert_all_same_bits(operation(*(each[name] for each, name in zip(laid_out, mixed, strict=True))), expected)
    for name in ("fortran", "reversed", "spread", "sliced", "byte-swapped", "unaligned"):
        outs = tuple(dict(layouts(np.zeros((37, 53), dtype)))[name] for _ in expected)
        operation(*arrays, out=outs)
        assert_all_same_bits([o.astype(dtype) for o in outs], expected)


# An output that overlaps its inputs; where there are several outputs, each would need an input of its own.
@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.ufunc.nout == 1], ids=str)
@pytest.mark.parametrize("shift", [-700, -9, -1, 1, 3, 64])
def test_overlap_is_as_from_a_copy(operation, dtype, shift):
    n = 2000
    lower, upper = slice(max(0, -shift), n + min(0, -shift)), slice(max(0, shift), n + min(0, shift))
    for position in range(operation.arrays):
        arrays = list(operation.inputs(dtype, n))
        taken = [a[lower] for a in arrays]
        (expected,) = operation(*(a.copy() for a in taken))
        operation(*taken, out=arrays[position][upper])
        assert_same_bits(arrays[position][upper], expected)


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.ufunc.nout == 1], ids=str)
def test_overlap_reversed(operation, dtype):
    arrays = operation.inputs(dtype, 1001)
    (expected,) = operation(*(a[::-1].copy() for a in arrays))
    operation(*(a[::-1] for a in arrays), out=arrays[-1])
    assert_same_bits(arrays[-1], expected)


@pytest.mark.parametrize("given", CONVERSIONS)
def test_other_dtypes_convert(activation, given):
    x = np.array([0, 1] if given == "bool" else [0, 1, 3, 100], given)
    if np.dtype(given).kind in "if":
        x = np.concatenate([x, -x])
    converted = x.astype(CONVERSIONS[given])
    required = [value_of(p) for p in activation.parameters if p.default is None]
    kept = activation.keeps_integers and given in INTEGERS
    if activation.arrays == 2:
        assert_same_bits(activation(x, x[::-1]), activation(converted, converted[::-1]))
        assert_all_same_bits(activation.backward(x, x, x), activation.backward(converted, converted, converted))
        return
    if not kept:
        assert_same_bits(activation(x, *required), activation(converted, *required))
        out = np.empty(len(x), CONVERSIONS[given])
        assert_same_bits(activation(x, *required, out=out), activation(converted, *required))
        assert_same_bits(activation(x, *required, where=True, out=None), activation(converted, *required))
    assert_same_bits(activation.derivative(x, *required), activation.derivative(converted, *required))
    assert_same_bits(activation.backward(x, x, *required), activation.backward(converted, converted, *required))


@pytest.mark.parametrize("activation", ONE_ARRAY, ids=lambda a: a.name)
def test_scalars_and_sequences(activation):
    call = functools.partial(activation, **{p.name: value_of(p) for p in activation.parameters if p.default is None})
    expected = call(np.array([-1.5, 2.0]))
    for scalar in (-1.5, np.float64(-1.5), np.array(-1.5)):
        assert type(call(scalar)) is np.float64
        assert_same_bits(call(scalar), expected[0])
    assert type(call(np.float32(-1.5))) is np.float32
    assert type(call(2)) is (np.int64 if activation.keeps_integers else np.float64)
    assert_same_bits(np.float64(call(2)), expected[1])
    assert_same_bits(call(True), call(np.bool_(True)))
    assert_same_bits(call([-1.5, 2.0]), expected)
    assert_same_bits(call(((-1.5, 2),)), expected[None])
    zero_d = np.zeros((), np.float32)
    assert call(np.float32(2), out=zero_d) is zero_d
    assert_same_bits(zero_d, call(np.float32(2)))


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 4), (0, 0)])
def test_empty(operation, dtype, shape):
    for result in operation(*(np.zeros(shape, dtype) for _ in range(operation.arrays))):
        assert result.shape == shape
        assert result.dtype == dtype


def fold(ufunc, values):
    return functools.reduce(ufunc, values[1:], values[0])


@pytest.mark.parametrize("binary", BINARY, ids=str)
@pytest.mark.parametrize("length", [1, 2, 3, 17, 600])
def test_reduce_folds_one_by_one(binary, dtype, length):
    ufunc = binary.ufunc
    a = moderate(dtype, (length, 4))
    assert_same_bits(ufunc.reduce(a), np.array([fold(ufunc, column) for column in a.T]))
    assert_same_bits(ufunc.reduce(np.ascontiguousarray(a.T), axis=1), ufunc.reduce(a))
    assert_same_bits(ufunc.reduce(a[:, 0]), fold(ufunc, a[:, 0]))
    running = ufunc.accumulate(a)
    assert_same_bits(running, np.array([[fold(ufunc, a[: k + 1, j]) for j in range(4)] for k in range(length)]))
    assert_same_bits(ufunc.accumulate(a[:, 1]), running[:, 1].copy())


@pytest.mark.parametrize("binary", BINARY, ids=str)
def test_reduceat_and_outer(binary, dtype):
    ufunc = binary.ufunc
    a, b = moderate(dtype, 40), moderate(dtype, 7, seed=1)
    bounds = [0, 5, 11, 30]
    expected = [fold(ufunc, a[i:j]) for i, j in zip(bounds, [*bounds[1:], 40], strict=True)]
    assert_same_bits(ufunc.reduceat(a, bounds), np.array(expected))
    assert_same_bits(ufunc.outer(a, b), ufunc(a[:, None], b))


@pytest.mark.parametrize("binary", BINARY, ids=str)
def test_reduce_of_nothing_is_an_error(binary, dtype):
    with pytest.raises(ValueError, match="identity"):
        binary.ufunc.reduce(np.zeros(0, dtype))


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.ufunc.nin <= 2 and o.ufunc.nout == 1], ids=str)
def test_at(operation, dtype):
    ufunc = operation.ufunc
    a, b = moderate(dtype, 10), moderate(dtype, 6, seed=1)
    indices = np.array([3, 3, 9, 0, 3, -1])
    expected = a.copy()
    for k, index in enumerate(indices):
        expected[index] = ufunc(expected[index], *([b[k]] if ufunc.nin == 2 else []))
    ufunc.at(a, indices, *([b] if ufunc.nin == 2 else []))
    assert_same_bits(a, expected)


def test_no_floating_point_flag_is_raised(operation, dtype, isa):
    largest, smallest = np.finfo(dtype).max, np.finfo(dtype).smallest_subnormal
    x = np.array([np.nan, np.inf, -np.inf, largest, -largest, smallest, -smallest, 0, -0.0, 88, -104, 710, -746], dtype)
    infinity = np.array([np.inf], dtype)
    signalling = (infinity.view(f"u{infinity.itemsize}") + 1).view(dtype)
    with np.errstate(all="raise"):
        for values in (x, np.tile(x, 100), x[:1], signalling, x[::2]):
            operation(*([values] * operation.arrays))
        operation(*([dtype(np.nan)] * operation.arrays))


def test_subnormals_count(dtype):
    x = np.array([np.finfo(dtype).smallest_subnormal, np.finfo(dtype).tiny / 4], dtype)
    assert_same_bits(rl.relu(x), x)
    assert_same_bits(rl.leaky_relu(-x, 1.0), -x)


def test_nan_is_the_canonical_one(operation, dtype, isa):
    canonical = np.uint32(0x7FC00000) if dtype is np.float32 else np.uint64(0x7FF8000000000000)
    payloads = (canonical + np.arange(40, dtype=canonical.dtype)) | (
        canonical.dtype.type(1) << canonical.itemsize * 8 - 1
    )
    x = payloads.view(dtype)
    arrays = [*[np.ones_like(x)] * operation.has_dy, *[x] * operation.activation.arrays]
    for result in operation(*arrays):
        assert (result.view(canonical.dtype) == canonical).all()
