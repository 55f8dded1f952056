"""The title of a plain text: the line with the most signs of one, by where it stands, what it says and its label.

The label alone is right on seven pages of eight: a flattened page repeats its title in the path that leads to it, and
has other lines that look like one above and below.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from cleaner.document import Family, Label, LabelledBlock
from cleaner.metadata.dates import dates_in
from cleaner.metadata.title import is_notice
from cleaner.metadata.vocabulary import fold
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.stats import UNSPACED, is_prose, measure

_LONGEST_TITLE, _LONGEST_PATH, _LONGEST_DATED = 250, 300, 80  # characters
_LINES_ABOVE_BODY, _LINES_INTO_BODY = 150, 10
_LINES_ABOVE_TITLE = 10
_LINES_UNDER = 3
_OPENING_LINES = 4  # the first may be the <title> of the page
_FAR_FROM_LABEL = 6  # lines
_MOST_PARAGRAPHS = 200
_MOST_BODY_CHARACTERS = 60_000
# A paragraph without stopwords that we know, in characters; in a script without spaces, fewer carry as much.
_LONG_LINE, _LONG_UNSPACED_LINE = 90, 40
_PROBABLE = 0.5  # score
# The body begins with the first of three paragraphs within so many lines: a notice about cookies stands alone.
_PARAGRAPHS_OF_BODY, _LINES_OF_BODY = 3, 8
_FEWEST_SLUG_WORDS, _FEWEST_SHARED_WORDS = 2, 3
_LONG_TITLE_WORDS, _LONGEST_COUNTED_WORDS = 14, 40
_FEWEST_REPEATED_WORDS = 3
_WORD = lazy_pattern(r"[^\W_]+")
_PATH = lazy_pattern(r"\s[>»›→]\s|^\w+(?: \w+)? / |^Home ")
_PATH_STEP = lazy_pattern(r"\s?[>»›/|:→]\s*|\s[-–—]\s*")
_MOST_STEPS = 12
_READING_TIME = lazy_pattern(r"\b\d+\s?(?:min|分)", re.I)
_BOILERPLATE = frozenset(
    (
        Label.AD, Label.NEWSLETTER, Label.COOKIE_NOTICE, Label.COMMENTS, Label.SHARE, Label.PAYWALL, Label.CONTACT,
        Label.COPYRIGHT, Label.APP_PROMO,
    )
)  # fmt: skip

_Words = frozenset[str]


class _TitleContext(NamedTuple):
    """What the signs of a line are measured against; numbers are indices into the blocks."""

    blocks: Sequence[LabelledBlock]
    folded: Sequence[str]  # the texts of the blocks that may be titles, in lower case
    body: int
    labelled: int | None  # the block that is labelled title
    address: _Words
    body_words: _Words
    path_ends: frozenset[str]
    paragraphs: Sequence[int]


class _TitleLine(NamedTuple):
    at: int
    block: LabelledBlock
    folded: str
    words: _Words
    length: int  # in words


def title_in_text(blocks: Sequence[LabelledBlock], address: str | None) -> int | None:
    """The index of the block that is most probably the title; None where none is labelled so or looks like one.

    `address` is that of the page, if it is known: many are made from the title.
    """
    page, lines = _read(blocks, address)
    signs = [(sum(weight * sign(page, line) for weight, sign in _SIGNS), line) for line in lines]
    best = max(signs, key=lambda pair: pair[0], default=None)
    if best is None or (page.labelled is None and not _is_supported(page, best[1])):
        return page.labelled
    return best[1].at


def _is_supported(page: _TitleContext, line: _TitleLine) -> bool:
    """Whether anything but its place and form speaks for a line where no line is labelled title."""
    return bool(_of_address(page, line) >= _PROBABLE or _ends_path(page, line) or _is_in_opening(page, line))


def _read(blocks: Sequence[LabelledBlock], address: str | None) -> tuple[_TitleContext, list[_TitleLine]]:
    paragraphs = [at for at, block in enumerate(blocks) if is_paragraph(block)][:_MOST_PARAGRAPHS]
    body = _body_at(paragraphs, len(blocks))
    labelled = next((at for at, block in enumerate(blocks) if block.label is Label.TITLE), None)
    start, end = max(0, body - _LINES_ABOVE_BODY), min(len(blocks), body + _LINES_INTO_BODY)
    if labelled is not None:
        start, end = max(0, min(start, labelled - _LINES_ABOVE_TITLE)), max(end, labelled + 1)
    folded = [" ".join(block.text[:_LONGEST_PATH].casefold().split()) for block in blocks[:end]]
    text = " ".join(blocks[at].text for at in paragraphs)[:_MOST_BODY_CHARACTERS]
    path_ends = frozenset(rest for line in folded if _PATH.search(line) for rest in _ends_of(line))
    page = _TitleContext(blocks, folded, body, labelled, slug_of(address), words_of(text), path_ends, paragraphs)
    lines = [
        _TitleLine(at, blocks[at], folded[at], words_of(blocks[at].text), measure(blocks[at].text).words)
        for at in range(max(start, end - 2 * _LINES_ABOVE_BODY), end)
        if at == labelled or _may_be_title(blocks[at].text)
    ]
    return page, lines


def _may_be_title(text: str) -> bool:
    is_line = 1 < len(text) <= _LONGEST_TITLE and measure(text).words > 1 and any(map(str.isalpha, text))
    return is_line and not is_notice(text)


def _ends_of(path: str) -> Iterator[str]:
    """The ends of a path behind each of its steps: "blog » title" and "title" of "home » blog » title"."""
    return (path[step.end() :] for step in islice(_PATH_STEP.finditer(path), _MOST_STEPS))


def _body_at(paragraphs: Sequence[int], size: int) -> int:
    last = _PARAGRAPHS_OF_BODY - 1
    for number, at in enumerate(paragraphs[: len(paragraphs) - last]):
        if paragraphs[number + last] - at <= _LINES_OF_BODY:
            return at
    return paragraphs[0] if paragraphs else min(size, _LINES_ABOVE_BODY)


def is_paragraph(block: LabelledBlock) -> bool:
    """Whether a block is a paragraph of the article: in a language that we know, or long and likely to be kept."""
    if block.label.family is not Family.TEXT or block.label is Label.HEADING:
        return False
    shortest = _LONG_UNSPACED_LINE if UNSPACED.search(block.text[:_LONG_LINE]) else _LONG_LINE
    return is_prose(block.block) or (len(block.text) >= shortest and block.score > _PROBABLE)


def words_of(text: str) -> _Words:
    """The words of a text for comparisons with an address, without single letters."""
    folded = fold(text.replace("ß", "ss").replace("'", "").replace("’", ""))
    return frozenset(word for word in _WORD.findall(folded) if len(word) > 1)


def slug_of(address: str | None) -> _Words:
    """The words of the last part of an address's path or, where that has few, of the part with the most words."""
    try:
        path = unquote(urlsplit(address or "").path)
    except ValueError:
        return frozenset()
    parts = [words_of(part[:_LONGEST_PATH]) for part in path.split("/") if part]
    last = parts[-1] if parts else frozenset()
    return last if len(last) >= _FEWEST_SHARED_WORDS else max(parts, key=len, default=last)


# --- Signs


def _of_address(page: _TitleContext, line: _TitleLine) -> float:
    if len(page.address) < _FEWEST_SLUG_WORDS:
        return 0.0
    return len(line.words & page.address) / len(page.address)


def _ends_path(page: _TitleContext, line: _TitleLine) -> bool:
    """Whether the line ends another that is a path to it: "Home » Blog » Title"."""
    return line.length > 1 and line.folded in page.path_ends


def _is_in_opening(page: _TitleContext, line: _TitleLine) -> bool:
    """Whether one of the first lines begins with it, as the <title> of a page does."""
    return (
        line.at >= _OPENING_LINES
        and line.length >= _FEWEST_REPEATED_WORDS
        and any(line.folded in opening and line.folded != opening for opening in page.folded[:_OPENING_LINES])
    )


def _is_above_byline(page: _TitleContext, line: _TitleLine) -> bool:
    return any(
        below.label in (Label.TIMESTAMP, Label.BYLINE)
        or _READING_TIME.search(below.text[:_LONGEST_PATH])
        or (len(below.text) < _LONGEST_DATED and any(dates_in(below.text)))
        for below in page.blocks[line.at + 1 : line.at + 1 + _LINES_UNDER]
    )


def _share_in_body(page: _TitleContext, line: _TitleLine) -> float:
    return len(line.words & page.body_words) / len(line.words) if line.words else 0.0


# The weights are those of a softmax over the lines of a page, fitted to the titles of 786 pages as Resiliparse flattens
# them (WCXB's articles, and Fundus's at fourfold weight). Held out by host, it finds the title of 0.90 and 0.88; the
# label alone does of 0.86 and 0.87.
_SIGNS: tuple[tuple[float, Callable[[_TitleContext, _TitleLine], float]], ...] = (
    (1.0, lambda page, line: line.at == page.labelled),
    (-1.2, lambda page, line: page.labelled is not None and abs(line.at - page.labelled) > _FAR_FROM_LABEL),
    (4.9, _of_address),
    (3.0, _ends_path),
    (-2.1, lambda _, line: bool(_PATH.search(line.block.text))),
    (2.2, _is_in_opening),
    (1.1, _is_above_byline),
    (2.9, _share_in_body),
    (-0.4, lambda page, line: math.log1p(max(0, page.body - line.at))),
    (-0.5, lambda page, line: sum(at < line.at for at in page.paragraphs[:4])),
    (-2.3, lambda _, line: line.block.score),
    (-1.6, lambda _, line: line.block.label in _BOILERPLATE),
    (-1.6, lambda _, line: line.block.label is Label.LIST_ITEM),
    (-1.4, lambda _, line: line.block.label is not Label.LIST_ITEM and line.block.family is Family.TEXT),
    (-1.8, lambda _, line: line.block.text.endswith((".", "…", ":", "。"))),
    (-0.5, lambda _, line: line.block.text[0].islower()),
    (-2.3, lambda _, line: line.length <= 1),
    (-1.4, lambda _, line: line.length in (2, 3)),
    (-1.5, lambda _, line: max(0, min(line.length, _LONGEST_COUNTED_WORDS) - _LONG_TITLE_WORDS) / 10),
)
