"""One schema for all rows of a table, whatever fields and types each of them has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cleaner.batch.arrow_json import as_json
from cleaner.batch.rows import METADATA
from cleaner.batch.sinks.json_rows import JsonRows, is_unwieldy
from cleaner.batch.typed_rows import is_text, storable, types_of

if TYPE_CHECKING:
    import pyarrow as pa


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
        self._types: dict[str, Any] = {}
        self._of_arrow: set[str] = set()
        self._texts: set[str] = set()
        self._last: Any = None
        self._schema: Any = None

    def add(self, chunk: JsonRows | pa.RecordBatch) -> None:
        """Take in more rows."""
        if isinstance(chunk, JsonRows):
            for name in chunk.names:
                self._meet(name, self._ours_or(name, chunk.column(name).type))
                if is_unwieldy(self._types[name]):
                    self._texts.add(name)
        elif chunk.schema is not self._last:
            self._last = chunk.schema
            for field in chunk.schema:
                self._meet(field.name, field.type)
                self._of_arrow.add(field.name)

    def make_text(self, column: str) -> None:
        """Make a column text with the JSON of its values."""
        self._texts.add(column)
        self._schema = None

    def schema(self) -> pa.Schema:
        """The columns; a table without rows has those that cleaning adds."""
        import pyarrow as pa

        if self._schema is None:
            types = ((storable(name), self._type_of(name)) for name in self._order or self._ours)
            self._schema = _as_read(pa.schema(list(types)))
        return self._schema

    def fitted(self, chunk: JsonRows | pa.RecordBatch) -> pa.RecordBatch:
        """Rows with all columns. Raises UnfitError."""
        import pyarrow as pa

        schema = self.schema()
        there = frozenset(chunk.names if isinstance(chunk, JsonRows) else chunk.schema.names)
        columns = [
            self._fitted(chunk, name, kind) if name in there else pa.nulls(chunk.num_rows, kind)
            for name, kind in zip(self._order, schema.types, strict=False)
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    def _meet(self, name: str, kind: Any) -> None:
        if name in self._types:
            self._types[name] = _unified(self._types[name], kind)
            return
        self._types[name] = kind
        at = len(self._order)
        while name not in self._names and at and self._order[at - 1] in self._names:
            at -= 1
        self._order.insert(at, name)

    def _type_of(self, name: str) -> Any:
        import pyarrow as pa

        kind = self._types.get(name, self._ours.get(name))
        only_nulls_of_json = kind == pa.null() and name not in self._of_arrow
        return pa.string() if name in self._texts or only_nulls_of_json else kind

    def _ours_or(self, name: str, kind: Any) -> Any:
        """A type of values of JSON, or ours if they fit into that."""
        ours = self._ours.get(name, kind)
        both = _unified(ours, kind)
        return both if both == ours or name in METADATA else kind

    def _fitted(self, chunk: Any, name: str, kind: Any) -> pa.Array:
        import pyarrow as pa
        from pyarrow import types

        column = chunk.column(name)
        if column.type == kind:
            return column
        if name in self._texts or (is_text(kind) and not (is_text(column.type) or types.is_null(column.type))):
            return (chunk.texts(name) if isinstance(chunk, JsonRows) else _texts(column)).cast(kind)
        try:
            return column.cast(kind)
        except pa.ArrowException as error:
            raise UnfitError(name) from error


def _texts(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    plain = is_text(column.type)
    texts = ((str(value.as_py()) if plain else as_json(value)) if value.is_valid else None for value in column)
    return pa.array(list(texts), pa.string())


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


def _as_read(schema: pa.Schema) -> pa.Schema:
    """A schema as it comes back from a file of Parquet, which has other names for parts of types, and fewer units."""
    import pyarrow as pa
    from pyarrow import parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(schema.empty_table(), sink)
    return pq.read_schema(pa.BufferReader(sink.getvalue())).remove_metadata()
