"""What the tests share: operations of every shape, inputs that reach its branches, comparison bit for bit."""

import os
import subprocess
import sys
from dataclasses import dataclass

import numpy as np

import relume as rl

DTYPES = (np.float32, np.float64)
ONE_ARRAY = [a for a in rl.activations.values() if a.arrays == 1]
# The integer dtypes by name.
INTEGERS = [f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)]
GATES = [a for a in rl.activations.values() if a.arrays == 2]
SPECIAL = (0.0, -0.0, np.inf, -np.inf, np.nan, 0.5, -0.5, 1.0, -1.0, 3.0, -3.0, 6.0, -6.0, 1e-30, -1e-30, 1e30, -1e30)


def value_of(parameter):
    """A value to test a parameter with: its default, or one inside its range."""
    if parameter.default is not None:
        return parameter.default
    return min(max(0.25, parameter.lower), parameter.upper)


def values_of(parameter, n):
    """n different values near value_of, inside the range."""
    values = value_of(parameter) * np.linspace(0.5, 1.5, n) + np.linspace(0, 0.25, n)
    return np.clip(values, parameter.lower, parameter.upper)


@dataclass(frozen=True)
class Operation:
    """A ufunc of an activation, called with its parameters filled in."""

    activation: rl.Activation
    kind: str

    def __str__(self):
        return self.ufunc.__name__

    @property
    def ufunc(self):
        return getattr(self.activation, {"forward": "ufunc"}.get(self.kind, f"{self.kind}_ufunc"))

    @property
    def has_dy(self):
        return self.kind in ("backward", "parameter_backward")

    @property
    def arrays(self):
        """How many arrays come before the parameters: x or a and b, and dy before them."""
        return self.activation.arrays + self.has_dy

    @property
    def parameters(self):
        return tuple(map(value_of, self.activation.parameters))

    def inputs(self, dtype, shape, seed=0):
        """Arrays for the operation: x over all magnitudes with the special values, dy moderate."""
        x = [samples(dtype, shape, seed + k) for k in range(self.activation.arrays)]
        return (moderate(dtype, shape, seed + 1000), *x) if self.has_dy else tuple(x)

    def __call__(self, *arrays, parameters=None, **options):
        """The results as a tuple: an operation has one, or one per parameter or array of a gate."""
        results = self.ufunc(*arrays, *(self.parameters if parameters is None else parameters), **options)
        return results if isinstance(results, tuple) else (results,)


def shape(activation):
    """What a call of it looks like; all that the ufunc machinery and the loops know of a formula."""
    required = sum(p.default is None for p in activation.parameters)
    return activation.arrays, len(activation.parameters), required


# The first activation of each shape. What the formulas give is tested of every activation, by test_accuracy.py,
# test_conventions.py and the C tests.
REPRESENTATIVES = list({shape(a): a for a in reversed(list(rl.activations.values()))}.values())

OPERATIONS = [
    Operation(activation, kind)
    for activation in REPRESENTATIVES
    for kind in ("forward", "derivative", "backward", *(("parameter_backward",) if activation.parameters else ()))
]


def samples(dtype, shape, seed=0):
    """Values of every magnitude: most where the functions bend, the rest any bit pattern, the special ones first."""
    generator = np.random.default_rng(seed)
    size = int(np.prod(shape))
    integers = np.dtype(f"u{np.dtype(dtype).itemsize}")
    bits = generator.integers(0, np.iinfo(integers).max, size, integers, endpoint=True).view(dtype)
    values = generator.normal(0, 4, size).astype(dtype)
    np.copyto(values, bits, where=generator.random(size) < 0.25)
    special = np.array(SPECIAL, dtype)[:size]
    values[: len(special)] = special
    return generator.permutation(values).reshape(shape)


def moderate(dtype, shape, seed=0):
    return np.random.default_rng(seed).normal(0, 1, shape).astype(dtype)


def assert_same_bits(actual, expected):
    """Equal in shape, dtype and every bit: the sign of a zero and the payload of a NaN too."""
    assert np.shape(actual) == np.shape(expected)
    assert np.asarray(actual).dtype == np.asarray(expected).dtype
    actual, expected = np.atleast_1d(actual), np.atleast_1d(expected)
    integers = np.dtype(f"u{actual.dtype.itemsize}")
    different = np.flatnonzero(
        np.array(actual, order="C").view(integers) != np.array(expected, order="C").view(integers)
    )
    assert not different.size, (
        f"{different.size} of {actual.size} differ, first at {different[0]}: "
        f"{actual.flat[different[0]]!r} is not {expected.flat[different[0]]!r}"
    )


def assert_all_same_bits(actual, expected):
    for one, other in zip(actual, expected, strict=True):
        assert_same_bits(one, other)


def run_python(code, timeout=60, **environment):
    """Runs code in a fresh interpreter; its standard output."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
