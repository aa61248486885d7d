"""The same functions in torch, jax, scipy and ONNX's reference evaluator give the same values and slopes.

Each is compared in double precision at points of every size. Where a peer says something else the oracle decides, and
the place must stand in EXCEPTIONS: there the peer is wrong, or has another convention at a kink.
"""

import math
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

import relume as rl
from helpers import moderate
from relume.oracle import evaluate, oracle, ulp_error

INF = math.inf
POINTS = np.unique(
    np.concatenate(
        [
            np.linspace(-40, 40, 641),
            np.multiply.outer([-1, 1], np.logspace(-300, 300, 121)).ravel(),
            [-INF, -750, -746, -709, -500, -100, -37.7, 100, 500, 709, 746, INF],
        ]
    )
)
# How far two right answers may be apart: relatively, and where they are all but 0.
CLOSE, TINY = 1e-6, 1e-290

# The peer's name: the activation here, its parameters, and the same for the peer.
CASES = {
    "celu": ("celu", {"alpha": 0.7}, {"alpha": 0.7}),
    "elu": ("elu", {"alpha": 1.3}, {"alpha": 1.3}),
    "gelu": ("gelu", {}, {}),
    "gelu_tanh": ("gelu_tanh", {}, {}),
    "hard_sigmoid": ("hard_sigmoid", {}, {}),
    "hard_swish": ("hard_swish", {}, {}),
    "hardtanh": ("hardtanh", {}, {}),
    "identity": ("identity", {}, {}),
    "leaky_relu": ("leaky_relu", {"negative_slope": 0.2}, {"negative_slope": 0.2}),
    "log_sigmoid": ("log_sigmoid", {}, {}),
    "mish": ("mish", {}, {}),
    "relu": ("relu", {}, {}),
    "relu6": ("relu6", {}, {}),
    "selu": ("selu", {}, {}),
    "sigmoid": ("sigmoid", {}, {}),
    "silu": ("silu", {}, {}),
    "softplus": ("softplus", {}, {}),
    "softsign": ("softsign", {}, {}),
    "tanh": ("tanh", {}, {}),
}

TORCH = {
    "hard_sigmoid": "hardsigmoid",
    "hard_swish": "hardswish",
    "log_sigmoid": "logsigmoid",
    "gelu_tanh": ("gelu", {"approximate": "tanh"}),
}
TORCH_ONLY = {
    "hard_shrink": ("hard_shrink", {"lambd": 0.7}, "hardshrink", {"lambd": 0.7}),
    "soft_shrink": ("soft_shrink", {"lambd": 0.7}, "softshrink", {"lambd": 0.7}),
    "tanh_shrink": ("tanh_shrink", {}, "tanhshrink", {}),
    "softplus_beta": ("softplus", {"beta": 2.5}, "softplus", {"beta": 2.5}),
    "threshold": ("threshold", {"threshold": 1.5, "value": -3.0}, "threshold", {"threshold": 1.5, "value": -3.0}),
}
JAX = {"hardtanh": "hard_tanh", "softsign": "soft_sign", "gelu": ("gelu", {"approximate": False}), "gelu_tanh": "gelu"}
JAX_ONLY = {
    "sparse_plus": ("sparse_plus", {}, "sparse_plus", {}),
    "sparse_sigmoid": ("sparse_sigmoid", {}, "sparse_sigmoid", {}),
    "squareplus": ("squareplus", {"b": 3.0}, "squareplus", {"b": 3.0}),
}
ONNX = {
    "celu": ("celu", {"alpha": 0.75}, "Celu", {"alpha": 0.75}),
    "elu": ("elu", {"alpha": 1.25}, "Elu", {"alpha": 1.25}),
    "exponential": ("exponential", {}, "Exp", {}),
    "absolute": ("absolute", {}, "Abs", {}),
    "gelu": ("gelu", {}, "Gelu", {}),
    "gelu_tanh": ("gelu_tanh", {}, "Gelu", {"approximate": "tanh"}),
    "hard_sigmoid": ("clipped_linear", {"slope": 0.25, "intercept": 0.5}, "HardSigmoid", {"alpha": 0.25, "beta": 0.5}),
    "hard_swish": ("hard_swish", {}, "HardSwish", {}),
    "identity": ("identity", {}, "Identity", {}),
    "leaky_relu": ("leaky_relu", {"negative_slope": 0.25}, "LeakyRelu", {"alpha": 0.25}),
    "mish": ("mish", {}, "Mish", {}),
    "relu": ("relu", {}, "Relu", {}),
    "shrink": ("shrink", {"lambd": 1.5, "bias": 0.25}, "Shrink", {"lambd": 1.5, "bias": 0.25}),
    "sigmoid": ("sigmoid", {}, "Sigmoid", {}),
    "softplus": ("softplus", {}, "Softplus", {}),
    "softsign": ("softsign", {}, "Softsign", {}),
    "swish": ("swish", {"beta": 1.5}, "Swish", {"alpha": 1.5}),
    "tanh": ("tanh", {}, "Tanh", {}),
    "thresholded_relu": ("thresholded_relu", {"theta": 1.5}, "ThresholdedRelu", {"alpha": 1.5}),
}


def below(bound):
    return lambda x: x <= bound


def beyond(bound):
    return lambda x: abs(x) >= bound


def within(bound):
    return lambda x: abs(x) <= bound


def at(*points):
    return lambda x: np.isin(x, points)


NAN = "NaN at an infinity"
CANCELS = "1 + erf, or 1 + tanh, cancels: the tail is inexact, then 0"
FROM_RESULT = "the slope comes from the rounded result, as y·(1 - y) or 1 - y^2 or y + alpha"
KINK = "has the slope of the other side, or half of it, at a kink"

# (peer, name): where values differ, where slopes differ, and why.
EXCEPTIONS = {
    ("torch", "celu"): (None, below(-50), "alpha is a float32 in the kernel"),
    ("torch", "gelu"): (below(-5), beyond(5), f"{CANCELS}; {NAN}"),
    ("torch", "gelu_tanh"): (below(-5), beyond(5), f"{CANCELS}; {NAN}"),
    ("torch", "hard_swish"): (np.isinf, None, NAN),
    ("torch", "mish"): (np.isinf, np.isinf, NAN),
    ("torch", "sigmoid"): (None, beyond(20), FROM_RESULT),
    ("torch", "silu"): (np.isinf, np.isinf, NAN),
    ("torch", "softsign"): (np.isinf, beyond(1e9), f"{NAN}; its slope in tails is a difference"),
    ("torch", "tanh"): (None, beyond(8), FROM_RESULT),
    ("torch", "tanh_shrink"): (within(1e-4), within(1e-4), "x - tanh(x) as it stands cancels near 0"),
    ("jax", "celu"): (None, below(-15), FROM_RESULT),
    ("jax", "elu"): (None, below(-20), FROM_RESULT),
    ("jax", "selu"): (None, below(-20), FROM_RESULT),
    ("jax", "gelu"): (np.isinf, np.isinf, NAN),
    ("jax", "gelu_tanh"): (below(-5), beyond(5), f"{CANCELS}; {NAN}"),
    ("jax", "hard_swish"): (np.isinf, None, NAN),
    ("jax", "hardtanh"): (None, at(-1, 1), KINK),
    ("jax", "leaky_relu"): (None, at(0), KINK),
    ("jax", "mish"): (np.isinf, np.isinf, NAN),
    ("jax", "sigmoid"): (None, beyond(20), FROM_RESULT),
    ("jax", "silu"): (np.isinf, np.isinf, NAN),
    ("jax", "softsign"): (np.isinf, beyond(1e6), f"{NAN}; its slope in tails is a difference"),
    ("jax", "sparse_plus"): (None, np.isinf, NAN),
    ("jax", "sparse_sigmoid"): (None, at(-1, 1), KINK),
    ("jax", "squareplus"): (beyond(1e4), beyond(1e4), f"x + sqrt(x^2 + b) cancels and overflows; {NAN}"),
    ("jax", "tanh"): (None, beyond(8), FROM_RESULT),
    ("scipy", "gelu"): (np.isinf, None, NAN),
    ("onnx", "gelu"): (below(-2), None, f"{CANCELS}; {NAN}; erf is of 1e-7 only"),
    ("onnx", "gelu_tanh"): (below(-5), None, f"{CANCELS}; {NAN}"),
    ("onnx", "hard_swish"): (np.isinf, None, NAN),
    ("onnx", "mish"): (np.isinf, None, NAN),
    ("onnx", "softsign"): (np.isinf, None, NAN),
    ("onnx", "swish"): (np.isinf, None, NAN),
}


def torch_case(name, **options):
    """Values and slopes by autograd of a function of torch.nn.functional."""
    torch = pytest.importorskip("torch")
    function = partial(getattr(torch.nn.functional, name), **options)
    x = torch.tensor(POINTS, requires_grad=True)
    y = function(x)
    y.sum().backward()
    return y.detach().numpy(), x.grad.numpy()


def jax_case(name, **options):
    """Values and slopes by autograd of a function of jax.nn."""
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    function = partial(getattr(jax.nn, name), **options)
    if name in ("celu", "elu", "leaky_relu", "squareplus"):
        function = lambda x: getattr(jax.nn, name)(x, *options.values())  # noqa: E731
    return np.asarray(function(jax.numpy.asarray(POINTS))), np.asarray(jax.vmap(jax.grad(function))(POINTS))


def scipy_case(name):
    special = pytest.importorskip("scipy.special")
    if name == "gelu":
        return POINTS * special.ndtr(POINTS), None
    return getattr(special, name)(POINTS), None


def onnx_case(name, **attributes):
    onnx = pytest.importorskip("onnx")
    from onnx.reference import ReferenceEvaluator

    helper = onnx.helper
    x, y = (helper.make_tensor_value_info(v, onnx.TensorProto.DOUBLE, [None]) for v in "xy")
    graph = helper.make_graph([helper.make_node(name, ["x"], ["y"], **attributes)], name, [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 24)])
    return ReferenceEvaluator(model).run(None, {"x": POINTS})[0], None


def all_cases():
    """(peer, the name of the case, the activation, its parameters, what computes the peer's values and slopes)."""
    for peer, compute, renamed, only in (("torch", torch_case, TORCH, TORCH_ONLY), ("jax", jax_case, JAX, JAX_ONLY)):
        for name, (here, parameters, there) in CASES.items():
            function = renamed.get(name, name)
            function, more = function if isinstance(function, tuple) else (function, {})
            if not (peer == "torch" and name == "identity"):
                yield peer, name, here, parameters, partial(compute, function, **there, **more)
        for name, (here, parameters, function, there) in only.items():
            yield peer, name, here, parameters, partial(compute, function, **there)
    for name, here in {"expit": "sigmoid", "log_expit": "log_sigmoid", "gelu": "gelu"}.items():
        yield "scipy", name, here, {}, partial(scipy_case, name)
    for name, (here, parameters, function, there) in ONNX.items():
        yield "onnx", name, here, parameters, partial(onnx_case, function, **there)


ALL_CASES = list(all_cases())


@pytest.mark.filterwarnings("ignore")  # the peers' own
@pytest.mark.parametrize(
    ("peer", "name", "here", "parameters", "compute"), ALL_CASES, ids=[f"{c[0]}-{c[1]}" for c in ALL_CASES]
)
def test_values_and_slopes(peer, name, here, parameters, compute):
    activation = rl.activations[here]
    values = [parameters.get(p.name, p.default) for p in activation.parameters]
    with np.errstate(all="ignore"):
        theirs = compute()
    ours = activation(POINTS, *values), activation.derivative(POINTS, *values)
    for kind, their, our in zip(("forward", "derivative"), theirs, ours, strict=True):
        if their is None:
            continue
        with np.errstate(all="ignore"):
            agree = (their == our) | (abs(their - our) <= CLOSE * abs(our)) | (abs(their) + abs(our) < TINY)
        different = POINTS[~agree]
        excused = EXCEPTIONS.get((peer, name), (None, None, ""))[0 if kind == "forward" else 1]
        elsewhere = different if excused is None else different[~excused(different)]
        assert not elsewhere.size, (
            f"{peer}'s {name} {kind} differs from {elsewhere[0]} to {elsewhere[-1]} ({elsewhere.size} points): "
            f"{their[~agree][:3]}, here {our[~agree][:3]}"
        )
        exact = getattr(oracle[here], kind)
        errors = ulp_error(our[~agree], evaluate(exact, different, *values), np.float64)
        assert (errors <= 4).all(), f"{here} {kind} itself is wrong at {different[errors > 4]}"


AXIS = {
    "torch": {"softmax": "softmax", "log_softmax": "log_softmax", "softmin": "softmin"},
    "jax": {"softmax": "softmax", "log_softmax": "log_softmax"},
    "scipy": {"softmax": "softmax", "log_softmax": "log_softmax"},
}


@pytest.mark.parametrize(("peer", "name"), [(peer, name) for peer, names in AXIS.items() for name in names])
def test_functions_on_an_axis(peer, name):
    x, dy = moderate(np.float64, (5, 6, 7), 1) * 4, moderate(np.float64, (5, 6, 7), 2)
    for axis in (0, 1, -1):
        y = getattr(rl, name)(x, axis=axis)
        if peer == "torch":
            torch = pytest.importorskip("torch")
            leaf = torch.tensor(x, requires_grad=True)
            expected = getattr(torch.nn.functional, name)(leaf, dim=axis)
            expected.backward(torch.tensor(dy))
            np.testing.assert_allclose(
                getattr(rl, name).backward(dy, y, axis=axis), leaf.grad.numpy(), rtol=1e-11, atol=1e-14
            )
            expected = expected.detach().numpy()
        elif peer == "jax":
            jax = pytest.importorskip("jax")
            jax.config.update("jax_enable_x64", True)
            expected = np.asarray(getattr(jax.nn, name)(x, axis=axis))
        else:
            expected = getattr(pytest.importorskip("scipy.special"), name)(x, axis=axis)
        np.testing.assert_allclose(y, expected, rtol=1e-12, atol=1e-13)


def test_glu_of_torch():
    torch = pytest.importorskip("torch")
    x, dy = moderate(np.float64, (5, 6, 8), 1) * 3, moderate(np.float64, (5, 3, 8), 2)
    leaf = torch.tensor(x, requires_grad=True)
    y = torch.nn.functional.glu(leaf, dim=1)
    y.backward(torch.tensor(dy))
    np.testing.assert_allclose(rl.activations["glu"].split(x, axis=1), y.detach().numpy(), rtol=1e-13)
    gradient = rl.activations["glu"].split_backward(dy, x, axis=1)
    np.testing.assert_allclose(gradient, leaf.grad.numpy(), rtol=1e-12, atol=1e-15)


def test_rrelu_of_torch():
    torch = pytest.importorskip("torch")
    x = POINTS[np.isfinite(POINTS)]
    expected = torch.nn.functional.rrelu(torch.tensor(x), training=False).numpy()
    np.testing.assert_allclose(rl.rrelu(x), expected, rtol=1e-15)


def test_no_activation_of_a_peer_is_missing():
    """docs/peers.md is up to date, and knows every name that the peers have."""
    script = Path(__file__).resolve().parents[2] / "tools/peers_table.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
