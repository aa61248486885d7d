"""Instructions per element on AVX2 and NEON: python bench/instructions.py [--json FILE]; they hold on any machine.

bench/instructions.c, built for each, runs under qemu, which logs every instruction that it executes. Each operation
runs on two lengths of normal(0, 2) inputs, and what the longer one takes more, by element, is the count: what a call
costs beside its elements cancels. Needs x86-64 Linux, CMake, GCC for it and for AArch64, and qemu's user emulators.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from peers import DTYPES, Subject, about, rounded, subjects, terminal, type_of, write
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import relume as rl

ROOT = Path(__file__).resolve().parent.parent
OPERATIONS = ("forward", "derivative", "backward")
# Of each instruction set: the compiler, what CMake needs to know, the emulator.
SETS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "avx2": ("cc", (), ("qemu-x86_64-static", "-cpu", "max")),
    "neon": (
        "aarch64-linux-gnu-gcc",
        (f"-DCMAKE_TOOLCHAIN_FILE={ROOT}/cmake/toolchains/aarch64-linux-gnu.cmake",),
        ("qemu-aarch64-static",),
    ),
}
# Whole tiles, and as many as the C program's arrays have elements.
SHORT, LONG, MOST = 512, 1024, 1024
CODES = {"float32": 0, "float64": 1, "float16": 2, "bfloat16": 3}


def said(command: list[str], **options: object) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(command)} fails:\n{done.stdout.strip()}")
    return done.stdout


def built(isa: str, folder: Path) -> Path:
    """The C program."""
    build = folder / f"instructions-{isa}"
    options = ["-DRELUME_BUILD_TESTS=OFF", f"-DRELUME_INSTRUCTION_SETS={isa}", *SETS[isa][1]]
    said(["cmake", "-S", str(ROOT), "-B", str(build), *options])
    said(["cmake", "--build", str(build), "--target", "instructions", "--parallel", str(os.cpu_count() or 1)])
    return build / "instructions"


def between_marks(log: bytes) -> list[int]:
    """How many lines there are, one for each instruction, in every second stretch between those of mark()."""
    return [n for part in log.split(b" mark\n") if (n := part.count(b"\n"))][1::2]


def counts(program: Path, isa: str, dtype: str, subject: Subject) -> Iterator[tuple[str, float]]:
    """Instructions per element of each operation."""
    runs = [
        " ".join(map(str, (subject.label, operation, n, *subject.parameters)))
        for operation in OPERATIONS
        for n in (SHORT, LONG)
    ]
    # What newer versions call one-insn-per-tb.
    environment = os.environ | {"QEMU_SINGLESTEP": "1", "QEMU_ONE_INSN_PER_TB": "1"}
    with tempfile.TemporaryDirectory() as folder:
        # Through a pipe each line would wake its reader.
        inputs, log = Path(folder, "inputs"), Path(folder, "log")
        np.random.default_rng(0).normal(0, 2, (3, MOST)).astype(type_of(dtype)).tofile(inputs)
        command = [*SETS[isa][2], "-d", "nochain,exec", "-D", str(log), str(program), str(CODES[dtype]), str(inputs)]
        if said(command, input="\n".join(runs), env=environment).strip() != isa:
            sys.exit(f"{program} doesn't run {isa} under {SETS[isa][2][0]}")
        found = between_marks(log.read_bytes())
    for operation, short, long in zip(OPERATIONS, found[::2], found[1::2], strict=True):
        yield operation, (long - short) / (LONG - SHORT)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--isa", nargs="+", choices=SETS, default=list(SETS))
    add("--dtype", nargs="+", choices=DTYPES, default=["float32"])
    add("--only", nargs="+", metavar="NAME", choices=list(rl.activations), help="these functions alone")
    add("--build", type=Path, default=ROOT / "build", metavar="FOLDER", help="where to build (default: build)")
    add("--json", type=Path, metavar="FILE", help="write the counts there too")
    options = parser.parse_args()
    for isa in options.isa:
        compiler, _, emulator = SETS[isa]
        for tool in ("cmake", compiler, emulator[0]):
            if not shutil.which(tool):
                parser.error(f"{isa} needs {tool}: it isn't installed")
    if options.json and not options.json.parent.is_dir():
        parser.error(f"there is no folder {options.json.parent}")
    chosen = [s for s in subjects(MOST) if not options.only or s.label in options.only]
    rows = {
        (s.label, operation, dtype): {"name": s.label, "operation": operation, "dtype": dtype}
        for dtype in options.dtype
        for s in chosen
        for operation in OPERATIONS
    }
    tools = [tool for isa in options.isa for tool in (SETS[isa][0], SETS[isa][2][0])]
    header = about({tool: said([tool, "--version"]).splitlines()[0] for tool in tools})
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(options.isa) * len(rows))
        for isa in options.isa:
            progress.update(task, description=f"building for {isa}")
            program = built(isa, options.build)
            for dtype in options.dtype:
                for subject in chosen:
                    progress.update(task, description=f"{subject.label} {dtype} {isa}")
                    for operation, count in counts(program, isa, dtype, subject):
                        rows[subject.label, operation, dtype][isa] = rounded(count)
                        progress.advance(task)
    table = Table(title="instructions per element")
    for column in ("name", "operation", "dtype", *options.isa):
        table.add_column(column, justify="right" if column in SETS else "left", no_wrap=True)
    for row in rows.values():
        table.add_row(*(str(value) for value in row.values()))
    terminal().print(table)
    if options.json:
        write(options.json, header, list(rows.values()))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("stopped")
