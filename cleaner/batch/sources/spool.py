"""What was found, put in order and each once, in a temporary file: a million names take no memory."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from cleaner.batch.record import Problem, Status
from cleaner.batch.sources.source import Source
from cleaner.files.formats import Holds

# Rows are added at the end, sorted once, and read in a row: a tree that is kept in order while it grows is read and
# written all over, and takes ten times as long.
_START = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE found (
    name INTEGER, place BLOB, key BLOB, path BLOB, relative BLOB, holds TEXT, size INTEGER, regular INTEGER,
    status TEXT, reason TEXT
);
BEGIN;
"""
# The first name that meant a file counts.
_ONCE = """
CREATE TABLE repeated AS
    SELECT id FROM (SELECT rowid AS id, row_number() OVER (PARTITION BY key ORDER BY name, rowid) AS time FROM found)
    WHERE time > 1 ORDER BY id;
DELETE FROM found WHERE rowid IN (SELECT id FROM repeated);
"""
_COLUMNS = "path, relative, holds, size, regular, status, reason"
_IN_ORDER = f"CREATE TABLE source AS SELECT {_COLUMNS} FROM found ORDER BY name, place; DROP TABLE found;"
_AT_ONCE = 1000


class Totals(NamedTuple):
    """Of what was found: files that are a document, or that nothing is done with; files of records; bytes; repeated."""

    documents: int
    record_files: int
    bytes: int
    repeated: int


class Spool:
    """A database without a name, which the system removes when we end, however we do."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_START)
        self._waiting: list[tuple[Any, ...]] = []

    def close(self) -> None:
        """Forget everything."""
        self._database.close()

    def add(self, name: int, source: Source, key: str) -> None:
        """Add what was found under the name of this number; `key` tells files apart."""
        path = os.fsencode(source.path)
        status, reason = (None, None) if source.problem is None else source.problem
        self._waiting.append(
            (
                name,
                # The separator below all else, so that what is in a folder stands together.
                path.replace(b"/", b"\x00"),
                os.fsencode(key),
                path,
                os.fsencode(source.relative),
                source.holds.value,
                source.size,
                source.regular,
                status and status.value,
                reason,
            )
        )
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        self._database.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", self._waiting)
        self._waiting.clear()

    def settle(self, once: bool) -> Totals:
        """Put all in order: in that of the names, and below one in that of the bytes of paths.

        With `once` it is known already that nothing was added twice.
        """
        self._write()
        repeated = 0
        if not once:
            self._database.executescript(_ONCE)
            (repeated,) = self._database.execute("SELECT count(*) FROM repeated").fetchone()
        self._database.executescript(_IN_ORDER)
        document = f"(holds = '{Holds.DOCUMENT.value}' OR status IS NOT NULL)"
        documents, files, size = self._database.execute(
            f"SELECT total({document}), total(NOT {document}), total(size) FROM source"
        ).fetchone()
        return Totals(int(documents), int(files), int(size), repeated)

    def __iter__(self) -> Iterator[Source]:
        for path, relative, what, size, regular, status, why in self._database.execute(
            f"SELECT {_COLUMNS} FROM source"
        ):
            problem = None if status is None else Problem(Status(status), why)
            yield Source(os.fsdecode(path), os.fsdecode(relative), Holds(what), size, bool(regular), problem)
