"""The values that a formula leaves open, or that rounding may not touch: kinks, zeros with their sign, infinities.

A table pins them, one row per activation of one array. Where peers disagree, the row says who and how.
"""

import numpy as np
import pytest

from helpers import ONE_ARRAY, assert_same_bits

INF, NAN = np.inf, np.nan
TANH_1, ERF_LOG_2 = 0.76159415595576488812, 0.67304128974252493642
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
    "identity": ({}, [(-INF, -INF, 1), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, INF, 1)]),
    "linear": (
        {"slope": -2.0, "intercept": 1.0},
        [(-INF, INF, -2), (-0.0, 1, -2), (0.5, 0.0, -2), (INF, -INF, -2)],
    ),
    "clipped_linear": (
        {"slope": 0.25, "intercept": 0.5},
        [(-INF, 0.0, 0.0), (-2, 0.0, 0.0), (-0.0, 0.5, 0.25), (1, 0.75, 0.25), (2, 1, 0.0), (INF, 1, 0.0)],
    ),
    "step": ({}, [(-INF, 0.0, 0.0), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (1e-45, 1, 0.0), (INF, 1, 0.0)]),
    # jax: f'(0) = 1.
    "absolute": ({}, [(-INF, INF, -1), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (INF, INF, 1)]),
    "square": ({}, [(-INF, INF, -INF), (-3, 9, -6), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (INF, INF, INF)]),
    "exponential": ({}, [(-INF, 0.0, 0.0), (-0.0, 1, 1), (0.0, 1, 1), (INF, INF, INF)]),
    "relu6": (
        {},
        [(-INF, 0.0, 0.0), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (2, 2, 1), (6, 6, 0.0), (INF, 6, 0.0)],
    ),
    "hardtanh": (
        {"min_val": -1.0, "max_val": 2.0},
        [(-INF, -1, 0.0), (-1, -1, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (2, 2, 0.0), (INF, 2, 0.0)],
    ),
    "threshold": (
        {"threshold": 0.5, "value": -2.0},
        [(-INF, -2, 0.0), (0.0, -2, 0.0), (0.5, -2, 0.0), (0.75, 0.75, 1), (INF, INF, 1)],
    ),
    "thresholded_relu": (
        {"theta": 1.0},
        [(-INF, 0.0, 0.0), (-0.0, 0.0, 0.0), (1, 0.0, 0.0), (2, 2, 1), (INF, INF, 1)],
    ),
    "squared_relu": (
        {},
        [(-INF, 0.0, 0.0), (-3, 0.0, 0.0), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (3, 9, 6), (INF, INF, INF)],
    ),
    "celu": ({"alpha": 2.0}, [(-INF, -2, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (2, 2, 1), (INF, INF, 1)]),
    # PyTorch: f(±inf) and f'(±inf) are NaN; f' is NaN where the cube overflows too.
    "gelu_tanh": (
        {},
        [(-INF, -0.0, 0.0), (-1e38, -0.0, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (1e38, 1e38, 1), (INF, INF, 1)],
    ),
    "gelu_quick": ({}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1)]),
    "swish": ({"beta": 2.0}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (INF, INF, 1)]),
    # PyTorch: f(±inf) and f'(±inf) are NaN.
    "mish": ({}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.6), (0.0, 0.0, 0.6), (INF, INF, 1)]),
    # PyTorch: f(±inf) and f'(±inf) are NaN.
    "softsign": (
        {},
        [(-INF, -1, 0.0), (-1, -0.5, 0.25), (-0.0, -0.0, 1), (0.0, 0.0, 1), (3, 0.75, 0.0625), (INF, 1, 0.0)],
    ),
    "squareplus": ({"b": 4.0}, [(-INF, 0.0, 0.0), (-0.0, 1, 0.5), (0.0, 1, 0.5), (INF, INF, 1)]),
    "sparse_plus": (
        {},
        [(-INF, 0.0, 0.0), (-1, 0.0, 0.0), (-0.0, 0.25, 0.5), (0.0, 0.25, 0.5), (1, 1, 1), (2, 2, 1), (INF, INF, 1)],
    ),
    # jax: f'(±1) = 1/4.
    "sparse_sigmoid": ({}, [(-INF, 0.0, 0.0), (-1, 0.0, 0.0), (-0.0, 0.5, 0.5), (1, 1, 0.0), (INF, 1, 0.0)]),
    # ONNX and TensorFlow's keras 2: slope 0.2.
    "hard_sigmoid": ({}, [(-INF, 0.0, 0.0), (-3, 0.0, 0.0), (-0.0, 0.5, 1 / 6), (3, 1, 0.0), (INF, 1, 0.0)]),
    # PyTorch: f(-inf) is NaN.
    "hard_swish": (
        {},
        [
            (-INF, -0.0, 0.0),
            (-3, -0.0, 0.0),
            (-1.5, -0.375, 0.0),
            (-0.0, -0.0, 0.5),
            (0.0, 0.0, 0.5),
            (3, 3, 1),
            (INF, INF, 1),
        ],
    ),
    "hard_shrink": (
        {"lambd": 0.5},
        [(-INF, -INF, 1), (-1, -1, 1), (-0.5, 0.0, 0.0), (-0.0, 0.0, 0.0), (0.5, 0.0, 0.0), (1, 1, 1), (INF, INF, 1)],
    ),
    # PyTorch: -0 for x in [-lambd, -0].
    "soft_shrink": (
        {"lambd": 0.5},
        [
            (-INF, -INF, 1),
            (-1, -0.5, 1),
            (-0.5, 0.0, 0.0),
            (-0.0, 0.0, 0.0),
            (0.5, 0.0, 0.0),
            (1, 0.5, 1),
            (INF, INF, 1),
        ],
    ),
    "shrink": (
        {"lambd": 0.5, "bias": 0.25},
        [
            (-INF, -INF, 1),
            (-1, -0.75, 1),
            (-0.5, 0.0, 0.0),
            (-0.0, 0.0, 0.0),
            (0.5, 0.0, 0.0),
            (1, 0.75, 1),
            (INF, INF, 1),
        ],
    ),
    # PyTorch: f(-0) is +0.
    "tanh_shrink": ({}, [(-INF, -INF, 1), (-0.0, -0.0, 0.0), (0.0, 0.0, 0.0), (INF, INF, 1)]),
    "scaled_tanh": ({"a": 2.0, "b": 0.5}, [(-INF, -2, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 2, 0.0)]),
    "softcap": ({"cap": 2.0}, [(-INF, -2, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, 2, 0.0)]),
    "lisht": ({}, [(-INF, INF, -1), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (INF, INF, 1)]),
    "log_cosh": ({}, [(-INF, INF, -1), (-0.0, 0.0, 0.0), (0.0, 0.0, 0.0), (INF, INF, 1)]),
    "frelu": ({"b": -0.5}, [(-INF, -0.5, 0.0), (-0.0, -0.5, 0.0), (0.0, -0.5, 0.0), (2, 1.5, 1), (INF, INF, 1)]),
    "srelu": (
        {"t_right": 2.0, "a_right": 0.5, "t_left": -1.0, "a_left": 0.25},
        [
            (-INF, -INF, 0.25),
            (-5, -2, 0.25),
            (-1, -1, 0.25),
            (-0.0, -0.0, 1),
            (2, 2, 0.5),
            (4, 3, 0.5),
            (INF, INF, 0.5),
        ],
    ),
    "apl": (
        {"a1": 0.5, "b1": 1.0, "a2": -0.5, "b2": -2.0},
        [(-INF, 1.5, 0.0), (-4, 1.5, 0.0), (-2, 1.5, -0.5), (-0.0, 0.5, -0.5), (1, 1, 1), (3, 3, 1), (INF, INF, 1)],
    ),
    "smelu": (
        {"beta": 2.0},
        [(-INF, 0.0, 0.0), (-2, 0.0, 0.0), (-0.0, 0.5, 0.5), (0.0, 0.5, 0.5), (2, 2, 1), (3, 3, 1), (INF, INF, 1)],
    ),
    "star_relu": (
        {"s": 0.5, "b": -0.25},
        [(-INF, -0.25, 0.0), (-1, -0.25, 0.0), (-0.0, -0.25, 0.0), (0.0, -0.25, 0.0), (2, 1.75, 2), (INF, INF, INF)],
    ),
    "poly_relu": (
        {"a0": 1.0, "a1": 0.5, "a2": 0.25, "a3": -2.0},
        [(-INF, 1, 0.0), (-0.0, 1, 0.0), (0.0, 1, 0.0), (1, -0.25, -5), (INF, -INF, -INF)],
    ),
    # |q|' = 0 at 0, where q = 0.
    "pau": (
        dict(
            zip(
                ("a0", "a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3", "b4"),
                (1, 2, 0, 0, 0, 3, 5, 0, 0, 4.0),
                strict=True,
            )
        ),
        [(-INF, -INF, 0.75), (-0.0, 1, 2), (0.0, 1, 2), (1, 0.6, 0.44), (INF, INF, 0.75)],
    ),
    "pelu": (
        {"a": 3.0, "b": 2.0},
        [(-INF, -3, 0.0), (-0.0, -0.0, 1.5), (0.0, 0.0, 1.5), (2, 3, 1.5), (INF, INF, 1.5)],
    ),
    "mpelu": (
        {"alpha": 2.0, "beta": 0.25},
        [(-INF, -2, 0.0), (-0.0, -0.0, 0.5), (0.0, 0.0, 0.5), (2, 2, 1), (INF, INF, 1)],
    ),
    # The paper, with eps = 0: f(0) = 0 and f'(0) = beta.
    "xielu": (
        {"alpha_p": 0.75, "alpha_n": 2.0, "beta": 0.5, "eps": -0.5},
        [
            (-INF, INF, -1.5),
            (-0.5, -0.036938680574733152792, -0.28693868057473315279),
            (-0.0, -0.78693868057473315279, -1.5),
            (0.0, -0.78693868057473315279, -1.5),
            (2, 4, 3.5),
            (INF, INF, INF),
        ],
    ),
    "acon_c": (
        {"p1": 1.25, "p2": 0.25, "beta": 2.0},
        [(-INF, -INF, 0.25), (-0.0, -0.0, 0.75), (0.0, 0.0, 0.75), (INF, INF, 1.25)],
    ),
    "eswish": ({"beta": 1.5}, [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.75), (0.0, 0.0, 0.75), (INF, INF, 1.5)]),
    "b_silu": ({"alpha": 2.0}, [(-INF, -1, 0.0), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, INF, 1)]),
    "tanhexp": ({}, [(-INF, -0.0, 0.0), (-0.0, -0.0, TANH_1), (0.0, 0.0, TANH_1), (INF, INF, 1)]),
    "serf": ({}, [(-INF, -0.0, 0.0), (-0.0, -0.0, ERF_LOG_2), (0.0, 0.0, ERF_LOG_2), (INF, INF, 1)]),
    "logish": (
        {},
        [
            (-INF, -0.0, 0.0),
            (-0.0, -0.0, 0.40546510810816438198),
            (0.0, 0.0, 0.40546510810816438198),
            (INF, INF, 0.69314718055994530942),
        ],
    ),
    "golu": (
        {},
        [(-INF, -0.0, 0.0), (-0.0, -0.0, 0.3678794411714423216), (0.0, 0.0, 0.3678794411714423216), (INF, INF, 1)],
    ),
    # PyTorch's sin is NaN at infinity.
    "snake": ({"a": 2.0}, [(-INF, -INF, 1), (-0.0, -0.0, 1), (0.0, 0.0, 1), (INF, INF, 1)]),
    "reltanh": (
        {"lambda_plus": 0.0, "lambda_minus": -1.0},
        [
            (-INF, -INF, 0.41997434161402606939),
            (-1, -TANH_1, 0.41997434161402606939),
            (-0.0, -0.0, 1),
            (0.0, 0.0, 1),
            (2, 2, 1),
            (INF, INF, 1),
        ],
    ),
    "retanh": (
        {"alpha": 2.0},
        [
            (-INF, 0.0, 0.0),
            (-1, 0.0, 0.0),
            (-0.0, 0.0, 0.0),
            (0.0, 0.0, 0.0),
            (2, 2, 0.55144112954356641552),
            (INF, 2.6260705709986626073, 0.0),
        ],
    ),
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
        assert_same_bits(
            activation.backward(np.full_like(steep, dy), steep, **parameters),
            np.where(np.isnan(expected), np.abs(expected), expected),
        )


def test_nan_in_gives_nan(activation, dtype, isa):
    parameters = CONVENTIONS[activation.name][0]
    nan = np.full(20, NAN, dtype)
    assert_same_bits(activation(-nan, **parameters), nan)
    assert_same_bits(activation.derivative(-nan, **parameters), nan)
    for dy in (0, 1, INF, NAN):
        assert_same_bits(activation.backward(np.full_like(nan, dy), -nan, **parameters), nan)
