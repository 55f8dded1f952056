"""Parquet: a record a row, of which one column is cleaned. A few rows are in memory, whatever a row group holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cleaner.batch.arrow_json import RowOwn
from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources.source import ChosenFields, ReadSettings, Source, choose, listed, usable_url
from cleaner.files.open import opened
from cleaner.files.read import InputError, too_large

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 8
_BUFFER_BYTES = 1 << 20
# What a damaged or hostile footer may ask for.
_LARGEST_STRING = 1 << 26  # bytes
_LONGEST_LIST = 1 << 22  # members
# The types of columns that may hold text, also as words of a dictionary.
_TEXT = re.compile("(dictionary<values=)?(null|(large_)?(string|binary)(_view)?)(, .*)?")


def read_parquet(source: Source, reading: ReadSettings) -> Iterator[Record]:
    """The records of a file.

    Raises InputError if nothing of the file can be read, and whatever a damaged file raises.
    """
    import pyarrow.parquet as pq

    with opened(source.path, plain=True, content=source.content) as file:
        if not file.stream.seekable():
            raise InputError("Parquet is read from its end, and this can only be read from its start")
        table = pq.ParquetFile(
            file.stream,
            buffer_size=_BUFFER_BYTES,
            pre_buffer=False,
            thrift_string_size_limit=_LARGEST_STRING,
            thrift_container_size_limit=_LONGEST_LIST,
        )
        chosen = choose_columns(reading, table.schema_arrow)
        sizes = [table.metadata.row_group(group).num_rows for group in range(table.metadata.num_row_groups)]
        first, end = source.groups or (0, len(sizes))
        before, rows = sum(sizes[:first]), max(sum(sizes[first:end]), 1)
        number = 0
        # Group by group, so that one that is damaged loses nothing of those before it.
        for group in range(first, end):
            for batch in table.iter_batches(_ROWS_AT_ONCE, row_groups=[group], use_threads=False):
                for row in range(batch.num_rows):
                    # Bytes that were read, as if all rows were of one size.
                    read = source.size * (number + 1) // rows - source.size * number // rows
                    number += 1
                    record = record_of(source, chosen, RowOwn(batch, row, chosen.cleaned), reading.max_size)
                    yield record._replace(number=before + number, read=read)


def choose_columns(reading: ReadSettings, schema: pa.Schema) -> ChosenFields:
    """Which columns are read. Raises InputError if one is missing, exists twice, or does not hold text."""
    names = list(schema.names)
    chosen = choose(reading.fields, names)
    for name in (chosen.cleaned, reading.fields.url, reading.fields.id):
        if name is not None and names.count(name) != 1:
            much = "no column" if name not in names else "more than one column"
            raise InputError(f"there is {much} {name!r} in it, but {listed(names)}")
    kind = schema.field(chosen.cleaned).type
    if _TEXT.fullmatch(str(kind)) is None:
        raise InputError(f"its column {chosen.cleaned!r} holds {str(kind)[:80]}, not text")
    return chosen


def record_of(source: Source, chosen: ChosenFields, own: RowOwn, max_size: int) -> Record:
    """The record of a row."""
    content, problem = _content(own, max_size)
    url, identity = _value(own, chosen.url), _value(own, chosen.id)
    is_id = isinstance(identity, str | int | float) and not isinstance(identity, bool)
    url = usable_url(url) if isinstance(url, str) else None
    request = Request(source.path, content, len(content), url, chosen.kind, is_row=True)
    return Record(request, source.relative, id=str(identity) if is_id else None, own=own, problem=problem)


def _content(own: RowOwn, max_size: int) -> tuple[bytes | str, Problem | None]:
    """The text of a row, or why there is none."""
    value = own.batch.column(own.cleaned)[own.row]
    if not value.is_valid:
        return "", Problem(Status.SKIPPED, f"its field {own.cleaned!r} is null")
    try:
        content = value.as_py()
    except UnicodeDecodeError:
        return "", Problem(Status.FAILED, f"its field {own.cleaned!r} is not UTF-8")
    if len(content) > max_size:
        return "", Problem(Status.FAILED, too_large(max_size))
    return content, None


def _value(own: RowOwn, name: str) -> Any:
    """The value of a column that exists once, or None if it cannot be converted."""
    if own.batch.schema.names.count(name) != 1:
        return None
    try:
        return own.batch.column(name)[own.row].as_py()
    except Exception:  # pyarrow has many, for a date without time zone rules as for text that is not UTF-8
        return None
