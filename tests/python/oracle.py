"""The exact functions: forward, derivative and parameter derivatives of each activation in MPFR, from the definitions.

Each is an expression that cancels nowhere but at its own roots, so that 320 bits are enough for every float64; at a
kink a derivative has the value that the catalogue promises. Nothing here is taken from the C formulas.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass

import gmpy2
import numpy as np
from gmpy2 import erfc, exp, expm1, log1p, mpfr, sech, sqrt, tanh

PRECISION = 320

# Stands for an infinite x: every function is at its limit there, and products with 0 stay 0.
HUGE = mpfr(2) ** 4000


@dataclass(frozen=True)
class Oracle:
    forward: Callable
    derivative: Callable
    parameter_derivatives: tuple[Callable, ...] = ()
    breaks: tuple[float, ...] = (0.0,)
    """Where it is hard: kinks, roots of the derivative, ends of tails."""
    parameters: tuple[tuple[float, ...], ...] = ()
    """Sets of parameter values to test, besides the defaults."""


def sigmoid(x):
    return 1 / (1 + exp(-x))


def cdf(x):
    """Of the standard normal distribution."""
    return _cdf(x, gmpy2.get_context().precision)


@functools.lru_cache(maxsize=100_000)  # MPFR's erfc is by far the slowest function here
def _cdf(x, precision):
    return erfc(-x / sqrt(mpfr(2))) / 2


def pdf(x):
    return exp(-x * x / 2) / sqrt(2 * gmpy2.const_pi())


def log1p_exp(x):
    return max(x, 0) + log1p(exp(-abs(x)))


# To more digits than the precision ever is; their closed forms are in test_oracle.py.
with gmpy2.context(precision=1000):
    SELU_ALPHA = mpfr("1.6732632423543772848170429916717")
    SELU_LAMBDA = mpfr("1.0507009873554804934193349852946")

ZERO = mpfr(0)
EXP_TAILS = (-87.336544, -88.722839, -103.972084, -708.39641853226408, -745.13321910194122)

oracle = {
    "relu": Oracle(
        lambda x: x if x > 0 else ZERO,
        lambda x: mpfr(x > 0),
    ),
    "leaky_relu": Oracle(
        lambda x, s: x if x > 0 else s * x,
        lambda x, s: mpfr(1) if x > 0 else s,
        (lambda x, s: ZERO if x > 0 else x,),
        parameters=((0.25,), (0.0,), (-1.5,)),
    ),
    "prelu": Oracle(
        lambda x, w: x if x > 0 else w * x,
        lambda x, w: mpfr(1) if x > 0 else w,
        (lambda x, w: ZERO if x > 0 else x,),
        parameters=((0.25,), (0.0,), (-1.5,)),
    ),
    "elu": Oracle(
        lambda x, a: x if x > 0 else a * expm1(x),
        lambda x, a: mpfr(1) if x > 0 else a * exp(x),
        (lambda x, a: ZERO if x > 0 else expm1(x),),
        breaks=(0.0, -17.328680, -37.4299477, *EXP_TAILS),
        parameters=((0.3,), (2.5,)),
    ),
    "selu": Oracle(
        lambda x: SELU_LAMBDA * (x if x > 0 else SELU_ALPHA * expm1(x)),
        lambda x: SELU_LAMBDA * (mpfr(1) if x > 0 else SELU_ALPHA * exp(x)),
        breaks=(0.0, -17.328680, -37.4299477, *EXP_TAILS),
    ),
    "rectified_tanh": Oracle(
        lambda x: tanh(x) if x > 0 else ZERO,
        lambda x: sech(x) ** 2 if x > 0 else ZERO,
        breaks=(0.0, 0.35, 0.55, 9.01091, 19.06154, 44.36142, 52.67928, 372.5666),
    ),
    "sigmoid": Oracle(
        sigmoid,
        lambda x: sigmoid(x) * sigmoid(-x),
        breaks=(0.0, 17.328680, 37.4299477, *EXP_TAILS, *(-x for x in EXP_TAILS)),
    ),
    "tanh": Oracle(
        tanh,
        lambda x: sech(x) ** 2,
        breaks=(0.0, 0.35, -0.55, 9.01091, -19.06154, 44.36142, -52.67928, 372.5666),
    ),
    "silu": Oracle(
        lambda x: x * sigmoid(x),
        lambda x: sigmoid(x) * (1 + x * sigmoid(-x)),
        breaks=(0.0, -1.2784645427610737951, -91.8611, -108.6637, *EXP_TAILS, -751.75, 17.3286795, 37.4299477),
    ),
    "gelu": Oracle(
        lambda x: x * cdf(x),
        lambda x: cdf(x) + x * pdf(x),
        breaks=(0.0, -0.75179152469356445746, -4.0, -5.5, -13.14, -14.356, 5.5, 8.3, -37.5, -38.6),
    ),
    "softplus": Oracle(
        lambda x, b: log1p_exp(b * x) / b,
        lambda x, b: sigmoid(b * x),
        (lambda x, b: -(abs(b * x) * sigmoid(-abs(b * x)) + log1p(exp(-abs(b * x)))) / b**2,),
        breaks=(0.0, 17.3286795, 20.0, 37.4299477, *EXP_TAILS),
        parameters=((0.4,), (3.0,)),
    ),
}


def evaluate(function, x, *parameters, precision=PRECISION):
    """The exact values at an array of floats, as a list; the limits where x is infinite."""
    with gmpy2.context(gmpy2.get_context(), precision=precision):
        exact = [mpfr(v) if math.isfinite(v) else int(math.copysign(1, v)) * HUGE for v in x.tolist()]
        parameters = [mpfr(float(p)) for p in parameters]
        return [function(v, *parameters) for v in exact]


def ulp_error(results, exact, dtype):
    """How far results are from exact values, in units in the last place of the exact value rounded to the dtype.

    Subnormal numbers are as far apart as the smallest of them. An infinite result counts as the power of two that
    follows the largest number, and is the only right one from there on. NaN is infinitely wrong.
    """
    info = np.finfo(dtype)
    smallest, digits, overflow = info.minexp, info.nmant + 1, mpfr(2) ** info.maxexp
    errors = np.empty(len(exact))
    rounding = gmpy2.context(precision=digits)
    with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
        for i, (result, value) in enumerate(zip(results.tolist(), exact, strict=True)):
            if math.isnan(result) or gmpy2.is_nan(value):
                errors[i] = math.inf
            elif abs(value) >= overflow:
                errors[i] = 0 if result == math.copysign(math.inf, value) else math.inf
            else:
                exponent = gmpy2.get_exp(rounding.plus(value)) - 1 if value else smallest
                exponent = min(max(exponent, smallest), info.maxexp - 1)
                got = mpfr(result) if math.isfinite(result) else math.copysign(1, result) * overflow
                errors[i] = abs(got - value) * mpfr(2) ** (digits - 1 - exponent)
    return errors
