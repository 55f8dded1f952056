"""Tables whose rows are lines: JSON lines, and CSV."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO
from zlib import crc32

from cleaner.batch.record import Outcome, Record
from cleaner.batch.rows import csv_line, json_line
from cleaner.batch.sinks.run_file import StoredRow
from cleaner.batch.sinks.target import UnwritableError
from cleaner.render.as_csv import HEADER


class JsonLinesFormat:
    """How tables of JSON lines are written; `names` are the fields that cleaning adds."""

    header = b""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._earlier: tuple[str, BinaryIO] | None = None

    def encode(self, record: Record, outcome: Outcome) -> bytes | None:
        """The line of a record; None if it has none."""
        line = self._line(record, outcome)
        return None if line is None else line.encode("utf-8", "replace")

    def _line(self, record: Record, outcome: Outcome) -> str | None:
        return json_line(record, outcome, self._names)

    def locate(self, table: str, at: tuple[int, int, int]) -> StoredRow | None:
        """The row at a position in the table of an earlier run, if it is still there."""
        row = StoredRow(*at)
        return None if self._read(table, row) is None else row

    def write(self, rows: Callable[[], Iterable[StoredRow]], table: str, new: str) -> None:
        """Write a table as the file `new`; rows of an earlier run are read from `table`. Raises OSError."""
        with open(new, "wb") as file:
            file.write(self.header)
            for row in rows():
                line = self._read(table, row) if row.data is None else row.data
                if line is None:
                    raise UnwritableError("a row of the earlier table has disappeared")
                file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self.close()

    def positions(self, table: str) -> Callable[[StoredRow], tuple[int, int, int]]:
        """What to ask for the position of each row of a finished table, in their order."""
        end = len(self.header)

        def position(row: StoredRow) -> tuple[int, int, int]:
            nonlocal end
            start, end = end, end + row.size
            return start, row.size, row.crc

        return position

    def close(self) -> None:
        """Close the earlier table."""
        if self._earlier is not None:
            self._earlier[1].close()
            self._earlier = None

    def _read(self, table: str, row: StoredRow) -> bytes | None:
        try:
            if self._earlier is None or self._earlier[0] != table:
                self.close()
                self._earlier = (table, open(table, "rb"))  # noqa: SIM115
            data = os.pread(self._earlier[1].fileno(), row.size, row.start)
        except OSError:
            return None
        return data if len(data) == row.size and crc32(data) == row.crc else None


class CsvFormat(JsonLinesFormat):
    """The same for CSV under a header: a row for each input that was cleaned, without the own fields of records."""

    header = HEADER.encode("ascii")

    def _line(self, record: Record, outcome: Outcome) -> str | None:
        return csv_line(record, outcome)
