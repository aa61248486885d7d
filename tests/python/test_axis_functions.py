"""Softmax and its kin: errors against MPFR, the same bits in every layout, special rows, peers, gradients, bad calls.

Largest errors seen, in ULP (float32, float64): softmax and softmin FIGURES.
"""

import functools
import math

import gmpy2
import numpy as np
import pytest
from gmpy2 import exp, expm1, log, log1p, mpfr

import relume as rl
from oracle import ulp_error
from relume._ufuncs import axis_functions

# Enough that no sum of float64 products cancels to nothing of worth.
PRECISION = 2400


# ---- The exact functions, of lists of MPFR numbers ----


def exact_softmax(x):
    terms = [exp(v - max(x)) for v in x]
    return [t / sum(terms) for t in terms]


def exact_log_softmax(x):
    largest = max(x)
    others = list(x)
    others.remove(largest)
    logarithm = log1p(sum((exp(v - largest) for v in others), mpfr(0)))
    return [v - largest - logarithm for v in x]


def exact_sparsemax(x):
    """By sorting, as in the paper."""
    ordered, threshold, total = sorted(x, reverse=True), None, mpfr(0)
    for k, v in enumerate(ordered, 1):
        total += v
        if 1 + k * v > total:
            threshold = (total - 1) / k
    return [max(v - threshold, mpfr(0)) for v in x]


def exact_hardmax(x):
    return [mpfr(k == x.index(max(x))) for k in range(len(x))]


def softmax_slopes(dy, y):
    total = sum(a * b for a, b in zip(dy, y, strict=True))
    return [b * (a - total) for a, b in zip(dy, y, strict=True)]


def log_softmax_slopes(dy, y):
    # 1 - e^y as -expm1(y), in case one of dy is all of the sum.
    total = sum(dy)
    return [(a - total) - total * expm1(b) for a, b in zip(dy, y, strict=True)]


def sparsemax_slopes(dy, y):
    support = [a for a, b in zip(dy, y, strict=True) if b > 0]
    return [a - sum(support) / len(support) if b > 0 else mpfr(0) for a, b in zip(dy, y, strict=True)]


EXACT = {
    "softmax": (exact_softmax, softmax_slopes),
    "log_softmax": (exact_log_softmax, log_softmax_slopes),
    "softmin": (
        lambda x: exact_softmax([-v for v in x]),
        lambda dy, y: [-v for v in softmax_slopes(dy, y)],
    ),
    "sparsemax": (exact_sparsemax, sparsemax_slopes),
    "hardmax": (exact_hardmax, lambda dy, y: [mpfr(0)] * len(y)),
}


def exactly(function, *rows, precision=PRECISION):
    with gmpy2.context(gmpy2.get_context(), precision=precision):
        return function(*([mpfr(v) for v in row.tolist()] for row in rows))


# ---- Errors ----


def sample_rows(dtype):
    """Rows of every kind: short and long, flat and steep, with a dominant element, with ties, tiny, huge, subnormal."""
    generator = np.random.default_rng(0)
    info = np.finfo(dtype)
    span = -math.log(info.smallest_subnormal)
    for n in (1, 2, 3, 4, 7, 10, 15, 16, 17, 33, 100):
        for scale in (1e-6, 0.1, 1, 3, 10, 30):
            yield generator.normal(0, scale, n)
        yield generator.uniform(-span - 10, 0, n)
        yield generator.normal(0, 1, n) + 1000
        yield np.round(generator.normal(0, 2, n))
        dominant = generator.uniform(-1, 1, n)
        for gap in (1, 10, 20, 40, 80, 200, span - 5, span):
            yield np.where(np.arange(n) == n // 2, gap, dominant)
    for scale in (1, 10, 60):
        yield generator.normal(0, scale, 1000)
    yield generator.normal(0, 1, 20_000)
    yield np.full(20, 0.1)
    yield generator.uniform(-1, 1, 20) * info.max / 2
    yield np.array([info.max, -info.max, 0])
    yield generator.uniform(0, 1e4, 12) * info.smallest_subnormal
    yield -np.linspace(0, span + 5, 400)


# Limits in ULP: forward and backward.
LIMITS = {
    ("softmax", "float32"): (1, 1.5),
}


def forward_errors(name, dtype):
    function, (exact, _) = axis_functions[name], EXACT[name]
    worst = []
    for row in sample_rows(dtype):
        x = row.astype(dtype)
        errors = ulp_error(function(x), exactly(exact, x), dtype)
        worst.append((errors.max(), len(x), x[np.argmax(errors)], function(x)[np.argmax(errors)], x[:4]))
    return sorted(worst, key=lambda w: w[0])


def backward_errors(name, dtype):
    function, (_, exact) = axis_functions[name], EXACT[name]
    generator = np.random.default_rng(1)
    worst = []
    for k, row in enumerate(sample_rows(dtype)):
        y = function(row.astype(dtype))
        dy = generator.normal(0, 1, len(y))
        if k % 4 == 1:
            dy *= 10.0 ** generator.uniform(-5, 5, len(y))
        if k % 4 == 2:
            dy = np.where(np.arange(len(y)) == generator.integers(len(y)), -1, 0)
        if k % 4 == 3:
            dy = np.full(len(y), 0.3)
        dy = dy.astype(dtype)
        errors = ulp_error(function.backward(dy, y), exactly(exact, dy, y), dtype)
        worst.append((errors.max(), k%4, len(y), y[np.argmax(errors)], dy[np.argmax(errors)], function.backward(dy, y)[np.argmax(errors)]))
    return sorted(worst, key=lambda w: w[0])
