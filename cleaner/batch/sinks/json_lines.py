"""Tables of JSON lines: kept beside they are what they are in the end, but for the order of their rows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from zlib import crc32

from cleaner.batch.manifest import Standing
from cleaner.batch.record import Outcome, Record
from cleaner.batch.rows import json_line
from cleaner.batch.sinks.appending import Appending, OpenFiles, Place
from cleaner.batch.sinks.target import UnwritableError

if TYPE_CHECKING:
    from cleaner.batch.sinks.tables import Files, Rows


class Line(NamedTuple):
    """A row as it is written."""

    data: bytes

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return len(self.data)


class JsonLines:
    """How tables of JSON lines are written; `names` are what cleaning adds to rows."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._open = OpenFiles()

    def row(self, record: Record, outcome: Outcome) -> Line | None:
        """The line of a record."""
        line = json_line(record, outcome, self._names)
        return None if line is None else Line(line.encode("utf-8", "replace"))

    def keep(self, rows: Sequence[Line], parts: Appending) -> list[Standing]:
        """Add lines to those that are kept beside."""
        return keep_lines(rows, parts)

    def locate(self, files: Files, standing: Standing) -> Standing | None:
        """Where a line stands that is said to stand somewhere; None where it is no more."""
        if len(standing.numbers) != 3:
            return None
        place = Place(*standing.numbers)
        if standing.partial and self._open.read(files.parts, place) is not None:
            return standing
        # A run that was killed between giving the lines their name and saying so has left them there.
        return None if self._open.read(files.finished, place) is None else Standing(standing.numbers)

    def assemble(self, rows: Rows, files: Files) -> Iterator[tuple[int, Standing]]:
        """Put the lines together: where they are in order already, by giving their file the name."""
        length = _in_order(rows)
        if length and os.path.getsize(files.parts) >= length:
            with open(files.parts, "rb+") as file:
                file.truncate(length)
                os.fsync(file.fileno())
            yield from ((order, Standing(standing.numbers)) for order, standing in rows())
            os.replace(files.parts, files.finished)
        else:
            with open(files.new, "wb") as new:
                yield from self._copied(rows, files, new)
                new.flush()
                os.fsync(new.fileno())
            os.replace(files.new, files.finished)
        self._open.close()

    def close(self) -> None:
        """Close all files."""
        self._open.close()

    def _copied(self, rows: Rows, files: Files, new: BinaryIO) -> Iterator[tuple[int, Standing]]:
        at = 0
        for order, standing in rows():
            place = Place(*standing.numbers)
            line = self._open.read(files.parts if standing.partial else files.finished, place)
            if line is None:
                raise UnwritableError("a row that was written is there no more")
            new.write(line)
            yield order, Standing((at, place.size, place.check))
            at += place.size


def keep_lines(rows: Sequence[Line], parts: Appending) -> list[Standing]:
    """Add lines to those that are kept beside, all at once; where each of them stands then."""
    start = parts.add(b"".join(row.data for row in rows)).offset
    offsets = accumulate((row.size for row in rows), initial=start)
    return [Standing((at, row.size, crc32(row.data)), True) for row, at in zip(rows, offsets, strict=False)]


def _in_order(rows: Rows) -> int | None:
    """The length of all lines, where each stands right behind the one before; otherwise None."""
    end = 0
    for _, standing in rows():
        if not standing.partial or standing.numbers[0] != end:
            return None
        end += standing.numbers[1]
    return end
