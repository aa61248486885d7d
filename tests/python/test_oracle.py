"""The oracle against itself: its derivatives are those of its forward functions, and its constants are published."""

import math

import gmpy2
import numpy as np
import pytest
from gmpy2 import erfc, exp, log, mpfr, sqrt

from relume.oracle import PRECISION, SELU_ALPHA, SELU_LAMBDA, evaluate, oracle, ulp_error

STEP = mpfr(2) ** -100


def points(breaks, count=60):
    """Away from breaks by far more than the step."""
    generator = np.random.default_rng(1)
    x = np.concatenate([generator.normal(0, 3, count), generator.uniform(-45, 45, count)])
    return x[np.min(np.abs(np.subtract.outer(x, breaks)), axis=1) > 1e-6]


def assert_close(actual, expected, bits):
    for one, other in zip(actual, expected, strict=True):
        assert abs(one - other) <= abs(other) * mpfr(2) ** -bits, (one, other)


def central_difference(function, arguments, k):
    """The derivative by argument k; in so many bits that a result saturated at 1 still tells."""
    before, after = ([mpfr(float(a)) for a in arguments] for _ in range(2))
    with gmpy2.context(gmpy2.get_context(), precision=4000):
        before[k] -= STEP
        after[k] += STEP
        return (function(*after) - function(*before)) / (2 * STEP)


@pytest.mark.parametrize("name", oracle)
def test_derivatives_are_central_differences(name):
    row = oracle[name]
    x = points(row.breaks)
    arrays = (x, x[::-1])[: len(row.derivatives)]
    for parameters in row.parameters or ((),):
        for k, derivative in enumerate((*row.derivatives, *row.parameter_derivatives)):
            # Its error is the step squared times the third derivative, that is at least 150 bits below the first.
            assert_close(
                evaluate(derivative, arrays, *parameters, precision=600),
                [central_difference(row.forward, (*v, *parameters), k) for v in zip(*arrays, strict=True)],
                bits=130,
            )


@pytest.mark.parametrize("name", oracle)
def test_precision_is_enough(name):
    """At breaks, their neighbours and the ends of the range, more bits change nothing that a float64 could show."""
    row = oracle[name]
    ends = np.array([1e-320, 1e-300, 1e-20, 1e-5, 1.0, 30.0, 80.0, 700.0, 1e5, 1.8e19, 1e300, np.inf])
    breaks = np.array(row.breaks)
    x = np.concatenate([ends, -ends, breaks, np.nextafter(breaks, np.inf), np.nextafter(breaks, -np.inf)])
    arrays = (x, np.roll(x, 5))[: len(row.derivatives)]
    for parameters in row.parameters or ((),):
        for function in (row.forward, *row.derivatives, *row.parameter_derivatives):
            assert_close(
                evaluate(function, arrays, *parameters),
                evaluate(function, arrays, *parameters, precision=10 * PRECISION),
                bits=120,
            )


@pytest.mark.parametrize(
    ("name", "x", "value"),
    [
        ("tanh", 1, "0.76159415595576488811945828260479"),
        ("sigmoid", 1, "0.73105857863000487925115924182184"),
        ("silu", 1, "0.73105857863000487925115924182184"),
        ("gelu", 1, "0.84134474606854294858523254563204"),
        ("gelu", -2, "-0.04550026389635841440056527433307"),
        ("elu", -1, "-0.63212055882855767840447622983854"),
        ("softplus", 0, "0.69314718055994530941723212145818"),
        ("mish", 0, "0"),
        ("mish", 1, "0.86509838826731034611623344925631"),
    ],
)
def test_published_values(name, x, value):
    parameters = (1,) * len(oracle[name].parameter_derivatives)
    (actual,) = evaluate(oracle[name].forward, np.array([float(x)]), *parameters)
    assert abs(actual - mpfr(value, PRECISION)) < mpfr("1e-31")


@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("gelu", "-0.75179152469356445746"),
        ("silu", "-1.2784645427610737951"),
        ("mish", "-1.192431214515495212138"),
        ("golu", "-0.5671432904097838730"),
        ("gelu_tanh", "-0.75246142207101625849"),
    ],
)
def test_published_roots_of_derivatives(name, root):
    with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
        below, above = (oracle[name].derivative(mpfr(root) + d) for d in (mpfr("-1e-20"), mpfr("1e-20")))
    assert below < 0 < above


def test_constants_of_selu():
    """Their closed forms: Klambauer et al., arXiv:1706.02515."""
    with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
        pi, near, far = gmpy2.const_pi(), erfc(1 / sqrt(mpfr(2))) * sqrt(exp(1)), erfc(sqrt(mpfr(2))) * exp(2)
        alpha = -sqrt(2 / pi) / (near - 1)
        scale = (1 - near) * sqrt(2 * pi) / sqrt(2 * far + pi * near**2 - 2 * (2 + pi) * near + pi + 2)
        assert abs(alpha - SELU_ALPHA) < mpfr("1e-30")
        assert abs(scale - SELU_LAMBDA) < mpfr("1e-30")


def test_softplus_is_log_of_one_plus_exp():
    x = np.linspace(-30, 30, 121)
    assert_close(
        evaluate(oracle["softplus"].forward, x, 1.5),
        evaluate(lambda v, b: log(1 + exp(b * v)) / b, x, 1.5, precision=600),
        bits=280,
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_ulp_error(dtype):
    info = np.finfo(dtype)
    with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
        one, huge = mpfr(1), mpfr(10) ** 400
        eps, largest, least, normal = (
            mpfr(float(v)) for v in (info.eps, info.max, info.smallest_subnormal, info.smallest_normal)
        )
        cases = [
            (1, one, 0),
            (1, 1 + eps / 2, 0.5),
            (1, 1 + eps * 3, 3),
            (1, 1 - eps / 8, 0.125),  # rounds to 1, whose ulp counts
            (1, 1 - eps, 2),
            (-1, one, 2 / eps),
            (0, least / 4, 0.25),
            (least, least / 2, 0.5),
            (least, mpfr(0), 1),
            (0, -(mpfr(2) ** -5000), 0),
            (normal, normal - least, 1),
            (largest, largest, 0),
            (math.inf, largest, 1),
            (largest, huge, math.inf),
            (math.inf, huge, 0),
            (-math.inf, huge, math.inf),
            (math.nan, one, math.inf),
            (1, mpfr("nan"), math.inf),
        ]
    results, exact, errors = zip(*cases, strict=True)
    actual = ulp_error(np.array([float(r) for r in results], dtype), list(exact), dtype)
    np.testing.assert_allclose(actual, [float(e) for e in errors], rtol=1e-6)
