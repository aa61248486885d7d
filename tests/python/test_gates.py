"""Gates, the activations of two arrays: their conventions, the split of one array in two, and their parameters.

What they share with the others, errors and ufuncs and buffers, is tested where that of the others is.
"""

import inspect
import tracemalloc

import numpy as np
import pytest

import relume as rl
from helpers import GATES, assert_all_same_bits, assert_same_bits, moderate, samples, value_of, values_of

INF, NAN = np.inf, np.nan
SILU_OF_HALF, HALF_MORE = 0.31122966560092728232, 0.46684449840139092348  # silu(1/2), and 3/2 of it

# name: {parameters}, [(a, b, f, df/da, df/db), ...]
CONVENTIONS = {
    # b is the gate, as in PyTorch, jax and keras.
    "glu": (
        {},
        [
            (3, 0, 1.5, 0.5, 0.75),
            (3, INF, 3, 1, 0),
            (3, -INF, 0, 0, 0),
            (-3, -INF, -0.0, 0, 0),
            (INF, 0, INF, 0.5, INF),
            (INF, -INF, NAN, 0, NAN),
        ],
    ),
    "bilinear": ({}, [(3, -2, -6, -2, 3), (0, -2, -0.0, -2, 0), (0, INF, NAN, INF, 0), (INF, -INF, -INF, -INF, INF)]),
    "reglu": (
        {},
        [
            (3, -2, -6, -2, 3),
            (0, 2, 0, 0, 0),
            (-0.0, 2, 0, 0, 0),
            (-3, 2, 0, 0, 0),
            (-3, -2, -0.0, 0, 0),
            (-3, INF, NAN, NAN, 0),
            (INF, 2, INF, 2, INF),
        ],
    ),
    **{
        name: (
            {},
            [
                (0, 2, 0, 1, 0),
                (-0.0, 2, -0.0, 1, 0),
                (0, -2, -0.0, -1, 0),
                (INF, 2, INF, 2, INF),
                (INF, -2, -INF, -2, INF),
                (-INF, 2, -0.0, 0, 0),
                (-INF, -2, 0, 0, 0),
                (-INF, INF, NAN, NAN, 0),
                (0, INF, NAN, INF, 0),
            ],
        )
        for name in ("geglu", "geglu_tanh", "geglu_quick", "swiglu")
    },
    # At the limits the derivatives are those inside, as PyTorch's of clamp.
    "swiglu_clamped": (
        {"limit": 0.5, "alpha": 1.0, "offset": 1.0},
        [
            (0, 0, 0, 0.5, 0),
            (-0.0, 0, -0.0, 0.5, 0),
            (0, 0.5, 0, 0.75, 0),
            (0, -3, 0, 0.25, 0),
            (1, 0, SILU_OF_HALF, 0, SILU_OF_HALF),
            (INF, INF, HALF_MORE, 0, 0),
            (INF, -INF, SILU_OF_HALF / 2, 0, 0),
            (1, 0.5, HALF_MORE, 0, SILU_OF_HALF),
            (1, -0.5, SILU_OF_HALF / 2, 0, SILU_OF_HALF),
            (-INF, 0, -0.0, 0, 0),
        ],
    ),
}


@pytest.fixture(params=GATES, ids=lambda g: g.name)
def gate(request):
    return request.param


def halves(x, axis=-1, interleaved=False):
    n = x.shape[axis]
    first, second = (np.arange(0, n, 2), np.arange(1, n, 2)) if interleaved else np.split(np.arange(n), 2)
    return np.take(x, first, axis), np.take(x, second, axis)


def test_every_gate_has_its_row():
    assert {gate.name: {p.name for p in gate.parameters} for gate in GATES} == {
        name: set(parameters) for name, (parameters, _) in CONVENTIONS.items()
    }


def test_conventions(gate, dtype, isa):
    parameters, rows = CONVENTIONS[gate.name]
    a, b, y, dyda, dydb = np.array(rows, dtype).T.copy()
    assert_same_bits(gate(a, b, **parameters), y)
    assert_all_same_bits(gate.derivative(a, b, **parameters), (dyda, dydb))
    for dy in (1, -2, INF, NAN):
        for slope, result in zip((dyda, dydb), gate.backward(dtype(dy), a, b, **parameters), strict=True):
            # Where the gate is flat, the result is 0 whatever dy is.
            expected = np.zeros_like(slope)
            np.multiply(slope, dtype(dy), out=expected, where=slope != 0)
            assert_same_bits(result, np.where(np.isnan(expected), dtype(NAN), expected))


def test_nan_in_gives_nan(gate, dtype, isa):
    nan, ordinary = np.full(20, -dtype(NAN)), np.full(20, 0.25, dtype)
    for a, b in ((nan, ordinary), (ordinary, nan), (nan, nan)):
        assert_same_bits(gate(a, b), np.abs(nan))
        assert_all_same_bits(gate.derivative(a, b), [np.abs(nan)] * 2)
        assert_all_same_bits(gate.backward(ordinary, a, b), [np.abs(nan)] * 2)
    assert np.isnan(gate.backward(nan, ordinary, ordinary)).all()


def test_they_are_gates():
    assert GATES
    for gate in GATES:
        assert isinstance(gate, rl.Gate)
        assert issubclass(rl.Gate, rl.Activation)
        assert list(inspect.signature(gate).parameters)[:2] == ["a", "b"]
        assert "(a, b" in repr(gate)
        assert "dy, a, b" in gate.backward_ufunc.__doc__
    for method in (rl.Gate.split, rl.Gate.split_backward):
        assert "interleaved" in inspect.getdoc(method)


def test_glu_is_gated_by_its_second_array(dtype):
    x = np.array([3, -2, 0, INF], dtype)
    assert_same_bits(rl.glu.split(x), np.array([1.5, -2], dtype))


@pytest.mark.parametrize("interleaved", [False, True])
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -2, -3])
def test_split_is_a_call_on_the_halves(gate, dtype, axis, interleaved):
    x = samples(dtype, (6, 4, 10))
    a, b = halves(x, axis, interleaved)
    how = {"axis": axis, "interleaved": interleaved}
    assert_same_bits(gate.split(x, **how), gate(a, b))
    assert_same_bits(gate.split(np.asfortranarray(x), **how), gate(a, b))
    dy = moderate(dtype, a.shape)
    gradient = gate.split_backward(dy, x, **how)
    assert gradient.shape == x.shape
    assert_all_same_bits(halves(gradient, axis, interleaved), gate.backward(dy, a, b))


def test_split_passes_parameters_and_options_on(dtype):
    x = moderate(dtype, (5, 8)) * 8
    a, b = halves(x)
    expected = rl.swiglu_clamped(a, b, 3, alpha=1.5)
    assert_same_bits(rl.swiglu_clamped.split(x, 3, alpha=1.5), expected)
    out = np.full((5, 4), 99, dtype)
    assert rl.swiglu_clamped.split(x, 3, alpha=1.5, out=out, where=a > 0) is out
    assert_same_bits(out, np.where(a > 0, expected, dtype(99)))
    assert rl.swiglu.split(x, dtype=np.float64).dtype == np.float64
    dy = moderate(dtype, a.shape)
    gradients = rl.swiglu_clamped.backward(dy, a, b, 3, alpha=1.5)
    assert_all_same_bits(halves(rl.swiglu_clamped.split_backward(dy, x, 3, alpha=1.5)), gradients)
    columns = np.linspace(1, 4, 4)
    wide = rl.swiglu_clamped.split_backward(dy, x, limit=columns)
    assert wide.dtype == np.float64
    assert_all_same_bits(halves(wide), rl.swiglu_clamped.backward(dy, a, b, limit=columns))


def test_split_backward_writes_to_out(gate, dtype):
    x = samples(dtype, (5, 8))
    dy = moderate(dtype, (5, 4))
    expected = gate.split_backward(dy, x)
    for out in (np.zeros_like(x), np.zeros((5, 24), dtype)[:, ::3], np.zeros((8, 5), dtype).T, np.zeros((5, 8))):
        assert gate.split_backward(dy, x, out=out) is out
        assert_same_bits(out.astype(dtype), expected)
    for interleaved in (False, True):
        copy, expected = x.copy(), gate.split_backward(dy, x, interleaved=interleaved)
        assert gate.split_backward(dy, copy, interleaved=interleaved, out=copy) is copy
        assert_same_bits(copy, expected)
    assert_same_bits(gate.split_backward(1, x), gate.split_backward(np.ones_like(dy), x))
    assert_same_bits(gate.split_backward(dtype(0.5), x), gate.split_backward(np.full_like(dy, 0.5), x))


@pytest.mark.parametrize("interleaved", [False, True])
def test_halves_are_views(interleaved):
    x = np.ones((200, 10_000), np.float32)
    inputs = []

    class Recorder(np.ndarray):
        def __array_ufunc__(self, ufunc, method, *given, **options):
            inputs.extend(given)

    rl.swiglu.split(x.view(Recorder), interleaved=interleaved)
    assert len(inputs) == 2
    assert all(np.shares_memory(each, x) for each in inputs)
    out = np.empty((200, 5000), np.float32)
    tracemalloc.start()
    try:
        rl.swiglu.split(x, interleaved=interleaved, out=out)
        rl.swiglu.split_backward(out, x, interleaved=interleaved, out=x)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < x.nbytes / 20


@pytest.mark.parametrize("given", [bool, np.int8, np.int16, np.int64, np.float16])
def test_split_of_other_dtypes(given):
    x = np.array([[1, 0, 3, 2]], given)
    a, b = halves(x)
    assert_same_bits(rl.swiglu.split(x), rl.swiglu(a, b))
    gradient, expected = rl.swiglu.split_backward(a, x), rl.swiglu.backward(a, a, b)
    assert gradient.dtype == expected[0].dtype
    assert_all_same_bits(halves(gradient), expected)
    assert_same_bits(rl.swiglu.split([1.0, 2.0]), rl.swiglu(np.array([1.0]), np.array([2.0])))
    assert_same_bits(
        rl.swiglu.split_backward([1.0], [1.0, 2.0]), rl.swiglu.split_backward(np.ones(1), np.arange(1.0, 3))
    )


@pytest.mark.parametrize(("shape", "axis"), [((0,), 0), ((3, 0), 1), ((0, 4), 1), ((4, 0), 0)])
def test_split_of_nothing(gate, dtype, shape, axis):
    y = gate.split(np.zeros(shape, dtype), axis=axis)
    assert y.size == 0
    assert y.dtype == dtype
    assert gate.split_backward(y, np.zeros(shape, dtype), axis=axis).shape == shape


def test_what_has_no_halves():
    x, out, dy = np.ones((4, 3)), np.full((4, 3), 99.0), np.ones((4, 1))
    for call in (rl.swiglu.split, lambda x, **options: rl.swiglu.split_backward(dy, x, out=out, **options)):
        with pytest.raises(ValueError, match="3 elements along axis -1, an odd number"):
            call(x)
        with pytest.raises(np.exceptions.AxisError, match="axis 2 is out of bounds"):
            call(x, axis=2)
        with pytest.raises(np.exceptions.AxisError, match="dimension 0"):
            call(np.float64(1))
        with pytest.raises(TypeError):
            call(x, axis="last")
        with pytest.raises(TypeError):
            call(x, axis=None)
    assert (out == 99).all()


def test_wrong_outputs_of_split():
    x, dy = np.ones((4, 6)), np.ones((4, 3))
    out = np.full((4, 3), 99.0)
    with pytest.raises(ValueError, match=r"shape of x, \(4, 6\), not \(4, 3\)"):
        rl.swiglu.split_backward(dy, x, out=out)
    with pytest.raises(TypeError, match="out must be an array, not list"):
        rl.swiglu.split_backward(dy, x, out=[0.0])
    with pytest.raises(TypeError, match=r"swiglu_backward.*int64"):
        rl.swiglu.split_backward(dy, x, out=np.zeros((4, 6), int))
    readonly = x.copy()
    readonly.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        rl.swiglu.split_backward(dy, x, out=readonly)
    with pytest.raises(ValueError, match="broadcast"):
        rl.swiglu.split(x, out=np.zeros((4, 6)))
    with pytest.raises(ValueError, match="broadcast"):
        rl.swiglu.split_backward(np.ones((4, 6)), x)
    with pytest.raises(TypeError, match="swiglu has no parameter 'no_such'"):
        rl.swiglu.split(x, no_such=1)
    with pytest.raises(TypeError, match="swiglu has no parameter 'no_such'"):
        rl.swiglu.split_backward(dy, x, no_such=1)
    with pytest.raises(TypeError, match="complex128"):
        rl.swiglu.split_backward(dy, x.astype(complex))
    assert (out == 99).all()


def test_wrong_calls(gate):
    x = np.ones(3)
    with pytest.raises(TypeError, match=f"{gate.name} takes 2 arrays first, 1 given"):
        gate(x)
    with pytest.raises(TypeError, match=f"{gate.name} takes 3 arrays first, 2 given"):
        gate.backward(x, x)
    with pytest.raises(TypeError, match=r"float32 and float64.*complex128"):
        gate(x, x.astype(complex))
    with pytest.raises(ValueError, match="broadcast"):
        gate(x, np.ones(4))


@pytest.fixture(params=[g for g in GATES if g.parameters], ids=lambda g: g.name)
def parameterised(request):
    return request.param


def test_parameters(parameterised, dtype):
    a, b = samples(dtype, 50), samples(dtype, 50, seed=1)
    values = [float(values_of(p, 5)[3]) for p in parameterised.parameters]
    named = {p.name: v for p, v in zip(parameterised.parameters, values, strict=True)}
    expected = parameterised.ufunc(a, b, *(dtype(v) for v in values))
    assert_same_bits(parameterised(a, b, *values), expected)
    assert_same_bits(parameterised(a, b, **named), expected)
    for parameter in parameterised.parameters:
        for wrong in (NAN, INF, np.nextafter(parameter.lower, -INF), np.array([np.nextafter(parameter.upper, INF)])):
            if np.isscalar(wrong) or abs(wrong) < np.finfo(float).max:
                with pytest.raises(ValueError, match=parameter.name):
                    parameterised(a, b, **{parameter.name: wrong})
                with pytest.raises(ValueError, match=parameter.name):
                    parameterised.split_backward(b, np.stack([a, b], 1), axis=1, **{parameter.name: wrong})


@pytest.mark.parametrize("columns", [False, True])
def test_parameter_gradients(parameterised, dtype, columns):
    dy, a, b = (moderate(dtype, (300, 40), seed) * 5 for seed in range(3))
    parameters = [values_of(p, 40).astype(dtype) if columns else value_of(p) for p in parameterised.parameters]
    gradients = parameterised.parameter_gradients(dy, a, b, *parameters)
    terms = parameterised.parameter_backward_ufunc(dy, a, b, *parameters)
    for gradient, term in zip(gradients, terms, strict=True):
        wide = term.astype(np.float64)
        axis = 0 if columns else None
        bound = np.finfo(dtype).eps * np.abs(wide.sum(axis)) + 1e-13 * np.abs(wide).sum(axis)
        assert gradient.dtype == dtype
        assert (np.abs(gradient - wide.sum(axis)) <= bound).all()
        assert gradient.any()


def test_a_large_factor_brings_back_what_alone_is_zero():
    """Products round once: act(a) beyond the range of float64, times a b that is near its end."""
    for gate, a in ((rl.swiglu, -800.0), (rl.geglu, -39.2), (rl.geglu_tanh, -21.8), (rl.geglu_quick, -470.0)):
        assert gate(a, 1.0) == 0
        assert -1e-10 < gate(a, 1e300) < -1e-60
        da, db = gate.backward(1.0, a, 1e300)
        assert da < 0
        assert db == 0
        assert gate.backward(1e300, a, 1.0)[1] < 0
