"""Tables whose rows are lines: JSON lines, and CSV."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from zlib import crc32

from cleaner.batch.record import Outcome, Record
from cleaner.batch.sinks.run_file import StoredRow


class LinesFormat:
    """How tables are written of which a function makes the lines, under a header; None for a record without a row."""

    def __init__(self, line: Callable[[Record, Outcome], str | None], header: str = "") -> None:
        self._line = line
        self._header = header.encode("ascii")

    def encode(self, record: Record, outcome: Outcome) -> bytes | None:
        """The line of a record; None if it has none."""
        line = self._line(record, outcome)
        return None if line is None else line.encode("utf-8", "replace")

    def locate(self, table: str, at: tuple[int, int, int]) -> StoredRow | None:
        """The row at a position in the table of an earlier run, if it is still there."""
        start, size, crc = at
        try:
            with open(table, "rb", buffering=0) as file:
                file.seek(start)
                data = file.read(size)
        except OSError:
            return None
        return StoredRow(0, size, crc, None, data) if len(data) == size and crc32(data) == crc else None

    def write(self, rows: Callable[[], Iterable[StoredRow]], new: str) -> None:
        """Write a table as the file `new`. Raises OSError."""
        with open(new, "wb") as file:
            file.write(self._header)
            file.writelines(row.data for row in rows() if row.data is not None)
            file.flush()
            os.fsync(file.fileno())

    def positions(self, table: str) -> Callable[[StoredRow], tuple[int, int, int]]:
        """What to ask for the position of each row of a finished table, in their order."""
        end = len(self._header)

        def position(row: StoredRow) -> tuple[int, int, int]:
            nonlocal end
            start, end = end, end + row.size
            return start, row.size, row.crc

        return position
