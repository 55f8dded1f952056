"""The names of a call -> the files that they mean, and what is not read with the reason for it."""

from __future__ import annotations

import hashlib
import os
import posixpath
import stat
from collections.abc import Callable, Iterator
from glob import has_magic
from typing import TYPE_CHECKING, Any

from cleaner.batch.manifest import outputs_in
from cleaner.batch.record import Problem, Status
from cleaner.batch.sources.names import Name
from cleaner.batch.sources.source import Source
from cleaner.files.errors import reason
from cleaner.files.fetch import parsed
from cleaner.files.formats import DOCUMENTS, Holds, ending_of, holds, is_remote, is_web
from cleaner.files.globbing import Glob
from cleaner.files.read import STDIN, InputError
from cleaner.files.walk import CORPUS, RUN_FILE, WORK_FOLDER, Choice, EntryKind, WalkEntry, Walker

if TYPE_CHECKING:
    from urllib3.util import Url

# Of files in folders; one that is named itself is always taken.
ENDINGS = DOCUMENTS | frozenset((".jsonl", ".ndjson", ".parquet", ".warc", ".wet"))
_MOST_NAMED = 20  # of those that are left out for their endings
_LONGEST_PART = 180  # characters of an address, which are ASCII; a file system takes 255 bytes
_PASSED_OVER = {
    EntryKind.LINK_TO_FOLDER: "a link to a folder; name it itself to clean what is in it",
    EntryKind.NO_ARTICLE: "no article by its name; name the file itself to clean it",
}


class Finder:
    """Looks up names.

    `aside` are real paths to leave out, such as the output of the call. A file whose ending says nothing holds
    `otherwise`. `written` is called with the key of each file in folders that an earlier run wrote, or with that of a
    folder and a slash if it wrote everything in it. `others` counts the files in folders that are left out for their
    endings, and `other_names` are the first of them.
    """

    def __init__(
        self, choice: Choice, aside: frozenset[str], otherwise: Holds, written: Callable[[str], object]
    ) -> None:
        self._choice = choice
        self._walker = Walker(choice, CORPUS, aside)
        self._otherwise = otherwise
        self._written = written
        self.others = 0
        self.other_names: list[str] = []

    def find(self, name: Name) -> Iterator[Source]:
        """The files that a name stands for, in no particular order."""
        if is_web(name.text):
            yield self._page(name.text)
        elif is_remote(name.text):
            yield from self._remote(name)
        elif name.text == STDIN:
            yield Source(STDIN, STDIN, self._otherwise, regular=False, key=STDIN)
        elif os.path.isdir(name.text):
            yield from self._or_nothing(name.text, self._folder(name.text, _place(name) if name.listed else "", None))
        elif has_magic(name.text) and not os.path.lexists(name.text):
            glob = Glob(name.text)
            relative = _normal(glob.base) if name.listed else ""
            yield from self._or_nothing(name.text, self._folder(glob.base, relative, glob))
        elif not self._walker.excludes_named(name.text):
            real = os.path.join(os.path.realpath(os.path.dirname(name.text)), os.path.basename(name.text))
            yield self._file(name.text, (_place(name), real))

    def _or_nothing(self, name: str, found: Iterator[Source]) -> Iterator[Source]:
        nothing = True
        for one in found:
            nothing = False
            yield one
        if nothing and os.path.isdir(name):
            yield _failed(name, self._choice.none_found, key=os.path.realpath(name), status=Status.SKIPPED)
        elif nothing:
            yield _failed(name, "no such file")

    def _folder(self, name: str, relative: str, glob: Glob | None) -> Iterator[Source]:
        root = os.path.realpath(name)
        for entry in self._walker.walk(name, glob):
            place = posixpath.join(relative, entry.relative), os.path.join(root, entry.relative)
            if entry.kind is EntryKind.OTHER_ENDING:
                self._leave_out(entry.path)
            elif entry.kind is EntryKind.OF_BATCH:
                self._look_for_outputs(entry, place[1])
            elif entry.kind is EntryKind.UNREADABLE:
                yield _failed(entry.path, entry.error)
            elif (why_not := _PASSED_OVER.get(entry.kind)) is not None:
                yield _failed(entry.path, why_not, place[0], os.path.abspath(entry.path), Status.SKIPPED)
            else:
                yield self._file(entry.path, place, entry.matched)

    def _leave_out(self, path: str) -> None:
        self.others += 1
        self.other_names += [path] if self.others <= _MOST_NAMED else []

    def _look_for_outputs(self, entry: WalkEntry, key: str) -> None:
        """Report what an earlier run wrote: all that its manifest names or, while there is none, the whole folder."""
        folder, name = os.path.split(key)
        if name == WORK_FOLDER and "/" in entry.relative and os.path.lexists(os.path.join(entry.path, RUN_FILE)):
            self._written(os.path.join(folder, ""))
        elif not name.endswith(WORK_FOLDER):
            for output in outputs_in(entry.path):
                self._written(os.path.join(folder, *output.split("/")))

    def _file(self, path: str, place: tuple[str, str], named: bool = True) -> Source:
        relative, key = place
        try:
            about = os.stat(path)
        except (OSError, ValueError) as error:
            return _failed(path, _why_not(path, error), relative, key)._replace(named=named)
        regular = stat.S_ISREG(about.st_mode)
        if not regular and not named:
            return _failed(path, "neither a file nor a folder", relative, key)._replace(named=False)
        return Source(path, relative, self._holds(path), about.st_size * regular, regular, key=key, named=named)

    def _holds(self, name: str) -> Holds:
        return holds(name) or self._otherwise

    def _page(self, address: str) -> Source:
        """A page by its address, or a file of records. Its place is its host and path, so no two pages share one."""
        try:
            url = parsed(address)
        except InputError as error:
            return _failed(address, str(error))
        return Source(address, _place_of(url), self._holds(address), regular=False, key=url.url)

    def _remote(self, name: Name) -> Iterator[Source]:
        """Files at an address. Every kind of address has a library of its own, which fails in its own ways."""
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
            yield _failed(name.text, reason(error))
            return
        for at, about in listing.items():
            address = system.unstrip_protocol(at)
            relative = at.lstrip("/") if name.listed else posixpath.relpath(at, base or "/")
            yield Source(address, relative, self._holds(at), int(about.get("size") or 0), key=address)
        if not listing:
            yield _failed(name.text, "no such file")

    def _wanted(self, listing: dict[str, Any], base: str) -> dict[str, Any]:
        """The files of a remote folder that are taken: as of a local one, but without links and patterns."""
        wanted = {}
        for path, about in listing.items():
            parts = posixpath.relpath(path, base).split("/")
            if any(part.startswith(".") for part in parts):
                continue
            if ending_of(path) in self._choice.endings:
                wanted[path] = about
            else:
                self._leave_out(path)
        return wanted


def _failed(path: str, why_not: str, relative: str = "", key: str = "", status: Status = Status.FAILED) -> Source:
    return Source(path, relative or _normal(path), problem=Problem(status, why_not), key=key or path)


def _why_not(path: str, error: OSError | ValueError) -> str:
    if isinstance(error, ValueError):
        return "not the name of a file"
    if os.path.islink(path):
        return f"a link to nothing ({reason(error)})"
    return reason(error)


def _place(name: Name) -> str:
    """Where a named file stands below the output: under its own name, or with its folders if it was listed."""
    return _normal(name.text) if name.listed else os.path.basename(name.text)


def _place_of(url: Url) -> str:
    """Where a page is filed: "example.org+8080/news/index?page=2" for https://example.org:8080/news/?page=2."""
    host = (url.host or "").strip("[]").replace(":", "_") + (f"+{url.port}" if url.port else "")
    folders = [part for part in (url.path or "").split("/") if part not in ("", ".", "..")]
    last = "index" if (url.path or "/").endswith("/") else folders.pop()
    query = f"?{url.query}".replace("/", "%2F") if url.query else ""
    return "/".join(map(_not_too_long, (host, *folders, last + query)))


def _not_too_long(part: str) -> str:
    if len(part) <= _LONGEST_PART:
        return part
    return f"{part[:_LONGEST_PART]}~{hashlib.blake2b(part.encode(), digest_size=6).hexdigest()}"


def _normal(path: str) -> str:
    """A path without the parts that would lead out of a folder."""
    parts = os.path.normpath(path).replace(os.sep, "/").split("/")
    return "/".join(part for part in parts if part not in ("", ".", ".."))


def _fixed_part(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[: next(at for at, part in enumerate(parts) if has_magic(part))])
