"""Types of Arrow: one that holds the values of two, and one spelling for those that differ in nothing but names."""

from __future__ import annotations

from typing import Any


def unified(one: Any, other: Any) -> Any:
    """A type that holds the values of both, or text with the JSON of them."""
    import pyarrow as pa

    if one == other:
        return one
    try:
        schemas = [pa.schema([("", kind)]) for kind in (one, other)]
        return pa.unify_schemas(schemas, promote_options="permissive").field(0).type
    except pa.ArrowException:
        return pa.string()


def plain(kind: Any) -> Any:
    """A type whose parts are called what Parquet calls them, and nothing else is said of them."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_list(kind):
        return pa.list_(_element(kind))
    if types.is_large_list(kind):
        return pa.large_list(_element(kind))
    if types.is_fixed_size_list(kind):
        return pa.list_(_element(kind), kind.list_size)
    if types.is_struct(kind):
        return pa.struct([pa.field(part.name, plain(part.type)) for part in map(kind.field, range(kind.num_fields))])
    if types.is_map(kind):
        return pa.map_(plain(kind.key_type), plain(kind.item_type))
    return kind


def _element(kind: Any) -> Any:
    import pyarrow as pa

    return pa.field("element", plain(kind.value_type))
