"""What an earlier run has done, as its manifest tells: looked up input by input, and held in a file, not in memory."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any, NamedTuple

from cleaner.batch.manifest import OVERWRITES, key_of, read_line, read_manifest
from cleaner.batch.record import Record, Status
from cleaner.batch.rows import shown

# What need not be done again; a record that is skipped is looked at and skipped anew.
DONE = frozenset((Status.DONE, Status.UNCHANGED, Status.EMPTY))


class Found(NamedTuple):
    """What the manifest says of an input, and where in it."""

    row: dict[str, Any]
    line: tuple[int, int]


class Earlier:
    """The manifest of an earlier run. Raises OSError where it cannot be read.

    `overwrites` says that the run was to overwrite what was in its way.
    """

    def __init__(self, path: str) -> None:
        self.overwrites = False
        self._data = sqlite3.connect("")
        self._data.executescript(
            "CREATE TABLE inputs (path TEXT, record INTEGER, at INTEGER, size INTEGER, output TEXT, met INTEGER,"
            " PRIMARY KEY (path, record)) WITHOUT ROWID;"
            "CREATE INDEX by_output ON inputs (output) WHERE record = 0;"
            "CREATE TABLE outputs (name TEXT PRIMARY KEY) WITHOUT ROWID;"
        )
        self._manifest = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        for at, line in read_manifest(path):
            if line == OVERWRITES:
                self.forget()
            elif (row := read_line(line)) is not None:
                self._add(row, at, len(line))

    def forget(self) -> None:
        """Nothing of what was done counts any more, and whatever is in the way may be overwritten."""
        self.overwrites = True
        self._data.execute("DELETE FROM inputs")

    def close(self) -> None:
        """Let go of it."""
        os.close(self._manifest)
        self._data.close()

    def find(self, record: Record) -> Found | None:
        """What was said last of a record, or of one in its place."""
        key = key_of(record)
        found = self._data.execute("SELECT at, size FROM inputs WHERE path = ? AND record = ?", key).fetchone()
        if found is None:
            return None
        row = read_line(os.pread(self._manifest, found[1], found[0]))
        return None if row is None else Found(row, found)

    def wrote(self, output: str) -> bool:
        """Whether an output is from an earlier run."""
        return self._data.execute("SELECT 1 FROM outputs WHERE name = ?", (shown(output),)).fetchone() is not None

    def meet(self, output: str) -> None:
        """A document of this run goes where one of the earlier run went."""
        self._data.execute("UPDATE inputs SET met = 1 WHERE record = 0 AND output = ?", (shown(output),))

    def left_over(self) -> Iterator[str]:
        """The documents of the earlier run that no input of this one has."""
        with closing(
            self._data.execute("SELECT output FROM inputs WHERE NOT met AND record = 0 AND output > ''")
        ) as rows:
            for (output,) in rows:
                yield output

    def _add(self, row: dict[str, Any], at: int, size: int) -> None:
        output = row.get("output")
        self._data.execute(
            "INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?, ?, 0)",
            (row["path"], row.get("record") or 0, at, size, output),
        )
        if isinstance(output, str):
            self._data.execute("INSERT OR IGNORE INTO outputs VALUES (?)", (output,))
