"""The picture that bench/peers.py --plot draws: relume's time to each peer's as a heat map, made to be read at 100%."""

import math
import statistics
from pathlib import Path

import numpy as np

# Green where relume is faster, brown where it is slower, full at 8 times; a colour-blind eye tells them apart.
COLOURS, FULL = "BrBG_r", 3
INCHES = (0.42, 0.19)


def shape_name(shape: tuple[int, ...]) -> str:
    return " x ".join(f"{n:,}" for n in shape)


def columns_of(rows: list[dict], peers: list[str]) -> list[tuple]:
    """(shape, operation, peer) of each column."""
    groups = dict.fromkeys((r["shape"], r["operation"]) for r in rows)
    there = {(r["shape"], r["operation"], peer) for r in rows for peer in r["relume_to"]}
    return [(*group, peer) for group in groups for peer in peers if (*group, peer) in there]


def block(axes, rows: list[dict], labels: list[str], peers: list[str], width: int) -> None:
    """A map of these labels' rows; width is the number of columns that it has room for."""
    columns = columns_of(rows, peers)
    place = {label: i for i, label in enumerate(labels)}
    values = np.full((len(labels), width), np.nan)
    for r in rows:
        for j, (shape, operation, peer) in enumerate(columns):
            if (r["shape"], r["operation"]) != (shape, operation) or r["name"] not in place:
                continue
            if (ratio := r["relume_to"].get(peer)) is None:
                continue
            values[place[r["name"]], j] = math.log2(ratio)
            text = f"{ratio:.{2 if ratio < 10 else 0}f}{'*' if peer in r['composed'] else ''}"
            colour = "white" if abs(math.log2(ratio)) > 0.65 * FULL else "black"
            axes.text(j, place[r["name"]], text, ha="center", va="center", color=colour, fontsize=6.5)
    axes.imshow(values, cmap=COLOURS, vmin=-FULL, vmax=FULL, aspect="auto")
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    names = [peer for *_, peer in columns]
    axes.set_xticks(range(len(columns)), names, fontsize=8, rotation=40, ha="left", rotation_mode="anchor")
    axes.set_xticks(np.arange(len(columns) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(labels) + 1) - 0.5, minor=True)
    axes.tick_params(which="both", length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.grid(which="minor", color="white", linewidth=0.8)
    axes.spines[:].set_visible(False)
    for group in dict.fromkeys(c[:2] for c in columns):
        at = [j for j, c in enumerate(columns) if c[:2] == group]
        text = f"{group[1]}\n{shape_name(group[0])}"
        axes.text(statistics.mean(at), len(labels) - 0.3, text, ha="center", va="top", fontsize=8)
        if at[0]:
            axes.axvline(at[0] - 0.5, color="black", linewidth=1.2)


def draw(path: Path, title: str, note: str, rows: list[dict], peers: list[str]) -> None:
    """Functions of one element in two columns, those along an axis below the second."""
    from matplotlib.figure import Figure

    rows = [r for r in rows if any(peer in r["relume_to"] for peer in peers)]
    single, along = ([r for r in rows if (len(r["shape"]) == 1) == flat] for flat in (True, False))
    labels, others = (list(dict.fromkeys(r["name"] for r in part)) for part in (single, along))
    half = (len(labels) + len(others) + 4) // 2 if len(labels) > 20 else len(labels)
    parts = [(single, labels[:half]), (single, labels[half:]), (along, others)]
    parts = [part for part in parts if part[1]]
    sides = [parts[:1], parts[1:]] if len(parts) > 1 else [parts]
    width = max(len(columns_of(part, peers)) for part, _ in parts)
    tall = max(sum(len(names) + 5 for _, names in side) for side in sides)
    size = (max(6, len(sides) * (1.3 + INCHES[0] * width)), 1.1 + INCHES[1] * tall)
    figure = Figure(figsize=size, layout="constrained")
    about = "relume's time to each peer's: below 1 relume is faster; * what the peer has to compose"
    figure.suptitle(f"{title}\n{about}", fontsize=10)
    figure.supxlabel(note, fontsize=7)
    for side, panel in zip(sides, np.atleast_1d(figure.subfigures(1, len(sides))), strict=True):
        stack = panel.subplots(len(side), 1, squeeze=False, height_ratios=[len(names) for _, names in side])
        for (part, names), axes in zip(side, stack[:, 0], strict=True):
            block(axes, part, names, peers, width)
    figure.savefig(path, dpi=120)
    if path.suffix == ".png":
        # Few colours make a small file.
        from PIL import Image

        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
