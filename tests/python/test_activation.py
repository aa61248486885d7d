"""An Activation: its attributes and documentation, how its parameters are given, and its errors."""

import inspect
import math
import pydoc
import sys

import ml_dtypes
import numpy as np
import pytest

import relume as rl
from helpers import DTYPES, ONE_ARRAY, assert_same_bits, moderate, samples, value_of, values_of

one_array = pytest.mark.parametrize("activation", ONE_ARRAY, ids=lambda a: a.name)
PARAMETERISED = [a for a in ONE_ARRAY if a.parameters]
parameterised = pytest.mark.parametrize("activation", PARAMETERISED, ids=lambda a: a.name)


def required(activation):
    return [value_of(p) for p in activation.parameters if p.default is None]


def methods(activation, x, *parameters, **options):
    """The calls of every method that takes parameters."""
    yield lambda: activation(x, *parameters, **options)
    yield lambda: activation.derivative(x, *parameters, **options)
    yield lambda: activation.backward(np.ones_like(x), x, *parameters, **options)


def assert_raises(calls, error, *words):
    for call in calls:
        with pytest.raises(error) as caught:
            call()
        for word in words:
            assert word in str(caught.value)


def test_attributes(activation):
    assert getattr(rl, activation.name) is activation
    assert rl.activations[activation.name] is activation
    assert activation.__name__ == activation.__qualname__ == activation.name
    assert activation.__module__ == "relume"
    for text in (activation.title, activation.formula, activation.derivative_formula, activation.notes):
        assert text
        assert text == text.strip()
    assert any(c.isdigit() for c in activation.reference), "a reference has a year"
    for parameter in activation.parameters:
        assert parameter.name.isidentifier()
        assert parameter.lower < parameter.upper
        assert parameter.default is None or parameter.lower <= parameter.default <= parameter.upper
    assert (activation.parameter_backward_ufunc is None) == (not activation.parameters)


def test_attributes_are_read_only(activation):
    for name in ("name", "formula", "parameters", "ufunc", "backward_ufunc"):
        with pytest.raises(AttributeError):
            setattr(activation, name, None)


def test_documentation(activation):
    text = inspect.getdoc(activation)
    assert text.startswith(activation.title)
    for part in (activation.formula, activation.derivative_formula, activation.notes, activation.reference):
        assert part in text
    for parameter in activation.parameters:
        assert parameter.name in text
        assert parameter.range in text
    assert activation.title in pydoc.plain(pydoc.render_doc(activation))
    for method in (activation.derivative, activation.backward, activation.parameter_gradients):
        assert inspect.getdoc(method)


def test_signature(activation):
    signature = inspect.signature(activation)
    names = list(signature.parameters)
    arrays = ["x"] if activation.arrays == 1 else ["a", "b"]
    assert names == [*arrays, *(p.name for p in activation.parameters), "out", "ufunc_options"]
    for parameter in activation.parameters:
        default = signature.parameters[parameter.name].default
        assert default == (inspect.Parameter.empty if parameter.default is None else parameter.default)
    signature.bind(*[1.0] * len(arrays), *required(activation), where=True)
    assert callable(activation)


def test_the_class_has_its_own_documentation():
    assert "called on arrays" in inspect.getdoc(rl.Activation)
    assert rl.Activation.__name__ == "Activation"
    assert isinstance(rl.Activation.__module__, str)

    def annotated(f: rl.Activation) -> rl.Activation: ...

    assert "Activation" in str(inspect.signature(annotated))
    assert "parameter_gradients" in pydoc.plain(pydoc.render_doc(rl.Activation))


def test_repr(activation):
    text = repr(activation)
    assert activation.name in text
    assert all(p.name in text for p in activation.parameters)
    assert all(repr(p) in text for p in activation.parameters)


def test_catalogue_is_a_mapping():
    assert len(rl.activations) == len(list(rl.activations)) > 0
    assert list(rl.activations.values()) == [getattr(rl, name) for name in rl.activations]
    assert "relu" in rl.activations
    assert "rellu" not in rl.activations
    assert rl.activations.get("rellu") is None
    assert all(name in repr(rl.activations) for name in rl.activations)
    assert set(rl.activations) <= set(rl.__all__)
    assert set(rl.__all__) <= set(dir(rl)) | {"buffers"}


def test_unknown_names_tell_the_close_ones():
    with pytest.raises(KeyError, match=r"'rellu'.*close: .*relu"):
        rl.activations["rellu"]
    with pytest.raises(AttributeError, match=r"'leaky_rellu'.*close: .*leaky_relu"):
        _ = rl.leaky_rellu
    with pytest.raises(AttributeError, match=r"'zzzzzzzz'.*there are relu, "):
        _ = rl.zzzzzzzz
    with pytest.raises(KeyError, match="3"):
        rl.activations[3]
    with pytest.raises(AttributeError, match="_private"):
        _ = rl._private
    with pytest.raises(ImportError, match="leaky_rellu"):
        from relume import leaky_rellu  # noqa: F401


@parameterised
def test_parameters_by_position_and_name(activation, dtype):
    x = samples(dtype, 100)
    values = [float(values_of(p, 5)[3]) for p in activation.parameters]
    named = {p.name: v for p, v in zip(activation.parameters, values, strict=True)}
    for position, (call, by_name) in enumerate(
        zip(methods(activation, x, *values), methods(activation, x, **named), strict=True)
    ):
        ufunc = (activation.ufunc, activation.derivative_ufunc, activation.backward_ufunc)[position]
        arrays = (np.ones_like(x), x) if position == 2 else (x,)
        expected = ufunc(*arrays, *(dtype(v) for v in values))
        assert_same_bits(call(), expected)
        assert_same_bits(by_name(), expected)


METHODS = ("__call__", "derivative", "backward")


@pytest.mark.parametrize("method", METHODS)
def test_a_call_by_vector_does_what_one_with_a_tuple_and_a_dict_does(activation, method, dtype):
    def both(*args, **named):
        direct = activation if method == "__call__" else getattr(activation, method)
        results = direct(*args, **named), getattr(rl.Activation, method)(activation, *args, **named)
        for one, other in zip(*(r if isinstance(r, tuple) else (r,) for r in results), strict=True):
            assert_same_bits(one, other)
        return results[0]

    arrays = [samples(dtype, 40)] * (activation.arrays + (method == "backward"))
    values = [value_of(p) for p in activation.parameters]
    both(*arrays, *required(activation))
    both(*arrays, *values)
    both(*arrays, *(np.asarray(v, dtype) for v in values))
    both(*arrays, **{p.name: v for p, v in zip(activation.parameters, values, strict=True)})
    both(*(a.tolist() for a in arrays), *values, dtype=dtype)
    outs = tuple(np.empty_like(arrays[0]) for _ in range(2 if activation.arrays == 2 and method != "__call__" else 1))
    given = both(*arrays, *values, out=outs if len(outs) > 1 else outs[0])
    assert all(g is o for g, o in zip(given if len(outs) > 1 else (given,), outs, strict=True))
    both(*arrays, *values, out=outs, where=True)


PLAIN = (np.float16, np.float32, np.float64, ml_dtypes.bfloat16)


class Derived(np.ndarray):
    pass


LAYOUTS = {
    "one": lambda x: x[:1],
    "rows": lambda x: x.reshape(4, 10),
    "columns": lambda x: x.reshape(4, 10).T,
    "every other": lambda x: x[::2],
    "reversed": lambda x: x[::-1],
    "0-d": lambda x: x[3].reshape(()),
    "scalar": lambda x: x[3],
    "none": lambda x: x[:0],
    "swapped": lambda x: x.astype(x.dtype.newbyteorder()),
    "unaligned": lambda x: np.frombuffer(b"." + x.tobytes(), x.dtype, offset=1),
    "derived": lambda x: x.view(Derived),
}


def same_array(one, other):
    assert_same_bits(one, other)
    assert type(one) is type(other)
    assert one.dtype == other.dtype
    assert one.strides == other.strides


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("name", ["tanh", "leaky_relu", "softcap"])
def test_a_call_gives_what_its_ufunc_does_whatever_the_arrays(name, layout):
    f = rl.activations[name]
    values = tuple(value_of(p) for p in f.parameters)
    for kind in PLAIN:
        x = layout(moderate(kind, 40))
        with np.errstate(all="raise"):
            same_array(f(x, *values), f.ufunc(x, *values))
            same_array(f.derivative(x, *values), f.derivative_ufunc(x, *values))
            same_array(f.backward(x, x, *values), f.backward_ufunc(x, x, *values))
        same_array(rl.bilinear(x, x), rl.bilinear.ufunc(x, x))
        for one, other in zip(rl.glu.backward(x, x, x), rl.glu.backward_ufunc(x, x, x), strict=True):
            same_array(one, other)
        assert rl.bilinear(x, np.float64(2)).dtype == rl.bilinear.ufunc(x, np.float64(2)).dtype


@pytest.mark.parametrize("given", [slice(0, 40), slice(1, 41), slice(39, 79), slice(40, 80), slice(79, None, -2)])
def test_a_call_into_its_own_input(given):
    for kind in PLAIN:
        memory, expected = (np.concatenate([moderate(kind, 40)] * 2) for _ in range(2))
        result = rl.leaky_relu(memory[:40], 0.25, out=memory[given])
        rl.leaky_relu.ufunc(expected[:40], 0.25, out=expected[given])
        assert_same_bits(memory, expected)
        assert result.base is memory


def test_outputs_that_a_call_cannot_write_to():
    x, out = samples(np.float32, 40), np.empty(40, np.float32)
    out.flags.writeable = False
    for call in (rl.tanh, rl.tanh.ufunc):
        with pytest.raises(ValueError, match="read-only"):
            call(x, out=out)
    same_array(rl.tanh(x, out=np.empty((3, 40), np.float32)), rl.tanh.ufunc(x, out=np.empty((3, 40), np.float32)))
    same_array(rl.tanh(x, out=np.empty(40, np.float64)), rl.tanh.ufunc(x, out=np.empty(40, np.float64)))


@pytest.mark.parametrize("method", METHODS)
def test_a_call_by_vector_keeps_and_loses_no_reference(method):
    x, out, number = samples(np.float32, 8), np.empty(8, np.float32), 0.34375
    held = (x, out, number, rl.leaky_relu, rl.leaky_relu.ufunc)
    arrays = (x, x) if method == "backward" else (x,)
    call = rl.leaky_relu if method == "__call__" else getattr(rl.leaky_relu, method)
    call(*arrays, number)  # the number that came last is remembered
    before = [sys.getrefcount(h) for h in held]
    for _ in range(10):
        call(*arrays, number)
        call(*arrays, number, out=out)
        call(*arrays, negative_slope=number, out=out)
        for wrong in ({"out": np.empty(3, np.float32)}, {"negative_slope": "steep"}, {"out": "nowhere"}, {"beta": 1}):
            with pytest.raises((TypeError, ValueError)):
                call(*arrays, **wrong)
        with pytest.raises(TypeError, match="not <U1"):
            call(*(np.array(["x"]) for _ in arrays))
    call(*arrays, number)
    assert [sys.getrefcount(h) for h in held] == before


@parameterised
@pytest.mark.parametrize("kind", [float, np.float64, np.float32, np.array, lambda v: np.array(v, np.float32)])
def test_a_number_as_parameter_keeps_the_dtype(activation, kind):
    for dtype in (np.float16, *DTYPES):
        x = moderate(dtype, 10)
        for call in methods(activation, x, *(kind(value_of(p)) for p in activation.parameters)):
            assert call().dtype == dtype
    integers = np.arange(3, dtype=np.int8)
    expected = np.int8 if activation.keeps_integers else np.float16
    for call in methods(activation, integers, *(kind(value_of(p)) for p in activation.parameters)):
        assert call().dtype == expected
        expected = np.float16  # of derivatives


@parameterised
def test_an_integer_as_parameter(activation, dtype):
    x = samples(dtype, 30)
    for parameter in activation.parameters:
        if parameter.lower <= 1 <= parameter.upper:
            others = {p.name: value_of(p) for p in activation.parameters if p is not parameter}
            assert_same_bits(
                activation(x, **{parameter.name: 1}, **others), activation(x, **{parameter.name: 1.0}, **others)
            )


@parameterised
def test_a_wide_array_as_parameter_widens(activation):
    x = moderate(np.float32, 4)
    values = [values_of(p, 4) for p in activation.parameters]
    assert activation(x, *values).dtype == np.float64
    assert activation(x, *(v.astype(np.float32) for v in values)).dtype == np.float32


@parameterised
def test_parameters_as_lists(activation):
    x = moderate(np.float64, 3)
    values = [values_of(p, 3) for p in activation.parameters]
    assert_same_bits(activation(x, *(v.tolist() for v in values)), activation(x, *values))


@parameterised
def test_parameters_out_of_range(activation):
    x = moderate(np.float32, 3)
    for parameter in activation.parameters:
        others = {p.name: value_of(p) for p in activation.parameters if p is not parameter}
        wrong = [math.nan, math.inf, -math.inf, 10**400, np.float32("nan"), np.array(np.inf)]
        for bound, direction in ((parameter.lower, -math.inf), (parameter.upper, math.inf)):
            if abs(bound) < np.finfo(float).max:
                outside = math.nextafter(bound, direction)
                wrong += [outside, np.array([bound, outside]), [bound, outside], np.array([[outside], [bound]])]
            assert (
                np.isfinite(
                    activation.ufunc(1.0, *(bound if p is parameter else others[p.name] for p in activation.parameters))
                )
                or abs(bound) > 1e300
            )
        for value in wrong:
            assert_raises(methods(activation, x, **{parameter.name: value}, **others), ValueError, parameter.name)
            with pytest.raises(ValueError, match=parameter.name):
                activation.parameter_gradients(x, x, **{parameter.name: value}, **others)


@parameterised
@pytest.mark.parametrize("value", ["0.5", b"0.5", None, 1j, {}, object(), ["a"], np.array(["0.5"]), np.array(None)])
def test_parameters_that_are_not_numbers(activation, value):
    x = moderate(np.float32, 3)
    named = {p.name: value_of(p) for p in activation.parameters}
    named[activation.parameters[0].name] = value
    assert_raises(methods(activation, x, **named), TypeError)
    if not isinstance(value, np.ndarray):
        assert_raises(methods(activation, x, **named), TypeError, activation.parameters[0].name)


@parameterised
def test_wrong_parameter_names(activation):
    x, out = np.ones(3), np.full(3, 99.0)
    values = [value_of(p) for p in activation.parameters]
    known = activation.parameters[0].name
    assert_raises(methods(activation, x, *values, no_such=1, out=out), TypeError, activation.name, "no_such", known)
    assert_raises(methods(activation, x, *values, out=out, **{known: values[0]}), TypeError, activation.name, known)
    assert_raises(methods(activation, x, *values, 1.0, out=out), TypeError, activation.name, "out=")
    with pytest.raises(TypeError, match="no_such"):
        activation.parameter_gradients(x, x, *values, no_such=1)
    with pytest.raises(TypeError, match="out"):
        activation.parameter_gradients(x, x, *values, out=out)
    assert (out == 99).all()


def test_wrong_parameters_where_there_are_none():
    x = np.ones(3)
    assert_raises(methods(rl.relu, x, slope=1), TypeError, "relu", "slope", "no parameter")
    assert_raises(methods(rl.relu, x, 0.5), TypeError, "relu", "0 parameters")
    with pytest.raises(TypeError, match="relu has no parameters"):
        rl.relu.parameter_gradients(x, x)


def test_missing_arguments(activation):
    for call in (activation, activation.derivative, activation.backward):
        with pytest.raises(TypeError, match=activation.name):
            call()
    with pytest.raises(TypeError, match=activation.name):
        activation.backward(np.ones(3))
    missing = [p.name for p in activation.parameters if p.default is None]
    if missing:
        arrays = [np.ones(3)] * activation.arrays
        assert_raises(methods(activation, *arrays), TypeError, activation.name, missing[0])


@one_array
@pytest.mark.parametrize(
    "wrong",
    [
        np.ones(3, complex),
        np.ones(3, np.complex64),
        np.ones(3, np.longdouble),
        np.array([1, None, 2]),
        np.array(["1", "2", "3"]),
        np.ones(3, "M8[s]"),
        np.ones(3, [("a", "f4")]),
        "text",
        None,
        1j,
    ],
    ids=lambda w: str(np.asarray(w).dtype),
)
def test_wrong_dtypes(activation, wrong):
    out = np.full(3, 99.0)
    kind = str(np.asarray(wrong).dtype)
    parameters = required(activation)
    calls = [
        lambda: activation(wrong, *parameters, out=out),
        lambda: activation.derivative(wrong, *parameters, out=out),
        lambda: activation.backward(out, wrong, *parameters, out=out),
        lambda: activation.backward(wrong, out, *parameters, out=out),
    ]
    assert_raises(calls, TypeError, activation.name, kind, "float16, float32 and float64")
    assert (out == 99).all()


@one_array
def test_shapes_that_do_not_broadcast(activation):
    x, parameters = np.ones((2, 3)), required(activation)
    with pytest.raises(ValueError, match=r"\(4,\).*\(2,3\)"):
        activation.backward(np.ones(4), x, *parameters)
    out = np.full((3, 2), 99.0)
    assert_raises(methods(activation, x, *parameters, out=out), ValueError, "(2,3)", "(3,2)")
    assert_raises(methods(activation, x, *parameters, where=np.ones(4, bool), out=np.zeros((2, 3))), ValueError, "(4,)")
    assert (out == 99).all()


@parameterised
def test_parameter_shapes_that_do_not_broadcast(activation):
    values = [values_of(p, 4) for p in activation.parameters]
    assert_raises(methods(activation, np.ones((2, 3)), *values), ValueError, "(2,3)", "(4,)")
    with pytest.raises(ValueError, match="broadcast"):
        activation.parameter_gradients(np.ones((2, 3)), np.ones((2, 3)), *values)


@one_array
def test_wrong_outputs(activation):
    x, parameters = moderate(np.float64, 5), required(activation)
    readonly = np.full(5, 99.0)
    readonly.flags.writeable = False
    assert_raises(methods(activation, x, *parameters, out=readonly), ValueError, "read-only")
    assert (readonly == 99).all()
    integers = np.full(5, 99)
    assert_raises(methods(activation, x, *parameters, out=integers), TypeError, activation.name, "int64")
    assert (integers == 99).all()
    assert_raises(methods(activation, x, *parameters, out=[0] * 5), TypeError, "array")
    assert_raises(methods(activation, x, *parameters, out=(np.zeros(5), np.zeros(5))), ValueError, "out")
    assert_raises(methods(activation, x, *parameters, out=np.zeros(5), casting="nonsense"), ValueError, "casting")
    assert_raises(methods(activation, x, *parameters, dtype=int), TypeError, activation.name)
