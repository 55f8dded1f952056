"""Values of Arrow as JSON, without loss if JSON can hold them: decimals keep their digits, times their fractions."""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from cleaner.batch.json_text import NULL, quoted
from cleaner.batch.record import OwnFields

if TYPE_CHECKING:
    import pyarrow as pa

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?|\d\d:\d\d:\d\d")


class RowOwn(NamedTuple):
    """The own fields of a record that is a row of a pyarrow.RecordBatch, whose column `cleaned` was cleaned."""

    batch: Any
    row: int
    cleaned: str

    def as_json(self) -> OwnFields:
        """The other columns. Of columns with one name, all but the first get a number."""
        columns = zip(unique(self.batch.schema.names), self.batch.columns, strict=True)
        values = {name: column[self.row] for name, column in columns if name != self.cleaned}
        return {name: as_json(value) if value.is_valid else None for name, value in values.items()}


def unique(names: list[str]) -> list[str]:
    """Names made unique: `a`, `a_2`, `a_3`."""
    if len(set(names)) == len(names):
        return names
    found: list[str] = []
    for name in names:
        number, other = 1, name
        while other in found:
            number += 1
            other = f"{name}_{number}"
        found.append(other)
    return found


def as_json(value: pa.Scalar) -> str:
    """A value as JSON: bytes in base64, dates and times as ISO 8601, NaN and infinities as null."""
    if not value.is_valid:
        return NULL
    return _writer(value.type)(value)


@lru_cache(maxsize=256)
def _writer(kind: Any) -> Callable[[Any], str]:
    """The function that writes values of a type, by the name of that without sizes and parameters ("timestamp")."""
    name = re.match("[a-z_]*", str(kind))
    return _WRITERS.get(name[0] if name else "", lambda value: quoted(str(value.as_py())))


def _list(value: Any) -> str:
    return "[" + ", ".join(map(as_json, value.values)) + "]"


def _extended(value: Any) -> str:
    said = value.as_py()
    return quoted(str(said)) if isinstance(said, UUID) else as_json(value.value)


def _text(value: Any) -> str:
    buffer = value.as_buffer()
    return quoted((buffer.to_pybytes() if buffer is not None else b"").decode("utf-8", "replace"))


def _float(value: Any) -> str:
    number = float(value.as_py())
    return repr(number) if math.isfinite(number) else NULL


def _bytes(value: Any) -> str:
    return quoted(base64.b64encode(value.as_py()).decode("ascii"))


def _moment(value: Any) -> str:
    """A date, a time or both; beyond the year 9999 the number that stands for it."""
    import pyarrow as pa
    from pyarrow import types

    zone = types.is_timestamp(value.type) and value.type.tz
    # The zone of a column is only for display: its values are in UTC.
    plain = value.cast(pa.timestamp(value.type.unit)) if zone else value
    head, dot, fraction = plain.cast(pa.string()).as_py().partition(".")
    if _MOMENT.fullmatch(head) is None:
        return str(value.value)
    return quoted(head.replace(" ", "T") + (dot + fraction if fraction.strip("0") else "") + ("+00:00" if zone else ""))


def _struct(value: Any) -> str:
    names = unique([value.type.field(at).name for at in range(value.type.num_fields)])
    items = (f"{quoted(name)}: {as_json(value[at])}" for at, name in enumerate(names))
    return "{" + ", ".join(items) + "}"


def _map(value: Any) -> str:
    """An object if all keys are different strings, otherwise pairs."""
    pairs = [(as_json(pair[0]), as_json(pair[1])) for pair in value.values]
    keys = [key for key, _ in pairs]
    if len(set(keys)) == len(keys) and all(key.startswith('"') for key in keys):
        return "{" + ", ".join(f"{key}: {item}" for key, item in pairs) + "}"
    return "[" + ", ".join(f"[{key}, {item}]" for key, item in pairs) + "]"


_WRITERS = {
    name: write
    for names, write in (
        ("string large_string string_view", _text),
        ("bool int uint", lambda value: quoted(value.as_py())),
        ("halffloat float double", _float),
        ("decimal", lambda value: format(value.as_py(), "f")),
        ("date time timestamp", _moment),
        ("duration", lambda value: str(value.value)),
        ("binary large_binary binary_view fixed_size_binary", _bytes),
        ("struct", _struct),
        ("map", _map),
        ("list large_list list_view large_list_view fixed_size_list", _list),
        ("dictionary", lambda value: as_json(value.value)),
        ("extension", _extended),
    )
    for name in names.split()
}
