"""Adding to a file: all of what is added stands in it, or nothing, whatever goes wrong but a crash of the machine."""

from __future__ import annotations

import contextlib
import os
from types import TracebackType
from typing import NamedTuple
from zlib import crc32

_FLAGS = os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class Place(NamedTuple):
    """Where bytes stand in a file, and what tells that it is them."""

    offset: int
    size: int
    check: int

    def read(self, file: int) -> bytes | None:
        """What stands there in a file that is open; None where it is something else."""
        data = os.pread(file, self.size, self.offset)
        return data if len(data) == self.size and crc32(data) == self.check else None


class Appending:
    """A file that is added to; a context. `size` is what it had before: what a killed process left may be torn."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | _FLAGS, 0o666)
        self._end = self.size = os.fstat(self._file).st_size

    def __enter__(self) -> Appending:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def add(self, data: bytes) -> Place:
        """Add bytes. Raises OSError, and then the file is as it was."""
        place = Place(self._end, len(data), crc32(data))
        try:
            write_all(self._file, data)
        except BaseException:
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._end)
            raise
        self._end += len(data)
        return place

    def read_at(self, offset: int, size: int) -> bytes:
        """What stands in the file at a place."""
        return os.pread(self._file, size, offset)

    def close(self) -> None:
        """No more is added."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def write_all(file: int, data: bytes) -> None:
    """Write all of it to a file that is open."""
    waiting = memoryview(data)
    while waiting:
        waiting = waiting[os.write(file, waiting) :]


def write_new(path: str, data: bytes) -> None:
    """Write a file that is not there yet."""
    file = os.open(path, os.O_WRONLY | os.O_EXCL | _FLAGS, 0o666)
    try:
        write_all(file, data)
    finally:
        os.close(file)


class OpenFiles:
    """Files that are read here and there: the ones read last stay open."""

    _MOST = 4

    def __init__(self) -> None:
        self._files: dict[str, int] = {}

    def read(self, path: str, place: Place) -> bytes | None:
        """What stands at a place of a file; None where it is something else, or the file is not there."""
        try:
            return place.read(self._file(path))
        except OSError:
            return None

    def close(self) -> None:
        """Close them all; what is asked for next is opened again."""
        for file in self._files.values():
            os.close(file)
        self._files.clear()

    def _file(self, path: str) -> int:
        if path not in self._files:
            if len(self._files) >= self._MOST:
                os.close(self._files.pop(next(iter(self._files))))
            self._files[path] = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
        return self._files[path]


def sync_folder(folder: str) -> None:
    """Make a renaming last. A file system that cannot be asked to has done what it can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
