"""The inputs of a call: file names and standard input to bytes, or one line that says why not."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import BinaryIO, NamedTuple

from cleaner.decode import Decoded, decode, why_binary

STDIN = "-"
MEGABYTE = 1_000_000


class InputError(Exception):
    """An input that cannot be read or is no text; the message is the reason alone, without the input's name."""


class Limits(NamedTuple):
    """What an input may be: its largest size in bytes, and the encoding of bytes without a byte-order mark."""

    max_size: int
    encoding: str | None


def read_text(name: str, limits: Limits) -> Decoded:
    """Read and decode one input; "-" is standard input. Raises InputError."""
    data = _read(name, limits.max_size)
    if limits.encoding is None and (what := why_binary(data)) is not None:
        raise InputError(f"this is {what}, not text")
    return decode(data, limits.encoding)


def _read(name: str, max_size: int) -> bytes:
    try:
        if name == STDIN:
            if sys.stdin is None:
                raise InputError("it is closed")
            return _bounded(sys.stdin.buffer, max_size)
        if stat.S_ISDIR(os.stat(name).st_mode):
            raise InputError("this is a directory; name the files in it")
        with open(name, "rb") as file:
            return _bounded(file, max_size)
    except OSError as error:
        raise InputError(reason(error)) from error
    except ValueError as error:
        raise InputError("not the name of a file") from error


def _bounded(file: BinaryIO, max_size: int) -> bytes:
    data = file.read(max_size + 1)
    if len(data) > max_size:
        raise InputError(f"larger than {max_size / MEGABYTE:g} MB; --max-size raises the limit")
    return data


def reason(error: OSError) -> str:
    """Why the system refused, in a few words for the end of a sentence."""
    if error.errno == errno.ENOENT:
        return "no such file"
    if error.errno == errno.EACCES:
        return "permission denied"
    return (error.strerror or str(error)).lower()
