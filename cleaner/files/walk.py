"""The files below folders, in an order that does not depend on the file system.

One walk serves every use of the command. The uses differ in data alone: in their WalkRules, and in what they make of
each EntryKind.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from cleaner.files.errors import reason
from cleaner.files.formats import PLAIN_TEXT, without_coding
from cleaner.files.patterns import IGNORE_FILE, Ignores, PatternError, Patterns, ignores_above
from cleaner.files.read import STDIN

if TYPE_CHECKING:
    from cleaner.files.globbing import Glob

# Names of files that accompany programs and data and are not articles; .pre-commit-hooks.yaml repeats them.
NO_ARTICLE = (
    r"(authors|change(log|s)|code_of_conduct|codeowners|contribut(ing|ors)|copying|history|install|licen[cs]e|maintainers"
    r"|notice|readme|security|todo|unlicense)(\.[^/]*)?"
    r"|licen[cs]e[-_][^/]*"
    r"|(requirements|constraints)([-_.][^/]*)?\.(txt|in)"
    r"|(ads|cmakelists|humans|llms|robots|security)\.txt"
)
# The ends of what a batch leaves beside its outputs: a manifest when it ends, a hidden folder while it runs.
MANIFEST, WORK_FOLDER = "manifest.jsonl", ".cleaner-work"


class Choice(NamedTuple):
    """Which files are taken from folders: those with one of `endings` or that `include` names, unless `exclude` does.

    `include` and `exclude` are patterns of .gitignore, relative to the folder `base`. With `force_exclude` the latter
    apply to files that the user named, too; with `force_names` such a file is taken only if its name is one that would
    be taken from a folder.
    """

    endings: frozenset[str]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    base: str = ""
    force_names: bool = False

    @property
    def none_found(self) -> str:
        """What to say of a folder that has no such file."""
        return f"no files to clean in it ({', '.join(sorted(self.endings))})"


class WalkRules(NamedTuple):
    """How one use of the command goes through folders.

    `gitignore`: leave out what .gitignore files name.
    `compressed`: the ending of `a.txt.gz` is `.txt`.
    `files_first`: the files of a folder come before its subfolders, not among them by name.
    `prose`: the endings of files that are left out if NO_ARTICLE matches their names; None means all endings.
    """

    gitignore: bool
    compressed: bool
    files_first: bool
    prose: frozenset[str] | None


# In a repository files are checked and looked through where they are. A corpus was scraped: git mostly ignores it, and
# install.html may well be an article.
REPOSITORY = WalkRules(gitignore=True, compressed=False, files_first=True, prose=None)
CORPUS = WalkRules(gitignore=False, compressed=True, files_first=False, prose=PLAIN_TEXT)


class EntryKind(Enum):
    """What was found in a folder. Hidden, excluded and ignored files and folders are not found at all."""

    FILE = auto()  # with the right name
    FILE_OUTSIDE = auto()  # the same, but it is a link that leads out of the folder that was named
    OTHER_ENDING = auto()
    NO_ARTICLE = auto()  # by its name
    LINK_TO_FOLDER = auto()
    UNREADABLE = auto()  # a folder
    OF_BATCH = auto()  # by its name a manifest or the hidden folder; if it is taken, it is found a second time


class WalkEntry(NamedTuple):
    """A file or link, or a folder that cannot be read: why is said in `error`.

    `relative` is its path from the folder that was named, with "/" between the parts. A file that a glob `matched` is
    taken whatever it is called.
    """

    path: str
    relative: str
    kind: EntryKind
    matched: bool = False
    error: str = ""


class _Folder(NamedTuple):
    """A folder to list: its path, its path from the folder that was named, and the real path of that.

    With a `glob` only what that names or leads into is of interest, and without one everything that is not hidden.
    """

    path: str
    relative: str
    root: str
    ignores: Ignores
    glob: Glob | None

    def path_of(self, name: str) -> str:
        return os.path.join(self.path, name)

    def relative_of(self, name: str) -> str:
        return f"{self.relative}/{name}" if self.relative else name

    def wants(self, name: str) -> bool:
        if self.glob is None:
            return not name.startswith(".")
        return self.glob.matches(self.relative_of(name).split("/"))

    def leads_into(self, name: str) -> bool:
        return self.glob is not None and self.glob.leads_into(self.relative_of(name).split("/"))


class Walker:
    """Walks through folders in the order of the bytes of names; links to folders are never followed.

    `aside` are real paths to leave out. Memory: the names in the current folder and in each of those above it.
    """

    def __init__(self, choice: Choice, rules: WalkRules, aside: frozenset[str] = frozenset()) -> None:
        self._choice = choice
        self._rules = rules
        self._aside = aside
        self._include = Patterns(choice.include, choice.base)
        self._exclude = Patterns(choice.exclude, choice.base)
        self._no_article = re.compile(NO_ARTICLE, re.I)

    def excludes_named(self, name: str) -> bool:
        """Whether a file is left out although the user named it."""
        if self._choice.force_names and self._kind(name, os.path.basename(name), False, False) is not EntryKind.FILE:
            return True
        return self._choice.force_exclude and bool(self._exclude.decide(name, is_folder=False))

    def walk(self, name: str, glob: Glob | None = None) -> Iterator[WalkEntry]:
        """The entries of a folder and all below it; with a glob, of which it is the base, those that the glob names."""
        try:
            ignores = ignores_above(name) if self._rules.gitignore else Ignores()
        except (OSError, PatternError) as error:
            yield WalkEntry(name, "", EntryKind.UNREADABLE, error=f"a {IGNORE_FILE} above it: {_why(error)}")
            return
        root = os.path.realpath(name)
        if root not in self._aside:
            yield from self._walk(_Folder(name, "", root, ignores, None if glob is None or glob.matches(()) else glob))

    def _walk(self, named: _Folder) -> Iterator[WalkEntry]:
        listings = [self._list(named)]  # a stack, since a path may have more parts than Python allows frames
        while listings:
            for found in listings[-1]:
                if isinstance(found, _Folder):
                    listings.append(self._list(found))
                    break
                yield found
            else:
                listings.pop()

    def _list(self, folder: _Folder) -> Iterator[WalkEntry | _Folder]:
        """What is in one folder, in order."""
        try:
            names, folders, links = _names_in(folder.path, self._rules.files_first)
            if self._rules.gitignore and os.fsencode(IGNORE_FILE) in names:
                folder = folder._replace(ignores=folder.ignores.with_file(folder.path))
        except (OSError, PatternError) as error:
            yield WalkEntry(folder.path, folder.relative, EntryKind.UNREADABLE, error=_why(error))
            return
        for encoded in names:
            name = os.fsdecode(encoded)
            if name.endswith((MANIFEST, WORK_FOLDER)):
                yield WalkEntry(folder.path_of(name), folder.relative_of(name), EntryKind.OF_BATCH)
            found = self._subfolder(folder, name) if encoded in folders else self._entry(folder, name, encoded in links)
            if found is not None:
                yield found

    def _subfolder(self, folder: _Folder, name: str) -> _Folder | None:
        wanted, path = folder.wants(name), folder.path_of(name)
        if not (wanted or folder.leads_into(name)) or self._excludes(folder, name, is_folder=True):
            return None
        if folder.ignores.ignore(path, is_folder=True):
            return None
        return folder._replace(path=path, relative=folder.relative_of(name), glob=None if wanted else folder.glob)

    def _entry(self, folder: _Folder, name: str, is_link: bool) -> WalkEntry | None:
        if not folder.wants(name) or self._excludes(folder, name, is_folder=False):
            return None
        path, matched = folder.path_of(name), folder.glob is not None
        kind = self._kind(path, name, is_link, matched)
        if kind is EntryKind.FILE and folder.ignores.ignore(path, is_folder=False):
            return None
        if kind is EntryKind.FILE and is_link and not _is_below(path, folder.root):
            kind = EntryKind.FILE_OUTSIDE
        return WalkEntry(path, folder.relative_of(name), kind, matched)

    def _excludes(self, folder: _Folder, name: str, is_folder: bool) -> bool:
        if self._aside and os.path.join(folder.root, folder.relative_of(name)) in self._aside:
            return True
        return bool(self._exclude and self._exclude.decide(folder.path_of(name), is_folder))

    def _kind(self, path: str, name: str, is_link: bool, matched: bool) -> EntryKind:
        if is_link and os.path.isdir(path):
            return EntryKind.LINK_TO_FOLDER
        if matched or self._include.decide(path, is_folder=False):
            return EntryKind.FILE
        plain = without_coding(name) if self._rules.compressed else name
        ending = os.path.splitext(plain)[1].lower()
        if ending not in self._choice.endings:
            return EntryKind.OTHER_ENDING
        if (self._rules.prose is None or ending in self._rules.prose) and self._no_article.fullmatch(plain):
            return EntryKind.NO_ARTICLE
        return EntryKind.FILE


class FoundFile(NamedTuple):
    """A file to read; or a name and the `reason` why nothing is done with it, and whether that is a failure."""

    name: str
    reason: str | None = None
    failed: bool = False


def find_files(names: Sequence[str], choice: Choice) -> Iterator[FoundFile]:
    """Every file that is named or stands in a folder that is named, once, by the rules of a repository.

    A link to a file that leads out of the folder that was named is a failure, so that nothing is rewritten where the
    user does not expect it.
    """
    walker = Walker(choice, REPOSITORY)
    seen: dict[str, str] = {}
    for name in names:
        any_found = False
        for found in _files_of(name, walker):
            any_found = True
            if found.reason is not None or found.name == STDIN:
                yield found
                continue
            real = os.path.realpath(found.name)
            if real not in seen:
                seen[real] = found.name
                yield found
            elif found.name == name:
                yield FoundFile(found.name, f"the same file as {seen[real]}, which is done already")
        if not any_found and os.path.isdir(name):
            yield FoundFile(name, choice.none_found)


def _files_of(name: str, walker: Walker) -> Iterator[FoundFile]:
    if name == STDIN or not os.path.isdir(name):
        if name == STDIN or not walker.excludes_named(name):
            yield FoundFile(name)
        return
    for entry in walker.walk(name):
        if entry.kind is EntryKind.FILE:
            yield FoundFile(entry.path)
        elif entry.kind is EntryKind.FILE_OUTSIDE:
            yield FoundFile(entry.path, "a link to a file outside the folder; name it to clean that file", failed=True)
        elif entry.kind is EntryKind.UNREADABLE:
            yield FoundFile(entry.path, entry.error, failed=True)


def _names_in(folder: str, files_first: bool) -> tuple[list[bytes], set[bytes], set[bytes]]:
    """The names in a folder in order, and which of them are folders, and links. Raises OSError.

    Names alone, and not os.DirEntry, since a folder may hold a million: about 65 bytes each instead of 240.
    """
    names: list[bytes] = []
    folders: set[bytes] = set()
    links: set[bytes] = set()
    with os.scandir(os.fsencode(folder)) as listing:
        for entry in listing:
            names.append(entry.name)
            if entry.is_dir(follow_symlinks=False):
                folders.add(entry.name)
            elif entry.is_symlink():
                links.add(entry.name)
    names.sort()
    if files_first:
        names.sort(key=folders.__contains__)
    return names, folders, links


def _is_below(path: str, root: str) -> bool:
    return os.path.commonpath((os.path.realpath(path), root)) == root


def _why(error: OSError | PatternError) -> str:
    return reason(error) if isinstance(error, OSError) else str(error)
