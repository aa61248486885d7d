"""parameter_gradients against a float64 sum of parameter_backward_ufunc, for every way to shape a parameter."""

import math
import tracemalloc

import numpy as np
import pytest

from helpers import ONE_ARRAY, assert_all_same_bits, moderate, value_of, values_of

SHAPES = {
    "one per channel, last axis": ((5, 6, 7), (7,)),
    "one per channel, middle axis": ((5, 6, 7), (6, 1)),
    "one per channel, first axis": ((5, 6, 7), (5, 1, 1)),
    "two axes": ((5, 6, 7), (5, 1, 7)),
    "one per element": ((5, 6, 7), (5, 6, 7)),
    "one element": ((5, 6, 7), (1,)),
    "one element of many axes": ((5, 6, 7), (1, 1, 1)),
    "one, with a leading axis of its own": ((6, 7), (1, 1, 1)),
    "more axes than x": ((7,), (5, 1, 7)),
    "many blocks": ((700, 300), (300,)),
    "many blocks, first axis": ((700, 300), (700, 1)),
    "long rows": ((2, 200_000), (2, 1)),
    "long rows, one per element": ((2, 200_000), (2, 200_000)),
    "long rows, last axis": ((2, 3, 100_000), (100_000,)),
}


@pytest.fixture(params=[a for a in ONE_ARRAY if a.parameters], ids=lambda a: a.name)
def activation(request):
    return request.param


def expected_gradients(activation, dy, x, *parameters):
    """The sums of the terms that the ufunc gives, in float64."""
    terms = activation.parameter_backward_ufunc(dy, x, *parameters)
    sums = []
    for term, parameter in zip(terms if isinstance(terms, tuple) else (terms,), parameters, strict=True):
        shape = np.shape(parameter)
        padded = (1,) * (term.ndim - len(shape)) + shape
        axes = tuple(k for k in range(term.ndim) if padded[k] == 1)
        sums.append(
            (
                term.astype(np.float64).sum(axis=axes, keepdims=True).reshape(shape),
                np.abs(term.astype(np.float64)).sum(axis=axes, keepdims=True).reshape(shape),
            )
        )
    return sums


def assert_close(gradients, activation, dy, x, *parameters, dtype):
    """Within the rounding of a float64 sum in some other order, and of the result."""
    expected = expected_gradients(activation, dy, x, *parameters)
    count = max(2, np.broadcast(dy, x, *parameters).size)
    assert len(gradients) == len(parameters)
    for gradient, (total, size) in zip(gradients, expected, strict=True):
        assert np.shape(gradient) == total.shape
        assert np.asarray(gradient).dtype == dtype
        limit = np.finfo(np.float64).eps * math.log2(count) * 4 * size + np.finfo(dtype).eps * np.abs(total)
        assert (np.abs(np.float64(gradient) - total) <= limit).all()
        assert np.any(total != 0) or not np.any(size)  # as for a threshold


def test_numbers(activation, dtype):
    dy, x = moderate(dtype, (300, 401)), moderate(dtype, (300, 401), seed=1) * 3
    parameters = [value_of(p) for p in activation.parameters]
    gradients = activation.parameter_gradients(dy, x, *parameters)
    assert type(gradients) is tuple
    assert_close(gradients, activation, dy, x, *parameters, dtype=dtype)
    named = activation.parameter_gradients(dy, x, **{p.name: value_of(p) for p in activation.parameters})
    assert_all_same_bits(named, gradients)
    if all(p.default is not None for p in activation.parameters):
        assert_all_same_bits(activation.parameter_gradients(dy, x), gradients)
    zero_d = [np.array(v) for v in parameters]
    assert_all_same_bits(activation.parameter_gradients(dy, x, *zero_d), gradients)


@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_arrays(activation, dtype, shapes):
    shape, parameter_shape = shapes
    dy, x = moderate(dtype, shape), moderate(dtype, shape, seed=1) * 3
    parameters = [
        values_of(p, math.prod(parameter_shape)).reshape(parameter_shape).astype(dtype) for p in activation.parameters
    ]
    gradients = activation.parameter_gradients(dy, x, *parameters)
    assert_close(gradients, activation, dy, x, *parameters, dtype=dtype)


def test_arrays_beside_numbers(activation):
    if len(activation.parameters) < 2:
        parameters = [values_of(activation.parameters[0], 6)]
    else:
        parameters = [values_of(p, 6) if k else value_of(p) for k, p in enumerate(activation.parameters)]
    dy, x = moderate(np.float64, (5, 6)), moderate(np.float64, (5, 6), seed=1)
    assert_close(activation.parameter_gradients(dy, x, *parameters), activation, dy, x, *parameters, dtype=np.float64)


def test_layouts_and_broadcast_dy(activation, dtype):
    x = moderate(dtype, (40, 50), seed=1) * 3
    dy = moderate(dtype, (40, 50))
    for parameters in (
        [value_of(p) for p in activation.parameters],
        [values_of(p, 50).astype(dtype) for p in activation.parameters],
    ):
        for other_dy, other_x in (
            (dy[::-1, ::2], x[::-1, 1::2]),
            (np.asfortranarray(dy)[:, :25], x.T.copy().T[:, :25]),
            (dy[:, :1], x[:, :25]),
            (dtype(0.5), x[:, :25]),
            (0.5, x[:, :25]),
            (dy[:1, :25].astype(dtype().dtype.newbyteorder()), x[:, :25]),
        ):
            given = [p if isinstance(p, float) else p[:25] for p in parameters]
            gradients = activation.parameter_gradients(other_dy, other_x, *given)
            plain_dy = np.ascontiguousarray(np.broadcast_to(other_dy, other_x.shape), dtype)
            plain_x = np.ascontiguousarray(other_x)
            assert_all_same_bits(gradients, activation.parameter_gradients(plain_dy, plain_x, *given))
            assert_close(gradients, activation, plain_dy, plain_x, *given, dtype=dtype)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_empty_sums_are_zero(activation, dtype, shape):
    empty = np.zeros(shape, dtype)
    (*gradients,) = activation.parameter_gradients(empty, empty, *map(value_of, activation.parameters))
    assert gradients == [0] * len(activation.parameters)
    columns = [values_of(p, shape[-1]).astype(dtype) for p in activation.parameters]
    for gradient in activation.parameter_gradients(empty, empty, *columns):
        assert gradient.shape == shape[-1:]
        assert gradient.dtype == dtype
        assert not gradient.any()


def test_other_dtypes(activation):
    parameters = [value_of(p) for p in activation.parameters]
    integers = np.arange(-3, 4, dtype=np.int8)
    halves = integers.astype(np.float16)
    expected = activation.parameter_gradients(*[integers.astype(np.float32)] * 2, *parameters)
    assert_all_same_bits(activation.parameter_gradients(halves, halves, *parameters), expected)
    assert_all_same_bits(activation.parameter_gradients(integers, integers, *parameters), expected)
    assert_close(
        activation.parameter_gradients([1, 2], [-3, 4], *parameters),
        activation,
        [1, 2],
        [-3, 4],
        *parameters,
        dtype=np.float64,
    )
    for wrong in (np.ones(3, complex), np.ones(3, np.longdouble), np.array([None] * 3)):
        with pytest.raises(TypeError, match=f"{activation.name}.*float32 and float64.*{wrong.dtype}"):
            activation.parameter_gradients(np.ones(3), wrong, *parameters)


def test_nan_reaches_its_own_channel_alone(activation):
    x = moderate(np.float32, (50, 4))
    x[7, 2] = np.nan
    columns = [values_of(p, 4).astype(np.float32) for p in activation.parameters]
    for gradient in activation.parameter_gradients(np.ones_like(x), x, *columns):
        assert np.isnan(gradient).tolist() == [False, False, True, False]


# One long axis among axes of 1, where a slice along the first axis would be all of x.
@pytest.mark.parametrize("shape", [(2_000_000,), (2_000_000, 1), (1, 2_000_000), (1, 64, 31_250), (64, 31_250)])
@pytest.mark.parametrize("as_array", [False, True], ids=["number", "array"])
def test_memory_stays_bounded(activation, shape, as_array):
    dy, x = np.ones(shape, np.float32), np.ones(shape, np.float32)
    parameters = [
        np.full((1,) * len(shape), value_of(p), np.float32) if as_array else value_of(p) for p in activation.parameters
    ]
    tracemalloc.start()
    try:
        activation.parameter_gradients(dy, x, *parameters)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < x.nbytes / 12 * max(3, len(parameters))


@pytest.mark.parametrize("shapes", [((3, 100_003), (3, 1)), ((100_003,), ())])
def test_the_same_bits_on_any_number_of_threads(activation, dtype, threads, shapes):
    shape, parameter_shape = shapes
    dy, x = moderate(dtype, shape), moderate(dtype, shape, seed=1)
    parameters = [
        values_of(p, math.prod(parameter_shape)).reshape(parameter_shape).astype(dtype) for p in activation.parameters
    ]
    threads(1)
    expected = activation.parameter_gradients(dy, x, *parameters)
    for count in (2, 3, 4):
        threads(count)
        assert_all_same_bits(activation.parameter_gradients(dy, x, *parameters), expected)
