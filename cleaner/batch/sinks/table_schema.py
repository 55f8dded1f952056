"""One schema for all rows of a table, whatever fields and types each of them has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cleaner.batch.arrow_json import as_json
from cleaner.batch.rows import BLOCKS, METADATA, REMOVED
from cleaner.batch.sinks.json_column_types import (
    NULL,
    ColumnType,
    JsonKind,
    arrow_type,
    fitted,
    joined,
    storable,
    widened,
)
from cleaner.batch.typed_rows import array, types_of

if TYPE_CHECKING:
    import pyarrow as pa

_TEXT, _WHOLE = ColumnType(JsonKind.TEXT), ColumnType(JsonKind.INTEGER)
_SCORE, _FLAG = ColumnType(JsonKind.FLOAT), ColumnType(JsonKind.BOOL)
_SPAN = {"label": _TEXT, "reason": _TEXT, "line": _WHOLE, "end_line": _WHOLE, "text": _TEXT}
_BLOCK = {
    "text": _TEXT,
    "label": _TEXT,
    "family": _TEXT,
    "kept": _FLAG,
    "reason": _TEXT,
    "score": _SCORE,
    "doubtful": _FLAG,
    "line": _WHOLE,
    "end_line": _WHOLE,
}
_OF_OURS = {
    "authors": ColumnType(JsonKind.LIST, item=_TEXT),
    "confidence": _SCORE,
    BLOCKS: ColumnType(JsonKind.LIST, item=ColumnType(JsonKind.OBJECT, fields=_BLOCK)),
    REMOVED: ColumnType(JsonKind.LIST, item=ColumnType(JsonKind.OBJECT, fields=_SPAN)),
}


class UnfitError(Exception):
    """A column has values that its type cannot hold."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


class TableSchema:
    """The columns of all rows so far; `names` are those that cleaning adds, which come after all others."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = frozenset((*names, *(f"cleaner_{name}" for name in names)))
        self._ours = types_of(names)
        self._order: list[str] = []
        self._of_json: dict[str, ColumnType] = {}
        self._of_arrow: dict[str, Any] = {}
        self._texts: set[str] = set()
        self._last: Any = None
        self._schema: Any = None

    def add(self, chunk: Any) -> None:
        """Take in more rows: dicts parsed from JSON, or a batch of Arrow."""
        if isinstance(chunk, list):
            for row in chunk:
                for name, value in row.items():
                    self._meet(name)
                    self._of_json[name] = widened(self._of_json.get(name, NULL), value)
        elif chunk.schema is not self._last:
            self._last = chunk.schema
            for field in chunk.schema:
                self._meet(field.name)
                known = self._of_arrow.get(field.name)
                self._of_arrow[field.name] = field.type if known is None else _unified(known, field.type)

    def make_text(self, column: str) -> None:
        """Make a column text with the JSON of its values."""
        self._texts.add(column)
        self._schema = None

    def schema(self) -> pa.Schema:
        """The columns; a table without rows has those that cleaning adds."""
        import pyarrow as pa

        if self._schema is None:
            types = ((storable(name), _plain(self._type_of(name))) for name in self._order or self._ours)
            self._schema = pa.schema(list(types))
        return self._schema

    def fitted(self, chunk: Any) -> pa.RecordBatch:
        """Rows with all columns. Raises UnfitError."""
        import pyarrow as pa

        schema = self.schema()
        if isinstance(chunk, list):
            columns = [self._of_rows(chunk, name, schema.field(at).type) for at, name in enumerate(self._order)]
        else:
            columns = [self._of_batch(chunk, name, schema.field(at).type) for at, name in enumerate(self._order)]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    def _meet(self, name: str) -> None:
        if name in self._of_json or name in self._of_arrow:
            return
        at = len(self._order)
        while name not in self._names and at and self._order[at - 1] in self._names:
            at -= 1
        self._order.insert(at, name)

    def _type_of(self, name: str) -> Any:
        import pyarrow as pa

        if name in self._texts:
            return pa.string()
        kinds = [self._of_arrow[name]] if name in self._of_arrow else []
        if name in self._of_json and not (kinds and self._of_json[name].kind is JsonKind.NULL):
            kinds.append(self._as_arrow(name, self._json_type(name)))
        if not kinds:
            return self._ours[name]
        return kinds[0] if len(kinds) == 1 else _unified(*kinds)

    def _json_type(self, name: str) -> ColumnType:
        """The type of the values that rows of JSON have in a column: ours if they fit into that."""
        known = self._of_json.get(name, NULL)
        if name in self._texts:
            return ColumnType(JsonKind.ANY)
        if name not in self._ours:
            return known
        ours = _OF_OURS.get(name, _TEXT)
        both = joined(ours, known)
        return both if both == ours or name in METADATA else known

    def _as_arrow(self, name: str, known: ColumnType) -> Any:
        return self._ours[name] if known == _OF_OURS.get(name, _TEXT) and name in self._ours else arrow_type(known)

    def _of_rows(self, rows: list[dict[str, Any]], name: str, kind: Any) -> pa.Array:
        import pyarrow as pa

        known = self._json_type(name)
        values = [fitted(row.get(name), known) for row in rows]
        if all(value is None for value in values):
            return pa.nulls(len(values), kind)
        try:
            return array(values, self._as_arrow(name, known)).cast(kind)
        except (pa.ArrowException, OverflowError) as error:
            raise UnfitError(name) from error

    def _of_batch(self, batch: pa.RecordBatch, name: str, kind: Any) -> pa.Array:
        import pyarrow as pa

        at = batch.schema.get_field_index(name)
        if at < 0:
            return pa.nulls(batch.num_rows, kind)
        column = batch.column(at)
        if column.type == kind:
            return column
        if name in self._texts or _is_other_than_text(column.type, kind):
            return pa.array([_as_text(value) for value in column], kind)
        try:
            return column.cast(kind)
        except pa.ArrowException as error:
            raise UnfitError(name) from error


def _is_other_than_text(of: Any, kind: Any) -> bool:
    """Whether values that are not text become text."""
    from pyarrow import types

    texts = (types.is_string, types.is_large_string, types.is_string_view, types.is_null)
    return (types.is_string(kind) or types.is_large_string(kind)) and not any(fits(of) for fits in texts)


def _as_text(value: Any) -> str | None:
    from pyarrow import types

    if not value.is_valid:
        return None
    is_text = any(fits(value.type) for fits in (types.is_string, types.is_large_string, types.is_string_view))
    return str(value.as_py()) if is_text else as_json(value)


def _unified(one: Any, other: Any) -> Any:
    """A type that holds the values of both, or text with the JSON of them."""
    import pyarrow as pa

    if one == other:
        return one
    try:
        schemas = [pa.schema([("", kind)]) for kind in (one, other)]
        return pa.unify_schemas(schemas, promote_options="permissive").field(0).type
    except pa.ArrowException:
        return pa.string()


def _plain(kind: Any) -> Any:
    """A type with the names that Parquet gives to parts, and without metadata."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_list(kind):
        return pa.list_(_element(kind))
    if types.is_large_list(kind):
        return pa.large_list(_element(kind))
    if types.is_fixed_size_list(kind):
        return pa.list_(_element(kind), kind.list_size)
    if types.is_struct(kind):
        return pa.struct([pa.field(part.name, _plain(part.type)) for part in map(kind.field, range(kind.num_fields))])
    if types.is_map(kind):
        return pa.map_(_plain(kind.key_type), _plain(kind.item_type))
    return kind


def _element(kind: Any) -> Any:
    import pyarrow as pa

    return pa.field("element", _plain(kind.value_type))
