"""Rows with types: batches of Arrow with the columns that cleaning adds, which are those of rows.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cleaner.batch.record import Outcome
from cleaner.batch.rows import BLOCKS, METADATA, OF_REMOVED, REMOVED, added, merged
from cleaner.render.format import RENDERINGS

if TYPE_CHECKING:
    import pyarrow as pa


class _Column(NamedTuple):
    """A column of the result: its field, and the number of an own column, the name of one of ours, or both."""

    field: Any
    own: int | None
    ours: str | None

    def named(self, name: str) -> _Column:
        """The same column under another name."""
        return self if self.field.name == name else self._replace(field=self.field.with_name(name))


class Layout(NamedTuple):
    """The columns of the result, in their order."""

    columns: tuple[_Column, ...]
    schema: Any

    @classmethod
    def of(cls, schema: pa.Schema, cleaned: str | None, names: Sequence[str]) -> Layout:
        """The layout for rows of a `schema` whose column `cleaned` is cleaned and to which `names` are added.

        The names in the schema are unique. Its metadata are left out, since they describe other columns.
        """
        import pyarrow as pa

        own = {name: _Column(schema.field(at), at, None) for at, name in enumerate(schema.names)}
        ours = {name: _Column(pa.field(name, kind), None, name) for name, kind in types_of(names).items()}
        laid = tuple(
            _joined(column, ours[name]) if name in METADATA and column.own is not None else column.named(name)
            for name, column in merged(own, cleaned, ours).items()
            if column is not None
        )
        return cls(laid, pa.schema([column.field for column in laid]))

    def batch(self, batch: pa.RecordBatch, outcomes: Sequence[Outcome]) -> pa.RecordBatch:
        """The rows of a batch and their outcomes as rows of the result."""
        import pyarrow as pa

        return pa.RecordBatch.from_arrays(list(self._arrays(batch, outcomes)), schema=self.schema)

    def _arrays(self, batch: pa.RecordBatch, outcomes: Sequence[Outcome]) -> Iterator[pa.Array]:
        names = [column.ours for column in self.columns if column.ours is not None]
        rows = [added(outcome, names) for outcome in outcomes]
        for column in self.columns:
            if column.ours is None:
                yield batch.column(column.own)
                continue
            ours = array([row[column.ours] for row in rows], column.field.type)
            yield ours if column.own is None else _filled(batch.column(column.own), ours)


def types_of(names: Sequence[str]) -> dict[str, Any]:
    """The types of the columns that cleaning adds. Texts are large strings: those of a batch may exceed 2 GB."""
    import pyarrow as pa

    block = {
        "text": pa.large_string(),
        "label": pa.string(),
        "family": pa.string(),
        "kept": pa.bool_(),
        "reason": pa.string(),
        "score": pa.float64(),
        "doubtful": pa.bool_(),
        "line": pa.int64(),
        "end_line": pa.int64(),
    }
    removed = {name: block[name] for name in OF_REMOVED}
    others = {"authors": pa.list_(pa.string()), "text": pa.large_string(), "confidence": pa.float64()}
    rendered = {str(form): pa.large_string() for form in RENDERINGS}
    lists = {REMOVED: pa.list_(pa.struct(removed)), BLOCKS: pa.list_(pa.struct(block))}
    kinds = {**others, **rendered, **lists}
    return {name: kinds.get(name, pa.string()) for name in names}


def array(values: list[Any], kind: Any) -> pa.Array:
    """Values as an array, see `storable`."""
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([storable(value) for value in values], kind)


def _joined(own: _Column, ours: _Column) -> _Column:
    """An own column whose nulls are filled with ours; if the types do not fit, it stays as it is."""
    import pyarrow as pa
    from pyarrow import types

    kind = own.field.type
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_string_view(kind):  # pyarrow cannot fill it
        kind = pa.large_string()
    if types.is_null(kind):
        kind = ours.field.type
    elif is_text(kind) != is_text(ours.field.type) or not (is_text(kind) or _is_list_of_text(kind)):
        return own
    return _Column(pa.field(own.field.name, kind), own.own, ours.ours)


def is_text(kind: Any) -> bool:
    """Whether values of a type are text."""
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_list_of_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_list(kind) or types.is_large_list(kind)) and is_text(kind.value_type)


def _filled(own: pa.Array, ours: pa.Array) -> pa.Array:
    import pyarrow.compute as pc
    from pyarrow import types

    plain = own.dictionary_decode() if types.is_dictionary(own.type) else own
    return pc.coalesce(plain.cast(ours.type), ours)


def storable(value: Any) -> Any:
    """A value in which halves of surrogate pairs, which UTF-8 cannot hold, are question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {storable(name): storable(item) for name, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list | tuple) else value
