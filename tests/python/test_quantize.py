"""rl.quantize: every entry of its tables is what exact arithmetic gives, and it takes arrays as NumPy's functions do.

Exact arithmetic is that of fractions for functions that are rational, and otherwise MPFR's with far more digits than a
decision needs; a tie counts as one only if no operation that led to it has rounded.
"""

import math
import pickle
import re
from fractions import Fraction
from pathlib import Path

import gmpy2
import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from gmpy2 import mpfr, mpq
from hypothesis import given, settings
from hypothesis import strategies as st

import relume as rl
from helpers import run_python, value_of
from relume import oracle as oracles
from relume.oracle import oracle

DTYPES = ("int8", "uint8", "int16")
ROUNDINGS = ("even", "away")
PRECISION = 1000
# They hide that an operation has rounded.
CACHES = [f for f in vars(oracles).values() if hasattr(f, "cache_clear")]

RATIONAL = {
    "relu": lambda x: max(x, 0),
    "leaky_relu": lambda x, s: x if x > 0 else s * x,
    "prelu": lambda x, w: x if x > 0 else w * x,
    "relu6": lambda x: min(max(x, 0), 6),
    "hardtanh": lambda x, low, high: min(max(x, low), high),
    "hard_sigmoid": lambda x: min(max((x + 3) / 6, 0), 1),
    "hard_swish": lambda x: x * min(max((x + 3) / 6, 0), 1),
    "hard_shrink": lambda x, t: x if abs(x) > t else 0,
    "soft_shrink": lambda x, t: x - t if x > t else x + t if x < -t else 0,
    "softsign": lambda x: x / (1 + abs(x)),
    "squared_relu": lambda x: max(x, 0) ** 2,
    "identity": lambda x: x,
    "absolute": abs,
}

# What exact.c defines; of other activations an entry may be wrong where it is next to a tie.
DEFINED = set(re.findall(r"\bD\((\w+),", (Path(__file__).parents[2] / "c/src/exact.c").read_text()))


ACTIVATIONS = {name: a for name, a in rl.activations.items() if a.arrays == 1}


@pytest.fixture(params=list(ACTIVATIONS.values()), ids=list(ACTIVATIONS))
def activation(request):
    """Each but the gates."""
    return request.param


def rounded(below, side, rounding):
    """The integer for a number between below and the next, on that side of their middle: -1, 0 or 1."""
    if side == 0:
        return below + (below % 2 if rounding == "even" else below >= 0)
    return below + (side > 0)


def divide(value, scale):
    """value/scale as the integer below it, its side of the middle, and how far it is from that, relatively."""
    below = math.floor(value / scale)
    middle = (below + type(value)(1) / 2) * scale
    return below, (value > middle) - (value < middle), abs(value - middle) / abs(middle)


def exact_value(name, parameters, x):
    """f(x), and whether an operation has rounded: then it is next to the exact one."""
    if name in RATIONAL:
        return RATIONAL[name](x, *map(Fraction, parameters)), False
    parameters = [mpfr(p) for p in parameters]
    x = mpfr(mpq(x))
    for cache in CACHES:
        cache.cache_clear()
    gmpy2.get_context().clear_flags()
    value = oracle[name].forward(x, *parameters)
    # Some functions compute in a context of their own. What is lost there shows only far out.
    return value, gmpy2.get_context().inexact or abs(x) > 200


def expected(q, dtype, name, parameters, rounding, input_scale, input_zero_point, output_scale, output_zero_point):
    """The output for an input; None if it can't be told."""
    info = np.iinfo(dtype)
    with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
        value, inexact = exact_value(name, parameters, (q - input_zero_point) * Fraction(input_scale))
        value = Fraction(value) if name in RATIONAL else mpfr(value)
        scale = type(value)(output_scale)
        if abs(value) > 10**6 * scale:
            return info.max if value > 0 else info.min
        below, side, distance = divide(value, scale)
    if (inexact and distance < 2.0**-900) or (name not in DEFINED and distance < 2.0**-44):
        return None
    return min(max(rounded(below, side, rounding) + output_zero_point, info.min), info.max)


def check_table(activation, parameters, dtype, rounding, scales, zero_points, every=1):
    """All entries, or of int16 some."""
    info = np.iinfo(dtype)
    inputs = np.arange(info.min, info.max + 1, every, dtype=np.int64)
    if every > 1:
        # About the zero point too, where the functions bend.
        near = np.arange(zero_points[0] - 40, zero_points[0] + 41)
        inputs = np.unique(np.concatenate([inputs, near[(near >= info.min) & (near <= info.max)], [info.max]]))
    quantized = rl.quantize(
        activation,
        input_scale=scales[0],
        input_zero_point=zero_points[0],
        output_scale=scales[1],
        output_zero_point=zero_points[1],
        dtype=dtype,
        rounding=rounding,
        **dict(zip([p.name for p in activation.parameters], parameters, strict=True)),
    )
    outputs = quantized(inputs.astype(dtype)).tolist()
    if quantized.table is not None:
        np.testing.assert_array_equal(quantized.table[inputs], outputs)
    for q, output in zip(inputs.tolist(), outputs, strict=True):
        value = expected(
            q, dtype, activation.name, parameters, rounding, scales[0], zero_points[0], scales[1], zero_points[1]
        )
        assert value is None or output == value, (quantized, q)


def zero_points(dtype):
    return {"int8": (-5, 3), "uint8": (128, 100), "int16": (77, -1000)}[dtype]


def parameter_sets(activation):
    standard = tuple(map(value_of, activation.parameters))
    return [standard, *oracle[activation.name].parameters]


SCALES = [
    # Ties without end, and decimal fractions that look like them.
    (1.0, 1.0),
    (1.0, 2.0),
    (0.5, 1.0),
    (0.25, 0.5),
    (0.1, 0.2),
    (0.3, 0.2),
    (0.7, 1.4),
    (0.05, 0.1),
    (0.05, 0.07),
    (1 / 16, 1 / 32),
    (1 / 16, 2 / 255),
    # Limits that are ties: of tanh and sigmoid at 2, of elu at 2/3, and decimal neighbours.
    (0.5, 2.0),
    (0.5, 2 / 3),
    (0.5, 0.4),
    (4.0, 2.0),
    # Subnormal values, and arguments that no double holds.
    (2.0**-1022, 2.0**-1022),
    (2.0**-1000, 2.0**-1001),
    (1.0, 2.0**-200),
    (1e308, 1e308 / 1.5),
    (2.0**1023, 2.0**1023),
    (1e300, 1e-300),
    (float(np.float32(0.1)), float(np.float32(0.05))),
]


@pytest.mark.parametrize("dtype", ["int8", "uint8"])
@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_tables_at_ties(activation, dtype, rounding):
    sets = parameter_sets(activation)
    # All scales meet every activation, with one dtype and rounding.
    first = 2 * (dtype == "uint8") + (rounding == "away")
    for k in range(first, len(SCALES), 4):
        points = (0, 0) if k % 8 < 4 else zero_points(dtype)
        # MPFR's erfc is slow.
        every = 9 if "gelu" in activation.name else 1
        check_table(activation, sets[k % len(sets)], dtype, rounding, SCALES[k], points, every)


@pytest.mark.parametrize("dtype", ["int8", "uint8"])
def test_tables_at_random(activation, dtype):
    generator = np.random.default_rng(1)
    info = np.iinfo(dtype)
    for k in range(4):
        input_scale, output_scale = (generator.lognormal(-3, 1.5, 2).astype(np.float32 if k % 2 else float)).tolist()
        points = generator.integers(info.min, info.max, 2, endpoint=True).tolist()
        parameters = parameter_sets(activation)[k % len(parameter_sets(activation))]
        check_table(activation, parameters, dtype, ROUNDINGS[k % 3 % 2], (input_scale, output_scale), points)


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_scales_that_all_but_make_a_tie(activation, rounding):
    """Output scales next to those that would put an entry exactly between two integers."""
    generator = np.random.default_rng(2)
    for k in range(3):
        parameters = parameter_sets(activation)[k % len(parameter_sets(activation))]
        input_scale = float(generator.lognormal(-2.5, 1))
        q, n = int(generator.integers(-128, 128)), int(generator.integers(0, 100))
        with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
            value, _ = exact_value(activation.name, parameters, q * Fraction(input_scale))
            scale = abs(float(value / (n + Fraction(1, 2))))
        if scale < np.finfo(float).smallest_normal:
            continue
        for output_scale in (np.nextafter(scale, 0), scale, np.nextafter(scale, np.inf)):
            check_table(activation, parameters, "int8", rounding, (input_scale, float(output_scale)), (0, 0))


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_int16(activation, rounding):
    for scales in [(2.0**-12, 2.0**-15), (2.0**-10, 2.0**-9), (0.001, 0.002), (1 / 3000, 1 / 7000), (1.0, 2.0)]:
        for parameters in parameter_sets(activation):
            check_table(activation, parameters, "int16", rounding, scales, zero_points("int16"), every=811)


@given(
    st.sampled_from(sorted(RATIONAL)),
    st.sampled_from(DTYPES),
    st.sampled_from(ROUNDINGS),
    st.floats(2.0**-1022, 1.7e308),
    st.floats(2.0**-1022, 1.7e308),
    st.floats(-1e3, 1e3),
    st.data(),
)
@settings(max_examples=40, deadline=None)
def test_piecewise_linear_functions_at_any_scales(name, dtype, rounding, input_scale, output_scale, slope, data):
    info = np.iinfo(dtype)
    points = [data.draw(st.integers(int(info.min), int(info.max))) for _ in range(2)]
    activation = rl.activations[name]
    every = 1 if info.bits == 8 else 5003
    parameters = tuple(slope if p.lower < 0 else abs(slope) for p in activation.parameters)
    check_table(activation, parameters, dtype, rounding, (input_scale, output_scale), points, every)


@given(
    st.sampled_from(sorted(ACTIVATIONS)),
    st.sampled_from(DTYPES),
    st.floats(1e-4, 10),
    st.floats(1e-4, 10),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_properties(name, dtype, input_scale, output_scale, data):
    info = np.iinfo(dtype)
    points = [data.draw(st.integers(int(info.min), int(info.max))) for _ in range(2)]
    activation = rl.activations[name]
    options = {
        "input_scale": input_scale,
        "input_zero_point": points[0],
        "output_scale": output_scale,
        "output_zero_point": points[1],
        "dtype": dtype,
        **{p.name: value_of(p) for p in activation.parameters},
    }
    even = rl.quantize(name, **options)
    away = rl.quantize(activation, rounding="away", **options)
    x = data.draw(
        hnp.arrays(dtype, hnp.array_shapes(max_dims=3, max_side=20), elements=st.integers(info.min, info.max))
    )
    y = even(x)
    assert y.shape == x.shape
    assert y.dtype == dtype
    np.testing.assert_array_equal(even(np.asfortranarray(x)), y)
    np.testing.assert_array_equal(even(x.T), y.T)
    # Away goes at most one further from the zero point, and never back.
    real, other = y.astype(int) - points[1], away(x).astype(int) - points[1]
    assert np.all((np.abs(other) - np.abs(real) >= 0) & (np.abs(other - real) <= 1))
    # As close to the float function as half a step lets it be.
    values = (x.astype(np.float64) - points[0]) * input_scale
    exact = activation(values, *map(value_of, activation.parameters)) / output_scale
    exact = np.clip(exact, info.min - points[1], info.max - points[1])
    assert np.all(np.abs(real - exact) <= 0.5 + 1e-9)
    assert pickle.loads(pickle.dumps(even)).table is None or np.array_equal(
        pickle.loads(pickle.dumps(even)).table, even.table
    )


def gelu(**options):
    return rl.quantize("gelu", **{"input_scale": 0.05, "output_scale": 0.0437, **options})


def everything(dtype):
    info = np.iinfo(dtype)
    return np.arange(info.min, info.max + 1).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_same_on_every_instruction_set(dtype, isa):
    x = np.random.default_rng(3).permutation(np.resize(everything(dtype), 70_000))
    quantized = gelu(dtype=dtype, input_zero_point=5)
    table = {"int8": 0, "uint8": 0, "int16": 2**15}[dtype]
    reference = quantized(everything(dtype))
    for n in [*range(200), 1000, 4097, x.size]:
        np.testing.assert_array_equal(
            quantized(x[:n]), reference[x[:n].astype(int) + (table or 128 * (dtype == "int8"))]
        )


@pytest.mark.parametrize("dtype", DTYPES)
def test_layouts(dtype):
    quantized = gelu(dtype=dtype)
    x = np.random.default_rng(4).permutation(np.resize(everything(dtype), 90_000)).reshape(30, 50, 60)
    y = quantized(x)
    for view in (
        (slice(None, None, 2),),
        (slice(None), slice(None, None, -3)),
        (..., slice(5, 50, 7)),
        (slice(None, None, -1),) * 3,
        (3, slice(4, 4)),
        (0, 0, 0),
    ):
        np.testing.assert_array_equal(quantized(x[view]), y[view])
    np.testing.assert_array_equal(quantized(x.transpose(2, 0, 1)), y.transpose(2, 0, 1))
    out = np.zeros((30, 50, 120), dtype)[:, :, ::2]
    assert quantized(x, out=out) is out
    np.testing.assert_array_equal(out, y)
    in_place = x.copy()
    quantized(in_place, out=in_place)
    np.testing.assert_array_equal(in_place, y)
    np.testing.assert_array_equal(quantized(x[:, :25], out=x.copy()[:, :25]), y[:, :25])
    np.testing.assert_array_equal(quantized(np.broadcast_to(x[0], x.shape)), np.broadcast_to(y[0], x.shape))
    # Memory that overlaps is copied first, as in every ufunc.
    shifted = x.ravel().copy()
    np.testing.assert_array_equal(quantized(shifted[:-1], out=shifted[1:]), y.ravel()[:-1])


def test_unaligned_int16():
    x = np.frombuffer(b"\0" + everything("int16").tobytes(), np.uint8)[1:].view(np.int16)
    quantized = gelu(dtype="int16", input_scale=2**-12, output_scale=2**-12)
    np.testing.assert_array_equal(quantized(x), quantized(everything("int16")))


def test_what_numpy_functions_take():
    quantized = gelu()
    x = everything("int8")
    scalar = quantized(np.int8(20))
    assert scalar == quantized.table[20]
    assert type(scalar) is np.int8
    out = np.full(256, 9, np.int8)
    assert quantized(x, out=(out,), where=x > 0) is out
    np.testing.assert_array_equal(out, np.where(x > 0, quantized.table[x], 9))
    masked = quantized(np.ma.masked_array(x, x < 0))
    assert isinstance(masked, np.ma.MaskedArray)
    assert quantized(np.empty((0, 3), np.int8)).shape == (0, 3)


@pytest.mark.parametrize("dtype", DTYPES)
def test_threads(dtype, threads):
    quantized = gelu(dtype=dtype)
    size = 200_001 if dtype == "int16" else 900_001
    x = np.random.default_rng(5).permutation(np.resize(everything(dtype), size))
    threads(1)
    one = quantized(x)
    threads(3)
    np.testing.assert_array_equal(quantized(x), one)
    np.testing.assert_array_equal(quantized(x[::-2]), one[::-2])


def test_what_it_tells():
    quantized = rl.quantize(
        rl.leaky_relu, input_scale=0.5, output_scale=0.25, output_zero_point=7, negative_slope=0.125
    )
    assert quantized.activation is rl.leaky_relu
    assert quantized.parameters == {"negative_slope": 0.125}
    assert (quantized.input_scale, quantized.input_zero_point) == (0.5, 0)
    assert (quantized.output_scale, quantized.output_zero_point) == (0.25, 7)
    assert (quantized.dtype, quantized.rounding) == (np.dtype(np.int8), "even")
    assert repr(quantized) == (
        "relume.quantize('leaky_relu', input_scale=0.5, input_zero_point=0, output_scale=0.25, output_zero_point=7, "
        "dtype='int8', rounding='even', negative_slope=0.125)"
    )
    assert eval(repr(quantized), {"relume": rl}).table.tolist() == quantized.table.tolist()
    again = pickle.loads(pickle.dumps(quantized))
    assert repr(again) == repr(quantized)
    np.testing.assert_array_equal(again.table, quantized.table)
    assert quantized.table.shape == (256,)
    assert quantized.table.dtype == np.int8
    assert not quantized.table.flags.writeable
    with pytest.raises(ValueError, match="WRITEABLE"):
        quantized.table.flags.writeable = True
    assert gelu(dtype=np.uint8).table.dtype == np.uint8
    assert gelu(dtype="int16").table is None
    with pytest.raises(TypeError):
        quantized.__init__(rl.relu, (), 1.0, 0, 1.0, 0, "int8", "even")
    with pytest.raises(AttributeError):
        quantized.input_scale = 2.0
    for documented in (rl.quantize, rl.QuantizedActivation):
        assert documented.__doc__


def test_the_array_outlives_its_maker():
    table = gelu().table
    copy = table.copy()
    np.testing.assert_array_equal(table, copy)
    assert gelu()(everything("int8")).tolist() == gelu()(everything("int8")).tolist()


def test_the_example_of_the_docstring():
    import doctest

    test = doctest.DocTestParser().get_doctest(rl.quantize.__doc__, {}, "quantize", None, 0)
    runner = doctest.DocTestRunner()
    runner.run(test)
    assert test.examples
    assert runner.failures == 0


def test_rounding_at_ties():
    x = np.array([-7, -5, -3, -1, 0, 1, 3, 5, 7], np.int8)
    for rounding, values in (("even", [-4, -2, -2, 0, 0, 0, 2, 2, 4]), ("away", [-4, -3, -2, -1, 0, 1, 2, 3, 4])):
        quantized = rl.quantize("leaky_relu", input_scale=1, output_scale=2, rounding=rounding, negative_slope=1)
        assert quantized(x).tolist() == values
    # The zero point is added to what was rounded, and so changes nothing about a tie.
    odd = rl.quantize("relu", input_scale=1, output_scale=2, output_zero_point=1)
    assert odd(x).tolist() == [1, 1, 1, 1, 1, 1, 3, 3, 5]


def test_a_function_next_to_its_asymptote():
    """40.5·sigmoid(40.5) is less than 40.5 by 3e-18 of it, and 40.5 + log(1 + e^-40.5) is more: no float64 tells."""
    x = np.array([81, 83], np.int8)
    assert rl.quantize("silu", input_scale=0.5, output_scale=1)(x).tolist() == [40, 41]
    assert rl.quantize("softplus", input_scale=0.5, output_scale=1)(x).tolist() == [41, 42]
    assert rl.quantize("tanh", input_scale=1, output_scale=2, rounding="away")(x).tolist() == [0, 0]
    # 2^-184 of it, and one part in e^(10^300).
    assert rl.quantize("silu", input_scale=1.5, output_scale=1, rounding="away")(x).tolist() == [121, 124]
    assert rl.quantize("sigmoid", input_scale=1e300, output_scale=2, rounding="away")(x).tolist() == [0, 0]


def test_saturation():
    x = everything("int8")
    y = rl.quantize("leaky_relu", input_scale=1e300, output_scale=1e-300, negative_slope=1)(x)
    assert y.tolist() == [-128] * 128 + [0] + [127] * 127
    y = rl.quantize("elu", input_scale=1, output_scale=1e-3, output_zero_point=-128)(x)
    assert y.tolist() == [-128] * 129 + [127] * 127
    y = rl.quantize("leaky_relu", input_scale=1.7e308, output_scale=1.7e308, negative_slope=1e300)(x)
    assert y.tolist() == [-128] * 128 + list(range(128))


BAD_SCALES = [
    0,
    0.0,
    -0.0,
    -1,
    math.nan,
    math.inf,
    -math.inf,
    5e-324,
    1e-310,
    np.float32(1e-40),
    np.float16(6e-8),
    10**400,
]


@pytest.mark.parametrize("name", ["input_scale", "output_scale"])
def test_bad_scales(name):
    for value in BAD_SCALES:
        with pytest.raises(ValueError, match=f"^{name} must be a positive, finite and normal number, not [^\n]+$"):
            gelu(**{name: value})
    for value in ("0.5", None, [0.1], 1j, np.ones(2)):
        with pytest.raises(TypeError, match=f"^{name} must be a number, not "):
            gelu(**{name: value})
    for value in (1, np.float32(0.1), np.float64(0.1), np.array(0.1), Fraction(1, 10), np.float32(1.2e-38)):
        assert getattr(gelu(**{name: value}), name) == float(value)


@pytest.mark.parametrize("name", ["input_zero_point", "output_zero_point"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_bad_zero_points(name, dtype):
    info = np.iinfo(dtype)
    for value in (info.min - 1, info.max + 1, 10**30):
        with pytest.raises(ValueError, match=f"^{name} must be from {info.min} to {info.max}, as {dtype} is, not "):
            gelu(dtype=dtype, **{name: value})
    for value in (1.0, "1", None, [1], np.float32(1)):
        with pytest.raises(TypeError, match=f"^{name} must be an integer, not "):
            gelu(dtype=dtype, **{name: value})
    for value in (info.min, info.max, np.int16(3), np.array(3, dtype)):
        assert getattr(gelu(dtype=dtype, **{name: value}), name) == int(value)


def test_other_errors():
    for dtype in ("int32", "float32", "bool", "bogus", ">i2", None, 3.5):
        with pytest.raises(TypeError, match=r"^quantize takes int8, uint8 or int16, not [^\n]+$"):
            gelu(dtype=dtype)
    for rounding in ("up", None, 0, ["even"]):
        with pytest.raises(ValueError, match=r"^rounding must be 'even' or 'away', not "):
            gelu(rounding=rounding)
    with pytest.raises(KeyError, match="close: gelu"):
        rl.quantize("gelo", input_scale=1, output_scale=1)
    with pytest.raises(TypeError, match="an activation or its name, not int"):
        rl.quantize(3, input_scale=1, output_scale=1)
    with pytest.raises(TypeError, match="swiglu is a function of 2 arrays: it has no table"):
        rl.quantize("swiglu", input_scale=1, output_scale=1)
    with pytest.raises(TypeError, match="gelu has no parameter 'alpha'"):
        gelu(alpha=1)
    with pytest.raises(TypeError, match="prelu needs weight"):
        rl.quantize("prelu", input_scale=1, output_scale=1)
    for value, error in ((np.ones(3), TypeError), ("1", TypeError), (math.nan, ValueError), (math.inf, ValueError)):
        with pytest.raises(error, match="weight"):
            rl.quantize("prelu", input_scale=1, output_scale=1, weight=value)
    with pytest.raises(TypeError, match="output_scale"):
        rl.quantize("relu", input_scale=1)


def test_wrong_arrays():
    quantized = gelu()
    for x in (np.ones(3, np.uint8), np.ones(3, np.int16), np.ones(3), np.ones(3, bool), [1, 2], 3, "text"):
        with pytest.raises(TypeError, match=r"^x must be of int8, as this gelu was quantized for, not "):
            quantized(x)
    with pytest.raises(TypeError, match=r"^x must be of int16"):
        gelu(dtype="int16")(np.ones(3, ">i2"))
    x = np.ones(3, np.int8)
    with pytest.raises(TypeError, match=r"^out must be of int8"):
        quantized(x, out=np.zeros(3, np.int16))
    with pytest.raises(TypeError, match=r"^out must be an array of int8, not list"):
        quantized(x, out=[0, 0, 0])
    with pytest.raises(ValueError, match="broadcast"):
        quantized(x, out=np.zeros(4, np.int8))
    read_only = np.zeros(3, np.int8)
    read_only.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        quantized(x, out=read_only)
    with pytest.raises(TypeError, match="positional"):
        quantized(x, x)
    with pytest.raises(TypeError, match="no_such"):
        quantized(x, no_such=1)


def test_no_flag_and_no_warning():
    code = """
import numpy as np, relume as rl
np.seterr(all="raise")
x = np.arange(-128, 128).astype(np.int8)
for scale in (1e-307, 1e300, 0.5):
    for name in rl.activations:
        if rl.activations[name].arrays == 1 and all(p.default is not None for p in rl.activations[name].parameters):
            rl.quantize(name, input_scale=scale, output_scale=scale)(x)
            rl.quantize(name, input_scale=scale, output_scale=scale, dtype="int16")(x.astype(np.int16))
print("done")
"""
    assert run_python(code) == "done\n"


ONNX = {
    "relu": ("Relu", {}),
    "leaky_relu": ("LeakyRelu", {"negative_slope": ("alpha", 0.25)}),
    "elu": ("Elu", {"alpha": ("alpha", 1.5)}),
    "selu": ("Selu", {}),
    "sigmoid": ("Sigmoid", {}),
    "tanh": ("Tanh", {}),
    "gelu": ("Gelu", {}),
    "softplus": ("Softplus", {}),
}


@pytest.mark.parametrize("dtype", ["int8", "uint8"])
@pytest.mark.parametrize("name", ONNX)
def test_onnxruntime(name, dtype):
    """DequantizeLinear, the float operator and QuantizeLinear: the same, but where their roundings decide."""
    onnx = pytest.importorskip("onnx")
    runtime = pytest.importorskip("onnxruntime")
    helper, types = onnx.helper, onnx.TensorProto
    value_info = helper.make_tensor_value_info
    kind = types.INT8 if dtype == "int8" else types.UINT8
    operator, names = ONNX[name]
    attributes = dict(names.values())
    parameters = {ours: value for ours, (_, value) in names.items()}
    inputs = [("x_scale", types.FLOAT), ("x_zero", kind), ("y_scale", types.FLOAT), ("y_zero", kind)]
    graph = helper.make_graph(
        [
            helper.make_node("DequantizeLinear", ["x", "x_scale", "x_zero"], ["real"]),
            helper.make_node(operator, ["real"], ["value"], **attributes),
            helper.make_node("QuantizeLinear", ["value", "y_scale", "y_zero"], ["y"]),
        ],
        "quantized",
        [
            helper.make_tensor_value_info("x", kind, [256]),
            *(value_info(n, t, []) for n, t in inputs),
        ],
        [value_info("y", kind, [256])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    session = runtime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    generator, x, info = np.random.default_rng(6), everything(dtype), np.iinfo(dtype)
    scales = [(1.0, 2.0), (0.5, 1.0), (1 / 16, 1 / 128), *generator.lognormal(-3, 1, (30, 2)).tolist()]
    same = 0
    for input_scale, output_scale in np.array(scales, np.float32):
        points = generator.integers(info.min, info.max, 2, endpoint=True).astype(dtype)
        quantized = rl.quantize(
            name,
            input_scale=input_scale,
            input_zero_point=points[0],
            output_scale=output_scale,
            output_zero_point=points[1],
            dtype=dtype,
            **parameters,
        )
        given = {"x": x, "x_scale": input_scale, "x_zero": points[0], "y_scale": output_scale, "y_zero": points[1]}
        (theirs,) = session.run(None, {key: np.asarray(value) for key, value in given.items()})
        ours = quantized(x)
        values = (x.astype(float) - float(points[0])) * float(input_scale)
        quotient = rl.activations[name](values, **parameters) / float(output_scale)
        clear = np.abs(quotient - np.floor(quotient) - 0.5) > np.maximum(np.abs(quotient), 1) * 1e-5
        np.testing.assert_array_equal(ours[clear], theirs[clear])
        assert np.all(np.abs(ours.astype(int) - theirs.astype(int)) <= 1)
        same += np.count_nonzero(ours == theirs)
    assert same >= 0.98 * 256 * len(scales)
