"""What threads gain, relume's own and the caller's: python bench/scaling.py [--json FILE].

relume with one thread beside relume with all, function by function: medians of interleaved rounds, on the wall's
clock. What takes all threads little longer than to copy as many bytes (identity's time) is bound by memory: no threads
help it. Then a caller's own threads (concurrent.futures) and processes (joblib), one for each CPU and each with arrays
of its own, beside the same calls made one after the other with one thread.
"""

import argparse
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from importlib.util import find_spec
from math import prod
from pathlib import Path

import numpy as np
from peers import (
    MATRICES,
    OPERATIONS,
    Subject,
    about,
    case,
    matrix_subjects,
    measure,
    ratio,
    rounded,
    subjects,
    terminal,
    thread_count,
    write,
)
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import relume as rl

SIZES = (16384, 65536, 1 << 20, 1 << 24)
MATRIX = MATRICES[0]
# From here on all threads shall gain GAIN times as much with two of them; nowhere shall they lose.
LONG, GAIN, LOSS = 1 << 20, 1.7, 0.95
NEAR_MEMORY = 1.25
CALLED, CALLED_SIZES, CALLED_SECONDS = ("relu", "gelu", "mish"), (65536, 1 << 20), 0.15


def threaded(threads: int, call: Callable[[], object]) -> None:
    rl.set_num_threads(threads)
    call()


def both(subject: Subject, operation: str, options: argparse.Namespace) -> tuple[dict, int]:
    """A row, and how many arrays the operation reads and writes."""
    call, inputs, output = case(subject, operation, "float32")
    run = partial(call, *inputs, *subject.parameters, out=output)
    timed = {str(t): partial(threaded, t, run) for t in (1, options.threads)}
    times = measure(timed, options.rounds, time.perf_counter, options.seconds)
    one, every = times.values()
    size = prod(subject.shape)
    ns = {name: rounded(np.median(taken) / size * 1e9) for name, taken in times.items()}
    row = {"name": subject.label, "operation": operation, "size": size, "ns_per_element": ns}
    return row | {"gain": rounded(ratio(one, every))}, len(inputs) + (len(output) if isinstance(output, tuple) else 1)


def measured(options: argparse.Namespace) -> list[tuple[int, list[Subject]]]:
    """What is measured of each size; functions on an axis at their own alone."""
    chosen = [(size, subjects(size)) for size in options.size]
    if options.only:
        return [(size, [s for s in found if s.label in options.only]) for size, found in chosen]
    return [*chosen, (prod(MATRIX), matrix_subjects(MATRIX))]


def of_relume(options: argparse.Namespace, advance: Callable[[], object]) -> list[dict]:
    rows = []
    for size, found in measured(options):
        identity = next(s for s in subjects(size) if s.label == "identity")
        for subject in found:
            # Beside each function anew: how fast the memory is, others decide from minute to minute.
            copy = both(identity, "forward", options)[0]["ns_per_element"][str(options.threads)]
            for operation in OPERATIONS:
                row, arrays = both(subject, operation, options)
                limit = NEAR_MEMORY * copy * arrays / 2
                rows.append(row | {"bound_by_memory": row["ns_per_element"][str(options.threads)] <= limit})
                advance()
    return rows


def work(name: str, x: np.ndarray, calls: int, threads: int) -> None:
    rl.set_num_threads(threads)
    out, function = np.empty_like(x), rl.activations[name]
    for _ in range(calls):
        function(x, out=out)


def called(options: argparse.Namespace) -> list[str]:
    return [name for name in CALLED if not options.only or name in options.only]


def of_callers(options: argparse.Namespace, advance: Callable[[], object]) -> list[dict]:
    """How much faster a caller's workers, one for each CPU, are than one after the other."""
    rows = []
    count = options.threads
    runners: dict[str, Callable[[Callable, list], object]] = {}
    if find_spec("joblib"):
        from joblib import Parallel, delayed

        # Arrays are sent, not shared in files.
        processes = Parallel(count, max_nbytes=None)
        runners["processes"] = lambda task, inputs: processes(delayed(task)(x) for x in inputs)
    with ThreadPoolExecutor(count) as pool:
        runners["threads"] = lambda task, inputs: list(pool.map(task, inputs))
        for size in CALLED_SIZES:
            inputs = list(np.random.default_rng(0).normal(0, 2, (count, size)).astype("float32"))
            for name in called(options):
                work(name, inputs[0], 1, 1)
                start = time.perf_counter()
                work(name, inputs[0], 10, 1)
                calls = max(1, int(10 * min(CALLED_SECONDS, options.seconds) / (time.perf_counter() - start)))
                tasks = {threads: partial(work, name, calls=calls, threads=threads) for threads in (1, count)}
                timed: dict[str, Callable] = {"alone": lambda task=tasks[1], inputs=inputs: [task(x) for x in inputs]}
                for kind, runner in runners.items():
                    for threads, task in tasks.items():
                        timed[f"{kind}, {threads}"] = partial(runner, task, inputs)
                times = measure(timed, options.rounds, time.perf_counter, options.seconds)
                for kind in runners:
                    gains = [rounded(ratio(times["alone"], times[f"{kind}, {t}"])) for t in tasks]
                    row = {"name": name, "size": size, "callers": kind, "workers": count}
                    rows.append(row | {"gain": dict(zip(map(str, tasks), gains, strict=True))})
                advance()
    return rows


def verdicts(rows: list[dict], callers: list[dict], threads: int) -> list[str]:
    """Where threads don't do what they shall."""
    short = [r for r in rows if r["size"] >= LONG and not r["bound_by_memory"] and r["gain"] < GAIN * threads / 2]
    lost = [r for r in rows if r["size"] < LONG and r["gain"] < LOSS]
    crowded = [r for r in callers if r["gain"][str(threads)] < LOSS * r["gain"]["1"]]
    found = []
    for title, part in (
        (f"gain less than {GAIN * threads / 2:.3g}, not bound by memory", short),
        ("all threads are slower than one", lost),
        ("relume's threads slow the caller's down", crowded),
    ):
        lines = [f"  {r['name']} {r.get('operation') or r['callers']} {r['size']:,}: {r['gain']}" for r in part]
        found += [f"{title}: {len(part) or 'none'}", *lines]
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--size", type=int, nargs="+", default=list(SIZES), help=f"elements (default: {SIZES})", metavar="N")
    add("--threads", type=thread_count, default="all", help="a number or all (default: all)", metavar="N")
    add("--only", nargs="+", metavar="NAME", choices=list(rl.activations), help="these functions alone")
    add("--rounds", type=int, default=15, help="fewer are made where they take long (default: 15)")
    add("--seconds", type=float, default=0.5, help="rounds of a function end then, but the first 5 (default: 0.5)")
    add("--json", type=Path, metavar="FILE", help="write the figures there too")
    options = parser.parse_args()
    if options.threads < 2:
        parser.error("there must be 2 threads, and CPUs for them")
    if min(*options.size, options.rounds) < 1:
        parser.error("--size and --rounds start at 1")
    if options.json and not options.json.parent.is_dir():
        parser.error(f"there is no folder {options.json.parent}")
    console = terminal()
    versions = {"numpy": np.__version__}
    if find_spec("joblib"):
        versions["joblib"] = version("joblib")
    else:
        console.print("a caller's processes are left out: pip install joblib")
    header = about(versions) | {"threads": options.threads}
    with Progress(console=Console(stderr=True), transient=True) as progress:
        functions = sum(len(found) for _, found in measured(options))
        task = progress.add_task("relume's threads", total=functions * len(OPERATIONS))
        rows = of_relume(options, lambda: progress.advance(task))
        task = progress.add_task("the caller's", total=len(called(options)) * len(CALLED_SIZES))
        callers = of_callers(options, lambda: progress.advance(task))
    for sizes in (options.size, *([[prod(MATRIX)]] if not options.only else [])):
        table = Table(title=f"what {options.threads} threads gain; * bound by memory")
        for column in ("function", "operation", *(f"{size:,}" for size in sizes)):
            table.add_column(column, justify="right" if column[0].isdigit() else "left", no_wrap=True)
        shown = [r for r in rows if r["size"] in sizes]
        for name, operation in dict.fromkeys((r["name"], r["operation"]) for r in shown):
            found = [r for r in shown if (r["name"], r["operation"]) == (name, operation)]
            table.add_row(name, operation, *(f"{r['gain']:.2f}{'*' if r['bound_by_memory'] else ''}" for r in found))
        console.print(table)
    table = Table(title="what a caller's workers gain, relume having one thread, and all")
    for column in ("function", "size", "callers", "one", "all"):
        table.add_column(column, justify="left" if column in ("function", "callers") else "right", no_wrap=True)
    for r in callers:
        gains = (f"{gain:.2f}" for gain in r["gain"].values())
        table.add_row(r["name"], f"{r['size']:,}", f"{r['workers']} {r['callers']}", *gains)
    console.print(table)
    console.print("\n".join(verdicts(rows, callers, options.threads)))
    if options.json:
        write(options.json, header, rows + callers)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("stopped")
