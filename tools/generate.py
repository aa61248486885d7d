"""Makes the committed files that follow from the catalogue: python tools/generate.py [--check].

They are c/include/relume_activations.h, python/relume/_catalogue.pyi and docs/catalogue.md; docs/accuracy.md follows
from tests/data/accuracy.csv. With --check nothing is written, and the exit status is 1 if one of them is not what the
installed relume's catalogue says.
"""

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def header() -> str:
    """The typed prototypes, as a C program over the installed library prints them."""
    import relume

    with tempfile.TemporaryDirectory() as build:
        program = f"{build}/print_header"
        source, library = ROOT / "c/tools/print_header.c", relume.get_library_dir()
        compiler = os.environ.get("CC", "cc")
        options = [f"-I{relume.get_include()}", f"-L{library}", "-lrelume", f"-Wl,-rpath,{library}"]
        subprocess.run([compiler, str(source), *options, "-o", program], check=True)
        return subprocess.run([program], check=True, capture_output=True, text=True, encoding="utf-8").stdout


def stub() -> str:
    """The names that relume has from the catalogue, for type checkers and editors."""
    import relume

    lines = [
        "# Made from the catalogue by tools/generate.py: change that, not this.",
        "from relume import Activation, Gate",
        "",
    ]
    names = {name: a for a in relume.activations.values() for name in (a.name, *a.aliases)}
    return "\n".join(lines + [f"{name}: {type(a).__name__}" for name, a in names.items()]) + "\n"


def documentation() -> str:
    """docs/catalogue.md: every activation with all that the catalogue and the table of limits tell of it."""
    import relume

    with open(ROOT / "tests/limits.csv", encoding="utf-8", newline="") as file:
        limits = {(row["name"], row["dtype"]): row for row in csv.DictReader(file)}
    rows = relume.activations
    others = relume.functions.values()
    lines = [
        "# The catalogue",
        "",
        "<!-- Made from the catalogue and tests/limits.csv by tools/generate.py: change those, not this. -->",
        "",
        "Every activation has a derivative and a backward pass, and gradients for its parameters where it has any. How",
        "the names and parameters of other libraries translate is in [conventions.md](conventions.md); which of their",
        "functions are here, in [peers.md](peers.md).",
        "",
        "Errors are the limits that the tests hold the functions to, in units in the last place (ULP),",
        "float32 / float64.",
        "",
        " · ".join(f"[{name}](#{name})" for name in [*rows, *(other.name for other in others)]),
    ]
    for activation in rows.values():
        lines += entry(activation, limits)
    for other in others:
        lines += ["", f"## {other.name}", "", f"{other.title}", "", f"- f: `{other.formula}`"]
        if hasattr(other, "derivative_formula"):
            lines += [f"- its gradient: `{other.derivative_formula}`", f"- {other.notes}"]
        lines += [f"- {other.reference}", f"- `help(relume.{other.name})` tells its arguments"]
    return "\n".join(lines) + "\n"


def entry(activation: Any, limits: dict[tuple[str, str], dict[str, str]]) -> list[str]:
    """The lines on one activation."""
    of = "x" if activation.arrays == 1 else "a, b"
    lines = ["", f"## {activation.name}", "", activation.title, "", f"- f({of}) = `{activation.formula}`"]
    lines += [f"- f'({of}) = `{activation.derivative_formula}`"]
    for p in activation.parameters:
        default = "no default" if p.default is None else f"{p.default:.17g} by default"
        lines.append(f"- {p.name}: {default}, {p.range}")
    lines.append(f"- {activation.notes}")
    if activation.keeps_integers:
        lines.append("- keeps an integer dtype; what is beyond its range becomes its end")
    pair = [limits[activation.name, dtype] for dtype in ("float32", "float64")]
    kinds = [kind for kind in ("forward", "derivative", "backward") if pair[0].get(kind)]
    lines.append("- errors: " + ", ".join(f"{kind} {pair[0][kind]} / {pair[1][kind]}" for kind in kinds))
    lines += [f"- {row['dtype']}: {row['note']}" for row in pair if row["note"]]
    if activation.aliases:
        lines.append(f"- also {', '.join(activation.aliases)}")
    return [*lines, f"- {activation.reference}"]


ACCURACY = (
    "What `relume verify` found. Errors are in units in the last place (ULP) of the exact result, which is MPFR's. "
    "Where many inputs lie beside each other, a polynomial through the exact function decides, which is compared with "
    "MPFR at other points; the largest error, and what the polynomial leaves open because it is within 2^-18 ULP of a "
    "midpoint or of the limit, is MPFR's too, but where the function is a straight line and a rest whose sign is "
    "known. A largest error of 0 is one below 2^-18 ULP; 0.5 beside less than 100 % is more than that by less than "
    "2^-18 ULP. Parameters without a default are 1/4. Backward is with an arbitrary dy for each input, derivative and "
    "backward of a gate are by its first array.",
    "*Inputs* tells how many inputs were measured: all 2^32 of float32, or a part of them, evenly spread, and what is "
    "beside kinks and other breaks; of float64 and of gates random numbers of every size and what is beside breaks. "
    "*Correctly rounded* is the share of results to which no other number is nearer. "
    "*Errors* tells how they spread: a bar for each eighth of an ULP, and one for what is beyond 1. *Same bits* names "
    "the instruction sets on which the outputs for all 2^32 inputs had the same SHA-256; scalar's were compiled with "
    "`RELUME_SCALAR_OPTIONS=-O3;-mavx2;-mfma`, as without FMA they take hours. Those for one input in each "
    "256 are compared on every instruction set, NEON among them, by `relume verify --bits` and by the C test "
    "`outputs`.",
)


def accuracy() -> str:
    """docs/accuracy.md: what relume verify measured."""
    from relume import verify

    results = list(verify.read(ROOT / "tests/data/accuracy.csv").values())
    lines = [
        "# Errors measured",
        "",
        "<!-- Made from tests/data/accuracy.csv by tools/generate.py: change that, not this. -->",
        "",
    ]
    lines += [line for text in ACCURACY for line in ("", *textwrap.wrap(text, 118, break_on_hyphens=False))][1:]
    sections = {
        "All float32 inputs": [r for r in results if r.every == 1],
        "A part of the float32 inputs": [r for r in results if r.every > 1],
        "Gates in float32": [r for r in results if r.every == 0 and r.dtype == "float32"],
        "float64": [r for r in results if r.dtype == "float64"],
    }
    for title, rows in sections.items():
        if not rows:
            continue
        lines += ["", f"## {title}", ""]
        lines += [
            "| function | operation | inputs | largest error | at | limit | correctly rounded | errors | same bits |"
        ]
        lines += ["| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
        lines += [table_row(r) for r in rows]
    lines += ["", "Measured with:", ""]
    labels = dict.fromkeys(r.label for r in results)
    lines += [f"- {label or 'no label'}: {sum(r.label == label for r in results)} rows" for label in labels]
    return "\n".join(lines) + "\n"


def table_row(result: Any) -> str:
    from relume import verify

    name = result.name + (f"({result.parameters.replace(' ', ', ')})" if result.parameters else "")
    inputs = (
        "2^32" if result.every == 1 else f"{result.inputs:,}" + (f", each {result.every}th" if result.every else "")
    )
    share = 100 * result.rounded / result.inputs
    rounded = "100 %" if result.rounded == result.inputs else f"{min(share, 99.999999):.6f} %"
    at = f"`{result.at}`" if result.worst else ""
    worst = f"{result.worst:.6f}" if result.worst else "0"
    cells = [name, result.operation, inputs, worst, at, f"{result.limit:g}", rounded]
    return f"| {' | '.join(cells)} | `{verify.sparkline(result.histogram)}` | {result.same_on} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    check = parser.parse_args().check
    stale = []
    files = {
        "c/include/relume_activations.h": header,
        "python/relume/_catalogue.pyi": stub,
        "docs/catalogue.md": documentation,
        "docs/accuracy.md": accuracy,
    }
    for path, make in files.items():
        text = make()
        if (ROOT / path).exists() and (ROOT / path).read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not check:
            (ROOT / path).write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path}: {'out of date' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
