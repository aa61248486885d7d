"""mix, weighted_sum and rectified: values, gradients for x and for the weights, layouts, threads, and errors."""

import copy
import inspect
import itertools
import pickle

import ml_dtypes
import numpy as np
import pytest

import relume as rl
from helpers import assert_all_same_bits, assert_same_bits, moderate, samples, value_of

TERMS = (rl.relu, "silu", (rl.elu, 0.5), ("prelu", 0.25), (rl.softplus, 2.0))
WEIGHTS = (0.5, -1.25, 2.0, 0.75, 1.0)


def called(term, method, *arrays):
    function, *parameters = term if isinstance(term, tuple) else (term,)
    function = rl.activations[function] if isinstance(function, str) else function
    return (getattr(function, method) if method else function)(*arrays, *parameters)


def expected_sum(terms, weights, method, *arrays):
    """The weighted sum in double of what the activations give, and its size, all as float64."""
    parts = [w * called(f, method, *arrays).astype(np.float64) for f, w in zip(terms, weights, strict=True)]
    return sum(parts), sum(map(abs, parts))


def assert_sum(actual, expected, size, dtype):
    assert actual.dtype == dtype
    limit = np.finfo(dtype).eps * (abs(expected) / 2 + (0 if dtype == np.float32 else 2 * size))
    same = (actual == expected.astype(dtype)) | (np.isnan(actual) & np.isnan(expected))
    with np.errstate(invalid="ignore"):
        assert (same | (abs(actual - expected) <= limit + np.finfo(dtype).smallest_subnormal)).all()


@pytest.fixture(params=[1, 2, 3, 4, 5], ids="{}-terms".format)
def count(request):
    return request.param


def make(count):
    return rl.weighted_sum(*TERMS[:count], weights=WEIGHTS[:count])


def test_values(dtype, count):
    x, dy = samples(dtype, (40, 41)), moderate(dtype, (40, 41))
    m, terms, weights = make(count), TERMS[:count], WEIGHTS[:count]
    with np.errstate(all="ignore"):
        assert_sum(m(x), *expected_sum(terms, weights, "", x), dtype)
        slope, size = expected_sum(terms, weights, "derivative", x)
        assert_sum(m.derivative(x), slope, size, dtype)
        assert_sum(m.backward(dy, x), *expected_sum(terms, weights, "backward", dy, x), dtype)


@pytest.mark.parametrize("activation", [a for a in rl.activations.values() if a.arrays == 1], ids=lambda a: a.name)
def test_one_term_is_the_activation_itself(activation, dtype):
    x, dy = samples(dtype, 300), moderate(dtype, 300)
    bound = tuple(value_of(p) for p in activation.parameters)
    for m in (
        rl.weighted_sum((activation, *bound), weights=[1]),
        rl.mix((activation, *bound), "relu", 1),
        rl.mix(rl.relu, (activation, *bound), 0.0),
    ):
        assert_same_bits(m(x), activation(x, *bound))
        assert_same_bits(m.derivative(x), activation.derivative(x, *bound) + 0)
        assert_same_bits(m.backward(dy, x), activation.backward(dy, x, *bound))


def test_mix(dtype):
    x, dy = moderate(dtype, 1000) * 3, moderate(dtype, 1000, 1)
    m = rl.mix(rl.relu, rl.silu, 0.3)
    assert_sum(m(x), *expected_sum((rl.relu, rl.silu), (0.3, 1 - 0.3), "", x), dtype)
    assert_same_bits(rl.mix(rl.relu, rl.silu)(x), rl.mix("relu", "silu", 0.5)(x))
    gradient = m.weight_gradients(dy, x)
    assert isinstance(gradient, dtype)
    terms = dy.astype(float) * (rl.relu(x).astype(float) - rl.silu(x))
    np.testing.assert_allclose(
        gradient, terms.sum(), rtol=2 * np.finfo(dtype).eps, atol=1e-6 if dtype == np.float32 else 1e-13
    )


@pytest.mark.parametrize("base", [rl.silu, (rl.elu, 0.5), rl.mix(rl.silu, rl.tanh, 0.75), "tanh", ("leaky_relu", -0.5)])
def test_rectified(dtype, base):
    x, dy = samples(dtype, 500), moderate(dtype, 500)
    r = rl.rectified(base)
    inner = rl.weighted_sum(base, weights=[1]) if isinstance(base, (str, tuple, rl.Activation)) else base
    y = inner(x)
    with np.errstate(invalid="ignore"):
        positive = y > 0
    assert_same_bits(r(x), np.where(y <= 0, dtype(0), y))
    flat = np.where(np.isnan(y), y, dtype(0))
    assert_same_bits(r.derivative(x), np.where(positive, inner.derivative(x), flat))
    assert_same_bits(r.backward(dy, x), np.where(positive, inner.backward(dy, x), flat))


def test_rectified_tanh_is_the_activation(dtype):
    x = samples(dtype, 500)
    assert_same_bits(rl.rectified(rl.tanh)(x), rl.rectified_tanh(x))


@pytest.mark.parametrize("normalize", [None, "sum", "softmax"])
@pytest.mark.parametrize("shape", [(), (7,), (5, 1), (5, 7), (1, 1)])
@pytest.mark.parametrize("kind", ["weighted_sum", "mix", "rectified"])
def test_gradients_agree_with_autograd(normalize, shape, kind):
    torch = pytest.importorskip("torch")
    f = torch.nn.functional
    x, dy = moderate(np.float64, (5, 7), 1) * 2, moderate(np.float64, (5, 7), 2)
    count = 1 if kind == "mix" else 3
    raw = [np.abs(moderate(np.float64, shape, 10 + k)) + 0.1 for k in range(count)]
    leaf = torch.tensor(x, requires_grad=True)
    weights = [torch.tensor(w, requires_grad=True) for w in raw]
    if kind == "mix":
        m = rl.mix(rl.silu, rl.tanh, raw[0])
        y = weights[0] * f.silu(leaf) + (1 - weights[0]) * torch.tanh(leaf)
    else:
        m = rl.weighted_sum(rl.silu, rl.tanh, (rl.elu, 1.5), weights=raw, normalize=normalize)
        total = sum(map(torch.exp, weights)) if normalize == "softmax" else sum(weights)
        used = weights if normalize is None else [(w.exp() if normalize == "softmax" else w) / total for w in weights]
        parts = (f.silu(leaf), torch.tanh(leaf), f.elu(leaf, 1.5))
        y = sum(w * p for w, p in zip(used, parts, strict=True))
        if kind == "rectified":
            m, y = rl.rectified(m), f.relu(y)
    y.backward(torch.tensor(dy))
    close = {"rtol": 1e-12, "atol": 1e-13}
    np.testing.assert_allclose(m(x), y.detach().numpy(), **close)
    np.testing.assert_allclose(m.backward(dy, x), leaf.grad.numpy(), **close)
    gradients = m.weight_gradients(dy, x)
    gradients = (gradients,) if kind == "mix" else gradients
    for gradient, weight in zip(gradients, weights, strict=True):
        assert np.shape(gradient) == tuple(weight.shape)
        np.testing.assert_allclose(gradient, weight.grad.numpy(), **close)


def test_the_same_bits_for_any_threads_length_layout_and_isa(dtype, threads, isa):
    n = 100_003
    x, dy = samples(dtype, n), moderate(dtype, n)
    for m in (make(2), make(5), rl.rectified(make(3)), rl.mix("silu", "tanh", np.linspace(0, 1, n))):
        rl.set_isa("scalar")
        threads(1)
        expected = m(x), m.derivative(x), m.backward(dy, x)
        gradients = m.weight_gradients(dy[:1000], x[:1000]) if np.ndim(m.weights[0]) == 0 else ()
        rl.set_isa(isa)
        for count in (1, 2, 3):
            threads(count)
            assert_all_same_bits((m(x), m.derivative(x), m.backward(dy, x)), expected)
        if gradients:
            assert_all_same_bits(m.weight_gradients(dy[:1000], x[:1000]), gradients)
            strided = np.repeat(x, 2)[::2]
            assert_same_bits(m(strided), expected[0])
            assert_same_bits(m.backward(dy, strided[::-1].copy()[::-1]), expected[2])
            for length in (0, 1, 7, 8, 9, 255, 1023, 1024, 1025, 2049):
                assert_same_bits(m(x[:length]), expected[0][:length])


def test_weight_gradients_have_the_same_bits_on_any_threads(dtype, threads):
    x, dy = moderate(dtype, 300_001), moderate(dtype, 300_001, 1)
    results = []
    for count in (1, 2, 4):
        threads(count)
        results.append(make(5).weight_gradients(dy, x))
    assert_all_same_bits(results[1], results[0])
    assert_all_same_bits(results[2], results[0])


def test_it_is_a_ufunc(dtype):
    x, dy = moderate(dtype, (6, 8)), moderate(dtype, (6, 8), 1)
    m = make(3)
    out = np.full_like(x, 5)
    assert m(x, out=out, where=x > 0) is out
    assert_same_bits(out, np.where(x > 0, m(x), dtype(5)))
    here = x.copy()
    assert m(here, out=here) is here
    assert_same_bits(here, m(x))
    here = x.copy()
    assert_same_bits(m.backward(dy, here, out=here), m.backward(dy, x))
    assert_same_bits(m.backward(dy, x[:1]), m.backward(dy, np.broadcast_to(x[:1], x.shape)))
    assert isinstance(m(1.0), np.float64)
    for kind in (np.int8, np.int16, np.int64, bool):
        assert m(np.arange(3).astype(kind)).dtype == np.exp(np.arange(3).astype(kind)).dtype
    assert np.isnan(m(np.array([np.nan, 1])))[0]
    masked = np.ma.masked_array(x, x > 0)
    assert isinstance(m(masked), np.ma.MaskedArray)


def test_a_weight_of_0_leaves_its_term_out():
    x = np.array([np.inf, -np.inf, np.nan, 1.0])
    for weight in (0.0, np.zeros(4)):
        y = rl.mix(rl.relu, rl.tanh, weight)(x)
        assert_same_bits(y, rl.tanh(x))
        dy = rl.weighted_sum(rl.relu, rl.tanh, weights=(weight, 1.0)).backward(np.ones(4), x)
        assert_same_bits(dy, rl.tanh.derivative(x))
    assert np.isnan(rl.weighted_sum(rl.relu, weights=[0])(x)).tolist() == [False, False, True, False]


def test_as_a_surrogate_and_texts():
    x, dy = moderate(np.float32, 20), moderate(np.float32, 20, 1)
    m = rl.mix(rl.relu, rl.silu, 0.25)
    assert_same_bits(rl.relu.backward(dy, x, surrogate=m), m.backward(dy, x))
    # SUGAR's B-SiLU has the derivative of silu + alpha·sigmoid.
    alpha, step = 1.67, 1e-6
    points = np.linspace(-5, 5, 11)

    def b_silu(v):
        return (v + alpha) * rl.sigmoid(v) - alpha / 2

    slope = rl.relu.backward(np.ones(11), points, surrogate=rl.weighted_sum("silu", "sigmoid", weights=(1, alpha)))
    np.testing.assert_allclose(slope, (b_silu(points + step) - b_silu(points - step)) / (2 * step), atol=1e-8)
    assert repr(m) == "<relume function 0.25·relu + 0.75·silu>"
    assert repr(rl.rectified((rl.elu, 0.5))) == "<relume function max(0, elu(0.5))>"
    assert repr(rl.mix("relu", "silu", [0.5, 1])) == "<relume function w·relu + w·silu>"
    for function in (rl.mix, rl.weighted_sum, rl.rectified, m, m.backward, m.weight_gradients):
        assert inspect.getdoc(function)
    for other in (pickle.loads(pickle.dumps(m)), copy.deepcopy(m)):
        assert_same_bits(other(x), m(x))


@pytest.mark.parametrize(
    ("make", "error", "match"),
    [
        (lambda: rl.mix("rellu", "relu"), ValueError, "no activation 'rellu'"),
        (lambda: rl.mix(rl.relu, 3), TypeError, "not by int"),
        (lambda: rl.mix(rl.relu, rl.prelu), TypeError, "prelu needs weight"),
        (lambda: rl.mix(rl.relu, (rl.softplus, -1.0)), ValueError, "beta must be in"),
        (lambda: rl.mix(rl.relu, (rl.silu, 1.0)), TypeError, "silu takes 0 parameters"),
        (lambda: rl.mix(rl.relu, rl.mix("relu", "silu")), TypeError, "a term is an activation"),
        (lambda: rl.mix("relu", "silu", "x"), TypeError, "a weight must be a real number"),
        (lambda: rl.mix("relu", "silu", 1j), TypeError, "a weight must be a real number"),
        (lambda: rl.weighted_sum(weights=()), ValueError, "from 1 to 16 functions, not 0"),
        (lambda: rl.weighted_sum(*["relu"] * 17, weights=[1] * 17), ValueError, "from 1 to 16 functions, not 17"),
        (lambda: rl.weighted_sum("relu", "silu", weights=[1]), ValueError, "one for each of 2 functions, not 1"),
        (lambda: rl.weighted_sum("relu", "silu", weights=0.5), ValueError, "one for each of 2 functions, not 1"),
        (lambda: rl.weighted_sum("relu", weights=[1], normalize="max"), ValueError, "normalize must be"),
        (lambda: rl.weighted_sum("relu", "silu", weights=[1, -1], normalize="sum"), ValueError, "sum to 0"),
        (lambda: rl.rectified(7), TypeError, "not by int"),
    ],
)  # fmt: skip
def test_errors_of_making(make, error, match):
    with pytest.raises(error, match=match):
        make()


def test_errors_of_calling():
    m, x = rl.mix("relu", "silu"), np.ones(3)
    with pytest.raises(TypeError, match="mix takes x, 2 arrays given"):
        m(x, x)
    with pytest.raises(TypeError, match="mix takes dy and x, 1 arrays given"):
        m.backward(x)
    for call in (lambda: m(x + 1j), lambda: m.backward(x, x + 1j), lambda: m.weight_gradients(x, x + 1j)):
        with pytest.raises(TypeError, match=r"mix takes float16, float32 and float64.*complex128"):
            call()
    with pytest.raises(TypeError, match="rectified has no weights"):
        rl.rectified("silu").weight_gradients(x, x)
    with pytest.raises(ValueError, match="broadcast"):
        rl.mix("relu", "silu", [0.1, 0.2])(x)


def test_empty_arrays():
    for shape in ((0,), (3, 0)):
        empty = np.zeros(shape, np.float32)
        assert make(2)(empty).shape == shape
        assert make(2).weight_gradients(empty, empty) == (0, 0)
        gradient = rl.mix("relu", "silu", np.ones(shape[-1:])).weight_gradients(empty, empty)
        assert gradient.shape == shape[-1:]


def test_many_terms_with_many_parameters():
    terms = list(itertools.islice(itertools.cycle(TERMS), 16))
    m = rl.weighted_sum(*terms, weights=np.linspace(-1, 1, 16))
    x = moderate(np.float64, 2000)
    assert_sum(m(x), *expected_sum(terms, np.linspace(-1, 1, 16), "", x), np.float64)
    gradients = m.weight_gradients(x, x)
    for gradient, term in zip(gradients, terms, strict=True):
        np.testing.assert_allclose(gradient, (x * called(term, "", x)).sum(), rtol=1e-12)


def test_many_array_parameters(dtype):
    """Their tiles are shorter: more elements than one of them, and no whole number of them."""
    x, dy = moderate(dtype, 1111), moderate(dtype, 1111, 1)
    activation = max((a for a in rl.activations.values() if a.arrays == 1), key=lambda a: len(a.parameters))
    values = [value_of(p) for p in activation.parameters]
    same = rl.weighted_sum("relu", (activation, *values), weights=[0.5, 2])
    arrays = [np.full(x.shape, v, dtype) for v in values]
    m = rl.weighted_sum("relu", (activation, *arrays), weights=[0.5, 2])
    assert_same_bits(m(x), same(x))
    assert_same_bits(m.backward(dy, x), same.backward(dy, x))
    np.testing.assert_allclose(m.weight_gradients(dy, x), same.weight_gradients(dy, x), rtol=1e-5)


HALVES = {"float16": np.dtype(np.float16), "bfloat16": np.dtype(ml_dtypes.bfloat16)}


@pytest.fixture(params=HALVES.values(), ids=HALVES)
def half(request):
    return request.param


def rounded(values, dtype):
    """float64 to 16 bits: by way of float32, made odd where it isn't exact, so that it is rounded once."""
    single = values.astype(np.float32)
    beyond = abs(single.astype(float)) > abs(values)
    below = np.where(beyond, np.nextafter(single, np.float32(0)), single)
    odd = np.where(below.astype(float) != values, below.view(np.uint32) | 1, below.view(np.uint32)).view(np.float32)
    return np.where(np.isnan(values), np.float32(np.nan), odd).astype(dtype)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_16_bits_are_summed_in_double_and_rounded_once(half, count):
    """Of every input; where float64 can't tell, both neighbours will do."""
    x = np.arange(1 << 16, dtype=np.uint16).view(half)
    x = x[np.isfinite(x.astype(float))]
    dy = moderate(np.float32, x.shape).astype(half)
    wide = [v.astype(np.float64) for v in (dy, x)]
    # Simpler ones would give many sums at midpoints.
    weights = [1.1 * w for w in WEIGHTS[:count]]
    m = rl.weighted_sum(*TERMS[:count], weights=weights)
    for method, arrays, doubles in (("", [x], wide[1:]), ("derivative", [x], wide[1:]), ("backward", [dy, x], wide)):
        y = (getattr(m, method) if method else m)(*arrays)
        assert y.dtype == half
        expected, size = expected_sum(TERMS[:count], weights, method, *doubles)
        below, above = (rounded(expected + sign * size * 2.0**-48, half) for sign in (-1, 1))
        assert ((y == below) | (y == above)).all()
        assert np.count_nonzero(below != above) < x.size / 20


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_16_bits_of_one_term_are_those_of_the_activation(half):
    x = np.arange(1 << 16, dtype=np.uint16).view(half)
    for name in ("relu", "silu", "tanh", "mish", "softsign", "elu"):
        m, activation = rl.weighted_sum(name, weights=[1]), rl.activations[name]
        assert_same_bits(m(x).view(np.uint16), activation(x).view(np.uint16))
        assert_same_bits(m.derivative(x).view(np.uint16), activation.derivative(x).view(np.uint16))
    y = rl.tanh(x)
    assert_same_bits(rl.rectified("tanh")(x).view(np.uint16), np.where(y <= 0, half.type(0), y).view(np.uint16))


def test_16_bits_layouts_threads_and_isas(half, threads, isa):
    x, dy = (moderate(np.float32, 70_001, k).astype(half) for k in (1, 2))
    for m in (make(2), make(5), rl.rectified(make(3)), rl.mix("silu", ("elu", 0.5), np.linspace(0, 1, x.size))):
        rl.set_isa("scalar")
        threads(1)
        expected = m(x), m.backward(dy, x)
        rl.set_isa(isa)
        threads(2)
        strided = np.repeat(x, 2)[::2]
        for other in (x, strided):
            for y, e in zip((m(other), m.backward(dy, other)), expected, strict=True):
                assert_same_bits(y.view(np.uint16), e.view(np.uint16))
        if np.ndim(m.weights[0]) == 0:
            assert_same_bits(m(x[:777]).view(np.uint16), expected[0][:777].view(np.uint16))
        here = x.copy()
        assert m(here, out=here) is here
        assert_same_bits(here.view(np.uint16), expected[0].view(np.uint16))


def test_16_bits_dtypes_and_gradients(half):
    x, dy = (moderate(np.float32, (6, 50), k).astype(half) for k in (1, 2))
    single = [v.astype(np.float32) for v in (dy, x)]
    weights = np.linspace(0, 1, 50)
    for m in (make(3), rl.mix("relu", ("elu", 0.5), weights), rl.mix("relu", ("softplus", np.float32(weights + 1)))):
        assert m(x).dtype == m.backward(dy, x).dtype == m(x, dtype=half).dtype == m(single[1], dtype=half).dtype == half
        assert m(x, dtype=np.float32).dtype == m.backward(dy, single[1]).dtype == np.float32
        assert m.backward(dy, x.astype(np.float64)).dtype == np.float64
        given, expected = m.weight_gradients(dy, x), m.weight_gradients(*single)
        for gradient, precise in zip(np.atleast_1d(given), np.atleast_1d(expected), strict=True):
            assert np.asarray(gradient).dtype == np.float32
            np.testing.assert_allclose(gradient, precise, rtol=1e-5, atol=1e-5)
    assert rl.relu.backward(dy, x, surrogate=rl.mix("relu", "silu")).dtype == half
