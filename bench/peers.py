"""relume beside its peers in one run: python bench/peers.py [--size 65536 ...] [--json FILE].

Prints the nanoseconds per element of every activation, the medians of interleaved rounds: within a round all peers
run once, in random order, so that noise of the machine meets all alike. copy is np.copyto of x, the limit of what
memory allows. relume writes into a given array; where torch can't, it is compared with relume making a fresh array too.
"""

import argparse
import json
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from calls import FRESH, GIVEN, Call, peers
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import relume as rl

COLUMNS = ("relume", "relume, fresh", "torch", "numpy", "scipy", "copy")
ROUND_SECONDS = 5e-4


def parameters_of(activation: rl.Activation) -> list[float]:
    return [0.25 for p in activation.parameters if p.default is None]


def relume_call(activation: rl.Activation, backward: bool, output: str) -> Call:
    parameters = parameters_of(activation)
    function = activation.backward if backward else activation
    if output == GIVEN:
        return Call(GIVEN, lambda *arrays: function(*arrays[:-1], *parameters, out=arrays[-1]))
    return Call(FRESH, lambda *arrays: function(*arrays, *parameters))


def bound(call: Call, inputs: list, output: object) -> Callable[[], object]:
    arguments = [*inputs, output] if call.output == GIVEN else inputs
    return lambda: call.run(*arguments)


def cases(activation: rl.Activation, size: int, options: argparse.Namespace) -> tuple[str, dict[str, Callable]]:
    """How torch's output is made, and the calls to time by column."""
    generator = np.random.default_rng(0)
    inputs = [generator.normal(0, 2, size).astype(options.dtype) for _ in range(1 + options.backward)]
    y = np.empty(size, options.dtype)
    found = {peer: calls[activation.name] for peer, calls in options.peers.items() if activation.name in calls}
    output = found["torch"].output if "torch" in found else ""
    timed = {
        "relume": bound(relume_call(activation, options.backward, GIVEN), inputs, y),
        "copy": lambda: np.copyto(y, inputs[-1]),
    }
    if output == FRESH:
        timed["relume, fresh"] = bound(relume_call(activation, options.backward, FRESH), inputs, y)
    for peer, call in found.items():
        if peer == "torch":
            import torch

            timed[peer] = bound(call, [torch.from_numpy(a) for a in inputs], torch.from_numpy(y))
        else:
            timed[peer] = bound(call, inputs, y)
    return output, timed


def seconds(call: Callable, repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def repeats_for(call: Callable) -> int:
    """How often to run a call for a round of it to be long enough to time."""
    repeats = 1
    while (took := seconds(call, repeats)) * repeats < ROUND_SECONDS:
        repeats = max(2 * repeats, int(ROUND_SECONDS / max(took, 1e-9)))
    return repeats


def measure(timed: dict[str, Callable], rounds: int) -> dict[str, list[float]]:
    """The seconds per call of each, by round."""
    repeats = {name: repeats_for(call) for name, call in timed.items()}
    times: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(rounds):
        for name in random.sample(list(timed), len(timed)):
            times[name].append(seconds(timed[name], repeats[name]))
    return times


def ratio(times: dict[str, list[float]], ours: str, peer: str) -> float | None:
    """The median over the rounds of relume's time to the peer's."""
    if peer not in times:
        return None
    return statistics.median(a / b for a, b in zip(times[ours], times[peer], strict=True))


def row(activation: rl.Activation, size: int, options: argparse.Namespace) -> dict:
    output, timed = cases(activation, size, options)
    times = measure(timed, options.rounds)
    return {
        "name": activation.name,
        "size": size,
        "torch_output": output,
        "ns_per_element": {name: statistics.median(t) / size * 1e9 for name, t in times.items()},
        "relume_to_torch": ratio(times, "relume, fresh" if output == FRESH else "relume", "torch"),
        "relume_to_copy": ratio(times, "relume", "copy"),
    }


def latency(activations: list[rl.Activation], options: argparse.Namespace) -> dict[str, float]:
    """The nanoseconds of a call on 8 elements."""
    x = np.linspace(-2, 2, 8).astype(options.dtype)
    timed: dict[str, Callable] = {"np.maximum(x, 0)": lambda: np.maximum(x, 0), "np.tanh(x)": lambda: np.tanh(x)}
    for activation in activations:
        parameters = parameters_of(activation)
        if options.backward:
            timed[activation.name] = lambda f=activation.backward, p=parameters: f(x, x, *p)
        else:
            timed[activation.name] = lambda f=activation, p=parameters: f(x, *p)
    return {name: statistics.median(t) * 1e9 for name, t in measure(timed, options.rounds).items()}


def number(value: float | None, digits: int = 3) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def throughput_table(size: int, rows: list[dict], options: argparse.Namespace) -> Table:
    what = "backward" if options.backward else "forward"
    table = Table(title=f"{what}, {size:,} {options.dtype}, {options.threads} thread(s), {rl.isa()}: ns per element")
    columns = [c for c in COLUMNS if any(c in r["ns_per_element"] for r in rows)]
    table.add_column("activation", no_wrap=True)
    for column in (*columns, "relume /torch", "relume /copy"):
        table.add_column(column, justify="right")
    table.add_column("torch's output")
    for r in rows:
        slower = (r["relume_to_torch"] or 0) > 1
        ratios = [number(r["relume_to_torch"], 2), number(r["relume_to_copy"], 2)]
        cells = [number(r["ns_per_element"].get(c)) for c in columns]
        table.add_row(r["name"], *cells, *ratios, r["torch_output"], style="yellow" if slower else None)
    return table


def latency_table(times: dict[str, float], options: argparse.Namespace) -> Table:
    table = Table(title=f"8 {options.dtype}: ns per call")
    table.add_column("call")
    table.add_column("ns", justify="right")
    table.add_column("/np.maximum", justify="right")
    for name, value in times.items():
        table.add_row(name, number(value, 0), number(value / times["np.maximum(x, 0)"], 2))
    return table


def parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, nargs="+", default=[65536], help="elements (default: 65536)")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--dtype", choices=["float32", "float64"], default="float32")
    parser.add_argument("--isa", choices=rl.available_isas(), help="relume's instruction set (default: the best)")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=list(rl.activations), help="these alone")
    parser.add_argument("--backward", action="store_true", help="dy·f'(x) instead of f(x)")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args(arguments)
    if min(*options.size, options.rounds, options.threads) < 1:
        parser.error("--size, --rounds and --threads start at 1")
    return options


def main(arguments: list[str] | None = None) -> int:
    options = parse(arguments)
    console = Console(width=None if sys.stdout.isatty() else 120)
    options.peers = peers(options.backward)
    rl.set_num_threads(options.threads)
    rl.set_isa(options.isa)
    versions = {"relume": rl.__version__, "numpy": np.__version__}
    if "torch" in options.peers:
        import torch

        torch.set_num_threads(options.threads)
        torch.set_grad_enabled(False)
        versions["torch"] = torch.__version__
    else:
        console.print("torch is not installed, so its column is missing: pip install '.[bench]' brings it.")
    named = [rl.activations[name] for name in options.only or rl.activations]
    activations = [activation for activation in named if activation.arrays == 1]
    rows: list[dict] = []
    with Progress(console=console, transient=True) as progress:
        for size in options.size:
            for activation in progress.track(activations, description=f"{size:,} elements"):
                rows.append(row(activation, size, options))
        calls = latency(activations, options)
    for size in options.size:
        console.print(throughput_table(size, [r for r in rows if r["size"] == size], options))
    console.print(latency_table(calls, options))
    if options.json:
        settings = {k: getattr(options, k) for k in ("dtype", "threads", "backward", "rounds")}
        figures = {
            "versions": versions,
            "machine": platform.machine(),
            "isa": rl.isa(),
            **settings,
            "rows": rows,
            "ns_per_call_on_8_elements": calls,
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
