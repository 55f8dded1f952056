"""The names of a call -> the files that they mean, and what is not read with the reason for it."""

from __future__ import annotations

import os
import posixpath
import re
import stat
from collections.abc import Iterator
from glob import has_magic
from typing import Any, NamedTuple

from cleaner.batch.record import Problem, Status
from cleaner.batch.sources.globbing import Glob
from cleaner.batch.sources.names import Name
from cleaner.batch.sources.source import Source
from cleaner.batch.sources.spool import Folder, Spool
from cleaner.files.formats import DOCUMENTS, Holds, ending_of, holds, is_remote, without_coding
from cleaner.files.open import why
from cleaner.files.read import STDIN, reason
from cleaner.files.walk import NO_ARTICLE, Choice, Selection

_PLAIN_TEXT = frozenset((".markdown", ".md", ".text", ".txt"))
_NO_ARTICLE = re.compile(NO_ARTICLE, re.I)


class Found(NamedTuple):
    """A file, and what tells it from every other."""

    source: Source
    key: str


class _Here(NamedTuple):
    """A folder that is gone through: its real path, its names below the one that was named, and the glob if any."""

    folder: Folder
    real: str
    below: list[str]
    glob: Glob | None

    def relative(self, name: str) -> str:
        return posixpath.join(self.folder.relative, name)

    def hides(self, name: str) -> bool:
        """Whether something is hidden; a glob says itself whether it means such."""
        return self.folder.whole and name.startswith(".")

    def names(self, name: str) -> bool:
        """Whether the glob names something here outright."""
        return not self.folder.whole and self.glob is not None and self.glob.matches((*self.below, name))

    def leads_into(self, name: str) -> bool:
        """Whether the glob may name something in a folder here."""
        return self.glob is not None and self.glob.leads_into((*self.below, name))


class Finder:
    """Goes through what is named. Folders that are still to come wait in the spool; nothing here grows with them.

    `aside` are real paths that are passed over, such as the output of the call. A file whose ending says nothing holds
    `otherwise`. `others` counts the files of folders that are passed over for their endings.
    """

    def __init__(self, choice: Choice, aside: frozenset[str], otherwise: Holds, spool: Spool) -> None:
        self._choice = choice
        self._selection = Selection(choice)
        self._aside = aside
        self._otherwise = otherwise
        self._spool = spool
        self.others = 0

    def find(self, name: Name) -> Iterator[Found]:
        """What one name means, in no order."""
        if is_remote(name.text):
            yield from self._remote(name)
        elif name.text == STDIN:
            yield Found(Source(STDIN, STDIN, self._otherwise, regular=False), STDIN)
        elif os.path.isdir(name.text):
            yield from self._or_nothing(name.text, self._folder(name.text, _place(name) if name.listed else "", None))
        elif has_magic(name.text) and not os.path.lexists(name.text):
            glob = Glob(name.text)
            relative = _normal(glob.base) if name.listed else ""
            yield from self._or_nothing(name.text, self._folder(glob.base, relative, glob))
        elif not (self._choice.force_exclude and self._selection.excludes(name.text, False)):
            real = os.path.join(os.path.realpath(os.path.dirname(name.text)), os.path.basename(name.text))
            yield self._file(name.text, (_place(name), real), named=True)

    def _or_nothing(self, name: str, found: Iterator[Found]) -> Iterator[Found]:
        nothing = True
        for one in found:
            nothing = False
            yield one
        if nothing and os.path.isdir(name):
            problem = Problem(Status.SKIPPED, f"no files to clean in it ({', '.join(sorted(self._choice.endings))})")
            yield Found(Source(name, _normal(name), problem=problem), os.path.realpath(name))
        elif nothing:
            yield _failed(name, "no such file")

    def _folder(self, name: str, relative: str, glob: Glob | None) -> Iterator[Found]:
        root = os.path.realpath(name)
        self._spool.enter(Folder(name, relative, glob is None or glob.matches(())))
        while (folder := self._spool.next_folder()) is not None:
            below = os.path.relpath(folder.path, name).split(os.sep) if folder.path != name else []
            here = _Here(folder, os.path.join(root, *below), below, glob)
            if here.real in self._aside:
                continue
            try:
                with os.scandir(folder.path) as listing:
                    for entry in listing:
                        yield from self._entry(entry, here)
            except OSError as error:
                yield _failed(folder.path, reason(error))

    def _entry(self, entry: os.DirEntry[str], here: _Here) -> Iterator[Found]:
        is_folder = entry.is_dir(follow_symlinks=False)
        if here.hides(entry.name) or self._selection.excludes(entry.path, is_folder):
            return
        if self._aside and os.path.join(here.real, entry.name) in self._aside:
            return
        named = here.names(entry.name)
        if is_folder:
            if here.folder.whole or named or here.leads_into(entry.name):
                self._spool.enter(Folder(entry.path, here.relative(entry.name), here.folder.whole or named))
        elif here.folder.whole or named:
            yield from self._in_folder(entry, here, named)

    def _in_folder(self, entry: os.DirEntry[str], here: _Here, named: bool) -> Iterator[Found]:
        relative, key = here.relative(entry.name), os.path.join(here.real, entry.name)
        if entry.is_symlink() and os.path.isdir(entry.path):
            yield _skipped(entry.path, relative, "a link to a folder; name it itself to clean what is in it")
        elif named or self._selection.includes(entry.path):
            yield self._file(entry.path, (relative, key), named)
        elif (ending := ending_of(entry.name)) not in self._choice.endings:
            self.others += 1
        elif ending in _PLAIN_TEXT and _NO_ARTICLE.fullmatch(without_coding(entry.name)):
            yield _skipped(entry.path, relative, "no article by its name; name the file itself to clean it")
        else:
            yield self._file(entry.path, (relative, key), named)

    def _file(self, path: str, place: tuple[str, str], named: bool) -> Found:
        relative, key = place
        try:
            about = os.stat(path)
        except (OSError, ValueError) as error:
            return _failed(path, _why_not(path, error), relative, key)
        regular = stat.S_ISREG(about.st_mode)
        if not regular and not named:
            return _failed(path, "neither a file nor a folder", relative, key)
        source = Source(path, relative, self._holds(path), about.st_size if regular else 0, regular)
        return Found(source, key)

    def _holds(self, name: str) -> Holds:
        return holds(name) or self._otherwise

    def _remote(self, name: Name) -> Iterator[Found]:
        """Files at an address. A library of its own knows what is there, and how it may fail."""
        import fsspec

        try:
            system, path = fsspec.core.url_to_fs(name.text)
            if has_magic(path) and not system.exists(path):
                base = _fixed_part(path)
                listing = {at: about for at, about in system.glob(path, detail=True).items() if about["type"] == "file"}
            elif system.isdir(path):
                base = path
                listing = self._wanted(system.find(path, detail=True), path)
            else:
                base = posixpath.dirname(path)
                listing = {path: system.info(path)}
        except Exception as error:
            yield _failed(name.text, why(error))
            return
        for at, about in listing.items():
            address = system.unstrip_protocol(at)
            relative = at.lstrip("/") if name.listed else posixpath.relpath(at, base or "/")
            yield Found(Source(address, relative, self._holds(at), int(about.get("size") or 0)), address)
        if not listing:
            yield _failed(name.text, "no such file")

    def _wanted(self, listing: dict[str, Any], base: str) -> dict[str, Any]:
        """Those of a remote folder that are taken; as of a local one, but that there are neither links nor patterns."""
        wanted = {}
        for path, about in listing.items():
            parts = posixpath.relpath(path, base).split("/")
            if any(part.startswith(".") for part in parts):
                continue
            if ending_of(path) in self._choice.endings:
                wanted[path] = about
            else:
                self.others += 1
        return wanted


def _failed(path: str, why_not: str, relative: str | None = None, key: str | None = None) -> Found:
    problem = Problem(Status.FAILED, why_not)
    return Found(Source(path, relative or _normal(path), problem=problem), key or path)


def _skipped(path: str, relative: str, why_not: str) -> Found:
    return Found(Source(path, relative, problem=Problem(Status.SKIPPED, why_not)), os.path.abspath(path))


def _why_not(path: str, error: OSError | ValueError) -> str:
    if isinstance(error, ValueError):
        return "not the name of a file"
    if os.path.islink(path):
        return f"a link to nothing ({reason(error)})"
    return reason(error)


def _place(name: Name) -> str:
    """Where a named file stands below the output: under its own name, or with its folders if it was listed."""
    return _normal(name.text) if name.listed else os.path.basename(name.text)


def _normal(path: str) -> str:
    """A path without what leads out of the folder that it is put into."""
    parts = os.path.normpath(path).replace(os.sep, "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _fixed_part(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[: next(at for at, part in enumerate(parts) if has_magic(part))])


ENDINGS = DOCUMENTS | frozenset((".jsonl", ".ndjson", ".parquet", ".warc", ".wet"))
