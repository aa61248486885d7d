"""Instruction set, threads, the environment variables behind them, and what import brings along."""

import os
import platform
import sys
from pathlib import Path

import numpy as np
import pytest

import relume as rl
from helpers import run_python

PRINT = "import relume as rl; print(rl.isa(), rl.get_num_threads())"


def fails(code, *words, **environment):
    with pytest.raises(AssertionError) as caught:
        run_python(code, **environment)
    last_line = str(caught.value).split("\nassert")[0].strip().splitlines()[-1]
    for word in words:
        assert word in last_line


def test_set_isa():
    available = rl.available_isas()
    assert available[-1] == "scalar"
    assert len(set(available)) == len(available)
    before = rl.isa()
    try:
        for name in available:
            assert rl.set_isa(name) is None
            assert rl.isa() == name
        rl.set_isa(None)
        assert rl.isa() == available[0]
        rl.set_isa("scalar")
        for wrong in ("avx9000", "", "SCALAR"):
            with pytest.raises(ValueError, match=f"'{wrong}'.*{', '.join(available)}"):
                rl.set_isa(wrong)
        for wrong in (3, b"scalar", ["scalar"]):
            with pytest.raises(TypeError, match=type(wrong).__name__):
                rl.set_isa(wrong)
        assert rl.isa() == "scalar"
    finally:
        rl.set_isa(before)


def test_available_isas_are_the_cpus():
    expected = {"x86_64": {"avx512", "avx2"}, "AMD64": {"avx512", "avx2"}, "aarch64": {"neon"}, "arm64": {"neon"}}
    vector = set(rl.available_isas()) - {"scalar"}
    assert vector <= expected.get(platform.machine(), set())
    if Path("/proc/cpuinfo").exists() and platform.machine() == "x86_64":
        flags = set(Path("/proc/cpuinfo").read_text().split("flags", 1)[1].splitlines()[0].split())
        assert ("avx2" in vector) == ({"avx2", "fma"} <= flags)
        assert ("avx512" in vector) == ({"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= flags)


def test_set_num_threads(threads):
    for count in (1, 2, 1024, np.int64(3)):
        threads(count)
        assert rl.get_num_threads() == count
    for wrong in (0, -1, 1025, 10**30):
        with pytest.raises(ValueError, match=f"1 to 1024.*{wrong}"):
            threads(wrong)
    for wrong in (1.5, "2", None):
        with pytest.raises(TypeError):
            threads(wrong)
    assert rl.get_num_threads() == 3


def test_isa_from_the_environment():
    for name in rl.available_isas():
        assert run_python(PRINT, RELUME_ISA=name).split()[0] == name
    assert run_python(PRINT, RELUME_ISA="").split()[0] == rl.available_isas()[0]
    fails("import relume", "ValueError", "RELUME_ISA=avx9000", *rl.available_isas(), RELUME_ISA="avx9000")


def test_num_threads_from_the_environment():
    assert run_python(PRINT, RELUME_NUM_THREADS="3").split()[1] == "3"
    for wrong in ("0", "-1", "two", "1025", "2.5", " ", "99999999999999999999"):
        fails("import relume", "ValueError", f"RELUME_NUM_THREADS={wrong}", "1 to 1024", RELUME_NUM_THREADS=wrong)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no CPU affinity")
def test_default_threads_are_the_usable_cpus():
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))});" + PRINT
    assert run_python(code, RELUME_NUM_THREADS="").split()[1] == "1"
    assert 1 <= int(run_python(PRINT, RELUME_NUM_THREADS="").split()[1]) <= len(os.sched_getaffinity(0))


def test_show_config(capsys):
    assert rl.show_config() is None
    printed = capsys.readouterr().out
    for value in (rl.__version__, np.__version__, platform.python_version(), rl.isa(), rl.get_include()):
        assert value in printed
    assert f"threads:         {rl.get_num_threads()}\n" in printed
    assert f"activations:     {len(rl.activations)}\n" in printed


def test_c_files_are_where_it_says():
    include, library = Path(rl.get_include()), Path(rl.get_library_dir())
    assert {p.name for p in include.iterdir()} >= {"relume.h", "relume_activations.h"}
    assert list(library.glob("*relume.*"))
    assert f'RELUME_VERSION "{rl.__version__}"' in (include / "relume.h").read_text()


def test_import_brings_only_numpy_and_ml_dtypes_where_it_is():
    code = """
import sys
import numpy
before = set(sys.modules)
import relume
relume.buffers, relume.show_config
brought = {m.split(".")[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names)
print(*sorted(brought))
"""
    brought = run_python(code).split()
    # Cython's own runtime modules have no file.
    assert set(brought) - {"numpy", "cython_runtime"} - {m for m in brought if m.startswith("_cython_")} == {
        "relume",
        "ml_dtypes",
    }


def test_typed_marker_and_stubs_are_installed():
    package = Path(sys.modules["relume"].__file__).parent
    assert {"py.typed", "__init__.pyi", "_catalogue.pyi", "buffers.pyi", "__init__.pxd"} <= {
        p.name for p in package.iterdir()
    }
    assert not list(package.glob("*.pyx"))
