"""Makes docs/peers.md, which relume function each activation of other libraries is: tools/peers_table.py [--check].

SAME says it, name by name. OTHER holds the names that aren't activations, with the reason. What torch, jax, keras and
onnx have is read from the packages that are installed, and a name that stands in neither table is an error: so a new
activation in a peer can't go unnoticed. With --check nothing is written, and the exit status is 1 if there is such a
name, a function that relume lacks, or a docs/peers.md out of date.
"""

import argparse
import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Name there: the call here, and after "; " what else there is to say: "the peer's option: another call", or a remark
# in brackets. Parameters in the call that have no value are the peer's own.
SAME: dict[str, dict[str, str]] = {
    "torch.nn.functional": {
        "celu": "celu(alpha)",
        "elu": "elu(alpha)",
        "gelu": "gelu; approximate='tanh': gelu_tanh",
        "glu": "glu.split(axis=dim)",
        "hardshrink": "hard_shrink(lambd)",
        "hardsigmoid": "hard_sigmoid",
        "hardswish": "hard_swish",
        "hardtanh": "hardtanh(min_val, max_val)",
        "leaky_relu": "leaky_relu(negative_slope)",
        "log_softmax": "log_softmax(axis=dim)",
        "logsigmoid": "log_sigmoid",
        "mish": "mish",
        "prelu": "prelu(weight)",
        "relu": "relu",
        "relu6": "relu6",
        "rrelu": "rrelu(lower, upper, rng); (a Generator for training)",
        "selu": "selu",
        "sigmoid": "sigmoid",
        "silu": "silu",
        "softmax": "softmax(axis=dim)",
        "softmin": "softmin(axis=dim)",
        "softplus": "softplus(beta); (no threshold here)",
        "softshrink": "soft_shrink(lambd)",
        "softsign": "softsign",
        "tanh": "tanh",
        "tanhshrink": "tanh_shrink",
        "threshold": "threshold(threshold, value)",
    },
    "jax.nn": {
        "celu": "celu(alpha)",
        "elu": "elu(alpha)",
        "gelu": "gelu_tanh; approximate=False: gelu",
        "glu": "glu.split(axis)",
        "hard_sigmoid": "hard_sigmoid",
        "hard_silu": "hard_swish",
        "hard_swish": "hard_swish",
        "hard_tanh": "hardtanh",
        "identity": "identity",
        "leaky_relu": "leaky_relu(negative_slope)",
        "log_sigmoid": "log_sigmoid",
        "log_softmax": "log_softmax(axis)",
        "mish": "mish",
        "relu": "relu",
        "relu6": "relu6",
        "selu": "selu",
        "sigmoid": "sigmoid",
        "silu": "silu",
        "soft_sign": "softsign",
        "softmax": "softmax(axis)",
        "softplus": "softplus",
        "sparse_plus": "sparse_plus",
        "sparse_sigmoid": "sparse_sigmoid",
        "squareplus": "squareplus(b)",
        "swish": "silu",
        "tanh": "tanh",
    },
    "keras.activations": {
        "celu": "celu(alpha)",
        "elu": "elu(alpha)",
        "exponential": "exponential",
        "gelu": "gelu; approximate=True: gelu_tanh",
        "glu": "glu.split(axis)",
        "hard_shrink": "hard_shrink(lambd=threshold)",
        "hard_sigmoid": "hard_sigmoid",
        "hard_silu": "hard_swish",
        "hard_swish": "hard_swish",
        "hard_tanh": "hardtanh",
        "leaky_relu": "leaky_relu(negative_slope); (0.2 by default there)",
        "linear": "identity",
        "log_sigmoid": "log_sigmoid",
        "log_softmax": "log_softmax(axis)",
        "mish": "mish",
        "relu": "relu; negative_slope: leaky_relu(negative_slope); max_value: hardtanh(min_val=0, max_val=max_value); "
        "threshold: thresholded_relu(theta=threshold)",
        "relu6": "relu6",
        "selu": "selu",
        "sigmoid": "sigmoid",
        "silu": "silu",
        "soft_shrink": "soft_shrink(lambd=threshold)",
        "softmax": "softmax(axis)",
        "softplus": "softplus",
        "softsign": "softsign",
        "sparse_plus": "sparse_plus",
        "sparse_sigmoid": "sparse_sigmoid",
        "sparsemax": "sparsemax(axis)",
        "squareplus": "squareplus(b)",
        "swish": "silu",
        "tanh": "tanh",
        "tanh_shrink": "tanh_shrink",
        "threshold": "threshold(threshold, value=default_value)",
    },
    "ONNX": {
        "Abs": "absolute",
        "Celu": "celu(alpha)",
        "Clip": "hardtanh(min_val=min, max_val=max)",
        "Elu": "elu(alpha)",
        "Exp": "exponential",
        "Gelu": "gelu; approximate='tanh': gelu_tanh",
        "HardSigmoid": "clipped_linear(slope=alpha, intercept=beta)",
        "HardSwish": "hard_swish",
        "Hardmax": "hardmax(axis)",
        "Identity": "identity",
        "LeakyRelu": "leaky_relu(negative_slope=alpha)",
        "LogSoftmax": "log_softmax(axis)",
        "Mish": "mish",
        "PRelu": "prelu(weight=slope)",
        "Relu": "relu",
        "Selu": "selu; other constants: weighted_sum((elu, alpha), weights=[gamma])",
        "Shrink": "shrink(lambd, bias)",
        "Sigmoid": "sigmoid",
        "Softmax": "softmax(axis)",
        "Softplus": "softplus",
        "Softsign": "softsign",
        "SwiGLU": "swiglu; alpha: swiglu_clamped(limit=2**30, alpha=alpha, offset=0)",
        "Swish": "swish(beta=alpha)",
        "Tanh": "tanh",
        "ThresholdedRelu": "thresholded_relu(theta=alpha)",
    },
    # The algorithm kinds dnnl_eltwise_* of oneDNN 3: https://uxlfoundation.github.io/oneDNN/dev_guide_eltwise.html
    "oneDNN": {
        "abs": "absolute",
        "clip": "hardtanh(min_val=alpha, max_val=beta); (its slope at beta is 1 there)",
        "clip_v2": "hardtanh(min_val=alpha, max_val=beta)",
        "elu": "elu(alpha)",
        "exp": "exponential",
        "gelu_erf": "gelu",
        "gelu_tanh": "gelu_tanh",
        "hardsigmoid": "clipped_linear(slope=alpha, intercept=beta)",
        "hardswish": "hard_swish; (where alpha = 1/6 and beta = 1/2)",
        "linear": "linear(slope=alpha, intercept=beta)",
        "logistic": "sigmoid",
        "mish": "mish",
        "relu": "leaky_relu(negative_slope=alpha)",
        "soft_relu": "softplus(beta=alpha)",
        "square": "square",
        "swish": "swish(beta=alpha)",
        "tanh": "tanh",
    },
    # ggml_unary_op and ggml_glu_op of ggml's include/ggml.h, 2026; LEAKY_RELU and SOFT_MAX are operators of their own.
    "ggml": {
        "ABS": "absolute",
        "ELU": "elu",
        "EXP": "exponential",
        "GELU": "gelu_tanh",
        "GELU_ERF": "gelu",
        "GELU_QUICK": "gelu_quick",
        "HARDSIGMOID": "hard_sigmoid",
        "HARDSWISH": "hard_swish",
        "LEAKY_RELU": "leaky_relu(negative_slope)",
        "NEG": "linear(slope=-1)",
        "RELU": "relu",
        "SIGMOID": "sigmoid",
        "SILU": "silu",
        "SOFTPLUS": "softplus; (no threshold here)",
        "SOFT_MAX": "softmax",
        "STEP": "step",
        "TANH": "tanh",
        "XIELU": "xielu(alpha_p, alpha_n, beta, eps)",
        "GLU_REGLU": "reglu",
        "GLU_GEGLU": "geglu_tanh",
        "GLU_GEGLU_ERF": "geglu",
        "GLU_GEGLU_QUICK": "geglu_quick",
        "GLU_SWIGLU": "swiglu",
        "GLU_SWIGLU_OAI": "swiglu_clamped(limit, alpha)",
    },
}

# Not activations. Each line of names has its reason before it.
OTHER: dict[str, str] = {
    "torch.nn.functional": """
        # convolution, linear maps, attention
        conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d linear bilinear grouped_mm
        scaled_mm scaled_grouped_mm multi_head_attention_forward scaled_dot_product_attention
        # losses, distances
        binary_cross_entropy binary_cross_entropy_with_logits cosine_embedding_loss cross_entropy ctc_loss
        gaussian_nll_loss hinge_embedding_loss huber_loss kl_div l1_loss linear_cross_entropy margin_ranking_loss
        mse_loss multi_margin_loss multilabel_margin_loss multilabel_soft_margin_loss nll_loss poisson_nll_loss
        smooth_l1_loss soft_margin_loss triplet_margin_loss triplet_margin_with_distance_loss cosine_similarity
        pairwise_distance pdist
        # pooling, unfolding, resampling
        adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d
        adaptive_max_pool1d_with_indices adaptive_max_pool2d adaptive_max_pool2d_with_indices adaptive_max_pool3d
        adaptive_max_pool3d_with_indices avg_pool1d avg_pool2d avg_pool3d fractional_max_pool2d
        fractional_max_pool2d_with_indices fractional_max_pool3d fractional_max_pool3d_with_indices lp_pool1d lp_pool2d
        lp_pool3d max_pool1d max_pool1d_with_indices max_pool2d max_pool2d_with_indices max_pool3d
        max_pool3d_with_indices max_unpool1d max_unpool2d max_unpool3d fold unfold affine_grid grid_sample interpolate
        upsample upsample_bilinear upsample_nearest pixel_shuffle pixel_unshuffle channel_shuffle
        native_channel_shuffle pad
        # normalization
        batch_norm group_norm instance_norm layer_norm local_response_norm normalize rms_norm
        # dropout
        alpha_dropout dropout dropout1d dropout2d dropout3d feature_alpha_dropout
        # embeddings, and a random sample, which gumbel_softmax is
        embedding embedding_bag one_hot gumbel_softmax
        # helpers of the module
        assert_int_or_pair boolean_dispatch handle_torch_function has_torch_function has_torch_function_unary
        has_torch_function_variadic
    """,
    "jax.nn": """
        # attention and products
        dot_product_attention get_scaled_dot_general_config scaled_dot_general scaled_matmul
        # numerics and normalization
        log1mexp logmeanexp logsumexp one_hot standardize
    """,
    "keras.activations": """
        # of the registry
        deserialize get serialize
    """,
    "ONNX": """
        # arithmetic, comparison, logic, rounding, and functions of mathematics that nobody uses as activations
        Acos Acosh Add And Asin Asinh Atan Atanh BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Ceil Cos
        Cosh Det Div Equal Erf Floor Greater GreaterOrEqual IsInf IsNaN Less LessOrEqual Log Max Mean Min Mod Mul Neg
        Not Or Pow Reciprocal Round Sign Sin Sinh Sqrt Sub Sum Tan Where Xor
        # reductions, sorting, sums along an axis
        ArgMax ArgMin CumProd CumSum NonZero ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean
        ReduceMin ReduceProd ReduceSum ReduceSumSquare TopK Unique
        # products, convolution, attention, recurrent nets
        Attention CausalConvWithState Conv ConvInteger ConvTranspose DeformConv Einsum GRU Gemm LSTM LinearAttention
        MatMul MatMulInteger QLinearConv QLinearMatMul RNN RotaryEmbedding
        # pooling, resampling, normalization, dropout, losses
        AffineGrid AveragePool BatchNormalization Col2Im DepthToSpace Dropout GlobalAveragePool GlobalLpPool
        GlobalMaxPool GridSample GroupNormalization InstanceNormalization LRN LayerNormalization LpNormalization LpPool
        MaxPool MaxRoiPool MaxUnpool MeanVarianceNormalization NegativeLogLikelihoodLoss NonMaxSuppression
        RMSNormalization Resize RoiAlign SoftmaxCrossEntropyLoss SpaceToDepth Upsample
        # shapes, indices, constants, types, quantization
        Cast CastLike CenterCropPad Compress Concat Constant ConstantOfShape DequantizeLinear DynamicQuantizeLinear
        Expand EyeLike Flatten Gather GatherElements GatherND OneHot Pad QuantizeLinear Range Reshape ReverseSequence
        Scatter ScatterElements ScatterND Shape Size Slice Split Squeeze TensorScatter Tile Transpose Trilu Unsqueeze
        # random numbers
        Bernoulli Multinomial RandomNormal RandomNormalLike RandomUniform RandomUniformLike
        # signals, images, text
        BlackmanWindow DFT HammingWindow HannWindow ImageDecoder MelWeightMatrix RegexFullMatch STFT StringConcat
        StringNormalizer StringSplit TfIdfVectorizer
        # control flow, sequences, optional values
        ConcatFromSequence If Loop Optional OptionalGetElement OptionalHasElement Scan SequenceAt SequenceConstruct
        SequenceEmpty SequenceErase SequenceInsert SequenceLength SequenceMap SplitToSequence
    """,
    "oneDNN": """
        # arithmetic and rounding
        log pow round sqrt
    """,
    "ggml": """
        # arithmetic and rounding
        CEIL EXPM1 FLOOR ROUND SGN TRUNC
    """,
}


def torch_names() -> set[str]:
    functional = importlib.import_module("torch.nn.functional")
    names = {n for n in dir(functional) if inspect.isroutine(getattr(functional, n)) and not n.startswith("_")}
    # relu_ is relu in place.
    return {name.removesuffix("_") for name in names}


def module_names(module: str) -> Callable[[], set[str]]:
    def names() -> set[str]:
        found = importlib.import_module(module)
        return {n for n in dir(found) if callable(getattr(found, n)) and not n.startswith("_")}

    return names


def onnx_names() -> set[str]:
    return {schema.name for schema in importlib.import_module("onnx.defs").get_all_schemas() if schema.domain == ""}


READERS: dict[str, Callable[[], set[str]]] = {
    "torch.nn.functional": torch_names,
    "jax.nn": module_names("jax.nn"),
    "keras.activations": module_names("keras.activations"),
    "ONNX": onnx_names,
}


def others(peer: str) -> set[str]:
    lines = OTHER[peer].splitlines()
    return {name for line in lines if not line.strip().startswith("#") for name in line.split()}


def unknown_names() -> list[str]:
    """What an installed peer has, and neither table knows."""
    found = []
    for peer, read in READERS.items():
        try:
            names = read()
        except ImportError as error:
            print(f"{peer} isn't looked into: {error}")
            continue
        for name in sorted(names - SAME[peer].keys() - others(peer)):
            found.append(f"{peer}.{name} is new: say in tools/peers_table.py which function it is, or why it is none")
    return found


def parts(text: str) -> list[tuple[str, str]]:
    """An entry of SAME taken apart: (the peer's option, the call here), or (a remark in brackets, "")."""
    found = []
    for part in text.split("; "):
        option, _, call = part.rpartition(": ")
        found.append((part, "") if part.startswith("(") else (option, call))
    return found


def names_in(call: str) -> tuple[str, list[str]]:
    """The function of a call, and the parameters that it gives by name."""
    function, _, given = call.partition("(")
    named = [item.partition("=")[0].strip() for item in given.rstrip(")").split(",")]
    return function.removesuffix(".split"), [] if function == "weighted_sum" else [n for n in named if n]


def missing() -> list[str]:
    """What SAME names and relume lacks: functions, their gradients, parameters."""
    import relume

    found = []
    for peer, same in SAME.items():
        for name, text in same.items():
            for _, call in parts(text):
                function, parameters = names_in(call)
                here = getattr(relume, function, None) if call else relume.weighted_sum
                if here is None:
                    found.append(f"{peer}.{name}: relume has no {function}")
                elif here is not relume.weighted_sum and not hasattr(here, "backward"):
                    found.append(f"{peer}.{name}: {function} has no backward")
                elif unknown := set(parameters) - set(inspect.signature(here).parameters) - {"axis"}:
                    found.append(f"{peer}.{name}: {function} has no parameter {', '.join(unknown)}")
    return found


def table() -> str:
    lines = [
        "# Other libraries' activations",
        "",
        "<!-- Made by tools/peers_table.py: change that, not this. -->",
        "",
        "For every activation of torch.nn.functional, jax.nn, keras.activations, the ONNX operators, oneDNN's eltwise",
        "and ggml's unary and GLU lists, the function here that is the same: each has its gradient. A parameter",
        "without a value is the other library's own, of that name. Where values differ at kinks, in tails or at",
        "infinities is in [conventions.md](conventions.md).",
    ]
    for peer, same in SAME.items():
        lines += ["", f"## {peer}", "", f"| {peer} | relume |", "| --- | --- |"]
        lines += [f"| `{name}` | {cell(text)} |" for name, text in sorted(same.items(), key=lambda row: row[0].lower())]
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """An entry of SAME with its calls as code."""
    marked = []
    for option, call in parts(text):
        marked.append(option if not call else f"with `{option}` `{call}`" if option else f"`{call}`")
    return "; ".join(marked).replace("; (", " (")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is missing or stale")
    check = parser.parse_args().check
    # Unless told otherwise keras would want tensorflow.
    os.environ.setdefault("KERAS_BACKEND", "jax" if importlib.util.find_spec("jax") else "torch")
    wrong = unknown_names() + missing()
    path = ROOT / "docs/peers.md"
    text = table()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        if check:
            wrong.append("docs/peers.md: out of date")
        else:
            path.write_text(text, encoding="utf-8")
            print("docs/peers.md: written")
    for line in wrong:
        print(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
