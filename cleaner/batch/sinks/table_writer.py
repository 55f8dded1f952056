"""Tables: rows wait in the run file in the order in which they are done, and are written in that of the inputs.

Until the end nothing has the name of the table but one of an earlier run.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

from cleaner.batch.manifest import Entry, key_of, line_of
from cleaner.batch.record import Outcome, Record
from cleaner.batch.sinks.run_file import RunFile, StoredRow
from cleaner.batch.sinks.target import SafeFolders, Target, table_ending
from cleaner.batch.sinks.to_lines import CsvFormat, JsonLinesFormat

if TYPE_CHECKING:
    from cleaner.batch.sinks.to_parquet import ParquetFormat


class _WaitingRow(NamedTuple):
    """A row that is stored together with others."""

    output: str
    place: int
    key: tuple[str, int]
    line: bytes
    row: Any


class TableWriter:
    """The tables of a target; `names` are the columns that cleaning adds. Raises OSError and sqlite3.Error."""

    def __init__(self, target: Target, names: Sequence[str], run_file: RunFile) -> None:
        self._target = target
        self._names = names
        self._run_file = run_file
        self._folders = SafeFolders(target.folder)
        self._formats: dict[str, JsonLinesFormat | ParquetFormat] = {}
        self._waiting: list[_WaitingRow] = []

    def put(self, place: int, entry: Entry, record: Record, outcome: Outcome) -> int:
        """Store the row of a record and its line of the manifest; the size of the row, about, in bytes."""
        assert entry.output is not None
        row = self._format(entry.output).encode(record, outcome)
        key = key_of(record)
        if row is None:
            self._run_file.put(place, key, line_of(entry._replace(output=None), outcome))
            return 0
        line = line_of(entry, outcome)
        if isinstance(row, bytes):
            self._run_file.put(place, key, line, entry.output, StoredRow(0, len(row), crc32(row), None, row))
            return len(row)
        self._waiting.append(_WaitingRow(entry.output, place, key, line, row))
        size: int = row.size
        return size

    def flush(self) -> None:
        """Store the rows that wait for others."""
        waiting, self._waiting = self._waiting, []
        for _, group in groupby(waiting, lambda one: (one.output, one.row.family)):
            together = list(group)
            batch = self._run_file.add_batch(together[0].row.stream([one.row for one in together], self._names))
            for at, one in enumerate(together):
                self._run_file.put(one.place, one.key, one.line, one.output, StoredRow(at, 0, 0, batch))

    def locate(self, output: str, at: tuple[int, int, int]) -> StoredRow | None:
        """The row at a position in the table of an earlier run, if it is still there."""
        return self._format(output).locate(self._folders.path(output), at)

    def finish(self, output: str) -> None:
        """Write a table under its name. Raises SinkError and UnwritableError, too."""
        mark = hashlib.blake2b(os.fsencode(output), digest_size=12).hexdigest()
        new, table = os.path.join(self._target.workplace, f"{mark}.table"), self._folders.path(output)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)
        self._folders.make(output)
        self._format(output).write(partial(self._run_file.rows, output), table, new)
        os.replace(new, table)

    def positions(self, output: str) -> Callable[[StoredRow], tuple[int, int, int]]:
        """What to ask for the position of each row of a finished table, in their order."""
        return self._format(output).positions(self._folders.path(output))

    def close(self) -> None:
        """Close all files."""
        for table_format in self._formats.values():
            table_format.close()

    def _format(self, output: str) -> JsonLinesFormat | ParquetFormat:
        ending = table_ending(output)
        if ending not in self._formats:
            self._formats[ending] = self._made(ending)
        return self._formats[ending]

    def _made(self, ending: str) -> JsonLinesFormat | ParquetFormat:
        if ending == ".jsonl":
            return JsonLinesFormat(self._names)
        if ending == ".csv":
            return CsvFormat(self._names)
        from cleaner.batch.sinks.to_parquet import ParquetFormat

        return ParquetFormat(self._names, self._run_file)
