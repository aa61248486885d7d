"""Makes c/src/math/coefficients.h with mpmath: python tools/coefficients/generate.py [--check].

Every polynomial interpolates a function at the Chebyshev nodes of an interval, in 60 digits, and its coefficients are
then rounded to the precision that computes it; the first few are kept as pairs. Every constant is a pair too. The error
printed beside a polynomial is that of the rounded one, over the whole interval.
"""

import argparse
import sys
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
OUTPUT = Path(__file__).resolve().parents[2] / "c/src/math/coefficients.h"

# name: (what it is, function, interval, degree in float, degree in double, how many coefficients are pairs)
POLYNOMIALS = {
    "exp_q": ("(e^r - 1 - r)/r^2 for |r| <= ln(2)/2", lambda r: (mp.expm1(r) - r) / r**2, (-0.3466, 0.3467), 5, 10, 1),
    "exp_short_q": ("the same, for float in double", lambda r: (mp.expm1(r) - r) / r**2, (-0.3466, 0.3467), 5, 6, 1),
    "log1p_q": (
        "log1p(e)/e in t = 2e - 1, for e in [0, 1]",
        lambda t: mp.log1p((t + 1) / 2) / ((t + 1) / 2),
        (-1, 1),
        11,
        22,
        1,
    ),
}

# name: (what it is, value)
CONSTANTS = {
    "LN2": ("ln(2)", mp.log(2)),
    "LOG2E": ("1/ln(2)", 1 / mp.log(2)),
    "SELU_SCALE": ("lambda of selu", mp.mpf("1.0507009873554804934193349852946")),
    "SELU_SLOPE": (
        "lambda·alpha of selu",
        mp.mpf("1.0507009873554804934193349852946") * mp.mpf("1.6732632423543772848170429916717"),
    ),
}

DIGITS = {32: (24, "f"), 64: (53, "")}


def rounded(value: mp.mpf, bits: int) -> mp.mpf:
    """value to the precision of bits."""
    with mp.workprec(DIGITS[bits][0]):
        return +value


def literal(value: mp.mpf, bits: int) -> str:
    """A C literal of a value that the precision holds."""
    return float(value).hex() + DIGITS[bits][1]


def pair(value: mp.mpf, bits: int) -> tuple[mp.mpf, mp.mpf]:
    """value as hi, lo."""
    high = rounded(value, bits)
    return high, rounded(value - high, bits)


def polynomial(name: str, bits: int) -> list[str]:
    """The lines of one polynomial's coefficients."""
    what, function, interval, *degrees, pairs = POLYNOMIALS[name]
    degree = degrees[bits == 64]
    exact = mp.chebyfit(function, interval, degree + 1)[::-1]
    values = [rounded(value, bits) for value in exact]
    lows = [pair(value, bits)[1] for value in exact[:pairs]]
    kept = [value + low for value, low in zip(values, lows + [0] * degree, strict=False)][::-1]
    nodes = [interval[0] + (interval[1] - interval[0]) * (mp.mpf(k) + mp.mpf(1) / 3) / 400 for k in range(400)]
    error = max(abs(mp.polyval(kept, x) - function(x)) for x in nodes)
    return [
        f"// {what}; degree {degree}, error 2^{float(mp.log(error, 2)):.1f}.",
        f"static const real {name}[] = {{",
        *(f"    {literal(value, bits)}," for value in values),
        "};",
        f"static const real {name}_low[] = {{{', '.join(literal(low, bits) for low in lows)}}};",
    ]


def constant(name: str, bits: int) -> str:
    """The line of one constant."""
    what, value = CONSTANTS[name]
    high, low = pair(mp.mpf(value), bits)
    return f"static const real {name}[] = {{{literal(high, bits)}, {literal(low, bits)}}}; // {what}"


def header() -> str:
    """The whole file."""
    lines = [
        "// Coefficients of polynomials, lowest power first, and constants as hi, lo.",
        "// Made by tools/coefficients/generate.py: change that, not this.",
        "#pragma once",
        "",
        '#include "../simd/vector.h"',
        "",
        "// clang-format off",
    ]
    for bits, directive in ((32, "#if RELUME_BITS == 32"), (64, "#else")):
        lines += [directive, "", *(constant(name, bits) for name in CONSTANTS)]
        for name in POLYNOMIALS:
            lines += ["", *polynomial(name, bits)]
        lines.append("")
    return "\n".join([*lines, "#endif", "// clang-format on", ""])


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
