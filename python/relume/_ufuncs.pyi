from collections.abc import Iterator
from typing import Any

from relume import Activation as Activation
from relume import AxisFunction as AxisFunction
from relume import Gate as Gate
from relume import Parameter as Parameter
from relume import __version__ as __version__
from relume import available_isas as available_isas
from relume import get_num_threads as get_num_threads
from relume import isa as isa
from relume import set_isa as set_isa
from relume import set_num_threads as set_num_threads

catalogue: dict[str, Activation]
axis_functions: dict[str, AxisFunction]
aliases: dict[str, Activation]

def find(name: object) -> Activation | None: ...
def blocks(shape: tuple[int, ...], size: int) -> Iterator[tuple[slice, ...]]: ...
def add_sum(total: Any, part: Any, block: tuple[slice, ...]) -> None: ...
