"""The names of a call: those on the command line, and those of a list."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from cleaner.files.errors import reason
from cleaner.files.open import opened
from cleaner.files.read import InputError

_LONGEST_BYTES = 65_536


class NamesError(Exception):
    """A list of names that cannot be read; the message says why, without the name of the list."""


class Name(NamedTuple):
    """A file, folder, glob or address. One that was `listed` keeps its folders below the output."""

    text: str
    listed: bool = False


def names_in(source: str, null: bool = False) -> Iterator[Name]:
    """The names in a file, or on standard input for "-": one a line, or with `null` separated by NUL bytes.

    Names need not be UTF-8; blank lines are left out. Raises NamesError.
    """
    try:
        with opened(source) as file:
            for number, name in enumerate(_between(b"\0" if null else b"\n", file.stream)):
                if len(name) > _LONGEST_BYTES:
                    raise NamesError(f"one of the names is longer than {_LONGEST_BYTES:,} bytes")
                if not null and b"\0" in name:
                    raise NamesError("there are NUL bytes in it; --null reads names that are separated by them")
                plain = name if null else name.removeprefix(b"" if number else BOM_UTF8).rstrip(b"\r")
                if plain:
                    yield Name(os.fsdecode(plain), listed=True)
    except InputError as error:
        raise NamesError(str(error)) from error
    except (OSError, EOFError) as error:
        raise NamesError(reason(error)) from error


def _between(separator: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """The names in a stream; of one that is too long a part, as the last one."""
    rest = b""
    while len(rest) <= _LONGEST_BYTES and (part := stream.read(_LONGEST_BYTES)):
        *whole, rest = (rest + part).split(separator)
        yield from whole
    yield rest
