"""The file that a page or report is written to: never an input, never somebody's other file, never half of one."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

_READABLE_BY_ALL = 0o666


class Sort(NamedTuple):
    """A sort of files that we write: what one is called, and how each begins.

    Whatever else stands in the place of one is not overwritten.
    """

    name: str
    mark: bytes


class TargetError(Exception):
    """A file that cannot be written to; the message is the reason alone, without the file's name."""


def check_target(target: str, inputs: Iterable[str], sort: Sort) -> None:
    """Raise TargetError where a file in this place would destroy an input, or a file that is not of the same sort."""
    path = Path(target)
    try:
        there = path.stat()
        if not stat.S_ISREG(there.st_mode):
            raise TargetError(f"this is no file; a {sort.name} is written to one")
        if any(_is_same(name, there) for name in inputs):
            raise TargetError(f"this is one of the inputs; name another file for the {sort.name}")
        if there.st_size and not _begins(path, sort.mark):
            raise TargetError(f"this is there already and no {sort.name}; name another file")
    except FileNotFoundError:
        return
    except OSError as error:
        raise TargetError(_why(error)) from error
    except ValueError as error:
        raise TargetError("not the name of a file") from error


@contextlib.contextmanager
def replaced(target: str) -> Iterator[BinaryIO]:
    """A file to write to that takes the place of the target once it is whole; until then the target is as it was.

    Raises TargetError where the system refuses.
    """
    try:
        place = Path(target).resolve()
        descriptor, name = tempfile.mkstemp(prefix=".cleaner-", suffix=".tmp", dir=place.parent)
    except (OSError, RuntimeError) as error:
        raise TargetError(_why(error)) from error
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(descriptor)
        beside.chmod(_mode(place))
        beside.replace(place)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        if isinstance(error, OSError):
            raise TargetError(_why(error)) from error
        raise


def is_target(name: str, target: str) -> bool:
    """Whether a file is the one that is written to; one that cannot be asked is not."""
    with contextlib.suppress(OSError, ValueError):
        return _is_same(name, Path(target).stat())
    return False


def _is_same(name: str, there: os.stat_result) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return os.path.samestat(Path(name).stat(), there)
    return False


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


def _mode(place: Path) -> int:
    """The mode of the file that is replaced, or that of any new file."""
    with contextlib.suppress(OSError):
        return stat.S_IMODE(place.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return _READABLE_BY_ALL & ~mask


def _why(error: Exception) -> str:
    """A few words for the end of a sentence; a circle of links is a RuntimeError in older versions of Python."""
    return ((isinstance(error, OSError) and error.strerror) or str(error)).lower()
