"""The pictures that bench/peers.py draws, made to be read at 100%.

--plot is relume's time to each peer's as a heat map; --roofline the nanoseconds per element beside a copy's.
"""

import math
import statistics
from pathlib import Path

import numpy as np

# Green where relume is faster, brown where it is slower, full at 8 times; a colour-blind eye tells them apart.
COLOURS, FULL = "BrBG_r", 3
INCHES, LINE_INCHES = (0.42, 0.19), 0.138
# The roofline's: relume, a peer, and between them who is faster.
OURS, THEIRS, FASTER, SLOWER = "#00695c", "#8c510a", "#9fd5cc", "#e9cf9f"
MARKERS = {"torch": "o", "jax": "s", "onnxruntime": "^", "numpy": "D", "scipy": "v"}


def shape_name(shape: tuple[int, ...]) -> str:
    return " x ".join(f"{n:,}" for n in shape)


def columns_of(rows: list[dict], peers: list[str]) -> list[tuple]:
    """(shape, operation, peer) of each column."""
    groups = dict.fromkeys((r["shape"], r["operation"]) for r in rows)
    there = {(r["shape"], r["operation"], peer) for r in rows for peer in r["relume_to"]}
    return [(*group, peer) for group in groups for peer in peers if (*group, peer) in there]


def best(row: dict, peers: list[str]) -> str | None:
    """The peer that relume is the least ahead of."""
    return max((p for p in peers if p in row["relume_to"]), key=lambda p: row["relume_to"][p], default=None)


def save(figure, path: Path, source: str) -> None:
    """With its source, the commit that its figures are of, in a .png."""
    figure.savefig(path, dpi=120)
    if path.suffix == ".png":
        # Few colours make a small file.
        from PIL import Image, PngImagePlugin

        about = PngImagePlugin.PngInfo()
        about.add_text("Source", source)
        with Image.open(path) as picture:
            small = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
        small.save(path, optimize=True, pnginfo=about)


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


def heat_map(path: Path, title: str, note: str, source: str, rows: list[dict], peers: list[str]) -> None:
    """Functions of one element in two columns, those along an axis below the second, a block for each shape."""
    from matplotlib.figure import Figure

    rows = [r for r in rows if any(peer in r["relume_to"] for peer in peers)]
    single, along = ([r for r in rows if (len(r["shape"]) == 1) == flat] for flat in (True, False))
    labels = list(dict.fromkeys(r["name"] for r in single))
    blocks = [[r for r in along if r["shape"] == shape] for shape in dict.fromkeys(r["shape"] for r in along)]
    others = [(block, list(dict.fromkeys(r["name"] for r in block))) for block in blocks]
    half = (len(labels) + sum(len(names) + 4 for _, names in others)) // 2 if len(labels) > 20 else len(labels)
    parts = [part for part in ((single, labels[:half]), (single, labels[half:]), *others) if part[1]]
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
    save(figure, path, source)


def dots(axes, rows: list[dict], labels: list[str], peers: list[str]) -> None:
    """A line of the plot for each label: relume's time, and that of its best peer."""
    place = {label: i for i, label in enumerate(labels)}
    for r in rows:
        if (y := place.get(r["name"])) is None:
            continue
        ours = r["ns_per_element"]["relume"]
        if peer := best(r, peers):
            theirs = r["ns_per_element"][peer]
            # relume's time as it was compared: into a given array, or a new one.
            ours = theirs * r["relume_to"][peer]
            axes.plot([ours, theirs], [y, y], color=FASTER if ours <= theirs else SLOWER, linewidth=3, zorder=1)
            inside = "white" if peer in r["composed"] else THEIRS
            axes.plot(theirs, y, MARKERS[peer], color=THEIRS, markerfacecolor=inside, markersize=4, zorder=4)
        axes.plot(ours, y, "o", color=OURS, markersize=6, zorder=3)
    copy = statistics.median(r["ns_per_element"]["copy"] for r in rows)
    axes.axvline(copy, color="grey", linewidth=1.5, zorder=0)
    axes.set_xscale("log")
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_yticks(range(len(labels)), labels)
    axes.grid(color="#eeeeee", zorder=-1)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelsize=7.5)
    axes.spines[:].set_visible(False)


def roofline(path: Path, title: str, note: str, source: str, rows: list[dict], peers: list[str]) -> None:
    """The fastest first; a panel for each shape and operation, or two columns where there is one panel alone."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.ticker import FixedLocator, NullLocator

    bands = []
    for flat in (True, False):
        part = [r for r in rows if (len(r["shape"]) == 1) == flat]
        keys = list(dict.fromkeys((r["shape"], r["operation"]) for r in part))
        panels = [(*key, [r for r in part if (r["shape"], r["operation"]) == key]) for key in keys]
        if not panels:
            continue
        speed = {r["name"]: r["ns_per_element"]["relume"] for r in reversed(part)}
        labels = sorted(speed, key=speed.__getitem__)
        half = -(-len(labels) // 2)
        if len(panels) == 1 and len(labels) > 20:
            bands.append([(*panels[0], labels[:half]), (*panels[0], labels[half:])])
        else:
            bands.append([(*panel, labels) for panel in panels])
    columns, heights = max(map(len, bands)), [len(band[0][3]) + 4 for band in bands]
    shared = all(labels == band[0][3] for band in bands for *_, labels in band)
    wide = 2.1 if shared else 4.2
    figure = Figure(figsize=(max(6, 1.3 + wide * columns), 1.1 + LINE_INCHES * sum(heights)), layout="constrained")
    figure.supxlabel(note, fontsize=7)
    grid = figure.add_gridspec(len(bands), columns, height_ratios=heights)
    times = [r["ns_per_element"][n] for r in rows for n in ("relume", "copy", *filter(None, [best(r, peers)]))]
    ticks = [t for e in range(-3, 4) for t in (10.0**e, 3 * 10.0**e)]
    for i, band in enumerate(bands):
        for j, (shape, operation, part, labels) in enumerate(band):
            axes = figure.add_subplot(grid[i, j])
            dots(axes, part, labels, peers)
            axes.set_xlim(min(times) * 0.8, max(times) * 1.25)
            axes.xaxis.set_major_locator(FixedLocator(ticks))
            axes.xaxis.set_minor_locator(NullLocator())
            axes.xaxis.set_major_formatter("{x:g}")
            axes.set_title(f"{operation}, {shape_name(shape)}", fontsize=8)
            if shared and j:
                axes.tick_params(labelleft=False)
    used = [p for p in peers if any(best(r, peers) == p for r in rows)]
    handles = [Line2D([], [], marker="o", linestyle="", color=OURS, label="relume")]
    handles += [Line2D([], [], marker=MARKERS[p], linestyle="", color=THEIRS, label=p) for p in used]
    if any(best(r, peers) in r["composed"] for r in rows):
        hollow = {"marker": "o", "markerfacecolor": "white", "linestyle": "", "color": THEIRS}
        handles.append(Line2D([], [], **hollow, label="what it has to compose"))
    heading = f"{title}: ns per element beside the best peer's; the grey line is a copy's"
    look = {"ncols": len(handles), "fontsize": 8, "title_fontsize": 10, "frameon": False}
    figure.legend(handles=handles, title=heading, loc="outside upper center", **look)
    save(figure, path, source)
