"""relume verify: its filter decides as MPFR does and overlooks nothing, and the command tells what it found."""

import dataclasses
import sys

import gmpy2
import numpy as np
import pytest

import relume as rl
from helpers import ONE_ARRAY
from relume import verify
from relume.cli import main
from relume.oracle import PRECISION, evaluate, oracle


def referee(name, operation="forward", limit=1.0):
    row = oracle[name]
    exact = row.forward if operation == "forward" else row.derivative
    parameters = verify.usual_parameters(rl.activations[name])
    return verify.Judge(exact, parameters, limit, row.breaks, backward=operation == "backward")


def floats(first, count, step=1):
    """Neighbours from a float on, away from 0."""
    return (np.float32(first).view(np.uint32) + np.arange(count, dtype=np.uint32) * np.uint32(step)).view(np.float32)


def results(name, operation, *arrays):
    ufunc = verify.ufunc_of(rl.activations[name], operation)
    with np.errstate(all="ignore"):
        return ufunc(*arrays, *np.array(verify.usual_parameters(rl.activations[name]), np.float32))


# ---- The filter


@pytest.mark.parametrize("at", [0, 1, 12_345, 65_534, 65_535])
@pytest.mark.parametrize("name", ["silu", "gelu", "exponential"])
def test_one_wrong_result_among_many_is_found(name, at):
    x = floats(1.0, 1 << 16)
    y = results(name, "forward", x)
    right = referee(name)
    right.take(x, y)
    assert right.worst < 1
    y[at] = np.nextafter(np.nextafter(y[at], np.float32(np.inf)), np.float32(np.inf))
    wrong = referee(name)
    wrong.take(x, y)
    assert 1.4 < wrong.worst < 2.6
    assert wrong.at == verify.hexadecimal(x[at])
    assert wrong.inputs == right.inputs == len(x)
    assert wrong.rounded in (right.rounded - 1, right.rounded)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3.4e38, -1.0, 0.0])
def test_a_result_of_another_size_is_found(value):
    x = floats(1.0, 5000)
    y = results("silu", "forward", x)
    y[4321] = value
    found = referee("silu")
    found.take(x, y)
    assert found.worst > 1e6
    assert found.at == verify.hexadecimal(x[4321])
    assert found.bins[-1] == 1


def test_wrong_results_of_overflow_nan_and_in_backward_are_found():
    x = floats(100.0, 5000)
    for value in (np.finfo(np.float32).max, -np.inf, np.nan):
        y = np.full(len(x), np.inf, np.float32)
        y[77] = value
        found = referee("exponential")
        found.take(x, y)
        assert (found.worst, found.at) == (np.inf, verify.hexadecimal(x[77]))
    nans = (np.arange(100, dtype=np.uint32) + np.uint32(0x7F800001)).view(np.float32)
    found = referee("silu")
    found.take_nans(nans, np.full(100, np.nan, np.float32))
    assert found.worst == -1
    found.take_nans(nans, np.zeros(100, np.float32))
    assert found.worst == np.inf
    x, dy = floats(2.0, 5000), np.empty(5000, np.float32)
    verify.upstream(x.view(np.uint32), dy)
    y = results("gelu", "backward", dy, x)
    y[9] *= np.float32(1.000001)
    found = referee("gelu", "backward", 1.5)
    found.exact = oracle["gelu"].derivative
    found.take(x, y, dy)
    assert found.worst > 5
    assert found.at == f"{verify.hexadecimal(x[9])} dy={verify.hexadecimal(dy[9])}"


@pytest.mark.parametrize("operation", verify.HASHED)
@pytest.mark.parametrize("activation", ONE_ARRAY, ids=lambda a: a.name)
def test_polynomials_are_within_their_bounds(activation, operation):
    generator, fits = np.random.default_rng(0), 0
    judge = referee(activation.name, operation)
    for size in (1e-30, 1e-3, 0.3, 1.2, 3.0, 20.0):
        for sign in (1, -1):
            first, last = np.sort(floats(size, 2, step=1 << 18) * sign)
            fit = judge.fit(float(first), float(last))
            if fit is None or not len(fit[0]):
                continue
            fits += 1
            coefficients, bound = fit
            x = generator.uniform(first, last, 20).astype(np.float64)
            t = (x - (float(first) + float(last)) / 2) / ((float(last) - float(first)) / 2)
            values = np.polynomial.polynomial.polyval(t, coefficients)
            exact = evaluate(judge.exact, x, *judge.parameters)
            with gmpy2.context(precision=PRECISION):
                off = max(abs(gmpy2.mpfr(v) - e) for v, e in zip(values.tolist(), exact, strict=True))
            assert off <= bound
    assert fits >= 4


@pytest.mark.parametrize(
    ("name", "operation", "first"),
    [
        ("gelu", "derivative", -0.75185),  # its root
        ("silu", "forward", 1e-40),  # ties: half a subnormal number
        ("silu", "forward", 1.2e-38),
        ("sparse_sigmoid", "forward", 0.3),  # exact ties
        ("tanh_shrink", "forward", 2.0**24 + 2),
        ("exponential", "forward", 88.72),  # overflow
        ("exponential", "forward", -103.9),  # underflow
        ("hardtanh", "derivative", 0.9999),  # a jump
        ("mish", "forward", -1.2),
        ("leaky_relu", "forward", -1e-42),
    ],
)
def test_the_filter_counts_as_mpfr_does(name, operation, first):
    x = floats(first, 6000)
    x = x[np.abs(x.view(np.uint32) >> 23) == x[:1].view(np.uint32) >> 23]
    y = results(name, operation, x)
    fast, slow = referee(name, operation), referee(name, operation)
    fast.take(x, y)
    slow.take_each(x, y)
    assert fast.rounded == slow.rounded
    assert fast.inputs == slow.inputs == len(x)
    assert fast.worst == pytest.approx(slow.worst, abs=verify.TOLERANCE)
    assert np.abs(fast.bins.astype(int) - slow.bins.astype(int)).max() <= 2  # at the edges of bins
    assert fast.by_mpfr < slow.by_mpfr


def test_a_sweep_goes_through_each_nth_pattern_once_and_through_all_nans():
    result = verify.perform(verify.Job("relu", "forward", every=1 << 12), lambda steps: None)
    beside = verify.beside(referee("relu").breaks, np.float32).view(np.uint32)
    assert result.inputs == (1 << 20) + np.count_nonzero(beside % (1 << 12))
    assert (result.worst, result.rounded) == (0, result.inputs)
    steps = []
    result = verify.perform(verify.Job("tanh", "derivative", every=1, first=1, last=1.125), steps.append)
    assert result.inputs == sum(steps) == 2 * ((1 << 20) + 1)
    assert 0.5 < result.worst < 1


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
def test_other_dtypes(dtype):
    result = verify.perform(verify.Job("softplus", "backward", dtype, (1.0,)), lambda steps: None)
    assert result.within
    assert 60_000 < result.inputs <= 1 << 16


def test_upstream_is_of_both_signs_and_moderate():
    dy = np.empty(10_000, np.float32)
    verify.upstream(np.arange(10_000, dtype=np.uint32), dy)
    assert 4000 < np.count_nonzero(dy < 0) < 6000
    assert 2.0**-15 <= np.abs(dy).min() < 2.0**-14
    assert 2.0**16 <= np.abs(dy).max() < 2.0**17


# ---- Hashes


def test_the_sample_has_one_pattern_in_each_256():
    bits = verify.sample_bits(0, 1 << 16)
    np.testing.assert_array_equal(bits >> 8, np.arange(1 << 16))
    assert len(np.unique(bits & 255)) == 256


def test_every_function_of_one_array_has_hashes():
    rows = verify.committed()
    for activation in ONE_ARRAY:
        for operation in verify.HASHED:
            job = verify.Job(activation.name, operation, parameters=verify.usual_parameters(activation))
            assert len(rows[job.key].sha256_sample) == 64


def test_bits_are_compared(capsys, monkeypatch):
    assert main(["verify", "--bits", "relu", "--jobs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [f"relu {o} {isa}: the same bits" for isa in rl.available_isas() for o in verify.HASHED]
    rows = verify.committed()
    key = verify.Job("relu", "forward").key
    rows[key] = dataclasses.replace(rows[key], sha256_sample="0" * 64)
    monkeypatch.setattr(verify, "committed", lambda: rows)
    assert main(["verify", "--bits", "relu", "--jobs", "1", "--isa", "scalar"]) == 1
    assert capsys.readouterr().out == "relu forward scalar: DIFFERENT\nrelu derivative scalar: the same bits\n"


# ---- The command


def test_table_and_exit_status(capsys, monkeypatch):
    arguments = ["verify", "tanh", "--operation", "forward", "--every", "100003", "--jobs", "1"]
    assert main(arguments) == 0
    header, line = capsys.readouterr().out.splitlines()
    assert header.split()[:2] == ["function", "operation"]
    assert line.split()[:2] == ["tanh", "forward"]
    assert "BEYOND" not in line
    monkeypatch.setattr(verify, "limits", lambda: {("tanh", "float32", "forward"): 0.501})
    assert main(arguments) == 1
    assert capsys.readouterr().out.endswith("BEYOND THE LIMIT\n")


def test_processes_and_a_file_to_resume(capsys, tmp_path):
    path = tmp_path / "results.csv"
    arguments = ["verify", "relu", "--every", "65537", "--resume", str(path), "--label", "here", "--jobs", "2"]
    assert main([*arguments, "--operation", "forward"]) == 0
    assert main(arguments) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 1 + 1 + 2
    before = path.read_bytes()
    rows = verify.read(path)
    assert [row.operation for row in rows.values()] == list(verify.OPERATIONS)
    assert {row.label for row in rows.values()} == {"here"}
    assert main(arguments) == 0
    assert path.read_bytes() == before
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_another_file_is_not_taken_for_results(capsys, tmp_path):
    path = tmp_path / "other.csv"
    path.write_text("name,operation\nrelu,forward\n")
    assert main(["verify", "relu", "--resume", str(path)]) == 2
    assert capsys.readouterr().err == f"relume: {path} is no file of results of relume verify\n"
    assert path.read_text() == "name,operation\nrelu,forward\n"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "which functions"),
        (["--all", "relu"], "which functions"),
        (["nosuch"], "no activation 'nosuch'"),
        (["relu", "--isa", "nosuch"], "this CPU has"),
        (["relu", "--exhaustive", "--every", "2"], "--every 1"),
        (["relu", "--dtype", "float16", "--exhaustive"], "for float32"),
        (["relu", "--bits", "--every", "2"], "--bits is for"),
        (["relu", "--bits", "--operation", "backward"], "--bits is for"),
        (["swiglu", "--bits"], "takes two arrays"),
        (["relu", "--range", "2", "1"], "FIRST <= LAST"),
        (["relu", "--range", "nan", "1"], "FIRST <= LAST"),
        (["relu", "--label", "x"], "--resume"),
        (["elu", "--param", "alpha=1,2"], "one value"),
        (["elu", "relu", "--param", "alpha=1"], "one function"),
        (["elu", "--param", "beta=1"], "no parameter 'beta'"),
        (["relu", "--jobs", "0"], "whole number"),
    ],
)
def test_wrong_usage(capsys, arguments, complaint):
    assert main(["verify", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert complaint in captured.err
    assert captured.err.count("\n") == 1


def test_without_gmpy2_it_says_what_to_install(capsys, monkeypatch):
    for name in ("relume.verify", "relume.oracle"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(rl, "verify")
    monkeypatch.setitem(sys.modules, "gmpy2", None)
    assert main(["verify", "relu"]) == 2
    assert capsys.readouterr().err == "relume: this needs gmpy2, which is not installed: pip install 'relume[verify]'\n"
