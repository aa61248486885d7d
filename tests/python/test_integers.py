"""Integers: which functions keep an integer dtype, what they give at its ends, and that NumPy's options hold."""

import fractions

import ml_dtypes
import numpy as np
import pytest

import relume as rl
from helpers import INTEGERS, assert_same_bits, run_python
from test_ufuncs import layouts

# In Python's integers, which have no ends; of x, and a parameter where there is one.
DEFINITIONS = {
    "relu": lambda x: max(x, 0),
    "relu6": lambda x: min(max(x, 0), 6),
    "identity": lambda x: x,
    "step": lambda x: int(x > 0),
    "absolute": abs,
    "square": lambda x: x * x,
    "squared_relu": lambda x: max(x, 0) ** 2,
    "thresholded_relu": lambda x, theta: x if x > theta else 0,
    "hard_shrink": lambda x, lambd: x if abs(x) > lambd else 0,
}
KEEPING = [rl.activations[name] for name in DEFINITIONS]
PARAMETERISED = [a for a in KEEPING if a.parameters]
BFLOAT16 = np.dtype(ml_dtypes.bfloat16)

every_one = pytest.mark.parametrize("activation", KEEPING, ids=lambda a: a.name)
with_parameters = pytest.mark.parametrize("activation", PARAMETERISED, ids=lambda a: a.name)


@pytest.fixture(params=INTEGERS)
def integer(request):
    return np.dtype(request.param)


def inputs(dtype, n=0):
    """Every integer of 8 or 16 bits; of wider ones the ends, about 0, 6 and the roots of the ends, and any others."""
    info = np.iinfo(dtype)
    if info.bits <= 16:
        values = np.arange(info.min, info.max + 1).astype(dtype)
        return np.resize(values, n) if n else values
    root = int(info.max**0.5)
    middles = (info.min, 0, 6, -6, root, -root, info.max // 2, info.max)
    near = [m + step for m in middles for step in range(-3, 4) if info.min <= m + step <= info.max]
    wide = np.random.default_rng(0).integers(info.min, info.max, max(n, 1000), dtype, endpoint=True)
    wide >>= np.arange(len(wide)).astype(dtype) % dtype.type(info.bits)
    return np.resize(np.concatenate([np.array(near, dtype), wide]), n or len(near) + len(wide))


def expected(activation, x, *parameters):
    info, f = np.iinfo(x.dtype), DEFINITIONS[activation.name]
    exact = [p if np.isinf(p) else fractions.Fraction(float(p)) for p in parameters]
    values = [min(max(f(v, *exact), info.min), info.max) for v in x.ravel().tolist()]
    return np.array(values, x.dtype).reshape(x.shape)


def defaults(activation):
    return tuple(p.default for p in activation.parameters)


def test_which_functions_keep_integers():
    assert {a.name for a in rl.activations.values() if a.keeps_integers} == set(DEFINITIONS)
    for activation in rl.activations.values():
        assert type(activation.keeps_integers) is bool
        assert ("keep their dtype" in activation.__doc__) == activation.keeps_integers


@every_one
def test_values(activation, integer, isa):
    x = inputs(integer)
    assert_same_bits(activation(x), expected(activation, x, *defaults(activation)))


def test_ends():
    least, most = np.array([-128, 127], np.int8)
    assert [int(f(least)) for f in (rl.absolute, rl.square, rl.squared_relu, rl.relu, rl.step)] == [127, 127, 0, 0, 0]
    assert [int(f(most)) for f in (rl.absolute, rl.square, rl.squared_relu, rl.relu, rl.step)] == [
        127,
        127,
        127,
        127,
        1,
    ]
    assert rl.absolute(np.int64(-(2**63))) == 2**63 - 1
    assert rl.square(np.uint64(2**32)) == 2**64 - 1
    assert rl.square(np.uint64(2**32 - 1)) == (2**32 - 1) ** 2
    assert rl.relu6(np.uint8(255)) == 6
    assert rl.identity(np.uint64(2**64 - 1)) == 2**64 - 1
    assert rl.hard_shrink(np.int8(-128), 127.5) == -128
    assert rl.hard_shrink(np.int8(-128), 128) == 0
    assert rl.thresholded_relu(np.int8(-128), -128.5) == -128
    assert rl.thresholded_relu(np.int8(-128), -128) == 0
    assert rl.thresholded_relu(np.int64(2**53 + 1), 2.0**53) == 2**53 + 1


@with_parameters
def test_parameters_are_compared_exactly(activation, integer):
    x, info = inputs(integer), np.iinfo(integer)
    ends = [float(m) for m in (info.min, info.max, 2 * info.min, 2 * info.max)]
    numbers = [0, 1, 2, 0.5, 2.999999999999, 100.25, 16777217.0, 5e-324, 1e300, *ends]
    if activation is rl.thresholded_relu:
        numbers += [-number for number in numbers]
    for number in numbers:
        if number < activation.parameters[0].lower:
            continue
        y = activation(x, number)
        assert_same_bits(y, expected(activation, x, number))
        for other in (np.float64(number), np.array(number), *([int(number)] if number == int(number) else [])):
            assert_same_bits(activation(x, other), y)
        assert_same_bits(activation(x, **{activation.parameters[0].name: number}), y)
        assert_same_bits(activation.ufunc(x, number), y)


@with_parameters
@pytest.mark.parametrize("kind", ["float64", "float32", "float16", "int8", "int64", "bool", BFLOAT16], ids=str)
def test_parameter_arrays(activation, integer, kind):
    x = inputs(integer, 600).reshape(20, 30)
    values = np.arange(30).astype(kind)
    wanted = np.stack([expected(activation, column, float(v)) for column, v in zip(x.T, values, strict=True)], axis=1)
    assert_same_bits(activation(x, values), wanted)
    assert_same_bits(activation.ufunc(x, values), wanted)
    assert_same_bits(activation(np.ascontiguousarray(x.T), values[:, None]), np.ascontiguousarray(wanted.T))


def test_a_parameter_array_of_any_numbers():
    x = np.full(4, 7, np.int8)
    for activation in PARAMETERISED:
        assert list(activation(x, np.array([np.nan, np.inf, -np.inf, 7]))[[0, 1, 3]]) == [7, 0, 0]
    assert rl.thresholded_relu(np.int8(-128), np.array([-np.inf, np.nan])).tolist() == [-128, -128]
    with np.errstate(all="raise"):
        rl.hard_shrink(x, np.array([np.nan, np.inf, 1e300, 0.5]))
    with pytest.raises(ValueError, match="lambd"):
        rl.hard_shrink(x, -1)
    with pytest.raises(ValueError, match="theta"):
        rl.thresholded_relu(x, np.nan)


@every_one
def test_any_layout(activation, integer):
    x = inputs(integer, 37 * 53).reshape(37, 53)
    wanted = expected(activation, x, *defaults(activation))
    for array in dict(layouts(x)).values():
        assert_same_bits(activation(array), wanted)
    for name in ("fortran", "reversed", "spread", "sliced", "byte-swapped", "unaligned"):
        out = dict(layouts(np.zeros((37, 53), integer)))[name]
        assert activation(x, out=out) is out
        assert_same_bits(out.astype(integer), wanted)
    assert activation(x[:0]).shape == (0, 53)
    assert activation(x[:0]).dtype == integer
    one = np.broadcast_to(x[3, 4], (5, 6))
    assert_same_bits(activation(one), np.full((5, 6), wanted[3, 4]))


@every_one
def test_in_place_out_and_where(activation, integer):
    x = inputs(integer, 3000)
    wanted = expected(activation, x, *defaults(activation))
    same = x.copy()
    assert activation(same, out=same) is same
    assert_same_bits(same, wanted)
    for shift in (-70, -1, 1, 64):
        lower, upper = slice(max(0, -shift), 3000 + min(0, -shift)), slice(max(0, shift), 3000 + min(0, shift))
        moved = x.copy()
        activation(moved[lower], out=moved[upper])
        assert_same_bits(moved[upper], wanted[lower])
    backwards = x.copy()
    activation(backwards[::-1], out=backwards)
    assert_same_bits(backwards, wanted[::-1].copy())
    where = np.arange(3000) % 3 == 0
    out = np.full(3000, 99, integer)
    activation(x, out=out, where=where)
    assert_same_bits(out, np.where(where, wanted, integer.type(99)))
    wide = np.zeros(3000)
    activation(x, out=wide)
    assert_same_bits(wide, wanted.astype(float))
    with pytest.raises(TypeError, match="Cannot cast"):
        activation(np.ones(3, np.int8), out=np.zeros(3, np.uint8))


@every_one
def test_threads(activation, integer, threads):
    x = inputs(integer, 1_000_003)
    one = activation(x)
    threads(3)
    assert_same_bits(activation(x), one)
    assert_same_bits(activation(x[::2]), one[::2].copy())
    same = x.copy()
    assert_same_bits(activation(same, out=same), one)


@every_one
def test_scalars(activation):
    assert type(activation(np.int8(3))) is np.int8
    assert type(activation(np.array(3, np.uint16))) is np.uint16
    assert activation([[1, -2]]).dtype == np.int64
    assert activation([1, -2.0]).dtype == np.float64
    # A Python int is what NumPy makes of it.
    for number in (3, -3, 10**10):
        assert type(activation(number)) is np.int64
        assert_same_bits(activation(number), activation(np.array([number]))[0])
        assert_same_bits(activation.ufunc(number, *defaults(activation)), activation(number))
    assert type(activation(3.0)) is np.float64
    with pytest.raises((TypeError, OverflowError)):
        activation(2**70)


@every_one
def test_bool_stays_as_it_was(activation):
    x = np.array([True, False])
    assert_same_bits(activation(x), activation(x.astype(np.float16)))
    assert type(activation(True)) is type(activation(np.bool_(True))) is np.float16


@every_one
def test_every_name_that_numpy_has_for_integers(activation):
    for char in "bBhHiIlLqQ":
        x = np.array([0, 1, 100], char)
        assert activation(x).dtype.char == char
        assert_same_bits(activation(x), expected(activation, x, *defaults(activation)))
        assert activation(x, dtype=char).dtype.char == char


@every_one
def test_dtype_and_casting(activation, integer):
    x = np.array([0, 3, 100], np.uint8)
    assert_same_bits(activation(x, dtype=integer, casting="unsafe"), activation(x.astype(integer)))
    wide = activation(x, dtype=np.int64)
    assert_same_bits(wide, activation(x.astype(np.int64)))
    assert_same_bits(activation.ufunc(x, *defaults(activation), dtype=np.int64), wide)
    assert_same_bits(activation(x, dtype=np.float32), activation(x.astype(np.float32)))
    assert_same_bits(activation(x, dtype=np.float64), activation(x.astype(np.float64)))
    assert activation(x, dtype=BFLOAT16).dtype == BFLOAT16
    assert activation.ufunc(x, *map(np.float32, defaults(activation)), dtype=BFLOAT16).dtype == BFLOAT16
    floats = x.astype(np.float32)
    with pytest.raises(TypeError, match="Cannot cast"):
        activation(floats, dtype=integer)
    assert_same_bits(activation(floats, dtype=integer, casting="unsafe"), activation(x.astype(integer)))
    with pytest.raises(TypeError, match="Cannot cast"):
        activation(np.array([1], np.int16), dtype=np.int8, casting="safe")


@every_one
def test_floats_beside_integers_stay_floats(activation):
    floats = ("float16", "float32", "float64", BFLOAT16)
    parameters = [np.float32(p) for p in defaults(activation)]
    for dtype in floats:
        assert activation(np.ones(3, dtype)).dtype == dtype
        assert activation.ufunc(np.ones(3, dtype), *parameters).dtype == dtype


@every_one
def test_gradients_are_real_numbers(activation):
    converted = {
        "int8": np.float16,
        "uint8": np.float16,
        "int16": np.float32,
        "int32": np.float64,
        "uint64": np.float64,
    }
    for integer, real in converted.items():
        x = np.array([0, 1, 100], integer)
        assert_same_bits(activation.derivative(x), activation.derivative(x.astype(real)))
        assert_same_bits(activation.backward(x, x), activation.backward(x.astype(real), x.astype(real)))
    x = np.array([-1, 0, 5], np.int8)
    for dy in (np.ones(3, np.float32), np.ones(3)):
        assert activation.backward(dy, x).dtype == dy.dtype
    assert type(activation.derivative(3)) is np.float64


@pytest.mark.parametrize("name", ["hardtanh", "threshold", "leaky_relu", "hard_sigmoid", "linear", "reglu"])
def test_parameters_that_may_be_fractions_make_floats(name):
    activation = rl.activations[name]
    arrays = [np.array([-3, 0, 3], np.int8)] * activation.arrays
    numbers = [-1, 2] if name in ("hardtanh", "threshold") else []
    assert not activation.keeps_integers
    assert activation(*arrays, *numbers).dtype == np.float16


def test_at():
    a = np.array([-5, 3, 100], np.int8)
    rl.relu.ufunc.at(a, [0, 1])
    assert a.tolist() == [0, 3, 100]


# NumPy remembers how it resolved a call.
def test_the_first_call_decides_nothing():
    code = "import ml_dtypes, numpy as np, relume as rl, sys\n"
    code += "print(*[rl.hard_shrink(np.ones(2, n), 0.5).dtype for n in NAMES], rl.hard_shrink.ufunc(True, 0.5).dtype)"
    names = ["bfloat16", "bool", "int8", "float32", "int64"]
    for order in (names, names[::-1], names[1:] + names[:1]):
        results = ["float16" if name == "bool" else name for name in order]
        assert run_python(code.replace("NAMES", str(order))) == " ".join([*results, "float64"]) + "\n"


def test_without_ml_dtypes():
    code = "import sys; sys.modules['ml_dtypes'] = None\nimport numpy, relume\n"
    code += (
        "for c in 'bQ?efd': print(relume.relu(numpy.ones(2, c)).dtype, relume.hard_shrink(numpy.ones(2, c), 2).dtype)\n"
    )
    code += "print(relume.relu(3).dtype, relume.relu.ufunc(numpy.ones(2, 'b'), dtype='i4').dtype)"
    names = ["int8", "uint64", "float16", "float16", "float32", "float64"]
    assert run_python(code) == "".join(f"{n} {n}\n" for n in names) + "int64 int32\n"
