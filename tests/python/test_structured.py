"""rrelu, crelu and maxout: values, gradients, draws, layouts, and errors."""

import copy
import inspect
import pickle

import ml_dtypes
import numpy as np
import pytest

import relume as rl
from helpers import assert_same_bits, moderate, samples

FUNCTIONS = (rl.rrelu, rl.crelu, rl.maxout, rl.dynamic_relu)


def layouts(x):
    """x in several memory layouts."""
    yield x
    yield np.asfortranarray(x)
    yield x[::-1].copy()[::-1]
    wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), x.dtype)
    wide[..., ::2] = x
    yield wide[..., ::2]
    yield x.astype(x.dtype.newbyteorder())


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.name)
def test_texts_and_pickling(function):
    assert getattr(rl, function.name) is function
    assert function.name in repr(function)
    assert function.reference in inspect.getdoc(function)
    assert function.formula in inspect.getdoc(function)
    assert "x" in inspect.signature(function).parameters
    assert pickle.loads(pickle.dumps(function)) is copy.copy(function) is function
    assert inspect.getdoc(function.backward)


def test_rrelu_in_evaluation_is_leaky_relu(dtype):
    x, dy = samples(dtype, 100), moderate(dtype, 100)
    mean = (1 / 8 + 1 / 3) / 2
    assert_same_bits(rl.rrelu(x), rl.leaky_relu(x, mean))
    assert_same_bits(rl.rrelu(x, 0.25, 0.75), rl.leaky_relu(x, 0.5))
    assert_same_bits(rl.rrelu.derivative(x), rl.leaky_relu.derivative(x, mean))
    assert_same_bits(rl.rrelu.backward(dy, x, lower=0.25, upper=0.75), rl.leaky_relu.backward(dy, x, 0.5))
    out = np.empty_like(x)
    assert rl.rrelu(x, out=out) is out


def test_rrelu_draws_in_the_documented_order(dtype):
    x = moderate(dtype, (50, 1000))
    y, slopes = rl.rrelu(x, 0.25, 0.5, rng=np.random.default_rng(7), return_slopes=True)
    u = np.random.default_rng(7).random(x.shape, dtype)
    assert slopes.dtype == dtype
    assert_same_bits(slopes, dtype(0.25) + dtype(0.25) * u)
    assert_same_bits(y, np.where(x > 0, x, slopes * x))
    assert slopes.min() >= 0.25
    assert slopes.max() < 0.5
    assert abs(slopes.mean() - 0.375) < 0.002
    assert_same_bits(rl.rrelu.derivative(x, slopes), np.where(x > 0, dtype(1), slopes))
    dy = moderate(dtype, x.shape, 3)
    assert_same_bits(rl.rrelu.backward(dy, x, slopes), rl.prelu.backward(dy, x, slopes))


def test_rrelu_is_reproducible_for_any_layout_and_thread_count(dtype, threads):
    x = moderate(dtype, (40, 1001))
    expected = rl.rrelu(x, rng=np.random.default_rng(1))
    for count in (1, 2, 4):
        threads(count)
        for other in layouts(x):
            assert_same_bits(rl.rrelu(other, rng=np.random.default_rng(1)), expected)


def test_rrelu_never_draws_upper():
    class Largest(np.random.Generator):
        def random(self, size=None, dtype=None, out=None):
            out[...] = np.nextafter(dtype.type(1), dtype.type(0))

    for dtype in (np.float32, np.float64):
        for lower, upper in ((1 / 8, 1 / 3), (100.0, 100.5), (-0.5, 0.5), (-1e-3, 1e6)):
            x = -np.ones(3, dtype)
            _, slopes = rl.rrelu(x, lower, upper, rng=Largest(np.random.PCG64()), return_slopes=True)
            assert (slopes < dtype(upper)).all()
            assert (slopes >= dtype(lower)).all()
        _, slopes = rl.rrelu(x, 0.5, 0.5, rng=Largest(np.random.PCG64()), return_slopes=True)
        assert (slopes == 0.5).all()


def test_rrelu_special_values_and_shapes():
    rng = np.random.default_rng(0)
    assert np.isnan(rl.rrelu(np.nan, rng=rng))
    assert rl.rrelu(np.inf, rng=rng) == np.inf
    assert rl.rrelu(-np.inf, rng=rng) == -np.inf
    assert isinstance(rl.rrelu(-1.0, rng=rng), np.float64)
    assert rl.rrelu(np.arange(-3, 3, dtype=np.int8), rng=rng).dtype == np.float16
    for shape in ((0,), (3, 0, 2)):
        y, slopes = rl.rrelu(np.empty(shape), rng=rng, return_slopes=True)
        assert y.shape == slopes.shape == shape


@pytest.mark.parametrize(
    ("rng", "shown"),
    [(3, "int"), (np.random.RandomState(1), "RandomState"), (np.random, "module"), ("x", "str"),
     (np.random.Generator, "type"), (np.random.PCG64(1), "PCG64")],
)  # fmt: skip
def test_rrelu_wants_a_generator(rng, shown):
    with pytest.raises(TypeError, match=rf"numpy\.random\.Generator.*not {shown}$"):
        rl.rrelu(np.ones(3), rng=rng)


def test_rrelu_errors():
    x = np.ones(3)
    with pytest.raises(ValueError, match="lower must not be above upper"):
        rl.rrelu(x, 0.5, 0.25)
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match="upper must be finite"):
            rl.rrelu(x, 0.5, bad)
    for bad in ("1", [0.1, 0.2]):
        with pytest.raises(TypeError, match="lower must be a number"):
            rl.rrelu(x, bad)
    with pytest.raises(TypeError, match="give it a rng"):
        rl.rrelu(x, return_slopes=True)
    with pytest.raises(TypeError, match=r"rrelu takes float16, float32 and float64.*complex128"):
        rl.rrelu(x + 1j, rng=np.random.default_rng(1))
    with pytest.raises(ValueError, match=r"slopes must have the shape of x, \(3,\), not \(2,\)"):
        rl.rrelu.backward(x, x, np.ones(2))


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_crelu(dtype, axis):
    x = samples(dtype, (3, 4, 7))
    expected = np.concatenate([rl.relu(x), rl.relu(-x)], axis)
    for other in layouts(x):
        assert_same_bits(rl.crelu(other, axis), expected)
    out = np.empty_like(expected)
    assert rl.crelu(x, axis=axis, out=out) is out
    assert_same_bits(out, expected)

    dy = moderate(dtype, expected.shape)
    first, second = np.split(dy, 2, axis)
    dx = np.where(x > 0, first, np.where(x < 0, -second, np.where(np.isnan(x), x, 0))).astype(dtype)
    assert_same_bits(rl.crelu.backward(dy, x, axis), dx)
    out = np.empty_like(x)
    assert rl.crelu.backward(dy, x, axis, out=out) is out
    assert_same_bits(out, dx)


def test_crelu_of_many_blocks_and_in_one_memory():
    x = moderate(np.float32, (300, 1000))
    assert_same_bits(rl.crelu(x), np.concatenate([rl.relu(x), rl.relu(-x)], -1))
    memory = np.zeros((300, 2000), np.float32)
    memory[:, 500:1500] = x
    assert_same_bits(rl.crelu(memory[:, 500:1500], out=memory), np.concatenate([rl.relu(x), rl.relu(-x)], -1))
    assert rl.crelu(np.ones((0, 3))).shape == (0, 6)
    assert rl.crelu([1, -2]).tolist() == [1, 0, 0, 2]


def test_crelu_errors():
    for axis in (2, -3):
        with pytest.raises(np.exceptions.AxisError, match=f"{axis}"):
            rl.crelu(np.ones((2, 3)), axis)
    with pytest.raises(np.exceptions.AxisError):
        rl.crelu(1.0)
    with pytest.raises(ValueError, match=r"out must be float64 of shape \(6,\)"):
        rl.crelu(np.ones(3), out=np.ones(3))
    with pytest.raises(ValueError, match="out must be float64"):
        rl.crelu(np.ones(3), out=np.ones(6, np.float32))
    with pytest.raises(ValueError, match=r"dy must have the shape of crelu's result, \(6,\), not \(3,\)"):
        rl.crelu.backward(np.ones(3), np.ones(3))
    with pytest.raises(TypeError, match=r"crelu takes float16, float32 and float64.*complex"):
        rl.crelu(np.ones(3, complex))


@pytest.mark.parametrize(("axis", "pieces"), [(0, 3), (1, 2), (-1, 1), (2, 5), (-1, 5)])
def test_maxout(dtype, axis, pieces):
    x = moderate(dtype, (6, 4, 10))
    moved = np.moveaxis(x, axis, -1)
    groups = moved.reshape(*moved.shape[:-1], -1, pieces)
    expected = np.moveaxis(groups.max(-1), -1, axis)
    where = np.moveaxis(groups.argmax(-1), -1, axis)
    for other in layouts(x):
        y, indices = rl.maxout(other, pieces, axis, return_indices=True)
        assert_same_bits(y, expected)
        assert_same_bits(indices, where)
        assert_same_bits(rl.maxout(other, pieces, axis), expected)

    dy = moderate(dtype, expected.shape, 5)
    dx = rl.maxout.backward(dy, indices, pieces, axis)
    assert dx.shape == x.shape
    # The sum over x of dx·v is that over y of dy·(v where it is the largest).
    chosen = np.take_along_axis(groups, np.moveaxis(where, axis, -1)[..., None], -1)[..., 0]
    np.testing.assert_allclose((dx * x).sum(), (np.moveaxis(dy, axis, -1) * chosen).sum(), rtol=1e-4)
    assert np.count_nonzero(dx) == dy.size


def test_maxout_ties_nan_and_zeros():
    x = np.array([1.0, 1, -0.0, 0.0, 0.0, -0.0, np.nan, 3, 3, np.nan, -np.inf, -np.inf])
    y, indices = rl.maxout(x, 2, return_indices=True)
    assert_same_bits(y, np.array([1, -0.0, 0.0, np.nan, np.nan, -np.inf]))
    assert indices.tolist() == [0, 0, 0, 0, 1, 0]
    assert rl.maxout.backward(np.ones(6), indices, 2).tolist() == [1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0]
    assert rl.maxout(np.ones((0, 4)), 2).shape == (0, 2)
    assert rl.maxout(np.ones((2, 0)), 2).shape == (2, 0)
    assert rl.maxout(np.arange(4, dtype=np.int16), 2).dtype == np.float32


def test_maxout_errors():
    x = np.ones((2, 6))
    for pieces in (4, 5):
        with pytest.raises(ValueError, match=f"axis 1 has 6 elements, no multiple of {pieces}"):
            rl.maxout(x, pieces)
    with pytest.raises(ValueError, match="pieces must be 1 or more, not 0"):
        rl.maxout(x, 0)
    with pytest.raises(TypeError, match="float"):
        rl.maxout(x, 2.0)
    with pytest.raises(np.exceptions.AxisError):
        rl.maxout(x, 2, 2)
    with pytest.raises(TypeError, match="indices must be those of maxout"):
        rl.maxout.backward(x, x, 2)
    with pytest.raises(ValueError, match="shape of dy"):
        rl.maxout.backward(x, np.zeros((2, 5), int), 2)
    with pytest.raises(ValueError, match="from 0 to 1"):
        rl.maxout.backward(x, np.full((2, 6), 2), 2)


HALVES = {"float16": np.dtype(np.float16), "bfloat16": np.dtype(ml_dtypes.bfloat16)}


@pytest.fixture(params=HALVES.values(), ids=HALVES)
def half(request):
    return request.param


def halves_of(dtype, shape, seed=0):
    return moderate(np.float32, shape, seed).astype(dtype)


def test_16_bits_stay_16_bits(half):
    x, dy = halves_of(half, (6, 40)), halves_of(half, (6, 40), 1)
    single, dy_single = x.astype(np.float32), dy.astype(np.float32)
    mean = (1 / 8 + 1 / 3) / 2

    def check(actual, expected):
        assert actual.dtype == half
        assert_same_bits(actual.view(np.uint16), expected.astype(half).view(np.uint16))

    check(rl.rrelu(x), rl.leaky_relu(x, mean))
    check(rl.rrelu.backward(dy, x), rl.leaky_relu.backward(dy, x, mean))
    y, slopes = rl.rrelu(x, rng=np.random.default_rng(1), return_slopes=True)
    same, same_slopes = rl.rrelu(single, rng=np.random.default_rng(1), return_slopes=True)
    assert slopes.dtype == np.float32
    assert_same_bits(slopes, same_slopes)
    check(y, same)
    check(rl.rrelu.derivative(x, slopes), rl.rrelu.derivative(single, slopes))
    check(rl.rrelu.backward(dy, x, slopes), rl.rrelu.backward(dy_single, single, slopes))

    check(rl.crelu(x), rl.crelu(single))
    check(rl.crelu.backward(rl.crelu(dy), x), rl.crelu.backward(rl.crelu(dy_single), single))
    y, indices = rl.maxout(x, 4, return_indices=True)
    same, same_indices = rl.maxout(single, 4, return_indices=True)
    check(y, same)
    assert_same_bits(indices, same_indices)
    check(rl.maxout.backward(y, indices, 4), rl.maxout.backward(same, indices, 4))
    for axis in (0, 1):
        check(rl.crelu(np.asfortranarray(x), axis), rl.crelu(single, axis))
    nan = np.array([np.nan, 1, 2, np.nan]).astype(half)
    assert np.isnan(rl.maxout(nan, 2)).tolist() == [True, True]
    out = np.empty((6, 80), half)
    assert rl.crelu(x, out=out) is out
    with pytest.raises(ValueError, match=rf"out must be {half}"):
        rl.crelu(x, out=np.empty((6, 80), np.float32))
    assert rl.maxout(np.arange(4, dtype=np.int8), 2).dtype == np.float16
