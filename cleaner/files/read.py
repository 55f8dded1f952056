"""The name of a file, or "-" for standard input -> its bytes or its text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple

from cleaner.decode import Decoded, decode, why_binary
from cleaner.files.errors import raised_as

STDIN = "-"
MEGABYTE = 1_000_000


class InputError(Exception):
    """An input that cannot be read or is not text; the message is the reason alone, without the input's name."""


class Limits(NamedTuple):
    """The largest size of an input in bytes; the encoding of one without a byte-order mark, None to detect it."""

    max_size: int
    encoding: str | None


def read_text(name: str, limits: Limits) -> Decoded:
    """Read and decode one input; "-" is standard input. Raises InputError."""
    return text_of(_read_stdin(limits.max_size) if name == STDIN else read_file(name, limits.max_size), limits)


def text_of(data: bytes, limits: Limits, served: str | None = None) -> Decoded:
    """Decode what was read; `served` is the encoding that the server declared.

    Raises InputError if it is too large, or not text.
    """
    check_size(len(data), limits.max_size)
    if limits.encoding is None and (what := why_binary(data)) is not None:
        raise InputError(f"this is {what}, not text")
    return decode(data, limits.encoding, served)


def read_file(name: str, max_size: int) -> bytes:
    """The bytes of a file. Raises InputError."""
    with raised_as(InputError):
        try:
            with Path(name).open("rb") as file:
                return _bounded(file, max_size)
        except IsADirectoryError as error:
            raise InputError("this is a directory; name the files in it") from error


def _read_stdin(max_size: int) -> bytes:
    if sys.stdin is None:
        raise InputError("it is closed")
    with raised_as(InputError):
        return _bounded(sys.stdin.buffer, max_size)


def _bounded(file: BinaryIO, max_size: int) -> bytes:
    data = file.read(max_size + 1)
    check_size(len(data), max_size)
    return data


def check_size(size: int, max_size: int) -> None:
    """Raise InputError if an input of this many bytes is too large."""
    if size > max_size:
        raise InputError(too_large(max_size))


def too_large(max_size: int) -> str:
    """Why an input with more bytes than this is not read."""
    return f"larger than {max_size / MEGABYTE:g} MB; --max-size raises the limit"


def note_of(decoded: Decoded) -> str | None:
    """A warning where the encoding was guessed or decoding replaced characters, else None."""
    notes = []
    if decoded.guessed:
        wrong = decoded.disbelieved
        why = "its encoding is not declared" if wrong is None else f"its text is not {wrong}, as is declared"
        notes.append(f"{why}; {decoded.encoding} is a guess (--encoding names another)")
    if decoded.replaced:
        characters = "character was" if decoded.replaced == 1 else "characters were"
        notes.append(f"not all of this is {decoded.encoding}; {decoded.replaced} {characters} replaced by U+FFFD")
    return "; ".join(notes) or None
