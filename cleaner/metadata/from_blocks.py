"""The claims of a page's own lines: title, byline, timestamp and dateline, as a reader finds them.

They serve plain text, which has nothing else, and HTML, where they fill what the markup leaves open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from cleaner.document import Family, Label, LabelledBlock
from cleaner.metadata.authors import announces, names_in, person, strangers_of, unglued
from cleaner.metadata.candidates import Claims, Field
from cleaner.metadata.dates import Found, Order, Role, dates_in, role_of
from cleaner.metadata.vocabulary import fold, words
from cleaner.text.stats import MEASURED_CHARACTERS, is_prose, measure

# How far ahead of the title, and behind the article's last paragraph, lines are its own.
_AHEAD, _BEHIND, _WITHIN = 8, 6, 3
# How far behind the title the body may begin and the lines between still be the article's.
_MOST_OF_TOP = 40
_LONGEST_LINE = 160
_LONGEST_TITLE = 250
_LONGEST_BYLINE_WORDS = 14
_LONGEST_CUE = 40
_LONGEST_NAMES = 100
# Who checked or changed a text did not write it.
_NOT_WRITTEN_BY = re.compile(
    r"(?:review|check|edit|illustrat|photo|translat|update|modif|sponsor|present|geprüft|bearbeitet)\w* (?:by|von)\b",
    re.I,
)
_LONGEST_DATELINE = 120
# Lines of other stories, and of readers. Between title and body such a label is more often wrong than right.
_OTHERS = frozenset((Label.RELATED, Label.COMMENTS, Label.AD, Label.COPYRIGHT, Label.COOKIE_NOTICE, Label.CAPTION))
_BLOCKS_READ = 500
_SMALL_WORD = re.compile(r"(?<![^\W_])[^\W\d_A-Z][^\W\d_]{2,}")
_BIO = re.compile(
    r"(?P<name>[^,.:;!?()]{4,60}?),? "
    r"(?:is|was|are|ist|est|es|é|è|jest|covers|writes|works|has been|joined|berichtet|schreibt) "
)
# BERLIN, March 3 (Reuters) —, Berlin (dpa) –, PARIS, 3 mars 2021 -
_DATELINE = re.compile(r"[^\n]{2,90}?(?:\)|\d)\s?(?:[-–—:]|\.\s[-–—])\s")


class _Top(NamedTuple):
    """Where the article's own furniture may stand."""

    title: int | None
    start: int  # the first paragraph of the body
    lines: Sequence[int]
    within: Sequence[int]  # short lines behind the first paragraph, which may have been the standfirst


def read_blocks(blocks: Sequence[LabelledBlock], order: Order, strangers: Sequence[str], claims: Claims) -> None:
    """Note what the labelled blocks of a document say; `strangers` are names of the site, which are no person's."""
    for block in blocks:
        if block.label is Label.TITLE:
            claims.add(Field.TITLE, block.text, "block title")
            break
    top = _top(blocks)
    end = max(
        (at for at, block in enumerate(blocks) if block.label.family is Family.TEXT and is_prose(block.block)),
        default=-1,
    )
    behind = range(end + 1, min(len(blocks), end + 1 + _BEHIND))
    over = next((at for at in behind if blocks[at].label in (Label.RELATED, Label.COMMENTS)), len(blocks))
    tail = [at for at in behind if at < over and _is_own(blocks[at])]
    _read_dates(blocks, top, order, tail, claims)
    _read_authors(blocks, top, tail, strangers, claims)


def _top(blocks: Sequence[LabelledBlock]) -> _Top:
    title = next((at for at, block in enumerate(blocks) if block.label is Label.TITLE), None)
    first = 0 if title is None else title + 1
    body = (
        at for at in range(first, len(blocks)) if blocks[at].label.family is Family.TEXT and is_prose(blocks[at].block)
    )
    start = next(body, min(len(blocks), first + _BEHIND))
    behind = (
        range(max(first, start - _MOST_OF_TOP), start)
        if title is None
        else range(first, min(start, first + _MOST_OF_TOP))
    )
    ahead = range(first - 2, max(-1, first - 2 - _AHEAD), -1) if title is not None else range(0)
    lines = [at for at in behind if len(blocks[at].text) <= _LONGEST_LINE]
    within = range(start + 1, min(len(blocks), start + 1 + _WITHIN))
    return _Top(
        title,
        start,
        lines + [at for at in ahead if _is_own(blocks[at])],
        [at for at in within if len(blocks[at].text) <= _LONGEST_NAMES],
    )


def _is_own(block: LabelledBlock) -> bool:
    return len(block.text) <= _LONGEST_LINE and block.label not in _OTHERS


# --- Title

# An address that holds so many words of the title, or such a share of its own in one line, was made from that line.
_FEWEST_SLUG_WORDS = 3
_SLUG_SHARE = 0.6
_SLUG_WORD = re.compile(r"[^\W_]+")
_NEAR_TITLE = 80  # blocks ahead of the body


def read_slug(blocks: Sequence[LabelledBlock], address: str | None, claims: Claims) -> None:
    """Note the line of the top from whose words the page's address was made: "/harbour-ferry-reopens-4711.html"."""
    slug = _slug(address)
    if len(slug) < _FEWEST_SLUG_WORDS:
        return
    top = _top(blocks)
    if top.title is not None and _covers(blocks[top.title].text, slug) >= _SLUG_SHARE:
        return
    lines = range(max(0, top.start - _NEAR_TITLE), min(len(blocks), top.start + 1))
    covered = {at: _covers(blocks[at].text, slug) for at in lines}
    best = max(covered.values(), default=0.0)
    if best >= _SLUG_SHARE:
        # The last entry of a breadcrumb has the same words, and stands before it.
        found = max(at for at in covered if covered[at] == best)
        claims.add(Field.TITLE, blocks[found].text, "block like address")


def _covers(text: str, slug: frozenset[str]) -> float:
    """How much of an address a line holds that may be a title, 0 to 1."""
    if len(text) > _LONGEST_TITLE or text.endswith((".", "…", ":")):
        return 0.0
    shared = len(_slug_words(text) & slug)
    return shared / len(slug) if shared >= _FEWEST_SLUG_WORDS else 0.0


def _slug(address: str | None) -> frozenset[str]:
    """The words of the part of an address that has most of them."""
    try:
        path = unquote(urlsplit(address or "").path)
    except ValueError:
        return frozenset()
    parts = [_slug_words(part) for part in path.split("/") if part]
    last = parts[-1] if parts else frozenset()
    return last if len(last) >= _FEWEST_SLUG_WORDS else max(parts, key=len, default=last)


def _slug_words(text: str) -> frozenset[str]:
    folded = fold(text[:_LONGEST_TITLE].replace("ß", "ss").replace("'", "").replace("’", ""))
    return frozenset(word for word in _SLUG_WORD.findall(folded) if len(word) > 1)


# --- Dates


def _read_dates(blocks: Sequence[LabelledBlock], top: _Top, order: Order, tail: Sequence[int], claims: Claims) -> None:
    for at in (*top.lines, *top.within):
        _claim_dates(_dates_of(blocks, at, order), claims)
    if (
        top.start < len(blocks)
        and (dateline := _DATELINE.match(blocks[top.start].text[:_LONGEST_DATELINE])) is not None
    ):
        for found in dates_in(dateline[0], order):
            claims.add(Field.PUBLISHED, found.iso, "block dateline")
    for at in tail:
        for found in _dates_of(blocks, at, order):
            if found.role is Role.PUBLISHED:
                claims.add(Field.PUBLISHED, found.iso, "block published behind")
            elif found.role is Role.UPDATED:
                claims.add(Field.UPDATED, found.iso, "block timestamp")
            elif blocks[at].label in (Label.TIMESTAMP, Label.BYLINE):
                claims.add(Field.PUBLISHED, found.iso, "block timestamp behind")


def _claim_dates(dates: Sequence[Found], claims: Claims) -> None:
    for found in dates:
        if found.role is Role.UPDATED:
            claims.add(Field.UPDATED, found.iso, "block timestamp")
        else:
            claims.add(
                Field.PUBLISHED, found.iso, "block published" if found.role is Role.PUBLISHED else "block timestamp"
            )


def _dates_of(blocks: Sequence[LabelledBlock], at: int, order: Order) -> list[Found]:
    """The dates of a line; what the line says nothing of, the short line above may say ("Updated")."""
    dates = list(dates_in(blocks[at].text, order))
    if dates and dates[0].role is Role.UNSAID and at > 0 and len(blocks[at - 1].text) <= _LONGEST_CUE:
        above = blocks[at - 1].text
        if not any(dates_in(above, order)):
            dates[0] = dates[0]._replace(role=role_of(above))
    return dates


# --- Authors


def _read_authors(
    blocks: Sequence[LabelledBlock], top: _Top, tail: Sequence[int], strangers: Sequence[str], claims: Claims
) -> None:
    for at in (*top.lines, *top.within, *tail):
        if (byline := _byline(blocks, at)) is not None:
            claims.add(Field.AUTHORS, byline, "block byline")
    small = _Small(blocks)
    bylines = [at for at in tail if blocks[at].label is Label.BYLINE]
    for source, lines in (("block name", top.lines), ("block name behind", bylines)):
        for at in lines:
            named = _named_alone(blocks, at, top, strangers)
            if not any(map(small.knows, named)):
                claims.add(Field.AUTHORS, ", ".join(named), source)
    for block in blocks:
        if block.label is Label.AUTHOR_BIO and (found := _BIO.match(block.text)) is not None:
            claims.add(Field.AUTHORS, found["name"], "block author_bio")


def _byline(blocks: Sequence[LabelledBlock], at: int) -> str | None:
    """The names that a line announces ("By …", "… 3 May 2024 by …"), or that the line above it announces."""
    text = unglued(blocks[at].text)
    if measure(text).words > _LONGEST_BYLINE_WORDS:
        return None
    if _announced(text):
        return text
    if announces(text) and at + 1 < len(blocks) and len(blocks[at + 1].text) <= _LONGEST_LINE:
        return blocks[at + 1].text
    _, by, names = text.rpartition(" by ") if " by " in text else text.rpartition(" von ")
    return names if by and names[:1].isupper() and not _NOT_WRITTEN_BY.search(text) else None


def _named_alone(blocks: Sequence[LabelledBlock], at: int, top: _Top, strangers: Sequence[str]) -> list[str]:
    """Names without "By": in what is labelled a byline, beside a date, or on a line beside furniture."""
    text = blocks[at].text
    if len(text) > _LONGEST_NAMES:
        return []
    dates = list(dates_in(text))
    if dates:
        for found in reversed(dates):
            text = f"{text[: found.start]} | {text[found.end :]}"
        return names_in(text, strangers)
    if blocks[at].label is Label.BYLINE:
        return names_in(text, strangers)
    named = names_in(text, strangers)
    return named if person(text, strangers_of(strangers)) is not None and _beside_furniture(blocks, at, top) else []


class _Small:
    """The words that a document spells with a small letter somewhere: no name is made of these ("Travel Tips")."""

    def __init__(self, blocks: Sequence[LabelledBlock]) -> None:
        self._blocks = blocks
        self._words: frozenset[str] | None = None

    def knows(self, name: str) -> bool:
        """Whether a word of a name is such a word, particles aside."""
        if self._words is None:
            text = " ".join(block.text[:MEASURED_CHARACTERS] for block in self._blocks[:_BLOCKS_READ])
            self._words = frozenset(_SMALL_WORD.findall(text))
        return any(part[0].isupper() and part.lower() in self._words for part in name.split())


def _announced(text: str) -> bool:
    """Whether a line begins with "By", "Von", "Written by" … and a name, or ends with 기자 or 記者."""
    spoken = text.replace("：", ": ").split()
    for size in (3, 2, 1):
        head = " ".join(spoken[:size])
        if len(spoken) > size and announces(head):
            weak = fold(head).strip(" :") in words().by_weak and not head.endswith(":")
            return not weak or bool(names_in(text))
    return text.endswith(("기자", "記者", "记者", "특파원"))


def _beside_furniture(blocks: Sequence[LabelledBlock], at: int, top: _Top) -> bool:
    """Whether a timestamp, a byline or a role stands on the line above or below: then a name alone is the author's."""
    if top.title is None or at < top.title:
        return False
    for other in (at - 1, at + 1):
        if 0 <= other < len(blocks) and other != top.title:
            beside = blocks[other]
            if beside.label in (Label.TIMESTAMP, Label.BYLINE) or _names_role(beside.text):
                return True
            if len(beside.text) <= _LONGEST_NAMES and any(dates_in(beside.text)):
                return True
    return False


def _names_role(text: str) -> bool:
    spoken = text.split()
    return len(spoken) <= 6 and any(fold(word).strip(",.") in words().no_name for word in spoken)
