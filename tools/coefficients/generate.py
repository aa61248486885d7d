"""Makes c/src/math/coefficients.h with mpmath: python tools/coefficients/generate.py [--check].

Every polynomial interpolates a function at the Chebyshev nodes of an interval, in 60 digits, and its coefficients are
then rounded to the precision that computes it; the first few are kept as pairs. Every constant is a pair too. The error
printed beside a polynomial is that of the rounded one, over the whole interval.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import mpmath as mp

mp.mp.dps = 60
OUTPUT = Path(__file__).resolve().parents[2] / "c/src/math/coefficients.h"


def even(function: Callable[[mp.mpf], mp.mpf]) -> Callable[[mp.mpf], mp.mpf]:
    """An even function of x as one of t = x^2 - 1/2."""
    return lambda t: function(mp.sqrt(t + mp.mpf(1) / 2))


# name: (what it is, function, interval, degree in float, degree in double, how many coefficients are pairs)
POLYNOMIALS = {
    "exp_q": ("(e^r - 1 - r)/r^2 for |r| <= ln(2)/2", lambda r: (mp.expm1(r) - r) / r**2, (-0.3466, 0.3467), 5, 10, 1),
    "exp_long_q": (
        "(e^r - 1 - r)/r^2 for |r| <= ln(2)/2",
        lambda r: (mp.expm1(r) - r) / r**2,
        (-0.3466, 0.3467),
        11,
        19,
        11,
    ),
    "sine_q": (
        "sin(r)/r in r^2, for |r| <= pi/2",
        lambda z: mp.sinc(mp.sqrt(z)),
        (0, 2.4675),
        11,
        13,
        10,
    ),
    "sine_short_q": (
        "the same, for narrower types",
        lambda z: mp.sinc(mp.sqrt(z)),
        (0, 2.4675),
        4,
        8,
        1,
    ),
    "exp_16th_q": (
        "(e^r - 1 - r)/r^2 for |r| <= ln(2)/32",
        lambda r: (mp.expm1(r) - r) / r**2,
        (-0.02167, 0.02168),
        2,
        5,
        1,
    ),
    "exp_16th_short_q": (
        "the same, for narrower types",
        lambda r: (mp.expm1(r) - r) / r**2,
        (-0.02167, 0.02168),
        1,
        4,
        1,
    ),
    "log1p_q": (
        "log1p(e)/e in t = 2e - 1, for e in [0, 1]",
        lambda t: mp.log1p((t + 1) / 2) / ((t + 1) / 2),
        (-1, 1),
        11,
        22,
        1,
    ),
    "tanh_shrink_q": (
        "(x - tanh(x))/x^3 in x^2, for x in [0, 0.75]",
        lambda z: (mp.sqrt(z) - mp.tanh(mp.sqrt(z))) / mp.sqrt(z) ** 3,
        (0, 0.5625),
        7,
        13,
        1,
    ),
    "erf_q": (
        "erf(s)/s in s^2, for s in [0, 1]",
        lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z),
        (0, 1),
        5,
        13,
        1,
    ),
    "celu_q": (
        "(e^z·(1 - z) - 1)/z^2 for z in [-1, 0]",
        lambda z: (mp.exp(z) * (1 - z) - 1) / z**2,
        (-1, 0.003),
        6,
        14,
        2,
    ),
    "normal_tail_q": (
        "Phi(-a)/e^(-a^2/2) in a - 46.5, for a in [39, 54]",
        lambda u: mp.ncdf(-(u + 46.5)) * mp.exp((u + 46.5) ** 2 / 2),
        (-7.5, 7.55),
        7,
        16,
        1,
    ),
    "log_cosh_q": (
        "log(cosh(x))/x^2 in t = x^2 - 1/2, for |x| <= 1",
        even(lambda x: mp.log(mp.cosh(x)) / x**2),
        (-0.4999, 0.5),
        7,
        16,
        1,
    ),
    "tanh_bend_q": (
        "(tanh(z) - z·(1 - tanh(z)^2))/z^3 in t = z^2 - 1/2, for |z| <= 1",
        even(lambda z: (mp.tanh(z) - z * mp.sech(z) ** 2) / z**3),
        (-0.4999, 0.5),
        8,
        18,
        1,
    ),
}

# name: (what it is, value)
CONSTANTS = {
    "B_SILU_CENTRE": ("near the root of b_silu' for the usual alpha", mp.mpf(-2.734375)),
    "B_SILU_POWER": ("e to the power of that", mp.exp(-2.734375)),
    "GELU_QUICK_SCALE": ("the factor of gelu_quick", mp.mpf("1.702")),
    "GELU_TANH_SCALE": ("2√(2/π)", 2 * mp.sqrt(2 / mp.pi)),
    "GELU_TANH_CUBE": ("that times 0.044715", 2 * mp.sqrt(2 / mp.pi) * mp.mpf("0.044715")),
    "LN2": ("ln(2)", mp.log(2)),
    "LN2_16TH": ("ln(2)/16", mp.log(2) / 16),
    "LOG2E": ("1/ln(2)", 1 / mp.log(2)),
    "PI": ("pi", mp.pi),
    "PI_REST": ("what PI lacks in double", mp.pi - mp.mpf(3.141592653589793) - mp.mpf(1.2246467991473532e-16)),
    "ONE_BY_PI_ROUNDED": ("1/pi", 1 / mp.pi),
    "SQRT_2": ("the square root of 2", mp.sqrt(2)),
    "TWO_BY_SQRT_PI": ("2/sqrt(pi)", 2 / mp.sqrt(mp.pi)),
    "COTH_1": ("1/tanh(1)", mp.coth(1)),
    "SELU_SCALE": ("lambda of selu", mp.mpf("1.0507009873554804934193349852946")),
    "SELU_SLOPE": (
        "lambda·alpha of selu",
        mp.mpf("1.0507009873554804934193349852946") * mp.mpf("1.6732632423543772848170429916717"),
    ),
}


def logistic(x: mp.mpf) -> mp.mpf:
    """1/(1 + e^-x)."""
    return 1 / (1 + mp.exp(-x))


def mish_slope(x: mp.mpf) -> mp.mpf:
    """mish'(x)."""
    y = mp.tanh(mp.log1p(mp.exp(x)))
    return y + x * (1 - y**2) * logistic(x)


def tanhexp_slope(x: mp.mpf) -> mp.mpf:
    """tanhexp'(x)."""
    e = mp.exp(x)
    return mp.tanh(e) + x * e * mp.sech(e) ** 2


def golu_slope(x: mp.mpf) -> mp.mpf:
    """golu'(x)."""
    return mp.exp(-mp.exp(-x)) * (1 + x * mp.exp(-x))


def logish_slope(x: mp.mpf) -> mp.mpf:
    """logish'(x)."""
    s = logistic(x)
    return mp.log1p(s) + x * s * (1 - s) / (1 + s)


def serf_slope(x: mp.mpf) -> mp.mpf:
    """serf'(x)."""
    s = mp.log1p(mp.exp(x))
    return mp.erf(s) + x * 2 / mp.sqrt(mp.pi) * mp.exp(-(s**2)) * logistic(x)


# Derivatives about their roots. name: (function, near its root, half width, degree in float, where it is in no cells,
# degree in double)
BANDS = {
    "mish_band": (mish_slope, -1.19, 0.1875, None, 11),
    "tanhexp_band": (tanhexp_slope, -1.1, 0.1875, None, 13),
    "golu_band": (golu_slope, -0.567, 2.0**-8, 2, 5),
    "logish_band": (logish_slope, -1.4, 0.25, None, 13),
    "serf_band": (serf_slope, -1.1, 0.25, None, 13),
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


def band(name: str, bits: int) -> list[str]:
    """The lines of one derivative's band: its root, how far it reaches, and its coefficients."""
    function, near, width, *degrees = BANDS[name]
    degree = degrees[bits == 64]
    root = mp.findroot(function, near)
    high, low = pair(root, bits)

    def quotient(u: mp.mpf) -> mp.mpf:
        distance = high + u - root
        return function(high + u) / distance if abs(distance) > 1e-25 else mp.diff(function, root)

    exact = mp.chebyfit(quotient, (-width, width), degree + 1)[::-1]
    values = [rounded(value, bits) for value in exact]
    first = pair(exact[0], bits)[1]
    nodes = [width * (mp.mpf(2 * k) / 400 - 1 + mp.mpf(1) / 999) for k in range(400)]
    error = max(abs((mp.polyval(values[::-1], u) + first) / quotient(u) - 1) for u in nodes)
    what = function.__doc__[:-1]
    return [
        f"// {what}/(x - root) in x - hi, for {what} near its root; degree {degree}, relative error "
        f"2^{float(mp.log(error, 2)):.1f}.",
        f"static const real {name}[] = {{",
        *(f"    {literal(value, bits)}," for value in values),
        "};",
        f"static const real {name}_low[] = {{{literal(first, bits)}}};",
        f"static const real {name}_root[] = {{{literal(high, bits)}, {literal(low, bits)}}};",
        f"static const real {name}_width = {literal(mp.mpf(width), bits)};",
    ]


def constant(name: str, bits: int) -> str:
    """The line of one constant."""
    what, value = CONSTANTS[name]
    high, low = pair(mp.mpf(value), bits)
    return f"static const real {name}[] = {{{literal(high, bits)}, {literal(low, bits)}}}; // {what}"


def powers(bits: int) -> list[str]:
    """The lines of the tables of 2^(j/16)."""
    digits, steps = DIGITS[bits][0], [mp.mpf(j) / 16 for j in range(16)]

    def lowered(value: mp.mpf, step: mp.mpf) -> mp.mpf:
        # The bits of a number in [1/2, 1) are those of one in [1, 2) less twice its distance from 1.
        return 1 - (1 + step - value) / 2

    exact = [mp.power(2, step) for step in steps]
    with mp.workprec(digits // 2):
        short = [+value for value in exact]
    tables = {
        "power_16ths": [lowered(rounded(value, bits), step) for value, step in zip(exact, steps, strict=True)],
        "power_16ths_short": [lowered(value, step) for value, step in zip(short, steps, strict=True)],
        "power_16ths_rest": [rounded(value / part - 1, bits) for value, part in zip(exact, short, strict=True)],
    }
    lines = [
        "",
        f"// 2^(j/16): itself; to {digits // 2} bits; and the quotient of these, less 1. From bits of the first two",
        "// those of j/16 are taken away, which v_raise gives back.",
    ]
    for name, values in tables.items():
        lines += [f"static const real {name}[] = {{", *(f"    {literal(value, bits)}," for value in values), "};"]
    return lines


def one_by_pi() -> list[str]:
    """The bits of 1/pi, for every power of two that a product of doubles may have."""
    zeros, count = 3, 46
    with mp.workprec(32 * count + 64):
        bits = int(mp.floor(mp.ldexp(1 / mp.pi, 32 * (count - zeros))))
    limbs = [bits >> 32 * (count - 1 - k) & 0xFFFFFFFF for k in range(count)]
    lines = [", ".join(f"0x{limb:08x}" for limb in limbs[k : k + 8]) for k in range(0, count, 8)]
    return [
        "",
        "// The bits of 1/pi after so many limbs of zeros, the highest limb first.",
        f"enum {{ ONE_BY_PI_ZEROS = {zeros} }};",
        "static const uint32_t ONE_BY_PI[] = {",
        *(f"    {line}," for line in lines),
        "};",
    ]


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
        for name in BANDS:
            lines += ["", *band(name, bits)] if BANDS[name][3 + (bits == 64)] is not None else []
        lines += powers(bits)
        lines += one_by_pi() if bits == 64 else []
        lines.append("")
    return "\n".join([*lines, "#endif", "// clang-format on", ""])


def main(description: str, output: Path, header: Callable[[], str]) -> int:
    """What the scripts here do: write the file, or tell whether it is what would be written."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the file is out of date")
    check = parser.parse_args().check
    text = header()
    if output.exists() and output.read_text(encoding="utf-8") == text:
        return 0
    if check:
        print(f"{output.name} is out of date")
        return 1
    output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(__doc__, OUTPUT, header))
