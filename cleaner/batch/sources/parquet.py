"""Parquet: a record a row, of which one column is cleaned. Few rows are in memory, whatever a row group holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cleaner.batch.own import RowOwn
from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources.fields import Chosen, choose, listed, usable_url
from cleaner.batch.sources.source import Reading, Source
from cleaner.files.open import opened
from cleaner.files.read import InputError, too_large

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_ROWS = 8
_BUFFER = 1 << 20
# What a damaged or hostile footer may ask for, in bytes and in members of a list.
_LARGEST_STRING = 1 << 26
_LONGEST_LIST = 1 << 22


def read_parquet(source: Source, reading: Reading) -> Iterator[Record]:
    """The records of a file.

    Raises InputError where nothing of the file can be read, and whatever a damaged file raises where it breaks off.
    """
    import pyarrow.parquet as pq

    with opened(source.path, plain=True) as file:
        if not file.stream.seekable():
            raise InputError("Parquet is read from its end, and this can only be read from its start")
        table = pq.ParquetFile(
            file.stream,
            buffer_size=_BUFFER,
            pre_buffer=False,
            thrift_string_size_limit=_LARGEST_STRING,
            thrift_container_size_limit=_LONGEST_LIST,
        )
        rows = _Rows(source, reading, chosen_column(reading, table.schema_arrow), table.metadata.num_rows)
        # Group by group, so that one that is damaged loses nothing of those ahead of it.
        for group in range(table.metadata.num_row_groups):
            for batch in table.iter_batches(_MOST_ROWS, row_groups=[group], use_threads=False):
                for row in range(batch.num_rows):
                    yield rows.record(batch, row)


def chosen_column(reading: Reading, schema: pa.Schema) -> Chosen:
    """Which columns are read. Raises InputError where one is missing, or is there twice, or holds no text."""
    names = list(schema.names)
    chosen = choose(reading.fields, names)
    wanted = (chosen.cleaned, reading.fields.url, reading.fields.id)
    for name in wanted:
        if name is not None and names.count(name) != 1:
            much = "no column" if name not in names else "more than one column"
            raise InputError(f"there is {much} {name!r} in it, but {listed(names)}")
    _refuse_what_is_no_text(schema.field(chosen.cleaned).type, chosen.cleaned)
    return chosen


def _refuse_what_is_no_text(kind: Any, name: str) -> None:
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    texts = (types.is_null, types.is_string, types.is_large_string, types.is_string_view)
    if not any(fits(kind) for fits in (*texts, types.is_binary, types.is_large_binary, types.is_binary_view)):
        raise InputError(f"its column {name!r} holds {str(kind)[:80]}, not text")


class _Rows:
    """The rows of one file, in their order."""

    def __init__(self, source: Source, reading: Reading, chosen: Chosen, rows: int) -> None:
        self._source = source
        self._max_size = reading.max_size
        self._chosen = chosen
        self._rows = rows
        self._number = 0

    def record(self, batch: pa.RecordBatch, row: int) -> Record:
        self._number += 1
        content, problem = content_at(batch, row, self._chosen.cleaned, self._max_size)
        return Record(
            Request(
                self._source.path,
                content,
                len(content),
                url_at(batch, row, self._chosen.url),
                self._chosen.kind,
                is_row=True,
            ),
            self._source.relative,
            self._number,
            _scalar(batch, row, self._chosen.id),
            RowOwn(batch, row, self._chosen.cleaned),
            problem,
            self._share(self._number) - self._share(self._number - 1),
        )

    def _share(self, number: int) -> int:
        """The bytes of the file up to a row, as if all rows were of one size."""
        return self._source.size * number // max(self._rows, 1)


def content_at(batch: pa.RecordBatch, row: int, name: str, max_size: int) -> tuple[bytes | str, Problem | None]:
    """The text of a row, or why there is none."""
    value = batch.column(name)[row]
    if not value.is_valid:
        return "", Problem(Status.SKIPPED, f"its field {name!r} is null")
    try:
        content = value.as_py()
    except UnicodeDecodeError:
        return "", Problem(Status.FAILED, f"its field {name!r} is not UTF-8")
    if len(content) > max_size:
        return "", Problem(Status.FAILED, too_large(max_size))
    return content, None


def url_at(batch: pa.RecordBatch, row: int, name: str) -> str | None:
    """The address of a row, if it has one that says something."""
    value = _value(batch, row, name)
    return usable_url(value) if isinstance(value, str) else None


def _value(batch: pa.RecordBatch, row: int, name: str) -> Any:
    """A value that is short enough to be an address or an id; what is none of the usual types is neither."""
    if batch.schema.names.count(name) != 1:
        return None
    try:
        return batch.column(name)[row].as_py()
    except Exception:  # pyarrow has many, for a date without a time zone's rules as for text that is not UTF-8
        return None


def _scalar(batch: pa.RecordBatch, row: int, name: str) -> str | None:
    value = _value(batch, row, name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)
