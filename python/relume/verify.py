"""What `relume verify` does: errors of a function over its inputs, against oracle.py, and hashes of its outputs.

The exact function is MPFR's. Where many float32 inputs lie beside each other, a polynomial through it decides as far as
its own error allows: it is checked against MPFR at points between its nodes, and what it can't decide, the worst
result, and whatever is near a break goes to MPFR one by one.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import hashlib
import io
import itertools
import math
import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import gmpy2  # type: ignore[import-untyped]
import numpy as np
from gmpy2 import mpfr

import relume as rl
from relume._verify import BINS, DEGREE, judge, upstream
from relume.files import InputFileError, whole_file
from relume.oracle import PRECISION, evaluate, oracle, ulp_error

OPERATIONS = ("forward", "derivative", "backward")
DTYPES = ("float32", "float64", "float16", "bfloat16")
HASHED = ("forward", "derivative")
ALL = 1 << 32
SAMPLE = 4099  # each so many-th input: a prime, so that the low bits of their patterns take all values
BINADE = 1 << 23
PIECE = 1 << 19  # inputs at a time, in cache, and the most under one polynomial
ALONE = 32  # so few aren't worth a polynomial
AROUND = 64  # inputs on each side of a break that go to MPFR

# Where the polynomial goes through the function, ends included, so that a jump between any two inputs shows; and where
# it is compared.
NODES = np.cos(np.pi * np.arange(DEGREE, -1, -1) / DEGREE)
NODES[DEGREE // 2] = 0
CHECKS = np.array([-0.9921875, -0.8125, -0.421875, 0.140625, 0.6875, 0.9609375])
POINTS = np.concatenate([NODES, CHECKS])
TO_CHEBYSHEV = np.linalg.inv(np.polynomial.chebyshev.chebvander(NODES, DEGREE))
# Row k: the coefficients of the k-th Chebyshev polynomial.
FROM_CHEBYSHEV = np.array(
    [
        np.resize(
            [*np.polynomial.Chebyshev.basis(k).convert(kind=np.polynomial.Polynomial).coef, *[0.0] * (DEGREE - k)],
            DEGREE + 1,
        )
        for k in range(DEGREE + 1)
    ]
)
TOLERANCE = 2.0**-18  # ULP: the most that a polynomial may be off
MOST_FACTOR = 17  # the exponents that upstream's dy may add


@dataclass(frozen=True)
class Job:
    name: str
    operation: str
    dtype: str = "float32"
    parameters: tuple[float, ...] = ()
    isa: str = ""
    every: int = SAMPLE
    """float32: of the bit patterns from 0 to 2^32 - 1, those that it divides."""
    first: float = 0.0
    last: float = math.inf
    """The magnitudes to go through."""

    @property
    def key(self) -> tuple[str, ...]:
        return self.name, self.operation, self.dtype, *map(repr, self.parameters)

    @property
    def steps(self) -> int:
        """How far progress will advance; of a narrow range less."""
        if self.dtype != "float32" or rl.activations[self.name].arrays == 2:
            return 1 << 16
        return -(-ALL // self.every)


@dataclass
class Result:
    name: str
    operation: str
    dtype: str
    parameters: str
    isa: str
    every: int
    inputs: int = 0
    rounded: int = 0
    worst: float = 0.0
    at: str = ""
    by_mpfr: int = 0
    limit: float = 0.0
    histogram: str = ""
    """How many errors are in each sixteenth of an ULP, up to 2, and how many are beyond."""
    sha256_all: str = ""
    sha256_sample: str = ""
    same_on: str = ""
    """The instruction sets whose outputs, all of them, have the hash sha256_all."""
    seconds: float = 0.0
    label: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return self.name, self.operation, self.dtype, *self.parameters.split()

    @property
    def within(self) -> bool:
        return self.worst <= self.limit


@functools.cache
def limits() -> dict[tuple[str, str, str], float]:
    """The largest error promised of each function, dtype and operation."""
    promised = {}
    with files("relume").joinpath("limits.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for operation in OPERATIONS:
                promised[row["name"], row["dtype"], operation] = float(row[operation])
    for name, dtype, operation in itertools.product(rl.activations, ("float16", "bfloat16"), OPERATIONS):
        promised[name, dtype, operation] = 0.5  # rounded correctly
    return promised


def usual_parameters(activation: rl.Activation) -> tuple[float, ...]:
    """The defaults; 1/4, or what is next to it in the range, where there is none."""
    return tuple(min(max(0.25, p.lower), p.upper) if p.default is None else p.default for p in activation.parameters)


def ufunc_of(activation: rl.Activation, operation: str) -> np.ufunc:
    ufunc: np.ufunc = getattr(activation, "ufunc" if operation == "forward" else f"{operation}_ufunc")
    return ufunc


class Judge:
    """Takes results and holds what is known of their errors."""

    def __init__(
        self,
        exact: Callable[..., Any],
        parameters: Sequence[float] = (),
        limit: float = 1.0,
        breaks: Sequence[float] = (),
        dtype: Any = np.float32,
        backward: bool = False,
    ) -> None:
        self.exact, self.limit, self.dtype = exact, limit, np.dtype(dtype)
        self.parameters = np.array(parameters, np.float64 if self.dtype == np.float64 else np.float32)
        # Kinks are often at a parameter.
        candidates = [*breaks, *self.parameters.tolist(), *(-p for p in self.parameters.tolist())]
        self.breaks = np.unique(np.array(candidates, np.float64))
        self.bins, self.undecided = np.zeros(BINS, np.uint64), np.empty(PIECE, np.uint32)
        self.inputs, self.by_mpfr = 0, 0
        self.ties = 0  # those of the bin from 1/2 on that are rounded correctly
        self.worst, self.at = -1.0, ""
        # Slopes count from lower and up to higher powers of two where dy may bring them back into the range.
        self.least, self.most = (-126 - MOST_FACTOR - 1, 128 + MOST_FACTOR + 1) if backward else (-126, 128)

    @property
    def rounded(self) -> int:
        """How many are rounded correctly."""
        return int(self.bins[:8].sum()) + self.ties

    def take(self, x: np.ndarray, y: np.ndarray, dy: np.ndarray | None = None) -> None:
        """float32 results at evenly spaced bit patterns within a binade, infinities and NaNs aside."""
        n = len(x)
        if n <= ALONE:
            self.take_each(x, y, dy)
            return
        fit = self.fit(float(x[0]), float(x[-1]))
        if fit is None:
            half = n // 2
            self.take(x[:half], y[:half], None if dy is None else dy[:half])
            self.take(x[half:], y[half:], None if dy is None else dy[half:])
            return
        coefficients, bound = fit
        if not len(coefficients):  # beyond the range everywhere
            wrong = np.flatnonzero(y != np.float32(bound) * (np.float32(1) if dy is None else np.sign(dy)))
            self.bins[0] += np.uint64(n - len(wrong))
            self.inputs += n - len(wrong)
            self.take_each(x[wrong], y[wrong], None if dy is None else dy[wrong])
            return
        error, at, undecided = judge(y, dy, coefficients, bound, self.limit, self.bins, self.undecided)
        self.inputs += n - undecided
        if undecided:
            these = self.undecided[:undecided].copy()
            if undecided > 2 * ALONE and dy is None:
                these = these[~self.settle(x[these], y[these], float(x[0]), float(x[-1]))]
            self.take_each(x[these], y[these], None if dy is None else dy[these])
        if error > self.worst:
            one = slice(at, at + 1)
            exact = self.exactly((x[one],), None if dy is None else dy[one])
            self.consider(ulp_error(y[one], exact, self.dtype)[0], x[at], None if dy is None else dy[at])

    def fit(self, first: float, last: float) -> tuple[np.ndarray, float] | None:
        """The coefficients of a polynomial on [-1, 1] and a bound on its error; none and an infinity where all is
        beyond the range; None where it takes more than one polynomial."""
        low, high = min(first, last), max(first, last)
        if np.searchsorted(self.breaks, low, "right") != np.searchsorted(self.breaks, high, "left"):
            return None
        with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
            _, values = self.at_points(first, last)
            center = values[DEGREE // 2]
            near = np.array([float(v - center) for v in values])
            full = np.array([float(v) for v in values])
            if all(abs(v) >= mpfr(2) ** self.most for v in values) and len({v > 0 for v in values}) == 1:
                return np.empty(0), math.copysign(math.inf, center)
        if not np.all(np.abs(full) < 2.0**300):
            return None
        chebyshev = TO_CHEBYSHEV @ near[: DEGREE + 1]
        smallest = float(np.abs(full).min())
        ulp = 2.0 ** (max(math.frexp(smallest)[1] - 1 if smallest else self.least, self.least) - 23)
        # The last coefficients are noise, or too small to count.
        tails = np.cumsum(np.abs(chebyshev[::-1]))[::-1]
        noise = max(2.0**-26 * ulp, 2.0**-51 * np.abs(near).max())
        degree = max(int(np.count_nonzero(tails > noise)) - 1, 0)
        dropped = float(tails[degree + 1]) if degree < DEGREE else 0.0
        coefficients = chebyshev[: degree + 1] @ FROM_CHEBYSHEV[: degree + 1, : degree + 1]
        coefficients[0] += full[DEGREE // 2]
        off = np.abs(functools.reduce(lambda v, c: v * POINTS + c, coefficients[::-1], 0.0) - full).max()
        last_kept = float(np.abs(chebyshev[-1])) if degree == DEGREE else 0.0
        bound = 4 * float(off) + dropped + last_kept + 2.0**-50 * float(np.abs(coefficients).sum())
        bound += 2.0**-1000  # what a double lacks below
        return (coefficients, bound) if bound <= TOLERANCE * ulp else None

    def at_points(self, first: float, last: float) -> tuple[list[Any], list[Any]]:
        """The arguments that POINTS stand for, and the function there; in a context of the precision."""
        middle, half = (mpfr(first) + mpfr(last)) / 2, (mpfr(last) - mpfr(first)) / 2
        parameters = [mpfr(p) for p in self.parameters.tolist()]
        x = [middle + half * mpfr(t) for t in POINTS.tolist()]
        return x, [self.exact(v, *parameters) for v in x]

    def settle(self, x: np.ndarray, y: np.ndarray, first: float, last: float) -> np.ndarray:
        """Counts those whose error is 1/2 but for next to nothing, as with x/2 below the normal numbers, and returns
        which they are. There the function is a line of short numbers and a rest, whose sign decides."""
        with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
            points, values = self.at_points(first, last)
            slope = float(np.float32((values[DEGREE] - values[0]) / (points[DEGREE] - points[0])))
            center = DEGREE // 2
            offset = float(np.float32(values[center] - mpfr(slope) * points[center]))
            rests = [v - (mpfr(slope) * p + mpfr(offset)) for p, v in zip(points, values, strict=True)]
            signs = {gmpy2.sign(r) for p, r in zip(points, rests, strict=True) if p}
        if len(signs) > 1:
            return np.zeros(len(x), bool)
        (sign,) = signs
        product = slope * x.astype(np.float64)  # exact, as both have 24 bits
        line = product + offset
        added = line - product
        is_exact = (product - (line - added)) + (offset - added) == 0
        exponents = np.frexp(np.abs(line).astype(np.float32))[1] - 1
        difference = y - line
        ties: np.ndarray = is_exact & (np.abs(difference) * 2.0 ** (23 - np.clip(exponents, -126, 127)) == 0.5)
        right = ties & (np.sign(difference) * sign >= 0)
        if self.limit == 0.5:
            ties = right  # the others are beyond the limit: MPFR tells by how much
        self.inputs += int(np.count_nonzero(ties))
        self.bins[8] += np.uint64(np.count_nonzero(ties))
        self.ties += int(np.count_nonzero(right))
        if ties.any() and self.worst < 0.5:
            self.consider(0.5, x[np.argmax(ties)])
        return ties

    def exactly(self, arrays: tuple[np.ndarray, ...], dy: np.ndarray | None = None) -> list[Any]:
        """The exact values, of MPFR."""
        exact = evaluate(self.exact, tuple(a.astype(np.float64) for a in arrays), *self.parameters)
        self.by_mpfr += len(exact)
        if dy is None:
            return exact
        with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
            return [mpfr(d) * e for d, e in zip(dy.astype(np.float64).tolist(), exact, strict=True)]

    def take_each(
        self, x: np.ndarray, y: np.ndarray, dy: np.ndarray | None = None, b: np.ndarray | None = None
    ) -> None:
        """Any results, by MPFR."""
        if not len(y):
            return
        exact = self.exactly((x,) if b is None else (x, b), dy)
        errors = ulp_error(y, exact, self.dtype)
        bins = np.minimum(errors * 16, BINS - 1).astype(np.int64)
        self.bins += np.bincount(bins, minlength=BINS).astype(np.uint64)
        for i in np.flatnonzero(errors == 0.5).tolist():
            self.ties += self.is_nearest(y[i], exact[i])
        self.inputs += len(y)
        at = int(np.argmax(errors))
        self.consider(errors[at], x[at], None if dy is None else dy[at], None if b is None else b[at])

    def is_nearest(self, y: Any, exact: Any) -> bool:
        """Whether no neighbour of y is nearer."""
        with gmpy2.context(gmpy2.get_context(), precision=PRECISION):
            off = mpfr(float(y)) - exact
            other = np.nextafter(y, self.dtype.type(-np.inf if off > 0 else np.inf))
            return bool(abs(off) <= abs(mpfr(float(other)) - exact))

    def take_nans(self, x: np.ndarray, y: np.ndarray) -> None:
        """Results of NaNs: the one quiet NaN."""
        right = y.view(np.uint32) == 0x7FC00000
        self.inputs += len(y)
        self.bins[0] += np.uint64(np.count_nonzero(right))
        self.bins[-1] += np.uint64(np.count_nonzero(~right))
        if not right.all():
            self.consider(math.inf, x[np.argmin(right)])

    def consider(self, error: float, x: Any, dy: Any = None, b: Any = None) -> None:
        if error > self.worst:
            others = "".join(f" {name}={hexadecimal(v)}" for name, v in (("dy", dy), ("b", b)) if v is not None)
            self.worst, self.at = float(error), hexadecimal(x) + others


def hexadecimal(value: Any) -> str:
    """float.hex without zeros at the end."""
    digits, p, exponent = float(value).hex().partition("p")
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + p + exponent


def perform(job: Job, advance: Callable[[int], None]) -> Result:
    """Goes through the inputs of a job."""
    activation, row, began = rl.activations[job.name], oracle[job.name], time.perf_counter()
    exact = row.forward if job.operation == "forward" else row.derivatives[0]
    ufunc, backward = ufunc_of(activation, job.operation), job.operation == "backward"
    limit = limits()[job.name, job.dtype, job.operation]
    before = rl.isa()
    rl.set_isa(job.isa or before)
    try:
        result = Result(
            *(job.name, job.operation, job.dtype, " ".join(map(repr, job.parameters)), rl.isa(), job.every), limit=limit
        )
        dtype = named_dtype(job.dtype)
        referee = Judge(exact, job.parameters, limit, row.breaks, dtype, backward)
        parameters = referee.parameters
        with np.errstate(all="ignore"):
            if job.dtype == "float32" and activation.arrays == 1:
                digest = hashlib.sha256() if job.every == 1 and not backward and whole(job) else None
                sweep(job, referee, lambda *a, out: ufunc(*a, *parameters, out=out), advance, digest)
                if digest is not None:
                    result.sha256_all = digest.hexdigest()
                    result.same_on = rl.isa()
                if job.operation in HASHED and whole(job):
                    result.sha256_sample = hash_of(job, sample=True, advance=lambda steps: None)
            else:
                result.every = 0
                search(job, referee, lambda *a: ufunc(*a, *parameters), advance)
    finally:
        rl.set_isa(before)
    result.inputs, result.rounded, result.by_mpfr = referee.inputs, referee.rounded, referee.by_mpfr
    result.worst, result.at = max(referee.worst, 0.0), referee.at if referee.worst > 0 else ""
    result.histogram = " ".join(map(str, referee.bins.tolist()))
    result.seconds = round(time.perf_counter() - began, 1)
    return result


def whole(job: Job) -> bool:
    return job.first == 0 and job.last == math.inf


def named_dtype(name: str) -> np.dtype:
    if name == "bfloat16":
        import ml_dtypes  # not even a dtype without it

        name = ml_dtypes.bfloat16
    return np.dtype(name)


def sweep(
    job: Job,
    referee: Judge,
    function: Callable[..., Any],
    advance: Callable[[int], None],
    digest: Any = None,
) -> None:
    """float32, each so many-th bit pattern in their order; and what is beside breaks, unless that is all of them."""
    backward = job.operation == "backward"
    steps, y, dy = np.arange(PIECE, dtype=np.uint32) * np.uint32(job.every), np.empty(PIECE, np.float32), None
    low, high = (int(np.float32(v).view(np.uint32)) for v in (job.first, job.last))
    for start in range(0, ALL, BINADE):
        sign, begin = start & 1 << 31, start & ~(1 << 31)
        first, end = max(begin, low), begin + BINADE
        is_top = begin >> 23 == 255
        if not is_top or not whole(job):
            end = min(end, high + 1)
        first = -(-(sign + first) // job.every) * job.every
        end += sign
        for at in range(first, end, PIECE * job.every):
            count = min(PIECE, -(-(end - at) // job.every))
            bits = steps[:count] + np.uint32(at)
            x, out = bits.view(np.float32), y[:count]
            if backward:
                dy = np.empty(count, np.float32)
                upstream(bits, dy)
            function(*(() if dy is None else (dy,)), x, out=out)
            if digest is not None:
                digest.update(out)
            if is_top:
                finite = np.isinf(x)
                referee.take_each(x[finite], out[finite], None if dy is None else dy[finite])
                referee.take_nans(x[~finite], out[~finite])
            else:
                referee.take(x, out, dy)
            advance(count)
    if job.every == 1:
        return
    x = beside(referee.breaks, np.float32)
    x = x[(np.abs(x) >= job.first) & (np.abs(x) <= job.last)]
    x = x[x.view(np.uint32) % job.every != 0]  # seen
    if backward:
        dy = np.empty(len(x), np.float32)
        upstream(x.view(np.uint32), dy)
    referee.take_each(x, function(*(() if dy is None else (dy,)), x, out=np.empty(len(x), np.float32)), dy)


def beside(values: Sequence[float] | np.ndarray, dtype: Any) -> np.ndarray:
    """The floats next to values, on both sides, and infinities."""
    integers = np.dtype(f"i{np.dtype(dtype).itemsize}")
    with np.errstate(over="ignore"):
        centers = np.array(values, np.float64).astype(dtype)
    bits = np.abs(centers).view(integers)[:, None] + np.arange(-AROUND, AROUND + 1, dtype=integers)
    magnitudes = np.abs(bits).view(dtype)  # on the other side of 0 they come back
    x = np.where(bits < 0, -magnitudes, magnitudes) * np.where(np.signbit(centers), -1, 1).astype(dtype)[:, None]
    x = np.concatenate([x.ravel(), np.array([0.0, -0.0, np.inf, -np.inf], dtype)])
    x = np.unique(x.view(f"u{x.itemsize}")).view(dtype)
    known: np.ndarray = x[~np.isnan(x)]
    return known


def search(job: Job, referee: Judge, function: Callable[..., Any], advance: Callable[[int], None]) -> None:
    """The other dtypes, and gates: 16 bits whole; else what is beside breaks, and random numbers of every size."""
    activation, dtype = rl.activations[job.name], referee.dtype
    generator, integers = np.random.default_rng(0), np.dtype(f"u{dtype.itemsize}")
    if dtype.itemsize == 2:
        x = np.arange(1 << 16, dtype=np.uint16).view(dtype)
    else:
        near = beside(referee.breaks, dtype)
        any_size = generator.integers(0, np.iinfo(integers).max, 1 << 14, integers, endpoint=True).view(dtype)
        ordinary = generator.normal(0, 4, (1 << 16) - len(any_size) - len(near)).astype(dtype)
        x = np.concatenate([near, any_size, ordinary])
    x = x[(np.abs(x.astype(float)) >= job.first) & (np.abs(x.astype(float)) <= job.last)]
    arrays = [x]
    if activation.arrays == 2:
        x = arrays[0] = x[np.isfinite(x.astype(float))]
        arrays.append(generator.permutation(x))
        arrays[1][::2] = generator.normal(0, 2, len(x[::2])).astype(dtype)
    dy = None
    if job.operation == "backward":
        dy = (generator.normal(0, 1, len(x)) * 2.0 ** generator.integers(-3, 4, len(x))).astype(dtype)
        dy[dy == 0] = 1
    for at in range(0, len(x), 1 << 11):
        piece = slice(at, at + (1 << 11))
        inputs = [a[piece] for a in arrays]
        factor = None if dy is None else dy[piece]
        y = function(*(() if factor is None else (factor,)), *inputs)
        y = y[0] if isinstance(y, tuple) else y
        # Products of 0 and what is beyond the range are NaN by design, and so is a NaN of a NaN.
        known = ~np.isnan(y.astype(float)) if activation.arrays == 2 else ~np.isnan(inputs[0].astype(float))
        referee.take_each(
            inputs[0][known],
            y[known],
            None if factor is None else factor[known],
            inputs[1][known] if len(inputs) == 2 else None,
        )
        advance(len(y))


# ---- Hashes


def sample_bits(begin: int, end: int) -> np.ndarray:
    """Input bit patterns of the sample: in each 256 one, the k-th of which has the low bits of k·0x9e3779b1 / 2^24."""
    k = np.arange(begin, end, dtype=np.uint32)
    return k << np.uint32(8) | k * np.uint32(0x9E3779B1) >> np.uint32(24)


def hash_of(job: Job, sample: bool, advance: Callable[[int], None]) -> str:
    """SHA-256 of the float32 outputs, little endian, in order of the inputs' bit patterns: of all, or of the sample."""
    activation = rl.activations[job.name]
    ufunc = ufunc_of(activation, job.operation)
    parameters = np.array(job.parameters, np.float32)
    digest, y, before = hashlib.sha256(), np.empty(PIECE, np.float32), rl.isa()
    rl.set_isa(job.isa or before)
    try:
        for begin in range(0, ALL >> 8 if sample else ALL, PIECE):
            bits = sample_bits(begin, begin + PIECE) if sample else np.arange(begin, begin + PIECE, dtype=np.uint32)
            with np.errstate(all="ignore"):
                digest.update(ufunc(bits.view(np.float32), *parameters, out=y).astype("<f4", copy=False))
            advance(PIECE)
    finally:
        rl.set_isa(before)
    return digest.hexdigest()


# ---- Many jobs at once

_steps: Any = None


def _start(steps: Any) -> None:
    global _steps
    _steps = steps
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rl.set_num_threads(1)


def _advance(count: int) -> None:
    with _steps.get_lock():
        _steps.value += count


def _call(task: tuple[Callable[..., Any], Job, tuple[Any, ...]]) -> tuple[Job, Any]:
    function, job, arguments = task
    return job, function(job, *arguments, advance=_advance)


def all_of(
    function: Callable[..., Any], jobs: Sequence[Job], arguments: tuple[Any, ...], workers: int, advance: Any
) -> Iterator[tuple[Job, Any]]:
    """Each job and what function(job, *arguments, advance=) makes of it, as it is done."""
    workers = min(workers, len(jobs))
    if workers <= 1:
        for job in jobs:
            yield job, function(job, *arguments, advance=advance)
        return
    context = multiprocessing.get_context("spawn")
    steps, seen = context.Value("Q", 0), 0
    with context.Pool(workers, _start, (steps,)) as pool:
        results = pool.imap_unordered(_call, [(function, job, arguments) for job in jobs])
        left = len(jobs)
        while left:
            try:
                yield results.next(timeout=0.25)
                left -= 1
            except multiprocessing.TimeoutError:
                pass
            now = steps.value
            advance(now - seen)
            seen = now


# ---- The file of results


def read(path: Any) -> dict[tuple[str, ...], Result]:
    """The results in a file, by key."""
    results = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            try:
                whole: Any = {name: int(row.pop(name)) for name in ("every", "inputs", "rounded", "by_mpfr")}
                real: Any = {name: float(row.pop(name)) for name in ("worst", "limit", "seconds")}
                texts: Any = row
                result = Result(**texts, **whole, **real)
            except (KeyError, TypeError, ValueError):
                raise InputFileError(f"{path} is no file of results of relume verify") from None
            results[result.key] = result
    return results


def write(path: str, results: dict[tuple[str, ...], Result]) -> None:
    names = list(rl.activations)

    def place(result: Result) -> tuple[int, ...]:
        return names.index(result.name), DTYPES.index(result.dtype), OPERATIONS.index(result.operation)

    text = io.StringIO()
    writer = csv.DictWriter(text, [field.name for field in dataclasses.fields(Result)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(dataclasses.asdict, sorted(results.values(), key=place)))
    with whole_file(path) as file:
        file.write(text.getvalue().encode())


def committed() -> dict[tuple[str, ...], Result]:
    return read(str(files("relume").joinpath("accuracy.csv")))


def sparkline(histogram: str) -> str:
    """The bins by twos, and what is beyond 1 ULP as the last."""
    counts = np.array(histogram.split(), dtype=np.int64)
    shown = [*counts[:16].reshape(8, 2).sum(axis=1).tolist(), int(counts[16:].sum())]
    most = max(*shown, 1)
    return "".join("▁▂▃▄▅▆▇█"[min(7, c * 8 // most)] if c else "·" for c in shown)
