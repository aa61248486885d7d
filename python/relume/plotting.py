"""Pictures of activations, with matplotlib."""

import os
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

import relume as rl

Floats = NDArray[np.float64]
Function = Callable[[Floats], Floats]

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa0a6",
    "axes.linewidth": 0.8,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e8eaed",
    "grid.linewidth": 0.8,
    "xtick.color": "#5f6368",
    "ytick.color": "#5f6368",
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
    "legend.frameon": False,
    "savefig.dpi": 160,
    # The same picture is the same file, so that a committed one changes only with its content.
    "svg.hashsalt": "relume",
}
COLOURS = ("#1967d2", "#d93025", "#188038", "#e37400", "#8430ce", "#00838f", "#b3005e", "#5f6368")


@dataclass(frozen=True)
class Curve:
    """An activation with values of its parameters, and how its lines look."""

    label: str
    activation: rl.Activation
    parameters: Mapping[str, float] = field(default_factory=dict)
    look: Mapping[str, Any] = field(default_factory=dict)

    def value(self, x: Floats) -> Floats:
        return np.asarray(self.activation(x, **self.parameters))

    def slope(self, x: Floats) -> Floats:
        return np.asarray(self.activation.derivative(x, **self.parameters))


@contextmanager
def styled() -> Iterator[None]:
    """Figures made and saved within have relume's look."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STYLE)
        yield


def save(figure: Figure, file: BinaryIO, path: str) -> None:
    """Writes a figure to an open file, in the format of path's ending."""
    kind = os.path.splitext(path)[1][1:].lower()
    metadata = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}[kind]
    with styled():
        figure.savefig(file, format=kind, metadata=metadata)


def jumps(function: Function, x: Floats) -> Floats:
    """Where a function jumps: pairs of neighbouring numbers, (n, 2), between which its value changes abruptly.

    Every interval of the increasing x is halved, on the side where the function changes more, until it has no inside.
    """
    low, high = x[:-1].copy(), x[1:].copy()
    for _ in range(48):
        middle = (low + high) / 2
        left = abs(function(middle) - function(low)) > abs(function(high) - function(middle))
        high[left], low[~left] = middle[left], middle[~left]
    jump = abs(function(high) - function(low)) > 1e-6
    return np.stack([low[jump], high[jump]], axis=1)


def curves(values: Axes, slopes: Axes, lines: Sequence[Curve], low: float, high: float, marks: bool = True) -> None:
    """Draws functions on one pair of axes and their derivatives on another; lines break where they jump.

    marks puts a dot at the value where a function jumps, and a circle at each end that isn't that value.
    """
    x = np.linspace(low, high, 1001)
    for axes in (values, slopes):
        axes.set_xlim(low, high)
        axes.set_xlabel("x")
        axes.axhline(0, color="#9aa0a6", linewidth=0.8, zorder=1)
        axes.axvline(0, color="#9aa0a6", linewidth=0.8, zorder=1)
    for curve in lines:
        for axes, function in ((values, curve.value), (slopes, curve.slope)):
            ends = jumps(function, x)
            points = np.sort(np.concatenate([x, ends.ravel()]))
            heights = function(points)
            gaps = np.searchsorted(points, ends[:, 1])
            look = {"label": curve.label, **curve.look}
            (line,) = axes.plot(np.insert(points, gaps, np.nan), np.insert(heights, gaps, np.nan), **look)
            if marks:
                _mark(axes, function, ends, line.get_color())


def _mark(axes: Axes, function: Function, ends: Floats, colour: Any) -> None:
    # What lies between two neighbouring numbers is one of the two; a kink is the one with fewer digits.
    at = np.unique(np.round(ends.mean(axis=1), 9) + 0.0)
    solid = list(zip(at, function(at), strict=True))
    reached = list(zip(ends.ravel(), function(ends.ravel()), strict=True))
    hollow = [point for point in reached if not np.isclose(point, solid).all(axis=1).any()]
    for points, face in ((hollow, "white"), (solid, colour)):
        axes.plot(*np.reshape(points, (-1, 2)).T, "o", color=colour, markerfacecolor=face, markersize=6, zorder=3)


def portrait(activation: rl.Activation, values: Sequence[Mapping[str, float]]) -> Figure:
    """An activation beside its derivative, one line per set of its parameters' values."""
    lines = []
    for k, parameters in enumerate(values):
        label = ", ".join(f"{name} = {value:g}" for name, value in parameters.items()) or activation.name
        look = {"color": COLOURS[k % len(COLOURS)], "linestyle": ("-", "--", ":", "-.")[k % 4]}
        lines.append(Curve(label, activation, parameters, look))
    with styled():
        figure = Figure(figsize=(9, 4.2), layout="constrained")
        left, right = figure.subplots(1, 2)
        figure.suptitle(activation.title, x=0.01, ha="left", fontsize=14, fontweight="bold")
        for axes, formula in (
            (left, f"f(x) = {activation.formula}"),
            (right, f"f'(x) = {activation.derivative_formula}"),
        ):
            axes.set_title(textwrap.fill(formula, 50, break_long_words=False), fontweight="normal")
        curves(left, right, lines, -5, 5)
        if len(lines) > 1 or values[0]:
            left.legend(loc="upper left", handlelength=2.5)
    return figure
