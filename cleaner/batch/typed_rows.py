"""Rows with types: batches of Arrow with the columns that cleaning adds, which are those of rows.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cleaner.batch.record import Outcome
from cleaner.batch.rows import BLOCKS, METADATA, OF_REMOVED, REMOVED, added, merged
from cleaner.render.format import RENDERINGS

if TYPE_CHECKING:
    import pyarrow as pa


def cleaned_batch(
    batch: pa.RecordBatch, cleaned: str | None, names: Sequence[str], outcomes: Sequence[Outcome]
) -> pa.RecordBatch:
    """The rows of a batch, whose column `cleaned` was cleaned, with the columns `names` of what came of them.

    The names in the batch are unique. The metadata of its schema are left out, since they describe other columns.
    """
    import pyarrow as pa

    rows = [added(outcome, names) for outcome in outcomes]
    own = {field.name: (field, column) for field, column in zip(batch.schema, batch.columns, strict=True)}
    ours = {
        name: (pa.field(name, kind), array([row[name] for row in rows], kind)) for name, kind in types_of(names).items()
    }
    columns = {name: pair for name, pair in merged(own, cleaned, ours).items() if pair is not None}
    for name in METADATA:
        if name in own and columns[name] is own[name]:
            columns[name] = _filled(*own[name], ours[name][1])
    schema = pa.schema([field.with_name(name) for name, (field, _) in columns.items()])
    return pa.RecordBatch.from_arrays([column for _, column in columns.values()], schema=schema)


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


def _filled(field: pa.Field, own: pa.Array, ours: pa.Array) -> tuple[pa.Field, pa.Array]:
    """An own column whose nulls are filled with ours; if the types do not fit, it stays as it is."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    plain = own.dictionary_decode() if types.is_dictionary(own.type) else own
    if types.is_string_view(plain.type):  # pyarrow cannot fill it
        plain = plain.cast(pa.large_string())
    if types.is_null(plain.type):
        plain = plain.cast(ours.type)
    elif is_text(plain.type) != is_text(ours.type) or not (is_text(plain.type) or _is_list_of_text(plain.type)):
        return field, own
    return pa.field(field.name, plain.type), pc.coalesce(plain, ours.cast(plain.type))


def is_text(kind: Any) -> bool:
    """Whether values of a type are text."""
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_list_of_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_list(kind) or types.is_large_list(kind)) and is_text(kind.value_type)


def storable(value: Any) -> Any:
    """A value in which halves of surrogate pairs, which UTF-8 cannot hold, are question marks."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {storable(name): storable(item) for name, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list | tuple) else value
