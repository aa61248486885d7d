"""relume tour: networks that learn with every core activation."""

import os

import numpy as np
import pytest

import relume as rl
from relume.cli import main

tour = pytest.importorskip("relume.tour")


@pytest.fixture(scope="module")
def results():
    return tour.compare(seed=0, epochs=40)


def test_every_core_activation_learns(results):
    assert [r.name for r in results] == list(tour.CORE)
    for r in results:
        assert r.accuracy > 0.95
        assert r.losses[-1] < 0.1 * r.losses[0]
        assert 0 <= r.dead < 0.5
        assert 0 < r.relume < 1000
        assert 0 < r.plain < 1000


def test_only_what_is_flat_somewhere_has_dead_units(results):
    for r in results:
        assert r.dead == 0 or r.name in ("relu", "rectified_tanh")


def test_same_seed_same_networks(results):
    assert tour.compare(seed=0, epochs=1)[0].losses[0] > 0
    first, second = (tour.compare(seed=3, epochs=2) for _ in range(2))
    assert [r.losses for r in first] == [r.losses for r in second]
    assert [r.accuracy for r in first] == [r.accuracy for r in second]


@pytest.mark.parametrize("name", tour.CORE)
def test_plain_formula_is_the_same_function(name):
    x = np.random.default_rng(0).normal(0, 2, 10_000).astype(np.float32)
    activation = rl.activations[name]
    y = activation(x, **{p.name: tour.INITIAL for p in activation.parameters if p.default is None})
    plain = tour.CORE[name].plain(x)
    assert plain.dtype == np.float32
    np.testing.assert_allclose(plain, y, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", tour.CORE)
def test_gradients_of_the_network(name):
    """Against central differences of the loss, one weight of every kind per layer."""
    rng = np.random.default_rng(1)
    layers = tour.network(rl.activations[name], 5, rng)
    for layer in layers:
        layer.variables[:] = [v.astype(np.float64) for v in layer.variables]
        layer.weights, layer.bias = layer.variables[:2]
        layer.learned = dict(zip(layer.learned, layer.variables[2:], strict=True))
    x, target = rng.normal(0, 1, (7, 5)), rng.normal(0, 1, (7, 10))

    def loss():
        return (tour.forward(layers, x) * target).sum()

    loss()
    gradient = target
    for layer in reversed(layers):
        gradient = layer.backward(gradient)
    for layer in layers:
        for variable, analytic in zip(layer.variables, layer.gradients, strict=True):
            assert variable.shape == analytic.shape
            at = (0,) * variable.ndim
            before, step = variable[at], 1e-6
            variable[at] = before + step
            high = loss()
            variable[at] = before - step
            low = loss()
            variable[at] = before
            assert analytic[at] == pytest.approx((high - low) / (2 * step), rel=1e-5, abs=1e-7)


def test_dead_share_counts_units_without_any_slope():
    layers = tour.network(rl.relu, 4, np.random.default_rng(0))
    x = np.ones((3, 4), np.float32)
    layers[0].weights[:, :16] = -1
    layers[0].weights[:, 16:] = 1
    layers[1].weights[:] = 1
    assert tour.dead_share(layers, x) == 16 / sum(tour.HIDDEN)


def test_command_prints_a_table_and_writes_a_picture(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["tour", "--epochs", "2"]) == 0
    out = capsys.readouterr().out
    rows = [line.split() for line in out.splitlines() if line.strip()]
    table = {row[0]: row for row in rows if row[0] in tour.CORE}
    assert list(table) == list(tour.CORE)
    for row in table.values():
        assert row[1].endswith("%")
        assert row[2].endswith("%")
        assert row[-1].endswith("x")
        assert float(row[3]) > 0
        assert float(row[5]) > 0
    assert str(tmp_path / "relume-tour.png") in out
    assert os.listdir() == ["relume-tour.png"]

    from matplotlib.image import imread

    picture = imread("relume-tour.png")
    assert picture.shape[0] > 600
    assert picture.shape[1] > 1500
    colours = np.unique(picture[::2, ::2, :3].reshape(-1, 3), axis=0)
    assert len(colours) > 200
    # Every activation's colour is there, but for a line that others may cover.
    from matplotlib.colors import to_rgb

    found = [np.any(abs(colours - to_rgb(core.colour)).max(axis=1) < 0.01) for core in tour.CORE.values()]
    assert sum(found) >= len(found) - 1


def test_output_that_cannot_be_written_is_told_before_the_training(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tour, "compare", lambda *arguments: pytest.fail("trained"))
    assert main(["tour", "-o", str(tmp_path / "gone" / "tour.png")]) == 1
    assert "there is no folder" in capsys.readouterr().err
