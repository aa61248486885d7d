"""Softmax and its kin: errors against MPFR, the same bits in every layout, special rows, peers, gradients, bad calls.

Largest errors seen, in ULP, forward and backward: float32 softmax and softmin 0.55, and 0.745 where the result is
subnormal, log_softmax 0.77, sparsemax 0.5, all backward 0.5001; float16 and bfloat16 0.5001 and 0.5001 in all of them;
float64 softmax and softmin 0.54 and 0.56, log_softmax 0.81 and 0.94, sparsemax 0.5 and 0.5; hardmax is exact. Of the
backward errors, this is what is left beyond ALLOWANCES.
"""

import copy
import inspect
import itertools
import math
import pickle

import gmpy2
import ml_dtypes
import numpy as np
import pytest
from gmpy2 import exp, expm1, log1p, mpfr

import relume as rl
from helpers import assert_same_bits
from relume._ufuncs import axis_functions
from relume.oracle import ulp_error

FUNCTIONS = tuple(axis_functions)
DTYPES = tuple(map(np.dtype, (np.float32, np.float64, np.float16, ml_dtypes.bfloat16)))


@pytest.fixture(params=axis_functions.values(), ids=FUNCTIONS)
def function(request):
    return request.param


# ---- The exact functions, of lists of MPFR numbers ----


def exact_softmax(x):
    largest = max(x)
    terms = [exp(v - largest) for v in x]
    total = sum(terms)
    return [t / total for t in terms]


def exact_log_softmax(x):
    largest = max(x)
    others = list(x)
    others.remove(largest)
    logarithm = log1p(sum((exp(v - largest) for v in others), mpfr(0)))
    return [v - largest - logarithm for v in x]


def exact_sparsemax(x):
    """By sorting, as in the paper."""
    ordered, threshold, total = sorted(x, reverse=True), None, mpfr(0)
    for k, v in enumerate(ordered, 1):
        total += v
        if 1 + k * v > total:
            threshold = (total - 1) / k
    return [max(v - threshold, mpfr(0)) for v in x]


def exact_hardmax(x):
    first = x.index(max(x))
    return [mpfr(k == first) for k in range(len(x))]


def softmax_slopes(dy, y):
    total = sum(a * b for a, b in zip(dy, y, strict=True))
    return [b * (a - total) for a, b in zip(dy, y, strict=True)]


def log_softmax_slopes(dy, y):
    # Near y = 0, in case one of dy is all of the sum, without cancellation.
    total = sum(dy)
    return [(a - total) - total * expm1(b) if b > -1 else a - total * exp(b) for a, b in zip(dy, y, strict=True)]


def sparsemax_slopes(dy, y):
    support = [a for a, b in zip(dy, y, strict=True) if b > 0]
    mean = sum(support) / len(support)
    return [a - mean if b > 0 else mpfr(0) for a, b in zip(dy, y, strict=True)]


EXACT_OF = {
    "softmax": (exact_softmax, softmax_slopes),
    "log_softmax": (exact_log_softmax, log_softmax_slopes),
    "softmin": (
        lambda x: exact_softmax([-v for v in x]),
        lambda dy, y: [-v for v in softmax_slopes(dy, y)],
    ),
    "sparsemax": (exact_sparsemax, sparsemax_slopes),
    "hardmax": (exact_hardmax, lambda dy, y: [mpfr(0)] * len(y)),
}


# Sums of products of float64 are exact in EXACT bits; exponentials need fewer.
EXACT, ENOUGH = 4400, 400


def exactly(of, *rows, precision):
    with gmpy2.context(gmpy2.get_context(), precision=precision):
        return of(*([mpfr(v) for v in row.astype(float).tolist()] for row in rows))


# ---- Errors ----


def sample_rows(dtype):
    """Rows of every kind: short and long, flat and steep, with a dominant element, with ties, tiny, huge, subnormal."""
    generator = np.random.default_rng(0)
    info = ml_dtypes.finfo(dtype)
    largest, smallest = float(info.max), float(info.smallest_subnormal)
    span = -math.log(smallest)
    for n in (1, 2, 3, 4, 7, 10, 15, 16, 17, 33, 100):
        for scale in (1e-6, 0.1, 1, 3, 10, 30):
            yield generator.normal(0, scale, n)
        yield generator.uniform(-span - 10, 0, n)
        yield generator.normal(0, 1, n) + 1000
        yield np.round(generator.normal(0, 2, n))
        dominant = generator.uniform(-1, 1, n)
        for gap in (1, 10, 20, 40, 80, 200, span - 5, span):
            yield np.where(np.arange(n) == n // 2, gap, dominant)
        # The others' sum, down to a small part of a large maximum's last place.
        for gap in (6, 9, 12, 15, 18):
            for offset in generator.uniform(-90, 90, 6):
                yield np.where(np.arange(n) == n // 2, gap + offset, dominant + offset)
    for scale in (1, 10, 60):
        yield generator.normal(0, scale, 1000)
    yield generator.normal(0, 1, 6000)
    yield np.full(20, 0.1)
    yield generator.uniform(-1, 1, 20) * largest / 2
    yield np.array([largest, -largest, 0])
    yield generator.uniform(0, 1e4, 12) * smallest
    yield -np.linspace(0, span + 5, 400)


def upstream(generator, kind, n):
    """dy: ordinary, of many magnitudes, that of one chosen element, or a constant, whose gradient nearly cancels."""
    if kind == 1:
        return generator.normal(0, 1, n) * 10.0 ** generator.uniform(-5, 4, n)
    if kind == 2:
        return np.where(np.arange(n) == generator.integers(n), -1.0, 0.0)
    return np.full(n, 0.3) if kind == 3 else generator.normal(0, 1, n)


# In ULP, forward and backward.
LIMITS = {"float32": (0.8, 0.51), "float64": (1, 1.5), "float16": (0.502, 0.502), "bfloat16": (0.502, 0.502)}

# The last place of what is computed with, and what pairs of it lose.
PRECISIONS = {"float32": (-52, -50), "float64": (-55, -100), "float16": (-22, -44), "bfloat16": (-22, -44)}

# What is added where a gradient cancels, from dy and y: sums are pairs, but of float32 doubles, and an exponential has
# an error.
ALLOWANCES = {
    "softmax": lambda dy, y, last, pair: 2.0**pair * max(map(abs, dy)) * y,
    "log_softmax": lambda dy, y, last, pair: (
        2.0**last * abs(sum(dy)) * min(exp(y), abs(expm1(y))) + 2.0**pair * max(map(abs, dy)) * exp(y)
    ),
    "softmin": lambda dy, y, last, pair: 2.0**pair * max(map(abs, dy)) * y,
    "sparsemax": lambda dy, y, last, pair: 2.0**pair * max(map(abs, dy)),
    "hardmax": lambda dy, y, last, pair: 0,
}


@pytest.mark.parametrize("dtype", DTYPES)
def test_forward_error(function, dtype):
    of, _ = EXACT_OF[function.name]
    precision = EXACT if function.name in ("sparsemax", "hardmax") else ENOUGH
    for row in sample_rows(dtype):
        x = row.astype(dtype)
        errors = ulp_error(function(x), exactly(of, x, precision=precision), dtype)
        assert errors.max() <= LIMITS[dtype.name][0], (len(x), x[np.argmax(errors)])


@pytest.mark.parametrize("dtype", DTYPES)
def test_backward_error(function, dtype):
    _, of = EXACT_OF[function.name]
    generator = np.random.default_rng(1)
    precision = ENOUGH if function.name == "log_softmax" else EXACT
    for row, kind in itertools.product(sample_rows(dtype), range(4)):
        y = function(row.astype(dtype))
        dy = upstream(generator, kind, len(y)).astype(dtype)
        dx, exact = function.backward(dy, y), exactly(of, dy, y, precision=precision)
        dx_list, dy_list, y_list = (a.astype(float).tolist() for a in (dx, dy, y))
        allowed = [ALLOWANCES[function.name](dy_list, mpfr(v), *PRECISIONS[dtype.name]) for v in y_list]
        # The exact value, moved towards the result by what is allowed.
        with gmpy2.context(gmpy2.get_context(), precision=EXACT):
            near = [e + min(max(g - e, -a), a) for e, g, a in zip(exact, map(mpfr, dx_list), allowed, strict=True)]
        errors = ulp_error(dx, near, dtype)
        assert errors.max() <= LIMITS[dtype.name][1], (len(y), kind, y[np.argmax(errors)])


def test_backward_is_the_gradient(function):
    """The exact backward functions above, against differences of the exact forward functions."""
    forward, backward = EXACT_OF[function.name]
    generator = np.random.default_rng(2)
    for n in (1, 2, 5, 9):
        x, dy = generator.normal(0, 1, n), generator.normal(0, 1, n)
        with gmpy2.context(gmpy2.get_context(), precision=ENOUGH):
            exact_x, exact_dy, step = [mpfr(v) for v in x], [mpfr(v) for v in dy], mpfr(2) ** -120
            gradient = backward(exact_dy, forward(exact_x))
            for k in range(n):
                up, down = list(exact_x), list(exact_x)
                up[k] += step
                down[k] -= step
                slopes = [(a - b) / (2 * step) for a, b in zip(forward(up), forward(down), strict=True)]
                difference = sum(a * b for a, b in zip(exact_dy, slopes, strict=True))
                assert abs(gradient[k] - difference) < 2.0**-200


# ---- Peers ----


@pytest.mark.parametrize("axis", [0, 1, 2, -2])
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_scipy(name, axis):
    special = pytest.importorskip("scipy.special")
    x = np.random.default_rng(3).normal(0, 5, (9, 20, 31))
    np.testing.assert_allclose(axis_functions[name](x, axis), getattr(special, name)(x, axis), 1e-13, 1e-15)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "softmin"])
def test_torch(name, axis):
    torch = pytest.importorskip("torch")
    generator = np.random.default_rng(4)
    x, dy = generator.normal(0, 5, (9, 20, 31)), generator.normal(0, 1, (9, 20, 31))
    tensor = torch.from_numpy(x).requires_grad_()
    theirs = getattr(torch.nn.functional, name)(tensor, dim=axis)
    theirs.backward(torch.from_numpy(dy))
    function = axis_functions[name]
    y = function(x, axis)
    np.testing.assert_allclose(y, theirs.detach().numpy(), 1e-12, 1e-15)
    np.testing.assert_allclose(function.backward(dy, y, axis), tensor.grad.numpy(), rtol=1e-9, atol=1e-14)


def test_a_dominant_element_keeps_its_precision():
    x = np.array([0, -50.0])
    assert rl.log_softmax(x)[0] == -math.exp(-50)
    dy = np.array([-1.0, 0])
    np.testing.assert_allclose(rl.log_softmax.backward(dy, rl.log_softmax(x)), np.exp(-50) * np.array([-1, 1]), 1e-15)


# ---- The same bits ----


def matrix(dtype, rows, length, seed=0):
    """Rows to apply a function to; some are special."""
    generator = np.random.default_rng(seed + 100 * length)
    x = generator.normal(0, 4, (rows, length)).astype(dtype)
    x *= 10.0 ** generator.integers(-2, 2, (rows, 1)).astype(dtype)
    large = min(1e30, float(ml_dtypes.finfo(dtype).max) / 2)
    for row, value in zip(range(2, rows, 3), np.resize([np.nan, np.inf, -np.inf, large, 0, -0.0], rows), strict=False):
        x[row, generator.random(length) < 0.3] = value
    return x


def one_by_one(ufunc, *arrays):
    """Each row alone, contiguous, on the scalar instruction set."""
    before = rl.isa()
    rl.set_isa("scalar")
    rows = [ufunc(*(np.ascontiguousarray(a[k]) for a in arrays)) for k in range(len(arrays[0]))]
    rl.set_isa(before)
    return np.array(rows, arrays[0].dtype).reshape(arrays[0].shape)


def operations(function, x):
    """Both ufuncs with their inputs."""
    y = function(x)
    dy = np.random.default_rng(7).normal(0, 1, x.shape).astype(x.dtype)
    dy[1::4, ::3] = 0
    dy[3::8, :1] = np.inf
    return (function.ufunc, (x,)), (function.backward_ufunc, (dy, y))


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_length(function, dtype, isa):
    for length in (*range(71), 127, 128, 129, 1000, 4095, 4096, 4097, 9000):
        x = matrix(dtype, 20 if length < 1000 else 10, length)
        for ufunc, arrays in operations(function, x):
            expected = one_by_one(ufunc, *arrays)
            assert_same_bits(ufunc(*arrays), expected)
            columns = [np.ascontiguousarray(a.T) for a in arrays]
            assert_same_bits(ufunc(*columns, axis=0, out=np.empty_like(columns[0])).T, expected)
            assert_same_bits(ufunc(*(a[:3] for a in arrays)), expected[:3])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("length", [5, 32, 40, 300])
def test_every_layout(function, dtype, length, isa):
    x = matrix(dtype, 150, length)
    for ufunc, arrays in operations(function, x):
        expected = one_by_one(ufunc, *arrays)
        assert_same_bits(ufunc(*(np.asfortranarray(a) for a in arrays)), expected)
        for step in (2, 3, -1, -2):
            strided = []
            for a in arrays:
                wide = np.full((a.shape[0], abs(step) * length), 7, dtype)
                strided.append(wide[:, ::step])
                strided[-1][:] = a
            assert_same_bits(ufunc(*strided), expected)
            assert_same_bits(ufunc(*arrays, out=np.full_like(strided[0].base, 9)[:, ::step]), expected)
            for target in (len(arrays) - 1, 0):
                places = [a.copy() for a in strided]
                assert_same_bits(ufunc(*places, out=places[target]), expected)
        for places in ([a.T.copy() for a in arrays], [a.T.copy(order="F") for a in arrays]):
            assert ufunc(*places, axis=0, out=places[0]) is places[0]
            assert_same_bits(places[0].T, expected)
        assert_same_bits(ufunc(*(a[::-1] for a in arrays)), expected[::-1])
        # Two axes around the one, an odd address, and one array for all rows.
        blocks = [a.reshape(10, 15, length).transpose(0, 2, 1) for a in arrays]
        assert_same_bits(np.moveaxis(ufunc(*blocks, axis=1), 1, 2).reshape(x.shape), expected)
        odd = [np.frombuffer(b"\0" + a.tobytes(), np.uint8)[1:].view(dtype).reshape(x.shape) for a in arrays]
        assert_same_bits(ufunc(*odd), expected)
        assert_same_bits(ufunc(*(np.broadcast_to(a[5], (9, length)) for a in arrays)), np.tile(expected[5], (9, 1)))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(5000, 10), (700, 129), (3, 50_000)])
def test_every_thread_count(function, dtype, shape, threads):
    for ufunc, arrays in operations(function, matrix(dtype, *shape)):
        columns = [np.ascontiguousarray(a.T) for a in arrays]
        threads(1)
        expected = ufunc(*arrays)
        for count in (2, 3, 4):
            threads(count)
            assert_same_bits(ufunc(*arrays), expected)
            assert_same_bits(ufunc(*columns, axis=0, out=np.empty_like(columns[0])).T, expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_indices_that_float_does_not_count_to(dtype):
    x = np.zeros(2**24 + 37, dtype)
    x[[2**24 + 3, 2**24 + 4]] = 1
    np.testing.assert_array_equal(np.flatnonzero(rl.hardmax(x)), [2**24 + 3])


# ---- Special rows ----

INF, NAN = math.inf, math.nan
SPECIAL = {
    "softmax": [
        ([0], [1]),
        ([NAN], [NAN]),
        ([INF], [1]),
        ([-INF], [1]),
        ([1, NAN, 2], [NAN, NAN, NAN]),
        ([INF, NAN], [NAN, NAN]),
        ([-INF, -INF], [NAN, NAN]),
        ([1, INF, 2, -INF], [0, 1, 0, 0]),
        ([INF, INF, 0], [NAN, NAN, NAN]),
        ([1, -INF, 1], [0.5, 0, 0.5]),
        ([0, -800], [1, 0]),
        ([-0.0, 0], [0.5, 0.5]),
    ],
    "log_softmax": [
        ([3], [0]),
        ([-0.0], [0]),
        ([NAN], [NAN]),
        ([INF], [0]),
        ([-INF], [0]),
        ([1, NAN, 2], [NAN, NAN, NAN]),
        ([-INF, -INF], [NAN, NAN]),
        ([1, INF, -INF], [-INF, 0, -INF]),
        ([INF, INF, 0], [NAN, NAN, NAN]),
        ([7, -INF], [0, -INF]),
        ([0, -800], [0, -800]),
    ],
    "sparsemax": [
        ([5], [1]),
        ([INF], [1]),
        ([-INF], [1]),
        ([NAN, 0], [NAN, NAN]),
        ([-INF, -INF], [NAN, NAN]),
        ([INF, INF], [NAN, NAN]),
        ([1, INF, -INF], [0, 1, 0]),
        ([1, 1], [0.5, 0.5]),
        ([0, 1], [0, 1]),
        ([0, -INF, 0.5], [0.25, 0, 0.75]),
        ([-3, 4, 6e4], [0, 0, 1]),
    ],
    "hardmax": [
        ([0], [1]),
        ([NAN], [NAN]),
        ([1, NAN], [NAN, NAN]),
        ([-INF, -INF], [1, 0]),
        ([1, INF, INF], [0, 1, 0]),
        ([2, 1, 2], [1, 0, 0]),
        ([-0.0, 0.0], [1, 0]),
    ],
}
SPECIAL["softmin"] = [([-v for v in x], y) for x, y in SPECIAL["softmax"]]


@pytest.mark.parametrize("dtype", DTYPES)
def test_special_rows(function, dtype, isa):
    for x, y in SPECIAL[function.name]:
        x, y = np.array(x, dtype), np.array(y, dtype)
        # The bits of a NaN too; alone, and as rows side by side.
        assert_same_bits(function(x), y)
        assert_same_bits(function(np.tile(x, (20, 1))), np.tile(y, (20, 1)))
        assert_same_bits(function(np.tile(x, (20, 1)).T.copy(), axis=0), np.tile(y, (20, 1)).T)


@pytest.mark.parametrize("dtype", DTYPES)
def test_special_rows_backward(function, dtype, isa):
    def backward(dy, y):
        return function.backward(np.array(dy, dtype), np.array(y, dtype))

    nan = np.array([NAN, NAN], dtype)
    assert_same_bits(backward([1, 2], [NAN, NAN]), nan)
    if function.name == "hardmax":
        assert_same_bits(backward([NAN, INF], [0, 1]), np.zeros(2, dtype))
    elif function.name == "log_softmax":
        assert_same_bits(backward([NAN, 2], [-1, -0.5]), nan)
        assert_same_bits(backward([3, 0], [-INF, 0]), np.array([3, -3], dtype))
        assert_same_bits(backward([1, 1], [1000, 0]), np.array([-INF, -1], dtype))
    else:
        assert_same_bits(backward([NAN, 2], [0.5, 0.5]), nan)
        # What gets nothing has no slope, whatever comes down to it.
        assert_same_bits(backward([NAN, 2, INF], [0, 1, 0]), np.zeros(3, dtype))
        most = float(ml_dtypes.finfo(dtype).max)
        assert_same_bits(backward([most, -most], [0, 1]), np.zeros(2, dtype))
        assert_same_bits(backward([3, 1], [0.5, 0.5])[::-1], -backward([3, 1], [0.5, 0.5]))


def test_ties_and_ends_of_the_support():
    np.testing.assert_array_equal(rl.sparsemax([[0.0, 1, 0], [1, 1, 1]]), [[0, 1, 0], [1 / 3] * 3])
    np.testing.assert_array_equal(rl.sparsemax.backward([3.0, 5, 9], [0.25, 0.75, 0]), [-1, 1, 0])


# ---- Calls ----


def test_attributes(function):
    name = function.name
    assert getattr(rl, name) is function
    assert name in rl.__all__
    assert function.__name__ == function.__qualname__ == name
    assert function.__module__ == "relume"
    assert isinstance(function, rl.AxisFunction)
    for text in (function.title, function.formula, function.derivative_formula, function.notes, function.reference):
        assert text
        assert text == text.strip()
    assert repr(function) == f"<relume axis function {name}(x, axis=-1)>"
    assert inspect.getdoc(function).startswith(function.title)
    assert str(inspect.signature(function)) == "(x, /, axis=-1, out=None, dtype=None, **ufunc_options)"
    assert isinstance(function.ufunc, np.ufunc)
    assert isinstance(function.backward_ufunc, np.ufunc)
    assert function.ufunc.signature == "(n)->(n)"
    assert function.backward_ufunc.signature == "(n),(n)->(n)"
    with pytest.raises(AttributeError):
        function.name = "other"


def test_pickle(function):
    assert pickle.loads(pickle.dumps(function)) is function
    assert copy.deepcopy(function) is function
    assert pickle.loads(pickle.dumps(function.ufunc)) is function.ufunc


@pytest.mark.parametrize("given", ["bool", "int8", "uint8", "int16", "uint16", ">f2", ">f4"])
def test_small_types_become_what_numpy_exp_makes_of_them(function, given):
    x = np.array([[0, 1, 1], [1, 0, 0]]).astype(given)
    float_x = x.astype(np.exp(x).dtype)
    assert_same_bits(function(x), function(float_x))
    assert_same_bits(function(x, axis=0), function(float_x, axis=0))
    assert_same_bits(function.backward(x, x), function.backward(float_x, float_x))


@pytest.mark.parametrize("given", ["int32", "int64", "uint64", ">f8"])
def test_large_types_are_computed_in_float64(function, given):
    x = np.array([[0, 1, 3], [1, 0, -2]]).astype(given)
    assert_same_bits(function(x), function(x.astype(np.float64)))
    assert_same_bits(function(x, axis=0), function(x.astype(np.float64), axis=0))


def test_mixed_types(function):
    y = function(np.eye(3, dtype=np.float32))
    assert function.backward(np.eye(3), y).dtype == np.float64
    assert function(np.eye(3, dtype=np.float32), dtype=np.float64).dtype == np.float64
    halves = np.eye(3, dtype=np.float16), np.eye(3, dtype=ml_dtypes.bfloat16)
    assert function.backward(*halves).dtype == np.float32
    for half in halves:
        assert function.backward(half, y).dtype == np.float32
        assert function.backward(half, np.eye(3)).dtype == np.float64


@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes_are_kept(function, dtype):
    x = np.random.default_rng(0).normal(0, 1, (9, 20)).astype(dtype)
    y, out = function(x), np.empty_like(x)
    for result in (
        y,
        function(x, 0),
        function.ufunc(x),
        function.backward(x, y),
        function.backward_ufunc(x, y, axis=0),
    ):
        assert result.dtype == dtype
    assert_same_bits(function(x, out=out), y)
    assert_same_bits(function.backward(x, y, out=out), function.backward(x, y))
    assert_same_bits(function(x.astype(np.float64), dtype=dtype, casting="same_kind"), y)
    for other in DTYPES:
        assert function(x.astype(np.float32), dtype=other, casting="same_kind").dtype == other


def test_lists_and_shapes(function):
    assert_same_bits(function([1.0, 2]), function(np.array([1.0, 2])))
    assert_same_bits(function([[1.0, 2], [3, 4]], 0), function(np.array([[1.0, 2], [3, 4]]), axis=0))
    for shape, axis in (((0,), 0), ((3, 0), 1), ((0, 3), 1), ((0, 3), 0), ((2, 0, 4), -1), ((0, 0), 0)):
        assert function(np.zeros(shape), axis).shape == shape
        assert function.backward(np.zeros(shape), np.zeros(shape), axis).shape == shape
    dy, y = np.array([1.0, 2, 3]), function(np.array([[1.0, 2, 3], [3, 2, 2]]))
    assert_same_bits(function.backward(dy, y), function.backward(np.tile(dy, (2, 1)), y))


def test_results_have_the_order_of_the_input(function):
    x = np.zeros((4, 5, 6))
    for source in (x, np.asfortranarray(x), x.transpose(1, 2, 0)):
        for axis in range(3):
            assert function(source, axis).strides == source.strides
            assert function.backward(source, source, axis).strides == source.strides


def test_out(function):
    x = np.random.default_rng(0).normal(size=(6, 7))
    out = np.empty_like(x)
    assert function(x, out=out) is out
    assert function.backward(x, out, out=out) is out
    assert function(x, 0, out) is out


@pytest.mark.parametrize("shape", [(40,), (1, 40), (8, 5), (40, 1), (5, 0), (0, 5), (2, 4, 5), (1, 8, 5), (8, 5, 1)])
def test_a_call_gives_what_its_gufunc_does(function, shape):
    for dtype in DTYPES:
        x, dy = np.random.default_rng(0).normal(0, 2, (2, *shape)).astype(dtype)
        for axis in range(-x.ndim, x.ndim):
            y = function(x, axis)
            assert_same_bits(y, function.ufunc(x, axis=axis))
            assert_same_bits(function.backward(dy, y, axis), function.backward_ufunc(dy, y, axis=axis))


@pytest.mark.parametrize("given", [slice(0, 40), slice(5, 45), slice(39, 79), slice(40, 80)])
def test_a_call_into_its_own_input(function, given):
    for dtype in DTYPES:
        memory, expected = (np.random.default_rng(0).normal(0, 2, 80).astype(dtype) for _ in range(2))
        result = function(memory[:40].reshape(8, 5), out=memory[given].reshape(8, 5))
        function.ufunc(expected[:40].reshape(8, 5), out=expected[given].reshape(8, 5))
        assert_same_bits(memory, expected)
        assert np.shares_memory(result, memory)


@pytest.mark.parametrize("axis", [2, -3, 100])
def test_axes_that_are_not_there(function, axis):
    x = np.zeros((3, 4))
    out = np.full((3, 4), 7.0)
    for call in (lambda: function(x, axis, out=out), lambda: function.backward(x, x, axis, out=out)):
        with pytest.raises(np.exceptions.AxisError):
            call()
    assert (out == 7).all()


def test_a_number_has_no_axis(function):
    for call in (lambda: function(1.0), lambda: function.backward(1.0, np.ones(3))):
        with pytest.raises(np.exceptions.AxisError, match="single number"):
            call()


@pytest.mark.parametrize("given", ["complex128", "object", "U3", "longdouble", "datetime64[s]"])
def test_types_that_are_not_taken(function, given):
    x = np.zeros((2, 3), given)
    for call in (lambda: function(x), lambda: function.backward(x, x), lambda: function(x, axis=0)):
        with pytest.raises(TypeError, match="float16, float32 and float64") as caught:
            call()
        assert str(x.dtype) in str(caught.value)


def test_wrong_outputs(function):
    x = np.zeros((3, 4))
    read_only = np.zeros((3, 4))
    read_only.flags.writeable = False
    for out, error in (
        (np.zeros((4, 3)), ValueError),
        (np.zeros(4), ValueError),
        (np.zeros((3, 4), np.int64), TypeError),
        (read_only, ValueError),
        ("no array", TypeError),
    ):
        for call in (lambda out=out: function(x, out=out), lambda out=out: function.backward(x, x, out=out)):
            with pytest.raises(error):
                call()
        if isinstance(out, np.ndarray):
            assert not out.any()


def test_wrong_calls(function):
    x = np.zeros((3, 4))
    for call in (
        lambda: function(),
        lambda: function(x, -1, None, None, None),
        lambda: function.backward(x),
        lambda: function(x, axis=1.5),
        lambda: function(x, axis="1"),
        lambda: function(x, dtype=np.complex128),
    ):
        with pytest.raises(TypeError):
            call()
    with pytest.raises(TypeError, match=f"{function.name} has no option 'dim'"):
        function(x, dim=0)
    with pytest.raises(ValueError, match="mismatch"):
        function.backward(np.zeros((3, 4)), np.zeros((3, 5)))


def test_no_warning_and_no_flag(function):
    x = np.array([[1e30, -1e30, np.inf, np.nan, 0, -1e-40]], np.float32)
    with np.errstate(all="raise"):
        y = function(x)
        function.backward(x, y)
