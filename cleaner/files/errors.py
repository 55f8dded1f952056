"""An exception of the system, or of a library that reads files -> a few words for the end of a sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

_NUMBERS = {
    errno.ENOENT: "no such file",
    errno.ENOTDIR: "part of its path is not a folder",
    errno.EACCES: "permission denied",
}
# By the names of classes, so that no library is loaded to ask; zlib's class is called `error`.
_KINDS = {
    "EOFError": "the compressed data breaks off",
    "FileNotFoundError": "no such file",
    "PermissionError": "permission denied",
}
_DAMAGED = ("BadGzipFile", "ZstdError", "error")
_MOST_CHARACTERS = 200  # of an error of a library


def reason(error: Exception) -> str:
    """Why a file cannot be read or written.

    >>> reason(OSError(errno.ENOSPC, "No space left on device"))
    'no space left on device'
    """
    if isinstance(error, OSError) and error.errno is not None:
        return _NUMBERS.get(error.errno) or (error.strerror or str(error)).lower()
    kind = type(error).__name__
    # Remote files, which fsspec reads, raise OSError without a number.
    if kind in _KINDS:
        return _KINDS[kind]
    line = (str(error).strip().splitlines() or ["no reason is given"])[0][:_MOST_CHARACTERS]
    if kind in _DAMAGED:
        return f"the compressed data is damaged ({line})"
    return line if isinstance(error, OSError) else f"{line} ({kind})"


@contextmanager
def raised_as(kind: type[Exception]) -> Iterator[None]:
    """Turn an error of the body, which opens or reads a file, into a `kind` with the reason as its message."""
    try:
        yield
    except OSError as error:
        raise kind(reason(error)) from error
    except ValueError as error:  # a NUL, or a character that the system cannot encode
        raise kind("not the name of a file") from error
