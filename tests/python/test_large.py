"""Arrays so large that results go past the caches: the same bits as of short ones, wherever outputs begin."""

import numpy as np
import pytest

import relume as rl
from helpers import DTYPES, Operation, assert_same_bits

SAMPLE = 10007  # inputs, again and again: a prime, so that they meet every place in a vector
BYTES = 1 << 26  # of all arrays together, from which on that is so


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("kind", ["forward", "backward"])
@pytest.mark.parametrize("name", rl.activations)
def test_same_bits_as_short_arrays(name, kind, dtype):
    operation = Operation(rl.activations[name], kind)
    short = operation.inputs(dtype, SAMPLE)
    expected = operation(*short)
    n = BYTES // ((operation.arrays + len(expected)) * np.dtype(dtype).itemsize) + 77
    arrays = [np.resize(a, n) for a in short]
    wanted = [np.resize(e, n) for e in expected]
    # Outputs that begin at two places in a cache line; a gate's at the same one, and not.
    for shifts in ((0, 0), (3, 3), (0, 5)) if len(expected) == 2 else ((0,), (3,)):
        buffers = [np.full(n + 16, 7, dtype) for _ in expected]
        outputs = tuple(buffer[at : at + n] for buffer, at in zip(buffers, shifts, strict=True))
        operation(*arrays, out=outputs)
        for output, value, buffer, at in zip(outputs, wanted, buffers, shifts, strict=True):
            assert_same_bits(output, value)
            assert (buffer[:at] == 7).all()
            assert (buffer[at + n :] == 7).all()
    operation(*arrays, out=(arrays[0], *outputs[1:]))
    assert_same_bits(arrays[0], wanted[0])
