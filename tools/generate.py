"""Makes the committed files that follow from the catalogue: python tools/generate.py [--check].

They are c/include/relume_activations.h and python/relume/_catalogue.pyi. With --check nothing is written, and the exit
status is 1 if one of them is not what the installed relume's catalogue says.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def header() -> str:
    """The typed prototypes, as a C program over the installed library prints them."""
    import relume

    with tempfile.TemporaryDirectory() as build:
        program = f"{build}/print_header"
        source, library = ROOT / "c/tools/print_header.c", Path(relume.get_library_dir()) / "librelume.a"
        compiler = os.environ.get("CC", "cc")
        options = [f"-I{relume.get_include()}", "-DRELUME_STATIC", "-pthread", "-lm"]
        subprocess.run([compiler, str(source), str(library), *options, "-o", program], check=True)
        return subprocess.run([program], check=True, capture_output=True, text=True, encoding="utf-8").stdout


def stub() -> str:
    """The names that relume has from the catalogue, for type checkers and editors."""
    import relume

    lines = [
        "# Made from the catalogue by tools/generate.py: change that, not this.",
        "from relume import Activation, Gate",
        "",
    ]
    return "\n".join(lines + [f"{name}: {type(a).__name__}" for name, a in relume.activations.items()]) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    check = parser.parse_args().check
    stale = []
    for path, make in {"c/include/relume_activations.h": header, "python/relume/_catalogue.pyi": stub}.items():
        text = make()
        if (ROOT / path).read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not check:
            (ROOT / path).write_text(text, encoding="utf-8")
    for path in stale:
        print(f"{path}: {'out of date' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
