"""Rows of JSON -> the types of their columns. A column that no type holds without loss becomes text with the JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

_DEEPEST = 8  # levels of lists and objects
_MOST_FIELDS = 200  # of an object
_EXACT = 2**53  # up to here, all whole numbers are exact as floating-point numbers
_LARGEST = 2**63


class JsonKind(Enum):
    """The kind of a value."""

    NULL = 0
    BOOL = 1
    INTEGER = 2
    FLOAT = 3
    TEXT = 4
    LIST = 5
    OBJECT = 6
    ANY = 7  # text with the JSON of it


class ColumnType(NamedTuple):
    """A type that holds all values of a column so far.

    `item` is the type of the items of a list, `fields` are those of an object. `long`: not all whole numbers are exact
    as floating-point numbers.
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
    """A row, with its numbers as they are spelt."""
    row = _DECODER.decode(line)
    assert isinstance(row, dict)
    return row


def widened(known: ColumnType, value: Any, depth: int = 0) -> ColumnType:
    """A type that holds what the known one does, and one more value."""
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
    """A type that holds the values of both."""
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
    """The type in Arrow; a column of nulls is text."""
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
    """A value converted to its type."""
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
    """A text in which halves of surrogate pairs, which UTF-8 cannot hold, are question marks."""
    return text.encode("utf-8", "replace").decode()
