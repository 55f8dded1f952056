"""Candidates from the lines that a reader sees: title, byline, timestamp and dateline.

Plain text has no other source of metadata. For HTML, these candidates fill what the markup leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from cleaner.document import Label, LabelledBlock
from cleaner.metadata.authors import separated
from cleaner.metadata.candidates import Candidates, MetadataField, SiteNames
from cleaner.metadata.dates import DateMention, Order, Role, dates_in, role_of
from cleaner.metadata.text_authors import NameLine, Surroundings, has_given_name, lines_of_writers, share_of_given_name
from cleaner.metadata.text_title import is_paragraph
from cleaner.text.lazy_pattern import lazy_pattern

# How many blocks away from title and body the article's own furniture may stand.
_BLOCKS_ABOVE_TITLE, _BLOCKS_BELOW_BODY, _BLOCKS_INTO_BODY = 8, 12, 3
_BYLINES_INTO_BODY, _BLOCKS_FAR_ABOVE = 8, 40
_LINES_TO_BYLINE, _LINES_TO_NAME = 3, 2
_BLOCKS_UNDER_TITLE = 40
_LONGEST_LINE, _LONGEST_NAMES, _LONGEST_CUE = 160, 100, 40  # characters, as are the next two
_LONGEST_DATELINE, _LONGEST_BESIDE_DATE = 120, 12
# These labels are only a reason to skip a line above the title or below the body. Between the two they are more often
# wrong than right.
_FOREIGN_LABELS = frozenset(
    (Label.RELATED, Label.COMMENTS, Label.AD, Label.COPYRIGHT, Label.COOKIE_NOTICE, Label.CAPTION)
)
# BERLIN, March 3 (Reuters) —, Berlin (dpa) –, PARIS, 3 mars 2021 -
_DATELINE = lazy_pattern(r"[^\n]{2,90}?(?:\)|\d)\s?(?:[-–—:]|\.\s[-–—])\s")


class _Furniture(NamedTuple):
    """Where the article's own furniture may stand, as indices into its blocks.

    `body` is the first paragraph of the body. `top` are the lines around the title, `within` short lines behind the
    first paragraph (which may have been the standfirst), `tail` the lines below the body and those far above the title.
    """

    title: int | None
    body: int
    paragraphs: Sequence[int]
    top: Sequence[int]
    within: Sequence[int]
    tail: Sequence[int]


def read_blocks(
    blocks: Sequence[LabelledBlock], title: int | None, order: Order, sites: SiteNames, candidates: Candidates
) -> None:
    """Add the candidates of labelled blocks: titles, names and dates.

    `title` is the index of the block with the title; `order` is that of numeric dates in the page's language;
    `sites` are the names of its site.
    """
    furniture = _furniture(blocks, title)
    if furniture.title is not None:
        candidates.add(MetadataField.TITLE, blocks[furniture.title].text, "block title")
    _read_dates(blocks, furniture, order, candidates)
    lines = lines_of_writers(Surroundings(blocks, title, furniture.body, furniture.paragraphs, sites))
    if not lines:
        return
    _read_dates_beside(blocks, lines[0].at, order, candidates)
    source = _source_of(lines[0], title)
    # In a text such a line is all there is; the markup of a page would tell its writer.
    is_doubtful = source == "block name behind" and lines[0].block.block.markup is not None
    for name in chain.from_iterable(line.names for line in lines):
        if not is_doubtful or share_of_given_name(name):
            candidates.add(MetadataField.AUTHORS, name, source)


def _source_of(line: NameLine, title: int | None) -> str:
    below_title = 0 if title is None else line.at - title
    if line.is_announced:
        is_near = line.announcement in ("line", "above") and 0 < below_title <= _LINES_TO_BYLINE
        return "block byline" if is_near else "block byline behind"
    return "block name" if 0 < below_title <= _LINES_TO_NAME and has_given_name(line.names[0]) else "block name behind"


def _furniture(blocks: Sequence[LabelledBlock], title: int | None) -> _Furniture:
    paragraphs = [at for at, block in enumerate(blocks) if is_paragraph(block)]
    body = _body_at(blocks, title, paragraphs)
    if title is None:
        first, under, above = 0, range(max(0, body - _BLOCKS_UNDER_TITLE), body), range(0)
    else:
        first = title + 1
        under = range(first, min(body, first + _BLOCKS_UNDER_TITLE))
        above = range(title - 1, max(-1, title - 1 - _BLOCKS_ABOVE_TITLE), -1)
    last = paragraphs[-1] if paragraphs else -1
    within = [
        at
        for at in range(body + 1, min(last, body + 1 + _BYLINES_INTO_BODY))
        if at <= body + _BLOCKS_INTO_BODY or blocks[at].label in (Label.BYLINE, Label.TIMESTAMP)
    ]
    return _Furniture(
        title,
        body,
        paragraphs,
        top=[at for at in under if len(blocks[at].text) <= _LONGEST_LINE]
        + [at for at in above if _is_own(blocks[at]) or _is_date(blocks[at].text)],
        within=[at for at in within if len(blocks[at].text) <= _LONGEST_NAMES],
        tail=_tail(blocks, last) + _far_above(blocks, first - 1),
    )


def _body_at(blocks: Sequence[LabelledBlock], title: int | None, paragraphs: Sequence[int]) -> int:
    """The first paragraph below the title; where there is none, the last place at which one may stand."""
    first = 0 if title is None else title + 1
    return next((at for at in paragraphs if at >= first), min(len(blocks), first + _BLOCKS_BELOW_BODY))


def _tail(blocks: Sequence[LabelledBlock], last: int) -> list[int]:
    below = range(last + 1, min(len(blocks), last + 1 + _BLOCKS_BELOW_BODY))
    end = next((at for at in below if blocks[at].label in (Label.RELATED, Label.COMMENTS)), len(blocks))
    return [at for at in below if at < end and _is_own(blocks[at])]


def _far_above(blocks: Sequence[LabelledBlock], first: int) -> list[int]:
    """The timestamps beside a byline further above `first`: what was taken for the title may be a second one."""
    above = range(first - _BLOCKS_ABOVE_TITLE - 1, max(-1, first - _BLOCKS_FAR_ABOVE), -1)
    stamps = [at for at in above if blocks[at].label is Label.TIMESTAMP]
    beside = _BLOCKS_INTO_BODY
    return [
        at for at in stamps if any(near.label is Label.BYLINE for near in blocks[max(0, at - beside) : at + beside])
    ]


def _is_date(text: str) -> bool:
    """Whether a short line is a date, whatever its label."""
    return len(text) <= _LONGEST_CUE and any(_is_all(found, text) for found in dates_in(text))


def _is_own(block: LabelledBlock) -> bool:
    return len(block.text) <= _LONGEST_LINE and block.label not in _FOREIGN_LABELS


# --- Dates


def _read_dates(blocks: Sequence[LabelledBlock], furniture: _Furniture, order: Order, candidates: Candidates) -> None:
    for at in (*furniture.top, *furniture.within):
        _add_dates(_dates_of_line(blocks, at, order), candidates)
    for found in _dates_of_dateline(blocks, furniture, order):
        candidates.add(MetadataField.PUBLISHED, found.iso, "block dateline")
    _read_date_of_opening(blocks, furniture, order, candidates)
    for at in furniture.tail:
        for found in _dates_of_line(blocks, at, order):
            if found.role is not Role.UNSAID:
                _add_date(found, "block published behind", candidates)
            elif blocks[at].label in (Label.TIMESTAMP, Label.BYLINE) or _is_all(found, blocks[at].text):
                _add_date(found, "block timestamp behind", candidates)


def _read_date_of_opening(
    blocks: Sequence[LabelledBlock], furniture: _Furniture, order: Order, candidates: Candidates
) -> None:
    """Add a date in front of the title, or one in the first paragraph if that is a line on who posted it and when."""
    if furniture.title is not None:
        at_start = [found for found in _dates_of_line(blocks, furniture.title, order)[:1] if found.start == 0]
        _add_dates(at_start, candidates)
    if furniture.body < len(blocks) and _is_own(blocks[furniture.body]):
        dates = _dates_of_line(blocks, furniture.body, order)
        _add_dates([found for found in dates if found.role is Role.PUBLISHED], candidates)


def _read_dates_beside(blocks: Sequence[LabelledBlock], at: int, order: Order, candidates: Candidates) -> None:
    """Add the dates of a byline, wherever it stands, and of the lines above and below it."""
    for beside in (at, at + 1, at - 1):
        if 0 <= beside < len(blocks) and _is_own(blocks[beside]):
            _add_dates(_dates_of_line(blocks, beside, order), candidates)


def _add_dates(dates: Sequence[DateMention], candidates: Candidates) -> None:
    for found in dates:
        _add_date(found, "block published" if found.role is Role.PUBLISHED else "block timestamp", candidates)


def _is_all(found: DateMention, text: str) -> bool:
    """Whether a line holds a date and little else, such as the day of the week."""
    return len(text) - (found.end - found.start) <= _LONGEST_BESIDE_DATE


def _add_date(found: DateMention, source_if_published: str, candidates: Candidates) -> None:
    if found.role is Role.UPDATED:
        candidates.add(MetadataField.UPDATED, found.iso, "block timestamp")
    else:
        candidates.add(MetadataField.PUBLISHED, found.iso, source_if_published)


def _dates_of_dateline(blocks: Sequence[LabelledBlock], furniture: _Furniture, order: Order) -> Sequence[DateMention]:
    if furniture.body >= len(blocks):
        return ()
    dateline = _DATELINE.match(blocks[furniture.body].text[:_LONGEST_DATELINE])
    return list(dates_in(dateline[0], order)) if dateline is not None else ()


def _dates_of_line(blocks: Sequence[LabelledBlock], at: int, order: Order) -> list[DateMention]:
    """The dates of a line. If the line gives the first of them no role, a short line above it may ("Updated")."""
    marker = blocks[at].block.marker
    # "5. März 2024" reads like an item of a numbered list.
    text = f"{marker} {blocks[at].text}" if marker[:1].isdigit() else blocks[at].text
    dates = list(dates_in(separated(text), order))
    if dates and dates[0].role is Role.UNSAID and at > 0 and len(blocks[at - 1].text) <= _LONGEST_CUE:
        above = blocks[at - 1].text
        if not any(dates_in(above, order)):
            dates[0] = dates[0]._replace(role=role_of(above))
    return dates
