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
    return text_of(_read_stdin(limits.max_size) if name == STDIN else read_file(name, limits.max_size), limits)


def text_of(data: bytes, limits: Limits, served: str | None = None) -> Decoded:
    """Decode what was read; `served` is the encoding of which a server spoke.

    Raises InputError where it is too large, or no text.
    """
    check_size(len(data), limits.max_size)
    if limits.encoding is None and (what := why_binary(data)) is not None:
        raise InputError(f"this is {what}, not text")
    return decode(data, limits.encoding, served)


def read_file(name: str, max_size: int) -> bytes:
    """The bytes of a file. Raises InputError."""
    try:
        if stat.S_ISDIR(os.stat(name).st_mode):
            raise InputError("this is a directory; name the files in it")
        with open(name, "rb") as file:
            return _bounded(file, max_size)
    except OSError as error:
        raise InputError(reason(error)) from error
    except ValueError as error:
        raise InputError("not the name of a file") from error


def _read_stdin(max_size: int) -> bytes:
    if sys.stdin is None:
        raise InputError("it is closed")
    try:
        return _bounded(sys.stdin.buffer, max_size)
    except OSError as error:
        raise InputError(reason(error)) from error


def _bounded(file: BinaryIO, max_size: int) -> bytes:
    data = file.read(max_size + 1)
    check_size(len(data), max_size)
    return data


def check_size(size: int, max_size: int) -> None:
    """Raise InputError where an input is too large."""
    if size > max_size:
        raise InputError(f"larger than {max_size / MEGABYTE:g} MB; --max-size raises the limit")


def note_of(decoded: Decoded) -> str | None:
    """What is to be told of how a text was read; mostly nothing."""
    if not decoded.replaced:
        return None
    characters = "character is" if decoded.replaced == 1 else "characters are"
    return f"not all of this is {decoded.encoding}; {decoded.replaced} {characters} replaced by U+FFFD"


def reason(error: OSError) -> str:
    """Why the system refused, in a few words for the end of a sentence."""
    if error.errno == errno.ENOENT:
        return "no such file"
    if error.errno == errno.EACCES:
        return "permission denied"
    return (error.strerror or str(error)).lower()
