"""dynamic_relu and meta_acon: coefficients per sample and channel, against torch's autograd in double precision."""

import math
import tracemalloc

import ml_dtypes
import numpy as np
import pytest

import relume as rl
from helpers import assert_all_same_bits, assert_same_bits, moderate, samples

# The shapes of x and of a line's coefficients.
SHAPES = {
    "images": ((3, 4, 5, 6), (3, 4, 1, 1)),
    "images, one set for all": ((3, 4, 5, 6), ()),
    "images, per channel": ((3, 4, 5, 6), (4, 1, 1)),
    "channels last": ((3, 5, 6, 4), (3, 1, 1, 4)),
    "rows": ((7, 9), (7, 1)),
    "rows, per element": ((7, 9), (7, 9)),
    "x broadcasts": ((9,), (7, 1)),
    "x broadcasts, kept axis": ((7, 1), (7, 9)),
    "many blocks": ((5, 3, 70, 80), (5, 3, 1, 1)),
    "long rows": ((2, 40_000), (2, 1)),
    "a scalar": ((), ()),
    "empty": ((0, 4), (4,)),
}
shapes = pytest.mark.parametrize(("shape", "line"), SHAPES.values(), ids=SHAPES)


def coefficients(dtype, line, count=2):
    return moderate(dtype, (count, *line), 2), moderate(dtype, (count, *line), 3)


def largest_line(x, a, b):
    return np.max([s * x + t for s, t in zip(a, b, strict=True)], axis=0)


@shapes
@pytest.mark.parametrize("count", [1, 2, 3])
def test_forward(dtype, shape, line, count):
    x, (a, b) = moderate(dtype, shape, 1), coefficients(dtype, line, count)
    y = rl.dynamic_relu(x, a, b)
    assert isinstance(y, np.ndarray if np.ndim(y) else np.generic)
    expected = largest_line(*(v.astype(np.longdouble) for v in (x, a, b)))
    size = np.max([abs(s * x) + abs(t) for s, t in zip(a, b, strict=True)], axis=0)
    assert np.shape(y) == np.shape(expected)
    assert np.asarray(y).dtype == dtype
    assert (abs(y - expected) <= np.finfo(dtype).eps * size).all()


@shapes
@pytest.mark.parametrize("count", [1, 2, 3])
def test_gradients_agree_with_autograd(shape, line, count):
    torch = pytest.importorskip("torch")
    x, (a, b) = moderate(np.float64, shape, 1), coefficients(np.float64, line, count)
    leaves = [torch.tensor(v, requires_grad=True) for v in (x, a, b)]
    y = torch.stack([s * leaves[0] + t for s, t in zip(leaves[1], leaves[2], strict=True)]).amax(0)
    dy = moderate(np.float64, tuple(y.shape), 4)
    y.backward(torch.tensor(dy))
    np.testing.assert_allclose(rl.dynamic_relu(x, a, b), y.detach().numpy(), rtol=1e-14, atol=1e-15)
    gradients = rl.dynamic_relu.backward(dy, x, a, b)
    for gradient, leaf in zip(gradients, leaves, strict=True):
        assert np.shape(gradient) == tuple(leaf.shape)
        limit = 1e-14 * math.sqrt(max(1, dy.size))
        np.testing.assert_allclose(gradient, leaf.grad.numpy(), rtol=1e-13, atol=limit)


def test_relu_and_its_relatives_are_special_cases(dtype):
    x, dy = samples(dtype, (20, 30)), moderate(dtype, (20, 30))
    finite = np.isfinite(x)
    y = rl.dynamic_relu(x, [1.0, 0.25], [0.0, 0.0])
    assert y.dtype == np.float64
    y = rl.dynamic_relu(x, np.array([1, 0.25], dtype), 0 * np.array([1, 1], dtype))
    assert_same_bits(y[finite] + 0, rl.leaky_relu(x, 0.25)[finite] + 0)
    dx, da, db = rl.dynamic_relu.backward(dy, np.where(finite, x, 1), np.array([1, 0.25], dtype), np.zeros(2, dtype))
    positive = np.where(finite, x, 1) > 0
    assert_same_bits(dx[x != 0], np.where(positive, dy, dtype(0.25) * dy)[x != 0])
    np.testing.assert_allclose(
        db, [dy[positive | (x == 0)].sum(dtype=float), dy[~positive & (x != 0)].sum(dtype=float)]
    )
    assert da.shape == db.shape == (2,)


def test_kinks_nan_and_flat_lines():
    x = np.array([0.0, np.nan, 1.0, np.inf])
    a, b = np.array([0.0, 1.0]), np.array([0.0, 0.0])
    y = rl.dynamic_relu(x, a, b)
    assert np.isnan(y).tolist() == [False, True, False, False]  # a slope of 0 is flat up to inf
    dx, _, db = rl.dynamic_relu.backward(np.array([np.inf, 1, 2, 0]), x, a, b)
    assert dx[0] == 0  # a tie goes to the first line, which is flat
    assert np.isnan(dx[1])
    assert dx[2] == 2
    assert db.tolist() == [np.inf, 2]


def test_layouts_threads_in_place_and_dtypes(dtype, threads):
    x, (a, b) = moderate(dtype, (30, 40, 50), 1), coefficients(dtype, (30, 40, 1))
    dy = moderate(dtype, x.shape, 5)
    threads(1)
    y, gradients = rl.dynamic_relu(x, a, b), rl.dynamic_relu.backward(dy, x, a, b)
    for count in (1, 2):
        threads(count)
        for other in (np.asfortranarray(x), x[::-1].copy()[::-1], x.astype(x.dtype.newbyteorder())):
            assert_same_bits(rl.dynamic_relu(other, a, b), y)
            assert_all_same_bits(rl.dynamic_relu.backward(dy, other, np.asfortranarray(a), b), gradients)
    out = x.copy()
    assert rl.dynamic_relu(out, a, b, out=out) is out
    assert_same_bits(out, y)
    assert rl.dynamic_relu(np.arange(3, dtype=np.int8), a[:, 0, 0], b[:, 0, 0]).dtype == dtype


@pytest.mark.parametrize("half", [np.float16, ml_dtypes.bfloat16])
@shapes
def test_16_bits(half, shape, line):
    x, a, b = (v.astype(half) for v in (moderate(np.float32, shape, 1), *coefficients(np.float32, line)))
    single = [v.astype(np.float32) for v in (x, a, b)]
    y, expected = rl.dynamic_relu(x, a, b), rl.dynamic_relu(*[v.astype(np.float64) for v in (x, a, b)])
    assert y.dtype == half
    # Within half of its last digit, but where lines cross as they are rounded.
    assert (abs(y.astype(float) - expected) <= 0.51 * float(ml_dtypes.finfo(half).eps) * abs(expected) + 1e-30).all()
    dy = moderate(np.float32, np.shape(y), 4).astype(half)
    gradients, expected = rl.dynamic_relu.backward(dy, x, a, b), rl.dynamic_relu.backward(dy.astype("f"), *single)
    for gradient, precise in zip(gradients, expected, strict=True):
        assert gradient.dtype == half
        assert_same_bits(np.asarray(gradient).view(np.uint16), np.asarray(precise.astype(half)).view(np.uint16))


def test_memory_stays_bounded():
    x, (a, b) = np.ones((4, 8, 300, 300), np.float32), coefficients(np.float32, (4, 8, 1, 1))
    out = np.empty_like(x)
    tracemalloc.start()
    try:
        rl.dynamic_relu(x, a, b, out=out)
        forward = tracemalloc.get_traced_memory()[1]
        rl.dynamic_relu.backward(x, x, a, b)
        backward = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert forward < x.nbytes / 4
    assert backward < x.nbytes * 1.25  # dx itself


@pytest.mark.parametrize(
    ("a", "b", "error", "match"),
    [
        (np.ones((2, 3)), np.ones((3, 3)), ValueError, "as many the one as the other"),
        (np.ones((0, 3)), np.ones((0, 3)), ValueError, "as many the one as the other"),
        (1.0, 2.0, ValueError, "as many the one as the other"),
        (np.ones((2, 4)), np.ones((2, 3)), ValueError, "broadcast"),
        (
            np.ones((2, 3), complex),
            np.ones((2, 3)),
            TypeError,
            r"dynamic_relu takes float16, float32 and float64.*complex",
        ),
    ],
)
def test_errors(a, b, error, match):
    with pytest.raises(error, match=match):
        rl.dynamic_relu(np.ones((5, 3)), a, b)
    with pytest.raises(error, match=match):
        rl.dynamic_relu.backward(np.ones((5, 3)), np.ones((5, 3)), a, b)


@shapes
def test_meta_acon_agrees_with_autograd(shape, line):
    """acon_c with coefficients per channel, and beta per sample and channel."""
    torch = pytest.importorskip("torch")
    x = moderate(np.float64, shape, 1)
    p1, p2 = moderate(np.float64, line[-1:], 2), moderate(np.float64, line[-1:], 3)
    beta = moderate(np.float64, line, 4)
    leaves = [torch.tensor(v, requires_grad=True) for v in (x, p1, p2, beta)]
    tx, t1, t2, tb = leaves
    y = (t1 - t2) * tx * torch.sigmoid(tb * (t1 - t2) * tx) + t2 * tx
    dy = moderate(np.float64, tuple(y.shape), 5)
    y.backward(torch.tensor(dy))
    assert rl.meta_acon is rl.activations["acon_c"]
    np.testing.assert_allclose(rl.meta_acon(x, p1, p2, beta), y.detach().numpy(), rtol=1e-12, atol=1e-14)
    if x.shape == dy.shape:
        np.testing.assert_allclose(rl.meta_acon.backward(dy, x, p1, p2, beta), tx.grad.numpy(), rtol=1e-12, atol=1e-13)
    for gradient, leaf in zip(rl.meta_acon.parameter_gradients(dy, x, p1, p2, beta), leaves[1:], strict=True):
        assert np.shape(gradient) == tuple(leaf.shape)
        np.testing.assert_allclose(gradient, leaf.grad.numpy(), rtol=1e-11, atol=1e-12 * math.sqrt(max(1, dy.size)))
