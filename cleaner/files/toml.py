"""Reads a TOML file that a person wrote: its table, or one line that says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_LARGEST = 10_000_000  # bytes


class TomlError(ValueError):
    """A file that is no TOML or cannot be read; the message is the reason alone, without the file's name."""


def read_toml(path: str) -> dict[str, Any]:
    """The table that a file holds. Raises TomlError."""
    return parse_toml(read_bytes(path))


def read_bytes(path: str, largest: int = _LARGEST) -> bytes:
    """What is in a file, by default of a size that a person may have written. Raises TomlError."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(largest + 1)
    except (OSError, ValueError) as error:
        raise TomlError(_reason(error)) from error
    if len(data) > largest:
        raise TomlError(f"larger than {largest // 1_000_000} MB")
    return data


def parse_toml(data: bytes) -> dict[str, Any]:
    """The table that the bytes of a file hold; a byte-order mark is passed over. Raises TomlError."""
    # Most calls read no TOML, and this takes longer than reading all rules.
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TomlError(f"not UTF-8 (byte {error.start + 1})") from error
    except tomllib.TOMLDecodeError as error:
        raise TomlError(f"not TOML: {error}") from error
    except RecursionError as error:
        raise TomlError("nested too deeply") from error


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return "not the name of a file"
