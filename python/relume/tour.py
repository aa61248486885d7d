"""relume tour: a small network learns handwritten digits, once with each core activation."""

import math
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from numpy.typing import NDArray
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from scipy.special import erf  # type: ignore[import-untyped]
from sklearn.datasets import load_digits  # type: ignore[import-untyped]

import relume as rl
from relume.files import whole_file
from relume.plotting import Curve, curves, save, styled
from relume.progress import progress

Floats = NDArray[np.float32]

HIDDEN = (64, 32)
BATCH = 32
LEARNING_RATE = 0.005
ELEMENTS = 65_536
CAPTION = f"""\
dead units: f' = 0 for every training image
relume, NumPy: time per element of {ELEMENTS} float32, one thread;
NumPy's is that of the formula as one writes it by hand"""
# The usual start of a parameter that has no default and so is learned.
INITIAL = 0.25


class Core(NamedTuple):
    """What the tour needs of an activation: the formula that a person would write in NumPy, and its line's look."""

    plain: Callable[[Floats], Any]
    colour: str
    dash: str


# The dash tells the family: straight, exponential, bounded, smooth.
CORE = {
    "relu": Core(lambda x: np.maximum(x, 0), "#202124", "-"),
    "leaky_relu": Core(lambda x: np.where(x > 0, x, 0.01 * x), "#1967d2", "-"),
    "prelu": Core(lambda x: np.where(x > 0, x, INITIAL * x), "#12a4d9", "-"),
    "elu": Core(lambda x: np.where(x > 0, x, np.expm1(x)), "#188038", "--"),
    "selu": Core(lambda x: 1.05070098 * np.where(x > 0, x, 1.67326324 * np.expm1(x)), "#7cb342", "--"),
    "rectified_tanh": Core(lambda x: np.maximum(np.tanh(x), 0), "#a52714", ":"),
    "sigmoid": Core(lambda x: 1 / (1 + np.exp(-x)), "#e8710a", ":"),
    "tanh": Core(np.tanh, "#f2a600", ":"),
    "silu": Core(lambda x: x / (1 + np.exp(-x)), "#8430ce", "-."),
    "gelu": Core(lambda x: 0.5 * x * (1 + erf(x * 0.70710678)), "#d01884", "-."),
    "softplus": Core(lambda x: np.log1p(np.exp(x)), "#80868b", "-."),
}


@dataclass(frozen=True)
class Data:
    """Images (n, 64) float32 in [0, 1] and their digits (n,), for training and for testing."""

    train_x: Floats
    train_y: NDArray[np.int64]
    test_x: Floats
    test_y: NDArray[np.int64]


@dataclass(frozen=True)
class Result:
    """How an activation did; accuracy and dead are shares, the times are nanoseconds per element, losses per epoch."""

    name: str
    accuracy: float
    dead: float
    relume: float
    plain: float
    losses: list[float]


class Layer:
    """activation(x @ weights + bias), where parameters without a default are learned, one value per unit.

    Without an activation it is linear. step() is one of Adam.
    """

    def __init__(self, inputs: int, units: int, activation: rl.Activation | None, rng: np.random.Generator) -> None:
        self.activation = activation
        # He's initialization: the variance stays the same through layers of relu.
        self.weights: Floats = rng.normal(0, np.sqrt(2 / inputs), (inputs, units)).astype(np.float32)
        self.bias: Floats = np.zeros(units, np.float32)
        learned = [p.name for p in activation.parameters if p.default is None] if activation else []
        self.learned: dict[str, Floats] = {name: np.full(units, INITIAL, np.float32) for name in learned}
        self.variables = [self.weights, self.bias, *self.learned.values()]
        self.moments = [(np.zeros_like(v), np.zeros_like(v)) for v in self.variables]
        self.steps = 0

    def forward(self, x: Floats) -> Floats:
        """x (n, inputs) to (n, units)."""
        self.x = x
        self.z: Floats = x @ self.weights + self.bias
        return self.activation(self.z, **self.learned) if self.activation else self.z

    def backward(self, dy: Floats) -> Floats:
        """The gradient by the output (n, units) to that by the input (n, inputs); those by the variables are kept."""
        by_parameter: dict[str, Any] = {}
        dz = dy
        if self.activation:
            if self.learned:
                gradients = self.activation.parameter_gradients(dy, self.z, **self.learned)
                by_parameter = dict(zip((p.name for p in self.activation.parameters), gradients, strict=True))
            dz = self.activation.backward(dy, self.z, **self.learned)
        self.gradients = [self.x.T @ dz, dz.sum(axis=0), *(by_parameter[name] for name in self.learned)]
        return dz @ self.weights.T

    def step(self, rate: float) -> None:
        self.steps += 1
        rate *= math.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        for variable, gradient, (mean, square) in zip(self.variables, self.gradients, self.moments, strict=True):
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient * gradient - square)
            variable -= rate * mean / (np.sqrt(square) + 1e-8)


def load(seed: int) -> Data:
    """Scikit-learn's 1797 digits of 8 by 8 pixels, three quarters of them for training."""
    digits = load_digits()
    order = np.random.default_rng(seed).permutation(len(digits.target))
    x, y = (digits.data[order] / 16).astype(np.float32), digits.target[order].astype(np.int64)
    cut = len(y) * 3 // 4
    return Data(x[:cut], y[:cut], x[cut:], y[cut:])


def network(activation: rl.Activation, inputs: int, rng: np.random.Generator) -> list[Layer]:
    """Layers from so many inputs to the 10 digits."""
    hidden = [Layer(n, m, activation, rng) for n, m in pairwise((inputs, *HIDDEN))]
    return [*hidden, Layer(HIDDEN[-1], 10, None, rng)]


def train(layers: list[Layer], data: Data, rng: np.random.Generator, epochs: int) -> Iterator[float]:
    """The mean loss over each epoch, after it."""
    starts = range(0, len(data.train_y), BATCH)
    for epoch in range(epochs):
        loss = 0.0
        order = rng.permutation(len(data.train_y))
        for start in starts:
            batch = order[start : start + BATCH]
            rows, digits = np.arange(len(batch)), data.train_y[batch]
            chances = softmax(forward(layers, data.train_x[batch]))
            loss -= float(np.log(chances[rows, digits] + 1e-30).sum())
            chances[rows, digits] -= 1
            gradient = chances / np.float32(len(batch))
            for layer in reversed(layers):
                gradient = layer.backward(gradient)
            # The rate falls to 0 along half a cosine.
            rate = LEARNING_RATE * (1 + math.cos(math.pi * (epoch + start / len(order)) / epochs)) / 2
            for layer in layers:
                layer.step(rate)
        yield loss / len(order)


def softmax(logits: Floats) -> Floats:
    exponentials: Floats = np.exp(logits - logits.max(axis=1, keepdims=True))
    exponentials /= exponentials.sum(axis=1, keepdims=True)
    return exponentials


def forward(layers: list[Layer], x: Floats) -> Floats:
    for layer in layers:
        x = layer.forward(x)
    return x


def dead_share(layers: list[Layer], x: Floats) -> float:
    """The share of hidden units whose output is flat, f' = 0, for every row of x: no gradient reaches them any more."""
    forward(layers, x)
    dead = [
        (layer.activation.derivative(layer.z, **layer.learned) == 0).all(axis=0) for layer in layers if layer.activation
    ]
    return float(np.concatenate(dead).mean())


def measure(name: str, repeats: int = 200) -> tuple[float, float]:
    """Nanoseconds per element on one thread, float32: relume's and the plain formula's, medians of alternate calls."""
    x = np.random.default_rng(0).normal(0, 2, ELEMENTS).astype(np.float32)
    activation = rl.activations[name]
    weights = {p.name: INITIAL for p in activation.parameters if p.default is None}
    calls: tuple[Callable[[], Any], ...] = (lambda: activation(x, **weights), lambda: CORE[name].plain(x))
    times: tuple[list[int], list[int]] = ([], [])
    threads = rl.get_num_threads()
    rl.set_num_threads(1)
    try:
        for _ in range(repeats):
            for call, taken in zip(calls, times, strict=True):
                start = time.perf_counter_ns()
                call()
                taken.append(time.perf_counter_ns() - start)
    finally:
        rl.set_num_threads(threads)
    return statistics.median(times[0]) / ELEMENTS, statistics.median(times[1]) / ELEMENTS


def compare(seed: int, epochs: int) -> list[Result]:
    """Trains and measures every core activation, with a progress bar.

    The weights' start and the order of the images depend on the seed alone, so all activations have the same.
    """
    data = load(seed)
    results = []
    with progress("", len(CORE) * epochs) as advance:
        for name in CORE:
            rng = np.random.default_rng(seed)
            layers = network(rl.activations[name], data.train_x.shape[1], rng)
            losses = []
            for loss in train(layers, data, rng, epochs):
                losses.append(loss)
                advance(1, f"{name:<14}")
            accuracy = float((forward(layers, data.test_x).argmax(axis=1) == data.test_y).mean())
            results.append(Result(name, accuracy, dead_share(layers, data.train_x), *measure(name), losses))
    return results


def table(results: list[Result]) -> Table:
    best = max(result.accuracy for result in results)
    made = Table(
        box=SIMPLE, title=f"{len(results)} networks on handwritten digits", caption=CAPTION, caption_justify="left"
    )
    made.add_column("activation", no_wrap=True)
    for heading in ("test accuracy", "dead units", "relume", "NumPy", "speed-up"):
        made.add_column(heading, justify="right", no_wrap=True)
    for r in results:
        accuracy = f"[bold]{r.accuracy:.1%}[/]" if r.accuracy == best else f"{r.accuracy:.1%}"
        times = f"{r.relume:.2f} ns", f"{r.plain:.2f} ns", f"{r.plain / r.relume:.1f}x"
        made.add_row(r.name, accuracy, f"{r.dead:.0%}", *times)
    return made


def picture(results: list[Result]) -> Figure:
    """The functions, their derivatives, and how the loss fell."""
    lines = []
    for result in results:
        activation, core = rl.activations[result.name], CORE[result.name]
        weights = {p.name: INITIAL for p in activation.parameters if p.default is None}
        look = {"color": core.colour, "linestyle": core.dash, "linewidth": 1.7}
        lines.append(Curve(result.name, activation, weights, look))
    with styled():
        figure = Figure(figsize=(11.5, 4.8), layout=ConstrainedLayoutEngine(w_pad=0.12, h_pad=0.08))
        values, slopes, learning = figure.subplots(1, 3)
        curves(values, slopes, lines, -4, 4, marks=False)
        values.set_title("Functions")
        values.set_ylim(-2, 4)
        slopes.set_title("Derivatives")
        learning.set_title("Training loss by epoch")
        for line, result in zip(lines, results, strict=True):
            learning.plot(range(1, len(result.losses) + 1), result.losses, **line.look)
        learning.set_yscale("log")
        learning.set_xlabel("epoch")
        figure.legend(*values.get_legend_handles_labels(), loc="outside lower center", ncols=6, handlelength=3.2)
    return figure


def run(path: str, seed: int, epochs: int) -> None:
    """Prints the table and writes the picture."""
    console = Console(highlight=False)
    start = time.perf_counter()
    with whole_file(path) as file:
        results = compare(seed, epochs)
        save(picture(results), file, path)
    console.print(table(results))
    print(f"Done in {time.perf_counter() - start:.0f} s. The picture: {os.path.abspath(path)}")
    print("""
Try next
  relume info gelu                           formula, derivative, how to call it
  relume plot elu --param alpha=0.5,1,2      a picture of it
  relume apply silu in.npy out.npy           over a file of any size
  python -c "import relume as rl; help(rl.gelu)\"""")
