"""What a process may meet: no memory, no threads, signals, sub-interpreters, arrays beyond 2^31 and 2^32 elements."""

import os
import subprocess
import sys

import pytest

import relume as rl
from helpers import run_python

LINUX = sys.platform.startswith("linux")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="os.kill sends no SIGINT there")
@pytest.mark.parametrize("count", [1, 4])
def test_interrupt(count):
    code = f"""
import os, signal, threading
import numpy as np
import relume as rl

signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent in the background has it ignored
rl.set_num_threads({count})
x = np.linspace(-9, 9, 3_000_001, dtype=np.float32)
expected = rl.gelu(x).tobytes()
y = np.empty_like(x)
started = threading.Event()

def interrupt():
    started.wait()
    os.kill(os.getpid(), signal.SIGINT)

thread = threading.Thread(target=interrupt)
thread.start()
interrupted = finished = 0
try:
    started.set()
    for _ in range(1000):
        rl.gelu(x, out=y)
        finished += 1
except KeyboardInterrupt:
    interrupted = 1
thread.join()
# No call is cut short, and the pool works on.
print(interrupted, finished < 1000, rl.gelu(x).tobytes() == expected, finished == 0 or y.tobytes() == expected)
"""
    assert run_python(code, timeout=120) == "1 True True True\n"


@pytest.mark.skipif(not LINUX, reason="RLIMIT_AS is held to on Linux alone")
def test_no_memory_for_the_output():
    code = """
import resource
import numpy as np
import relume as rl

x = np.ones(1 << 25, np.float32)
rows = x.reshape(1 << 5, 1 << 20)
small = np.linspace(-3, 3, 1001, dtype=np.float32)
expected = rl.gelu(small).tobytes()
quantized = rl.quantize("relu", input_scale=0.1, output_scale=0.1)
q = np.ones(1 << 28, np.int8)
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + (64 << 20),) * 2)
calls = [lambda: rl.gelu(x), lambda: rl.elu.derivative(x, 0.5), lambda: rl.relu.backward(x, x),
         lambda: rl.softmax(rows), lambda: rl.glu.split(np.broadcast_to(x, (8, 1 << 25))), lambda: quantized(q),
         lambda: rl.mix(rl.relu, rl.silu, 0.3)(x)]
failed = 0
for call in calls:
    try:
        call()
    except MemoryError:
        failed += 1
assert rl.gelu(x, out=x) is x
print(failed == len(calls), rl.gelu(small).tobytes() == expected)
"""
    assert run_python(code) == "True True\n"


@pytest.mark.skipif(not LINUX, reason="RLIMIT_AS is held to on Linux alone")
def test_no_memory_for_threads():
    code = """
import os, resource
import numpy as np
import relume as rl

x = np.linspace(-9, 9, 1_000_003, dtype=np.float32)
y = np.empty_like(x)
dy = np.ones_like(x)
rl.set_num_threads(1)
expected, sums = rl.gelu(x).tobytes(), rl.prelu.parameter_gradients(dy, x, 0.25)
rl.gelu(x, out=y)
# A thread's stack is 8 MiB.
pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_STACK, (8 << 20, resource.getrlimit(resource.RLIMIT_STACK)[1]))
resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + (6 << 20), resource.getrlimit(resource.RLIMIT_AS)[1]))
rl.set_num_threads(8)
y[:] = 0
rl.gelu(x, out=y)
alone = len(os.listdir("/proc/self/task"))
same = y.tobytes() == expected and rl.prelu.parameter_gradients(dy, x, 0.25) == sums
resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)
rl.gelu(x, out=y)
print(alone, same, len(os.listdir("/proc/self/task")) - alone, y.tobytes() == expected)
"""
    # Threads that NumPy's BLAS keeps would be counted too.
    assert run_python(code, OPENBLAS_NUM_THREADS="1") == "1 True 7 True\n"


SUBINTERPRETER = """
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
import sys
if "first" in sys.argv:
    import relume
code = '''
import warnings
warnings.simplefilter("ignore")  # NumPy warns of itself
try:
    import relume
    import numpy as np
    assert relume.relu(np.array([-1.0, 2.0])).tolist() == [0, 2]
    print("works")
except ImportError as error:
    assert str(error)
    print("refused")
'''
for _ in range(2):
    interpreter = interpreters.create()
    failed = interpreters.run_string(interpreter, code)
    assert failed is None, failed
    interpreters.destroy(interpreter)
import relume
import numpy as np
print(relume.relu(np.array([-1.0, 2.0])).tolist() == [0, 2])
"""


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="CPython's module of sub-interpreters")
def test_subinterpreter_after_import():
    done = subprocess.run([sys.executable, "-c", SUBINTERPRETER, "first"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.split()
    assert set(lines[:-1]) <= {"works", "refused"}
    assert len(lines) == 3
    assert lines[-1] == "True"


# A small file mapped again and again: an array of any length in a few pages. What one place gets, all places get, so
# that the last elements, written alone behind, tell whether an index has wrapped.
HUGE = """
import ctypes, mmap, os, tempfile
import numpy as np
import relume as rl

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
PIECE = 1 << 27
READ_WRITE, SHARED, PRIVATE, FIXED, ANONYMOUS, NO_RESERVE = 3, 1, 2, 16, 32, 0x4000

def huge(size, dtype):
    size = (size + PIECE - 1) // PIECE * PIECE
    base = libc.mmap(None, size + PIECE, READ_WRITE, PRIVATE | ANONYMOUS | NO_RESERVE, -1, 0)
    assert base != ctypes.c_void_p(-1).value
    with tempfile.TemporaryFile() as file:
        file.truncate(PIECE)
        for at in range(0, size, PIECE):
            assert libc.mmap(base + at, PIECE, READ_WRITE, SHARED | FIXED, file.fileno(), 0) == base + at
    # The last piece has pages of its own.
    bytes = (ctypes.c_char * (size + PIECE)).from_address(base)
    return np.frombuffer(bytes, dtype), size // np.dtype(dtype).itemsize
"""

LONG_CALL = """
x, repeated = huge((1 << EXPONENT) * np.dtype(DTYPE).itemsize, DTYPE)
y, _ = huge((1 << EXPONENT) * np.dtype(DTYPE).itemsize, DTYPE)
n = repeated + 9
assert n > 1 << EXPONENT
x, y = x[:n], y[:n + 1]
x[repeated - 3:] = LAST
y[n] = 77
FUNCTION(x, y[:n])
print(y[repeated:].tolist(), y[:2].tolist())
"""


@pytest.mark.skipif(not LINUX, reason="the numbers of mmap's flags are Linux's")
@pytest.mark.parametrize(
    ("dtype", "exponent", "function", "last", "expected"),
    [
        (
            "np.int8",
            32,
            "lambda x, y: rl.relu(x, out=y)",
            "[-5, 4, -3, 2, 1, -1, 7, -7, 9, -9, 11, -128]",
            "[2, 1, 0, 7, 0, 9, 0, 11, 0, 77] [0, 0]",
        ),
        (
            "np.int8",
            32,
            "lambda x, y: rl.quantize('relu', input_scale=1, output_scale=0.5)(x, out=y)",
            "[-5, 4, -3, 2, 1, -1, 7, -7, 9, -9, 11, 100]",
            "[4, 2, 0, 14, 0, 18, 0, 22, 127, 77] [0, 0]",
        ),
        (
            "np.float16",
            31,
            "lambda x, y: rl.relu(x, out=y)",
            "[-5, 4, -3, 2, 1, -1, 7, -7, 9, -9, 11, -128]",
            "[2.0, 1.0, 0.0, 7.0, 0.0, 9.0, 0.0, 11.0, 0.0, 77.0] [0.0, 0.0]",
        ),
        (
            "np.float32",
            31,
            "lambda x, y: rl.set_num_threads(2) or rl.buffers.relu(x, y)",
            "[-5, 4, -3, 2, 1, -1, 7, -7, 9, -9, 11, -128]",
            "[2.0, 1.0, 0.0, 7.0, 0.0, 9.0, 0.0, 11.0, 0.0, 77.0] [0.0, 0.0]",
        ),
    ],
    ids=["int8 2^32", "quantized 2^32", "float16 2^31", "float32 2^31 on threads"],
)
def test_huge(dtype, exponent, function, last, expected):
    code = LONG_CALL.replace("EXPONENT", str(exponent)).replace("DTYPE", dtype)
    code = code.replace("FUNCTION", f"({function})").replace("LAST", last)
    assert run_python(HUGE + code, timeout=300) == expected + "\n"


@pytest.mark.skipif(not LINUX, reason="the build with GNU's linker")
def test_hardened_library():
    library = f"{rl.get_library_dir()}/librelume.so"
    done = subprocess.run(["readelf", "-Wld", library], capture_output=True, text=True, check=True)
    segments = {line.split()[0]: line for line in done.stdout.splitlines() if line.strip()}
    assert "GNU_RELRO" in segments
    assert "BIND_NOW" in done.stdout or ("FLAGS_1" in done.stdout and " NOW" in done.stdout)
    assert "RWE" not in segments["GNU_STACK"]
