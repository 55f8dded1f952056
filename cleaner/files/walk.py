"""Names of files and folders -> files, each once, in an order that does not depend on the file system."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cleaner.files.read import STDIN, reason

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_IGNORE_FILE = ".gitignore"
_MOST_STARS = 4
# Plain text that accompanies programs and data, and is no article; .pre-commit-hooks.yaml says the same. A file of such
# a name is taken if it is named itself.
NO_ARTICLE = (
    r"(authors|change(log|s)|code_of_conduct|codeowners|contribut(ing|ors)|copying|history|install|licen[cs]e|maintainers"
    r"|notice|readme|security|todo|unlicense)(\.[^/]*)?"
    r"|licen[cs]e[-_][^/]*"
    r"|(requirements|constraints)([-_.][^/]*)?\.(txt|in)"
    r"|(ads|cmakelists|humans|llms|robots|security)\.txt"
)


class PatternError(ValueError):
    """What cannot be matched with; the message names the pattern."""


class Choice(NamedTuple):
    """Which files are taken: in folders those with an ending of `endings` or that `include` names, `exclude` aside.

    Patterns are those of .gitignore, read from `base`. `exclude` concerns what folders hold; with `force_exclude` files
    that are named themselves too.
    """

    endings: frozenset[str]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    base: str = ""


class Found(NamedTuple):
    """A file to take; or, where there is a reason, a name that nothing is done with, and whether that is a failure."""

    name: str
    reason: str | None = None
    failed: bool = False


def find(names: Sequence[str], choice: Choice) -> Iterator[Found]:
    """Every file that is named or stands in a folder that is named.

    Folders are gone through in the order of names. What is hidden is passed over, and so is what a .gitignore of the
    folder, or of one above it in the same repository, names. Links to folders are not followed, and links to files
    only within the folder that was named, so that nothing is rewritten outside of what was meant.
    """
    walk = _Walk(choice)
    seen: dict[str, str] = {}
    for name in names:
        any_found = False
        for found in walk.start(name):
            any_found = True
            if found.reason is not None or found.name == STDIN:
                yield found
                continue
            real = os.path.realpath(found.name)
            if real not in seen:
                seen[real] = found.name
                yield found
            elif found.name == name:
                yield Found(found.name, f"the same file as {seen[real]}, which is done already")
        if not any_found and os.path.isdir(name):
            yield Found(name, f"no files to clean in it ({', '.join(sorted(choice.endings))})")


class Selection:
    """The patterns of a choice: what they name, and what they leave out."""

    def __init__(self, choice: Choice) -> None:
        self._base = Path(choice.base).absolute()
        self._include = _patterns(choice.include)
        self._exclude = _patterns(choice.exclude)

    def includes(self, path: str) -> bool:
        """Whether a file is to be taken whatever its ending."""
        return self._include is not None and self._matches(self._include, path, False)

    def excludes(self, path: str, is_folder: bool) -> bool:
        """Whether a file or folder is to be left out."""
        return self._exclude is not None and self._matches(self._exclude, path, is_folder)

    def _matches(self, patterns: GitIgnoreSpec, path: str, is_folder: bool) -> bool:
        relative = os.path.relpath(path, self._base)
        return patterns.match_file(_as_pattern_sees(relative, is_folder))


class _Walk:
    """The walk that heeds the patterns of a call."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._selection = Selection(choice)
        self._no_article = re.compile(NO_ARTICLE, re.I)

    def start(self, name: str) -> Iterator[Found]:
        """The files of one name of the call; a file is itself, whatever it is called."""
        if name == STDIN or not os.path.isdir(name):
            if not (self._choice.force_exclude and name != STDIN and self._selection.excludes(name, False)):
                yield Found(name)
            return
        try:
            ignores = _ignores_above(name)
        except (OSError, PatternError) as error:
            yield Found(name, f"a {_IGNORE_FILE} above it: {_why(error)}", failed=True)
            return
        yield from self._folder(name, os.path.realpath(name), ignores)

    def _folder(self, name: str, root: str, ignores: _Ignores) -> Iterator[Found]:
        waiting = [(name, ignores)]
        while waiting:
            folder, above = waiting.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
                here = above.with_file(folder) if any(entry.name == _IGNORE_FILE for entry in entries) else above
            except (OSError, PatternError) as error:
                yield Found(folder, _why(error), failed=True)
                continue
            folders = []
            for entry in entries:
                is_folder = entry.is_dir(follow_symlinks=False)
                if not self._wanted(entry, is_folder) or here.ignores(entry.path, is_folder):
                    continue
                if is_folder:
                    folders.append((entry.path, here))
                else:
                    yield _file(entry, root)
            waiting += reversed(folders)

    def _wanted(self, entry: os.DirEntry[str], is_folder: bool) -> bool:
        if entry.name.startswith(".") or self._selection.excludes(entry.path, is_folder):
            return False
        if is_folder:
            return True
        if entry.is_symlink() and os.path.isdir(entry.path):
            return False
        if self._selection.includes(entry.path):
            return True
        if os.path.splitext(entry.name)[1].lower() not in self._choice.endings:
            return False
        return self._no_article.fullmatch(entry.name) is None


class _Ignores(NamedTuple):
    """The .gitignore files that concern a folder, the nearest last: each with the folder that it stands in."""

    files: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    def with_file(self, folder: str) -> _Ignores:
        """These and the one in a folder. Raises OSError and PatternError."""
        text = Path(folder, _IGNORE_FILE).read_text(encoding="utf-8", errors="replace")
        patterns = _patterns(tuple(text.splitlines()))
        return self if patterns is None else _Ignores((*self.files, (os.path.abspath(folder), patterns)))

    def ignores(self, path: str, is_folder: bool) -> bool:
        """Whether a file or folder is ignored: the nearest file that says anything of it decides."""
        for folder, patterns in reversed(self.files):
            relative = os.path.relpath(os.path.abspath(path), folder)
            decided = patterns.check_file(_as_pattern_sees(relative, is_folder)).include
            if decided is not None:
                return decided
        return False


def _ignores_above(folder: str) -> _Ignores:
    """The .gitignore files of the folders above one, up to that of the repository; none outside of a repository."""
    above = []
    at = Path(folder).absolute()
    while not (at / ".git").exists():
        if at == at.parent:
            return _Ignores()
        at = at.parent
        above.append(at)
    ignores = _Ignores()
    for parent in reversed(above):
        if (parent / _IGNORE_FILE).is_file():
            ignores = ignores.with_file(str(parent))
    return ignores


def _file(entry: os.DirEntry[str], root: str) -> Found:
    if entry.is_symlink():
        real = os.path.realpath(entry.path)
        if os.path.commonpath((real, root)) != root:
            return Found(entry.path, "a link out of the folder; name the file itself to clean it", failed=True)
    return Found(entry.path)


def _patterns(lines: Sequence[str]) -> GitIgnoreSpec | None:
    """Patterns to match with, loaded only where there are any: to load their library takes as long as to start."""
    if not any(line.strip() and not line.startswith("#") for line in lines):
        return None
    from pathspec import GitIgnoreSpec

    patterns: list[GitIgnoreSpecPattern] = []
    for line in lines:
        _refuse_intricate(line)
        with contextlib.suppress(ValueError, re.error):  # git passes over what is no pattern, too
            patterns += GitIgnoreSpec.from_lines([line]).patterns
    return GitIgnoreSpec(patterns)


def check_patterns(patterns: Sequence[str]) -> None:
    """Raise PatternError for what is no pattern; in a call nothing is passed over."""
    from pathspec import GitIgnoreSpec

    for pattern in patterns:
        _refuse_intricate(pattern)
        try:
            GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error) as error:
            raise PatternError(f"{pattern!r} is no pattern of {_IGNORE_FILE}") from error


def _refuse_intricate(pattern: str) -> None:
    """Patterns become regular expressions, which try every way to share a name among the stars."""
    if max(part.count("*") for part in pattern.split("/")) > _MOST_STARS or pattern.count("**") > _MOST_STARS:
        raise PatternError(f"the pattern {pattern!r} has too many stars")


def _why(error: OSError | PatternError) -> str:
    return reason(error) if isinstance(error, OSError) else str(error)


def _as_pattern_sees(relative: str, is_folder: bool) -> str:
    posix = relative.replace(os.sep, "/")
    while posix.startswith("../"):
        posix = posix[3:]
    return posix + "/" if is_folder else posix
