"""Patterns of .gitignore: those of a call (--include, --exclude) and those in the .gitignore files of a repository."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IGNORE_FILE = ".gitignore"
_MOST_STARS = 4  # in one part of a pattern, and "**" in all of it


class PatternError(ValueError):
    """A pattern that cannot be used; the message names it."""


class Patterns:
    """Patterns that apply to files and folders below `base`. Raises PatternError for a pattern that is too intricate.

    Lines that are no patterns are ignored, as git ignores them.
    """

    def __init__(self, lines: Sequence[str], base: str) -> None:
        self._base = Path(base).absolute()
        self._spec = _spec_of(lines)

    def __bool__(self) -> bool:
        """Whether there are any patterns."""
        return self._spec is not None

    def decide(self, path: str, is_folder: bool) -> bool | None:
        """True if the patterns name a file or folder, False if a `!` pattern takes it back, None if no pattern matches.

        >>> Patterns(["*.txt", "!b.txt"], "/data").decide("/data/new/b.txt", is_folder=False)
        False
        """
        if self._spec is None:
            return None
        relative = os.path.relpath(path, self._base).replace(os.sep, "/")
        while relative.startswith("../"):  # what lies outside of the base is matched by its name
            relative = relative[3:]
        return self._spec.check_file(relative + "/" if is_folder else relative).include


class Ignores(NamedTuple):
    """The .gitignore files that apply to a folder, the nearest last."""

    files: tuple[Patterns, ...] = ()

    def with_file(self, folder: str) -> Ignores:
        """These and the .gitignore file of a folder. Raises OSError and PatternError."""
        text = Path(folder, IGNORE_FILE).read_text(encoding="utf-8", errors="replace")
        return Ignores((*self.files, Patterns(text.splitlines(), folder)))

    def ignore(self, path: str, is_folder: bool) -> bool:
        """Whether a file or folder is ignored: the nearest .gitignore that has a pattern for it decides."""
        if not self.files:
            return False
        decisions = (patterns.decide(path, is_folder) for patterns in reversed(self.files))
        return next((decided for decided in decisions if decided is not None), False)


def ignores_above(folder: str) -> Ignores:
    """The .gitignore files above a folder, up to the root of its repository; none outside of a repository.

    Raises OSError and PatternError.
    """
    above = []
    at = Path(folder).absolute()
    while not (at / ".git").exists():
        if at == at.parent:
            return Ignores()
        at = at.parent
        above.append(at)
    ignores = Ignores()
    for parent in reversed(above):
        if (parent / IGNORE_FILE).is_file():
            ignores = ignores.with_file(str(parent))
    return ignores


def check_patterns(patterns: Sequence[str]) -> None:
    """Raise PatternError for a line that is no pattern: the user typed these, so none of them is ignored."""
    from pathspec import GitIgnoreSpec

    for pattern in patterns:
        _refuse_intricate(pattern)
        try:
            GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error) as error:
            raise PatternError(f"{pattern!r} is not a pattern of {IGNORE_FILE}") from error


def _spec_of(lines: Sequence[str]) -> GitIgnoreSpec | None:
    """The compiled patterns, None if there are none: importing pathspec takes as long as starting the command."""
    if not any(line.strip() and not line.startswith("#") for line in lines):
        return None
    from pathspec import GitIgnoreSpec

    patterns: list[GitIgnoreSpecPattern] = []
    for line in lines:
        _refuse_intricate(line)
        with contextlib.suppress(ValueError, re.error):
            patterns += GitIgnoreSpec.from_lines([line]).patterns
    return GitIgnoreSpec(patterns)


def _refuse_intricate(pattern: str) -> None:
    """Patterns are compiled to regular expressions, which try every way to divide a name among the stars."""
    if max(part.count("*") for part in pattern.split("/")) > _MOST_STARS or pattern.count("**") > _MOST_STARS:
        raise PatternError(f"the pattern {pattern!r} has too many stars")
