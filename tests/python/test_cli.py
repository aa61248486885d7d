"""The command relume: results, and one clear line and a fitting exit status for whatever is wrong."""

import errno
import importlib.metadata
import os
import signal
import subprocess
import sys
import sysconfig
import tempfile
import textwrap

import numpy as np
import pytest

import relume as rl
from helpers import ONE_ARRAY, assert_same_bits, samples
from relume.cli import main

COMMAND = os.path.join(sysconfig.get_path("scripts"), "relume")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, **options):
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=60, **options)


def fails(capsys, status, *arguments):
    """The one line that main(arguments) complains with."""
    assert main(list(map(str, arguments))) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("relume: ")
    assert captured.err.count("\n") == 1
    return captured.err


def files(folder):
    return sorted(os.listdir(folder))


# ---- list, info, help


def test_installed_command_knows_its_version():
    done = run("--version")
    assert (done.returncode, done.stdout) == (0, f"relume {importlib.metadata.version('relume')}\n")


def test_list_has_a_line_per_activation_and_no_control_codes():
    done = run("list")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    lines = done.stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == [*rl.activations, *rl.functions]
    for line, activation in zip(lines, [*rl.activations.values(), *rl.functions.values()], strict=True):
        assert line.endswith(activation.formula)
    for line, activation in zip(lines, rl.activations.values(), strict=False):
        assert all(repr(parameter) in line for parameter in activation.parameters)


def test_list_survives_any_encoding():
    assert run("list", env=os.environ | {"PYTHONIOENCODING": "ascii"}).returncode == 0


def test_a_reader_that_leaves_is_no_error():
    done = subprocess.run(
        ["bash", "-c", '"$0" list | true; echo ${PIPESTATUS[0]}', COMMAND], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert int(done.stdout) in (0, 141)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_full_standard_output():
    with open("/dev/full", "w") as full:
        done = subprocess.run([COMMAND, "list"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (1, f"relume: standard output: {os.strerror(errno.ENOSPC)}\n")


def test_info_tells_all(capsys, activation):
    assert main(["info", activation.name]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for text in (activation.title, activation.formula, activation.derivative_formula, activation.reference):
        assert " ".join(text.split()) in out
    for parameter in activation.parameters:
        assert f"{parameter.name}=" in out
        assert parameter.range in out
    arrays = "x" if activation.arrays == 1 else "a, b"
    assert f"rl.{activation.name}.backward(dy, {arrays}" in out
    assert f"relume_{activation.name}_backward_f32(size_t n, const float *dy" in out


@pytest.mark.parametrize("name", rl.functions)
def test_info_of_what_is_not_elementwise(capsys, name):
    assert main(["info", name]) == 0
    out = capsys.readouterr().out
    assert rl.functions[name].title in out
    assert "Reference: " in out


def test_info_examples_run(capsys, activation):
    assert main(["info", activation.name]) == 0
    out = capsys.readouterr().out
    code = textwrap.dedent(out.partition("(import relume as rl)\n")[2].partition("\n\n")[0])
    x = np.linspace(-1, 1, 8)
    names = {"rl": rl, "x": x, "a": x[:4], "b": x[4:], "dy": np.ones(8 // activation.arrays)}
    exec(code, names)
    results = ("y", "d", "dx") if activation.arrays == 1 else ("y", "dyda", "dydb", "da", "db")
    assert {names[result].shape for result in results} == {names["dy"].shape}


def test_info_without_a_name_is_about_the_installation(capsys):
    assert main(["info"]) == 0
    assert rl.isa() in capsys.readouterr().out


@pytest.mark.parametrize("command", [[], ["tour"], ["list"], ["info"], ["plot"], ["apply"]], ids=" ".join)
def test_help_has_an_example(capsys, command):
    assert main([*command, "-h"]) == 0
    assert f"relume {' '.join(command)}" in capsys.readouterr().out


# ---- Wrong usage


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], ["COMMAND"]),
        (["sing"], ["sing", "apply"]),
        (["info", "rellu"], ["'rellu'", "close", "relu"]),
        (["plot", "qqqq"], ["'qqqq'", "there are", "leaky_relu"]),
        (["list", "--colour"], ["--colour"]),
        (["apply", "relu", "in.npy"], ["OUT.npy"]),
        (["plot", "relu", "-o", "relu.bmp"], ["relu.bmp", ".svg"]),
        (["plot", "relu", "-o", "relu"], ["relu", ".png"]),
        (["tour", "-o", "tour.txt"], ["tour.txt", ".png"]),
        (["tour", "--seed", "-1"], ["--seed", "'-1'", "from 0"]),
        (["tour", "--seed", "x"], ["--seed", "'x'"]),
        (["tour", "--epochs", "0"], ["--epochs", "'0'", "from 1"]),
        (["plot", "relu", "--param", "alpha=1"], ["relu has no parameter 'alpha'"]),
        (["plot", "leaky_relu", "--param", "slope=1"], ["'slope'", "negative_slope"]),
        (["plot", "leaky_relu", "--param", "negative_slope"], ["negative_slope", "NAME=VALUE"]),
        (["plot", "leaky_relu", "--param", "negative_slope=a"], ["'a' is not a number"]),
        (["plot", "leaky_relu", "--param", "negative_slope="], ["'' is not a number"]),
        (["plot", "leaky_relu", "--param", "negative_slope=inf"], ["negative_slope must be", "inf"]),
        (["plot", "leaky_relu", "--param", "negative_slope=nan"], ["negative_slope must be", "nan"]),
        (["plot", "leaky_relu", "--param", "negative_slope=1,2,3,4,5,6,7,8,9"], ["9 curves"]),
        (["plot", "leaky_relu", *["--param", "negative_slope=1"] * 2], ["negative_slope is given twice"]),
        (["apply", "leaky_relu", "in.npy", "out.npy", "--param", "negative_slope=1,2"], ["one value"]),
        (["plot", "prelu"], ["prelu needs weight", "--param weight=VALUE"]),
        (["apply", "prelu", "in.npy", "out.npy"], ["prelu needs weight"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_usage(folder, capsys, arguments, says):
    line = fails(capsys, 2, *arguments)
    assert all(text in line for text in says), line
    assert files(folder) == []


@pytest.mark.parametrize("package", ["matplotlib", "rich", "sklearn", "scipy"])
def test_missing_extra_is_one_line(folder, package):
    code = f"import sys; sys.modules[{package!r}] = None; from relume.cli import main; sys.exit(main(['tour']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == f"relume: this needs {package}, which is not installed: pip install 'relume[tour]'\n"
    assert files(folder) == []


def test_everything_but_pictures_works_without_the_extra(folder):
    code = """
        import sys
        for package in ("matplotlib", "rich", "sklearn", "scipy"):
            sys.modules[package] = None
        import numpy as np
        from relume.cli import main
        np.save("in.npy", np.ones(5))
        assert main(["list"]) == main(["info", "relu"]) == main(["apply", "relu", "in.npy", "out.npy"]) == 0
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, stdout=subprocess.DEVNULL, timeout=60)


# ---- plot


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("PDF", b"%PDF")])
def test_plot_formats(folder, capsys, ending, magic):
    for name in ("one", "two"):
        arguments = ["plot", "leaky_relu", "--param", "negative_slope=0.1,0.3", "-o", f"{name}.{ending}"]
        assert main(arguments) == 0
    assert capsys.readouterr().out.splitlines() == [f"one.{ending}", f"two.{ending}"]
    picture = (folder / f"one.{ending}").read_bytes()
    assert picture.startswith(magic)
    assert picture == (folder / f"two.{ending}").read_bytes()


@pytest.mark.parametrize("activation", ONE_ARRAY, ids=lambda a: a.name)
def test_plot_of_every_activation(folder, capsys, activation):
    required = [f"--param={p.name}=0.25" for p in activation.parameters if p.default is None]
    assert main(["plot", activation.name, *required]) == 0
    assert files(folder) == [f"{activation.name}.png"]


def test_jumps_are_found_to_the_last_digit():
    from relume.plotting import jumps

    x = np.linspace(-5, 5, 1001)
    for at in (0, 1, -1 / 3):
        low, high = jumps(lambda x, at=at: np.where(x > at, 1.0, 0.01), x).ravel()
        assert low <= at < high
        assert high - low < 1e-14
    assert not jumps(np.tanh, x).size
    assert not jumps(lambda x: 50 * np.sin(20 * x), x).size


# ---- apply: results


@pytest.mark.parametrize("command", [["plot", "swiglu"], ["apply", "swiglu", "in.npy", "out.npy"]], ids=" ".join)
def test_gates_take_two_arrays(folder, capsys, command):
    assert main(command) == 2
    assert capsys.readouterr().err == "relume: swiglu takes two arrays, a and b; this is for activations of one\n"
    assert not files(folder)


@pytest.mark.parametrize("activation", ONE_ARRAY, ids=lambda a: a.name)
def test_apply(folder, activation, dtype):
    x = samples(dtype, (40, 50))
    np.save("in.npy", x)
    values = {p.name: min(max(0.25, p.lower), p.upper) for p in activation.parameters}
    parameters = [f"--param={name}={value}" for name, value in values.items()]
    assert main(["apply", activation.name, "in.npy", "out.npy", *parameters]) == 0
    assert_same_bits(np.load("out.npy"), activation(x, **values))
    assert main(["apply", activation.name, "in.npy", "out.npy", "--derivative", *parameters]) == 0
    assert_same_bits(np.load("out.npy"), activation.derivative(x, **values))
    assert files(folder) == ["in.npy", "out.npy"]


@pytest.mark.parametrize(
    "x",
    [
        np.array(-2.5, np.float32),
        np.empty((3, 0, 2)),
        np.empty(0, np.float32),
        np.asfortranarray(np.arange(-6, 6, dtype=np.float32).reshape(3, 4)),
        np.arange(-6, 6, dtype=">f4"),
        np.arange(-6, 6, dtype=">f8").reshape(2, 6),
        np.arange(-6, 6, dtype=np.int16),
        np.arange(-6, 6),
        np.array([True, False]),
        np.arange(-6, 6, dtype=np.float16),
    ],
    ids=lambda x: f"{x.dtype.str}{x.shape}",
)
def test_apply_keeps_shape_and_order_and_gives_the_ufuncs_dtype(folder, x):
    np.save("in.npy", x)
    assert main(["apply", "leaky_relu", "in.npy", "out.npy"]) == 0
    y = np.load("out.npy")
    assert_same_bits(y, np.asarray(rl.leaky_relu(x)))
    assert y.flags.f_contiguous == x.flags.f_contiguous


def test_apply_reads_version_2_headers(folder):
    with open("in.npy", "wb") as file:
        np.lib.format.write_array(file, np.arange(-3.0, 3), version=(2, 0))
    assert main(["apply", "relu", "in.npy", "out.npy"]) == 0
    assert np.load("out.npy").tolist() == [0, 0, 0, 0, 1, 2]


def test_apply_in_place_and_over_an_old_output_keeps_its_mode(folder):
    np.save("in.npy", np.arange(-3.0, 3))
    os.chmod("in.npy", 0o640)
    os.symlink("in.npy", "link.npy")
    assert main(["apply", "relu", "in.npy", "link.npy"]) == 0
    assert np.load("in.npy").tolist() == [0, 0, 0, 0, 1, 2]
    assert os.stat("in.npy").st_mode & 0o777 == 0o640
    assert os.path.islink("link.npy")


def test_apply_gives_a_new_output_the_usual_mode(folder):
    np.save("in.npy", np.arange(3.0))
    assert main(["apply", "relu", "in.npy", "out.npy"]) == 0
    assert os.stat("out.npy").st_mode == os.stat("in.npy").st_mode


def test_apply_in_many_pieces(folder, monkeypatch):
    monkeypatch.setattr("relume.cli.PIECE", 7)
    x = samples(np.float32, (5, 10))
    np.save("in.npy", x)
    assert main(["apply", "relu", "in.npy", "out.npy"]) == 0
    assert_same_bits(np.load("out.npy"), rl.relu(x))


def test_apply_reads_pipes(folder):
    np.save("in.npy", np.arange(-3.0, 3))
    with open("in.npy", "rb") as file:
        done = subprocess.run([COMMAND, "apply", "relu", "/dev/stdin", "out.npy"], stdin=file, timeout=60)
    assert done.returncode == 0
    assert np.load("out.npy").tolist() == [0, 0, 0, 0, 1, 2]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_apply_to_a_file_larger_than_memory(folder):
    size = 192 << 20
    with open("in.npy", "wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": (size // 4,)})
        file.seek(size - 4, os.SEEK_CUR)
        file.write(np.float32(3).tobytes())
    code = """
        import resource, sys
        from relume.cli import main
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + (64 << 20),) * 2)
        sys.exit(main(["apply", "relu", "in.npy", "out.npy"]))
    """
    environment = os.environ | {"RELUME_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], env=environment, check=True, timeout=120)
    assert os.path.getsize("out.npy") == os.path.getsize("in.npy")
    y = np.load("out.npy", mmap_mode="r")
    assert (y[0], y[-1]) == (0, 3)


# ---- apply: wrong inputs


def save_pickled(path):
    np.save(path, np.array([{}], dtype=object), allow_pickle=True)


def cut_header(path):
    np.save(path, np.ones(5))
    os.truncate(path, 40)


def cut_data(path):
    np.save(path, np.ones(500))
    os.truncate(path, os.path.getsize(path) - 9)


def negative_shape(path):
    with open(path, "wb") as file:
        np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": (-3, 4)})


def save_archive(path):
    with open(path, "wb") as file:
        np.savez(file, x=np.ones(3))


def write_text(path):
    path.write_text("1 2 3\n")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, os.strerror(errno.ENOENT)),
        (lambda path: path.mkdir(), os.strerror(errno.EISDIR)),
        (lambda path: path.touch(), "not a .npy file"),
        (write_text, "not a .npy file"),
        (cut_header, "not a .npy file"),
        (negative_shape, "not a .npy file"),
        (cut_data, "truncated: its header promises 4000 bytes of data, it has 3991"),
        (save_pickled, "pickled Python objects"),
        (lambda path: np.save(path, np.ones(3, complex)), "complex128"),
        (lambda path: np.save(path, np.ones(3, np.longdouble)), str(np.dtype(np.longdouble))),
        (lambda path: np.save(path, np.array(["a"])), "<U1"),
        (lambda path: np.save(path, np.array(["2020-01-01"], "M8[D]")), "datetime64"),
        (lambda path: np.save(path, np.zeros(3, "f4,f4")), "not"),
        (save_archive, "not a .npy file"),
    ],
    ids=["missing", "folder", "empty", "text", "header", "shape", "data", "pickled", "complex", "longdouble", "string",
         "date", "fields", "npz"],
)  # fmt: skip
def test_wrong_input(folder, capsys, make, says):
    path = folder / "in.npy"
    make(path)
    before = files(folder)
    line = fails(capsys, 2, "apply", "relu", "in.npy", "out.npy")
    assert "in.npy" in line
    assert says in line
    assert files(folder) == before


def test_input_that_shrinks_while_it_is_read(folder, capsys, monkeypatch):
    monkeypatch.setattr("relume.cli.PIECE", 4096)
    np.save("in.npy", np.ones(100_000))

    class Shrinking:
        def __init__(self, wrapped):
            self.wrapped = wrapped

        def __call__(self, piece, **options):
            if len(piece):
                os.truncate("in.npy", 50_000)
            return self.wrapped(piece, **options)

        def __getattr__(self, name):
            return getattr(self.wrapped, name)

    monkeypatch.setattr("relume.cli.activation_named", lambda name: Shrinking(rl.relu))
    assert "in.npy is truncated" in fails(capsys, 2, "apply", "relu", "in.npy", "out.npy")
    assert files(folder) == ["in.npy"]


# ---- apply: wrong outputs


def test_missing_output_folder(folder, capsys):
    np.save("in.npy", np.ones(3))
    line = fails(capsys, 1, "apply", "relu", "in.npy", "gone/out.npy")
    assert line == "relume: gone/out.npy: there is no folder gone\n"


@pytest.mark.parametrize("output", ["sub", "/dev/null", ""])
def test_output_that_is_no_file(folder, capsys, output):
    np.save("in.npy", np.ones(3))
    os.mkdir("sub")
    assert fails(capsys, 1, "apply", "relu", "in.npy", output) == f"relume: {output}: not a regular file\n"
    assert files(folder) == ["in.npy", "sub"]
    assert os.listdir("sub") == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX")
def test_unwritable_output_folder(capsys):
    # Root may write anywhere, so it steps down; pytest's own folders are closed to others.
    with tempfile.TemporaryDirectory() as folder:
        np.save(f"{folder}/in.npy", np.ones(3))
        os.chmod(folder, 0o555)
        root = os.geteuid() == 0
        if root:
            os.seteuid(65534)
        try:
            line = fails(capsys, 1, "apply", "relu", f"{folder}/in.npy", f"{folder}/out.npy")
        finally:
            if root:
                os.seteuid(0)
            os.chmod(folder, 0o755)
        assert line == f"relume: {folder}/out.npy: {os.strerror(errno.EACCES)}\n"
        assert files(folder) == ["in.npy"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX")
@pytest.mark.parametrize("command", ["apply relu in.npy out.npy", "plot relu -o out.png"])
def test_file_size_limit(folder, command):
    """As on a full disk, the write fails midway."""
    np.save("in.npy", np.ones(100_000))
    code = f"""
        import resource, sys
        from relume.cli import main
        resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
        sys.exit(main({command.split()}))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == f"relume: {command.split()[-1]}: {os.strerror(errno.EFBIG)}\n"
    assert files(folder) == ["in.npy"]


def test_full_disk(folder, capsys):
    disk = folder / "disk"
    disk.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("needs root to mount a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("may not mount here")
    try:
        np.save("in.npy", np.ones(1_000_000))
        old = disk / "out.npy"
        old.write_bytes(b"old")
        line = fails(capsys, 1, "apply", "relu", "in.npy", old)
        assert line == f"relume: {old}: {os.strerror(errno.ENOSPC)}\n"
        assert files(disk) == ["out.npy"]
        assert old.read_bytes() == b"old"
    finally:
        subprocess.run(["umount", disk], check=True)


# ---- Signals


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_midway_leaves_nothing(folder, number):
    os.mkfifo("in.npy")
    np.save("whole.npy", np.ones(10_000))
    # A runner in the background, or under nohup, hands down signals that are ignored.
    process = subprocess.Popen(
        [COMMAND, "apply", "relu", "in.npy", "out.npy"],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    with open("in.npy", "wb") as pipe:
        pipe.write((folder / "whole.npy").read_bytes()[:50_000])
        pipe.flush()
        # The output is begun before the data is read.
        while len(files(folder)) < 3:
            assert process.poll() is None
        process.send_signal(number)
        process.send_signal(number)
        _, complaint = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert complaint == f"relume: stopped by {number.name}\n"
    assert files(folder) == ["in.npy", "whole.npy"]


def test_handlers_are_put_back(capsys):
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    assert main(["list"]) == 0
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
