"""The same bits on every instruction set, thread count, length, offset and stride; in threads and after fork."""

import concurrent.futures
import os
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import relume as rl
from helpers import OPERATIONS, assert_all_same_bits, moderate, run_python, samples, values_of

PARAMETERISED = [a for a in rl.activations.values() if a.parameters]


def test_every_instruction_set(operation, dtype, isa):
    arrays = operation.inputs(dtype, 20_011)
    results = operation(*arrays)
    rl.set_isa("scalar")
    assert_all_same_bits(results, operation(*arrays))


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.parameters], ids=str)
def test_every_instruction_set_with_varying_parameters(operation, dtype, isa):
    arrays = operation.inputs(dtype, 3001)
    parameters = [values_of(p, 3001).astype(dtype) for p in operation.activation.parameters]
    results = operation(*arrays, parameters=parameters)
    rl.set_isa("scalar")
    assert_all_same_bits(results, operation(*arrays, parameters=parameters))


def test_every_thread_count(operation, dtype, threads):
    arrays = operation.inputs(dtype, 300_007)
    threads(1)
    expected = operation(*arrays)
    for count in (2, 3, 4):
        threads(count)
        assert_all_same_bits(operation(*arrays), expected)
        assert_all_same_bits(operation(*(a[::-1] for a in arrays)), [e[::-1] for e in expected])


LONG = {(o, d): (o.inputs(d, 4096), o(*o.inputs(d, 4096))) for o in OPERATIONS for d in (np.float32, np.float64)}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
@pytest.mark.parametrize("isa_name", rl.available_isas())
@settings(deadline=None, max_examples=30, derandomize=True, database=None)
@given(
    dtype=st.sampled_from([np.float32, np.float64]),
    start=st.integers(0, 200),
    length=st.integers(1, 300) | st.integers(500, 1100),
    step=st.sampled_from([1, 1, 2, 3, -1, -2]),
    out_step=st.sampled_from([1, 1, 2, -1, -3]),
    shift=st.integers(0, 17),
)
def test_any_length_offset_and_stride(operation, isa_name, dtype, start, length, step, out_step, shift):
    arrays, results = LONG[operation, dtype]
    taken = slice(start, start + length * abs(step), abs(step))
    direction = 1 if step > 0 else -1
    outs = tuple(np.empty(shift + length * abs(out_step), dtype)[shift:][::out_step][:length] for _ in results)
    before = rl.isa()
    rl.set_isa(isa_name)
    try:
        operation(*(a[taken][::direction] for a in arrays), out=outs)
    finally:
        rl.set_isa(before)
    assert_all_same_bits(outs, [r[taken][::direction] for r in results])


def test_64_python_threads(operation, threads):
    threads(2)
    arrays = [operation.inputs(np.float32, 40_000 + k, seed=k) for k in range(64)]
    expected = [operation(*a) for a in arrays]
    barrier = threading.Barrier(64)

    def work(k):
        barrier.wait(timeout=60)
        return operation(*arrays[k])

    with concurrent.futures.ThreadPoolExecutor(64) as pool:
        for results, one in zip(pool.map(work, range(64)), expected, strict=True):
            assert_all_same_bits(results, one)


def test_controls_may_change_while_others_compute(threads):
    x = samples(np.float32, 200_000)
    expected = rl.leaky_relu(x)
    stop, wrong = threading.Event(), []

    def compute():
        while not stop.is_set():
            if not np.array_equal(rl.leaky_relu(x).view(np.uint32), expected.view(np.uint32)):
                wrong.append(1)

    workers = [threading.Thread(target=compute) for _ in range(4)]
    before = rl.isa()
    for worker in workers:
        worker.start()
    for k in range(200):
        rl.set_isa(rl.available_isas()[k % len(rl.available_isas())])
        threads(k % 4 + 1)
    stop.set()
    for worker in workers:
        worker.join()
    rl.set_isa(before)
    assert not wrong


FORK = """
import os, sys, threading
import numpy as np
import relume as rl

def value(p):
    return min(max(0.25, p.lower), p.upper)

rl.set_num_threads(4)
x = np.linspace(-5, 5, 2_000_000, dtype=np.float32)
calls = [lambda a, f=f: f(a, *[value(p) for p in f.parameters]) for f in (rl.relu, rl.prelu, rl.elu, rl.gelu)]
rl.set_num_threads(1)
expected = [f(x).tobytes() for f in calls]
rl.set_num_threads(4)
busy = BUSY
stop = threading.Event()

def compute():
    while not stop.is_set():
        for f in calls:
            f(x)

for f in calls:
    f(x)
workers = [threading.Thread(target=compute) for _ in range(3 if busy else 0)]
for worker in workers:
    worker.start()
for _ in range(8):
    child = os.fork()
    if child == 0:
        same = all(f(x).tobytes() == e for f, e in zip(calls, expected))
        grandchild = os.fork()
        if grandchild == 0:
            os._exit(0 if rl.relu(x).tobytes() == rl.relu.ufunc(x).tobytes() else 1)
        os._exit(0 if same and os.waitpid(grandchild, 0)[1] == 0 else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert rl.relu(x).tobytes() == rl.relu.ufunc(x).tobytes()
stop.set()
for worker in workers:
    worker.join()
print("done")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("busy", [False, True], ids=["after", "during"])
def test_fork_and_threads(busy):
    # Python 3.12 and later warn of any fork beside threads.
    code = "import warnings; warnings.simplefilter('ignore', DeprecationWarning)\n" + FORK.replace("BUSY", str(busy))
    assert run_python(code, timeout=120) == "done\n"


@pytest.mark.parametrize("activation", PARAMETERISED, ids=lambda a: a.name)
def test_parameter_gradients(activation, dtype, isa, threads):
    arrays = [moderate(dtype, 500_009, seed) * 3 for seed in range(1 + activation.arrays)]
    values = [values_of(p, 3)[1] for p in activation.parameters]
    threads(1)
    expected = activation.parameter_gradients(*arrays, *values)
    for count in (2, 4):
        threads(count)
        assert_all_same_bits(activation.parameter_gradients(*arrays, *values), expected)
    rl.set_isa("scalar")
    assert_all_same_bits(activation.parameter_gradients(*arrays, *values), expected)


def test_rounding_and_flush_modes_of_the_caller_have_no_effect():
    code = """
import ctypes, ctypes.util
import numpy as np
import relume as rl
libm = ctypes.CDLL(ctypes.util.find_library("m"))
x = np.linspace(-7, 7, 10_001)

def results():
    parameters = [[min(max(0.3, p.lower), p.upper) for p in f.parameters] for f in rl.activations.values()]
    return [f(*[x] * f.arrays, *p).tobytes() for f, p in zip(rl.activations.values(), parameters, strict=True)]

expected = results()
UPWARD = {"x86_64": 0x800, "aarch64": 0x400000}[__import__("platform").machine()]
assert libm.fesetround(UPWARD) == 0
upward = results()
assert libm.fegetround() == UPWARD
libm.fesetround(0)
print(upward == expected)
"""
    assert run_python(code) == "True\n"
