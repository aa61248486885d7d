"""What a type checker sees of relume: run by mypy, never executed."""

from collections.abc import Mapping
from typing import Any, assert_type

import numpy as np

import relume as rl
from relume import buffers

x: np.ndarray[Any, np.dtype[np.float32]] = np.ones(3, np.float32)

assert_type(rl.relu, rl.Activation)
assert_type(rl.activations, Mapping[str, rl.Activation])
assert_type(rl.activations["relu"], rl.Activation)
assert_type(rl.leaky_relu.parameters, tuple[rl.Parameter, ...])
assert_type(rl.leaky_relu.parameters[0].default, float | None)
assert_type(rl.relu.name, str)
assert_type(rl.relu.ufunc, np.ufunc)
assert_type(rl.relu.parameter_backward_ufunc, np.ufunc | None)
assert_type(rl.leaky_relu.parameter_gradients(x, x), tuple[Any, ...])
assert_type(rl.available_isas(), tuple[str, ...])
assert_type(rl.get_num_threads(), int)
assert_type(rl.__version__, str)
assert_type(rl.get_include(), str)
assert_type(buffers.relu, buffers.BufferFunction)
quantized = rl.quantize("gelu", input_scale=0.1, output_scale=np.float32(0.2), dtype=np.uint8, rounding="away")
assert_type(quantized, rl.QuantizedActivation)
assert_type(quantized.activation, rl.Activation)
assert_type(quantized.input_zero_point, int)
assert_type(quantized.parameters, dict[str, float])

y: np.ndarray[Any, np.dtype[np.float32]] = rl.leaky_relu(x, 0.2)
y = rl.leaky_relu(x, negative_slope=[0.1, 0.2, 0.3], out=y, where=x > 0)
y = rl.relu.derivative(2.0)
y = rl.relu.backward(x, [1, 2, 3])
y = rl.relu.backward(x, x, surrogate=rl.silu)
y = rl.relu.backward(x, x, surrogate=("elu", 0.5))
m = rl.mix(rl.relu, "silu", 0.3)
assert_type(m, rl.Mixture)
assert_type(rl.rectified(m), rl.Mixture)
assert_type(rl.weighted_sum("relu", rl.silu, (rl.elu, 0.5), weights=[1, 2, 3], normalize="softmax"), rl.Mixture)
y = m(x, out=y)
y = m.backward(x, x)
y = rl.rrelu(x, rng=np.random.default_rng(1))
y = rl.crelu(x)
y = rl.maxout(x, 3)
y = rl.dynamic_relu(x, [1, 0.25], [0, 0])
rl.set_isa("scalar")
rl.set_isa(None)
buffers.leaky_relu(x, y, negative_slope=0.2)
quantized = rl.quantize(rl.leaky_relu, input_scale=1, output_scale=1, negative_slope=0.2)
quantized(np.ones(3, np.int8), out=np.ones(3, np.int8))

# Each mistake must be one for mypy: an unused ignore is an error.
rl.set_num_threads("2")  # type: ignore[arg-type]
rl.weighted_sum("relu", weights=[1], normalize="max")  # type: ignore[arg-type]
rl.rrelu(x, rng=3)  # type: ignore[arg-type]
rl.set_isa(3)  # type: ignore[arg-type]
rl.relu.name = "other"  # type: ignore[misc]
rl.relu(x=x)  # type: ignore[call-arg]
rl.relu.backward(x)  # type: ignore[call-arg]
rl.quantize("relu", output_scale=1)  # type: ignore[call-arg]
quantized.input_scale = 2.0  # type: ignore[misc]
rl.no_such_activation  # type: ignore[attr-defined]  # noqa: B018
