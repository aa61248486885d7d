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

SILU_ROOT = mp.findroot(lambda x: mp.exp(-x) + 1 + x * mp.exp(-x), -1.278)
GELU_ROOT = mp.findroot(lambda x: mp.ncdf(x) + x * mp.npdf(x), -0.7518)


def mills(t: mp.mpf) -> mp.mpf:
    """(a + 4)·Phi(-a)·e^(a^2/2) at a = 4(1 + t)/(1 - t)."""
    a = 4 * (1 + t) / (1 - t)
    return (a + 4) * mp.ncdf(-a) * mp.exp(a * a / 2)


def silu_derivative(x: mp.mpf) -> mp.mpf:
    """The derivative of silu."""
    s = 1 / (1 + mp.exp(-x))
    return s * (1 + x * (1 - s))


def gelu_derivative(x: mp.mpf) -> mp.mpf:
    """The derivative of gelu."""
    return mp.ncdf(x) + x * mp.npdf(x)


def by_root(function, root):
    """function(root + d)/d."""
    return lambda d: function(root + d) / d


MILLS_RANGE = {32: (-1, 0.667), 64: (-1, 0.8645)}

# name: (what it is, function, interval, degree in float, degree in double, how many coefficients are pairs)
POLYNOMIALS = {
    "exp_q": ("(e^r - 1 - r)/r^2 for |r| <= ln(2)/2", lambda r: (mp.expm1(r) - r) / r**2, (-0.3466, 0.3467), 5, 10, 1),
    "log1p_q": (
        "log1p(e)/e in t = 2e - 1, for e in [0, 1]",
        lambda t: mp.log1p((t + 1) / 2) / ((t + 1) / 2),
        (-1, 1),
        11,
        22,
        1,
    ),
    "mills_q": (
        "(a + 4)·Phi(-a)·e^(a^2/2) in t = (a - 4)/(a + 4), for a up to 20 or 55",
        mills,
        MILLS_RANGE,
        13,
        26,
        2,
    ),
    "silu_root_q": (
        "silu'(r + d)/d at its root r, for |d| <= 1/8",
        by_root(silu_derivative, SILU_ROOT),
        (-0.1251, 0.1252),
        4,
        10,
        1,
    ),
    "gelu_root_q": (
        "gelu'(r + d)/d at its root r, for |d| <= 1/2",
        by_root(gelu_derivative, GELU_ROOT),
        (-0.501, 0.502),
        9,
        20,
        2,
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
    "NORMAL_PEAK": ("1/sqrt(2·pi)", 1 / mp.sqrt(2 * mp.pi)),
    "SILU_ROOT": ("the root of silu'", SILU_ROOT),
    "GELU_ROOT": ("the root of gelu'", GELU_ROOT),
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
    interval = interval.get(bits) if isinstance(interval, dict) else interval
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
