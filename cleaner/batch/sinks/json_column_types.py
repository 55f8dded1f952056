"""Rows of JSON -> the types of their columns. What no type holds without loss becomes text with the JSON of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

_DEEPEST = 8
_MOST_FIELDS = 200
_EXACT = 2**53
_LARGEST = 2**63


class JsonKind(Enum):
    """What a value is."""

    NULL = 0
    BOOL = 1
    INTEGER = 2
    FLOAT = 3
    TEXT = 4
    LIST = 5
    OBJECT = 6
    ANY = 7  # text with the JSON of it


class ColumnType(NamedTuple):
    """The type of all values of a column so far.

    `item` is that of the items of lists, `fields` are those of objects; `long` says of whole numbers that not all of
    them are exact as floating-point numbers.
    """

    kind: JsonKind = JsonKind.NULL
    long: bool = False
    item: ColumnType | None = None
    fields: Mapping[str, ColumnType] = {}


class Number(str):
    """A number as it is spelt."""

    __slots__ = ()


class Whole(Number):
    """A number without a fraction."""

    __slots__ = ()


NULL = ColumnType()
_DECODER = json.JSONDecoder(parse_int=Whole, parse_float=Number, parse_constant=Number)


def parsed(line: str) -> dict[str, Any]:
    """A row; its numbers are not read yet."""
    row = _DECODER.decode(line)
    assert isinstance(row, dict)
    return row


def widened(known: ColumnType, value: Any, depth: int = 0) -> ColumnType:
    """The type of what was known, and of one more value."""
    if value is None or known.kind is JsonKind.ANY:
        return known
    if isinstance(value, list | dict) and depth >= _DEEPEST:
        return ColumnType(JsonKind.ANY)
    if isinstance(value, list):
        if known.kind not in (JsonKind.NULL, JsonKind.LIST):
            return ColumnType(JsonKind.ANY)
        item = known.item or NULL
        for one in value:
            item = widened(item, one, depth + 1)
        return ColumnType(JsonKind.LIST, item=item)
    if isinstance(value, dict):
        return (
            _with_fields(known, value, depth)
            if known.kind in (JsonKind.NULL, JsonKind.OBJECT)
            else ColumnType(JsonKind.ANY)
        )
    return joined(known, _of_scalar(value))


def _with_fields(known: ColumnType, value: Mapping[str, Any], depth: int) -> ColumnType:
    fields = dict(known.fields)
    for name, one in value.items():
        fields[name] = widened(fields.get(name, NULL), one, depth + 1)
    return ColumnType(JsonKind.OBJECT, fields=fields) if len(fields) <= _MOST_FIELDS else ColumnType(JsonKind.ANY)


def _of_scalar(value: Any) -> ColumnType:
    if isinstance(value, bool):
        return ColumnType(JsonKind.BOOL)
    if isinstance(value, Whole):
        if len(value) > 20 or not -_LARGEST <= int(value) < _LARGEST:
            return ColumnType(JsonKind.ANY)
        return ColumnType(JsonKind.INTEGER, abs(int(value)) > _EXACT)
    if isinstance(value, Number):
        return ColumnType(
            JsonKind.ANY if value not in ("NaN", "Infinity", "-Infinity") and _overflows(value) else JsonKind.FLOAT
        )
    return ColumnType(JsonKind.TEXT)


def _overflows(value: str) -> bool:
    return float(value) in (float("inf"), float("-inf"))


def joined(one: ColumnType, other: ColumnType) -> ColumnType:
    """The type of the values of both types."""
    if one.kind is JsonKind.NULL or other.kind is JsonKind.NULL:
        return other if one.kind is JsonKind.NULL else one
    if {one.kind, other.kind} == {JsonKind.INTEGER, JsonKind.FLOAT}:
        exact = not (one.long or other.long)
        return ColumnType(JsonKind.FLOAT) if exact else ColumnType(JsonKind.ANY)
    if one.kind is not other.kind:
        return ColumnType(JsonKind.ANY)
    if one.kind is JsonKind.LIST:
        return ColumnType(JsonKind.LIST, item=joined(one.item or NULL, other.item or NULL))
    fields = {name: joined(one.fields.get(name, NULL), field) for name, field in other.fields.items()}
    return one._replace(long=one.long or other.long, fields={**one.fields, **fields})


def arrow_type(known: ColumnType) -> pa.DataType:
    """A type as Arrow has it; what was never anything but null is text."""
    import pyarrow as pa

    plain = {JsonKind.BOOL: pa.bool_(), JsonKind.INTEGER: pa.int64(), JsonKind.FLOAT: pa.float64()}
    if known.kind in plain:
        return plain[known.kind]
    if known.kind is JsonKind.LIST:
        return pa.list_(arrow_type(known.item or NULL))
    if known.kind is JsonKind.OBJECT and known.fields:
        return pa.struct([(storable(name), arrow_type(field)) for name, field in known.fields.items()])
    return pa.string()


def fitted(value: Any, known: ColumnType) -> Any:
    """A value as its type has it."""
    if value is None or known.kind is JsonKind.BOOL:
        return value
    if known.kind is JsonKind.LIST:
        return [fitted(item, known.item or NULL) for item in value]
    if known.kind is JsonKind.OBJECT and known.fields:
        return {storable(name): fitted(value.get(name), field) for name, field in known.fields.items()}
    if known.kind in (JsonKind.INTEGER, JsonKind.FLOAT):
        return int(value) if known.kind is JsonKind.INTEGER else float(value)
    return storable(value if isinstance(value, str) else json_of(value))


def json_of(value: Any) -> str:
    """A value as JSON again, its numbers as they were spelt."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(json_of, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json_of(name)}: {json_of(item)}" for name, item in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def storable(text: str) -> str:
    """A text without halves of surrogate pairs, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode()
