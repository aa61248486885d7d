"""What each peer calls for each function: the one place to add a function or a peer.

A call takes the arrays, then the parameters of relume's function in relume's order. One that is `given` takes out=,
too; the others make a new result each time. `composed` are those that the peer doesn't have as such: the expression
that one writes there instead, once for all of them in `expressions`. jax compiles its own into one loop.
"""

import importlib
import math
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from types import SimpleNamespace
from typing import NamedTuple
from weakref import ref

import numpy as np

# For functions whose parameters have no default, or one with which there is less to do.
PARAMETERS = {
    "prelu": (0.25,),
    "swish": (1.5,),
    "acon_c": (1.2, -0.1, 1.5),
    "softcap": (30.0,),
    "threshold": (1.0, -1.0),
    "pelu": (1.5, 2.0),
    "mpelu": (1.5, 0.5),
    "retanh": (1.5,),
    "snake": (1.5,),
    "shrink": (0.5, 0.25),
    "linear": (0.5, 0.25),
    "frelu": (0.25,),
    "srelu": (1.5, 0.5, -1.5, 0.25),
    "apl": (0.2, 0.5, -0.1, -0.5),
    "smelu": (2.0,),
    "poly_relu": (0.1, 0.3, 0.2, 0.1),
}


class Call(NamedTuple):
    run: Callable[..., object]
    given: bool = False
    composed: bool = False


Calls = dict[str, Call]


class Peer(NamedTuple):
    version: str
    forward: Calls
    backward: Calls
    arrays: Callable[[np.ndarray], object]  # the peer's arrays over, or of, the rows of NumPy's
    dtypes: tuple[str, ...] = ("float32", "float64")


def own(calls: dict[str, Callable], **more: bool) -> Calls:
    return {name: Call(run, **more) for name, run in calls.items()}


def given(**calls: Callable) -> Calls:
    return own(calls, given=True)


def composed(calls: dict[str, Callable]) -> Calls:
    return own(calls, composed=True)


def expressions(m: SimpleNamespace) -> dict[str, Callable]:
    """Functions that frameworks lack, as one writes them with what they have: least(x, b) is min(x, b)."""
    where, relu, least, clip, sigmoid, tanh, exp = m.where, m.relu, m.least, m.clip, m.sigmoid, m.tanh, m.exp

    def reltanh(x, upper, lower):
        c = clip(x, lower, upper)
        t = tanh(c)
        return t + (1 - t * t) * (x - c)

    def poly_relu(x, a0, a1, a2, a3):
        r = relu(x)
        return a0 + r * (a1 + r * (a2 + r * a3))

    def pau(x, a0, a1, a2, a3, a4, a5, b1, b2, b3, b4):
        p = a0 + x * (a1 + x * (a2 + x * (a3 + x * (a4 + x * a5))))
        return p / (1 + m.abs(x * (b1 + x * (b2 + x * (b3 + x * b4)))))

    def swiglu_clamped(a, b, limit, alpha, offset):
        g = least(a, limit)
        return g * sigmoid(alpha * g) * (clip(b, -limit, limit) + offset)

    return {
        "rectified_tanh": lambda x: relu(tanh(x)),
        "swish": lambda x, beta: x * sigmoid(beta * x),
        "gelu_quick": lambda x: x * sigmoid(1.702 * x),
        "eswish": lambda x, beta: beta * m.silu(x),
        "acon_c": lambda x, p1, p2, beta: (p1 - p2) * x * sigmoid(beta * (p1 - p2) * x) + p2 * x,
        "log_cosh": lambda x: x + m.softplus(-2 * x) - math.log(2),
        "softcap": lambda x, cap: cap * tanh(x / cap),
        "scaled_tanh": lambda x, a, b: a * tanh(b * x),
        "b_silu": lambda x, alpha: (x + alpha) * sigmoid(x) - alpha / 2,
        "reglu": lambda a, b: relu(a) * b,
        "geglu": lambda a, b: m.gelu(a) * b,
        "geglu_tanh": lambda a, b: m.gelu_tanh(a) * b,
        "geglu_quick": lambda a, b: a * sigmoid(1.702 * a) * b,
        "swiglu": lambda a, b: m.silu(a) * b,
        "swiglu_clamped": swiglu_clamped,
        "tanh_shrink": lambda x: x - tanh(x),
        "lisht": lambda x: x * tanh(x),
        "tanhexp": lambda x: x * tanh(exp(x)),
        "pelu": lambda x, a, b: where(x >= 0, a / b * x, a * m.expm1(least(x, 0) / b)),
        "mpelu": lambda x, alpha, beta: where(x > 0, x, alpha * m.expm1(beta * least(x, 0))),
        "retanh": lambda x, alpha: relu(alpha / math.tanh(1) * tanh(x / alpha)),
        "reltanh": reltanh,
        "xielu": lambda x, p, n, beta, eps: where(
            x > 0, p * x * x + beta * x, n * (m.expm1(least(x, eps)) - x) + beta * x
        ),
        "golu": lambda x: x * exp(-exp(-x)),
        "logish": lambda x: x * m.log1p(sigmoid(x)),
        "serf": lambda x: x * m.erf(m.softplus(x)),
        "snake": lambda x, a: x + m.square(m.sin(a * x)) / a,
        "threshold": lambda x, threshold, value: where(x > threshold, x, value),
        "thresholded_relu": lambda x, theta: where(x > theta, x, 0),
        "squared_relu": lambda x: m.square(relu(x)),
        "squareplus": lambda x, b: (x + m.sqrt(m.square(x) + b)) / 2,
        "sparse_plus": lambda x: where(x <= -1, 0, where(x >= 1, x, m.square(x + 1) / 4)),
        "sparse_sigmoid": lambda x: clip((x + 1) / 2, 0, 1),
        "hard_shrink": lambda x, lambd: where(m.abs(x) > lambd, x, 0),
        "soft_shrink": lambda x, lambd: x - clip(x, -lambd, lambd),
        "shrink": lambda x, lambd, bias: where(x > lambd, x - bias, where(x < -lambd, x + bias, 0)),
        "linear": lambda x, slope, intercept: slope * x + intercept,
        "clipped_linear": lambda x, slope, intercept: clip(slope * x + intercept, 0, 1),
        "frelu": lambda x, b: relu(x) + b,
        "srelu": lambda x, tr, ar, tl, al: where(x >= tr, tr + ar * (x - tr), where(x <= tl, tl + al * (x - tl), x)),
        "apl": lambda x, a1, b1, a2, b2: relu(x) + a1 * relu(b1 - x) + a2 * relu(b2 - x),
        "smelu": lambda x, beta: where(x <= -beta, 0, where(x >= beta, x, m.square(x + beta) / (4 * beta))),
        "star_relu": lambda x, s, b: s * m.square(relu(x)) + b,
        "poly_relu": poly_relu,
        "pau": pau,
    }


def numpy_peer(dtype: str, threads: int) -> Peer:
    """The formulas as one writes them in NumPy; it has no erf."""

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def relu(x):
        return np.maximum(x, 0)

    names = ("where", "clip", "tanh", "exp", "expm1", "log1p", "sqrt", "sin", "square", "abs")
    m = SimpleNamespace(**{name: getattr(np, name) for name in names}, relu=relu, least=np.minimum, sigmoid=sigmoid)
    m.silu = lambda x: x / (1 + np.exp(-x))
    m.softplus = lambda x: np.logaddexp(x, 0)
    m.gelu_tanh = lambda x: x / 2 * (1 + np.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    forward = expressions(m) | {
        "leaky_relu": lambda x, slope: np.where(x > 0, x, slope * x),
        "elu": lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0))),
        "selu": lambda x: scale * np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0))),
        "celu": lambda x, alpha: np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0) / alpha)),
        "sigmoid": sigmoid,
        "silu": m.silu,
        "softplus": lambda x, beta: np.logaddexp(beta * x, 0) / beta,
        "log_sigmoid": lambda x: -np.logaddexp(-x, 0),
        "gelu_tanh": m.gelu_tanh,
        "glu": lambda a, b: a / (1 + np.exp(-b)),
        "mish": lambda x: x * np.tanh(np.logaddexp(x, 0)),
        "softsign": lambda x: x / (1 + np.abs(x)),
        "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
        "hard_swish": lambda x: x * np.clip(x / 6 + 0.5, 0, 1),
    }
    forward["prelu"] = forward["leaky_relu"]
    for name in ("geglu", "serf"):
        del forward[name]
    backward = {
        "relu": lambda dy, x: dy * (x > 0),
        "leaky_relu": lambda dy, x, slope: np.where(x > 0, dy, slope * dy),
        "sigmoid": lambda dy, x: dy * (s := sigmoid(x)) * (1 - s),
        "tanh": lambda dy, x: dy * (1 - np.tanh(x) ** 2),
        "square": lambda dy, x: 2 * dy * x,
    }
    ufuncs = given(
        relu=lambda x, out: np.maximum(x, 0, out=out),
        tanh=np.tanh,
        exponential=np.exp,
        relu6=lambda x, out: np.clip(x, 0, 6, out=out),
        hardtanh=np.clip,
        identity=lambda x, out: np.copyto(out, x) or out,
        step=lambda x, out: np.heaviside(x, 0, out=out),
        absolute=np.abs,
        square=np.square,
        bilinear=np.multiply,
    )
    dtypes = ("float16", "float32", "float64")
    return Peer(np.__version__, composed(forward) | ufuncs, composed(backward), lambda a: a, dtypes)


def scipy_peer(dtype: str, threads: int) -> Peer:
    scipy, special = importlib.import_module("scipy"), importlib.import_module("scipy.special")
    forward = given(sigmoid=special.expit, log_sigmoid=special.log_expit)
    forward |= own({"softmax": special.softmax, "log_softmax": special.log_softmax})
    if hasattr(special, "softplus"):
        forward["softplus"] = Call(lambda x, beta, out: special.softplus(x, out=out), given=True)
    erfs = SimpleNamespace(gelu=lambda x: x * special.ndtr(x))
    forward |= composed({"gelu": erfs.gelu, "geglu": lambda a, b: erfs.gelu(a) * b})
    return Peer(scipy.__version__, forward, {}, lambda a: a)


def torch_peer(dtype: str, threads: int) -> Peer:
    """The functions, and the kernels behind autograd.

    Where autograd keeps the forward's result (sigmoid, tanh), that is made in the call, for relume starts from x too.
    """
    import torch
    import torch.nn.functional as f

    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    aten = torch.ops.aten
    weight = torch.full((1,), 0.25, dtype=getattr(torch, dtype))
    zero = torch.zeros((), dtype=getattr(torch, dtype))
    scale, alpha = 1.0507009873554805, 1.6732632423543772
    names = ("where", "tanh", "exp", "expm1", "log1p", "sqrt", "sin", "square", "abs", "erf", "sigmoid")
    m = SimpleNamespace(**{name: getattr(torch, name) for name in names}, relu=f.relu, silu=f.silu, gelu=f.gelu)
    m.softplus, m.gelu_tanh = f.softplus, partial(f.gelu, approximate="tanh")
    m.clip, m.least = torch.clamp, lambda x, bound: torch.clamp(x, max=bound)

    def joined(a):
        """a and b, which lies behind it, as glu takes them."""
        return a.as_strided((2 * a.numel(),), (1,), a.storage_offset())

    forward = {
        "relu": f.relu,
        "leaky_relu": f.leaky_relu,
        "prelu": lambda x, _: f.prelu(x, weight),
        "elu": f.elu,
        "selu": f.selu,
        "silu": f.silu,
        "gelu": f.gelu,
        "softplus": f.softplus,
        "log_sigmoid": f.logsigmoid,
        "celu": f.celu,
        "gelu_tanh": m.gelu_tanh,
        "glu": lambda a, b: f.glu(joined(a), 0),
        "mish": f.mish,
        "tanh_shrink": f.tanhshrink,
        "relu6": f.relu6,
        "hardtanh": f.hardtanh,
        "threshold": f.threshold,
        "thresholded_relu": lambda x, theta: f.threshold(x, theta, 0),
        "softsign": f.softsign,
        "hard_sigmoid": f.hardsigmoid,
        "hard_swish": f.hardswish,
        "hard_shrink": f.hardshrink,
        "soft_shrink": f.softshrink,
        "identity": torch.clone,
        "softmax": f.softmax,
        "log_softmax": f.log_softmax,
        "softmin": f.softmin,
    }
    outputs = given(
        sigmoid=torch.sigmoid,
        tanh=torch.tanh,
        exponential=torch.exp,
        step=lambda x, out: torch.heaviside(x, zero, out=out),
        absolute=torch.abs,
        square=torch.square,
        bilinear=torch.mul,
    )
    backward = {
        "relu": lambda dy, x: aten.threshold_backward(dy, x, 0),
        "leaky_relu": lambda dy, x, slope: aten.leaky_relu_backward(dy, x, slope, False),
        "prelu": lambda dy, x, slope: aten.leaky_relu_backward(dy, x, slope, False),
        "elu": lambda dy, x, alpha: aten.elu_backward(dy, alpha, 1, 1, False, x),
        "selu": lambda dy, x: aten.elu_backward(dy, alpha, scale, 1, False, x),
        "celu": lambda dy, x, alpha: aten.elu_backward(dy, alpha, 1, 1 / alpha, False, x),
        "mpelu": lambda dy, x, alpha, beta: aten.elu_backward(dy, alpha, 1, beta, False, x),
        "sigmoid": lambda dy, x: aten.sigmoid_backward(dy, torch.sigmoid(x)),
        "tanh": lambda dy, x: aten.tanh_backward(dy, torch.tanh(x)),
        "silu": aten.silu_backward,
        "gelu": aten.gelu_backward,
        "gelu_tanh": partial(aten.gelu_backward, approximate="tanh"),
        "softplus": lambda dy, x, beta: aten.softplus_backward(dy, x, beta, 20),
        "glu": lambda dy, a, b: aten.glu_backward(dy, joined(a), 0),
        "mish": aten.mish_backward,
        "relu6": lambda dy, x: aten.hardtanh_backward(dy, x, 0, 6),
        "hardtanh": aten.hardtanh_backward,
        "threshold": lambda dy, x, threshold, _: aten.threshold_backward(dy, x, threshold),
        "thresholded_relu": aten.threshold_backward,
        "hard_sigmoid": aten.hardsigmoid_backward,
        "hard_swish": aten.hardswish_backward,
        "hard_shrink": aten.hardshrink_backward,
        "soft_shrink": aten.softshrink_backward,
        "shrink": lambda dy, x, lambd, _: aten.hardshrink_backward(dy, x, lambd),
        "frelu": lambda dy, x, _: aten.threshold_backward(dy, x, 0),
        "identity": lambda dy, x: torch.clone(dy),
        "softmax": lambda dy, y, axis: aten._softmax_backward_data(dy, y, axis, dy.dtype),
        "log_softmax": lambda dy, y, axis: aten._log_softmax_backward_data(dy, y, axis, dy.dtype),
    }
    products = {
        "rectified_tanh": lambda dy, x: aten.threshold_backward(aten.tanh_backward(dy, t := torch.tanh(x)), t, 0),
        "log_sigmoid": lambda dy, x: dy * torch.sigmoid(-x),
        "exponential": lambda dy, x: dy * torch.exp(x),
        "tanh_shrink": lambda dy, x: dy * torch.square(torch.tanh(x)),
        "log_cosh": lambda dy, x: dy * torch.tanh(x),
        "squared_relu": lambda dy, x: 2 * dy * f.relu(x),
        "softsign": lambda dy, x: dy / torch.square(1 + torch.abs(x)),
        "absolute": lambda dy, x: dy * torch.sgn(x),
        "square": lambda dy, x: 2 * dy * x,
        "linear": lambda dy, x, slope, _: slope * dy,
        "softmin": lambda dy, y, axis: -aten._softmax_backward_data(dy, y, axis, dy.dtype),
        "bilinear": lambda dy, a, b: (dy * b, dy * a),
        "reglu": lambda dy, a, b: (aten.threshold_backward(dy * b, a, 0), dy * f.relu(a)),
        "geglu": lambda dy, a, b: (aten.gelu_backward(dy * b, a), dy * f.gelu(a)),
        "geglu_tanh": lambda dy, a, b: (
            aten.gelu_backward(dy * b, a, approximate="tanh"),
            dy * f.gelu(a, approximate="tanh"),
        ),
        "swiglu": lambda dy, a, b: (aten.silu_backward(dy * b, a), dy * f.silu(a)),
    }

    def arrays(a):
        tensor = (
            torch.from_numpy(a.view(np.uint16)).view(torch.bfloat16) if dtype == "bfloat16" else torch.from_numpy(a)
        )
        return tensor.unbind()

    dtypes = ("float16", "bfloat16", "float32", "float64")
    forwards = composed(expressions(m)) | own(forward) | outputs
    return Peer(torch.__version__, forwards, composed(products) | own(backward), arrays, dtypes)


def jax_peer(dtype: str, threads: int) -> Peer:
    """jax.nn, and expressions that it compiles; backward is jax.vjp of either. identity would compile to nothing."""
    import jax
    import jax.numpy as jnp

    # A thread of its own for the work takes longer to wake than small arrays take.
    jax.config.update("jax_cpu_enable_async_dispatch", False)
    nn = jax.nn
    names = ("where", "clip", "tanh", "exp", "expm1", "log1p", "sqrt", "sin", "square", "abs")
    m = SimpleNamespace(**{name: getattr(jnp, name) for name in names}, least=jnp.minimum, erf=jax.scipy.special.erf)
    m.relu, m.sigmoid, m.silu, m.softplus, m.gelu_tanh = nn.relu, nn.sigmoid, nn.silu, nn.softplus, nn.gelu
    m.gelu = partial(nn.gelu, approximate=False)
    forward = {
        "relu": nn.relu,
        "leaky_relu": nn.leaky_relu,
        "prelu": nn.leaky_relu,
        "elu": nn.elu,
        "selu": nn.selu,
        "sigmoid": nn.sigmoid,
        "tanh": nn.tanh,
        "silu": nn.silu,
        "gelu": m.gelu,
        "softplus": lambda x, beta: nn.softplus(x),
        "log_sigmoid": nn.log_sigmoid,
        "celu": nn.celu,
        "gelu_tanh": nn.gelu,
        "exponential": jnp.exp,
        "glu": lambda a, b: a * nn.sigmoid(b),
        "bilinear": jnp.multiply,
        "mish": nn.mish,
        "relu6": nn.relu6,
        "hardtanh": lambda x, lower, upper: nn.hard_tanh(x),
        "softsign": nn.soft_sign,
        "squareplus": nn.squareplus,
        "sparse_plus": nn.sparse_plus,
        "sparse_sigmoid": nn.sparse_sigmoid,
        "hard_sigmoid": nn.hard_sigmoid,
        "hard_swish": nn.hard_swish,
        "step": lambda x: jnp.heaviside(x, 0),
        "absolute": jnp.abs,
        "square": jnp.square,
        "softmax": nn.softmax,
        "log_softmax": nn.log_softmax,
    }
    from_result = {
        "softmax": lambda dy, y, axis: y * (dy - (dy * y).sum(axis, keepdims=True)),
        "log_softmax": lambda dy, y, axis: dy - jnp.exp(y) * dy.sum(axis, keepdims=True),
    }

    def compiled(call: Call) -> Call:
        """Its parameters are constants when it compiles, at the first call."""
        found: dict[tuple, Callable] = {}

        def run(*arguments):
            arrays = tuple(a for a in arguments if isinstance(a, jax.Array))
            parameters = arguments[len(arrays) :]
            if parameters not in found:
                found[parameters] = jax.jit(lambda *a: call.run(*a, *parameters))
            return jax.block_until_ready(found[parameters](*arrays))

        return call._replace(run=run)

    def gradient(function: Callable) -> Callable:
        def run(dy, *arguments):
            arrays = [a for a in arguments if isinstance(a, jax.Array)]
            return jax.vjp(lambda *a: function(*a, *arguments[len(arrays) :]), *arrays)[1](dy)

        return run

    forwards = composed(expressions(m)) | own(forward)
    backwards = {name: call._replace(run=gradient(call.run)) for name, call in forwards.items()}
    backwards |= composed(from_result)
    return Peer(
        jax.__version__,
        {name: compiled(call) for name, call in forwards.items()},
        {name: compiled(call) for name, call in backwards.items()},
        lambda a: [jnp.asarray(row) for row in a],
        ("float16", "bfloat16", "float32", "float64"),
    )


def onnxruntime_peer(dtype: str, threads: int) -> Peer:
    """The operators of ONNX, each a model of one node; only float32, which all its kernels have.

    They are bound to the output: what they make otherwise lies in memory that they keep, which is no new array.
    """
    import onnxruntime
    from onnx import TensorProto, helper

    # The operator, and what its attributes are called, in the order of the parameters.
    operators: dict[str, tuple] = {
        "relu": ("Relu",),
        "leaky_relu": ("LeakyRelu", "alpha"),
        "elu": ("Elu", "alpha"),
        "selu": ("Selu",),
        "celu": ("Celu", "alpha"),
        "sigmoid": ("Sigmoid",),
        "tanh": ("Tanh",),
        "gelu": ("Gelu",),
        "softplus": ("Softplus",),
        "exponential": ("Exp",),
        "mish": ("Mish",),
        "thresholded_relu": ("ThresholdedRelu", "alpha"),
        "softsign": ("Softsign",),
        "clipped_linear": ("HardSigmoid", "alpha", "beta"),
        "hard_swish": ("HardSwish",),
        "shrink": ("Shrink", "lambd", "bias"),
        "absolute": ("Abs",),
        "softmax": ("Softmax", "axis"),
        "log_softmax": ("LogSoftmax", "axis"),
        "hardmax": ("Hardmax", "axis"),
    }
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    settings.log_severity_level = 3

    def session(x: np.ndarray, name: str, values: dict[str, float]) -> onnxruntime.InferenceSession:
        x_info, y_info = (helper.make_tensor_value_info(v, TensorProto.FLOAT, [None] * x.ndim) for v in ("x", "y"))
        graph = helper.make_graph([helper.make_node(name, ["x"], ["y"], **values)], name, [x_info], [y_info])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
        return onnxruntime.InferenceSession(model.SerializeToString(), settings)

    def operator(name: str, *attributes: str) -> Callable:
        found: dict[tuple, tuple] = {}  # the last arrays, a session and its binding to them

        def run(x, *parameters, out):
            key = (x.ndim, *parameters)
            last, last_out, made, binding = found.get(key, (lambda: None, lambda: None, None, None))
            if x is not last() or out is not last_out():
                made = made or session(x, name, dict(zip(attributes, parameters, strict=False)))
                binding = made.io_binding()
                binding.bind_input("x", "cpu", 0, x.dtype, x.shape, x.ctypes.data)
                binding.bind_output("y", "cpu", 0, out.dtype, out.shape, out.ctypes.data)
                found[key] = (ref(x), ref(out), made, binding)
            made.run_with_iobinding(binding)
            return out

        return run

    forward = given(**{name: operator(*names) for name, names in operators.items()})
    return Peer(onnxruntime.__version__, forward, {}, lambda a: a, ("float32",))


# What a peer needs, and what makes it.
PEERS: dict[str, tuple[tuple[str, ...], Callable[[str, int], Peer]]] = {
    "torch": (("torch",), torch_peer),
    "jax": (("jax",), jax_peer),
    "onnxruntime": (("onnxruntime", "onnx"), onnxruntime_peer),
    "numpy": ((), numpy_peer),
    "scipy": (("scipy",), scipy_peer),
}


def missing(name: str) -> list[str]:
    return [package for package in PEERS[name][0] if not find_spec(package)]
