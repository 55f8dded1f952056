"""The state of a run: one SQLite file in the hidden folder beside the output. It is gone when the run is complete.

    outcome   a row for every input that is done: its line of the manifest and, in a table, where its row is
    batch     rows of Parquet that wait for their table, several together as a stream of Arrow
    written   the outputs of this run and earlier ones, so that no other file is overwritten

A resumed run opens the file again. Where an earlier run was completed there is only its manifest, which is imported.
What is not committed when a process is killed is done again; SQLite sees to it that nothing is half written.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from weakref import WeakSet

from cleaner.batch.json_text import shown
from cleaner.batch.manifest import key_of, read_line, read_manifest
from cleaner.batch.record import Record
from cleaner.batch.sinks.target import SinkError, Target, TargetKind
from cleaner.files.atomic import sync_folder
from cleaner.files.walk import RUN_FILE

_OPEN = """
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA wal_autocheckpoint = 4000;
BEGIN IMMEDIATE;
"""
_CREATE = """
CREATE TABLE outcome (
    id INTEGER PRIMARY KEY, place INTEGER, path TEXT, record INTEGER, line BLOB, output BLOB,
    start INTEGER, size INTEGER, crc INTEGER, batch INTEGER, row BLOB, UNIQUE (path, record)
);
CREATE TABLE batch (id INTEGER PRIMARY KEY, data BLOB);
CREATE TABLE written (output TEXT PRIMARY KEY, met INTEGER) WITHOUT ROWID;
"""
# Made once, when all rows are there: that is faster than keeping them up to date.
_INDEX = """
CREATE INDEX IF NOT EXISTS by_place ON outcome (place);
CREATE INDEX IF NOT EXISTS by_output ON outcome (output, place) WHERE output IS NOT NULL;
"""
_BEGIN_AGAIN = """
DROP INDEX IF EXISTS by_place;
DROP INDEX IF EXISTS by_output;
UPDATE outcome SET place = NULL;
UPDATE written SET met = 0 WHERE met IN (1, 3);
"""
# Where the records of earlier runs are by what is in them. What is noted of them is set aside, under a number below 0,
# when another record takes their place.
_MOVED = "CREATE TEMP TABLE moved (path TEXT, hash TEXT, id INTEGER, PRIMARY KEY (path, hash)) WITHOUT ROWID"
_SET_ASIDE = "UPDATE OR REPLACE outcome SET record = -record WHERE path = ? AND record = ? AND place IS NULL"
# `met` of an output: 0 from an earlier run, 1 has an input in this run, 2 never counts as left over, 3 was announced.
_READY, _OVERWRITES = 1, 2  # PRAGMA user_version; 0 where the file was just created
_ROW = "start, size, crc, batch, row"
# What else is in the folder; rows, locks and tables of earlier versions among them.
_OURS = re.compile(r"[0-9a-f]{24}\.(rows|table)|document|manifest|lock")
_UNREADABLE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


class StoredRow(NamedTuple):
    """A row that waits for its table: a line of JSON (`data`), or row number `start` of an Arrow `batch`."""

    start: int = 0
    size: int = 0
    crc: int = 0
    batch: int | None = None
    data: bytes | None = None


_NO_ROW = StoredRow()


class EarlierOutcome(NamedTuple):
    """What an earlier run noted of an input, as the manifest has it; `row` is its row if that waits in this file."""

    id: int
    line: bytes
    fields: dict[str, Any]
    row: StoredRow | None


class RunFile:
    """The file for a target, opened or created in its hidden folder, and locked.

    Raises SinkError if another run has it, sqlite3.Error and OSError. Everything is written in transactions; `commit`
    ends one. `is_new` says that there was no such file.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._folder = target.workplace
        self._path = os.path.join(self._folder, RUN_FILE)
        self._last_table = ""
        self._seeks_moved = False
        self._cursors: WeakSet[sqlite3.Cursor] = WeakSet()
        if os.path.islink(self._folder):
            raise SinkError(f"{self._folder}: a link; nothing is written through it")
        os.makedirs(self._folder, exist_ok=True)
        if os.path.islink(self._path):
            os.unlink(self._path)
        try:
            version = self._open()
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise SinkError(self._busy) from error
            if error.sqlite_errorcode not in _UNREADABLE:
                raise
            os.unlink(self._path)
            version = self._open()
        self.is_new = version == 0
        self._overwrites = version == _OVERWRITES

    @property
    def _busy(self) -> str:
        return f"{self._target.path}: another run is writing it"

    def _open(self) -> int:
        """Open, lock and prepare the file; its version."""
        self._database = sqlite3.connect(self._path, isolation_level=None, timeout=0)
        try:
            self._script(_OPEN)
            if not os.path.exists(self._path):  # the run that had it locked was completed just now
                raise SinkError(self._busy)
            version: int = self._database.execute("PRAGMA user_version").fetchone()[0]
            self._script(_BEGIN_AGAIN if version else _CREATE)
        except BaseException:
            self._database.close()
            raise
        return version

    def _script(self, script: str) -> None:
        """Like executescript, which would commit."""
        for statement in filter(None, map(str.strip, script.split(";"))):
            self._database.execute(statement)

    def take_in(self, manifest: str) -> None:
        """Import the manifest of an earlier run, unless this file knows more of it already."""
        if not self.is_new:
            return
        if os.path.lexists(manifest):
            for line, row in read_manifest(manifest):
                self._import(line, row)
            # The one table was written even if no input has a row in it.
            if self._target.kind is TargetKind.TABLE and self._database.execute("SELECT 1 FROM outcome").fetchone():
                self._database.execute("INSERT OR IGNORE INTO written VALUES (?, 2)", (shown(self._target.table),))
        self._database.execute(f"PRAGMA user_version = {_READY}")

    def forget(self) -> None:
        """Everything is done again, and whatever is in the way may be overwritten."""
        self._overwrites = True
        self._script(
            f"DELETE FROM outcome; DELETE FROM batch; UPDATE written SET met = 2; PRAGMA user_version = {_OVERWRITES}"
        )

    def _import(self, line: bytes, row: dict[str, Any]) -> None:
        record = row.get("record") or 0
        self._database.execute(
            "INSERT OR REPLACE INTO outcome (path, record, line) VALUES (?, ?, ?)", (row["path"], record, line)
        )
        if isinstance(output := row.get("output"), str):
            # A table is not asked for by one input alone, and never counts as left over.
            self._database.execute("INSERT OR IGNORE INTO written VALUES (?, ?)", (output, 2 if record else 0))

    def commit(self) -> None:
        """Make all that was noted last."""
        self._script("COMMIT; BEGIN IMMEDIATE")

    def find(self, record: Record) -> EarlierOutcome | None:
        """What was noted last of a record, or of one that had its place."""
        return self._found("path = ? AND record = ?", *key_of(record))

    def find_moved(self, record: Record, digest: str) -> EarlierOutcome | None:
        """What was noted of a record with the same digest at another place in its file: others came or went."""
        if not self._seeks_moved:
            self._seeks_moved = True
            self._script(_MOVED)
            earlier = self._database.execute("SELECT path, line, id FROM outcome WHERE place IS NULL")
            rows = ((path, str((read_line(line) or {}).get("hash")), number) for path, line, number in earlier)
            self._database.executemany("INSERT OR IGNORE INTO moved VALUES (?, ?, ?)", rows)
        return self._found("id = (SELECT id FROM moved WHERE path = ? AND hash = ?)", key_of(record)[0], digest)

    def _found(self, condition: str, *values: Any) -> EarlierOutcome | None:
        found = self._database.execute(
            f"SELECT id, line, row IS NOT NULL OR batch IS NOT NULL, {_ROW} FROM outcome WHERE {condition}", values
        ).fetchone()
        if found is None or (fields := read_line(found[1])) is None:
            return None
        return EarlierOutcome(found[0], found[1], fields, StoredRow(*found[3:]) if found[2] else None)

    def keep(self, found: EarlierOutcome, place: int, output: str | None) -> None:
        """Note that an earlier outcome still holds, and has this place in the order of the inputs."""
        self._database.execute(
            "UPDATE outcome SET place = ?, output = ? WHERE id = ?", (place, self._table(output), found.id)
        )

    def put(
        self, place: int, key: tuple[str, int], line: bytes, table: str | None = None, row: StoredRow = _NO_ROW
    ) -> None:
        """Note the outcome of an input, instead of what was noted of it before, and its row if it is in a table."""
        if self._seeks_moved:  # what stands at this place may have moved to another one
            self._database.execute(_SET_ASIDE, key)
        self._database.execute(
            f"INSERT OR REPLACE INTO outcome (place, path, record, line, output, {_ROW})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (place, *key, line, self._table(table), *row),
        )

    def add_batch(self, data: bytes) -> int:
        """Store an Arrow stream; the number by which rows refer to it."""
        number = self._database.execute("INSERT INTO batch (data) VALUES (?)", (data,)).lastrowid
        assert number is not None
        return number

    def batch(self, number: int) -> bytes:
        """An Arrow stream."""
        data: bytes = self._database.execute("SELECT data FROM batch WHERE id = ?", (number,)).fetchone()[0]
        return data

    def wrote(self, output: str) -> bool:
        """Whether an output is of an earlier run."""
        query = "SELECT 1 FROM written WHERE output = ? AND met <> 3"
        return self._database.execute(query, (shown(output),)).fetchone() is not None

    def may_write(self, output: str) -> bool:
        """Whether an output that is there may be replaced: it is ours, or the run may overwrite."""
        return self._overwrites or self.wrote(output)

    def announce(self, output: str) -> None:
        """Note that an output is going to be written, or written again."""
        statement = "INSERT INTO written VALUES (?, 3) ON CONFLICT DO UPDATE SET met = max(met, 1)"
        self._database.execute(statement, (shown(output),))

    def disown(self, output: str) -> None:
        """Note that an output was removed."""
        self._database.execute("DELETE FROM written WHERE output = ?", (shown(output),))

    def left_over(self) -> Iterator[str]:
        """The documents of earlier runs that belong to no input of this one."""
        return (output for (output,) in self._read("SELECT output FROM written WHERE met = 0"))

    def tables(self) -> list[str]:
        """The tables that have rows; from now on everything is read in order."""
        self._script(_INDEX)
        found = self._read("SELECT DISTINCT output FROM outcome WHERE output IS NOT NULL AND place > 0")
        return [os.fsdecode(output) for (output,) in found]

    def rows(self, output: str) -> Iterator[StoredRow]:
        """The rows of a table in their order."""
        query = f"SELECT {_ROW} FROM outcome WHERE output = ? AND place > 0 ORDER BY place"
        found = self._read(query, os.fsencode(output))
        return (StoredRow(*row) for row in found)

    def lines(self) -> Iterator[tuple[bytes, str | None, StoredRow]]:
        """The lines of the manifest in order, each with the table that its row is in, and that row without data."""
        query = "SELECT line, output, start, size, crc FROM outcome WHERE place > 0 ORDER BY place"
        for line, output, *at in self._read(query):
            yield line, None if output is None else os.fsdecode(output), StoredRow(*at)

    def all_lines(self) -> Iterator[bytes]:
        """The lines of a run that breaks off, and then those of earlier runs that it had not come to."""
        return (
            line
            for (line,) in self._read("SELECT line FROM outcome WHERE record >= 0 ORDER BY place IS NULL, place, id")
        )

    @property
    def is_needed(self) -> bool:
        """Whether it knows more than the manifest of the run tells."""
        kept = "SELECT 1 FROM outcome WHERE row IS NOT NULL OR batch IS NOT NULL LIMIT 1"
        return self._overwrites or self._database.execute(kept).fetchone() is not None

    def write_manifest(self, lines: Iterable[bytes]) -> None:
        """Replace the manifest of the target."""
        new = os.path.join(self._folder, "manifest")
        with open(new, "wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self._target.manifest)
        sync_folder(os.path.dirname(self._target.manifest) or ".")

    def clear(self) -> None:
        """Remove the files of the folder that are made anew."""
        for name in os.listdir(self._folder):
            if _OURS.fullmatch(name):
                os.unlink(os.path.join(self._folder, name))

    def close(self, remove: bool = False) -> None:
        """Close or `remove` it, and the folder if nothing is left in it. What was not committed is lost."""
        # SQLite keeps the file open, and locked, as long as something is being read of it.
        for cursor in self._cursors:
            cursor.close()
        self._database.close()
        for ending in ("", "-wal", "-journal") if remove else ():
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path + ending)
        with contextlib.suppress(OSError):
            self.clear()
            os.rmdir(self._folder)

    def _read(self, query: str, *values: Any) -> sqlite3.Cursor:
        cursor = self._database.execute(query, values)
        self._cursors.add(cursor)
        return cursor

    def _table(self, output: str | None) -> bytes | None:
        """The name of a table as it is stored: in bytes, since it may not be UTF-8."""
        if output is None:
            return None
        if output != self._last_table:
            self.announce(output)
            self._last_table = output
        return os.fsencode(output)
