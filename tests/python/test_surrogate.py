"""backward(..., surrogate=g): forward of one function, slope of another."""

import numpy as np
import pytest

import relume as rl
from helpers import assert_same_bits, moderate, samples, value_of

ONE_ARRAY = [a for a in rl.activations.values() if a.arrays == 1]
GATES = [a for a in rl.activations.values() if a.arrays == 2]


@pytest.mark.parametrize("activation", ONE_ARRAY, ids=lambda a: a.name)
def test_the_result_is_the_surrogates(activation, dtype):
    x, dy = samples(dtype, 200), moderate(dtype, 200)
    parameters = [value_of(p) for p in activation.parameters]
    for other in (rl.relu, rl.silu, rl.elu, rl.prelu):
        bound = tuple(map(value_of, other.parameters))
        expected = other.backward(dy, x, *bound)
        for form in ((other, *bound), (other.name, *bound), *([] if None in other_defaults(other) else [other])):
            assert_same_bits(activation.backward(dy, x, *parameters, surrogate=form), expected)


def other_defaults(activation):
    return [p.default for p in activation.parameters]


def test_names_aliases_and_options():
    x, dy = moderate(np.float32, (30, 40), 1), moderate(np.float32, (30, 40))
    expected = rl.silu.backward(dy, x)
    assert_same_bits(rl.relu.backward(dy, x, surrogate="silu"), expected)
    assert_same_bits(rl.relu.backward(dy, x, surrogate="expit"), rl.sigmoid.backward(dy, x))
    assert_same_bits(rl.relu.backward(dy, x, surrogate=None), rl.relu.backward(dy, x))
    assert_same_bits(rl.leaky_relu.backward(dy, x, negative_slope=0.1, surrogate=rl.silu), expected)
    out = np.empty_like(x)
    assert rl.relu.backward(dy, x, out=out, surrogate=rl.silu) is out
    assert_same_bits(out, expected)
    assert_same_bits(rl.relu.backward(dy, x, surrogate=(rl.elu, 0.5)), rl.elu.backward(dy, x, 0.5))
    slopes = np.linspace(0.1, 0.9, 40, dtype=np.float32)
    assert_same_bits(rl.relu.backward(dy, x, surrogate=("prelu", slopes)), rl.prelu.backward(dy, x, slopes))


def test_a_dead_unit_learns_again():
    x = np.array([-3, -1, -0.5])
    assert not rl.relu.backward(np.ones(3), x).any()
    assert rl.relu.backward(np.ones(3), x, surrogate="silu").all()


@pytest.mark.parametrize(
    ("surrogate", "error", "match"),
    [
        ("sillu", ValueError, "relume has no activation 'sillu'"),
        (3, TypeError, "not by int"),
        (np.tanh, TypeError, "not by ufunc"),
        ((), TypeError, "not by tuple"),
        (rl.prelu, TypeError, "prelu needs weight"),
        ((rl.silu, 2.0), TypeError, "silu takes 0 parameters, 1 given"),
        ((rl.softplus, -1.0), ValueError, "beta must be in"),
    ],
)
def test_errors(surrogate, error, match):
    with pytest.raises(error, match=match):
        rl.relu.backward(np.ones(3), np.ones(3), surrogate=surrogate)


def test_the_functions_own_parameters_are_checked():
    with pytest.raises(ValueError, match="beta must be in"):
        rl.softplus.backward(np.ones(3), np.ones(3), -1.0, surrogate=rl.silu)
    with pytest.raises(TypeError, match="relu takes 0 parameters"):
        rl.relu.backward(np.ones(3), np.ones(3), 1.0, surrogate=rl.silu)
    with pytest.raises(TypeError, match=r"prelu needs weight"):
        rl.prelu.backward(np.ones(3), np.ones(3), surrogate=rl.silu)


def test_gates():
    gate, other = GATES[0], GATES[-1]
    dy, a, b = (moderate(np.float64, 10, seed) for seed in range(3))
    expected = other.backward(dy, a, b)
    for result, one in zip(gate.backward(dy, a, b, surrogate=other), expected, strict=True):
        assert_same_bits(result, one)
    with pytest.raises(ValueError, match=f"relu can't be the surrogate of {gate.name}"):
        gate.backward(dy, a, b, surrogate=rl.relu)
    with pytest.raises(ValueError, match=f"{gate.name} can't be the surrogate of relu"):
        rl.relu.backward(dy, a, surrogate=gate)
