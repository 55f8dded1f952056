"""Rows that were kept beside, or stand in the table of an earlier run, read again in the order of the inputs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby
from typing import TYPE_CHECKING, Any

from cleaner.batch.manifest import Standing
from cleaner.batch.sinks.appending import OpenFiles, Place
from cleaner.batch.sinks.json_types import parsed
from cleaner.batch.sinks.target import UnwritableError

if TYPE_CHECKING:
    import pyarrow as pa

_MOST_LINES, _MOST_BYTES = 1_000, 8_000_000


class KeptRows:
    """The rows of a table that is being put together."""

    def __init__(self, parts: str, finished: str) -> None:
        self._parts = parts
        self._finished = finished
        self._open = OpenFiles()
        self._batch: tuple[Place, Any] | None = None
        self._table: Any = None
        self._group: tuple[int, Any] | None = None
        self._starts: list[int] = []

    def close(self) -> None:
        """Close all files."""
        self._open.close()
        self._batch = self._group = None
        if self._table is not None:
            self._table.close()
            self._table = None

    def chunks(self, rows: Iterable[tuple[int, Standing]]) -> Iterator[Any]:
        """All rows, some at a time: as dicts of what was parsed of lines, or as a batch of Arrow."""
        for source, group in groupby((standing for _, standing in rows), self._source):
            if source == "line":
                yield from self._lines(group)
            else:
                yield from self._slices(source, group)

    def _source(self, standing: Standing) -> Any:
        """What rows must have in common to be read together."""
        if not standing.partial:
            return self._number_of_group(standing.numbers[0])
        return "line" if len(standing.numbers) == 3 else Place(*standing.numbers[:3])

    def _lines(self, standings: Iterable[Standing]) -> Iterator[list[dict[str, Any]]]:
        lines: list[dict[str, Any]] = []
        size = 0
        for standing in standings:
            data = self._read(Place(*standing.numbers))
            lines.append(parsed(data.decode("utf-8")))
            size += len(data)
            if len(lines) >= _MOST_LINES or size >= _MOST_BYTES:
                yield lines
                lines, size = [], 0
        if lines:
            yield lines

    def _slices(self, source: Any, standings: Iterable[Standing]) -> Iterator[pa.RecordBatch]:
        """Rows that stand in one batch, those that follow on one another at once."""
        batch, first = (self._kept(source), 0) if isinstance(source, Place) else self._of_group(source)
        start = end = -1
        for standing in standings:
            at = (standing.numbers[3] if standing.partial else standing.numbers[0]) - first
            if at != end:
                if end > start:
                    yield batch.slice(start, end - start)
                start = at
            end = at + 1
        yield batch.slice(start, end - start)

    def _kept(self, place: Place) -> Any:
        import pyarrow as pa

        if self._batch is None or self._batch[0] != place:
            with pa.ipc.open_stream(self._read(place)) as stream:
                self._batch = (place, stream.read_next_batch())
        return self._batch[1]

    def _of_group(self, number: int) -> tuple[Any, int]:
        """A row group of the earlier table as one batch, and the number of its first row."""
        if self._group is None or self._group[0] != number:
            self._group = None
            table = self._earlier().read_row_group(number, use_threads=False).combine_chunks()
            self._group = (number, table.to_batches()[0])
        return self._group[1], self._starts[number]

    def _number_of_group(self, row: int) -> int:
        self._earlier()
        return bisect_right(self._starts, row) - 1

    def _earlier(self) -> Any:
        import pyarrow.parquet as pq

        if self._table is None:
            self._table = pq.ParquetFile(self._finished)
            metadata = self._table.metadata
            sizes = (metadata.row_group(number).num_rows for number in range(metadata.num_row_groups))
            self._starts = list(accumulate(sizes, initial=0))[:-1]
        return self._table

    def _read(self, place: Place) -> bytes:
        data = self._open.read(self._parts, place)
        if data is None:
            raise UnwritableError("a row that was written is there no more")
        return data
