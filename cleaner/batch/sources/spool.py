"""What was found, in its order and each once, in a temporary file: a million names take no memory."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from cleaner.batch.kinds import Holds
from cleaner.batch.record import Problem, Status
from cleaner.batch.sources.source import Source

# Whoever named two things meant them in this order; within one, folders and files in the order of their names, which is
# that of the bytes with the separator below any other.
_TABLES = """
CREATE TABLE source (
    name INTEGER, place BLOB, path BLOB, relative BLOB, holds TEXT, size INTEGER, regular INTEGER, status TEXT,
    reason TEXT, PRIMARY KEY (name, place)
) WITHOUT ROWID;
CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE folder (id INTEGER PRIMARY KEY, path BLOB, relative BLOB, whole INTEGER);
"""


class Folder(NamedTuple):
    """A folder that is still to be gone through; of a `whole` one everything is taken that has the right ending."""

    path: str
    relative: str
    whole: bool


class Spool:
    """A database without a name, which the system removes when we end, however we do."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {_TABLES} BEGIN;")

    def close(self) -> None:
        """Forget everything."""
        self._database.close()

    def add(self, name: int, source: Source, key: str) -> bool:
        """Add what was found under the name of this number, unless it is there: `key` tells files apart."""
        hashed = blake2b(os.fsencode(key), digest_size=16).digest()
        if not self._database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (hashed,)).rowcount:
            return False
        problem = source.problem
        self._database.execute(
            "INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                os.fsencode(source.path).replace(b"/", b"\x00"),
                os.fsencode(source.path),
                os.fsencode(source.relative),
                source.holds.value,
                source.size,
                source.regular,
                problem and problem.status.value,
                problem and problem.reason,
            ),
        )
        return True

    def __iter__(self) -> Iterator[Source]:
        rows = self._database.execute(
            "SELECT path, relative, holds, size, regular, status, reason FROM source ORDER BY name, place"
        )
        for path, relative, what, size, regular, status, why in rows:
            problem = None if status is None else Problem(Status(status), why)
            yield Source(os.fsdecode(path), os.fsdecode(relative), Holds(what), size, bool(regular), problem)

    def enter(self, folder: Folder) -> None:
        """Note a folder to go through."""
        path, relative = os.fsencode(folder.path), os.fsencode(folder.relative)
        self._database.execute("INSERT INTO folder VALUES (NULL, ?, ?, ?)", (path, relative, folder.whole))

    def next_folder(self) -> Folder | None:
        """A folder that was noted and not yet gone through."""
        row = self._database.execute("SELECT * FROM folder ORDER BY id DESC LIMIT 1").fetchone()
        if row is None:
            return None
        number, path, relative, whole = row
        self._database.execute("DELETE FROM folder WHERE id = ?", (number,))
        return Folder(os.fsdecode(path), os.fsdecode(relative), bool(whole))
