"""Tables: rows are kept beside in the order in which they are done, and put together in that of the inputs at the end.

Of a killed process no row is lost that the manifest names, and until the end nothing has the name of the table but an
earlier one. A form (JSON lines, Parquet) says what a row looks like and how rows are put together.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from cleaner.batch.manifest import Standing
from cleaner.batch.record import Outcome, Record
from cleaner.batch.sinks.appending import Appending, sync_folder
from cleaner.batch.sinks.claims import SafeFolders
from cleaner.batch.sinks.json_lines import JsonLines
from cleaner.batch.sinks.target import Target, is_parquet

# What is lost, and done again, where the process is killed.
_MOST_ROWS, _MOST_BYTES = 512, 4_000_000


class Piece(NamedTuple):
    """Rows as they are kept beside: their bytes, and for each where it stands among those."""

    data: bytes
    within: Sequence[tuple[int, ...]]


class Files(NamedTuple):
    """The files of a table: rows kept beside, the finished table (of an earlier run, until the end), the new one."""

    parts: str
    finished: str
    new: str


Rows = Callable[[], Iterator[tuple[int, Standing]]]


class Form(Protocol):
    """How a table is written."""

    def row(self, record: Record, outcome: Outcome) -> Any:
        """What a record gives: something with a `size` in bytes; or None for no row."""

    def keep(self, rows: Sequence[Any], parts: Appending) -> list[Standing]:
        """Keep rows beside. Raises OSError."""

    def locate(self, files: Files, standing: Standing) -> Standing | None:
        """Where a row stands that an earlier run says to stand somewhere; None where it is no more."""

    def assemble(self, rows: Rows, files: Files) -> Iterator[tuple[int, Standing]]:
        """Write the table, by way of `files.new`, and say where each row stands in it. Raises OSError."""

    def close(self) -> None:
        """Close all files."""


class _Waiting(NamedTuple):
    output: str
    row: Any
    ticket: Any


class Tables:
    """The tables of a target. `names` are what cleaning adds to rows."""

    def __init__(self, target: Target, names: Sequence[str]) -> None:
        self._target = target
        self._names = names
        self._folders = SafeFolders(target.folder)
        self._forms: dict[str, Form] = {}
        self._waiting: list[_Waiting] = []
        self._size = 0

    def add(self, output: str, record: Record, outcome: Outcome, ticket: Any) -> bool:
        """Take a row; `flush` hands the ticket back with the place of the row. False for a record without a row."""
        row = self._form(output).row(record, outcome)
        if row is None:
            return False
        self._waiting.append(_Waiting(output, row, ticket))
        self._size += row.size
        return True

    @property
    def full(self) -> bool:
        """Whether it is time to flush."""
        return len(self._waiting) >= _MOST_ROWS or self._size >= _MOST_BYTES

    def flush(self) -> Iterator[tuple[Any, Standing]]:
        """Keep all rows that were taken; yields the ticket of each with where it stands. Raises OSError."""
        waiting, self._waiting, self._size = self._waiting, [], 0
        by_output: dict[str, list[_Waiting]] = {}
        for item in waiting:
            by_output.setdefault(item.output, []).append(item)
        for output, items in by_output.items():
            with Appending(self._files(output).parts) as parts:
                standings = self._form(output).keep([item.row for item in items], parts)
            yield from zip((item.ticket for item in items), standings, strict=True)

    def locate(self, output: str, standing: Standing) -> Standing | None:
        """Where a row of an earlier run is, if it still is."""
        return self._form(output).locate(self._files(output), standing)

    def finish(self, output: str, rows: Rows) -> Iterator[tuple[int, Standing]]:
        """Put a table together, in its place; yields where each row stands then. Raises OSError and SinkError."""
        files = self._files(output)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(files.new)
        self._folders.make(output)
        yield from self._form(output).assemble(rows, files)
        sync_folder(os.path.dirname(files.finished) or ".")

    def close(self) -> None:
        """Close all files."""
        for form in self._forms.values():
            form.close()

    def _files(self, output: str) -> Files:
        mark = hashlib.blake2b(os.fsencode(output), digest_size=12).hexdigest()
        work = os.path.join(self._target.workplace, mark)
        return Files(f"{work}.rows", os.path.join(self._target.folder, *output.split("/")), f"{work}.table")

    def _form(self, output: str) -> Form:
        ending = ".parquet" if is_parquet(output) else ".jsonl"
        if ending not in self._forms:
            self._forms[ending] = self._made(ending)
        return self._forms[ending]

    def _made(self, ending: str) -> Form:
        if ending == ".jsonl":
            return JsonLines(self._names)
        from cleaner.batch.sinks.parquet import Parquet

        return Parquet(self._names)
