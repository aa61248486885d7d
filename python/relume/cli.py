"""The command relume. Exit status: 0 done, 1 failed, 2 wrong usage or input, 128 + n ended by signal n."""

import argparse
import dataclasses
import inspect
import io
import itertools
import os
import re
import shutil
import signal
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

import relume as rl
from relume.diagnostics import usable_cpus
from relume.files import InputFileError, open_array, whole_file, write_header
from relume.progress import progress

if TYPE_CHECKING:
    from relume import verify

PIECE = 1 << 20  # elements that apply holds in memory at a time
MOST_CURVES = 8
# Which extra of relume brings a package that a command needs.
EXTRAS = {"matplotlib": "tour", "rich": "tour", "scipy": "tour", "sklearn": "tour", "gmpy2": "verify"}
STATUSES = "exit status: 0 done, 1 failed (an output can't be written), 2 wrong usage or input"
VERIFY_STATUSES = "exit status: 0 all as promised, 1 not (or an output can't be written), 2 wrong usage"


class UsageError(Exception):
    """A mistake in how the command was called."""


class Stopped(BaseException):
    """A signal that asks the process to end; args[0] is its number."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command with sys.argv[1:] or the arguments given; the exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    try:
        with stop_by_exception():
            options = make_parser().parse_args(arguments)
            status: int | None = options.run(options)
            print(end="", flush=True)
        return status or 0
    except SystemExit as end:
        return int(end.code or 0)
    except (UsageError, InputFileError) as error:
        return complain(str(error), 2)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        extra = EXTRAS[package]
        return complain(f"this needs {package}, which is not installed: pip install 'relume[{extra}]'", 2)
    except Stopped as stop:
        number = stop.args[0]
        return complain(f"stopped by {signal.Signals(number).name}", 128 + number)
    except BrokenPipeError:
        # Whoever read the output has enough. What is still buffered must not raise again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13
    except OSError as error:
        return complain(f"{'standard output' if error.filename is None else error.filename}: {error.strerror}", 1)


def complain(message: str, status: int) -> int:
    print(f"relume: {message}", file=sys.stderr)
    return status


@contextmanager
def stop_by_exception() -> Iterator[None]:
    """Signals that end the process raise Stopped within the block, so that what is half done is put away."""
    last = -np.inf

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal last
        # Ctrl-C often comes twice, from the terminal and from a parent: the second must not hit the cleaning up.
        if time.monotonic() - last > 1:
            last = time.monotonic()
            raise Stopped(number)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    before = {getattr(signal, n): signal.getsignal(getattr(signal, n)) for n in names if hasattr(signal, n)}
    before = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    try:
        for number in before:
            signal.signal(number, stop)
        yield
    finally:
        # A process that is told to end says so and ends: a second signal may come until then.
        for number, handler in before.items() if last < 0 else ():
            signal.signal(number, handler)


class Parser(argparse.ArgumentParser):
    """An argparse parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} -h)")


def make_parser() -> Parser:
    parser = Parser(
        prog="relume",
        description="Activation functions of neural networks: see, apply and verify them, watch them learn.",
        epilog=f"Start with: relume tour\n\n{STATUSES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"relume {rl.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(
        run: Callable[[argparse.Namespace], int | None],
        summary: str,
        detail: str,
        example: str,
        statuses: str = STATUSES,
    ) -> Parser:
        name = run.__name__.removeprefix("run_")
        added = commands.add_parser(
            name,
            help=summary,
            description=textwrap.fill(f"{summary[0].upper()}{summary[1:]}. {detail}".strip(), 80),
            epilog=f"example: {example}\n{statuses}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(run=run)
        return added

    command(
        run_tour,
        "train on real data with each core activation",
        "A small network learns scikit-learn's handwritten digits in NumPy, once with each activation; a table and a "
        "picture tell how each one did. Takes less than a minute. Needs relume[tour].",
        "relume tour -o tour.png",
    )
    command(run_list, "list the activations", "One line each.", "relume list | grep alpha")
    command(run_info, "tell all about one activation", "Without NAME: about this installation.", "relume info elu")
    command(
        run_plot,
        "draw an activation and its derivative",
        "Circles mark the jumps of the derivative. Needs relume[tour].",
        "relume plot elu --param alpha=0.5,1,2 -o elu.svg",
    )
    command(
        run_apply,
        "apply an activation to a .npy file",
        "The file may be larger than memory. The output has its shape and memory order, and appears only when it is "
        "whole; it may be the input itself.",
        "relume apply elu in.npy out.npy --param alpha=0.5",
    )
    command(
        run_verify,
        "measure errors on this machine against MPFR",
        "For each function and operation: the largest error in units in the last place (ULP), its limit, the share "
        "that is correctly rounded, how the errors spread, in bars of an eighth of an ULP and one for what is beyond "
        "1, and where the largest is. Takes seconds for a fixed sample of float32, a minute for all 2^32 inputs. Of "
        "float64 it searches random numbers and what is beside breaks; of float16 and bfloat16 it takes all. With "
        "--bits: whether the outputs are, bit for bit, those that the package knows by SHA-256, on every instruction "
        "set of this CPU: of one input in each 256, or of all. Parameters without a default are 1/4. Needs "
        "relume[verify].",
        "relume verify gelu --exhaustive",
        VERIFY_STATUSES,
    )
    tour, _, info, plot, apply, verify = commands.choices.values()

    tour.set_defaults(output="relume-tour.png")
    tour.add_argument("-o", "--output", metavar="FILE", help=".png, .svg or .pdf (default: %(default)s)")
    tour.add_argument("--seed", type=whole_number(0), default=0, help="another split, start and order (default: 0)")
    tour.add_argument("--epochs", type=whole_number(1), default=40, help="passes over the data (default: 40)")
    repeated: Any = {"action": "append", "default": []}
    info.add_argument("name", metavar="NAME", nargs="?")
    for parser_of_one in (plot, apply):
        parser_of_one.add_argument("name", metavar="NAME", help="the activation, as in relume list")
    plot.add_argument("-o", "--output", metavar="FILE", help=".png, .svg or .pdf (default: NAME.png)")
    plot.add_argument(
        "--param", metavar="K=V[,V...]", help="a parameter's value; several draw a curve each", **repeated
    )
    apply.add_argument("input", metavar="IN.npy")
    apply.add_argument("output", metavar="OUT.npy")
    apply.add_argument("--derivative", action="store_true", help="apply the derivative instead")
    for parser_of_one in (apply, verify):
        parser_of_one.add_argument("--param", metavar="K=V", help="a parameter's value", **repeated)
    verify.add_argument("names", metavar="NAME", nargs="*", help="the activations, as in relume list")
    verify.add_argument("--all", action="store_true", help="every activation")
    verify.add_argument("--bits", action="store_true", help="compare outputs bit for bit instead")
    verify.add_argument("--exhaustive", action="store_true", help="every float32 input")
    verify.add_argument("--every", type=whole_number(1), metavar="N", help="each N-th float32 input")
    verify.add_argument(
        "--range", type=float, nargs=2, metavar=("FIRST", "LAST"), help="inputs of these magnitudes only"
    )
    verify.add_argument("--dtype", choices=("float32", "float64", "float16", "bfloat16"), default="float32")
    verify.add_argument("--operation", choices=("forward", "derivative", "backward"), help="this one only", **repeated)
    verify.add_argument("--isa", help="on this instruction set (default: the best; with --bits all)")
    verify.add_argument("--jobs", type=whole_number(1), metavar="N", help="processes (default: a CPU each)")
    verify.add_argument("--resume", metavar="FILE.csv", help="keep results there, and leave out what it has")
    verify.add_argument("--label", default="", help="a note on what ran where, for the file of --resume")
    return parser


def whole_number(least: int) -> Callable[[str], int]:
    """The type of an argument that is a whole number from least."""

    def convert(text: str) -> int:
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least}")
        return int(text)

    return convert


def activation_named(name: str) -> rl.Activation:
    try:
        return rl.activations[name]
    except KeyError as error:
        raise UsageError(error.args[0]) from None


def parameter_values(activation: rl.Activation, options: Sequence[str]) -> list[dict[str, float]]:
    """Every combination of the values in options, each "name=value" or "name=value,value,..."."""
    known = {parameter.name: parameter for parameter in activation.parameters}
    values: dict[str, list[float]] = {}
    for option in options:
        name, equals, texts = option.partition("=")
        if not equals:
            raise UsageError(f"--param {option}: write it as NAME=VALUE")
        if name not in known:
            has = f"has {', '.join(known)}" if known else "has none"
            raise UsageError(f"--param {option}: {activation.name} has no parameter {name!r}, it {has}")
        if name in values:
            raise UsageError(f"--param {option}: {name} is given twice")
        try:
            values[name] = [float(text) for text in texts.split(",")]
        except ValueError:
            raise UsageError(f"--param {option}: {texts!r} is not a number") from None
        try:
            for value in values[name]:
                known[name].check(value)
        except ValueError as error:
            raise UsageError(f"--param {option}: {error}") from None
    for parameter in activation.parameters:
        if parameter.default is None and parameter.name not in values:
            need = f"{activation.name} needs {parameter.name}, which has no default"
            raise UsageError(f"{need}: --param {parameter.name}=VALUE")
    return [dict(zip(values, combination, strict=True)) for combination in itertools.product(*values.values())]


def check_picture(path: str) -> None:
    if os.path.splitext(path)[1].lower() not in (".png", ".svg", ".pdf"):
        raise UsageError(f"{path}: a picture's name ends with .png, .svg or .pdf")


def run_tour(options: argparse.Namespace) -> None:
    check_picture(options.output)
    from relume import tour

    tour.run(options.output, options.seed, options.epochs)


def run_list(options: argparse.Namespace) -> None:
    rows = [("NAME", "PARAMETERS", "FORMULA")]
    rows += [(a.name, ", ".join(map(repr, a.parameters)), a.formula) for a in rl.activations.values()]
    for function in rl.functions.values():
        taken = [
            p for p in inspect.signature(function).parameters if p in ("axis", "pieces", "a", "b", "lower", "upper")
        ]
        rows.append((function.name, ", ".join(taken), function.formula))
    name = max(len(row[0]) for row in rows)
    # A few have so many parameters that they would push the formulas of all to the right.
    parameters = max(len(row[1]) for row in rows if len(row[1]) <= 36)
    for row in rows:
        print(f"{row[0]:<{name}}  {row[1]:<{parameters}}  {row[2]}")


def run_info(options: argparse.Namespace) -> None:
    if options.name is None:
        rl.show_config()
        return
    if options.name in rl.functions:
        print(inspect.getdoc(rl.functions[options.name]))
        return
    activation = activation_named(options.name)
    name, parameters = activation.name, activation.parameters
    print(f"{name}: {activation.title}\n")
    gate = activation.arrays == 2
    arrays = "a, b" if gate else "x"
    facts = [(f"f({arrays})", activation.formula), (f"f'({arrays})", activation.derivative_formula)]
    facts.append(("", activation.notes))
    for p in parameters:
        default = "no default" if p.default is None else f"{p.default:g} by default"
        facts.append((p.name, f"{default}; {p.range}"))
    if activation.keeps_integers:
        facts.append(("integers", "keep their dtype; what is beyond its range becomes its end"))
    facts.append(("reference", activation.reference))
    if activation.aliases:
        facts.append(("also", ", ".join(activation.aliases)))
    width = max(len(label) for label, _ in facts) + 4
    for label, text in facts:
        print(textwrap.fill(
            text, max(60, shutil.get_terminal_size().columns), initial_indent=f"  {label:<{width - 2}}",
            subsequent_indent=" " * width, break_long_words=False, break_on_hyphens=False,
        ))  # fmt: skip
    if all(p.default is not None for p in parameters) and not gate:
        points = np.array([-np.inf, -3, -1, -0.0, 1, 3, np.inf])
        print()
        for label, values in (("x", points), ("f(x)", activation(points)), ("f'(x)", activation.derivative(points))):
            print(f"  {label:<{width - 2}}" + " ".join(f"{value:>9.5g}" for value in values))
    extra = "".join(f", {p.name}={0.25 if p.default is None else p.default:g}" for p in parameters)
    print(f"\nPython (import relume as rl)\n  y = rl.{name}({arrays}{extra})")
    if gate:
        print(f"  y = rl.{name}.split(x{extra}, axis=-1)")
    print(f"  {'dyda, dydb' if gate else 'd'} = rl.{name}.derivative({arrays}{extra})")
    print(f"  {'da, db' if gate else 'dx'} = rl.{name}.backward(dy, {arrays}{extra})")
    if parameters:
        gradients = ", ".join(f"d_{p.name}" for p in parameters) + ("," if len(parameters) == 1 else "")
        print(f"  ({gradients}) = rl.{name}.parameter_gradients(dy, {arrays}{extra})")
    print("\nC (#include <relume.h>; _f64 for double)")
    for prototype in prototypes(name):
        print(f"  {prototype}")


def prototypes(name: str) -> list[str]:
    """The float32 functions of an activation, as the C header declares them."""
    with open(os.path.join(rl.get_include(), "relume_activations.h"), encoding="utf-8") as header:
        operation = "(?:_derivative|_backward|_parameter_gradients)?"
        return re.findall(rf"^RELUME_API (.* relume_{name}{operation}_f32\(.*\);)$", header.read(), re.MULTILINE)


def of_one_array(name: str) -> rl.Activation:
    activation = activation_named(name)
    if activation.arrays == 2:
        raise UsageError(f"{name} takes two arrays, a and b; this is for activations of one")
    return activation


def run_plot(options: argparse.Namespace) -> None:
    activation = of_one_array(options.name)
    values = parameter_values(activation, options.param)
    if len(values) > MOST_CURVES:
        raise UsageError(f"{len(values)} curves are too many to tell apart: at most {MOST_CURVES}")
    path = options.output or f"{activation.name}.png"
    check_picture(path)
    from relume import plotting

    with whole_file(path) as file:
        plotting.save(plotting.portrait(activation, values), file, path)
    print(path)


def run_apply(options: argparse.Namespace) -> None:
    activation = of_one_array(options.name)
    values = parameter_values(activation, options.param)
    if len(values) > 1:
        raise UsageError("apply takes one value per parameter")
    function = activation.derivative if options.derivative else activation
    with open_array(options.input) as source:
        try:
            dtype = function(np.empty(0, source.dtype), **values[0]).dtype
        except TypeError as error:
            raise InputFileError(f"{options.input}: {error}") from None
        with whole_file(options.output) as file, progress(activation.name, source.size) as advance:
            write_header(file, source.shape, source.fortran_order, dtype)
            result = np.empty(min(PIECE, source.size), dtype)
            for piece in source.pieces(PIECE):
                file.write(function(piece, **values[0], out=result[: piece.size]).view(np.uint8).data)
                advance(piece.size)


def run_verify(options: argparse.Namespace) -> int:
    if options.all == bool(options.names):
        raise UsageError("which functions? NAME... or --all")
    if options.isa is not None and options.isa not in rl.available_isas():
        raise UsageError(f"--isa {options.isa}: this CPU has {', '.join(rl.available_isas())}")
    if options.exhaustive and options.every:
        raise UsageError("--exhaustive is --every 1")
    if options.dtype != "float32" and (options.exhaustive or options.every or options.bits):
        raise UsageError("--exhaustive, --every and --bits are for float32")
    if options.bits and (options.every or options.range or options.param or "backward" in options.operation):
        raise UsageError("--bits is for all inputs, usual parameters, forward and derivative")
    if options.label and not options.resume:
        raise UsageError("--label is for the file of --resume")
    first, last = options.range or (0.0, np.inf)
    if not 0 <= first <= last:
        raise UsageError("--range: 0 <= FIRST <= LAST")
    if options.range and options.resume:
        raise UsageError("--resume is for whole runs, without --range")
    functions = list(rl.activations.values()) if options.all else list(map(activation_named, options.names))
    if options.param and len(functions) > 1:
        raise UsageError("--param is for one function at a time")
    from relume import verify

    if options.dtype == "bfloat16":
        try:
            verify.named_dtype("bfloat16")
        except ModuleNotFoundError:
            raise UsageError("bfloat16 needs ml_dtypes, which is not installed: pip install ml_dtypes") from None
    if options.bits:
        functions = [f if options.all else of_one_array(f.name) for f in functions if f.arrays == 1 or not options.all]
    jobs = []
    for function in functions:
        parameters = verify.usual_parameters(function)
        if options.param:
            sets = parameter_values(function, options.param)
            if len(sets) > 1:
                raise UsageError("verify takes one value per parameter")
            given = sets[0]
            parameters = tuple(given.get(p.name, v) for p, v in zip(function.parameters, parameters, strict=True))
        every = 1 if options.exhaustive else options.every or verify.SAMPLE
        for operation in options.operation or (verify.HASHED if options.bits else verify.OPERATIONS):
            jobs.append(
                verify.Job(function.name, operation, options.dtype, parameters, options.isa or "", every, first, last)
            )
    workers = options.jobs or usable_cpus()
    return verify_bits(jobs, workers, options) if options.bits else verify_errors(jobs, workers, options)


def verify_errors(jobs: "list[verify.Job]", workers: int, options: argparse.Namespace) -> int:
    from relume import verify

    kept = verify.read(options.resume) if options.resume and os.path.exists(options.resume) else {}
    done = {r.key for r in kept.values()}
    jobs = [job for job in jobs if job.key not in done]
    width = max([8, *(len(job.name) for job in jobs)])
    print(f"{'function':<{width}}  operation   worst ULP  limit  correctly rounded  errors     at")
    bad = 0
    with progress("verify", sum(job.steps for job in jobs)) as advance:
        for job, result in verify.all_of(verify.perform, jobs, (), workers, advance):
            advance(0, f"{job.name} {job.operation}")
            verdict = "" if result.within else "  BEYOND THE LIMIT"
            print(
                f"{job.name:<{width}}  {job.operation:<10}  {result.worst:>9.6f}  {result.limit:>5g}  "
                f"{100 * result.rounded / max(result.inputs, 1):>15.6f} %  {verify.sparkline(result.histogram)}  "
                f"{result.at}{verdict}",
                flush=True,
            )
            bad += not result.within
            if options.resume:
                result.label = options.label
                kept[result.key] = result
                verify.write(options.resume, kept)
    return 1 if bad else 0


def verify_bits(jobs: "list[verify.Job]", workers: int, options: argparse.Namespace) -> int:
    from relume import verify

    sample = not options.exhaustive
    known = verify.read(options.resume) if options.resume else verify.committed()

    def expected(job: "verify.Job") -> str:
        result = known.get(job.key)
        return "" if result is None else result.sha256_sample if sample else result.sha256_all

    missing = sorted({job.name for job in jobs if not expected(job)})
    if missing and not options.all:
        raise UsageError(f"no hashes of {', '.join(missing)} are known")
    jobs = [
        dataclasses.replace(job, isa=isa)
        for isa in ([options.isa] if options.isa else rl.available_isas())
        for job in jobs
        if expected(job) and not (options.resume and isa in known[job.key].same_on.split())
    ]
    bad = 0
    with progress("verify", len(jobs) * (verify.ALL >> 8 if sample else verify.ALL)) as advance:
        for job, found in verify.all_of(verify.hash_of, jobs, (sample,), workers, advance):
            advance(0, f"{job.name} {job.operation}")
            same = found == expected(job)
            bad += not same
            print(f"{job.name} {job.operation} {job.isa}: {'the same bits' if same else 'DIFFERENT'}", flush=True)
            if options.resume and same and not sample:
                known[job.key].same_on += f" {job.isa}"
                verify.write(options.resume, known)
    if missing:
        print(f"without hashes: {', '.join(missing)}")
    return 1 if bad else 0
