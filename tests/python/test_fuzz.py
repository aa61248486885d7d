"""Random calls of the whole Python surface: no crash, no exception but those that are documented, and where a call
succeeds the bits of the plain one: contiguous, native, without where= and out=.
"""

import warnings

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import relume as rl
from helpers import assert_same_bits, samples, value_of

# What a wrong argument may raise; UFuncTypeError is a TypeError, AxisError an IndexError and a ValueError.
REFUSALS = (TypeError, ValueError, IndexError, KeyError)
FLOATS = ["<f4", ">f4", "<f8", ">f8", "<f2", ">f2"]
DTYPES = [*FLOATS, "i1", "<i2", ">i4", "u1", "<u4", "<i8", "?", "<c8", "O", "U3", "M8[s]"]
bounded = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=250,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

activations = st.sampled_from(list(rl.activations.values()))
shapes = st.lists(st.integers(0, 7), max_size=3).map(tuple) | st.integers(500, 1100).map(lambda n: (n,))
steps = st.sampled_from([1, 1, 2, -1, -3])
numbers = st.floats() | st.sampled_from([0.0, -0.0, 1.0, 0.25, 1e-300, 1e300, float("nan"), float("inf"), -1.0])


def plain(array):
    """The same values, contiguous and native."""
    return np.array(array, dtype=array.dtype.newbyteorder("="), order="C")


def values_for(dtype, shape, seed):
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        with np.errstate(over="ignore"):  # 1e30 is beyond float16
            return samples(dtype.newbyteorder("="), shape, seed).astype(dtype)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return np.random.default_rng(seed).integers(0, 99, shape).astype(dtype)


@st.composite
def arrays(draw, shape, dtypes=DTYPES):
    """Strided, transposed, misaligned, of any byte order."""
    dtype = np.dtype(draw(st.sampled_from(dtypes)))
    seed = draw(st.integers(0, 1000))
    by = [draw(steps) for _ in shape]
    wide = values_for(dtype, [n * abs(s) for n, s in zip(shape, by, strict=True)], seed)
    if draw(st.booleans()) and dtype.kind != "O":  # an odd address
        memory = np.empty(wide.nbytes + 1, np.uint8)[1:].view(dtype).reshape(wide.shape)
        memory[...] = wide
        wide = memory
    return wide[(..., *(slice(None, None, s) for s in by))]


@st.composite
def parameters_of(draw, activation):
    """Mostly valid; else out of range, of a wrong type, or one too many."""
    values = [draw(st.just(value_of(p)) | numbers) if draw(st.integers(0, 3)) == 0 else value_of(p)
              for p in activation.parameters]  # fmt: skip
    if draw(st.integers(0, 9)) == 0:
        values.append(draw(st.sampled_from([None, "x", 1j, [1.0, 2.0], 0.5])))
    return values


def attempt(call):
    """What it returns, as a tuple; None where it is refused."""
    try:
        with np.errstate(all="ignore"):  # NumPy's casts warn; test_ufuncs.py has relume raise none
            result = call()
    except REFUSALS:
        return None
    return result if isinstance(result, tuple) else (result,)


def method(activation, kind):
    return activation if kind == "forward" else getattr(activation, kind)


@bounded
@given(
    data=st.data(), activation=activations, kind=st.sampled_from(["forward", "derivative", "backward"]), shape=shapes
)
def test_calls(data, activation, kind, shape):
    count = activation.arrays + (kind == "backward")
    dtypes = data.draw(st.sampled_from([DTYPES, FLOATS, ["<f4", ">f4"]]))
    inputs = [data.draw(arrays(shape, dtypes)) for _ in range(count)]
    parameters = data.draw(parameters_of(activation))
    function = method(activation, kind)
    expected = attempt(lambda: function(*map(plain, inputs), *parameters))
    actual = attempt(lambda: function(*inputs, *parameters))
    assert (actual is None) == (expected is None)
    if actual is None:
        return
    for one, other in zip(actual, expected, strict=True):
        assert_same_bits(one, other)
    # Into an output with gaps, under where=, and onto an input.
    where = np.random.default_rng(len(shape)).random(shape) < 0.5 if data.draw(st.booleans()) else True
    outs, kept = [], []
    for k, result in enumerate(expected):
        in_place = k == 0 and inputs[-1].dtype == np.asarray(result).dtype and data.draw(st.booleans())
        out = inputs[-1] if in_place else data.draw(arrays(shape, [np.asarray(result).dtype.str]))
        outs.append(out)
        kept.append(out.copy())
    written = attempt(
        lambda: function(*inputs, *parameters, out=outs[0] if len(outs) == 1 else tuple(outs), where=where)
    )
    assert written is not None
    for out, before, result in zip(outs, kept, expected, strict=True):
        assert_same_bits(plain(out), plain(np.where(where, result, before)).reshape(shape))


@bounded
@given(data=st.data(), activation=activations, shape=shapes)
def test_gradients_and_split(data, activation, shape):
    inputs = [data.draw(arrays(shape, FLOATS)) for _ in range(activation.arrays + 1)]
    parameters = data.draw(parameters_of(activation))
    if activation.parameters:
        plainly = attempt(lambda: activation.parameter_gradients(*map(plain, inputs), *parameters))
        actual = attempt(lambda: activation.parameter_gradients(*inputs, *parameters))
        assert (actual is None) == (plainly is None)
        for one, other in zip(actual or (), plainly or (), strict=True):
            assert_same_bits(np.asarray(one), np.asarray(other))
    if activation.arrays == 2:
        axis = data.draw(st.integers(-4, 4))
        actual = attempt(lambda: activation.split(inputs[0], *parameters, axis=axis))
        expected = attempt(lambda: activation.split(plain(inputs[0]), *parameters, axis=axis))
        assert (actual is None) == (expected is None)
        if actual is not None:
            a, b = np.split(plain(inputs[0]), 2, axis=axis)
            assert_same_bits(actual[0], activation(a, b, *parameters))
            assert_same_bits(actual[0], expected[0])


AXIS_FUNCTIONS = [rl.softmax, rl.log_softmax, rl.softmin, rl.sparsemax, rl.hardmax]


@bounded
@given(data=st.data(), function=st.sampled_from(AXIS_FUNCTIONS), shape=shapes, axis=st.integers(-4, 4))
def test_axis_functions(data, function, shape, axis):
    x, dy = data.draw(arrays(shape)), data.draw(arrays(shape))
    for call in (lambda x, dy: function(x, axis=axis), lambda x, dy: function.backward(dy, x, axis=axis)):
        actual, expected = attempt(lambda call=call: call(x, dy)), attempt(lambda call=call: call(plain(x), plain(dy)))
        assert (actual is None) == (expected is None)
        if actual is not None:
            assert_same_bits(actual[0], expected[0])


BUFFERS = {name: getattr(rl.buffers, name) for name in dir(rl.buffers) if not name.startswith("_")}
BUFFERS = {name: f for name, f in BUFFERS.items() if type(f).__name__ == "BufferFunction"}


@bounded
@given(data=st.data(), name=st.sampled_from(sorted(BUFFERS)), n=st.integers(0, 40))
def test_buffers(data, name, n):
    made = []
    for _ in range(data.draw(st.integers(2, 6))):
        length = n if data.draw(st.integers(0, 9)) else data.draw(st.integers(0, 40))
        array = data.draw(arrays((length,), ["<f4"] if data.draw(st.integers(0, 4)) else DTYPES))
        odd = [bytes(8), bytearray(length), "text", None, memoryview(array) if array.dtype.kind in "fiu" else array]
        made.append(plain(array) if data.draw(st.integers(0, 4)) else odd[data.draw(st.integers(0, 4))])
    before = [a.copy() if isinstance(a, np.ndarray) else a for a in made]
    arguments = [*made, *data.draw(st.lists(numbers, max_size=2))]
    if attempt(lambda: BUFFERS[name](*arguments)) is None:
        for array, copy in zip(made, before, strict=True):
            if isinstance(array, np.ndarray) and array.dtype.kind == "f":
                assert_same_bits(array, copy)
    elif name in rl.activations and rl.activations[name].arrays == 1:
        y = np.frombuffer(made[1], np.asarray(memoryview(made[0])).dtype)
        x = np.asarray(memoryview(before[0] if isinstance(before[0], np.ndarray) else made[0]))
        assert_same_bits(y.reshape(x.shape), rl.activations[name](x, *arguments[2:]))


@bounded
@given(
    data=st.data(),
    activation=activations,
    scales=st.tuples(numbers, numbers),
    zeros=st.tuples(st.integers(-300, 300), st.integers(-300, 300) | st.none()),
    dtype=st.sampled_from(["int8", "uint8", "int16", "int32", "float32", ">i2", None, 3]),
    rounding=st.sampled_from(["even", "away", "up", None]),
    shape=st.lists(st.integers(0, 5), max_size=2).map(tuple),
)
def test_quantize(data, activation, scales, zeros, dtype, rounding, shape):
    # Half of the arguments make sense: all at random are refused.
    if data.draw(st.booleans()):
        scales, zeros, rounding = [min(max(abs(s), 1e-4), 1e4) if s == s else 1.0 for s in scales], (1, 2), "even"
    named = {p.name: v for p, v in zip(activation.parameters, data.draw(parameters_of(activation)), strict=False)}
    quantized = attempt(
        lambda: rl.quantize(
            activation,
            input_scale=scales[0],
            input_zero_point=zeros[0],
            output_scale=scales[1],
            output_zero_point=zeros[1],
            dtype=dtype,
            rounding=rounding,
            **named,
        )
    )
    q = data.draw(arrays(shape, ["i1", "u1", "<i2", ">i2", "<f4"]))
    if quantized is None:
        return
    actual = attempt(lambda: quantized[0](q))
    if q.dtype == quantized[0].dtype:
        assert_same_bits(actual[0], quantized[0](plain(q)))
    else:
        assert actual is None
