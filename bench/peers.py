"""relume beside its peers in one run: python bench/peers.py [--size 65536 ...] [--json FILE] [--plot FILE].

Prints the nanoseconds per element of every function and its backward, the medians of interleaved rounds: within a
round all peers run once, in random order, so that noise of the machine meets all alike. With one thread it is the
process's own time, so that other processes don't count. copy is np.copyto of x, the limit of what memory allows.
A peer that makes a new result each time is compared with relume making a new one, too. What a peer composes of
several of its functions has a star. Before a peer is timed its results are compared with relume's.

With --from nothing is measured: what --json wrote is shown and drawn again, --size, --operation and --only of it.
"""

import argparse
import json
import math
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
from calls import PARAMETERS, PEERS, Call, Peer, missing
from numpy._core._multiarray_umath import __cpu_dispatch__
from pictures import best, heat_map, roofline, shape_name

import relume as rl

try:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table
except ModuleNotFoundError:
    sys.exit("bench/peers.py needs rich: pip install '.[bench]'")

DTYPES = ("float16", "bfloat16", "float32", "float64")
OPERATIONS = ("forward", "backward")
SIZES = (8, 128, 1000, 65536, 1 << 20, 1 << 24)
# Larger than the caches near a core, and within them, with rows as attention has.
MATRICES = ((4096, 1000), (1024, 64))
ROUND_SECONDS, LEAST_ROUNDS = 5e-4, 5
# In so long a round it doesn't matter how its threads wake.
LONG_SECONDS = 0.01
# Threads that wait for work by spinning, torch's for 8 ms and onnxruntime's for 40, take a CPU from who comes next.
GLANCE, GLANCES = 0.012, 20
# How far results may be apart, relatively and absolutely, and at how many of the points: those at a kink.
CLOSE = {"float16": (2e-2, 2e-2), "bfloat16": (1e-1, 1e-1), "float32": (1e-3, 1e-3), "float64": (1e-6, 1e-6)}
APART, POINTS = {"float16": 0.02, "bfloat16": 0.02, "float32": 0.005, "float64": 0.005}, 4000
SLOWER = 1.05


class Subject(NamedTuple):
    """A function with what it is called with."""

    label: str
    function: rl.Activation | rl.AxisFunction
    parameters: tuple[float, ...]
    arrays: int
    shape: tuple[int, ...]


class Case(NamedTuple):
    """An operation of a subject: relume's call, and the inputs and the output as NumPy's arrays."""

    call: Callable[..., object]
    inputs: np.ndarray
    output: object


def subjects(size: int) -> list[Subject]:
    found = []
    for name, activation in rl.activations.items():
        parameters = PARAMETERS.get(name) or tuple(p.default for p in activation.parameters)
        found.append(Subject(name, activation, parameters, activation.arrays, (size,)))
    return found


def matrix_subjects(shape: tuple[int, ...]) -> list[Subject]:
    functions = (rl.softmax, rl.log_softmax, rl.softmin, rl.sparsemax, rl.hardmax)
    return [Subject(f"{f.name}, axis {axis}", f, (axis,), 1, shape) for f in functions for axis in (0, 1)]


def type_of(dtype: str) -> np.dtype:
    if dtype != "bfloat16":
        return np.dtype(dtype)
    import ml_dtypes

    return np.dtype(ml_dtypes.bfloat16)


def case(subject: Subject, operation: str, dtype: str, points: bool = False) -> Case:
    """With points for inputs values that tell functions apart, far less than there are elements."""
    function = subject.function
    count = subject.arrays + (operation == "backward")
    outputs = subject.arrays if operation == "backward" else 1
    generator = np.random.default_rng(0)
    if not points:
        inputs = generator.normal(0, 2, (count, *subject.shape))
    elif len(subject.shape) == 1:
        inputs = np.array([generator.permutation((np.arange(POINTS) + 0.37) * 16 / POINTS - 8) for _ in range(count)])
    else:
        inputs = generator.normal(0, 2, (count, 40, 30))
    inputs = inputs.astype(type_of(dtype))
    if isinstance(function, rl.AxisFunction) and operation == "backward":
        inputs[-1] = function(inputs[-1], *subject.parameters)
    results = [np.empty(inputs.shape[1:], inputs.dtype) for _ in range(outputs)]
    call = function if operation == "forward" else function.backward
    return Case(call, inputs, results[0] if outputs == 1 else tuple(results))


def joined(result: object) -> np.ndarray:
    """A peer's result or results as one array of float64."""
    parts = result if isinstance(result, list | tuple) else [result]
    parts = [p.double().numpy() if hasattr(p, "double") else np.asarray(p).astype(np.float64) for p in parts]
    return np.concatenate([p.ravel() for p in parts])


def disagreement(subject: Subject, operation: str, dtype: str, peer: Peer, call: Call) -> str | None:
    """What is wrong with a peer's results, if anything."""
    here = case(subject, operation, dtype, points=True)
    arrays = list(peer.arrays(here.inputs))
    options = {"out": next(iter(peer.arrays(here.output[None])))} if call.given else {}
    try:
        result = call.run(*arrays, *subject.parameters, **options)
    except Exception as error:
        return f"fails: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
    first = result[0] if isinstance(result, list | tuple) else result
    if str(first.dtype).split(".")[-1] != dtype:
        return f"gives {first.dtype}"
    ours, theirs = joined(here.call(*here.inputs, *subject.parameters)), joined(result)
    if ours.shape != theirs.shape:
        return f"gives {theirs.size} values for {ours.size}"
    relative, absolute = CLOSE[dtype]
    apart = ~(np.abs(theirs - ours) <= relative * np.abs(ours) + absolute)
    if apart.mean() <= APART[dtype]:
        return None
    where = int(np.argmax(apart))
    return f"disagrees with relume at {apart.mean():.1%} of the points: {theirs[where]:.6g}, not {ours[where]:.6g}"


def seconds(call: Callable, repeats: int, clock: Callable[[], float]) -> float:
    start = clock()
    for _ in range(repeats):
        call()
    return (clock() - start) / repeats


def rest() -> None:
    """Returns when no thread of this process is busy."""
    for _ in range(GLANCES):
        start = time.process_time()
        time.sleep(GLANCE)
        if time.process_time() - start < GLANCE / 10:
            break


def repeats_for(call: Callable, clock: Callable[[], float]) -> tuple[int, float]:
    """How often to run a call for a round of it to be long enough to time, and how long that takes."""
    call()  # The first may compile.
    repeats = 1
    while (took := seconds(call, repeats, clock)) * repeats < ROUND_SECONDS:
        repeats = max(2 * repeats, int(ROUND_SECONDS / max(took, 1e-9)))
    return repeats, took * repeats


def measure(
    timed: dict[str, Callable], rounds: int, clock: Callable[[], float], budget: float = 1.0, threads: int = 1
) -> dict[str, list[float]]:
    """The seconds per call of each, by round; fewer rounds where they would take more than budget seconds.

    With threads each begins when the others' have come to rest, and a short one a round too soon, for its own to wake.
    """
    repeats = {}
    for name, call in timed.items():
        if threads > 1:
            rest()
        repeats[name] = repeats_for(call, clock)
    times: dict[str, list[float]] = {name: [] for name in timed}
    affordable = int(budget / sum(took for _, took in repeats.values()))
    for _ in range(min(rounds, max(LEAST_ROUNDS, affordable))):
        for name in random.sample(list(timed), len(timed)):
            if threads > 1:
                rest()
                if repeats[name][1] < LONG_SECONDS:
                    seconds(timed[name], repeats[name][0], clock)
            times[name].append(seconds(timed[name], repeats[name][0], clock))
    return times


def rounded(value: float) -> float:
    return float(f"{value:.3g}")


def ratio(ours: list[float], theirs: list[float]) -> float:
    """The median over the rounds of relume's time to the peer's."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def row(subject: Subject, operation: str, found: dict[str, tuple[Peer, Call]], options: argparse.Namespace) -> dict:
    call, inputs, output = case(subject, operation, options.dtype)
    first = output[0] if isinstance(output, tuple) else output
    # Taken apart here as it is for peers: of an array of arrays that takes most of a microsecond.
    ours, last, parameters = list(inputs), inputs[-1], subject.parameters
    timed: dict[str, Callable] = {
        "relume": lambda: call(*ours, *parameters, out=output),
        "relume, new": lambda: call(*ours, *parameters),
        "copy": lambda: np.copyto(first, last),
    }
    for name, (peer, theirs) in found.items():
        arrays, run = list(peer.arrays(inputs)), theirs.run
        if theirs.given:
            out = next(iter(peer.arrays(output[None])))
            timed[name] = lambda run=run, arrays=arrays, out=out: run(*arrays, *parameters, out=out)
        else:
            timed[name] = lambda run=run, arrays=arrays: run(*arrays, *parameters)
    clock = time.process_time if options.threads == 1 else time.perf_counter
    times = measure(timed, options.rounds, clock, options.seconds, options.threads)
    beside = {name: "relume" if theirs.given else "relume, new" for name, (_, theirs) in found.items()} | {
        "copy": "relume"
    }
    return {
        "name": subject.label,
        "operation": operation,
        "shape": subject.shape,
        "parameters": list(parameters),
        "rounds": len(times["relume"]),
        "ns_per_element": {n: rounded(statistics.median(t) / math.prod(subject.shape) * 1e9) for n, t in times.items()},
        "relume_to": {n: rounded(ratio(times[beside[n]], times[n])) for n in beside},
        "composed": [name for name, (_, theirs) in found.items() if theirs.composed],
    }


def checked(
    chosen: list[Subject], peers: dict[str, Peer], options: argparse.Namespace, advance: Callable[[], object]
) -> tuple[dict[tuple[str, str], dict[str, tuple[Peer, Call]]], list[str]]:
    """The calls to time by subject and operation, and what is wrong with the others."""
    calls, wrong = {}, []
    for subject in chosen:
        for operation in options.operation:
            good = {}
            for name, peer in peers.items():
                theirs = getattr(peer, operation).get(subject.function.name)
                if theirs is None:
                    continue
                if problem := disagreement(subject, operation, options.dtype, peer, theirs):
                    wrong.append(f"{name}: {subject.label} {operation} {problem}; it isn't timed")
                else:
                    good[name] = (peer, theirs)
            calls[subject.label, operation] = good
            advance()
    return calls, wrong


def groups(rows: list[dict]) -> list[tuple[tuple[int, ...], str, list[dict]]]:
    """The rows by shape and operation."""
    keys = dict.fromkeys((r["shape"], r["operation"]) for r in rows)
    return [(*key, [r for r in rows if (r["shape"], r["operation"]) == key]) for key in keys]


def table(title: str, rows: list[dict], names: list[str]) -> Table:
    found = Table(title=f"{title}: ns per element, and relume's time to the peers'")
    columns = [c for c in ("relume", "relume, new", "copy", *names) if any(c in r["ns_per_element"] for r in rows)]
    ratios = [c for c in ("copy", *names) if c in columns]
    found.add_column("function", no_wrap=True)
    for column in (*columns, *(f"/{c}" for c in ratios)):
        found.add_column(column, justify="right")
    for r in rows:
        stars = {c: "*" if c in r["composed"] else "" for c in columns}
        times = [f"{r['ns_per_element'][c]:.3f}{stars[c]}" if c in r["ns_per_element"] else "" for c in columns]
        cells = [f"{r['relume_to'][c]:.2f}" if c in r["relume_to"] else "" for c in ratios]
        slower = any(r["relume_to"].get(c, 0) > SLOWER for c in names)
        found.add_row(r["name"], *times, *cells, style="yellow" if slower else None)
    return found


def summary(title: str, rows: list[dict], names: list[str]) -> list[str]:
    """The geometric mean of relume's time to each peer's, and where the best peer is faster."""
    lines = [f"{title}: relume's time to the peers', geometric means"]
    for name in names:
        for what, starred in (("its own", False), ("composed", True)):
            found = [
                r["relume_to"][name] for r in rows if name in r["relume_to"] and (name in r["composed"]) == starred
            ]
            if found:
                mean = statistics.geometric_mean(found)
                lines.append(
                    f"  {name}, {what}: {mean:.3f} ({len(found)} functions, {min(found):.2f} to {max(found):.2f})"
                )
    slower = []
    for r in rows:
        name = best(r, names)
        if name and (value := r["relume_to"][name]) > SLOWER:
            slower.append((value, f"{r['name']} {value:.2f} ({name}{'*' if name in r['composed'] else ''})"))
    lines.append(
        "  slower than the best peer: " + (", ".join(text for _, text in sorted(slower, reverse=True)) or "none")
    )
    return lines


def environment(options: argparse.Namespace) -> dict[str, str]:
    """What the peers must find in the environment when they are imported."""
    threads = str(options.threads)
    wanted = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "NPROC"), threads)
    wanted["JAX_PLATFORMS"] = "cpu"
    if options.dtype == "float64":
        wanted["JAX_ENABLE_X64"] = "1"
    if options.isa == "avx2":
        wanted |= {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2"}
        wanted["XLA_FLAGS"] = "--xla_cpu_max_isa=AVX2"
        too_new = [f for f in __cpu_dispatch__ if "512" in f or f == "X86_V4"]
        wanted["NPY_DISABLE_CPU_FEATURES"] = " ".join(too_new)
    return wanted


def commit() -> str:
    """The commit of this tree, with -dirty where more than results differs from it."""

    def git(*arguments: str) -> str:
        call = ("git", *arguments)
        folder = Path(__file__).parent
        return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()

    try:
        dirty = git("diff", "--name-only", "HEAD", "--", ":/", ":(top,exclude)bench/results")
        return git("rev-parse", "HEAD") + ("-dirty" if dirty else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine() -> dict[str, object]:
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.exists() else []
    about = dict(line.split(":", 1) for line in lines if ":" in line)
    about = {key.strip(): value.strip() for key, value in about.items()}
    return {
        "platform": platform.platform(),
        "cpu": about.get("model name", platform.processor()),
        "cpu_family_and_model": f"{about.get('cpu family', '?')}, {about.get('model', '?')}",
        "cpus": os.cpu_count(),
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def terminal() -> Console:
    """Where it is none, for files and pipes, lines are long."""
    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, soft_wrap=not sys.stdout.isatty())


def about(versions: dict[str, str]) -> dict[str, object]:
    """Where and when figures are made; asked before they are, as the tree may change meanwhile."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "versions": {"relume": rl.__version__, "python": platform.python_version(), **versions},
        "machine": machine(),
    }


def write(path: Path, header: dict[str, object], rows: list[dict]) -> None:
    """JSON, a line for each row, without what is empty there."""
    full = ({key: value for key, value in r.items() if value != []} for r in rows)
    lines = ",\n".join(json.dumps(r, separators=(",", ":")) for r in full)
    text = json.dumps(header, indent=1).removesuffix("\n}") + f',\n "rows": [\n{lines}\n ]\n}}\n'
    path.write_text(text, encoding="utf-8")


def read(options: argparse.Namespace) -> tuple[dict, list[dict]]:
    """What write wrote, the rows that the options name."""
    header = json.loads(options.source.read_text(encoding="utf-8"))
    rows = [{"composed": [], **r, "shape": tuple(r["shape"])} for r in header.pop("rows")]
    chosen = [
        r
        for r in rows
        if (not options.size or r["shape"] in [*MATRICES, *((n,) for n in options.size)])
        and r["operation"] in options.operation
        and (not options.only or r["name"].split(",")[0] in options.only)
    ]
    return header, chosen


def thread_count(text: str) -> int:
    if text == "all":
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text} is neither a number nor all")
    return int(text)


def parse(arguments: list[str]) -> argparse.Namespace:
    names = [*rl.activations, *dict.fromkeys(s.function.name for s in matrix_subjects(MATRICES[0]))]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--size", type=int, nargs="+", default=[], help=f"elements, as {SIZES} (default: 65536)", metavar="N")
    add("--threads", type=thread_count, default=1, help="a number or all (default: 1)", metavar="N")
    add("--dtype", choices=DTYPES, default="float32")
    add("--isa", choices=rl.available_isas(), help="relume's instruction set (default: the best); avx2 binds peers too")
    add("--only", nargs="+", metavar="NAME", choices=names, help="these functions alone")
    add("--peers", nargs="+", choices=PEERS, default=list(PEERS), help="these peers alone")
    add("--operation", nargs="+", choices=OPERATIONS, default=list(OPERATIONS))
    add("--rounds", type=int, default=40, help="fewer are made where they take long (default: 40)")
    add("--seconds", type=float, default=1.0, help="rounds of a function end then, but the first 5 (default: 1)")
    add("--json", type=Path, metavar="FILE", help="write the figures there too")
    add("--plot", type=Path, metavar="FILE", help="draw the ratios as a heat map there: .png, .svg or .pdf")
    add("--roofline", type=Path, metavar="FILE", help="draw the times beside a copy's there")
    add("--from", dest="source", type=Path, metavar="FILE", help="measure nothing, but show what --json wrote there")
    options = parser.parse_args(arguments)
    if min(*options.size, options.rounds, options.threads) < 1:
        parser.error("--size, --rounds and --threads start at 1")
    pictures = [path for path in (options.plot, options.roofline) if path]
    if any(path.suffix not in (".png", ".svg", ".pdf") for path in pictures):
        parser.error("--plot and --roofline write .png, .svg or .pdf")
    for path in (options.json, *pictures):
        if path and not path.parent.is_dir():
            parser.error(f"there is no folder {path.parent}")
    if options.source and not options.source.is_file():
        parser.error(f"there is no file {options.source}")
    for needed, package in ((pictures, "matplotlib"), (options.dtype == "bfloat16", "ml_dtypes")):
        if needed and not find_spec(package):
            parser.error(f"that needs {package}: pip install {package}")
    return options


def load_peers(options: argparse.Namespace, say: Callable[[str], object]) -> dict[str, Peer]:
    found = {}
    for name in options.peers:
        if packages := missing(name):
            say(f"{name} is left out, for it isn't installed: pip install {' '.join(packages)}")
        elif name == "onnxruntime" and options.isa == "avx2":
            say("onnxruntime is left out: its instruction set can't be chosen")
        else:
            peer = PEERS[name][1](options.dtype, options.threads)
            if options.dtype in peer.dtypes:
                found[name] = peer
            else:
                say(f"{name} is left out: it has no {options.dtype}")
    return found


def measured(options: argparse.Namespace, wanted: dict[str, str], console: Console) -> tuple[dict, list[dict]]:
    """What is written of a run, and its rows."""
    np.seterr(all="ignore")
    rl.set_num_threads(options.threads)
    rl.set_isa(options.isa)
    peers = load_peers(options, console.print)
    header = about({name: peer.version for name, peer in peers.items()}) | {
        "environment": wanted,
        "isa": rl.isa(),
        "dtype": options.dtype,
        "threads": options.threads,
        "clock": "process" if options.threads == 1 else "wall",
    }
    sizes = options.size or [65536]
    chosen, matrices = (
        [s for s in found if not options.only or s.function.name in options.only]
        for found in ([s for n in sizes for s in subjects(n)], [s for m in MATRICES for s in matrix_subjects(m)])
    )
    compared = [s for s in chosen + matrices if s.shape in ((sizes[0],), MATRICES[0])]
    rows: list[dict] = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        count = len(options.operation)
        task = progress.add_task("comparing results", total=count * len(compared))
        calls, wrong = checked(compared, peers, options, lambda: progress.advance(task))
        task = progress.add_task("timing", total=count * len(chosen + matrices))
        for subject in chosen + matrices:
            for operation in options.operation:
                progress.update(task, description=f"{subject.label} {operation}, {shape_name(subject.shape)}")
                rows.append(row(subject, operation, calls[subject.label, operation], options))
                progress.advance(task)
    return header | {"left_out": wrong}, rows


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    console = terminal()
    if options.source:
        try:
            header, rows = read(options)
        except (ValueError, KeyError, TypeError):
            sys.exit(f"{options.source} isn't what --json writes")
    else:
        wanted = environment(options)
        if any(os.environ.get(name) != value for name, value in wanted.items()):
            os.execve(sys.executable, [sys.executable, __file__, *arguments], os.environ | wanted)
        header, rows = measured(options, wanted, console)
    if not rows:
        sys.exit("there is nothing of that to show")
    peers = [name for name in PEERS if name in header["versions"]]
    setting = f"{header['dtype']}, {header['threads']} thread{'s' if header['threads'] > 1 else ''}, {header['isa']}"
    for shape, operation, part in groups(rows):
        console.print(table(f"{operation}, {shape_name(shape)} {setting}", part, peers))
    for shape, operation, part in groups(rows):
        console.print("\n".join(summary(f"{operation}, {shape_name(shape)} {setting}", part, peers)))
    for line in header["left_out"]:
        console.print(line, style="red")
    if options.json:
        write(options.json, header, rows)
    versions = ", ".join(f"{name} {version}" for name, version in header["versions"].items())
    note = f"{header['machine']['cpu']}; {versions}; commit {header['commit'][:9]}"
    for path, draw in ((options.plot, heat_map), (options.roofline, roofline)):
        if path:
            draw(path, setting, note, header["commit"], rows, peers)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("stopped")
