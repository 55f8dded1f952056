"""Which input is written where. Two inputs with one output, and outputs that are in the way, are found before anything
is written. There may be millions of inputs, so they are kept in a temporary database and not in memory."""

from __future__ import annotations

import os
import sqlite3
import stat
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import closing
from functools import lru_cache

from cleaner.batch.sinks.target import SafeFolders, SinkError, Target, TargetKind
from cleaner.batch.sources.source import Source
from cleaner.files.formats import Holds, is_remote
from cleaner.files.read import STDIN
from cleaner.files.walk import MANIFEST

_TABLES = """
CREATE TABLE outputs (place BLOB PRIMARY KEY, output BLOB, path BLOB) WITHOUT ROWID;
CREATE TABLE inputs (place BLOB PRIMARY KEY, path BLOB) WITHOUT ROWID;
"""
_INPUT_WRITTEN_TO = "SELECT inputs.path, output, outputs.path FROM outputs JOIN inputs USING (place) LIMIT 1"
# A document that has the name of another one's folder: "a" and "a/b". "0" is the character after "/".
_FOLDER_WRITTEN_TO = """
SELECT a.path, b.path, a.output FROM outputs a
JOIN outputs b ON b.place > CAST(a.place || '/' AS BLOB) AND b.place < CAST(a.place || '0' AS BLOB) LIMIT 1
"""


def check_outputs(target: Target, inputs: Iterable[Source], may_write: Callable[[str], bool]) -> None:
    """Raise SinkError if the output of an input is claimed by another, is an input, or is in the way of anything.

    `may_write` says of an output that exists whether it may be replaced.
    """
    with closing(sqlite3.connect("")) as database:
        claims = _OutputClaims(target, may_write, database)
        for source in inputs:
            if source.problem is None:
                claims.add(source)
        claims.check()


class _OutputClaims:
    """The outputs that the inputs of a call claim, one after the other."""

    def __init__(self, target: Target, may_write: Callable[[str], bool], database: sqlite3.Connection) -> None:
        self._target = target
        self._may_write = may_write
        self._root = os.path.realpath(target.folder)
        self._folds_case = _folds_case(self._root)
        self._is_new = not os.path.lexists(target.folder)
        self._real_folder = lru_cache(maxsize=1)(os.path.realpath)  # inputs come folder by folder
        self._folders = SafeFolders(target.folder)
        self._claimed = database
        database.executescript(_TABLES)

    def add(self, source: Source) -> None:
        records = source.holds is not Holds.DOCUMENT
        output = self._target.output_of(source.relative, records)
        self._note_input(source.path)
        if self._target.kind is TargetKind.TABLE:
            return
        if not records and not self._target.ending:
            suggested = os.path.join(self._target.path, f"articles{self._target.table_ending}")
            raise SinkError(f"{source.path}: documents become one table; name it, such as -o {suggested}")
        if output.split("/")[0] in (MANIFEST, os.path.basename(self._target.workplace)):
            raise SinkError(f"{source.path}: its output would take the name of {output.split('/')[0]}")
        self._claim(output, source.path)

    def check(self) -> None:
        if self._target.kind is TargetKind.TABLE:
            self._claim(self._target.table, "")
        self._refuse_inputs()
        if (clash := self._claimed.execute(_FOLDER_WRITTEN_TO).fetchone()) is not None:
            path, other, output = map(os.fsdecode, clash)
            raise SinkError(f"{path} would be written to {self._folders.path(output)}, which is a folder for {other}")

    def _claim(self, output: str, path: str) -> None:
        place = self._place(output)
        try:
            row = (place, os.fsencode(output), os.fsencode(path))
            self._claimed.execute("INSERT INTO outputs VALUES (?, ?, ?)", row)
        except sqlite3.IntegrityError:
            (other,) = self._claimed.execute("SELECT path FROM outputs WHERE place = ?", (place,)).fetchone()
            both = f"{os.fsdecode(other)} and {path}"
            raise SinkError(f"{both} would both be written to {self._folders.path(output)}") from None
        if not self._is_new:
            self._check_place(output)

    def _check_place(self, output: str) -> None:
        self._folders.check(output)
        path = self._folders.path(output)
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            return
        if stat.S_ISDIR(mode):
            raise SinkError(f"{path}: this is a folder, and a file would be written here")
        if not self._may_write(output):
            self._refuse_inputs()
            raise SinkError(f"{path}: this file exists and is not from an earlier run; --overwrite replaces it")

    def _refuse_inputs(self) -> None:
        if (clash := self._claimed.execute(_INPUT_WRITTEN_TO).fetchone()) is not None:
            path, output, other = map(os.fsdecode, clash)
            of = f", the output of {other}," if other and other != path else ""
            raise SinkError(f"{self._folders.path(output)}{of} is an input ({path}); write somewhere else")

    def _note_input(self, path: str) -> None:
        """Note an input below the output folder: only such a one can be overwritten."""
        if path == STDIN or is_remote(path):
            return
        folder, name = os.path.split(path)
        real = os.path.join(self._real_folder(folder), name)
        if os.path.islink(real):
            real = os.path.realpath(real)
        if real.startswith(os.path.join(self._root, "")):
            place = self._place(os.path.relpath(real, self._root).replace(os.sep, "/"))
            self._claimed.execute("INSERT OR IGNORE INTO inputs VALUES (?, ?)", (place, os.fsencode(path)))

    def _place(self, output: str) -> bytes:
        """What two names have in common if they are one file; in bytes, since names may not be UTF-8."""
        return os.fsencode(unicodedata.normalize("NFC", output).casefold() if self._folds_case else output)


def _folds_case(folder: str) -> bool:
    """Whether the file system ignores case: a folder, or the nearest existing one above it, has two spellings."""
    above, name = os.path.split(folder)
    if name and (name.swapcase() == name or not os.path.isdir(folder)):
        return _folds_case(above)
    try:
        return bool(name) and os.path.samefile(folder, os.path.join(above, name.swapcase()))
    except OSError:
        return False
