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
from gmpy2 import cosh, erfc, exp, expm1, log1p, mpfr, mpq, sech, sinh, sqrt, tanh

PRECISION = 320

# Stands for an infinite x: every function is at its limit there, and products with 0 stay 0.
HUGE = mpfr(2) ** 4000
ZERO = mpfr(0)


@dataclass(frozen=True)
class Oracle:
    forward: Callable
    derivative: Callable | tuple[Callable, ...]
    """Of a gate, those with respect to a and b."""
    parameter_derivatives: tuple[Callable, ...] = ()
    breaks: tuple[float, ...] = (0.0,)
    """Where it is hard: kinks, roots of the derivative, ends of tails."""
    parameters: tuple[tuple[float, ...], ...] = ()
    """Sets of parameter values to test, besides the defaults."""

    @property
    def derivatives(self):
        """One per array."""
        return self.derivative if isinstance(self.derivative, tuple) else (self.derivative,)


def sigmoid(x):
    """Never 1, so that a product with it lies on the right side of a midpoint."""
    return min(1 / (1 + exp(-x)), gmpy2.next_below(mpfr(1)))


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


def silu_slope(z):
    return sigmoid(z) * (1 + z * sigmoid(-z))


def acon_c(x, p, q, b):
    """x·(p·sigmoid(z) + q·sigmoid(-z)) less what has no weight, and so no sign."""
    z = b * (p - q) * x
    if not q:
        return x * p * sigmoid(z)
    if not p:
        return x * q * sigmoid(-z)
    return x * (p * sigmoid(z) + q * sigmoid(-z))


def gelu_tanh_argument(x, factor=1):
    return sqrt(8 / gmpy2.const_pi()) * (x + factor * mpq(44715, 1000000) * x**3)


def series(term, first):
    """The sum of term(k) from first on, for terms that become ever smaller."""
    total, k = ZERO, first
    while True:
        added = term(k)
        total += added
        if abs(added) <= abs(total) * mpfr(2) ** -gmpy2.get_context().precision:
            return total
        k += 1


def celu_alpha_slope(z):
    """expm1(z) - z·e^z."""
    if abs(z) > mpfr(2) ** -20:
        return expm1(z) - z * exp(z)
    return -series(lambda k: (k - 1) * z**k / gmpy2.fac(k), 2)


def softcap_cap_slope(z):
    """tanh(z) - z·sech(z)^2."""
    if abs(z) > mpfr(2) ** -20:
        return tanh(z) - z * sech(z) ** 2
    return series(lambda k: (2 * z) ** (2 * k + 1) / gmpy2.fac(2 * k + 1) / 2, 1) / cosh(z) ** 2


# To more digits than the precision ever is; their closed forms are in test_oracle.py.
with gmpy2.context(precision=1000):
    SELU_ALPHA = mpfr("1.6732632423543772848170429916717")
    SELU_LAMBDA = mpfr("1.0507009873554804934193349852946")

EXP_TAILS = (-87.336544, -88.722839, -103.972084, -708.39641853226408, -745.13321910194122)
SILU_ROOT = -1.2784645427610737951
SILU_BREAKS = (0.0, SILU_ROOT, -91.8611, -108.6637, *EXP_TAILS, -751.75, 17.3286795, 37.4299477)

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
        silu_slope,
        breaks=SILU_BREAKS,
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
    "log_sigmoid": Oracle(
        lambda x: -log1p_exp(-x),
        lambda x: sigmoid(-x),
        breaks=(0.0, -17.3286795, -37.4299477, *EXP_TAILS, *(-x for x in EXP_TAILS)),
    ),
    "swish": Oracle(
        lambda x, b: x * sigmoid(b * x),
        lambda x, b: silu_slope(b * x),
        (lambda x, b: x**2 * sigmoid(b * x) * sigmoid(-b * x),),
        breaks=(*SILU_BREAKS, *(SILU_ROOT / b for b in (0.4, 3.0, -1.5))),
        parameters=((0.4,), (3.0,), (-1.5,)),
    ),
    "celu": Oracle(
        lambda x, a: x if x > 0 else a * expm1(x / a),
        lambda x, a: mpfr(1) if x > 0 else exp(x / a),
        (lambda x, a: ZERO if x > 0 else celu_alpha_slope(x / a),),
        breaks=(0.0, -1.0, -17.328680, -37.4299477, *EXP_TAILS),
        parameters=((0.3,), (2.5,)),
    ),
    "gelu_tanh": Oracle(
        lambda x: x * sigmoid(gelu_tanh_argument(x)),
        lambda x: (
            sigmoid(gelu_tanh_argument(x)) * (1 + gelu_tanh_argument(x, factor=3) * sigmoid(-gelu_tanh_argument(x)))
        ),
        breaks=(0.0, -0.75246142207101625849, -0.69, -0.815, -10.0, -10.2, -21.0, -21.6, 0.75, 5.5, 8.3),
    ),
    "gelu_quick": Oracle(
        lambda x: x * sigmoid(mpq(1702, 1000) * x),
        lambda x: silu_slope(mpq(1702, 1000) * x),
        breaks=(0.0, *(b / 1.702 for b in SILU_BREAKS)),
    ),
    "eswish": Oracle(
        lambda x, b: b * x * sigmoid(x),
        lambda x, b: b * silu_slope(x),
        (lambda x, b: x * sigmoid(x),),
        breaks=SILU_BREAKS,
        parameters=((1.75,), (0.1,)),
    ),
    "acon_c": Oracle(
        acon_c,
        lambda x, p, q, b: (
            q + (p - q) * silu_slope(b * (p - q) * x)
            if b * (p - q) * x < 0
            else p + (q - p) * silu_slope(b * (q - p) * x)
        ),
        (
            lambda x, p, q, b: x * silu_slope(b * (p - q) * x),
            lambda x, p, q, b: x * silu_slope(b * (q - p) * x),
            lambda x, p, q, b: ((p - q) * x) ** 2 * sigmoid(b * (p - q) * x) * sigmoid(b * (q - p) * x),
        ),
        breaks=SILU_BREAKS,
        parameters=((1.25, 0.25, 1.0), (0.0, -1.5, 0.5), (1.0, 1.0, 1.0), (1.5, 0.0, 0.0)),
    ),
    # Where float64 has no value any more, one that MPFR has.
    "exponential": Oracle(
        lambda x: exp(min(x, 2**20)),
        lambda x: exp(min(x, 2**20)),
        breaks=(0.0, *EXP_TAILS, 88.722839, 709.78271289338397, 720.0),
    ),
    "log_cosh": Oracle(
        lambda x: log1p(2 * sinh(x / 2) ** 2) if abs(x) < 1 else abs(x) + log1p(exp(-2 * abs(x))) - gmpy2.const_log2(),
        tanh,
        breaks=(0.0, 0.35, -1.0, 1.0, 9.01091, -19.06154),
    ),
    "softcap": Oracle(
        lambda x, c: c * tanh(x / c),
        lambda x, c: sech(x / c) ** 2,
        (lambda x, c: softcap_cap_slope(x / c),),
        breaks=(0.0, 0.7, 30.0, 270.0, -571.8, 1330.0, 1571.0, 2.6e2, -20.0, 260.0, 11176.0),
        parameters=((30.0,), (50.0,), (0.7,)),
    ),
    "scaled_tanh": Oracle(
        lambda x, a, b: a * tanh(b * x),
        lambda x, a, b: a * b * sech(b * x) ** 2,
        (lambda x, a, b: tanh(b * x), lambda x, a, b: a * x * sech(b * x) ** 2),
        breaks=(0.0, 0.5, -1.0, 13.516, -28.59, 66.54, -79.02, 558.85),
        parameters=((1.0, 1.0), (-0.7, 2.5), (3.0, -0.3)),
    ),
    "b_silu": Oracle(
        lambda x, a: x * sigmoid(x) + a / 2 * tanh(x / 2),
        lambda x, a: sigmoid(x) * (1 + (x + a) * sigmoid(-x)),
        (lambda x, a: tanh(x / 2) / 2,),
        breaks=(*SILU_BREAKS, -2.7344, -2.73434, -2.485, -2.985, -2.52, -3.0),
        parameters=((1.67,), (0.25,), (3.0,)),
    ),
}


def gate(name):
    """act(a)·b for the act of that name."""
    act, slope = oracle[name].forward, oracle[name].derivative
    return Oracle(
        lambda a, b: act(a) * b,
        (lambda a, b: slope(a) * b, lambda a, b: act(a)),
        breaks=oracle[name].breaks,
    )


def clamped(function):
    """A function of g, u and the parameters of swiglu_clamped as one of a, b and those."""
    return lambda a, b, limit, *others: function(min(a, limit), max(min(b, limit), -limit), limit, *others)


def swiglu_clamped_limit_slope(a, b, limit, alpha, offset):
    g, u = min(a, limit), max(min(b, limit), -limit)
    through_u = gmpy2.sign(b) * g * sigmoid(alpha * g) if abs(b) > limit else ZERO
    return through_u + (silu_slope(alpha * g) * (u + offset) if a > limit else ZERO)


oracle |= {
    "glu": Oracle(
        lambda a, b: a * sigmoid(b),
        (lambda a, b: sigmoid(b), lambda a, b: a * sigmoid(b) * sigmoid(-b)),
        breaks=oracle["sigmoid"].breaks,
    ),
    "bilinear": Oracle(lambda a, b: a * b, (lambda a, b: b, lambda a, b: a)),
    "reglu": gate("relu"),
    "geglu": gate("gelu"),
    "geglu_tanh": gate("gelu_tanh"),
    "geglu_quick": gate("gelu_quick"),
    "swiglu": gate("silu"),
    "swiglu_clamped": Oracle(
        clamped(lambda g, u, limit, alpha, offset: g * sigmoid(alpha * g) * (u + offset)),
        (
            lambda a, b, limit, alpha, offset: (
                silu_slope(alpha * a) * (max(min(b, limit), -limit) + offset) if a <= limit else ZERO
            ),
            lambda a, b, limit, alpha, offset: (
                min(a, limit) * sigmoid(alpha * min(a, limit)) if abs(b) <= limit else ZERO
            ),
        ),
        (
            swiglu_clamped_limit_slope,
            clamped(lambda g, u, limit, alpha, offset: g**2 * sigmoid(alpha * g) * sigmoid(-alpha * g) * (u + offset)),
            clamped(lambda g, u, limit, alpha, offset: g * sigmoid(alpha * g)),
        ),
        breaks=(0.0, 7.0, -7.0, -1.0, SILU_ROOT / 1.702, 2.5, -53.97, -63.84),
        parameters=((7.0, 1.702, 1.0), (2.5, 1.0, 0.0), (10.0, 0.5, -0.25)),
    ),
}


def evaluate(function, x, *parameters, precision=PRECISION):
    """The exact values at an array of floats, as a list; the limits where x is infinite. Of a gate, x is (a, b)."""
    with gmpy2.context(gmpy2.get_context(), precision=precision):
        arrays = [
            [mpfr(v) if math.isfinite(v) else int(math.copysign(1, v)) * HUGE for v in array.tolist()]
            for array in (x if isinstance(x, tuple) else (x,))
        ]
        parameters = [mpfr(float(p)) for p in parameters]
        return [function(*v, *parameters) for v in zip(*arrays, strict=True)]


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
