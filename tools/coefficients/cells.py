"""Makes c/src/math/cell_tables.h with mpmath: python tools/coefficients/cells.py [--check].

Each table is a function on [0, inf), or between two ends, as polynomials about centres, one in each of 16 cells;
c/src/math/cells.h says how they are used. A polynomial is near the best one: f(c) + u·q(u), where q interpolates at
Chebyshev nodes, in 60 digits, and is rounded then.
"""

import itertools
import sys
from pathlib import Path

import mpmath as mp
from generate import CONSTANTS, logish_slope, main, mish_slope, serf_slope, tanhexp_slope

mp.mp.dps = 60
OUTPUT = Path(__file__).resolve().parents[2] / "c/src/math/cell_tables.h"

SILU_ROOT = -mp.findroot(lambda x: mp.exp(-x) + 1 + x * mp.exp(-x), -1.278)
GELU_ROOT = -mp.findroot(lambda x: mp.ncdf(x) + x * mp.npdf(x), -0.7518)


def normal_tail(a: mp.mpf) -> mp.mpf:
    """Phi(-a)/e^(-a^2/2)."""
    return mp.ncdf(-a) * mp.exp(a * a / 2)


def gelu_slope(a: mp.mpf) -> mp.mpf:
    """gelu'(-a)/e^(-a^2/2)."""
    return normal_tail(a) - a / mp.sqrt(2 * mp.pi)


def silu_slope(a: mp.mpf) -> mp.mpf:
    """silu'(-a)/e^-a."""
    e = mp.exp(-a)
    return (1 + e - a) / (1 + e) ** 2


GELU_TANH_SCALE, GELU_TANH_CUBIC = mp.sqrt(8 / mp.pi), mp.mpf("0.044715")


def gelu_tanh_argument(a: mp.mpf) -> mp.mpf:
    """What gelu_tanh has the sigmoid of."""
    return GELU_TANH_SCALE * (a + GELU_TANH_CUBIC * a**3)


def gelu_tanh_slope(a: mp.mpf) -> mp.mpf:
    """gelu_tanh'(-a)/e^-z for z = 2√(2/π)·(a + 0.044715·a^3)."""
    e, t = mp.exp(-gelu_tanh_argument(a)), GELU_TANH_SCALE * (a + 3 * GELU_TANH_CUBIC * a**3)
    return (1 + e - t) / (1 + e) ** 2


def logistic_tail(a: mp.mpf) -> mp.mpf:
    """sigmoid(-a)."""
    return 1 / (1 + mp.exp(a))


def logistic_slope_value(a: mp.mpf) -> mp.mpf:
    """sigmoid'(a)."""
    return logistic_tail(a) * (1 - logistic_tail(a))


def gelu_tail(a: mp.mpf) -> mp.mpf:
    """Phi(-a)."""
    return mp.ncdf(-a)


def gelu_tail_slope(a: mp.mpf) -> mp.mpf:
    """gelu'(-a)."""
    return mp.ncdf(-a) - a * mp.npdf(a)


def gelu_tanh_tail(a: mp.mpf) -> mp.mpf:
    """sigmoid(-z) for z = 2√(2/π)·(a + 0.044715·a^3)."""
    return 1 / (1 + mp.exp(gelu_tanh_argument(a)))


def gelu_tanh_tail_slope(a: mp.mpf) -> mp.mpf:
    """gelu_tanh'(-a)."""
    return gelu_tanh_slope(a) * mp.exp(-gelu_tanh_argument(a))


GELU_QUICK_SCALE = CONSTANTS["GELU_QUICK_SCALE"][1]


def gelu_quick_tail(a: mp.mpf) -> mp.mpf:
    """sigmoid(-1.702·a)."""
    return logistic_tail(GELU_QUICK_SCALE * a)


def gelu_quick_tail_slope(a: mp.mpf) -> mp.mpf:
    """gelu_quick'(-a)."""
    return silu_tail_slope(GELU_QUICK_SCALE * a)


def softplus_tail(a: mp.mpf) -> mp.mpf:
    """log(1 + e^-a)."""
    return mp.log1p(mp.exp(-a))


def silu_tail_slope(a: mp.mpf) -> mp.mpf:
    """silu'(-a)."""
    return silu_slope(a) * mp.exp(-a)


def tanh_value(a: mp.mpf) -> mp.mpf:
    """tanh(a), in the cell at 0 less a."""
    return mp.tanh(a)


def tanh_shrink_quotient(a: mp.mpf) -> mp.mpf:
    """(a - tanh(a))/a^3."""
    return (a - mp.tanh(a)) / a**3 if abs(a) > 1e-12 else mp.mpf(1) / 3 - 2 * a * a / 15


def tanh_quotient_square(a: mp.mpf) -> mp.mpf:
    """(tanh(a)/a)^2."""
    return (mp.tanh(a) / a if abs(a) > 1e-12 else 1 - a * a / 3) ** 2


def lisht_half_slope(a: mp.mpf) -> mp.mpf:
    """Half of lisht'(a), in the cell at 0 less a."""
    return (mp.tanh(a) + a * mp.sech(a) ** 2) / 2


def mish_factor(x: mp.mpf) -> mp.mpf:
    """tanh(log(1 + e^x))."""
    return mp.tanh(mp.log1p(mp.exp(x)))


def tanhexp_factor(x: mp.mpf) -> mp.mpf:
    """tanh(e^x)."""
    return mp.tanh(mp.exp(x))


def serf_factor(x: mp.mpf) -> mp.mpf:
    """erf(log(1 + e^x))."""
    return mp.erf(mp.log1p(mp.exp(x)))


def logish_factor(x: mp.mpf) -> mp.mpf:
    """log(1 + 1/(1 + e^-x))."""
    return mp.log1p(1 / (1 + mp.exp(-x)))


GELU_TANH_ROOT = mp.findroot(gelu_tanh_slope, 0.7525)
# Even cells have no offset: the k-th are the a whose scale·a, or with a bend scale·a + bend·a^2, is nearest to k; that
# is below 15.5 at the end.
EVEN = None
BENDS = {
    gelu_tail: 0.34375,
    gelu_tail_slope: 0.265625,
    gelu_tanh_tail: 0.4375,
    gelu_tanh_tail_slope: 0.375,
    gelu_quick_tail_slope: -0.078125,
    logish_factor: -0.015625,
    logish_slope: -0.015625,
}
MISH_ROOT, TANHEXP_ROOT = mp.findroot(mish_slope, -1.2), mp.findroot(tanhexp_slope, -1.1)
SERF_ROOT, LOGISH_ROOT = mp.findroot(serf_slope, -1.2), mp.findroot(logish_slope, -1.4)
# Of even cells that begin below 0: the one about 0.
SHIFTS = {
    mish_factor: 6,
    mish_slope: 6,
    tanhexp_factor: 11,
    tanhexp_slope: 11,
    serf_factor: 9,
    serf_slope: 9,
    logish_factor: 5,
    logish_slope: 5,
}
# Where a centre is in its cell, from 0 to 1. In cells wide in value, nearer to the end where the function is small, so
# that the line through it stays above half of its value there and its sum is exact; with a root, where no value is
# above twice the centre's, or a less the centre else isn't exact; and where it has to be below the function's value at
# the end.
CENTRES = {
    gelu_tail: 0.640625,
    gelu_tanh_tail: 0.65625,
    gelu_tanh_tail_slope: 0.46875,
    lisht_half_slope: 0.6875,
    mish_factor: 0.453125,
    logish_factor: 0.484375,
    logish_slope: 0.490234375,
}
# function: (root, {bits: (scale, offset, end, degree, centre of a last cell in which it is 1 - a)})
TABLES = {
    normal_tail: (None, {64: (0.375, 1.125, 40, 15, None)}),
    gelu_slope: (GELU_ROOT, {64: (0.3125, 1.125, 54.1, 17, None)}),
    silu_slope: (SILU_ROOT, {32: (0.6875, 1, 195, 7, 32), 64: (0.3125, 1, 1460, 15, 64)}),
    gelu_tanh_slope: (GELU_TANH_ROOT, {64: (0.53125, 1.125, 28.1, 17, None)}),
    tanh_value: (None, {32: (1.625, 1, 9.125, 6, None)}),
    tanh_shrink_quotient: (None, {32: (1.625, 1.125, 9.125, 7, None)}),
    tanh_quotient_square: (None, {32: (1.5, 1, 9.75, 7, None)}),
    lisht_half_slope: (None, {32: (1.46875, 1, 10.2, 7, None)}),
    logistic_tail: (None, {32: (1.5, EVEN, 10.25, 6, None)}),
    logistic_slope_value: (None, {32: (1.25, EVEN, 12.25, 8, None)}),
    softplus_tail: (None, {32: (1.5, EVEN, 10.25, 6, None)}),
    silu_tail_slope: (SILU_ROOT, {32: (1.5625, EVEN, 9.875, 8, None)}),
    gelu_tail: (None, {32: (0.65625, EVEN, 5.8125, 8, None)}),
    gelu_tanh_tail: (None, {32: (0.6875, EVEN, 5.203125, 8, None)}),
    gelu_tanh_tail_slope: (GELU_TANH_ROOT, {32: (1, EVEN, 5.21875, 8, None)}),
    gelu_tail_slope: (GELU_ROOT, {32: (1.125, EVEN, 5.796875, 8, None)}),
    gelu_quick_tail: (None, {32: (1.8125, EVEN, 8.5, 7, None)}),
    gelu_quick_tail_slope: (SILU_ROOT / GELU_QUICK_SCALE, {32: (2.71875, EVEN, 7.125, 8, None)}),
    mish_factor: (None, {32: (0.921875, EVEN, 10, 9, None)}),
    mish_slope: (MISH_ROOT, {32: (0.875, EVEN, 10.8125, 10, None)}),
    tanhexp_factor: (None, {32: (1.625, EVEN, 2.5, 8, None)}),
    tanhexp_slope: (TANHEXP_ROOT, {32: (1.84375, EVEN, 2.4375, 9, None)}),
    serf_factor: (None, {32: (1.4375, EVEN, 4.5, 8, None)}),
    serf_slope: (SERF_ROOT, {32: (1.5, EVEN, 4.328125, 9, None)}),
    logish_factor: (None, {32: (0.84375, EVEN, 19, 9, None)}),
    logish_slope: (LOGISH_ROOT, {32: (0.71875, EVEN, 21.5, 10, None)}),
}

DIGITS = {32: 24, 64: 53}
BIAS = {32: 127, 64: 1023}


def rounded(value: mp.mpf, digits: int) -> mp.mpf:
    """value to so many binary digits."""
    with mp.workprec(digits):
        return +value


def even_edge(function, scale: float, index: float) -> mp.mpf:
    """The a whose place is index, or 0 where the cells begin there; inf where a bend turns before it."""
    bend, shift = mp.mpf(BENDS.get(function, 0)), SHIFTS.get(function, 0)
    index = mp.mpf(index - shift if shift else max(index, 0))
    if not bend:
        return index / scale
    square = scale**2 + 4 * bend * index
    return (mp.sqrt(square) - scale) / (2 * bend) if square >= 0 else mp.inf


def centre(function, low: mp.mpf, high: mp.mpf, bits: int, even: bool) -> mp.mpf:
    """A number near the middle at which the function nearly is one too, and in even cells its slope; in wide ones its
    curvature somewhat."""

    def unrounded(value: mp.mpf) -> mp.mpf:
        return abs(rounded(value, DIGITS[bits]) / value - 1)

    best, enough = None, mp.mpf(2) ** -(DIGITS[bits] + 6)
    bent = function in BENDS
    steps, step_size = (4000, (high - low) / 80000) if even else (150, (high - low) / 400)
    if bent:
        steps, step_size = 5 * steps, step_size / 5
    middle = low + (high - low) * CENTRES.get(function, 0.5)
    for step in sorted(range(-steps, steps + 1), key=abs):
        at = rounded(middle + step * step_size, DIGITS[bits])
        error = unrounded(function(at))
        if even:
            error = max(error, unrounded(mp.diff(function, at)) / 4) if error < 2 * enough else mp.mpf(1)
        if bent and error < 2 * enough:
            error = max(error, unrounded(mp.diff(function, at, 2)) / 16)
        if best is None or error < best[0]:
            best = error, at
        if error < enough:
            break
    return best[1]


def cell(function, low: mp.mpf, high: mp.mpf, bits: int) -> tuple[list[mp.mpf], mp.mpf]:
    """The column of one cell, and its greatest relative error."""
    root, shapes = TABLES[function]
    degree, digits = shapes[bits][3], DIGITS[bits]
    at_root = root is not None and low < root < high
    odd = function in (tanh_value, lisht_half_slope) and low == 0
    if odd:
        c = mp.mpf(0)
    elif at_root:
        c = rounded(root, digits)
    elif root is not None:
        c = rounded(low + (high - low) * CENTRES.get(function, 0.5), 12)
    else:
        c = centre(function, low, high, bits, shapes[bits][1] is EVEN)
    value = function(c)
    # About the root the value is small beside what is added to it, and counts as a low part.
    first = mp.mpf(0) if at_root else rounded(value, digits)
    slope = mp.diff(function, c)

    def quotient(u: mp.mpf) -> mp.mpf:
        return ((function(c + u) - value) / u if abs(u) > 1e-25 else slope) - odd

    exact = mp.chebyfit(quotient, [low - c, high - c], degree)
    powers = [rounded(p, digits) for p in exact[::-1]]
    lows = [rounded(value - first, digits), rounded(exact[-1] - powers[0], digits)] if root is not None else [0, 0]
    least = rounded(value - first - lows[0], digits)
    kept = [powers[0] + lows[1], *powers[1:]][::-1]
    error = mp.mpf(0)
    for k in range(41):
        a = low + (high - low) * (k + mp.mpf(1) / 3) / 41.5
        base = a if odd else first + lows[0]
        error = max(error, abs((base + (a - c) * mp.polyval(kept, a - c)) / function(a) - 1))
    return [c, first, *powers, *([*lows, least] if root is not None else [])], error


def table(function, bits: int) -> list[str]:
    """The lines of one function's table."""
    _, shapes = TABLES[function]
    scale, offset, end, degree, linear = shapes[bits]
    suffix, name = "f" if bits == 32 else "", function.__name__
    columns, worst = {}, mp.mpf(0)
    for exponent, quarter in itertools.product(range(4), range(4)):
        if offset is EVEN:
            index = 4 * exponent + quarter
            low, high = (min(even_edge(function, scale, index + side), mp.mpf(end)) for side in (-0.5, 0.5))
        else:
            index = (4 * (exponent + BIAS[bits]) + quarter) % 16
            edges = (2**exponent * (1 + k / 4) for k in (quarter, quarter + 1))
            low, high = (min(max((edge - offset) / mp.mpf(scale), 0), end) for edge in edges)
        if exponent == quarter == 3:
            high = mp.mpf(end)
        if high <= low:
            continue
        if linear and exponent == quarter == 3:
            columns[index] = [linear, 1 - linear, -1] + [0] * (degree + 2)
            continue
        columns[index], error = cell(function, low, high, bits)
        worst = max(worst, error)
    # What would be subnormal has no effect.
    tiny = mp.mpf(2) ** (-120 if bits == 32 else -1000)
    unused = next(iter(columns.values()))
    rows = zip(*(columns.get(k, unused) for k in range(16)), strict=True)
    return [
        f"// {function.__doc__[:-1]} to degree {degree}; relative error 2^{float(mp.log(worst, 2)):.1f}.",
        f"static const real {name}_scale = {float(scale).hex()}{suffix};",
        f"static const real {name}_{'end' if offset is EVEN else 'offset'} = "
        f"{float(end if offset is EVEN else offset).hex()}{suffix};",
        *(
            [
                f"static const real {name}_shift = {SHIFTS[function]};",
                f"static const real {name}_start = {float(even_edge(function, scale, -0.4375)).hex()}{suffix};",
            ]
            if function in SHIFTS
            else []
        ),
        *([f"static const real {name}_bend = {BENDS[function].hex()}{suffix};"] if function in BENDS else []),
        f"static const real {name}[][16] = {{",
        *("    {" + ", ".join(float(v if abs(v) > tiny else 0).hex() + suffix for v in row) + "}," for row in rows),
        "};",
        "",
    ]


def header() -> str:
    """The whole file."""
    lines = [
        "// Functions in cells: rows of centres and of coefficients, lowest power first; for a function with a root,",
        "// also of what the first two coefficients lack, and the first still.",
        "// Made by tools/coefficients/cells.py: change that, not this.",
        "#pragma once",
        "",
        '#include "../simd/vector.h"',
        "",
        "// clang-format off",
    ]
    for bits, directive in ((32, "#if RELUME_BITS == 32"), (64, "#else")):
        lines += [directive, ""]
        for function, (_, shapes) in TABLES.items():
            if bits in shapes:
                lines += table(function, bits)
    return "\n".join([*lines, "#endif", "// clang-format on", ""])


if __name__ == "__main__":
    sys.exit(main(__doc__, OUTPUT, header))
