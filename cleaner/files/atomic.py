"""Files that are written whole or not at all: a reader sees all of the old content or all of the new, never a mixture.

The new content is written to a temporary file in the same folder, synced, and renamed. Linux could hold it in a file
without a name meanwhile (O_TMPFILE), but such a file cannot be renamed over another: it needs a name for a moment all
the same, and file systems without that feature would need this way besides.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cleaner.files.errors import raised_as, reason

# Hidden, and with an ending that no walk takes: a killed process may leave one behind.
_TEMPORARY = ".cleaner-{}.tmp"
_BINARY = getattr(os, "O_BINARY", 0)
_OWNER_ALONE = 0o600
_ALL = 0o666  # less the umask of the process


class TargetError(Exception):
    """A file that cannot be written, or must not be; the message is the reason alone, without the file's name."""


class ChangedError(TargetError):
    """Another program has written the file since we read it."""

    def __init__(self) -> None:
        super().__init__("it was changed while it was read, and is left as it is now")


class FileType(NamedTuple):
    """A type of files that we write: what one is called, and the bytes that each begins with.

    A file that begins otherwise is not overwritten.
    """

    name: str
    magic: bytes


class Snapshot(NamedTuple):
    """A file as it was when we read it: its real path, and what `stat` said."""

    path: Path
    state: os.stat_result

    @property
    def changed(self) -> bool:
        """Whether it has been written, replaced or removed since."""
        try:
            return _identity(self.path.stat()) != _identity(self.state)
        except OSError:
            return True

    @property
    def writable(self) -> bool:
        """Whether we may write to it. The system says yes to root every time, so the mode must let some user write."""
        by_mode = self.state.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
        return bool(by_mode) and os.access(self.path, os.W_OK)


def check_target(target: str, inputs: Iterable[str], file_type: FileType) -> None:
    """Raise TargetError if writing this file would destroy an input, or a file of another type."""
    path = Path(target)
    with raised_as(TargetError):
        try:
            state = path.stat()
        except FileNotFoundError:
            return
        if not stat.S_ISREG(state.st_mode):
            raise TargetError(f"this is not a file; name one for the {file_type.name}")
        if any(_is_same(name, state) for name in inputs):
            raise TargetError(f"this is one of the inputs; name another file for the {file_type.name}")
        if state.st_size and not _begins(path, file_type.magic):
            raise TargetError(f"this file exists and is not a {file_type.name}; name another file")


def is_target(name: str, target: str) -> bool:
    """Whether a name stands for the file that is written; False if the system cannot tell."""
    with contextlib.suppress(OSError, ValueError):
        return _is_same(name, Path(target).stat())
    return False


@contextlib.contextmanager
def opened_to_replace(name: str) -> Iterator[tuple[BinaryIO, Snapshot]]:
    """Open a file for reading, links followed, that `replaced` may replace later. Raises TargetError."""
    with raised_as(TargetError):
        path = Path(os.path.realpath(name, strict=True))
        # O_NONBLOCK: opening a pipe would wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise TargetError("this is a directory")
        if not stat.S_ISREG(state.st_mode):
            raise TargetError("this is not a regular file")
        yield file, Snapshot(path, state)


@contextlib.contextmanager
def replaced(target: str | Path, read: Snapshot | None = None) -> Iterator[BinaryIO]:
    """Open a new file, which replaces the target when the body ends; if the body raises, the target is left as it was.

    Links are followed. The mode, owner and extended attributes of a file that is replaced are kept, the latter two as
    far as the system lets us. With `read`, the target must still be as it was read, and writable. Raises TargetError,
    ChangedError, and whatever the body raises; an OSError in the body becomes a TargetError.
    """
    with raised_as(TargetError):
        path = Path(os.path.realpath(target))
        before = _state(path) if read is None else read.state
    if read is not None and not read.writable:
        raise TargetError("it is read-only")
    # The name is known before the file exists, so that it can be removed whenever we are interrupted.
    temporary = path.with_name(_TEMPORARY.format(os.urandom(8).hex()))
    try:
        with _created(temporary, _ALL if before is None else _OWNER_ALONE) as file:
            yield file
            file.flush()
            if before is not None:
                _keep_attributes(file.fileno(), path, before)
                temporary.chmod(stat.S_IMODE(before.st_mode))
            os.fsync(file.fileno())
        if read is not None and read.changed:
            raise ChangedError
        temporary.replace(path)
    except OSError as error:
        raise TargetError(reason(error)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: str | Path) -> None:
    """Make a renaming in a folder last beyond a crash of the machine, if its file system can be asked to."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextlib.contextmanager
def _created(path: Path, mode: int) -> Iterator[BinaryIO]:
    try:
        file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode), "wb")
    except PermissionError as error:
        raise TargetError("permission denied to write in its folder") from error
    except FileNotFoundError as error:
        is_there = path.parent.is_dir()
        raise TargetError("no file can be made in this folder" if is_there else "there is no such folder") from error
    try:
        yield file
    finally:
        # What counts was flushed and synced; an error now must not hide the one that brought us here.
        with contextlib.suppress(OSError):
            file.close()


def _keep_attributes(file: int, path: Path, before: os.stat_result) -> None:
    ours = os.fstat(file)
    if hasattr(os, "fchown") and (ours.st_uid, ours.st_gid) != (before.st_uid, before.st_gid):
        for owner, group in ((-1, before.st_gid), (before.st_uid, -1)):
            with contextlib.suppress(PermissionError):
                os.fchown(file, owner, group)
    if hasattr(os, "listxattr"):  # access control lists among them
        with contextlib.suppress(OSError):
            for attribute in os.listxattr(path):
                with contextlib.suppress(OSError):
                    os.setxattr(file, attribute, os.getxattr(path, attribute))


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _is_same(name: str, state: os.stat_result) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return os.path.samestat(Path(name).stat(), state)
    return False


def _begins(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _identity(state: os.stat_result) -> tuple[int, ...]:
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
