"""Makes c/src/math/coefficients.h with Sollya: python tools/coefficients/generate.py [--check].

Every polynomial is Sollya's fpminimax of a function on an interval, in the Sollya language, with its coefficients
rounded to the precision that computes it; "wide" is how many of the first ones are kept as a pair. Every constant is a
pair too.
"""

import argparse
import subprocess
import sys
from pathlib import Path

OUTPUT = Path(__file__).resolve().parents[2] / "c/src/math/coefficients.h"

# name: (function, interval, degree in float, degree in double, wide, what it is)
POLYNOMIALS = {
    "exp_q": ("(exp(x) - 1 - x)/x^2", "[-0.3466; 0.3466]", 5, 10, 0, "(e^r - 1 - r)/r^2 for |r| <= ln(2)/2"),
    "log1p_q": ("log1p((x+1)/2)/((x+1)/2)", "[-1; 1]", 11, 22, 1, "log1p(e)/e in t = 2e - 1 for e in [0, 1]"),
}

# name: (value, what it is)
CONSTANTS = {
    "LN2": ("log(2)", "ln(2)"),
    "LOG2E": ("1/log(2)", "1/ln(2)"),
    "SELU_SCALE": ("1.0507009873554804934193349852946", "lambda of selu"),
    "SELU_SLOPE": ("1.0507009873554804934193349852946*1.6732632423543772848170429916717", "lambda·alpha of selu"),
}

PRECISIONS = {32: ("single", 24, "f"), 64: ("double", 53, "")}


def sollya(script: str) -> list[str]:
    """The lines that Sollya prints for a script."""
    prelude = "prec = 500!; display = hexadecimal!; points = 501!;\n"
    run = subprocess.run(["sollya"], input=prelude + script + "quit;", capture_output=True, text=True, check=True)
    return [line for line in run.stdout.splitlines() if line]


def hexadecimal(text: str, suffix: str) -> str:
    """A number of Sollya's as a C literal."""
    return text.strip() + ("" if "p" in text else "p0") + suffix


def polynomial(name: str, bits: int) -> list[str]:
    """The lines of one polynomial's coefficients."""
    function, interval, single_degree, double_degree, wide, what = POLYNOMIALS[name]
    kind, digits, suffix = PRECISIONS[bits]
    degree = single_degree if bits == 32 else double_degree
    formats = ", ".join(str(2 * digits) if k < wide else str(digits) for k in range(degree + 1))
    script = f"f = {function}; i = {interval}; p = fpminimax(f, {degree}, [|{formats}|], i, absolute);"
    script += f"for k from 0 to {degree} do {{ c = coeff(p, k); h = {kind}(c); print(h); print({kind}(c - h)); }};"
    script += "display = decimal!; print(round(log2(dirtyinfnorm(p - f, i)), 12, RN));"
    *numbers, error = sollya(script)
    high, low = numbers[0::2], numbers[1::2]
    lines = [f"// {what}; degree {degree}, error 2^{float(error):.1f}.", f"static const real {name}[] = {{"]
    lines += [f"    {hexadecimal(h, suffix)}," for h in high]
    lines.append("};")
    if wide:
        rest = ", ".join(hexadecimal(value, suffix) for value in low[:wide])
        lines.append(f"static const real {name}_low[] = {{{rest}}};")
    return lines


def constant(name: str, bits: int) -> list[str]:
    """The line of one constant."""
    value, what = CONSTANTS[name]
    kind, _, suffix = PRECISIONS[bits]
    high, low = sollya(f"c = round({value}, 400, RN); h = {kind}(c); print(h); print({kind}(c - h));")
    return [f"static const real {name}[] = {{{hexadecimal(high, suffix)}, {hexadecimal(low, suffix)}}}; // {what}"]


def header() -> str:
    """The whole file."""
    lines = [
        "// Coefficients of polynomials, lowest power first, and constants as hi, lo.",
        "// Made by tools/coefficients/generate.py: change that, not this.",
        "#pragma once",
        "",
    ]
    for bits, directive in ((32, "#if RELUME_BITS == 32"), (64, "#else")):
        lines += [directive, ""]
        for name in CONSTANTS:
            lines += constant(name, bits)
        for name in POLYNOMIALS:
            lines += ["", *polynomial(name, bits)]
        lines.append("")
    return "\n".join([*lines, "#endif", ""])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is out of date")
    check = parser.parse_args().check
    text = header()
    if OUTPUT.exists() and OUTPUT.read_text(encoding="utf-8") == text:
        return 0
    if check:
        print(f"{OUTPUT.name} is out of date")
        return 1
    OUTPUT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
