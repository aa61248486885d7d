"""What each peer calls for each activation: the one place to add a function or a peer.

A GIVEN call takes the arrays and an output to write into; a FRESH one takes the arrays and makes a new output each
time, for peers that can't be given one.
"""

from collections.abc import Callable
from importlib.util import find_spec
from typing import NamedTuple

import numpy as np

GIVEN, FRESH = "given", "fresh"


class Call(NamedTuple):
    output: str
    run: Callable[..., object]


def numpy_forward() -> dict[str, Call]:
    """The formulas as one writes them in NumPy."""
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return {
        "relu": Call(GIVEN, lambda x, y: np.maximum(x, 0, out=y)),
        "leaky_relu": Call(FRESH, lambda x: np.where(x > 0, x, 0.01 * x)),
        "prelu": Call(FRESH, lambda x: np.where(x > 0, x, 0.25 * x)),
        "elu": Call(FRESH, lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
        "selu": Call(FRESH, lambda x: scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))),
        "rectified_tanh": Call(FRESH, lambda x: np.maximum(np.tanh(x), 0)),
        "sigmoid": Call(FRESH, lambda x: 1 / (1 + np.exp(-x))),
        "tanh": Call(GIVEN, lambda x, y: np.tanh(x, out=y)),
        "silu": Call(FRESH, lambda x: x / (1 + np.exp(-x))),
        "softplus": Call(FRESH, lambda x: np.logaddexp(x, 0)),
    }


def numpy_backward() -> dict[str, Call]:
    return {
        "relu": Call(FRESH, lambda dy, x: dy * (x > 0)),
        "leaky_relu": Call(FRESH, lambda dy, x: np.where(x > 0, dy, 0.01 * dy)),
        "tanh": Call(FRESH, lambda dy, x: dy * (1 - np.tanh(x) ** 2)),
    }


def scipy_forward() -> dict[str, Call]:
    from scipy import special

    calls = {"sigmoid": Call(GIVEN, lambda x, y: special.expit(x, out=y))}
    if hasattr(special, "softplus"):
        calls["softplus"] = Call(GIVEN, lambda x, y: special.softplus(x, out=y))
    return calls


def torch_forward() -> dict[str, Call]:
    import torch
    import torch.nn.functional as f

    weight = {t: torch.full((1,), 0.25, dtype=t) for t in (torch.float32, torch.float64)}
    return {
        "relu": Call(FRESH, f.relu),
        "leaky_relu": Call(FRESH, f.leaky_relu),
        "prelu": Call(FRESH, lambda x: f.prelu(x, weight[x.dtype])),
        "elu": Call(FRESH, f.elu),
        "selu": Call(FRESH, f.selu),
        "rectified_tanh": Call(FRESH, lambda x: f.relu_(torch.tanh(x))),
        "sigmoid": Call(GIVEN, lambda x, y: torch.sigmoid(x, out=y)),
        "tanh": Call(GIVEN, lambda x, y: torch.tanh(x, out=y)),
        "silu": Call(FRESH, f.silu),
        "gelu": Call(FRESH, f.gelu),
        "softplus": Call(FRESH, f.softplus),
    }


def torch_backward() -> dict[str, Call]:
    """The kernels behind autograd. Those of sigmoid and tanh take the forward's result, here made in the call."""
    import torch

    aten = torch.ops.aten
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    return {
        "relu": Call(FRESH, lambda dy, x: aten.threshold_backward(dy, x, 0)),
        "leaky_relu": Call(FRESH, lambda dy, x: aten.leaky_relu_backward(dy, x, 0.01, False)),
        "elu": Call(FRESH, lambda dy, x: aten.elu_backward(dy, 1, 1, 1, False, x)),
        "selu": Call(FRESH, lambda dy, x: aten.elu_backward(dy, alpha, scale, 1, False, x)),
        "sigmoid": Call(FRESH, lambda dy, x: aten.sigmoid_backward(dy, torch.sigmoid(x))),
        "tanh": Call(FRESH, lambda dy, x: aten.tanh_backward(dy, torch.tanh(x))),
        "silu": Call(FRESH, aten.silu_backward),
        "gelu": Call(FRESH, aten.gelu_backward),
        "softplus": Call(FRESH, lambda dy, x: aten.softplus_backward(dy, x, 1, 20)),
    }


def peers(backward: bool) -> dict[str, dict[str, Call]]:
    """Each installed peer's calls by the activation's name."""
    calls = {"numpy": numpy_backward() if backward else numpy_forward()}
    if find_spec("scipy") and not backward:
        calls["scipy"] = scipy_forward()
    if find_spec("torch"):
        calls["torch"] = torch_backward() if backward else torch_forward()
    return calls
