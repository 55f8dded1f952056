"""Rows that wait as lines of JSON, and the types of their columns in Arrow, which pyarrow infers."""

from __future__ import annotations

import json
import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cleaner.batch.typed_rows import array
from cleaner.files.json_record import JsonRecord, parse

if TYPE_CHECKING:
    import pyarrow as pa

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
    """Some lines, each a JSON object, as columns of Arrow."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._rows: list[dict[str, Any]] = [_DECODER.decode(line) for line in lines]
        self.names = list(dict.fromkeys(name for row in self._rows for name in row))
        self.num_rows = len(lines)

    def column(self, name: str) -> pa.Array:
        """The values of a field in the type that pyarrow infers, or as text if there is none that holds all of them."""
        import pyarrow as pa

        values = [row.get(name) for row in self._rows]
        try:
            kind = pa.infer_type(values)
            if not is_unwieldy(kind) and all(_keeps_flags(value, kind) for value in values):
                return pa.array(values, kind)
        except (pa.ArrowException, UnicodeEncodeError, OverflowError):
            pass
        return self.texts(name)

    def texts(self, name: str) -> pa.Array:
        """The values as text: strings as they are, all others as they are spelt in JSON."""
        import pyarrow as pa

        return array([self._as_text(row.get(name), at, name) for at, row in enumerate(self._rows)], pa.string())

    def _as_text(self, value: Any, at: int, name: str) -> str | None:
        if value is None or isinstance(value, str):
            return value
        record = self._records[at]
        return record.line[record.fields[name].start : record.fields[name].end]

    @cached_property
    def _records(self) -> list[JsonRecord]:
        return [parse(line) for line in self._lines]


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


def _keeps_flags(value: Any, kind: Any) -> bool:
    """Whether nothing in a value is true or false that a type would make a fraction of, as pyarrow does silently."""
    from pyarrow import types

    if isinstance(value, bool):
        return not types.is_floating(kind)
    if isinstance(value, list) and types.is_list(kind):
        return all(_keeps_flags(item, kind.value_type) for item in value)
    if isinstance(value, dict) and types.is_struct(kind):
        return all(_keeps_flags(item, kind.field(name).type) for name, item in value.items())
    return True
