"""The name of a TOML file -> the table in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cleaner.files.errors import raised_as

_LARGEST_BYTES = 10_000_000


class TomlError(ValueError):
    """A file that cannot be read or is not TOML; the message is the reason alone, without the file's name."""


def read_toml(path: str) -> dict[str, Any]:
    """The table in a file. Raises TomlError."""
    return parse_toml(read_bytes(path))


def read_bytes(path: str, largest: int = _LARGEST_BYTES) -> bytes:
    """The bytes of a file of at most `largest` bytes, by default more than a person writes. Raises TomlError."""
    with raised_as(TomlError), Path(path).open("rb") as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise TomlError(f"larger than {largest // 1_000_000} MB")
    return data


def parse_toml(data: bytes) -> dict[str, Any]:
    """The table in the bytes of a file, which may begin with a byte-order mark. Raises TomlError."""
    # Imported here, since it takes longer than reading all rules and most calls read no TOML.
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TomlError(f"not UTF-8 (byte {error.start + 1})") from error
    except tomllib.TOMLDecodeError as error:
        raise TomlError(f"not TOML: {error}") from error
    except RecursionError as error:
        raise TomlError("nested too deeply") from error
