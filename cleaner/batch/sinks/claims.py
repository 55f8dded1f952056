"""Which input is written where: two claims of one place, and places that are taken, are found before anything is
written. A call may have millions of inputs, so what is claimed stands in a file of its own and not in memory."""

from __future__ import annotations

import os
import sqlite3
import stat
import unicodedata
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple

from cleaner.batch.sinks.safe_folders import SafeFolders
from cleaner.batch.sinks.target import MANIFEST, SinkError, Target, TargetKind
from cleaner.files.read import STDIN


class Input(NamedTuple):
    """An input as it is found: its name, its place below the folder that was named, whether it is a file of records."""

    path: str
    relative: str
    records: bool = False


class OutputClaims:
    """The places that the inputs of a call claim, one after the other; a context.

    `ours` says of an output that is there whether it is from an earlier run, or may be replaced all the same.
    """

    def __init__(self, target: Target, ours: Callable[[str], bool]) -> None:
        self._target = target
        self._ours = ours
        self._root = os.path.realpath(target.folder)
        self._folds_case = _folds_case(self._root)
        self._is_new = not os.path.lexists(target.folder)
        self._folder = ("", os.path.realpath(""))
        self._folders = SafeFolders(target.folder)
        self._claimed = sqlite3.connect("")
        self._claimed.execute("CREATE TABLE outputs (place BLOB PRIMARY KEY, output BLOB, path BLOB) WITHOUT ROWID")
        self._claimed.execute("CREATE TABLE inputs (place BLOB PRIMARY KEY, path BLOB) WITHOUT ROWID")

    def __enter__(self) -> OutputClaims:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._claimed.close()

    def add(self, found: Input) -> None:
        """One more input. Raises SinkError where its output has a place that is taken."""
        output = self._target.output_of(found.relative, found.records)
        self._note_input(found)
        if self._target.kind is TargetKind.TABLE:
            return
        self._check_form(found)
        if output.split("/")[0] in (MANIFEST, os.path.basename(self._target.workplace)):
            raise SinkError(f"{found.path}: its output would take the name of {output.split('/')[0]}")
        self._claim(output, found.path)

    def check(self) -> None:
        """All inputs were added. Raises SinkError where an output is an input, or a folder in the way of another."""
        if self._target.kind is TargetKind.TABLE:
            self._claim(self._target.table, "")
        self._refuse_inputs()
        self._check_folders()

    def _claim(self, output: str, path: str) -> None:
        place = _plain(self._place(output))
        try:
            self._claimed.execute("INSERT INTO outputs VALUES (?, ?, ?)", (place, _plain(output), _plain(path)))
        except sqlite3.IntegrityError:
            (other,) = self._claimed.execute("SELECT path FROM outputs WHERE place = ?", (place,)).fetchone()
            raise SinkError(
                f"{_named(other)} and {path} would both be written to {self._folders.path(output)}"
            ) from None
        self._check_place(output)

    def _check_form(self, found: Input) -> None:
        if not found.records and not self._target.ending:
            raise SinkError(f"{found.path}: documents become one table; name it, such as -o {self._suggested()}")

    def _suggested(self) -> str:
        return os.path.join(self._target.path, f"articles{self._target.table_ending}")

    def _check_place(self, output: str) -> None:
        if self._is_new:
            return
        self._folders.check(output)
        path = self._folders.path(output)
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            return
        if stat.S_ISDIR(mode):
            raise SinkError(f"{path}: this is a folder, and would be a file")
        if not self._ours(output):
            self._refuse_inputs()
            raise SinkError(f"{path}: it is there already, and not from an earlier run; --overwrite replaces it")

    def _refuse_inputs(self) -> None:
        clash = self._claimed.execute(
            "SELECT inputs.path, output, outputs.path FROM outputs JOIN inputs USING (place) LIMIT 1"
        ).fetchone()
        if clash is not None:
            path, output, other = map(_named, clash)
            of = f", the output of {other}," if other and other != path else ""
            raise SinkError(f"{self._folders.path(output)}{of} is an input ({path}); write somewhere else")

    def _check_folders(self) -> None:
        """A document cannot have the name of a folder that another one is in."""
        clash = self._claimed.execute(
            "SELECT a.path, b.path, a.output FROM outputs a JOIN outputs b"
            " ON b.place > CAST(a.place || '/' AS BLOB) AND b.place < CAST(a.place || '0' AS BLOB) LIMIT 1"
        ).fetchone()
        if clash is not None:
            path, other, output = map(_named, clash)
            raise SinkError(f"{path} would be written to {self._folders.path(output)}, which is a folder for {other}")

    def _note_input(self, found: Input) -> None:
        """Only an input that stands below the output can be one of its files."""
        if found.path == STDIN or "://" in found.path:
            return
        real = self._real(found.path)
        if real.startswith(os.path.join(self._root, "")):
            place = self._place(os.path.relpath(real, self._root).replace(os.sep, "/"))
            self._claimed.execute("INSERT OR IGNORE INTO inputs VALUES (?, ?)", (_plain(place), _plain(found.path)))

    def _real(self, path: str) -> str:
        """The real path of an input; of its folder it is asked once, for many in a row stand in one."""
        folder, name = os.path.split(path)
        if folder != self._folder[0]:
            self._folder = (folder, os.path.realpath(folder))
        found = os.path.join(self._folder[1], name)
        return os.path.realpath(found) if os.path.islink(found) else found

    def _place(self, output: str) -> str:
        return unicodedata.normalize("NFC", output).casefold() if self._folds_case else output


def _folds_case(folder: str) -> bool:
    """Whether a folder, or the nearest above it that is there, is found under its name in the other case too."""
    above, name = os.path.split(folder)
    if name and (name.swapcase() == name or not os.path.isdir(folder)):
        return _folds_case(above)
    try:
        return bool(name) and os.path.samefile(folder, os.path.join(above, name.swapcase()))
    except OSError:
        return False


def _plain(name: str) -> bytes:
    """A name as the database holds it: bytes, for names may hold some that are not UTF-8."""
    return os.fsencode(name)


def _named(stored: bytes) -> str:
    return os.fsdecode(stored)
