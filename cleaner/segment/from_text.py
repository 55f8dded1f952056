"""Plain text to blocks: a block is a line, or several lines that form one paragraph.

A block's text is what a reader sees (displayed.py), without line numbers and quotation marks of mail
(line_prefixes.py); its source is the lines exactly as they stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleaner.document import Block, DocumentError, Shape
from cleaner.segment.displayed import in_a_link, is_mangled, mended, without_markdown
from cleaner.segment.line_prefixes import line_prefixes, quoting_depths
from cleaner.segment.preformatted import CODE, SetPiece, set_pieces
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.stopwords import STOPWORDS

# The longest of two thousand real pages have 3,000; a text put together from many pages may have more.
MOST_LINES = 200_000

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
# In a text without line feeds and carriage returns these end lines: next line, line and paragraph separator.
_OTHER_LINE = re.compile(r"[^\x85\u2028\u2029]*[\x85\u2028\u2029]|[^\x85\u2028\u2029]+\Z")
_BULLET = lazy_pattern(r"(?:[•‣◦▪▸●○■□∙·・]|[*+–—-](?=\s)|\(?\d{1,3}[.)](?=\s)|[a-z]\)(?=\s))\s*")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_UNDERLINE = re.compile(r"={3,}|-{3,}")
_LONGEST_UNDERLINED_CHARS = 200
_LONGEST_CELL_SPACES = 20  # tabs between sentences make no table
_TABLE_ROW = re.compile(r"\|[^|]+\|(?:[^|]+\|)+")
# A list marker without a word after it ("* * *") is a rule or an ornament.
_WORD_CHARACTER = re.compile(r"[^\W_]")
# "5. März 2024" is no fifth item, nor is "5. 3. 2024".
_DATE = lazy_pattern(r"[0-3]?\d\. (?:[^\W\d_]{3,12}\.? (?:19|20)\d\d|[01]?\d\. ?(?:19|20)?\d\d)\b")
# In many languages a dash opens direct speech ("— Where is the key?").
_SPEECH = "—"
_INDENT_A_LEVEL = 2  # columns
# White space other than a single space. Most lines have none, and splitting a long line into words takes much memory.
_UNEVEN = re.compile(r"\s{2,}|[^\S ]")

# Wrapped text: the columns it is wrapped at, how many pairs of lines to go by, what share of them must be full, and by
# how many characters a full line may fall short.
_NARROWEST_WRAP, _WIDEST_WRAP = 40, 110
_FEWEST_PAIRS = 5
_FULL_SHARE = 0.75
_RAGGED_CHARS = 3

# A sentence broken over lines. One of the first marks at the end of a line ends it. A line that begins with one of the
# second continues it, and so does one in lower case, unless the line before ends in one of the third.
_SENTENCE_MARKS = frozenset('.!?…:;。！？："”»)]|')
_SET_APART = "   "  # words so far apart are verse, or entries
_NEVER_FIRST = frozenset(",.;:)]’”»!?%")
_NEVER_BEFORE_A_PIECE = frozenset(">|»›•·")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,250}")
_TIME_OF_DAY = re.compile(r"\d ?am\Z")  # "am" is a function word as well
_LONGEST_PIECE_CHARS = 2000
_SHORTEST_PIECE_WORDS = 6
_LONGEST_CACHED_CHARS = 500  # of a line


def segment_text(text: str) -> list[Block]:
    """Split plain text into blocks, in order; every line that is not blank belongs to exactly one of them.

    A block is a line, or several that form one paragraph: lines wrapped at a column, and a sentence that a scraper
    broke where a link began or ended. Raises DocumentError for more than MOST_LINES lines with text.
    """
    lines = _lines(text)
    width = wrap_width(lines)
    blocks: list[Block] = []
    paragraph: list[TextLine] = []
    pieces = set_pieces(text, lines)
    sources = split_lines(text) if pieces else []
    end = 0
    for at, line in enumerate(lines):
        if at < end:
            continue
        if paragraph and (at in pieces or not continues(paragraph, line, width)):
            blocks.append(_block(paragraph))
            paragraph = []
        if piece := pieces.get(at):
            end = piece.end
            blocks.append(_set_block(piece, line, lines[end - 1].number, sources))
        else:
            paragraph.append(line)
    if paragraph:
        blocks.append(_block(paragraph))
    return blocks


class TextLine(NamedTuple):
    """A line that is not blank.

    `source` is the line as it stood; `content` is its text without prefix and surrounding white space, "" if there is
    only a prefix; `gap` says that a blank line comes before it; `depth` is how deep it is quoted (0: not at all).
    """

    source: str
    content: str
    number: int
    gap: bool
    depth: int = 0


def wrap_width(lines: Sequence[TextLine]) -> int | None:
    """The column at which a text was wrapped, or None if its lines are paragraphs.

    In wrapped text hardly any line has room for the first word of the next one.
    """
    pairs = [(one, two) for one, two in pairwise(lines) if one.content and not two.gap and not _opens(two.content)]
    if len(pairs) < _FEWEST_PAIRS:
        return None
    lengths = sorted(len(one.content) for one, _ in pairs)
    width = lengths[len(lengths) * 9 // 10]
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP:
        return None
    full = sum(1 for one, two in pairs if _is_full(one, two, width))
    return width if full >= _FULL_SHARE * len(pairs) else None


def continues(paragraph: Sequence[TextLine], two: TextLine, width: int | None) -> bool:
    """Whether line `two` continues the paragraph of the lines before it."""
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


def _is_piece(paragraph: Sequence[TextLine], two: TextLine) -> bool:
    """Whether a line continues a sentence that the lines before it have not ended."""
    one = paragraph[-1]
    first, last = two.content[0], one.content[-1]
    if last in _SENTENCE_MARKS or len(one.content) > _LONGEST_PIECE_CHARS or _SET_APART in one.content + two.content:
        return False
    begun = len(paragraph) > 1 or one.content.count(" ") + 1 >= _SHORTEST_PIECE_WORDS
    if not begun and _MAIL.fullmatch(two.content):
        return False  # below a name
    if first in _NEVER_FIRST or (first.islower() and last not in _NEVER_BEFORE_A_PIECE):
        return True
    # A line that ends in a function word is unfinished, unless it is as short as "Log in" or "What's on".
    return begun and one.content.rpartition(" ")[2] in STOPWORDS and not _TIME_OF_DAY.search(one.content)


def _is_full(one: TextLine, two: TextLine, width: int) -> bool:
    return len(one.content) + 1 + len(two.content.partition(" ")[0]) > width - _RAGGED_CHARS


def _lines(text: str) -> list[TextLine]:
    filled: list[tuple[int, str, str, bool]] = []
    gap, mangled = False, is_mangled(text)
    for number, source in enumerate(split_lines(text), 1):
        blank = source.isspace()
        if not blank:
            if len(filled) == MOST_LINES:
                raise DocumentError(f"more than {MOST_LINES:,} lines of text; this is not one article")
            filled.append((number, source, mended(source) if mangled else source, gap))
        gap = blank and bool(filled)  # blank lines at the top separate nothing
    prefixes = line_prefixes([line for _, _, line, _ in filled])
    return [
        tuple.__new__(TextLine, (source, line[len(prefix) :].strip(), number, gap, depth))
        for (number, source, line, gap), prefix, depth in zip(filled, prefixes, quoting_depths(prefixes), strict=True)
    ]


def split_lines(text: str) -> list[str]:
    """The lines of a text with their endings.

    Line feed, carriage return or both end a line. Unicode's separators do so only in a text that has none of these.
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
    """Replace every run of white space by one space, in a text without white space at its ends."""
    # The space is the only white space that counts as printable.
    return content if content.isprintable() and "  " not in content else _UNEVEN.sub(" ", content)


def _opens(content: str) -> bool:
    """Whether a line starts an item or a heading, and so does not continue a paragraph."""
    return not content or _BULLET.match(content) is not None or content[0] == "#"


def _may_be_underlined(content: str) -> bool:
    if not 0 < len(content) <= _LONGEST_UNDERLINED_CHARS or content[-1] in ".,;":
        return False
    return _WORD_CHARACTER.search(content) is not None and not _opens(content)


# What a paragraph's own lines say, whatever comes before and after it: text, shape, level and marker of its block.
_Parsed = tuple[str, Shape, int, str]
# Blocks and lines are many, and calling the class of a named tuple takes twice as long as tuple.__new__.
_OF_HTML = Block("", Shape.PARAGRAPH)[-5:]  # the fields that a block of plain text leaves empty


def _block(lines: Sequence[TextLine]) -> Block:
    first = lines[0]
    if len(lines) > 1:
        source, parsed = "".join(line.source for line in lines), _parse(lines)
    else:
        source, parsed = first.source, _parse_line(first)
    text, shape, level, marker = parsed
    end = lines[-1].number
    return tuple.__new__(Block, (text, shape, first.gap, level, marker, None, source, first.number, end, *_OF_HTML))


def _set_block(piece: SetPiece, first: TextLine, last: int, sources: Sequence[str]) -> Block:
    source = "".join(sources[first.number - 1 : last])
    text = piece.text if piece.shape is Shape.CODE else fold(without_markdown(piece.text).text.strip() or piece.text)
    return Block(text, piece.shape, first.gap, 0, "", None, source, first.number, last, language=piece.language)


def _parse_line(line: TextLine) -> _Parsed:
    if len(line.source) > _LONGEST_CACHED_CHARS:
        return _parse((line,))
    return _parse_cached(line.source, line.content, line.depth)


# Labelling a text again means segmenting it again, and the lines of a site repeat from page to page.
@lru_cache(maxsize=4096)
def _parse_cached(source: str, content: str, depth: int) -> _Parsed:
    return _parse((TextLine(source, content, 0, False, depth),))


def _parse(lines: Sequence[TextLine]) -> _Parsed:
    contents = [line.content for line in lines if line.content]
    underline = _underline(contents)
    displayed = without_markdown(" ".join(contents[:1] if underline else contents))
    content = displayed.text.strip() or " ".join(line.source.strip() for line in lines)
    if underline:
        shape, level, marker, start = Shape.HEADING, *underline, 0
    elif displayed.is_picture:
        shape, level, marker, start = Shape.PARAGRAPH, 0, "!", 0
    else:
        shape, level, marker, start = _shape(lines, content)
    return fold(content[start:]), shape, level, marker


def _is_underline(content: str) -> bool:
    return content[0] in "=-" and _UNDERLINE.fullmatch(content) is not None


def _underline(contents: Sequence[str]) -> tuple[int, str] | None:
    """Level and marker of a heading with a line of = or - below it."""
    if len(contents) != 2 or not _is_underline(contents[1]):
        return None
    return (1, "=") if contents[1][0] == "=" else (2, "-")


def _shape(lines: Sequence[TextLine], content: str) -> tuple[Shape, int, str, int]:
    """Shape, level and marker of a block, and where in `content` its text starts after the marker."""
    if content[0] == "#" and (found := _MARKDOWN_HEADING.match(content)):
        return Shape.HEADING, len(found[1]), found[1], found.end()
    if lines[0].depth:
        return Shape.QUOTE, 0, ">", 0
    if _is_row(content):
        return Shape.TABLE, 0, "", 0
    if CODE.match(content):
        return Shape.CODE, 0, "", 0
    found = None if _DATE.match(content) else _BULLET.match(content)
    if found and found[0].strip() != _SPEECH and _WORD_CHARACTER.search(content, found.end()):
        source = lines[0].source.expandtabs(4)
        indent = len(source) - len(source.lstrip())
        return Shape.LIST_ITEM, indent // _INDENT_A_LEVEL + 1, found[0].rstrip(), found.end()
    return Shape.PARAGRAPH, 0, "", 0


def _is_row(content: str) -> bool:
    """Whether a line consists of cells separated by tabs or bars."""
    if "\t" in content:
        return all(cell.count(" ") < _LONGEST_CELL_SPACES for cell in content.split("\t"))
    return content[0] == "|" and _TABLE_ROW.fullmatch(content) is not None
