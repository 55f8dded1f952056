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
from typing import TYPE_CHECKING, cast
from zlib import crc32

from cleaner.batch.arrow_json import RowOwn
from cleaner.batch.manifest import key_of
from cleaner.batch.record import Outcome, Record
from cleaner.batch.rows import csv_line, json_line
from cleaner.batch.sinks.run_file import RunFile, StoredRow
from cleaner.batch.sinks.target import SafeFolders, Target, table_ending
from cleaner.batch.sinks.to_lines import LinesFormat
from cleaner.render.as_csv import HEADER

if TYPE_CHECKING:
    from cleaner.batch.sinks.to_parquet import ParquetFormat


class TableWriter:
    """The tables of a target; `names` are the columns that cleaning adds. Raises OSError and sqlite3.Error."""

    def __init__(self, target: Target, names: Sequence[str], run_file: RunFile) -> None:
        self._target = target
        self._names = names
        self._run_file = run_file
        self._folders = SafeFolders(target.folder)
        self._formats: dict[str, LinesFormat | ParquetFormat] = {}
        self._waiting: list[tuple[ParquetFormat, RowOwn, Outcome, Callable[[StoredRow], None]]] = []

    def put(self, place: int, output: str, record: Record, outcome: Outcome, line: Callable[..., bytes]) -> int:
        """Store the row of a record for the table `output`; the size of the row, about, in bytes.

        `line` makes the line of the manifest, of a record that has no row or, given the table, of one that has.
        """
        form = self._format(output)
        row = form.encode(record, outcome)
        put = partial(self._run_file.put, place, key_of(record))
        if row is None:
            put(line())
            return 0
        put = partial(put, line(output), output)
        if isinstance(row, bytes):
            put(StoredRow(0, len(row), crc32(row), None, row))
            return len(row)
        self._waiting.append((cast("ParquetFormat", form), row, outcome, put))
        return len((outcome.fields or {}).get("text") or "") + int(row.batch.nbytes) // int(row.batch.num_rows)

    def flush(self) -> None:
        """Store the rows that wait for others."""
        waiting, self._waiting = self._waiting, []
        for _, group in groupby(waiting, lambda one: (one[1].batch.schema, one[1].cleaned)):
            together = list(group)
            batch = together[0][0].store([(own, outcome) for _, own, outcome, _ in together])
            for at, (*_, put) in enumerate(together):
                put(StoredRow(at, batch=batch))

    def locate(self, output: str, at: tuple[int, int, int]) -> StoredRow | None:
        """The row at a position in the table of an earlier run, if it is still there."""
        return self._format(output).locate(self._folders.path(output), at)

    def finish(self, output: str) -> None:
        """Write a table under its name. Raises SinkError and UnwritableError, too."""
        mark = hashlib.blake2b(os.fsencode(output), digest_size=12).hexdigest()
        new = os.path.join(self._target.workplace, f"{mark}.table")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(new)
        self._folders.make(output)
        self._format(output).write(partial(self._run_file.rows, output), new)
        os.replace(new, self._folders.path(output))

    def positions(self, output: str) -> Callable[[StoredRow], tuple[int, int, int]]:
        """What to ask for the position of each row of a finished table, in their order."""
        return self._format(output).positions(self._folders.path(output))

    def _format(self, output: str) -> LinesFormat | ParquetFormat:
        ending = table_ending(output)
        if ending not in self._formats:
            if ending == ".parquet":
                from cleaner.batch.sinks.to_parquet import ParquetFormat

                self._formats[ending] = ParquetFormat(self._names, self._run_file)
            elif ending == ".csv":  # without the own fields of records
                self._formats[ending] = LinesFormat(csv_line, HEADER)
            else:
                self._formats[ending] = LinesFormat(partial(json_line, names=self._names))
        return self._formats[ending]
