"""What others build on: the committed generated files, the Cython declarations, and the stubs."""

import subprocess
import sys
import zlib
from pathlib import Path

import pytest

import relume as rl

ROOT = Path(__file__).resolve().parents[2]

CONSUMER = """
# cython: language_level=3
from libc.stddef cimport ptrdiff_t
from libc.stdint cimport int32_t

cimport relume


def leaky(float[::1] x, float slope):
    cdef float[::1] y = x.copy()
    cdef relume.relume_status status
    cdef void *operands[3]
    cdef ptrdiff_t strides[3]
    cdef int32_t number = relume.relume_find_activation(b"leaky_relu")
    operands[0], operands[1], operands[2] = &x[0], &slope, &y[0]
    strides[0], strides[1], strides[2] = 4, 0, 4
    with nogil:
        status = relume.relume_apply(number, relume.RELUME_FORWARD, relume.RELUME_F32, x.shape[0], operands, strides)
    if status != relume.RELUME_OK:
        raise ValueError(relume.relume_status_string(status).decode())
    return y


def version():
    return relume.relume_version().decode()
"""

SETUP = """
import relume
from Cython.Build import cythonize
from setuptools import Extension, setup

extension = Extension(
    "consumer",
    ["consumer.pyx"],
    include_dirs=[relume.get_include()],
    libraries=["relume"],
    library_dirs=[relume.get_library_dir()],
    runtime_library_dirs=[relume.get_library_dir()],
)
setup(name="consumer", ext_modules=cythonize([extension], quiet=True), script_args=["build_ext", "--inplace", "-q"])
"""

USE = """
import array, consumer, relume
x = array.array("f", [-2, 0, 3])
assert consumer.version() == relume.__version__
try:
    consumer.leaky(x, float("nan"))
except ValueError as error:
    assert "parameter" in str(error)
else:
    raise AssertionError("NaN was taken")
print(*consumer.leaky(x, 0.5))
"""


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="there is no run path there")
def test_cython_consumer(tmp_path):
    (tmp_path / "consumer.pyx").write_text(CONSUMER)
    (tmp_path / "setup.py").write_text(SETUP)
    run(sys.executable, "setup.py", cwd=tmp_path)
    assert run(sys.executable, "-c", USE, cwd=tmp_path) == "-1.0 0.0 3.0\n"


def test_generated_files_are_up_to_date():
    run(sys.executable, str(ROOT / "tools" / "generate.py"), "--check", cwd=ROOT)
    run(sys.executable, str(ROOT / "tools" / "coefficients" / "generate.py"), "--check", cwd=ROOT)


def test_package_is_small():
    """What a wheel of it takes, as deflated as wheels are: below 3 MiB."""
    installed = [p for p in Path(rl.__file__).parent.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert any(p.suffix == ".so" for p in installed) or sys.platform == "win32"
    assert sum(len(zlib.compress(p.read_bytes(), 6)) for p in installed) < 3 * 2**20
