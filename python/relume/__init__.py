"""Neural-network activation functions, their derivatives and backward passes, on NumPy arrays.

import relume as rl
y = rl.gelu(x)                    # every activation is a NumPy ufunc behind a callable
dx = rl.gelu.backward(dy, x)      # dy·f'(x), in one pass
rl.activations                    # all of them, by name; rl.functions has what isn't elementwise
"""

import difflib as _difflib
import os as _os
from collections.abc import Mapping as _Mapping

if _os.name == "nt":  # Elsewhere the modules know where the C library is.
    _os.add_dll_directory(_os.path.join(_os.path.dirname(__file__), "bin"))

from relume._mixtures import Mixture, mix, rectified, weighted_sum
from relume._quantize import QuantizedActivation, quantize
from relume._ufuncs import (
    Activation,
    AxisFunction,
    Gate,
    Parameter,
    __version__,
    available_isas,
    get_num_threads,
    isa,
    set_isa,
    set_num_threads,
)
from relume._ufuncs import aliases as _aliases
from relume._ufuncs import axis_functions as _axis_functions
from relume._ufuncs import catalogue as _catalogue
from relume.diagnostics import get_include, get_library_dir, show_config
from relume.diagnostics import usable_cpus as _usable_cpus
from relume.structured import crelu, dynamic_relu, maxout, rrelu


class Activations(_Mapping):
    """Every activation by its name or an alias; an unknown name raises a KeyError that tells the close ones.

    Iteration gives each activation once, by its own name.
    """

    def __getitem__(self, name):
        if name in _catalogue:
            return _catalogue[name]
        if name in _aliases:
            return _aliases[name]
        raise KeyError(_unknown(name))

    def __iter__(self):
        return iter(_catalogue)

    def __len__(self):
        return len(_catalogue)

    def __repr__(self):
        return f"<relume activations: {', '.join(self)}>"


def _unknown(name):
    if name in functions:
        return f"{name} isn't elementwise: relume.{name}, or relume.functions[{name!r}]"
    close = _difflib.get_close_matches(str(name), [*_catalogue, *_aliases], n=3, cutoff=0.5)
    hint = f"; close: {', '.join(close)}" if close else f"; there are {', '.join(_catalogue)}"
    return f"relume has no activation {name!r}{hint}"


activations = Activations()
# What isn't elementwise, by name: functions on an axis, of random slopes, of groups of channels.
functions = _axis_functions | {f.name: f for f in (rrelu, crelu, maxout, dynamic_relu)}
globals().update(_catalogue | _axis_functions)


def __getattr__(name):
    if name == "buffers":
        from importlib import import_module

        return import_module("relume.buffers")
    if name in _aliases:
        return _aliases[name]
    if name.startswith("_"):
        raise AttributeError(f"module 'relume' has no attribute {name!r}")
    raise AttributeError(_unknown(name))


# A wrong setting in the environment is an error here, not at some later call.
isa()
get_num_threads()
if not _os.environ.get("RELUME_NUM_THREADS"):
    set_num_threads(_usable_cpus())

__all__ = [
    "Activation",
    "AxisFunction",
    "Gate",
    "Mixture",
    "Parameter",
    "QuantizedActivation",
    "__version__",
    "activations",
    "available_isas",
    "buffers",
    "crelu",
    "dynamic_relu",
    "functions",
    "get_include",
    "get_library_dir",
    "get_num_threads",
    "isa",
    "maxout",
    "mix",
    "quantize",
    "rectified",
    "rrelu",
    "set_isa",
    "set_num_threads",
    "show_config",
    "weighted_sum",
    *_catalogue,
    *_axis_functions,
]
