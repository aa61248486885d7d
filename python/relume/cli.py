"""The command relume. Exit status: 0 done, 1 failed, 2 wrong usage or input, 128 + n ended by signal n."""

import argparse
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
from typing import Any, NoReturn

import numpy as np

import relume as rl
from relume.files import InputFileError, open_array, whole_file, write_header
from relume.progress import progress

PIECE = 1 << 20  # elements that apply holds in memory at a time
MOST_CURVES = 8
TOUR_PACKAGES = ("matplotlib", "rich", "scipy", "sklearn")
STATUSES = "exit status: 0 done, 1 failed (an output can't be written), 2 wrong usage or input"


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
            options.run(options)
            print(end="", flush=True)
        return 0
    except SystemExit as end:
        return int(end.code or 0)
    except (UsageError, InputFileError) as error:
        return complain(str(error), 2)
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in TOUR_PACKAGES:
            raise
        return complain(f"this needs {package}, which is not installed: pip install 'relume[tour]'", 2)
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
        for number, handler in before.items():
            signal.signal(number, handler)


class Parser(argparse.ArgumentParser):
    """An argparse parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} -h)")


def make_parser() -> Parser:
    parser = Parser(
        prog="relume",
        description="Activation functions of neural networks: see them, apply them to files, watch them learn.",
        epilog=f"Start with: relume tour\n\n{STATUSES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"relume {rl.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(run: Callable[[argparse.Namespace], None], summary: str, detail: str, example: str) -> Parser:
        name = run.__name__.removeprefix("run_")
        added = commands.add_parser(
            name,
            help=summary,
            description=textwrap.fill(f"{summary[0].upper()}{summary[1:]}. {detail}".strip(), 80),
            epilog=f"example: {example}\n{STATUSES}",
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
    tour, _, info, plot, apply = commands.choices.values()

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
    apply.add_argument("--param", metavar="K=V", help="a parameter's value", **repeated)
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
