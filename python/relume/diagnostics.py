"""What this copy of relume is and where its C files are."""

import math
import os
import platform
from importlib.resources import files

import numpy as np

from relume import _ufuncs


def usable_cpus() -> int:
    """CPUs this process may use: the smaller of its affinity and its cgroup's quota, at least 1."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:
        count = os.cpu_count() or 1
    return max(1, min(count, _cgroup_quota()))


def _cgroup_quota() -> int:
    try:
        with open("/sys/fs/cgroup/cpu.max") as file:
            quota, period = file.read().split()
        return max(1, math.ceil(int(quota) / int(period)))
    except (OSError, ValueError):
        return 1024


def get_include() -> str:
    """The folder of relume.h."""
    return str(files("relume") / "include")


def get_library_dir() -> str:
    """The folder of the shared C library, which the package itself uses; lib/cmake and lib/pkgconfig lie below it."""
    return str(files("relume") / "lib")


def show_config() -> None:
    """Prints versions, the instruction set and threads in use, and where the C library lies."""
    rows = {
        "relume": _ufuncs.__version__,
        "activations": len(_ufuncs.catalogue),
        "instruction set": f"{_ufuncs.isa()} (available: {', '.join(_ufuncs.available_isas())})",
        "threads": _ufuncs.get_num_threads(),
        "numpy": np.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "include": get_include(),
        "library": get_library_dir(),
    }
    for name, value in rows.items():
        print(f"{name + ':':<17}{value}")
