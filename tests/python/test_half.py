"""float16 and bfloat16: every input of every function rounded correctly, and what dtypes NumPy makes of them."""

import gmpy2
import ml_dtypes
import numpy as np
import pytest

import relume as rl
from helpers import ONE_ARRAY, REPRESENTATIVES, assert_same_bits, moderate, run_python, value_of, values_of
from relume.oracle import evaluate, oracle

BFLOAT16 = np.dtype(ml_dtypes.bfloat16)
HALVES = {"float16": np.dtype(np.float16), "bfloat16": BFLOAT16}
EVERY = np.arange(1 << 16, dtype=np.uint16)

# Results of 16 bits and the bits of their mantissas.
DIGITS = {np.dtype(np.float16): 11, BFLOAT16: 8}


@pytest.fixture(params=HALVES.values(), ids=HALVES)
def half(request):
    return request.param


def parameters_of(activation):
    """Of values that float32 has, as parameters beside 16 bits are float32."""
    return [float(np.float32(value_of(p))) for p in activation.parameters]


def undecided(values, dtype):
    """Where a float64 within 2^-45 of the exact value leaves open to what that rounds: at midpoints."""
    least = {11: -24, 8: -133}[DIGITS[dtype]]
    exponents = np.frexp(values)[1]
    quantum = np.maximum(exponents - DIGITS[dtype], least).astype(float)
    scaled = np.abs(np.ldexp(values, -quantum.astype(int)))
    return np.abs(scaled - np.floor(scaled) - 0.5) < np.maximum(scaled, 1) * 2.0**-45


def rounded(values, dtype):
    """float64 to 16 bits, once: what a conversion by way of float32 would round twice is made odd first."""
    with np.errstate(all="ignore"):
        single = values.astype(np.float32)
    with np.errstate(all="ignore"):
        nearer_zero = np.where(
            np.abs(single.astype(float)) > np.abs(values), np.nextafter(single, np.float32(0)), single
        )
    inexact = nearer_zero.astype(float) != values
    odd = np.where(inexact, nearer_zero.view(np.uint32) | 1, nearer_zero.view(np.uint32)).view(np.float32)
    with np.errstate(all="ignore"):
        return np.where(np.isnan(values), values, odd).astype(np.float32).astype(dtype)


def nearest(exact, dtype):
    """An MPFR value to 16 bits."""
    info = ml_dtypes.finfo(dtype)
    smallest = float(info.smallest_subnormal)
    with gmpy2.context(
        precision=DIGITS[dtype], emin=gmpy2.get_exp(gmpy2.mpfr(smallest)), emax=info.maxexp, subnormalize=True
    ):
        return float(gmpy2.mpfr(exact))


def check_every_input(activation, parameters, half, operation):
    x = EVERY.view(half)
    y = (activation if operation == "forward" else activation.derivative)(x, *parameters)
    assert y.dtype == half
    nan = np.isnan(x.astype(float))
    assert (y.view(np.uint16)[nan] == {11: 0x7E00, 8: 0x7FC0}[DIGITS[half]]).all()
    x, y = x[~nan], y[~nan]
    function = getattr(oracle[activation.name], operation)
    # 80 bits decide but for what is next to a midpoint; a number of 16 bits is no nearer to a root than 2^-12.
    values = np.array([float(v) for v in evaluate(function, x.astype(float), *parameters, precision=80)])
    expected = rounded(values, half).astype(float)
    open_ones = np.flatnonzero(undecided(values, half))
    exact = evaluate(function, x[open_ones].astype(float), *parameters)
    expected[open_ones] = [nearest(v, half) for v in exact]
    different = np.flatnonzero(y.astype(float) != expected)
    assert not different.size, (
        f"{different.size} wrong, first at {x[different[0]]}: {y[different[0]]}, not {expected[different[0]]}"
    )


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("operation", ["forward", "derivative"])
@pytest.mark.parametrize("activation", ONE_ARRAY, ids=lambda a: a.name)
def test_every_input_is_rounded_correctly(activation, half, operation):
    check_every_input(activation, parameters_of(activation), half, operation)


# softplus has another formula where beta is 1, and srelu and apl where few bits make their parameters.
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("operation", ["forward", "derivative"])
@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("softplus", (0.3,)),
        ("softplus", (37.7,)),
        ("srelu", (1.37, 0.61, -0.83, 0.29)),
        ("apl", (0.21, 0.53, -0.37, -0.61)),
    ],
)
def test_every_input_with_other_parameters(name, parameters, half, operation):
    check_every_input(rl.activations[name], [float(np.float32(p)) for p in parameters], half, operation)


def test_rounding_of_this_test():
    for dtype, value, expected in (
        (HALVES["float16"], 2049.0000001, 2050),
        (HALVES["float16"], 2049.0, 2048),
        (HALVES["float16"], 65519.99999, 65504),
        (HALVES["float16"], 65520.0, np.inf),
        (HALVES["float16"], 2.0**-25, 0),
        (HALVES["float16"], 2.0**-25 * (1 + 1e-12), 2.0**-24),
        (HALVES["float16"], -3 * 2.0**-25, -2 * 2.0**-24),
        (BFLOAT16, 257.0, 256),
        (BFLOAT16, 257.0000001, 258),
        (BFLOAT16, 2.0**-134, 0),
        (BFLOAT16, 2.0**-134 * (1 + 1e-12), 2.0**-133),
    ):
        assert rounded(np.array([value]), dtype).astype(float)[0] == expected
        if np.isfinite(expected):
            assert nearest(gmpy2.mpfr(value), dtype) == expected


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("activation", ONE_ARRAY, ids=lambda a: a.name)
def test_backward_rounds_the_exact_product_once(activation, half):
    x = EVERY[::7].view(half)
    x = x[np.isfinite(x.astype(float))]
    dy = moderate(np.float64, len(x)).astype(half)
    parameters = parameters_of(activation)
    dx = activation.backward(dy, x, *parameters)
    assert dx.dtype == half
    product = activation.backward(dy.astype(float), x.astype(float), *parameters)
    decided = ~undecided(product, half)
    with np.errstate(over="ignore"):
        assert (dx[decided].astype(float) == rounded(product[decided], half).astype(float)).all()


@pytest.mark.parametrize("activation", REPRESENTATIVES, ids=lambda a: a.name)
def test_dtypes(activation, half):
    arrays = [moderate(np.float32, 40, seed=k).astype(half) for k in range(activation.arrays)]
    numbers = [value_of(p) for p in activation.parameters]
    columns = [values_of(p, 40) for p in activation.parameters]
    dy = arrays[0]
    for parameters in (numbers, [np.float32(v) for v in numbers], [c.astype(np.float32) for c in columns]):
        for result in (activation(*arrays, *parameters), activation.derivative(*arrays, *parameters)):
            assert np.asarray(result).dtype == half
        assert np.asarray(activation.backward(dy, *arrays, *parameters)).dtype == half
        assert np.asarray(activation.backward(1.0, *arrays, *parameters)).dtype == half
    for name in ("ufunc", "derivative_ufunc"):
        assert np.asarray(getattr(activation, name)(*arrays, *numbers)).dtype == half
    single = [a.astype(np.float32) for a in arrays]
    assert np.asarray(activation.backward(dy, *single, *numbers)).dtype == np.float32
    assert np.asarray(activation.backward(dy.astype(np.float64), *arrays, *numbers)).dtype == np.float64
    assert activation(*single, *numbers, dtype=half).dtype == half
    assert activation(*arrays, *numbers, dtype=half).dtype == half
    assert activation(*arrays, *numbers, dtype=np.float32).dtype == np.float32
    assert activation(*arrays, *numbers, dtype=np.float64).dtype == np.float64
    out = np.empty(40, half)
    assert activation(*arrays, *numbers, out=out) is out
    assert_same_bits(out.view(np.uint16), activation(*arrays, *numbers).view(np.uint16))
    if activation.parameters:
        wide = activation(*arrays, *columns)
        assert wide.dtype == np.float64
        terms = activation.parameter_backward_ufunc(dy, *arrays, *numbers)
        assert all(t.dtype == np.float32 for t in (terms if isinstance(terms, tuple) else (terms,)))


@pytest.mark.parametrize("activation", [a for a in REPRESENTATIVES if a.parameters], ids=lambda a: a.name)
def test_parameter_gradients(activation, half):
    arrays = [moderate(np.float32, (30, 40), seed=k).astype(half) for k in range(activation.arrays + 1)]
    wide = [a.astype(np.float32) for a in arrays]
    for parameters in (parameters_of(activation), [values_of(p, 40).astype(np.float32) for p in activation.parameters]):
        gradients = activation.parameter_gradients(*arrays, *parameters)
        for gradient, expected in zip(gradients, activation.parameter_gradients(*wide, *parameters), strict=True):
            assert np.asarray(gradient).dtype == np.float32
            np.testing.assert_allclose(gradient, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("activation", REPRESENTATIVES, ids=lambda a: a.name)
def test_layouts(activation, half):
    arrays = [moderate(np.float32, (60, 70), seed=k).astype(half) for k in range(activation.arrays)]
    numbers = [value_of(p) for p in activation.parameters]
    expected = activation(*arrays, *numbers).view(np.uint16)
    for layout in (lambda a: a[::-1, ::3], lambda a: a.T, lambda a: np.asfortranarray(a)[5:7], lambda a: a[:0]):
        assert_same_bits(
            np.ascontiguousarray(activation(*map(layout, arrays), *numbers)).view(np.uint16),
            np.ascontiguousarray(layout(expected)),
        )


@pytest.mark.parametrize("first", ["relume", "ml_dtypes"])
def test_whichever_is_imported_first(first):
    other = {"relume": "ml_dtypes", "ml_dtypes": "relume"}[first]
    code = f"import {first}, {other}, numpy\nx = numpy.ones(3, ml_dtypes.bfloat16)\n"
    code += "print(relume.elu(x, 0.5).dtype, relume.elu.ufunc(x, 0.5).dtype, relume.gelu.backward(x, x).dtype)\n"
    code += "print(relume.softmax(x).dtype, relume.softmax.ufunc(x).dtype, relume.softmax.backward(x, x).dtype)"
    assert run_python(code) == 2 * "bfloat16 bfloat16 bfloat16\n"


def test_without_ml_dtypes():
    code = "import sys; sys.modules['ml_dtypes'] = None\nimport numpy, relume\n"
    code += "print(relume.elu(numpy.ones(2, 'e'), 0.5).dtype, relume.softmax(numpy.ones(2, 'e')).dtype)"
    assert run_python(code) == "float16 float16\n"
