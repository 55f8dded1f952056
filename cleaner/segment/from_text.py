"""Plain text to blocks: a line is a block, or several lines that are one paragraph; bullets and gaps are evidence.

A block's text is what a reader sees (visible.py), without the marks in the margin (margin.py); its source is the lines
as they stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleaner.document import Block, DocumentError, Shape
from cleaner.segment.displayed import in_a_link, is_mangled, mended, without_markdown
from cleaner.segment.line_prefixes import depths, margins
from cleaner.text.stopwords import STOPWORDS

# The longest pages of two thousand real ones have 3,000; what was put together of many may have more.
MOST_LINES = 200_000

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
# What ends lines in a text that knows neither line feed nor carriage return: next line, line and paragraph separator.
_OTHER_LINE = re.compile(r"[^\x85\u2028\u2029]*[\x85\u2028\u2029]|[^\x85\u2028\u2029]+\Z")
_BULLET = re.compile(r"(?:[•‣◦▪▸●○■□∙·]|[*+–—-](?=\s)|\(?\d{1,3}[.)](?=\s)|[a-z]\)(?=\s))\s*")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_LONGEST_UNDERLINED = 200
_LONGEST_CELL = 20  # words: tabs between sentences make no table
_TABLE_ROW = re.compile(r"\|[^|]+\|(?:[^|]+\|)+")
# The beginnings of lines that no sentence has.
_CODE = re.compile(
    r"\$ [a-z./]"
    r"|(?:def|class|function|fn|func) \w+\(.*[:{]$"
    r"|(?:import|from) [\w.]+ import |import [\w.]+;?$|#include <"
    r"|(?:return|if|for|while|with|elif|else)\b.*[;{]$|(?:if|for|while|with|elif) .*[()].*:$"
    r"|(?:return|const|let|var|public|private|static) .*[();]$"
    r"|[{}\])];?$"
)
# A list marker is followed by the item; alone on its line, or among others ("* * *"), it is a rule or an ornament.
_ITEM = re.compile(r"[^\W_]")
# Speech begins with these in many languages ("— Where is the key?").
_SPEECH = "—"
_INDENT_A_LEVEL = 2
# White space that is not one space. Most lines hold none, and to part a long one into its words takes much memory.
_UNEVEN = re.compile(r"\s{2,}|[^\S ]")

# Wrapped text: at which columns, how many full lines tell it, and by how much a line may fall short.
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 110
_FEWEST_WRAPPED = 5
_WRAPPED_SHARE = 0.75
_RAGGED = 3

# Pieces of one sentence: after these marks a sentence is over, and with these none begins.
_SENTENCE_MARKS = frozenset('.!?…:;。！？："”»)]|')
_NEVER_FIRST = frozenset(",.;:)]’”»!?%")
_NEVER_BEFORE_A_PIECE = frozenset(">|»›•·")
_LONGEST_PIECE = 2000
_SHORTEST_PIECE = 6  # words
_LONGEST_REMEMBERED = 500  # characters of a line


def segment_text(text: str) -> list[Block]:
    """Part plain text into blocks, in order; every line that is not blank is in exactly one of them.

    A block is a line, or several that are one paragraph: lines wrapped at a column, and sentences that a scraper has
    broken where a link began or ended. Raises DocumentError beyond MOST_LINES lines with text.
    """
    lines = _lines(text)
    width = wrap_width(lines)
    blocks: list[Block] = []
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not continues(paragraph, line, width):
            blocks.append(_block(paragraph))
            paragraph = []
        paragraph.append(line)
    if paragraph:
        blocks.append(_block(paragraph))
    return blocks


class Line(NamedTuple):
    """A line that is not blank.

    `source` is the line as it stood, `content` its text without the white space around it and the margin, "" where it
    has nothing but a margin; `depth` says how deep it is quoted.
    """

    source: str
    content: str
    number: int
    gap: bool
    depth: int = 0


def wrap_width(lines: Sequence[Line]) -> int | None:
    """The column at which a text was wrapped, or None where lines are paragraphs.

    Wrapped text is told by this: hardly any line could have held the first word of the next one as well.
    """
    pairs = [(one, two) for one, two in pairwise(lines) if one.content and not two.gap and not _opens(two.content)]
    if len(pairs) < _FEWEST_WRAPPED:
        return None
    lengths = sorted(len(one.content) for one, _ in pairs)
    width = lengths[len(lengths) * 9 // 10]
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return None
    full = sum(1 for one, two in pairs if _is_full(one, two, width))
    return width if full >= _WRAPPED_SHARE * len(pairs) else None


def continues(paragraph: Sequence[Line], two: Line, width: int | None) -> bool:
    """Whether a line goes on with the paragraph of the lines before it."""
    one = paragraph[-1]
    if two.gap or one.depth != two.depth:
        return False
    if not two.content:
        return True
    if _is_underline(two.content):
        return len(paragraph) == 1 and _may_be_underlined(one.content)
    if not one.content or _opens(two.content) or _is_underline(one.content):
        return False
    if "[" in one.content and in_a_link(one.content, two.content):
        return True
    return (width is not None and _is_full(one, two, width)) or _is_piece(paragraph, two)


def _is_piece(paragraph: Sequence[Line], two: Line) -> bool:
    """Whether a line goes on with a sentence that the lines before it have not ended."""
    one = paragraph[-1]
    first, last = two.content[0], one.content[-1]
    if last in _SENTENCE_MARKS or len(one.content) > _LONGEST_PIECE:
        return False
    if first in _NEVER_FIRST or (first.islower() and last not in _NEVER_BEFORE_A_PIECE):
        return True
    # "Log in", "What's on" and "Share this" end as they do and are whole.
    begun = len(paragraph) > 1 or one.content.count(" ") + 1 >= _SHORTEST_PIECE
    return begun and one.content.rpartition(" ")[2] in STOPWORDS


def _is_full(one: Line, two: Line, width: int) -> bool:
    return len(one.content) + 1 + len(two.content.partition(" ")[0]) > width - _RAGGED


def _lines(text: str) -> list[Line]:
    filled: list[tuple[int, str, str, bool]] = []
    gap, mangled = False, is_mangled(text)
    for number, source in enumerate(split_lines(text), 1):
        blank = source.isspace()
        if not blank:
            if len(filled) == MOST_LINES:
                raise DocumentError(f"more than {MOST_LINES:,} lines of text; this is not one article")
            filled.append((number, source, mended(source) if mangled else source, gap))
        gap = blank and bool(filled)  # blank lines above the first line part it from nothing
    beside = margins([line for _, _, line, _ in filled])
    return [
        Line(source, line[len(margin) :].strip(), number, gap, depth)
        for (number, source, line, gap), margin, depth in zip(filled, beside, depths(beside), strict=True)
    ]


def split_lines(text: str) -> list[str]:
    """The lines of a text with their endings: line feed, carriage return or both, and nothing else parts lines.

    Unless there is none of them: then it is the separators of Unicode that do.
    """
    if "\r" in text:
        return _LINE.findall(text)
    if "\n" not in text and not text.isascii():
        return _OTHER_LINE.findall(text)
    lines = text.split("\n")
    last = lines.pop()
    ended = [line + "\n" for line in lines]
    return [*ended, last] if last else ended


def fold(content: str) -> str:
    """One space for every run of white space, in a text that has none at its ends."""
    # Of all white space, a space alone is printable.
    return content if content.isprintable() and "  " not in content else _UNEVEN.sub(" ", content)


def _opens(content: str) -> bool:
    """Whether a line opens an item or a heading, and goes on with nothing."""
    return not content or _BULLET.match(content) is not None or content[0] == "#"


def _may_be_underlined(content: str) -> bool:
    if not 0 < len(content) <= _LONGEST_UNDERLINED or content[-1] in ".,;":
        return False
    return _ITEM.search(content) is not None and not _opens(content)


class _Reading(NamedTuple):
    """What a paragraph says and what it is, wherever it stands."""

    text: str
    shape: Shape
    level: int
    marker: str


def _block(lines: Sequence[Line]) -> Block:
    first = lines[0]
    if len(lines) > 1:
        source, reading = "".join(line.source for line in lines), _read(lines)
    else:
        source, reading = first.source, _read_line(first)
    text, shape, level, marker = reading
    return Block(text, shape, first.gap, level, marker, None, source, first.number, lines[-1].number)


def _read_line(line: Line) -> _Reading:
    if len(line.source) > _LONGEST_REMEMBERED:
        return _read((line,))
    return _remembered(line.source, line.content, line.depth)


@lru_cache(maxsize=4096)
def _remembered(source: str, content: str, depth: int) -> _Reading:
    """A text that is labelled again is read again; and the lines of a site repeat from page to page."""
    return _read((Line(source, content, 0, False, depth),))


def _read(lines: Sequence[Line]) -> _Reading:
    contents = [line.content for line in lines if line.content]
    underline = _underline(contents)
    seen = without_markdown(" ".join(contents[:1] if underline else contents))
    content = seen.text.strip() or " ".join(line.source.strip() for line in lines)
    if underline:
        shape, level, marker, start = Shape.HEADING, *underline, 0
    elif seen.picture:
        shape, level, marker, start = Shape.PARAGRAPH, 0, "!", 0
    else:
        shape, level, marker, start = _shape(lines, content)
    return _Reading(fold(content[start:]), shape, level, marker)


def _is_underline(content: str) -> bool:
    return content[0] in "=-" and _UNDERLINE.fullmatch(content) is not None


def _underline(contents: Sequence[str]) -> tuple[int, str] | None:
    """Level and marker of a heading that has a line of its own to underline it."""
    if len(contents) != 2 or not _is_underline(contents[1]):
        return None
    return (1, "=") if contents[1][0] == "=" else (2, "-")


def _shape(lines: Sequence[Line], content: str) -> tuple[Shape, int, str, int]:
    """Shape, level and marker of a block, and where its text starts behind the marker."""
    if content[0] == "#" and (found := _MARKDOWN_HEADING.match(content)):
        return Shape.HEADING, len(found[1]), found[1], found.end()
    if lines[0].depth:
        return Shape.QUOTE, 0, ">", 0
    if _is_row(content):
        return Shape.TABLE, 0, "", 0
    if _CODE.match(content):
        return Shape.CODE, 0, "", 0
    found = _BULLET.match(content)
    if found and found[0].strip() != _SPEECH and _ITEM.search(content, found.end()):
        source = lines[0].source.expandtabs(4)
        indent = len(source) - len(source.lstrip())
        return Shape.LIST_ITEM, indent // _INDENT_A_LEVEL + 1, found[0].rstrip(), found.end()
    return Shape.PARAGRAPH, 0, "", 0


def _is_row(content: str) -> bool:
    """Whether a line is cells, parted by tabs or bars."""
    if "\t" in content:
        return all(cell.count(" ") < _LONGEST_CELL for cell in content.split("\t"))
    return content[0] == "|" and _TABLE_ROW.fullmatch(content) is not None
