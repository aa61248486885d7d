import pytest

import helpers
import relume as rl


@pytest.fixture(params=list(rl.activations.values()), ids=list(rl.activations))
def activation(request):
    return request.param


@pytest.fixture(params=helpers.OPERATIONS, ids=str)
def operation(request):
    """Each ufunc of an activation of each shape, as helpers.Operation."""
    return request.param


@pytest.fixture(params=helpers.DTYPES, ids=["float32", "float64"])
def dtype(request):
    return request.param


@pytest.fixture(params=rl.available_isas())
def isa(request):
    """Runs the test on each instruction set of this CPU."""
    before = rl.isa()
    rl.set_isa(request.param)
    yield request.param
    rl.set_isa(before)


@pytest.fixture
def threads():
    """Sets the number of threads: threads(4). It is put back after the test."""
    before = rl.get_num_threads()
    yield rl.set_num_threads
    rl.set_num_threads(before)
