"""The exact functions: forward, derivative and parameter derivatives of each activation in MPFR, from the definitions.

Each is an expression that cancels nowhere but at its own roots, so that 320 bits are enough for every float64; at a
kink a derivative has the value that the catalogue promises. Nothing here is taken from the C formulas.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gmpy2  # type: ignore[import-untyped]
import numpy as np
from gmpy2 import cosh, erf, erfc, exp, expm1, log1p, mpfr, mpq, sech, sin, sinh, sqrt, tanh

PRECISION = 320

# Stands for an infinite x: every function is at its limit there, and products with 0 stay 0.
HUGE = mpfr(2) ** 4000


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


def tanh_shrink(x):
    """x - tanh(x), which cancels near 0: more bits, and its series where they would have to be very many."""
    if abs(x) < 2**-40:
        return x * x * x * (mpfr(1) / 3 - x**2 * (mpfr(2) / 15 - x**2 * (mpfr(17) / 315 - x**2 * mpfr(62) / 2835)))
    with gmpy2.context(gmpy2.get_context(), precision=gmpy2.get_context().precision + 100):
        return x - tanh(x)


def gompertz(x):
    """e^(-e^-x)."""
    return exp(-exp(-max(x, -1000)))


def tanh_bend(q):
    """tanh(q) - q·tanh'(q), which cancels near 0."""
    if abs(q) < 2**-40:
        return q * q * q * (mpfr(2) / 3 - q**2 * (mpfr(8) / 15 - q**2 * (mpfr(34) / 105 - q**2 * mpfr(496) / 2835)))
    with gmpy2.context(gmpy2.get_context(), precision=gmpy2.get_context().precision + 100):
        return tanh(q) - q * sech(q) ** 2


def exp_bend(m, x):
    """e^m - 1 - x, which cancels near 0 where m is x."""
    if m == x and abs(x) < 2**-40:
        return x**2 * (mpfr(1) / 2 + x * (mpfr(1) / 6 + x * (mpfr(1) / 24 + x * (mpfr(1) / 120 + x / 720))))
    return expm1(m) - x


def xielu_left(x, n, b, m):
    return n * exp_bend(m, x) + b * x if x > -1 else n * expm1(m) + (b - n) * x


def gaussian(s):
    """The derivative of erf(s)."""
    return 2 / sqrt(gmpy2.const_pi()) * exp(-(min(s, 1000) ** 2))


def clip(x, low, high):
    return min(max(x, low), high)


ZERO = mpfr(0)


def sign(x):
    return mpfr((x > 0) - (x < 0))


def squareplus_slope(x, b):
    tail = b / (2 * sqrt(x * x + b) * (sqrt(x * x + b) + abs(x)))
    return 1 - tail if x > 0 else tail


def horner(coefficients, x):
    return functools.reduce(lambda value, c: value * x + c, reversed(coefficients))


def lines(*pairs, x):
    """The sum of a·(b - x), without cancellation where the slopes add up to 0."""
    return sum(a * b for a, b in pairs) - sum(a for a, _ in pairs) * x


def pau_q(x, *p):
    return horner((ZERO, *p[6:]), x)


def pau_slope(x, *p):
    q = 1 + abs(pau_q(x, *p))
    slope = sign(pau_q(x, *p)) * horner([k * p[5 + k] for k in range(1, 5)], x)
    return (horner([k * p[k] for k in range(1, 6)], x) * q - horner(p[:6], x) * slope) / q**2


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

# Where squares of float32 and float64 become infinite or subnormal, and where their slopes do.
SQUARES = (1.8e19, 1.1e-19, 2.6e-23, 1.3e154, 1.5e-154, 2.2e-162, 1.7e38, 8.9e307)

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
    "relu6": Oracle(
        lambda x: min(max(ZERO, x), mpfr(6)),
        lambda x: mpfr(0 < x < 6),
        breaks=(0.0, 6.0),
    ),
    "hardtanh": Oracle(
        lambda x, low, high: min(max(low, x), high),
        lambda x, low, high: mpfr(low < x < high),
        (
            lambda x, low, high: mpfr(x <= low < high),
            lambda x, low, high: mpfr(x >= high or low >= high),
        ),
        breaks=(0.0, -1.0, 1.0, 0.5, 2.0),
        parameters=((0.0, 6.0), (-0.3, 0.7), (2.0, 0.5)),
    ),
    "threshold": Oracle(
        lambda x, t, v: x if x > t else v,
        lambda x, t, v: mpfr(x > t),
        (lambda x, t, v: ZERO, lambda x, t, v: mpfr(x <= t)),
        breaks=(0.0, 0.25, -1.5),
        parameters=((0.25, 0.25), (0.0, 0.0), (-1.5, 20.0)),
    ),
    "thresholded_relu": Oracle(
        lambda x, t: x if x > t else ZERO,
        lambda x, t: mpfr(x > t),
        (lambda x, t: ZERO,),
        breaks=(0.0, 1.0, -1.5),
        parameters=((-1.5,), (0.0,)),
    ),
    "squared_relu": Oracle(
        lambda x: x * x if x > 0 else ZERO,
        lambda x: 2 * x if x > 0 else ZERO,
        breaks=(0.0, *SQUARES),
    ),
    "softsign": Oracle(
        lambda x: x / (1 + abs(x)),
        lambda x: 1 / (1 + abs(x)) ** 2,
        breaks=(0.0, 1.0, *SQUARES, *(-x for x in SQUARES)),
    ),
    "squareplus": Oracle(
        lambda x, b: (x + sqrt(x * x + b)) / 2 if x > 0 else b / (2 * (sqrt(x * x + b) - x)),
        lambda x, b: squareplus_slope(x, b),
        (lambda x, b: 1 / (4 * sqrt(x * x + b)),),
        breaks=(0.0, 1.0, *SQUARES, *(-x for x in SQUARES)),
        parameters=((1.0,), (0.01,), (1e9,), (2.0**-60,)),
    ),
    "sparse_plus": Oracle(
        lambda x: ZERO if x <= -1 else x if x >= 1 else (x + 1) ** 2 / 4,
        lambda x: min(max(ZERO, (x + 1) / 2), mpfr(1)),
        breaks=(0.0, -1.0, 1.0),
    ),
    "sparse_sigmoid": Oracle(
        lambda x: min(max(ZERO, (x + 1) / 2), mpfr(1)),
        lambda x: mpfr(-1 < x < 1) / 2,
        breaks=(0.0, -1.0, 1.0),
    ),
    "hard_sigmoid": Oracle(
        lambda x: min(max(ZERO, (x + 3) / 6), mpfr(1)),
        lambda x: mpfr(-3 < x < 3) / 6,
        breaks=(0.0, -3.0, 3.0),
    ),
    "hard_swish": Oracle(
        lambda x: x * min(max(ZERO, (x + 3) / 6), mpfr(1)),
        lambda x: ZERO if x <= -3 else mpfr(1) if x >= 3 else (2 * x + 3) / 6,
        breaks=(0.0, -3.0, 3.0, -1.5),
    ),
    "hard_shrink": Oracle(
        lambda x, t: x if abs(x) > t else ZERO,
        lambda x, t: mpfr(abs(x) > t),
        (lambda x, t: ZERO,),
        breaks=(0.0, 0.5, -0.5, 2.0, -2.0),
        parameters=((2.0,), (0.0,)),
    ),
    "soft_shrink": Oracle(
        lambda x, t: x - sign(x) * t if abs(x) > t else ZERO,
        lambda x, t: mpfr(abs(x) > t),
        (lambda x, t: -sign(x) if abs(x) > t else ZERO,),
        breaks=(0.0, 0.5, -0.5, 2.0, -2.0),
        parameters=((2.0,), (0.0,)),
    ),
    "shrink": Oracle(
        lambda x, t, b: x - sign(x) * b if abs(x) > t else ZERO,
        lambda x, t, b: mpfr(abs(x) > t),
        (lambda x, t, b: ZERO, lambda x, t, b: -sign(x) if abs(x) > t else ZERO),
        breaks=(0.0, 0.5, -0.5, 2.0, -2.0),
        parameters=((2.0, 0.3), (0.0, -1.5)),
    ),
    "identity": Oracle(lambda x: x, lambda x: mpfr(1)),
    "step": Oracle(lambda x: mpfr(x > 0), lambda x: ZERO),
    "absolute": Oracle(abs, sign),
    "square": Oracle(
        lambda x: x * x,
        lambda x: 2 * x,
        breaks=(0.0, *SQUARES, *(-x for x in SQUARES)),
    ),
    "linear": Oracle(
        lambda x, a, b: a * x + b,
        lambda x, a, b: a,
        (lambda x, a, b: x, lambda x, a, b: mpfr(1)),
        breaks=(0.0, -0.4, 10.0 / 3),
        parameters=((2.5, 1.0), (0.0, 0.3), (-0.3, 1.0)),
    ),
    "clipped_linear": Oracle(
        lambda x, a, b: min(max(ZERO, a * x + b), mpfr(1)),
        lambda x, a, b: a if 0 < a * x + b < 1 else ZERO,
        (
            lambda x, a, b: x if 0 < a * x + b < 1 else ZERO,
            lambda x, a, b: mpfr(0 < a * x + b < 1),
        ),
        breaks=(0.0, -2.5, 2.5, -1.0, 1.0, -7.0 / 3, 1.0 / 0.3),
        parameters=((0.5, 0.5), (0.0, 0.3), (-0.3, 0.3)),
    ),
    "frelu": Oracle(
        lambda x, b: (x if x > 0 else ZERO) + b,
        lambda x, b: mpfr(x > 0),
        (lambda x, b: mpfr(1),),
        breaks=(0.0, 0.398),
        parameters=((-0.398,), (1.5,)),
    ),
    "srelu": Oracle(
        lambda x, tr, ar, tl, al: tr + ar * (x - tr) if x >= tr else tl + al * (x - tl) if x <= tl else x,
        lambda x, tr, ar, tl, al: ar if x >= tr else al if x <= tl else mpfr(1),
        (
            lambda x, tr, ar, tl, al: 1 - ar if x >= tr else ZERO,
            lambda x, tr, ar, tl, al: x - tr if x >= tr else ZERO,
            lambda x, tr, ar, tl, al: 1 - al if x < tr and x <= tl else ZERO,
            lambda x, tr, ar, tl, al: x - tl if x < tr and x <= tl else ZERO,
        ),
        breaks=(0.0, 0.4, -0.3, 2.0, 4.0, 1.5, 1.0),
        parameters=((0.4, 1.7, 0.0, 0.2), (2.0, -1.0, -0.3, 0.25), (-1.0, 0.6, 1.0, -3.0), (1.0, 0.0, -0.3, 0.0)),
    ),
    "apl": Oracle(
        lambda x, a1, b1, a2, b2: max(ZERO, x) + lines((a1 * (x < b1), b1), (a2 * (x < b2), b2), x=x),
        lambda x, a1, b1, a2, b2: mpfr(x > 0) - a1 * (x < b1) - a2 * (x < b2),
        (
            lambda x, a1, b1, a2, b2: max(ZERO, b1 - x),
            lambda x, a1, b1, a2, b2: a1 * (x < b1),
            lambda x, a1, b1, a2, b2: max(ZERO, b2 - x),
            lambda x, a1, b1, a2, b2: a2 * (x < b2),
        ),
        breaks=(0.0, 0.3, -1.2, 1.7, 0.2, -0.5, 5.0 / 6),
        parameters=((0.2, 0.3, -0.1, -1.2), (-0.7, 1.7, 0.4, 0.2), (-0.3, -0.5, 0.3, 0.2), (-2.0, 0.3, 0.0, -1.2)),
    ),
    "smelu": Oracle(
        lambda x, b: ZERO if x <= -b else x if x >= b else (x + b) ** 2 / (4 * b),
        lambda x, b: min(max(ZERO, (x + b) / (2 * b)), mpfr(1)),
        (lambda x, b: (b - x) * (b + x) / (4 * b * b) if abs(x) < b else ZERO,),
        breaks=(0.0, 1.0, -1.0, 0.3, -0.3, 2.5, -2.5),
        parameters=((0.3,), (2.5,)),
    ),
    "star_relu": Oracle(
        lambda x, s, b: s * max(ZERO, x) ** 2 + b,
        lambda x, s, b: 2 * s * max(ZERO, x),
        (lambda x, s, b: max(ZERO, x) ** 2, lambda x, s, b: mpfr(1)),
        breaks=(0.0, 0.70710678118654752, 3.3541019662496845, *SQUARES),
        parameters=((-0.2, 2.25), (3.0, 0.0), (0.0, -0.3)),
    ),
    "poly_relu": Oracle(
        lambda x, *a: horner(a, max(ZERO, x)),
        lambda x, *a: horner([k * a[k] for k in range(1, 4)], x) if x > 0 else ZERO,
        tuple(functools.partial(lambda k, x, *a: max(ZERO, x) ** k, k) for k in range(4)),
        breaks=(0.0, 1.0, *SQUARES, 5.6e102, 4.9e-105, 6.9e12, 5e-108, 2.3e-15),
        parameters=((0.5, -0.7, 0.3, 0.1), (0.0, 1.0, 0.5, 0.0), (-1.0, 0.0, 0.0, -2.0), (0.0, -1e-5, 0.0, 1e5)),
    ),
    "pau": Oracle(
        lambda x, *p: horner(p[:6], x) / (1 + abs(pau_q(x, *p))),
        pau_slope,
        (
            *(functools.partial(lambda k, x, *p: x**k / (1 + abs(pau_q(x, *p))), k) for k in range(6)),
            *(
                functools.partial(
                    lambda k, x, *p: -sign(pau_q(x, *p)) * horner(p[:6], x) * x**k / (1 + abs(pau_q(x, *p))) ** 2, k
                )
                for k in range(1, 5)
            ),
        ),
        breaks=(0.0, 1.0, -1.0, 1.6e60, -1.6e60, -8.3122982e-07),
        parameters=(
            (
                0.02979246,
                0.61837738,
                2.32335207,
                3.05202660,
                1.48548002,
                0.25103717,
                -1.142,
                4.39322834,
                0.8715,
                0.3472,
            ),
            (0.5, 0.25, 1 / 18, 1 / 144, 1 / 2016, 1 / 60480, 0.0, 1 / 9, 0.0, 1e-4),
            (0.1, 1.0, 0.3, -0.2, 0.5, -0.1, 0.4, 0.7, -0.6, -0.3),
        ),
    ),
    "mish": Oracle(
        lambda x: x * tanh(log1p_exp(x)),
        lambda x: tanh(log1p_exp(x)) + x * sech(log1p_exp(x)) ** 2 * sigmoid(x),
        breaks=(0.0, -1.1924312145154952121, -1.38, -1.0, 20.0, 40.0, *EXP_TAILS, -91.8611, -108.6637, -751.75),
    ),
    "tanh_shrink": Oracle(
        tanh_shrink,
        lambda x: tanh(x) ** 2,
        breaks=(0.0, 0.75, -0.75, 20.0, -40.0),
    ),
    "lisht": Oracle(
        lambda x: x * tanh(x),
        lambda x: tanh(x) + x * sech(x) ** 2,
        breaks=(0.0, 20.0, -40.0),
    ),
    "tanhexp": Oracle(
        lambda x: x * tanh(exp(min(x, 50))),
        lambda x: tanh(exp(min(x, 50))) + x * exp(min(x, 50)) * sech(exp(min(x, 50))) ** 2,
        breaks=(
            0.0,
            -1.07886005846462405665066737017,
            4.0,
            2.2,
            3.0,
            -20.0,
            -40.0,
            *EXP_TAILS,
            -91.8611,
            -108.6637,
            -751.75,
        ),
    ),
    "golu": Oracle(
        lambda x: x * gompertz(x),
        lambda x: gompertz(x) * (1 + x * exp(-max(x, -1000))),
        breaks=(
            0.0,
            -0.56714329040978387300,
            -0.5,
            -0.63,
            -4.46,
            -4.55,
            -4.65,
            -6.56,
            -6.6,
            -6.63,
            -7.28,
            17.5,
            37.4,
            80.0,
        ),
    ),
    "pelu": Oracle(
        lambda x, a, b: a / b * x if x >= 0 else a * expm1(x / b),
        lambda x, a, b: a / b * (mpfr(1) if x >= 0 else exp(x / b)),
        (
            lambda x, a, b: x / b if x >= 0 else expm1(x / b),
            lambda x, a, b: -a * x / b**2 * (mpfr(1) if x >= 0 else exp(x / b)),
        ),
        breaks=(0.0, -17.328680, -37.4299477, *EXP_TAILS),
        parameters=((2.5, 0.3), (0.7, 3.0)),
    ),
    "mpelu": Oracle(
        lambda x, a, b: x if x > 0 else a * expm1(b * x),
        lambda x, a, b: mpfr(1) if x > 0 else a * b * exp(b * x),
        (
            lambda x, a, b: ZERO if x > 0 else expm1(b * x),
            lambda x, a, b: ZERO if x > 0 else a * x * exp(b * x),
        ),
        breaks=(0.0, -17.328680, -37.4299477, *EXP_TAILS),
        parameters=((0.25, 3.0), (-1.5, 0.3)),
    ),
    "retanh": Oracle(
        lambda x, a: a * tanh(x / a) / tanh(mpfr(1)) if x > 0 else ZERO,
        lambda x, a: sech(x / a) ** 2 / tanh(mpfr(1)) if x > 0 else ZERO,
        (lambda x, a: tanh_bend(x / a) / tanh(mpfr(1)) if x > 0 else ZERO,),
        breaks=(0.0, 0.75, 1.0, 9.01091, 19.06154, 44.36142, 52.67928, 372.5666),
        parameters=((0.3,), (5.0,)),
    ),
    "reltanh": Oracle(
        lambda x, u, v: (
            tanh(x) if v <= x <= u else tanh(clip(x, v, u)) + sech(clip(x, v, u)) ** 2 * (x - clip(x, v, u))
        ),
        lambda x, u, v: sech(clip(x, v, u)) ** 2,
        (
            lambda x, u, v: -2 * tanh(u) * sech(u) ** 2 * (x - u) if x > u else ZERO,
            lambda x, u, v: -2 * tanh(v) * sech(v) ** 2 * (x - v) if x < v else ZERO,
        ),
        breaks=(0.0, -1.5, 0.5, -20.0, 25.0),
        parameters=((0.5, -2.0), (25.0, -400.0)),
    ),
    "xielu": Oracle(
        lambda x, p, n, b, e: p * x * x + b * x if x > 0 else xielu_left(x, n, b, min(x, e)),
        lambda x, p, n, b, e: 2 * p * x + b if x > 0 else n * exp(x) + (b - n) if x <= e else b - n,
        (
            lambda x, p, n, b, e: x * x if x > 0 else ZERO,
            lambda x, p, n, b, e: ZERO if x > 0 else exp_bend(min(x, e), x),
            lambda x, p, n, b, e: x,
            lambda x, p, n, b, e: n * exp(e) if e < x <= 0 else ZERO,
        ),
        breaks=(0.0, -1e-6, -0.98082925301172623686, -2.43248427693144793509534323595, -0.3466, -0.2231, -40.0, -80.0),
        parameters=((0.8, 0.8, 0.5, 0.0), (0.3, 2.5, 0.5, -0.5), (1.5, 0.5, 0.5, -1e-6), (0.0, 1.0, 0.25, 0.0)),
    ),
    "logish": Oracle(
        lambda x: x * log1p(sigmoid(x)),
        lambda x: log1p(sigmoid(x)) + x * sigmoid(x) * sigmoid(-x) / (1 + sigmoid(x)),
        breaks=(
            0.0,
            -1.37245413702569211113806300631,
            -91.8611,
            -108.6637,
            *EXP_TAILS,
            -751.75,
            17.3286795,
            37.4299477,
        ),
    ),
    "serf": Oracle(
        lambda x: x * erf(log1p_exp(x)),
        lambda x: erf(log1p_exp(x)) + x * gaussian(log1p_exp(x)) * sigmoid(x),
        breaks=(
            0.0,
            -1.19305996892818796618328632714,
            0.5413248546,
            5.5,
            6.0,
            7.0,
            -91.8611,
            -108.6637,
            *EXP_TAILS,
            -751.75,
        ),
    ),
    "snake": Oracle(
        lambda x, a: x + sin(a * x) ** 2 / a if x else x,
        # At infinity there is no limit: 1 and 0, as the catalogue says.
        lambda x, a: 1 + sin(2 * a * x) if abs(x) < HUGE else mpfr(1),
        (lambda x, a: (x * sin(2 * a * x) - sin(a * x) ** 2 / a) / a if abs(x) < HUGE else ZERO,),
        breaks=(
            *(0.0, -0.78539816339744830962, 2.3561944901923449288, 3.1415926535897932385, -1.1655611852072113068),
            # The ends of the ranges, and arguments near a multiple of pi/2, and half of them.
            *(
                1.5707963267948966192,
                2.0**20,
                -(2.0**20),
                7.7290598e28,
                3.8645299e28,
                5.319372648326541e255,
                2.6596863241632705e255,
            ),
        ),
        parameters=((0.3,), (5.0,)),
    ),
}


def evaluate(function: Callable, x: Any, *parameters: Any, precision: int = PRECISION) -> list[Any]:
    """The exact values at an array of floats, as a list; the limits where x is infinite. Of a gate, x is (a, b)."""
    with gmpy2.context(gmpy2.get_context(), precision=precision):
        arrays = [
            [mpfr(v) if math.isfinite(v) else int(math.copysign(1, v)) * HUGE for v in array.tolist()]
            for array in (x if isinstance(x, tuple) else (x,))
        ]
        fixed = [mpfr(float(p)) for p in parameters]
        return [function(*v, *fixed) for v in zip(*arrays, strict=True)]


def finfo(dtype):
    """np.finfo, also of bfloat16."""
    if np.dtype(dtype).name != "bfloat16":
        return np.finfo(dtype)
    import ml_dtypes

    return ml_dtypes.finfo(dtype)


def ulp_error(results: np.ndarray, exact: list[Any], dtype: Any) -> np.ndarray:
    """How far results are from exact values, in units in the last place of the exact value rounded to the dtype.

    Subnormal numbers are as far apart as the smallest of them. An infinite result counts as the power of two that
    follows the largest number, and is the only right one from there on. NaN is infinitely wrong.
    """
    info = finfo(dtype)
    smallest, digits, overflow = info.minexp, info.nmant + 1, mpfr(2) ** info.maxexp
    errors = np.empty(len(exact))
    rounding = gmpy2.context(precision=digits)
    with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
        for i, (result, value) in enumerate(zip(results.astype(float).tolist(), exact, strict=True)):
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
