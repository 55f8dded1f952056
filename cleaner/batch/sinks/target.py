"""What the name of an output means, and the names of the outputs below it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from cleaner.files.formats import without_coding
from cleaner.files.walk import MANIFEST, WORK_FOLDER

PROFILE = "profile.toml"
_MOST_KNOWN = 10_000  # folders that are remembered
_LONGEST_NAME = 255  # bytes, on nearly every file system
_DOCUMENT_ENDINGS = {
    "text": ".txt",
    "markdown": ".md",
    "html": ".html",
    "xml": ".xml",
    "tei": ".xml",
    "csv": ".csv",
    "json": ".json",
    "jsonl": ".jsonl",
}
_TABLE_ENDINGS = {"csv": ".csv", "jsonl": ".jsonl", "parquet": ".parquet"}
_TABLES = {".csv": ".csv", ".jsonl": ".jsonl", ".ndjson": ".jsonl", ".parquet": ".parquet", ".pq": ".parquet"}
# These are not meant as names of folders.
_FILES = frozenset(
    (".gz", ".htm", ".html", ".json", ".markdown", ".md", ".tei", ".text", ".tsv", ".txt", ".warc", ".xml", ".zst")
)
# What looks like the ending of a file: not a number, as in "clean-1.2", nor the "d" of folders such as "conf.d".
_ENDING = re.compile(r"\.(?!d$)(?=.*[a-z])[a-z0-9]{1,10}")
_KNOWN = (
    f"one document ends in {', '.join(sorted({*_DOCUMENT_ENDINGS.values()} - {*_TABLES}))}, "
    f"a table in {', '.join(sorted({*_TABLE_ENDINGS.values()}))}"
)


class SinkError(Exception):
    """An output cannot be written as asked; the message names it and says why."""


class UnwritableError(Exception):
    """A table cannot be written; the message says why."""


class TargetKind(Enum):
    """What an output is."""

    FOLDER = "a folder"
    TABLE = "one table"


class Target(NamedTuple):
    """An output: a folder that mirrors the inputs, or one table.

    `ending` is that of documents in a folder, or of the one table. `table_ending` is that of the tables in a folder; if
    it is None, Parquet stays Parquet and all other records become JSON lines. All outputs are in `folder`, among them
    the one `table`. The others are paths: of the manifest, of the profiles if they are learned first, and of the hidden
    folder for what is being written, which is removed in the end.
    """

    path: str
    kind: TargetKind
    ending: str
    table_ending: str | None
    folder: str
    table: str
    manifest: str
    profile: str
    workplace: str

    def output_of(self, relative: str, records: bool) -> str:
        """The path of the output of an input below `folder`, with "/" between folders; it depends on that input alone.

        `relative` is the input's place, and `records` says whether it is a file of records. Raises SinkError if the
        place is outside of the folder.
        """
        if self.kind is TargetKind.TABLE:
            return self.table
        parts = relative.split("/")
        if not all(map(_harmless, parts)):
            raise SinkError(f"{relative}: would be written outside of {self.path}")
        name = without_coding(parts[-1])
        ending = self._ending_of_table(name) if records else self.ending
        stem = name[: -len(ending)] if name.lower().endswith(ending) and len(name) > len(ending) else name
        kept = name[len(stem) :] or ending
        return "/".join((*parts[:-1], shortened(stem, kept)))

    def _ending_of_table(self, name: str) -> str:
        if self.table_ending is not None:
            return self.table_ending
        return ".parquet" if name.lower().endswith(".parquet") else ".jsonl"


def target_of(name: str, form: str | None = None) -> Target:
    """The target for a name and a format ("text", "markdown", "html", "xml", "tei", "csv", "json", "jsonl", "parquet").

    A name that ends in .jsonl, .ndjson, .csv, .parquet or .pq is a table, any other one a folder. Raises SinkError for
    a name that can be neither, for one with an ending that means nothing (a folder that is called like that is there,
    or is named with a / at its end), and for a format that contradicts it.
    """
    ending = os.path.splitext(name)[1].lower()
    is_folder = name.endswith(("/", os.sep)) or os.path.isdir(name)
    if not is_folder and os.path.exists(name) and not os.path.isfile(name):
        raise SinkError(f"{name}: this is neither a file nor a folder; without --output the result is printed")
    if not is_folder and (ending in _FILES or (ending not in _TABLES and os.path.isfile(name))):
        raise SinkError(f"{name}: name a folder to write to, or a table that ends in .jsonl, .csv or .parquet")
    if not is_folder and ending not in _TABLES and _ENDING.fullmatch(ending):
        raise SinkError(f"{name}: unknown ending {ending}; {_KNOWN}, and the name of a new folder in /")
    if is_folder or ending not in _TABLES:
        endings = _DOCUMENT_ENDINGS.get(form or "text", ""), _TABLE_ENDINGS.get(form or "")
        beside = [os.path.join(name, other) for other in (MANIFEST, PROFILE, WORK_FOLDER)]
        return Target(name, TargetKind.FOLDER, *endings, name, os.path.basename(name), *beside)
    if form is not None and _TABLE_ENDINGS.get(form) != _TABLES[ending]:
        raise SinkError(f"{name}: a table that ends in {ending} is not written as {form}")
    folder, table = os.path.dirname(name) or ".", os.path.basename(name)
    most = _LONGEST_NAME - len(f".{MANIFEST}")
    if len(os.fsencode(table)) > most:
        raise SinkError(f"{name}: the name of a table has {most} bytes at most")
    beside = [f"{name}.{MANIFEST}", f"{name}.{PROFILE}", os.path.join(folder, shortened(f".{table}", WORK_FOLDER))]
    return Target(name, TargetKind.TABLE, _TABLES[ending], None, folder, table, *beside)


@lru_cache(maxsize=16)  # for each record of a file
def table_ending(output: str) -> str:
    """What a table is, by its name: ".jsonl", ".csv" or ".parquet"."""
    return _TABLES.get(os.path.splitext(output)[1].lower(), ".jsonl")


def shortened(stem: str, ending: str) -> str:
    """A name with its ending. If it is too long for a file system it is cut, and a digest makes it unique."""
    name = os.fsencode(stem + ending)
    if len(name) <= _LONGEST_NAME:
        return stem + ending
    mark = f"~{hashlib.blake2b(name, digest_size=6).hexdigest()}{ending}"
    return os.fsencode(stem)[: _LONGEST_NAME - len(mark.encode())].decode("utf-8", "ignore") + mark


def _harmless(part: str) -> bool:
    return part not in ("", ".", "..") and "\0" not in part and (os.sep == "/" or not set(part) & set("\\/:"))


class SafeFolders:
    """The folders below a root: real ones, since through a link one would write somewhere else.

    Those that were looked at are remembered.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        self._known: set[str] = set()

    def check(self, output: str) -> None:
        """Raise SinkError if a folder of an output is a link, or is not a folder."""
        at = self._root
        for part in output.split("/")[:-1]:
            at = os.path.join(at, part)
            if at in self._known:
                continue
            try:
                mode = os.lstat(at).st_mode
            except OSError:
                return
            if stat.S_ISLNK(mode):
                raise SinkError(f"{at}: a link in the output leads elsewhere; nothing is written through it")
            if not stat.S_ISDIR(mode):
                raise SinkError(f"{at}: this is not a folder, and the output needs one here")
            self._remember(at)

    def make(self, output: str) -> None:
        """Make the folders of an output. Raises SinkError as `check` does, and OSError."""
        folder = os.path.join(self._root, *output.split("/")[:-1])
        if folder in self._known:
            return
        self.check(output)
        os.makedirs(folder, exist_ok=True)
        self.check(output)
        self._remember(folder)

    def path(self, output: str) -> str:
        """The path of an output, which has "/" between its folders."""
        return os.path.join(self._root, *output.split("/"))

    def _remember(self, folder: str) -> None:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known.add(folder)
