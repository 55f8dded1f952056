"""Inline markup of HTML: where it begins and ends in the text once white space is folded."""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaner.document import Inline, Mark, Style

BREAK = "\x00"  # Stands for <br>; the parser never hands out NUL.
NO_GLYPH = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)

STYLE_OF = {
    "a": Style.LINK,
    "b": Style.STRONG,
    "strong": Style.STRONG,
    "cite": Style.EMPHASIS,
    "dfn": Style.EMPHASIS,
    "em": Style.EMPHASIS,
    "i": Style.EMPHASIS,
    "var": Style.EMPHASIS,
    "code": Style.CODE,
    "kbd": Style.CODE,
    "samp": Style.CODE,
    "tt": Style.CODE,
}


class Span(NamedTuple):
    """A stretch of a text that is marked up: from `start` to before `end`; `target` is where a link points.

    Spans of one text are nested or apart, and those of one style are apart.
    """

    start: int
    end: int
    style: Style
    target: str = ""


class Marks:
    """The marks of the text being gathered. Markup within markup of its style adds nothing."""

    def __init__(self) -> None:
        self.found: list[Mark] = []
        self._open = 0
        self._depth = dict.fromkeys(Style, 0)
        self._link = ""

    def begin(self, at: int, style: Style, target: str) -> None:
        """A style begins ahead of a piece of text."""
        self._open += 1
        self._depth[style] += 1
        if self._depth[style] == 1:
            if style is Style.LINK:
                self._link = target
            self.found.append(Mark(at, style, True, target))

    def end(self, at: int, style: Style) -> None:
        """The style that began last ends there."""
        self._open -= 1
        self._depth[style] -= 1
        if self._depth[style] == 0:
            self.found.append(Mark(at, style, False))

    def restart(self) -> None:
        """Another text begins, with the styles that are still open."""
        self.found = []
        if self._open:
            open_styles = [style for style, depth in self._depth.items() if depth]
            self.found += [Mark(0, style, True, self._link if style is Style.LINK else "") for style in open_styles]


def spans_of(inline: Inline) -> tuple[Span, ...]:
    """The stretches of a block's text that are marked up, sorted by where they begin."""
    if not inline.marks:
        return ()
    folding = _Folding(inline.paragraph)
    done = 0
    for mark in inline.marks:
        for piece in inline.pieces[done : mark.at]:
            folding.add(piece)
        done = mark.at
        if mark.begins:
            folding.open[mark.style] = _Open(mark.target)
        else:
            folding.close(mark.style)
    for piece in inline.pieces[done:]:
        folding.add(piece)
    for style in tuple(folding.open):
        folding.close(style)
    return tuple(sorted(folding.spans, key=_outer_first))


def _outer_first(span: Span) -> tuple[int, int]:
    return span.start, -span.end


class _Open:
    """A style that has begun, and where its first character stands once there is one."""

    __slots__ = ("start", "target")

    def __init__(self, target: str) -> None:
        self.target = target
        self.start: int | None = None


class _Folding:
    """How far the folded text of one paragraph has come."""

    def __init__(self, wanted: int) -> None:
        self.spans: list[Span] = []
        self.open: dict[Style, _Open] = {}
        self._ahead = wanted  # paragraphs ahead of the one that is wanted; below nought it is over
        self._length = 0
        self._begun = False
        self._space = False
        self._breaks = 0

    def add(self, piece: str) -> None:
        """Fold one piece, as the text of the block is folded."""
        for number, line in enumerate(NO_GLYPH.sub("", piece).split(BREAK)):
            self._breaks += number > 0
            words = line.split()
            if words:
                self._join(line[0].isspace())
                if self._ahead == 0:
                    self._write(sum(map(len, words)) + len(words) - 1)
                self._begun = True
                self._space = line[-1].isspace()
            elif line:
                self._space = True

    def _join(self, space: bool) -> None:
        if self._begun and self._breaks > 1:
            self._ahead -= 1
        elif self._length and (self._breaks or self._space or space):
            self._length += self._ahead == 0
        self._breaks = 0

    def _write(self, length: int) -> None:
        for opened in self.open.values():
            if opened.start is None:
                opened.start = self._length
        self._length += length

    def close(self, style: Style) -> None:
        """The style ends with the text so far."""
        opened = self.open.pop(style)
        if opened.start is not None:
            self.spans.append(Span(opened.start, self._length, style, opened.target))
