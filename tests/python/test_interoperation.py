"""Activations with other kinds of arrays, and on their way between processes."""

import copy
import multiprocessing
import pickle

import numpy as np
import pytest

import relume as rl
from helpers import ONE_ARRAY, OPERATIONS, assert_all_same_bits, assert_same_bits, moderate, samples, value_of


@pytest.fixture(params=ONE_ARRAY, ids=lambda a: a.name)
def activation(request):
    return request.param


def required(activation):
    return [value_of(p) for p in activation.parameters if p.default is None]


class Tagged(np.ndarray):
    """A subclass that hands its tag on, as np.matrix and astropy's quantities do with theirs."""

    def __array_finalize__(self, source):
        self.tag = getattr(source, "tag", None)


class Recorder:
    """Takes over every ufunc that it meets, as dask's and xarray's arrays do."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return ufunc, method, inputs, kwargs


class Wrapped(np.lib.mixins.NDArrayOperatorsMixin):
    """Not an ndarray: computes on what it wraps."""

    def __init__(self, values):
        self.values = values

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        results = getattr(ufunc, method)(*(i.values if isinstance(i, Wrapped) else i for i in inputs), **kwargs)
        return tuple(map(Wrapped, results)) if isinstance(results, tuple) else Wrapped(results)


class Preferred:
    """An old-style array-like: __array__ and a priority."""

    __array_priority__ = 100.0

    def __array__(self, dtype=None, copy=None):
        return np.array([-1.5, 2.5], dtype)

    def __array_wrap__(self, array, context=None, return_scalar=False):
        return ("wrapped", array)


def test_subclass_is_kept(operation, dtype):
    arrays = operation.inputs(dtype, (3, 4))
    tagged = [a.view(Tagged) for a in arrays]
    for a in tagged:
        a.tag = "t"
    for result, expected in zip(operation(*tagged), operation(*arrays), strict=True):
        assert type(result) is Tagged
        assert result.tag == "t"
        assert_same_bits(result.view(np.ndarray), expected)
    assert all(type(r) is np.ndarray for r in operation(*tagged, subok=False))


def test_integers_of_subclasses_convert_as_others(activation, tmp_path):
    integers = np.arange(-6, 6, dtype=np.int16)
    mapped = np.memmap(tmp_path / "integers", np.int16, "w+", shape=12)
    mapped[:] = integers
    expected = activation(integers, *required(activation))
    assert expected.dtype == (np.int16 if activation.keeps_integers else np.float32)
    for other in (mapped, integers.view(Tagged), np.ma.MaskedArray(integers)):
        assert_same_bits(np.asarray(activation(other, *required(activation))), expected)


def test_masked_array(operation, dtype):
    arrays = operation.inputs(dtype, 30)
    mask = np.arange(30) % 3 == 0
    masked = [np.ma.MaskedArray(a, mask) for a in arrays]
    for result, expected in zip(operation(*masked), operation(*arrays), strict=True):
        assert type(result) is np.ma.MaskedArray
        assert (result.mask == mask).all()
        assert_same_bits(result.data[~mask], expected[~mask])


def test_masked_array_through_the_activation(activation):
    x = np.ma.MaskedArray([-1.0, 2.0, 3.0], [False, True, False])
    assert (activation(x, *required(activation)).mask == x.mask).all()
    assert_same_bits(
        activation.derivative(x, *required(activation)).data[::2],
        activation.derivative(x.data[::2], *required(activation)),
    )


def test_array_ufunc_takes_over(activation):
    recorder, values = Recorder(), required(activation)
    parameters = tuple(map(value_of, activation.parameters))
    assert activation(recorder, *values) == (activation.ufunc, "__call__", (recorder, *parameters), {})
    assert activation.derivative(recorder, *values, where=True) == (
        activation.derivative_ufunc,
        "__call__",
        (recorder, *parameters),
        {"where": True},
    )
    dy = np.ones(3)
    ufunc, method, inputs, _ = activation.backward(dy, recorder, *values)
    assert (ufunc, method) == (activation.backward_ufunc, "__call__")
    assert inputs[0] is dy
    assert inputs[1] is recorder
    ufunc, _, _, kwargs = activation(np.ones(3), *values, out=recorder)
    assert ufunc is activation.ufunc
    assert kwargs == {"out": (recorder,)}


def test_array_ufunc_of_a_parameter():
    recorder, x = Recorder(), np.ones(3)
    assert rl.leaky_relu(x, recorder)[2] == (x, recorder)
    assert rl.leaky_relu(x, negative_slope=recorder)[2] == (x, recorder)


def test_wrapped_array(activation, dtype):
    x = samples(dtype, 50)
    result = activation(Wrapped(x), *required(activation))
    assert type(result) is Wrapped
    assert_same_bits(result.values, activation(x, *required(activation)))


def test_array_ufunc_none_refuses(activation):
    class Refuses:
        __array_ufunc__ = None

    with pytest.raises(TypeError, match="Refuses"):
        activation(Refuses(), *required(activation))


def test_array_wrap_and_priority(activation):
    tag, result = activation(Preferred(), *required(activation))
    assert tag == "wrapped"
    assert_same_bits(result, activation(np.array([-1.5, 2.5]), *required(activation)))


def test_record_fields(activation, dtype):
    records = np.zeros(20, [("flag", "i1"), ("x", dtype)])
    records["x"] = samples(dtype, 20)
    assert_same_bits(
        activation(records["x"], *required(activation)), activation(records["x"].copy(), *required(activation))
    )


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickled_is_the_same_object(activation, protocol):
    ufuncs = [activation.ufunc, activation.derivative_ufunc, activation.backward_ufunc]
    if activation.parameters:
        ufuncs.append(activation.parameter_backward_ufunc)
    for thing in (activation, *ufuncs):
        assert pickle.loads(pickle.dumps(thing, protocol)) is thing


@pytest.mark.parametrize("method", ["__call__", "derivative", "backward", "parameter_gradients"])
def test_pickled_methods(activation, method):
    bound = pickle.loads(pickle.dumps(getattr(activation, method)))
    assert bound.__self__ is activation
    assert bound.__name__ == method


def test_copies_are_the_same_object(activation):
    for thing in (activation, activation.ufunc, activation.backward_ufunc):
        assert copy.copy(thing) is thing
        assert copy.deepcopy(thing) is thing
    assert copy.deepcopy({"layer": [activation]})["layer"][0] is activation


def test_parameters_pickle(activation):
    again = pickle.loads(pickle.dumps(activation.parameters))
    assert [(p.name, p.default, p.range) for p in again] == [
        (p.name, p.default, p.range) for p in activation.parameters
    ]


def test_through_spawned_processes():
    x = moderate(np.float32, 100)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        sent = [pool.apply_async(o.ufunc, (*o.inputs(np.float32, 1000), *o.parameters)) for o in OPERATIONS]
        activation = pool.apply_async(rl.leaky_relu, (x,), {"negative_slope": 0.5})
        for operation, result in zip(OPERATIONS, sent, strict=True):
            results = result.get(timeout=60)
            expected = operation(*operation.inputs(np.float32, 1000))
            assert_all_same_bits(results if isinstance(results, tuple) else (results,), expected)
        assert_same_bits(activation.get(timeout=60), rl.leaky_relu(x, 0.5))
