"""Rows that wait as lines of JSON, and the types of their columns in Arrow, which pyarrow infers."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from cleaner.files.json_record import JsonRecord, parse

_DEEPEST = 8  # levels of lists and objects
_MOST_FIELDS = 200  # of an object
_LONGEST_NUMBER = 20  # characters of the smallest 64-bit number


def _whole(spelt: str) -> int | str:
    return int(spelt) if len(spelt) <= _LONGEST_NUMBER else spelt


def _fraction(spelt: str) -> float | str:
    number = float(spelt)
    return number if math.isfinite(number) else spelt


# Numbers that no type of Arrow holds stay text.
_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_fraction)


class JsonRows:
    """Some lines, each a JSON object."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._rows: list[dict[str, Any]] = [_DECODER.decode(line) for line in lines]

    def names(self) -> Iterator[str]:
        """The names of the fields in their order."""
        return iter(dict.fromkeys(name for row in self._rows for name in row))

    def values(self, name: str) -> list[Any]:
        """The values of a field, None where it is missing."""
        return [row.get(name) for row in self._rows]

    def texts(self, name: str) -> list[str | None]:
        """The values as text: strings as they are, all others as they are spelt in JSON."""
        return [
            value if value is None or isinstance(value, str) else _spelt(record, name)
            for value, record in zip(self.values(name), self._records, strict=True)
        ]

    @cached_property
    def _records(self) -> list[JsonRecord]:
        return [parse(line) for line in self._lines]


def inferred(values: list[Any]) -> Any:
    """A type in Arrow for values of JSON, or text if there is none; that they fit into it is not certain yet."""
    import pyarrow as pa

    try:
        kind = pa.infer_type(values)
    except (pa.ArrowException, UnicodeEncodeError):
        return pa.string()
    return pa.string() if is_unwieldy(kind) else kind


def is_unwieldy(kind: Any, depth: int = 0) -> bool:
    """Whether a type is nested too deeply, or has an object with too many fields, or with none, as Parquet cannot."""
    from pyarrow import types

    if types.is_struct(kind):
        parts = [kind.field(at).type for at in range(min(kind.num_fields, _MOST_FIELDS + 1))]
        if not 0 < len(parts) <= _MOST_FIELDS:
            return True
    else:
        parts = [kind.value_type] if types.is_list(kind) else []
    return bool(parts) and (depth >= _DEEPEST or any(is_unwieldy(part, depth + 1) for part in parts))


def keeps_flags(value: Any, kind: Any) -> bool:
    """Whether nothing in a value is true or false that a type would make a fraction of, as pyarrow does silently."""
    from pyarrow import types

    if isinstance(value, bool):
        return not types.is_floating(kind)
    if isinstance(value, list) and types.is_list(kind):
        return all(keeps_flags(item, kind.value_type) for item in value)
    if isinstance(value, dict) and types.is_struct(kind):
        return all(keeps_flags(item, kind.field(name).type) for name, item in value.items())
    return True


def _spelt(record: JsonRecord, name: str) -> str:
    field = record.fields[name]
    return record.line[field.start : field.end]
