"""Tables of Parquet.

The types of columns are known once all rows are. Until then rows of Parquet are stored as batches of Arrow, all others
as lines of JSON. The row groups of the table depend on the rows alone.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, count, groupby
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

from cleaner.batch.arrow_json import RowOwn, unique
from cleaner.batch.record import Outcome, Record
from cleaner.batch.rows import json_row
from cleaner.batch.sinks.json_rows import JsonRows
from cleaner.batch.sinks.run_file import RunFile, StoredRow
from cleaner.batch.sinks.table_schema import TableSchema, UnfitError
from cleaner.batch.sinks.target import UnwritableError
from cleaner.batch.typed_rows import cleaned_batch

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_IN_GROUP, _BYTES_IN_GROUP = 10_000, 32_000_000
_LINES_AT_ONCE, _LINE_BYTES_AT_ONCE = 1_000, 8_000_000
_TAIL_BYTES = 65_536
_ROWS_STORED = 512  # of an earlier table, together

T = TypeVar("T")
StoredRows = Callable[[], Iterable[StoredRow]]


class ParquetFormat:
    """How tables of Parquet are written; `names` are the columns that cleaning adds."""

    def __init__(self, names: Sequence[str], run_file: RunFile) -> None:
        self._names = tuple(names)
        self._run_file = run_file
        self._earlier: tuple[str, _EarlierTable | None] = ("", None)

    def encode(self, record: Record, outcome: Outcome) -> bytes | RowOwn | None:
        """The row of a record; None if it has none."""
        if isinstance(record.own, RowOwn) and not outcome.left_out:
            return record.own
        line = json_row(record, outcome, self._names)
        return None if line is None else line.encode("utf-8", "replace")

    def store(self, rows: Sequence[tuple[RowOwn, Outcome]]) -> int:
        """Store rows of one schema together, with the columns that cleaning adds; the number of their batch."""
        return self._run_file.add_batch(_stream_of(_cleaned_batch(rows, self._names)))

    def locate(self, table: str, at: tuple[int, int, int]) -> StoredRow | None:
        """The row at a position in the table of an earlier run, if that is still the same."""
        if table != self._earlier[0]:
            self._earlier = (table, None)
            if _mark(table) == at[1:]:
                self._earlier = (table, _EarlierTable(table, at[1:]))
        earlier = self._earlier[1]
        return earlier.stored(at[0], self._run_file) if earlier and earlier.mark == at[1:] else None

    def write(self, rows: StoredRows, new: str) -> None:
        """Write a table; a column whose values do not fit into one type becomes text with the JSON of them."""
        import pyarrow as pa

        schema = TableSchema(self._names)
        try:
            for chunk in self._chunks(rows):
                schema.add(chunk)
            while not self._is_written(rows, schema, new):
                continue
        except pa.ArrowException as error:
            raise UnwritableError(str(error).splitlines()[0]) from error

    def positions(self, table: str) -> Callable[[StoredRow], tuple[int, int, int]]:
        """What to ask for the position of each row of a finished table, in their order."""
        mark, numbers = _mark(table) or (0, 0), count()
        return lambda row: (next(numbers), *mark)

    def _chunks(self, rows: StoredRows) -> Iterator[Any]:
        """All rows, some at a time: as lines of JSON, or as a batch of Arrow."""
        import pyarrow as pa

        for number, group in groupby(rows(), lambda row: row.batch):
            if number is None:
                for some in _grouped(group, lambda row: row.size, _LINES_AT_ONCE, _LINE_BYTES_AT_ONCE):
                    yield JsonRows([row.data.decode("utf-8") for row in some if row.data is not None])
                continue
            with pa.ipc.open_stream(self._run_file.batch(number)) as stream:
                batch = stream.read_next_batch()
            yield from _slices((batch, row.start) for row in group)

    def _is_written(self, rows: StoredRows, schema: TableSchema, path: str) -> bool:
        """Write a table; False if a column turns out to need another type."""
        import pyarrow.parquet as pq

        try:
            with open(path, "wb") as file:
                with pq.ParquetWriter(file, schema.schema(), compression="zstd") as writer:
                    for group in _row_groups(schema.fitted(chunk) for chunk in self._chunks(rows)):
                        writer.write_table(group, row_group_size=max(group.num_rows, 1))
                file.flush()
                os.fsync(file.fileno())
        except UnfitError as error:
            schema.make_text(error.column)
            return False
        return True


class _EarlierTable:
    """A table that an earlier run has finished. What is kept of it waits in the run file, some together."""

    def __init__(self, path: str, mark: tuple[int, ...]) -> None:
        import pyarrow.parquet as pq

        self.mark = mark
        self._file = pq.ParquetFile(path)
        groups = map(self._file.metadata.row_group, range(self._file.metadata.num_row_groups))
        self._starts = list(accumulate((group.num_rows for group in groups), initial=0))
        self._batches: dict[int, list[int]] = {}

    def stored(self, row: int, run_file: RunFile) -> StoredRow | None:
        if row >= self._starts[-1]:
            return None
        group = bisect_right(self._starts, row) - 1
        if group not in self._batches:
            table = self._file.read_row_group(group, use_threads=False).combine_chunks()
            batches = table.to_batches(max_chunksize=_ROWS_STORED)
            self._batches[group] = [run_file.add_batch(_stream_of(batch)) for batch in batches]
        number, start = divmod(row - self._starts[group], _ROWS_STORED)
        return StoredRow(start, batch=self._batches[group][number])


def _stream_of(batch: pa.RecordBatch) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _grouped(items: Iterable[T], size_of: Callable[[T], int], most: int, most_bytes: int) -> Iterator[list[T]]:
    """Items that follow on one another: `most` together, or fewer that have `most_bytes`."""
    group: list[T] = []
    size = 0
    for item in items:
        group.append(item)
        size += size_of(item)
        if len(group) >= most or size >= most_bytes:
            yield group
            group, size = [], 0
    if group:
        yield group


def _cleaned_batch(rows: Sequence[tuple[RowOwn, Outcome]], names: Sequence[str]) -> pa.RecordBatch:
    import pyarrow as pa
    from pyarrow import types

    slices = [own.batch.slice(own.row, 1) for own, _ in rows]
    own = pa.Table.from_batches(slices).rename_columns(unique(slices[0].schema.names))
    plain = pa.schema(
        field.with_type(field.type.value_type) if types.is_dictionary(field.type) else field for field in own.schema
    )
    own = own.cast(plain).combine_chunks()  # each batch has dictionaries of its own
    batch = own.to_batches()[0]
    return cleaned_batch(batch, rows[0][0].cleaned, names, [outcome for _, outcome in rows])


def _row_groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows of all batches, divided by their number and sizes alone."""
    import pyarrow as pa

    rows = ((batch, at) for batch in batches for at in range(batch.num_rows))
    for group in _grouped(rows, _size_of_row, _ROWS_IN_GROUP, _BYTES_IN_GROUP):
        yield pa.Table.from_batches(_slices(group)).combine_chunks()


def _size_of_row(row: tuple[pa.RecordBatch, int]) -> int:
    import pyarrow as pa

    batch, at = row
    size: int = pa.ipc.get_record_batch_size(batch.slice(at, 1))
    return size


def _slices(rows: Iterable[tuple[pa.RecordBatch, int]]) -> Iterator[pa.RecordBatch]:
    """Rows of batches in few slices: those that follow on one another in one."""
    for _, run in groupby(enumerate(rows), lambda numbered: (id(numbered[1][0]), numbered[1][1] - numbered[0])):
        (_, (batch, start)), *others = run
        yield batch.slice(start, 1 + len(others))


def _mark(path: str) -> tuple[int, int] | None:
    """What identifies a finished table: its size, and a checksum of its end, which says where everything else is."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            return size, crc32(file.read())
    except OSError:
        return None
