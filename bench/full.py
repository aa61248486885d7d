"""Makes bench/results anew: python bench/full.py [PART ...], from a committed tree, with nothing else running.

Each part writes PART.json, then what is drawn of it; the README shows overview.png. What the parts' programs take is
taken too, for all of them: --only relu tries it out. Some 37 minutes on two cores of 2024.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from peers import commit

BENCH = Path(__file__).resolve().parent
# Without the peers that have no threads and take long.
LARGE = "--peers torch jax onnxruntime --seconds 0.4"
PARTS = {
    "float32": "peers.py --size 1000 65536 1048576 --seconds 0.6",
    "float32-small": "peers.py --size 8 128 --seconds 0.15",
    "float32-large": f"peers.py --size 16777216 --rounds 4 {LARGE}",
    "float32-threads": f"peers.py --threads all --size 1048576 16777216 {LARGE}",
    "float32-avx2": "peers.py --isa avx2 --seconds 0.4",
    "float64": "peers.py --dtype float64 --seconds 0.4",
    "bfloat16": "peers.py --dtype bfloat16 --seconds 0.4",
    "float16": "peers.py --dtype float16 --seconds 0.4",
    "float64-avx2": "peers.py --dtype float64 --isa avx2 --seconds 0.4",
    "bfloat16-avx2": "peers.py --dtype bfloat16 --isa avx2 --seconds 0.4",
    "float16-avx2": "peers.py --dtype float16 --isa avx2 --seconds 0.4",
    "scaling": "scaling.py --seconds 0.2",
    "instructions": "instructions.py --dtype float32 float64",
}
PICTURES = {
    "float32": {
        "heatmap": "--size 65536 --plot",
        "roofline": "--size 65536 1048576 --roofline",
        "overview": "--size 65536 --operation forward --roofline",
    }
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--results", type=Path, default=BENCH / "results", metavar="FOLDER", help="write there instead")
    options, more = parser.parse_known_args()
    if unknown := [part for part in options.parts if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    if not options.results.is_dir():
        parser.error(f"there is no folder {options.results}")
    if options.results == BENCH / "results" and len(commit()) != 40:
        parser.error(f"results name the commit that they are of, and this tree is {commit()}: commit first")

    def run(arguments: str, *others: str | Path) -> None:
        script, *rest = arguments.split()
        subprocess.run([sys.executable, BENCH / script, *rest, *others], check=True)

    for part in options.parts or PARTS:
        start, figures = time.monotonic(), options.results / f"{part}.json"
        run(PARTS[part], *more, "--json", figures)
        for name, how in PICTURES.get(part, {}).items():
            run(f"peers.py --from {figures} {how}", options.results / f"{name}.png")
        print(f"{part}: {time.monotonic() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
    except KeyboardInterrupt:
        sys.exit("stopped")
