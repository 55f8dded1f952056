"""Candidates from the lines that a reader sees: title, byline, timestamp and dateline.

Plain text has no other source of metadata. For HTML, these candidates fill what the markup leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from cleaner.document import Label, LabelledBlock
from cleaner.metadata.authors import announces, names_in, non_persons, separated
from cleaner.metadata.candidates import Candidates, MetadataField
from cleaner.metadata.dates import DateMention, Order, Role, dates_in, role_of
from cleaner.metadata.text_title import is_paragraph
from cleaner.metadata.vocabulary import fold, words
from cleaner.text.stats import LOOK_AT, measure

# How many blocks away from title and body the article's own furniture may stand.
_BLOCKS_ABOVE_TITLE, _BLOCKS_BELOW_BODY, _BLOCKS_INTO_BODY = 8, 6, 3
_BYLINES_INTO_BODY = 8
_BLOCKS_UNDER_TITLE = 40
_LONGEST_LINE = 160  # characters, as are the next three
_LONGEST_CUE = 40
_LONGEST_NAMES = 100
_LONGEST_DATELINE = 120
_LONGEST_BYLINE_WORDS = 14
_LONGEST_ROLE_WORDS = 6
_BLOCKS_WITH_SMALL_WORDS = 500
# People who checked or changed a text did not write it.
_NOT_WRITTEN_BY = re.compile(
    r"(?:review|check|edit|illustrat|photo|translat|update|modif|sponsor|present|geprüft|bearbeitet)\w* (?:by|von)\b",
    re.I,
)
# These labels are only a reason to skip a line above the title or below the body. Between the two they are more often
# wrong than right.
_FOREIGN_LABELS = frozenset(
    (Label.RELATED, Label.COMMENTS, Label.AD, Label.COPYRIGHT, Label.COOKIE_NOTICE, Label.CAPTION)
)
_BY = frozenset(("by", "By", "von", "par", "por", "di", "door"))
_CLAUSE_END = re.compile(r"\s[•|·]\s")
_AGO = re.compile(
    r"\d+\s?(?:min|hours?|days?|weeks?|months?|years?|std|stunden?|tagen?|heures?|jours?|horas?|días?|ore\b|giorni)"
    r"|\d{1,2}[:.h]\d{2}\b",
    re.I,
)
_FEWEST_POINTS = 3
_SMALL_WORD = re.compile(r"(?<![^\W_])[^\W\d_A-Z][^\W\d_]{2,}")
_BIO = re.compile(
    r"(?P<name>[^,.:;!?()]{4,60}?),? "
    r"(?:is|was|are|ist|est|es|é|è|jest|covers|writes|works|has been|joined|berichtet|schreibt) "
)
# BERLIN, March 3 (Reuters) —, Berlin (dpa) –, PARIS, 3 mars 2021 -
_DATELINE = re.compile(r"[^\n]{2,90}?(?:\)|\d)\s?(?:[-–—:]|\.\s[-–—])\s")
_CJK_REPORTER = ("기자", "記者", "记者", "특파원")


class _Furniture(NamedTuple):
    """Where the article's own furniture may stand, as indices into its blocks.

    `body` is the first paragraph of the body. `top` are the lines around the title, `within` short lines behind the
    first paragraph (which may have been the standfirst), `tail` the lines below the body.
    """

    title: int | None
    body: int
    top: Sequence[int]
    within: Sequence[int]
    tail: Sequence[int]


def read_blocks(
    blocks: Sequence[LabelledBlock], title: int | None, order: Order, site_names: Sequence[str], candidates: Candidates
) -> None:
    """Add the candidates of labelled blocks: titles, names and dates.

    `title` is the index of the block with the title; `order` is that of numeric dates in the page's language;
    `site_names` are not persons.
    """
    furniture = _furniture(blocks, title)
    if furniture.title is not None:
        candidates.add(MetadataField.TITLE, blocks[furniture.title].text, "block title")
    _read_dates(blocks, furniture, order, candidates)
    _read_authors(blocks, furniture, site_names, candidates)


def _furniture(blocks: Sequence[LabelledBlock], title: int | None) -> _Furniture:
    body = _body_at(blocks, title)
    if title is None:
        first, under, above = 0, range(max(0, body - _BLOCKS_UNDER_TITLE), body), range(0)
    else:
        first = title + 1
        under = range(first, min(body, first + _BLOCKS_UNDER_TITLE))
        above = range(title - 1, max(-1, title - 1 - _BLOCKS_ABOVE_TITLE), -1)
    last = _last_paragraph(blocks)
    within = [
        at
        for at in range(body + 1, min(last, body + 1 + _BYLINES_INTO_BODY))
        if at <= body + _BLOCKS_INTO_BODY or blocks[at].label is Label.BYLINE
    ]
    return _Furniture(
        title,
        body,
        top=[at for at in under if len(blocks[at].text) <= _LONGEST_LINE] + [at for at in above if _is_own(blocks[at])],
        within=[at for at in within if len(blocks[at].text) <= _LONGEST_NAMES],
        tail=_tail(blocks, last),
    )


def _body_at(blocks: Sequence[LabelledBlock], title: int | None) -> int:
    """The first paragraph below the title; where there is none, the last place at which one may stand."""
    first = 0 if title is None else title + 1
    paragraphs = (at for at in range(first, len(blocks)) if is_paragraph(blocks[at]))
    return next(paragraphs, min(len(blocks), first + _BLOCKS_BELOW_BODY))


def _last_paragraph(blocks: Sequence[LabelledBlock]) -> int:
    return next((at for at in range(len(blocks) - 1, -1, -1) if is_paragraph(blocks[at])), -1)


def _tail(blocks: Sequence[LabelledBlock], last: int) -> list[int]:
    below = range(last + 1, min(len(blocks), last + 1 + _BLOCKS_BELOW_BODY))
    end = next((at for at in below if blocks[at].label in (Label.RELATED, Label.COMMENTS)), len(blocks))
    return [at for at in below if at < end and _is_own(blocks[at])]


def _is_own(block: LabelledBlock) -> bool:
    return len(block.text) <= _LONGEST_LINE and block.label not in _FOREIGN_LABELS


# --- Dates


def _read_dates(blocks: Sequence[LabelledBlock], furniture: _Furniture, order: Order, candidates: Candidates) -> None:
    for at in (*furniture.top, *furniture.within):
        for found in _dates_of_line(blocks, at, order):
            source = "block published" if found.role is Role.PUBLISHED else "block timestamp"
            _add_date(found, source, candidates)
    for found in _dates_of_dateline(blocks, furniture, order):
        candidates.add(MetadataField.PUBLISHED, found.iso, "block dateline")
    for at in furniture.tail:
        for found in _dates_of_line(blocks, at, order):
            if found.role is not Role.UNSAID:
                _add_date(found, "block published behind", candidates)
            elif blocks[at].label in (Label.TIMESTAMP, Label.BYLINE):
                _add_date(found, "block timestamp behind", candidates)


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


# --- Authors


def _read_authors(
    blocks: Sequence[LabelledBlock], furniture: _Furniture, site_names: Sequence[str], candidates: Candidates
) -> None:
    for at in (*furniture.top, *furniture.within, *furniture.tail):
        if (byline := _byline(blocks, at)) is not None:
            candidates.add(MetadataField.AUTHORS, byline, "block byline")
    context = _NameContext(blocks, furniture, non_persons(site_names))
    scored = [(context.points(at), at) for at in dict.fromkeys((*furniture.top, *furniture.within))]
    points, best = max(scored, key=lambda pair: pair[0], default=(0, 0))
    if points >= _FEWEST_POINTS:
        candidates.add(MetadataField.AUTHORS, ", ".join(context.names(best)), "block name")
    for block in blocks:
        if block.label is Label.AUTHOR_BIO and (bio := _BIO.match(block.text)) is not None:
            candidates.add(MetadataField.AUTHORS, bio["name"], "block author_bio")


def _byline(blocks: Sequence[LabelledBlock], at: int) -> str | None:
    """The text with the names that a line announces ("By …", "3 May 2024 by …"), in it or in the line below."""
    text = _CLAUSE_END.split(separated(blocks[at].text), maxsplit=1)[0]
    if measure(text).words > _LONGEST_BYLINE_WORDS:
        return None
    if _is_announced(text):
        return blocks[at].text
    spoken = text.split()
    if (announces(text) or (1 < len(spoken) < _LONGEST_ROLE_WORDS and spoken[-1] in _BY)) and at + 1 < len(blocks):
        return blocks[at + 1].text if len(blocks[at + 1].text) <= _LONGEST_LINE else None
    before, by, names = text.rpartition(" by ") if " by " in text else text.rpartition(" von ")
    is_byline = by and names[:1].isupper() and (len(before.split()) <= _LONGEST_ROLE_WORDS or any(dates_in(before)))
    return names if is_byline and not _NOT_WRITTEN_BY.search(text) else None


class _NameContext:
    """What speaks for and against a name without "By" on a line: its neighbours, and the words of the article.

    What needs the whole text is read when it is first needed.
    """

    def __init__(self, blocks: Sequence[LabelledBlock], furniture: _Furniture, excluded: frozenset[str]) -> None:
        self._blocks = blocks
        self._furniture = furniture
        self._excluded = excluded
        self._names: dict[int, list[str]] = {}

    def names(self, at: int) -> list[str]:
        """The names of a line that holds nothing else but dates, agencies and jobs; none of any other line."""
        if at not in self._names:
            text = self._blocks[at].text
            self._names[at] = names_in(_without_dates(text), self._excluded) if len(text) <= _LONGEST_NAMES else []
        return self._names[at]

    def points(self, at: int) -> int:
        """How much speaks for the names of a line being the writers', less what speaks against it."""
        names = self.names(at)
        block, title = self._blocks[at], self._furniture.title
        if not names or (title is not None and at == title):
            return 0
        is_whole = sum(len(name.split()) for name in names) * 2 > len(_without_dates(block.text).split())
        is_below = title is None or at > title
        points = 2 * (block.label in (Label.BYLINE, Label.AUTHOR_BIO))
        points += 2 * (_is_dated(block) or self._is_beside_date(at)) + self._is_beside_role(at)
        points += (is_whole and is_below) + (title is not None and title < at <= title + 2)
        points -= (not is_below) + 2 * (not is_whole and not _is_dated(block)) + block.text.isupper()
        if points < _FEWEST_POINTS:
            return points
        return points - 2 * any(map(self._is_of_story, names)) - 2 * any(map(self._is_of_small_words, names))

    def _beside(self, at: int) -> list[LabelledBlock]:
        sides = (at - 1, at + 1)
        return [
            self._blocks[other] for other in sides if 0 <= other < len(self._blocks) and other != self._furniture.title
        ]

    def _is_beside_date(self, at: int) -> bool:
        return any(beside.label is Label.TIMESTAMP or _is_dated(beside) for beside in self._beside(at))

    def _is_beside_role(self, at: int) -> bool:
        return any(beside.label is Label.BYLINE or _names_role(beside.text) for beside in self._beside(at))

    @cached_property
    def _paragraphs(self) -> str:
        paragraphs = [block.text[:LOOK_AT] for block in self._blocks if is_paragraph(block)]
        return "\n".join(paragraphs[:_BLOCKS_WITH_SMALL_WORDS])

    @cached_property
    def _small_words(self) -> frozenset[str]:
        return frozenset(
            _SMALL_WORD.findall(" ".join(block.text[:LOOK_AT] for block in self._blocks[:_BLOCKS_WITH_SMALL_WORDS]))
        )

    def _is_of_story(self, name: str) -> bool:
        """Whether the article speaks of somebody of that name: writers seldom name themselves."""
        return name in self._paragraphs

    def _is_of_small_words(self, name: str) -> bool:
        """Whether the document writes a word of a name in lower case: "Travel Tips" is made of such, a name is not."""
        return any(part[0].isupper() and part.lower() in self._small_words for part in name.split())


def _without_dates(text: str) -> str:
    for found in reversed(list(dates_in(text))):
        text = f"{text[: found.start]} | {text[found.end :]}"
    return text


def _is_dated(block: LabelledBlock) -> bool:
    """Whether a short line holds a date, or the time since one ("4 months ago", "vor 3 Stunden"), or a reading time."""
    text = block.text
    return len(text) <= _LONGEST_NAMES and (bool(_AGO.search(text)) or any(dates_in(separated(text))))


def _is_announced(text: str) -> bool:
    """Whether a line starts with "By", "Von", "Written by" … and a name, or ends with 기자 or 記者 (reporter)."""
    spoken = text.replace("：", ": ").replace("／", "/ ").split()
    for size in (3, 2, 1):
        head = " ".join(spoken[:size])
        if len(spoken) > size and announces(head):
            is_weak = fold(head).strip(" :") in words().by_weak and not head.endswith(":")
            return not is_weak or bool(names_in(text))
    return text.endswith(_CJK_REPORTER)


def _names_role(text: str) -> bool:
    spoken = text.split()
    return len(spoken) <= _LONGEST_ROLE_WORDS and any(fold(word).strip(",.") in words().no_name for word in spoken)
