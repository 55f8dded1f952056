"""The names of a call: those on the command line, and those of a list."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from cleaner.files.errors import reason
from cleaner.files.open import opened
from cleaner.files.read import InputError

_LONGEST_BYTES = 65_536
_UTF8_MARK = b"\xef\xbb\xbf"


class NamesError(Exception):
    """A list of names that cannot be read; the message says why, without the name of the list."""


class Name(NamedTuple):
    """A file, folder, glob or address. One that was `listed` keeps its folders below the output."""

    text: str
    listed: bool = False


def given(names: Iterable[str]) -> Iterator[Name]:
    """The names of a command line."""
    return map(Name, names)


def names_in(source: str, null: bool = False) -> Iterator[Name]:
    """The names in a file, or on standard input for "-": one a line, or with `null` separated by NUL bytes.

    Names need not be UTF-8; blank lines are left out. Raises NamesError.
    """
    try:
        with opened(source) as file:
            for name in _between_nulls(file.stream) if null else _lines(file.stream):
                if name:
                    yield Name(os.fsdecode(name), listed=True)
    except InputError as error:
        raise NamesError(str(error)) from error
    except (OSError, EOFError) as error:
        raise NamesError(reason(error)) from error


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    mark = _UTF8_MARK
    while line := stream.readline(_LONGEST_BYTES + 1):
        if b"\x00" in line:
            raise NamesError("there are NUL bytes in it; --null reads names that are separated by them")
        _check_length(line)
        yield line.removeprefix(mark).rstrip(b"\r\n")
        mark = b""


def _between_nulls(stream: BinaryIO) -> Iterator[bytes]:
    rest = b""
    while part := stream.read(_LONGEST_BYTES):
        *whole, rest = (rest + part).split(b"\x00")
        yield from whole
        _check_length(rest)
    yield rest


def _check_length(name: bytes) -> None:
    if len(name) > _LONGEST_BYTES:
        raise NamesError(f"one of the names is longer than {_LONGEST_BYTES:,} bytes")
