"""Errors against the exact functions of oracle.py, within the limits of tests/limits.csv, and the same bits everywhere.

The sample is fixed: every exponent of both signs, the floats around each break, the tails of exponentials, huge and
ordinary numbers. `relume verify` goes through all float32 inputs.
"""

import csv
import itertools
import math
from pathlib import Path

import gmpy2
import numpy as np
import pytest

import relume as rl
from relume.oracle import PRECISION, evaluate, oracle, ulp_error

DTYPES = ("float32", "float64")
with open(Path(__file__).parent.parent / "limits.csv", newline="") as file:
    LIMITS = {(row["name"], row["dtype"]): row for row in csv.DictReader(file)}


def limit(name, dtype, operation):
    return float(LIMITS[name, dtype][operation])


def around(value, dtype, steps):
    """The floats so many steps before and after a value."""
    integers = np.dtype(f"i{np.dtype(dtype).itemsize}")
    bits = np.abs(np.array(value, dtype)).view(integers) + np.asarray(steps, integers)
    # Steps below 0 come out on the other side of it.
    floats = np.abs(bits).view(dtype)
    return np.copysign(floats, np.where(bits < 0, -1, 1).astype(dtype)) * dtype(-1 if value < 0 else 1)


def sample(dtype, breaks, every=1):
    """The inputs; every=n keeps each n-th, for parameters besides the defaults."""
    dtype = np.dtype(dtype).type
    info, generator = np.finfo(dtype), np.random.default_rng(0)
    # All exponents that float32 has; of the rest of float64's, each eighth.
    exponents = np.arange(info.minexp, info.maxexp)
    exponents = exponents[(np.abs(exponents) <= 80) | (exponents % 8 == 0)]
    mantissas = np.concatenate([[1, 2 - info.eps], generator.uniform(1, 2, 3)])
    normal = np.ldexp(mantissas[:, None].astype(dtype), exponents).ravel()
    subnormal = info.smallest_subnormal * 2.0 ** np.arange(info.nmant) * generator.uniform(1, 2, info.nmant)
    tails = [np.linspace(88, 109, 120), np.linspace(13, 14.4, 80)]
    if dtype == np.float64:
        tails += [np.linspace(700, 750, 100), np.linspace(37, 38.7, 80), generator.uniform(18, 45, 100)]
    magnitudes = np.concatenate([normal, subnormal, *tails, generator.uniform(1.8e19, 3e38, 20)])
    powers = 2 ** np.arange(8, info.nmant, 2)
    steps = np.concatenate([np.arange(-200, 201), powers, -powers])
    near = [around(b, dtype, steps) for b in breaks if abs(b) <= float(info.max)]
    x = np.concatenate([magnitudes, -magnitudes, *near, generator.normal(0, 2, 600)]).astype(dtype)
    x = np.concatenate([x[::every], np.array([0, -0.0, np.inf, -np.inf], dtype)])
    return np.unique(x.view(f"u{x.itemsize}")).view(dtype)


def pairs(x):
    """The arrays of a gate: the finite inputs beside each other in some order, and beside ordinary numbers."""
    x, generator = x[np.isfinite(x)], np.random.default_rng(2)
    ordinary = generator.normal(0, 2, len(x)).astype(x.dtype)
    return np.concatenate([x, x, ordinary]), np.concatenate([generator.permutation(x), ordinary, x])


def upstream(dtype, n):
    """Ordinary values of dy, and some far from 1."""
    dy = np.random.default_rng(1).normal(0, 1, n)
    dy[::10] *= np.resize([1e-5, 1e4, 0.0], len(dy[::10]))
    return dy.astype(dtype)


def on_every_isa(ufunc, *inputs):
    """The results, as a tuple, the same bits on every instruction set of this CPU."""
    before, results = rl.isa(), {}
    try:
        for isa in rl.available_isas():
            rl.set_isa(isa)
            result = ufunc(*inputs)
            results[isa] = result if isinstance(result, tuple) else (result,)
    finally:
        rl.set_isa(before)
    first = results.pop(before)
    for isa, others in results.items():
        for one, other in zip(first, others, strict=True):
            bits = f"u{one.itemsize}"
            np.testing.assert_array_equal(one.view(bits), other.view(bits), err_msg=f"{isa}, not {before}")
    return first


def products(dy, exact):
    """dy·f'; 0 where f is flat, whatever dy is."""
    with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
        return [gmpy2.mpfr(float(d)) * e for d, e in zip(dy, exact, strict=True)]


def check(what, x, results, exact, bound):
    errors = ulp_error(results, exact, results.dtype)
    excess = errors - bound
    worst = int(np.argmax(excess))
    assert excess[worst] <= 0, (
        f"{what}: {errors[worst]:.4g} ULP at {x[worst]!r} = {float(x[worst]).hex()}: {results[worst]!r}, "
        f"exactly {exact[worst]:.20g}; {np.count_nonzero(excess > 0)} of {len(x)} beyond the limit"
    )


def check_product(what, x, dy, results, factor, name, dtype):
    """dy times a derivative, within the limit of backward. 0 times what is infinite in the dtype is NaN."""
    kept = np.array([d != 0 or abs(f) <= np.finfo(dtype).max for d, f in zip(dy, factor, strict=True)])
    x, dy, results, factor = x[kept], dy[kept], results[kept], list(itertools.compress(factor, kept))
    check(what, x, results, products(dy, factor), limit(name, dtype, "backward"))


def parameter_sets(name):
    defaults = tuple(p.default for p in rl.activations[name].parameters)
    return dict.fromkeys([*([] if None in defaults else [defaults]), *oracle[name].parameters])


def test_every_activation_has_an_oracle_and_limits():
    assert set(rl.activations) <= set(oracle)
    assert set(LIMITS) == {(name, dtype) for name in rl.activations for dtype in DTYPES}


def test_limits_are_as_promised_or_say_why():
    promised = {"float32": (1, 1, 1.5), "float64": (2, 2, 2.5)}
    for (name, dtype), row in LIMITS.items():
        for operation, bound in zip(("forward", "derivative", "backward"), promised[dtype], strict=True):
            assert 0 <= limit(name, dtype, operation) <= bound or row["note"], (name, dtype, operation)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", rl.activations)
def test_errors_are_within_limits(name, dtype):
    activation, row = rl.activations[name], oracle[name]
    assert len(activation.parameters) == len(row.parameter_derivatives)
    assert activation.arrays == len(row.derivatives)
    for i, parameters in enumerate(parameter_sets(name)):
        parameters = np.array(parameters, dtype)
        x = sample(dtype, row.breaks, every=1 if i == 0 else 5)
        arrays = (x,) if activation.arrays == 1 else pairs(x)
        x, dy = arrays[0], upstream(dtype, len(arrays[0]))
        dy[np.isinf(x) & (dy == 0)] = 1  # 0 times an infinite slope is NaN
        (y,) = on_every_isa(activation.ufunc, *arrays, *parameters)
        slopes = on_every_isa(activation.derivative_ufunc, *arrays, *parameters)
        gradients = on_every_isa(activation.backward_ufunc, dy, *arrays, *parameters)
        forward = evaluate(row.forward, arrays, *parameters)
        what = f"{name}{tuple(parameters.tolist())} {dtype}"
        check(f"{what} forward", x, y, forward, limit(name, dtype, "forward"))
        for of, slope, dx, function in zip(("x", "b"), slopes, gradients, row.derivatives, strict=False):
            derivative = evaluate(function, arrays, *parameters)
            check(f"{what} derivative by {of}", x, slope, derivative, limit(name, dtype, "derivative"))
            check_product(f"{what} backward to {of}", x, dy, dx, derivative, name, dtype)
        zeros = y == 0
        signs = np.array([math.copysign(1, v) < 0 for v in forward])
        wrong = zeros & (np.signbit(y) != signs)
        assert not any(wrong), f"{what}: a zero of the wrong sign at {x[wrong][:5]}"
        if not row.parameter_derivatives:
            continue
        gradients = on_every_isa(activation.parameter_backward_ufunc, dy, *arrays, *parameters)
        for parameter, got, function in zip(activation.parameters, gradients, row.parameter_derivatives, strict=True):
            factor = evaluate(function, arrays, *parameters)
            check_product(f"{what} d/d{parameter.name}", x, dy, got, factor, name, dtype)
