"""The files that were found, in order and each once, in a temporary database: a million names take no memory."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple, Self

from cleaner.batch.record import Problem, Status
from cleaner.batch.sources.source import Source
from cleaner.files.formats import Holds

# Rows are appended, sorted once and read through. An index that is kept up to date takes ten times as long.
_START = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE found (
    name INTEGER, place BLOB, key BLOB, path BLOB, relative BLOB, holds TEXT, size INTEGER, regular INTEGER,
    status TEXT, reason TEXT, named INTEGER
);
CREATE TABLE written (key BLOB PRIMARY KEY) WITHOUT ROWID;
BEGIN;
"""
# What an earlier run wrote is found in folders, but was not named. "/" at the end of a key: everything in that folder.
_IS_WRITTEN = """
NOT named AND (
    key IN (SELECT key FROM written) OR EXISTS (
        SELECT 1 FROM written AS folder WHERE substr(folder.key, -1) = CAST('/' AS BLOB)
        AND substr(found.key, 1, length(folder.key)) = folder.key
    )
)
"""
# The first name that meant a file counts.
_ONCE = "DELETE FROM found WHERE rowid NOT IN (SELECT min(rowid) FROM found GROUP BY key)"
_COLUMNS = "path, relative, holds, size, regular, status, reason"
_IN_ORDER = f"CREATE TABLE source AS SELECT {_COLUMNS} FROM found ORDER BY name, place; DROP TABLE found;"
_DOCUMENT = f"(holds = '{Holds.DOCUMENT.value}' OR status IS NOT NULL)"


class InputTotals(NamedTuple):
    """What was found: files that are one document each (and names with a problem), files of records, bytes of all.

    `repeated` names meant what another had named already. Left out of folders are `others`, for their endings, and
    what an earlier run has `written`; `other_names` are the first of those, `written_name` is one of these.
    """

    documents: int = 0
    record_files: int = 0
    bytes: int = 0
    repeated: int = 0
    others: int = 0
    other_names: tuple[str, ...] = ()
    written: int = 0
    written_name: str = ""


class Spool:
    """A database without a name, which the system removes when this process ends, however it does."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_START)
        self._leaves_out = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget everything."""
        self._database.close()

    def add(self, name: int, source: Source) -> None:
        """Add what was found under the name of this number."""
        path = os.fsencode(source.path)
        # The separator below all else, so that the files of a folder come together.
        place = path.replace(b"/", b"\x00")
        relative, problem = os.fsencode(source.relative), (source.problem or (None, None))[:2]
        about = (source.holds, source.size, source.regular, *problem)
        row = (name, place, os.fsencode(source.key), path, relative, *about, source.named)
        self._database.execute("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def leave_out(self, key: str) -> None:
        """Leave out the file with this key, or with a slash at its end what is in that folder, unless it was named."""
        self._leaves_out = True
        self._database.execute("INSERT OR IGNORE INTO written VALUES (?)", (os.fsencode(key),))

    def settle(self, once: bool) -> InputTotals:
        """Put everything in order: that of the names, and below one that of the bytes of paths.

        `once` says that nothing can have been added twice.
        """
        written, example = 0, b""
        if self._leaves_out:
            query = f"SELECT count(*), coalesce(min(path), '') FROM found WHERE {_IS_WRITTEN}"
            written, example = self._database.execute(query).fetchone()
            self._database.execute(f"DELETE FROM found WHERE {_IS_WRITTEN}")
        repeated = 0 if once else self._database.execute(_ONCE).rowcount
        self._database.executescript(_IN_ORDER)
        query = f"SELECT total({_DOCUMENT}), total(NOT {_DOCUMENT}), total(size) FROM source"
        documents, record_files, size = map(int, self._database.execute(query).fetchone())
        return InputTotals(documents, record_files, size, repeated, written=written, written_name=os.fsdecode(example))

    def __iter__(self) -> Iterator[Source]:
        found = self._database.execute(f"SELECT {_COLUMNS} FROM source")
        for path, relative, what, size, regular, status, why in found:
            problem = None if status is None else Problem(Status(status), why)
            yield Source(os.fsdecode(path), os.fsdecode(relative), Holds(what), size, bool(regular), problem)
