"""The values that a formula leaves open, or that rounding may not touch: kinks, zeros with their sign, infinities.

A table pins them, one row per activation of one array. Where peers disagree, the row says who and how.
"""

import numpy as np
import pytest

from helpers import ONE_ARRAY, assert_same_bits

INF, NAN = np.inf, np.nan
LAMBDA, LAMBDA_ALPHA = 1.0507009873554804934, 1.7580993408473768599

# name: {parameters}, [(x, f(x), f'(x)), ...]
CONVENTIONS = {
    # torch.relu(-0.0) is -0.0 on CPU.
    "relu": ({}, [(-INF, 0.0, 0.0), (-1, 0.0, 0.0), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (2, 2, 1), (INF, INF, 1)]),
    # jax: f'(0) = 1.
    "leaky_relu": (
        {"negative_slope": 0.125},
        [(-INF, -INF, 0.125), (-2, -0.25, 0.125), (-0.0, -0.0, 0.125), (0.0, 0.0, 0.125), (2, 2, 1), (INF, INF, 1)],
    ),
    "prelu": (
        {"weight": 0.25},
        [(-INF, -INF, 0.25), (-2, -0.5, 0.25), (-0.0, -0.0, 0.25), (0.0, 0.0, 0.25), (2, 2, 1), (INF, INF, 1)],
    ),
    # TensorFlow and jax: f'(0) = 1 whatever alpha is.
    "elu": ({"alpha": 2.0}, [(-INF, -2, 0.0), (-0.0, -0.0, 2), (0.0, 0.0, 2), (2, 2, 1), (INF, INF, 1)]),
    # TensorFlow: f'(0) = λ.
    "selu": (
        {},
        [
            (-INF, -LAMBDA_ALPHA, 0.0),
            (-0.0, -0.0, LAMBDA_ALPHA),
            (0.0, 0.0, LAMBDA_ALPHA),
            (2, 2 * LAMBDA, LAMBDA),
            (INF, INF, LAMBDA),
        ],
    ),
    "rectified_tanh": ({}, [(-INF, 0.0, 0.0), (-1, 0.0, 0.0), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (INF, 1, 0.0)]),
    "sigmoid": ({}, [(-INF, 0.0, 0.0), (-0.0, 0.5, 0.25), (0.0, 0.5, 0.25), (INF, 1, 0.0)]),
    "tanh": ({}, [(-INF, -1, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 1, 0.0)]),
    # PyTorch: f(-inf) and f'(±inf) are NaN.
    "silu": ({}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1)]),
    # PyTorch: f(±inf) and f'(±inf) are NaN.
    "gelu": ({}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1)]),
    # PyTorch: f(x) = x from beta·x > 20.
    "softplus": (
        {"beta": 2.0},
        [(-INF, 0.0, 0.0), (-0.0, np.log(2) / 2, 0.5), (0.0, np.log(2) / 2, 0.5), (INF, INF, 1)],
    ),
    "log_sigmoid": ({}, [(-INF, -INF, 1), (-0.0, -np.log(2), 0.5), (0.0, -np.log(2), 0.5), (INF, -0.0, 0.0)]),
    "swish": ({"beta": 2.0}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1)]),
    "celu": ({"alpha": 2.0}, [(-INF, -2, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (2, 2, 1), (INF, INF, 1)]),
    # PyTorch: f(±inf) and f'(±inf) are NaN; f' is NaN where the cube overflows too.
    "gelu_tanh": (
        {},
        [(-INF, -0.0, 0.0), (-1e38, -0.0, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (1e38, 1e38, 1), (INF, INF, 1)],
    ),
    "gelu_quick": ({}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1)]),
    "eswish": ({"beta": 1.5}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.75), (0.0, 0.0, 0.75), (INF, INF, 1.5)]),
    "acon_c": (
        {"p1": 1.25, "p2": 0.25, "beta": 2.0},
        [(-INF, -INF, 0.25), (-0.0, -0.0, 0.75), (0.0, 0.0, 0.75), (INF, INF, 1.25)],
    ),
    "exponential": ({}, [(-INF, 0.0, 0.0), (-0.0, 1, 1), (0.0, 1, 1), (INF, INF, INF)]),
    "log_cosh": ({}, [(-INF, INF, -1), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (INF, INF, 1)]),
    "softcap": ({"cap": 2.0}, [(-INF, -2, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 2, 0.0)]),
    "b_silu": ({"alpha": 2.0}, [(-INF, -1, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, INF, 1)]),
    "scaled_tanh": ({"a": 2.0, "b": 0.5}, [(-INF, -2, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 2, 0.0)]),
}


@pytest.fixture(params=ONE_ARRAY, ids=lambda a: a.name)
def activation(request):
    return request.param


def test_every_activation_has_its_row(activation):
    assert activation.name in CONVENTIONS
    assert {p.name for p in activation.parameters} == set(CONVENTIONS[activation.name][0])


@pytest.fixture
def row(activation, dtype):
    """The activation's parameters, and its x, f and f' as arrays."""
    parameters, values = CONVENTIONS[activation.name]
    return parameters, *(np.array(column, dtype) for column in zip(*values, strict=True))


def test_values(activation, row, isa):
    parameters, x, f, _ = row
    assert_same_bits(activation(x, **parameters), f)
    for k in range(len(x)):
        assert_same_bits(activation(x[k], **parameters), f[k])


def test_derivatives(activation, row, isa):
    parameters, x, _, derivative = row
    assert_same_bits(activation.derivative(x, **parameters), derivative)
    for k in range(len(x)):
        assert_same_bits(activation.derivative(x[k], **parameters), derivative[k])


def test_backward_is_zero_where_the_function_is_flat(activation, row, dtype, isa):
    parameters, x, _, derivative = row
    flat = x[derivative == 0]
    for dy in (1.0, -1.0, INF, -INF, NAN):
        assert_same_bits(activation.backward(np.full_like(flat, dy), flat, **parameters), np.zeros_like(flat))


def test_backward_where_it_is_not(activation, row, dtype, isa):
    parameters, x, _, derivative = row
    steep, slope = x[derivative != 0], derivative[derivative != 0]
    for dy in (INF, -INF, NAN, 0.0, -0.0, 1.0, -2.0):
        with np.errstate(invalid="ignore"):
            expected = np.full_like(steep, dy) * slope
        expected[np.isnan(expected)] = NAN
        assert_same_bits(activation.backward(np.full_like(steep, dy), steep, **parameters), expected)


def test_nan_in_gives_nan(activation, dtype, isa):
    parameters = CONVENTIONS[activation.name][0]
    nan = np.full(20, NAN, dtype)
    assert_same_bits(activation(-nan, **parameters), nan)
    assert_same_bits(activation.derivative(-nan, **parameters), nan)
    for dy in (0, 1, INF, NAN):
        assert_same_bits(activation.backward(np.full_like(nan, dy), -nan, **parameters), nan)
