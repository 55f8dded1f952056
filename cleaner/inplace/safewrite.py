"""Replacing a file: at every moment, whatever happens, what bears its name is all of the old or all of the new.

The new content is written to a file of its own beside the old one, synced, and renamed. Linux could hold it in a file
without a name meanwhile (O_TMPFILE), but such a file cannot be renamed over another: it needs a name for a moment all
the same, and file systems that lack it would need this way besides.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, NamedTuple

from cleaner.inplace.not_articles import RefusedError

# Hidden, and of no kind that anybody walks for: one that a killed process has left behind harms nobody.
TEMPORARY_PREFIX, TEMPORARY_SUFFIX = ".cleaner-", ".tmp"


class Seen(NamedTuple):
    """A file as it was when we read it: where it really is, and what tells whether it has been written since."""

    path: Path
    state: os.stat_result

    @property
    def changed(self) -> bool:
        """Whether it is another file now, or has another content."""
        try:
            return _marks(os.stat(self.path)) != _marks(self.state)
        except OSError:
            return True


@contextlib.contextmanager
def opened(name: str) -> Iterator[tuple[BinaryIO, Seen]]:
    """Open a file for reading, links followed, to replace it later. Raises RefusedError and OSError."""
    path = Path(os.path.realpath(name, strict=True))
    # Not to wait for ever at a pipe in the place of a file.
    with open(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
        state = os.fstat(file.fileno())
        if stat.S_ISDIR(state.st_mode):
            raise RefusedError("this is a directory")
        if not stat.S_ISREG(state.st_mode):
            raise RefusedError("this is no regular file")
        yield file, Seen(path, state)


class Replacement:
    """The new content of a file that was read; a context that keeps the old one unless `commit` was called.

    Raises RefusedError where the file must not be written, OSError where it cannot be.
    """

    def __init__(self, seen: Seen) -> None:
        if not seen.state.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(seen.path, os.W_OK):
            raise RefusedError("it is read-only")
        self._seen = seen
        # The name is known before the file is there: whenever we are interrupted, it can be removed.
        unique = f"{TEMPORARY_PREFIX}{os.urandom(8).hex()}{TEMPORARY_SUFFIX}"
        self._path = seen.path.with_name(unique)
        self._file: BinaryIO | None = None

    def __enter__(self) -> Replacement:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if self._file is not None:
                with contextlib.suppress(OSError):  # what was not committed need not be written
                    self._file.close()
        finally:
            self._path.unlink(missing_ok=True)

    def write(self, data: bytes) -> None:
        """Add to the new content."""
        if self._file is None:
            try:
                self._file = os.fdopen(_exclusive(self._path), "wb")
            except PermissionError as error:
                raise RefusedError("permission denied to write in its folder") from error
        self._file.write(data)

    def commit(self) -> None:
        """Put the new content in the place of the old, with its mode, and its owner where we may."""
        self.write(b"")
        assert self._file is not None
        self._file.flush()
        _keep_attributes(self._file.fileno(), self._seen)
        self._path.chmod(stat.S_IMODE(self._seen.state.st_mode))
        os.fsync(self._file.fileno())
        self._file.close()
        if self._seen.changed:
            raise RefusedError("it was changed while it was read, and is left as it is now")
        self._path.replace(self._seen.path)
        _sync_folder(self._seen.path.parent)


def _exclusive(path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR)


def _keep_attributes(file: int, seen: Seen) -> None:
    ours = os.fstat(file)
    if hasattr(os, "fchown") and (ours.st_uid, ours.st_gid) != (seen.state.st_uid, seen.state.st_gid):
        for owner, group in ((-1, seen.state.st_gid), (seen.state.st_uid, -1)):
            with contextlib.suppress(PermissionError):
                os.fchown(file, owner, group)
    if hasattr(os, "listxattr"):  # access lists among them
        with contextlib.suppress(OSError):
            for attribute in os.listxattr(seen.path):
                with contextlib.suppress(OSError):
                    os.setxattr(file, attribute, os.getxattr(seen.path, attribute))


def _sync_folder(folder: Path) -> None:
    """Make the renaming last. A file system that cannot be asked to has done what it can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _marks(state: os.stat_result) -> tuple[int, ...]:
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
