"""One text -> the cleaned text, and which of its lines are kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cleaner.document import Article
from cleaner.inplace.not_articles import RefusedError
from cleaner.options import Options
from cleaner.pipeline import clean
from cleaner.render.as_text import as_text, with_gaps
from cleaner.segment.from_text import split_lines

# Cleaning nearly always returns a text that it would not change again; this is the limit for texts that do not settle.
_MOST_ROUNDS = 8
# Front matter: fields between two rules at the top of a file, as site generators write them.
_RULES = {"---": ("---", "..."), "+++": ("+++",)}
_FIELD = re.compile(r"[\w.\"'-]+\s*[:=](?:\s|$)|[\s#\[\]{}-]|$")
_MOST_FIELDS = 200


class Edit(NamedTuple):
    """The lines of a text before and after cleaning; `origin` has, for each line of `after`, its index in `before`."""

    before: Sequence[str]
    after: Sequence[str]
    origin: Sequence[int]

    @property
    def text(self) -> str:
        """The text after cleaning."""
        return "".join(self.after)

    @property
    def changes(self) -> bool:
        """Whether anything was removed, if only a second blank line."""
        return list(self.before) != list(self.after)

    @property
    def lines_gone(self) -> int:
        """The number of lines removed, blank ones not counted."""
        return sum(map(_filled, self.before)) - sum(map(_filled, self.after))

    @property
    def removed(self) -> float:
        """The share of the characters removed, between 0 and 1; white space around lines is not counted."""
        all_of_it = sum(len(line.strip()) for line in self.before)
        return 1 - sum(len(line.strip()) for line in self.after) / all_of_it if all_of_it else 0.0


def edit(text: str, options: Options) -> Edit:
    """Clean a text again and again until cleaning changes nothing.

    Front matter is left as it is, and so is a text in which cleaning finds no block at all. Raises RefusedError if the
    text does not settle, DocumentError if it is too long to be an article.
    """
    before = split_lines(text)
    head = _length_of_front_matter(before)
    after: Sequence[str] = before[head:]
    origin: Sequence[int] = range(head, len(before))
    for _ in range(_MOST_ROUNDS):
        article = clean("".join(after), kind="text", options=options)
        cleaned = split_lines(as_text(article))
        if cleaned == after or not article.blocks:
            return Edit(before, [*before[:head], *after], [*range(head), *origin])
        origin = [origin[at] for at in _lines_left(article, after)]
        after = cleaned
    raise RefusedError("each cleaning finds something else to remove; this is not an article")


def _length_of_front_matter(lines: list[str]) -> int:
    """The number of lines of front matter, blank lines after it included; 0 if there is none."""
    closing = _RULES.get(lines[0].strip()) if lines else None
    if closing is None:
        return 0
    for at, line in enumerate(lines[1:_MOST_FIELDS], 1):
        if line.rstrip() in closing and at > 1:
            return next((end for end in range(at + 1, len(lines)) if lines[end].strip()), len(lines))
        if not _FIELD.match(line):
            break
    return 0


def _lines_left(article: Article, lines: Sequence[str]) -> list[int]:
    """The indexes of the lines in an article's text; the gap after a kept block is the first blank line after it."""
    left: list[int] = []
    for block, gap in with_gaps(article.blocks, frozenset()):
        first, last = (block.line or 1) - 1, block.end_line or 1
        if gap:
            left.append(next(at for at in range(left[-1] + 1, first) if not _filled(lines[at])))
        left += range(first, last)
    return left


def _filled(line: str) -> bool:
    return bool(line.strip())
