"""Inline markup of HTML: where links, emphasis and code begin and end in a block's text.

The walk over a page only notes before which piece of text a style begins or ends (`Marks`), which is cheap. Where that
is in the folded text is computed for the blocks that are written as Markdown or HTML (`spans_of`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cleaner.document import Inline, Mark, Style

BREAK = "\x00"  # stands for <br>; NUL never comes out of the parser
NO_GLYPH = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)

# Elements that stand for what pages write in many ways. Their names are such that no page can contain them.
FORMULA = "{cleaner}formula"  # its text is readable, its attribute `tex` the source
DISPLAY_FORMULA = "{cleaner}display-formula"  # the same, on a line of its own
NOTE = "{cleaner}note"  # a footnote; its attribute `mark` is what refers to it
NOTE_MARK = "{cleaner}note-mark"  # the mark of a footnote in the text; its text is "[1]", its attribute `mark` "1"
CONTROL = "{cleaner}control"  # a header or button of a program, as it stands ahead of it
ORIGINAL = "{cleaner}original"  # the attribute of <sup> and <sub> for what is raised or lowered in them

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
    "del": Style.DELETED,
    "s": Style.DELETED,
    "strike": Style.DELETED,
    "sup": Style.SUPERSCRIPT,
    "sub": Style.SUBSCRIPT,
    FORMULA: Style.FORMULA,
    DISPLAY_FORMULA: Style.FORMULA,
    NOTE_MARK: Style.NOTE_MARK,
}


class Span(NamedTuple):
    """A marked-up stretch of a text, from `start` to before `end`; `target` is that of its `Mark`.

    Spans of the same style never overlap.
    """

    start: int
    end: int
    style: Style
    target: str = ""


class Marks:
    """The marks of the text being gathered. A style within the same style adds nothing."""

    def __init__(self) -> None:
        self.found: list[Mark] = []
        self._open = 0
        self._depth = dict.fromkeys(Style, 0)
        self._link = ""

    def begin(self, at: int, style: Style, target: str) -> None:
        """A style begins before piece `at`; `target` is the address of a link."""
        self._open += 1
        self._depth[style] += 1
        if self._depth[style] == 1:
            if style is Style.LINK:
                self._link = target
            self.found.append(tuple.__new__(Mark, (at, style, True, target)))  # half the time of a call

    def end(self, at: int, style: Style) -> None:
        """A style ends before piece `at`."""
        self._open -= 1
        self._depth[style] -= 1
        if self._depth[style] == 0:
            self.found.append(tuple.__new__(Mark, (at, style, False, "")))

    def restart(self) -> None:
        """Start another text, in which the styles that are still open begin at once."""
        self.found = []
        if self._open:
            open_styles = [style for style, depth in self._depth.items() if depth]
            self.found += [Mark(0, style, True, self._link if style is Style.LINK else "") for style in open_styles]


def by_paragraph(pieces: Sequence[str], marks: Sequence[Mark]) -> Iterator[Inline]:
    """The inline markup of each paragraph that breaks make of a text, in order."""
    ends = list(_ends_of_paragraphs(pieces))
    if not ends:
        yield tuple.__new__(Inline, (tuple(pieces), tuple(marks)))
        return
    start = 0
    waiting = iter((*marks, None))
    mark = next(waiting)
    open_marks: dict[Style, Mark] = {}
    own: list[Mark] = []
    for end in (*ends, len(pieces)):
        last = end == len(pieces)
        while mark is not None and (mark.at < end or last):
            own.append(Mark(mark.at - start, *mark[1:]))
            if mark.begins:
                open_marks[mark.style] = Mark(0, *mark[1:])
            else:
                open_marks.pop(mark.style, None)
            mark = next(waiting)
        yield Inline(tuple(pieces[start:end]), tuple(own))
        start, own = end, list(open_marks.values())


def _ends_of_paragraphs(pieces: Sequence[str]) -> Iterator[int]:
    """The indices of the pieces that start a new paragraph: those after two breaks or more."""
    if pieces.count(BREAK) < 2:
        return
    begun, breaks = False, 0
    for at, piece in enumerate(pieces):
        if piece == BREAK:
            breaks += 1
        elif NO_GLYPH.sub("", piece).strip():
            if begun and breaks > 1:
                yield at
            begun, breaks = True, 0


def spans_of(inline: Inline) -> tuple[Span, ...]:
    """The marked-up stretches of a block's text, sorted by start, outer ones first.

    `<p> The <b> old </b>line` gives one span, from 4 to 7 of "The old line".
    """
    if not inline.marks:
        return ()
    folding = _Folding()
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
    """A style that has begun, and the place of its first character once there is one."""

    __slots__ = ("start", "target")

    def __init__(self, target: str) -> None:
        self.target = target
        self.start: int | None = None


class _Folding:
    """Follows the folding of one paragraph's text, and where its styles begin and end in it."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.open: dict[Style, _Open] = {}
        self._length = 0
        self._space = False
        self._break = False

    def add(self, piece: str) -> None:
        """Fold one piece the way the block's text was folded (see `from_html.paragraphs`)."""
        for number, line in enumerate(NO_GLYPH.sub("", piece).split(BREAK)):
            self._break = self._break or number > 0
            words = line.split()
            if words:
                self._length += self._length > 0 and (self._break or self._space or line[0].isspace())
                self._write(sum(map(len, words)) + len(words) - 1)
                self._break, self._space = False, line[-1].isspace()
            elif line:
                self._space = True

    def _write(self, length: int) -> None:
        for opened in self.open.values():
            if opened.start is None:
                opened.start = self._length
        self._length += length

    def close(self, style: Style) -> None:
        """End a style after the text so far."""
        opened = self.open.pop(style)
        if opened.start is not None:
            self.spans.append(Span(opened.start, self._length, style, opened.target))
