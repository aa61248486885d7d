"""Files of the commands: outputs that appear only when they are whole, and .npy inputs read piece by piece.

Pieces are read and written, not memory-mapped: a full disk or an input cut short while it is read is then an error,
where a map would end the process with SIGBUS, and the address space needn't hold the whole file.
"""

import math
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy


class InputFileError(Exception):
    """An input that can't be used; the message names it."""


@contextmanager
def whole_file(path: str) -> Iterator[BinaryIO]:
    """A binary file to write that takes its place at path when the block ends; if the block raises, nothing is left.

    An OSError of writing names path.
    """
    target = os.path.realpath(path)
    part = os.path.join(os.path.dirname(target), f".relume-{secrets.token_hex(8)}.part")
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            raise OSError(0, "not a regular file", target)
        with open(part, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(target):
            shutil.copymode(target, part)
        os.replace(part, target)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(part)
        if not isinstance(error, OSError) or error.filename not in (None, part, target):
            raise
        missing = isinstance(error, FileNotFoundError)
        reason = f"there is no folder {os.path.dirname(path)}" if missing else error.strerror
        raise OSError(error.errno, reason, path) from None


class ArrayFile:
    """A .npy file open for reading: its shape, dtype and memory order, and its elements in the order of the file."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        self.file, self.path = file, path
        try:
            version = npy.read_magic(file)
            read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(version)
            if read_header is None:
                raise InputFileError(f"{path}: .npy files of version {version[0]}.{version[1]} hold no plain numbers")
            self.shape, self.fortran_order, self.dtype = read_header(file)
        except ValueError as error:
            raise InputFileError(f"{path} is not a .npy file: {str(error).splitlines()[0]}") from None
        if any(length < 0 for length in self.shape):
            raise InputFileError(f"{path} is not a .npy file: its header has the shape {self.shape}")
        self.size = math.prod(self.shape)
        if self.dtype.hasobject:
            raise InputFileError(f"{path} holds pickled Python objects, not numbers")
        status = os.fstat(file.fileno())
        if stat.S_ISREG(status.st_mode):
            self._check_length(status.st_size - file.tell())

    def _check_length(self, available: int) -> None:
        needed = self.size * self.dtype.itemsize
        if available < needed:
            raise InputFileError(
                f"{self.path} is truncated: its header promises {needed} bytes of data, it has {available}"
            )

    def pieces(self, elements: int) -> Iterator[np.ndarray[Any, Any]]:
        """One-dimensional arrays of at most so many elements each; the next one overwrites the last one's memory."""
        buffer = np.empty(min(elements, self.size), self.dtype)
        for start in range(0, self.size, elements):
            piece = buffer[: self.size - start]
            try:
                # The readinto of a buffered file stops short only at the end of the file.
                got = self.file.readinto(piece.view(np.uint8).data)  # type: ignore[attr-defined]
            except OSError as error:
                raise InputFileError(f"{self.path}: {error.strerror}") from None
            if got < piece.nbytes:
                self._check_length(start * self.dtype.itemsize + got)
            yield piece


@contextmanager
def open_array(path: str) -> Iterator[ArrayFile]:
    """Opens a .npy file; InputFileError if it can't be read or isn't one."""
    try:
        file = open(path, "rb")  # noqa: SIM115
    except OSError as error:
        raise InputFileError(f"{path}: {error.strerror}") from None
    with file:
        yield ArrayFile(file, path)


def write_header(file: BinaryIO, shape: tuple[int, ...], fortran_order: bool, dtype: np.dtype[Any]) -> None:
    """Begins a .npy file."""
    descr = npy.dtype_to_descr(dtype)
    npy.write_array_header_1_0(file, {"descr": descr, "fortran_order": fortran_order, "shape": shape})
