"""Tables of Parquet. Types are known when all rows are: until then rows of Parquet are kept as batches of Arrow, all
others as lines of JSON, and the table is written of them in row groups that depend on the rows alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from cleaner.batch.manifest import Standing
from cleaner.batch.own import RowOwn
from cleaner.batch.record import Outcome, Record
from cleaner.batch.rows import json_row
from cleaner.batch.sinks.appending import Appending, OpenFiles, Place
from cleaner.batch.sinks.arrow_json import unique
from cleaner.batch.sinks.json_lines import Line, keep_lines
from cleaner.batch.sinks.kept_rows import KeptRows
from cleaner.batch.sinks.schema import Schemas, UnfitError
from cleaner.batch.sinks.target import UnwritableError
from cleaner.batch.typed_rows import Layout

if TYPE_CHECKING:
    import pyarrow as pa

    from cleaner.batch.sinks.tables import Files, Rows

_ROWS_IN_GROUP, _BYTES_IN_GROUP = 10_000, 32_000_000
_TAIL = 65_536


class Typed(NamedTuple):
    """A row of a batch of Arrow, and what became of it."""

    own: RowOwn
    outcome: Outcome

    @property
    def size(self) -> int:
        """About how many bytes it has."""
        text = (self.outcome.fields or {}).get("text") or ""
        return len(text) + int(self.own.batch.nbytes) // max(int(self.own.batch.num_rows), 1)


class Parquet:
    """How tables of Parquet are written; `names` are what cleaning adds to rows."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._open = OpenFiles()
        self._marks: dict[str, tuple[int, int] | None] = {}

    def row(self, record: Record, outcome: Outcome) -> Line | Typed | None:
        """The row of a record."""
        if isinstance(record.own, RowOwn):
            return Typed(record.own, outcome)
        line = json_row(record, outcome, self._names)
        return None if line is None else Line(line.encode("utf-8", "replace"))

    def keep(self, rows: Sequence[Line | Typed], parts: Appending) -> list[Standing]:
        """Add rows to those that are kept beside."""
        standings: list[Standing] = []
        for _, group in groupby(rows, _family):
            some = list(group)
            lines = [row for row in some if isinstance(row, Line)]
            standings += keep_lines(lines, parts) if lines else self._keep_typed(some, parts)
        return standings

    def _keep_typed(self, rows: Sequence[Any], parts: Appending) -> list[Standing]:
        place = parts.add(_as_stream(_typed(rows, self._names)))
        return [Standing((*place, at), True) for at in range(len(rows))]

    def locate(self, files: Files, standing: Standing) -> Standing | None:
        """Where a row stands that is said to stand somewhere; None where it is no more."""
        numbers = standing.numbers
        if standing.partial:
            whole = len(numbers) in (3, 4) and self._open.read(files.parts, Place(*numbers[:3])) is not None
            return standing if whole else None
        if files.finished not in self._marks:
            self._marks[files.finished] = _mark(files.finished)
        return standing if len(numbers) == 3 and numbers[1:] == self._marks[files.finished] else None

    def assemble(self, rows: Rows, files: Files) -> Iterator[tuple[int, Standing]]:
        """Write the table. A column whose values turn out not to fit in one type becomes text with the JSON of them."""
        import pyarrow as pa

        kept = KeptRows(files.parts, files.finished)
        schemas = Schemas(self._names)
        try:
            for chunk in kept.chunks(rows()):
                schemas.add(chunk)
            while not self._is_written(kept, rows, schemas, files.new):
                continue
        except pa.ArrowException as error:
            raise UnwritableError(str(error).splitlines()[0]) from error
        finally:
            kept.close()
        mark = _mark(files.new)
        assert mark is not None
        yield from ((order, Standing((number, *mark))) for number, (order, _) in enumerate(rows()))
        os.replace(files.new, files.finished)
        self._open.close()

    def close(self) -> None:
        """Close all files."""
        self._open.close()

    def _is_written(self, kept: KeptRows, rows: Rows, schemas: Schemas, path: str) -> bool:
        """Write a table, or find that a column needs another type."""
        import pyarrow.parquet as pq

        schema = schemas.schema()
        try:
            with open(path, "wb") as file:
                with pq.ParquetWriter(file, schema, compression="zstd") as writer:
                    for group in _row_groups(schemas.fitted(chunk) for chunk in kept.chunks(rows())):
                        writer.write_table(group, row_group_size=max(group.num_rows, 1))
                file.flush()
                os.fsync(file.fileno())
        except UnfitError as error:
            schemas.make_text(error.column)
            return False
        return True


def _family(row: Line | Typed) -> Any:
    """What rows have in common that are kept together."""
    return None if isinstance(row, Line) else (row.own.batch.schema, row.own.cleaned)


def _typed(rows: Sequence[Typed], names: Sequence[str]) -> pa.RecordBatch:
    """Rows as one batch, with what cleaning adds to them."""
    import pyarrow as pa
    from pyarrow import types

    slices = [row.own.batch.slice(row.own.row, 1) for row in rows]
    own = pa.Table.from_batches(slices).combine_chunks().rename_columns(unique(slices[0].schema.names))
    for at, field in enumerate(own.schema):
        if types.is_dictionary(field.type):  # the words of one batch are not those of another
            own = own.set_column(
                at, field.name, pa.chunked_array([own.column(at).combine_chunks().dictionary_decode()])
            )
    batch = own.to_batches()[0]
    layout = Layout.of(batch.schema, rows[0].own.cleaned, names)
    return layout.batch(batch, [row.outcome for row in rows])


def _as_stream(batch: pa.RecordBatch) -> bytes:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _row_groups(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows of all batches, parted by their number and sizes alone."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        start = 0
        for at in range(batch.num_rows):
            rows += 1
            size += pa.ipc.get_record_batch_size(batch.slice(at, 1))
            if rows >= _ROWS_IN_GROUP or size >= _BYTES_IN_GROUP:
                yield pa.Table.from_batches([*waiting, batch.slice(start, at + 1 - start)]).combine_chunks()
                waiting, start, rows, size = [], at + 1, 0, 0
        if start < batch.num_rows:
            waiting.append(batch.slice(start))
    if waiting:
        yield pa.Table.from_batches(waiting).combine_chunks()


def _mark(path: str) -> tuple[int, int] | None:
    """What tells a finished table from others: its size, and a checksum of its end, which tells where all else is."""
    try:
        with open(path, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            return size, crc32(file.read())
    except OSError:
        return None
