"""The writers whom the lines of an article name: the lines with names that most speaks for.

Plain text has no other source of authors. For HTML, they fill what the markup leaves open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from cleaner.document import Label, LabelledBlock
from cleaner.metadata.authors import announces, names_in, non_persons, person, separated, without_announcement
from cleaner.metadata.candidates import SiteNames
from cleaner.metadata.dates import dates_in
from cleaner.metadata.title import key_of
from cleaner.metadata.vocabulary import fold, words
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.stats import LOOK_AT, measure

_LONGEST_LINE, _LONGEST_NAMES, _LONGEST_CUE = 160, 100, 40  # characters
_LONGEST_BYLINE_WORDS, _LONGEST_ROLE_WORDS = 14, 6
_LINES_INTO_BODY, _LINES_BELOW_BODY, _LINES_ABOVE_TITLE = 8, 14, 8
_LINES_AT_ENDS = 6
_BYLINES_ABOVE_TITLE, _BYLINES_INTO_BODY = 40, 70
_MOST_LINES = 120
_BLOCKS_WITH_SMALL_WORDS = 500
_SHORTEST_BIO, _SHORTEST_UNLISTED = 40, 3  # characters
_BEFORE_GIVEN_NAME = lazy_pattern(r"[^\W_]|dr|mr|ms|sir")
# People who checked or changed a text did not write it.
_NOT_WRITTEN_BY = lazy_pattern(
    r"(?:review|check|edit|illustrat|photo|translat|update|modif|sponsor|present|geprüft|bearbeitet)\w* (?:by|von)\b",
    re.I,
)
_BY = frozenset(("by", "By", "von", "par", "por", "di", "door"))
# Review by Jane Doe; May 3, 2021 By Jane Doe
_CREDIT = lazy_pattern(r"(.*)\s(?:by|By|BY|von|Von)\s((?=[^\W\d_a-z]).*)", re.S)
_CLAUSE_END = lazy_pattern(r"\s[•|·]\s")
_AGO = lazy_pattern(
    r"\d+\s?(?:min|hours?|days?|weeks?|months?|years?|std|stunden?|tagen?|heures?|jours?|horas?|días?|ore\b|giorni)"
    r"|\d{1,2}[:.h]\d{2}\b",
    re.I,
)
# Words in lower case, but not the parts of addresses: jane.doe@example.org, /author/jane-doe, @janedoe.
_SMALL_WORD = lazy_pattern(r"(?<![\w./@#-])[^\W\d_A-Z][^\W\d_]{2,}(?![\w.-]*@|[./-]\w)")
_BIO = lazy_pattern(
    r"(?P<name>[^,.:;!?()]{4,60}?),? "
    r"(?:is|was|are|ist|est|es|é|è|jest|covers|writes|works|has|joined|berichtet|schreibt) "
)
# Lines with a photographer: "Foto: Ben Cole", "Ben Cole/Getty Images", "picture alliance | Ben Cole".
_PICTURE = lazy_pattern(
    r"(?:^|\W)(?:photo\w*|fotos?|fotograf\w*|images?|pictures?|bild\w*|getty|shutterstock|imago|alliance|courtesy|credit|"
    r"copyright|©|reuters|afp|ap|epa|dpa|nuotr)(?:\W|$)",
    re.I,
)
_COPYRIGHT = lazy_pattern(r"©|\(c\)|copyright|all rights reserved|[\d–-]+|\.\s.*", re.I)
_PART_OF_NAME = lazy_pattern(r"[^\W_]+")
# The scripts of our list of given names.
_SCRIPT_OF_LIST = lazy_pattern(r"[a-zA-Zа-яА-Я]")
_DASHES = ("— ", "– ", "― ")
_CJK_REPORTER = ("기자", "記者", "记者", "특파원")
_FOREIGN_LABELS = frozenset(
    (Label.RELATED, Label.COMMENTS, Label.AD, Label.COOKIE_NOTICE, Label.NAVIGATION, Label.TAGS)
)


class NameLine(NamedTuple):
    """A line with names, and what announces them: "line" ("By Jane Doe"), "above", "date", "bio", "host", or ""."""

    at: int
    block: LabelledBlock
    names: tuple[str, ...]
    announcement: str

    @property
    def is_announced(self) -> bool:
        """Whether the text says that the persons wrote it."""
        return self.announcement not in ("", "host")


class Surroundings(NamedTuple):
    """What the lines of a page are measured against; numbers are indices into its blocks.

    `body` is the first of the `paragraphs` that stands below the title.
    """

    blocks: Sequence[LabelledBlock]
    title: int | None
    body: int
    paragraphs: Sequence[int]
    site: SiteNames

    @property
    def last(self) -> int:
        """The last paragraph; -1 where there is none."""
        return self.paragraphs[-1] if self.paragraphs else -1


def lines_of_writers(page: Surroundings) -> list[NameLine]:
    """The lines that name the writers, the likeliest first; none where no line is likely enough."""
    context = _LineContext(page)
    likely = [(score, line) for line in context.lines if (score := context.score(line)) >= _THRESHOLD]
    if not likely:
        return []
    _, best = max(likely, key=lambda pair: pair[0])
    return [best, *(line for _, line in likely if _is_second_to(context, line, best))]


def _is_second_to(context: _LineContext, line: NameLine, best: NameLine) -> bool:
    """Whether a line names one more of several writers: right below the first, in the same manner, and a whole name."""
    is_alike = line.announcement == best.announcement or (best.announcement == "above" and not line.announcement)
    is_person = _is_whole(context, line) and has_given_name(line.names[0])
    return 0 < line.at - best.at <= _LINES_BETWEEN_WRITERS and is_alike and is_person


def _byline(blocks: Sequence[LabelledBlock], at: int) -> tuple[str, str]:
    """The text with the names of a line, and what announces them; "" for a line that cannot have any."""
    text = blocks[at].text
    if len(text) > _LONGEST_LINE:
        return "", ""
    text = separated(text)
    clause = _CLAUSE_END.split(text, maxsplit=1)[0]
    is_short = measure(clause).words <= _LONGEST_BYLINE_WORDS
    if is_short and _is_announced(clause):
        return text, "line"
    credit = _CREDIT.fullmatch(clause) if is_short and not _NOT_WRITTEN_BY.search(clause) else None
    if credit is not None and any(dates_in(credit[1])):
        return credit[2], "line"
    if credit is not None and len(credit[1].split()) <= _LONGEST_ROLE_WORDS:
        return credit[2], "date"
    if at > 0 and len(blocks[at - 1].text) <= _LONGEST_CUE and _ends_with_announcement(blocks[at - 1].text):
        return text, "above"
    return (text, "") if len(text) <= _LONGEST_NAMES else ("", "")


def _is_byline(blocks: Sequence[LabelledBlock], at: int) -> bool:
    """Whether a line is a byline, or stands below one that ends with an announcement: "Author"."""
    above = blocks[at - 1] if at else None
    is_announced = above is not None and above.label is Label.BYLINE and _ends_with_announcement(above.text)
    return blocks[at].label is Label.BYLINE or is_announced


def _may_be_names(text: str) -> bool:
    """A quick check of a line that nothing announces: short, and without a small letter of our script in front."""
    return text.count(" ") < _LONGEST_BYLINE_WORDS and (not text[:1].islower() or not text.isascii())


def _is_announced(text: str) -> bool:
    """Whether a line starts with "By", "Von", "Written by" … and a name, or ends with 기자 or 記者 (reporter)."""
    spoken = text.replace("：", ": ").replace("／", "/ ").split()
    for size in (3, 2, 1):
        head = " ".join(spoken[:size])
        if len(spoken) > size and announces(head):
            is_weak = fold(head).strip(" :") in words().by_weak and not head.endswith(":")
            return not is_weak or bool(names_in(text))
    return text.endswith(_CJK_REPORTER)


def _ends_with_announcement(text: str) -> bool:
    spoken = text.split()
    return announces(text) or (1 < len(spoken) < _LONGEST_ROLE_WORDS and spoken[-1] in _BY)


def _without_dates(text: str) -> str:
    for found in reversed(list(dates_in(text))):
        text = f"{text[: found.start]} | {text[found.end :]}"
    return text


class _LineContext:
    """What speaks for and against the names of a line; what needs the whole text is read when it is first needed."""

    def __init__(self, page: Surroundings) -> None:
        self.page = page
        self._excluded = non_persons(page.site.names)
        self.lines = list(self._read_lines())
        self._repeated = Counter(fold(name) for line in self.lines for name in line.names)

    def score(self, line: NameLine) -> float:
        """How likely a line names the writers, as the logarithm of the odds, or less than the threshold."""
        score = _BIAS + sum(weight * sign(self, line) for weight, sign in _SIGNS)
        if score < _THRESHOLD:  # the signs against a name look through the whole article
            return score
        return score + sum(weight * sign(self, line) for weight, sign in _SIGNS_AGAINST)

    # --- Lines

    def _read_lines(self) -> Iterator[NameLine]:
        for at in self._places():
            if (line := self._line_at(at)) is not None:
                yield line
        size = len(self.page.blocks)
        for at in (*range(min(size, _LINES_AT_ENDS)), *range(max(0, size - _LINES_AT_ENDS), size)):
            if (owner := self._owner(self.page.blocks[at].text)) is not None:
                yield NameLine(at, self.page.blocks[at], (owner,), "host")

    def _line_at(self, at: int) -> NameLine | None:
        block = self.page.blocks[at]
        text, announcement = _byline(self.page.blocks, at)
        if not announcement and at == self.page.last + 1 and text.startswith(_DASHES):
            announcement = "line"
        if not announcement and (of_bio := self._of_bio(block.text)):
            return NameLine(at, block, tuple(of_bio), "bio")
        if not announcement and (not _may_be_names(text) or (at > self.page.last and block.block.markup is not None)):
            return None  # in HTML, other stories name their writers, and the markup says which are the page's
        names = names_in(_without_dates(text), self.page.site.names)
        if not names and announcement in ("line", "above"):
            names = self._single_name(text)
        if len(names) > 1:
            names = [name for name in names if fold(name) not in self.rights] or names
        return NameLine(at, block, tuple(names), announcement) if names else None

    def _places(self) -> list[int]:
        page = self.page
        size = len(page.blocks)
        first = page.body if page.title is None else page.title
        near = range(max(0, first - _BYLINES_ABOVE_TITLE), min(size, page.body + _BYLINES_INTO_BODY))
        ranges = (
            range(max(0, first - _LINES_ABOVE_TITLE), min(size, page.body + _LINES_INTO_BODY)),
            range(max(0, page.last), min(size, page.last + _LINES_BELOW_BODY)),
            (at for at, block in enumerate(page.blocks) if block.label is Label.AUTHOR_BIO),
            (at for at in near if _is_byline(page.blocks, at)),
        )
        places = dict.fromkeys(at for places in ranges for at in places if at != page.title)
        return list(places)[:_MOST_LINES]

    def _of_bio(self, text: str) -> list[str]:
        """The person of whom a line says what they are: "Jane Doe is a reporter …"."""
        found = _BIO.match(text[:_LONGEST_NAMES])
        if found is None or not _names_role(text[found.end() :], _LONGEST_BYLINE_WORDS):
            return []
        return [name for name in (person(found["name"], self._excluded),) if name is not None]

    def _single_name(self, text: str) -> list[str]:
        """The one word that an announced name is: "Susan"."""
        bare = without_announcement(_CLAUSE_END.split(_without_dates(text))[0]).strip(" |-–—,")
        if fold(bare) not in words().given_names:
            return []
        return [name for name in (person(bare, self._excluded, fewest_words=1),) if name is not None]

    def _owner(self, text: str) -> str | None:
        """The person after whom the site is named, in a line about rights or at the top: "© 2024 Karl Voit"."""
        key = key_of(text[:_LONGEST_NAMES])
        if not any(host in key for host in self.page.site.hosts):
            return None
        name = person(_COPYRIGHT.sub(" ", text))
        return name if name is not None and share_of_host(name, self.page.site.hosts) else None

    @cached_property
    def rights(self) -> str:
        """The lines about rights, which name the paper: "By Jane Doe, Port Ellery Courier"."""
        return fold(" ".join(block.text for block in self.page.blocks if block.label is Label.COPYRIGHT))

    # --- Text of the article

    @cached_property
    def paragraphs(self) -> str:
        """The paragraphs of the article."""
        paragraphs = self.page.paragraphs[:_BLOCKS_WITH_SMALL_WORDS]
        return "\n".join(self.page.blocks[at].text[:LOOK_AT] for at in paragraphs)

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The words that the document writes in lower case."""
        blocks = self.page.blocks[:_BLOCKS_WITH_SMALL_WORDS]
        return frozenset(_SMALL_WORD.findall(" ".join(block.text[:LOOK_AT] for block in blocks)))

    def beside(self, line: NameLine) -> list[LabelledBlock]:
        """The blocks above and below a line, but not the title."""
        sides = (line.at - 1, line.at + 1)
        return [self.page.blocks[at] for at in sides if 0 <= at < len(self.page.blocks) and at != self.page.title]

    @cached_property
    def lines_at(self) -> frozenset[int]:
        """Where lines with names and no announcement stand."""
        return frozenset(line.at for line in self.lines if not line.announcement)

    def times_named(self, line: NameLine) -> int:
        """How many of the read lines have the first name of a line."""
        return self._repeated[fold(line.names[0])]


def has_given_name(name: str) -> bool:
    """Whether a name begins with a given name that we list, or has one behind an initial or a title."""
    spoken = _PART_OF_NAME.findall(fold(name))
    first = next((word for word in spoken if not _BEFORE_GIVEN_NAME.fullmatch(word)), "")
    return first in words().given_names


# --- Signs


def share_of_host(name: str, hosts: frozenset[str]) -> float:
    """Whether the host is named after a person: 1 for karl-voit.at and Karl Voit, 0.5 for its start or a part."""
    key, parts = key_of(name), {key_of(part) for part in name.split()}
    if key in hosts or len(parts & hosts) > 1:
        return 1.0
    return 0.5 if any(len(host) > 3 and (key.startswith(host) or host in parts) for host in hosts) else 0.0


@lru_cache(maxsize=1024)
def _is_dated(text: str) -> bool:
    """Whether a short line holds a date, or the time since one ("4 months ago", "vor 3 Stunden"), or a reading time."""
    return len(text) <= _LONGEST_NAMES and (bool(_AGO.search(text)) or any(dates_in(separated(text))))


def _is_whole(_context: _LineContext, line: NameLine) -> bool:
    """Whether the names are most of a line."""
    spoken = _without_dates(line.block.text).split()
    return sum(len(name.split()) for name in line.names) * 2 > len(spoken)


def _is_in_head(context: _LineContext, line: NameLine) -> bool:
    title = context.page.title
    return (title is None or line.at > title) and line.at < context.page.body


def _is_below_other_stories(context: _LineContext, line: NameLine) -> bool:
    """Whether other stories or comments stand between the article and a line below it."""
    page = context.page
    between = page.blocks[max(page.last, page.body) + 1 : line.at]
    return line.announcement != "host" and any(block.label in (Label.RELATED, Label.COMMENTS) for block in between)


def _is_beside_date(context: _LineContext, line: NameLine) -> bool:
    return any(beside.label is Label.TIMESTAMP or _is_dated(beside.text) for beside in context.beside(line))


def _is_beside_role(context: _LineContext, line: NameLine) -> bool:
    return any(
        beside.label is Label.BYLINE
        or (len(beside.text.split()) <= _LONGEST_ROLE_WORDS and _names_role(beside.text, _LONGEST_ROLE_WORDS))
        for beside in context.beside(line)
    )


def _names_role(text: str, within: int) -> bool:
    """Whether one of so many words is that of a job or of an organization."""
    spoken = text[:_LONGEST_LINE].split()
    return any(fold(word).strip(",.") in words().no_name for word in spoken[:within])


def _is_of_story(context: _LineContext, line: NameLine) -> float:
    """1 if the article speaks of somebody of that name, whom it has seldom as writer; 2 if that may be no person."""
    if line.announcement == "bio" or not any(name in context.paragraphs for name in line.names):
        return 0.0
    return 1.0 if share_of_given_name(line.names[0]) else 2.0


def _is_of_small_words(context: _LineContext, line: NameLine) -> bool:
    """Whether the document writes a word of a name in lower case: "Travel Tips" is made of such, a name is not.

    In a script without capitals, whether the article has the word at all.
    """
    return any(
        part.lower() in context.small_words if part[0].isupper() else f" {part} " in context.paragraphs
        for part in line.names[0].split()
        if not part[0].islower()
    )


def _has_bio(context: _LineContext, line: NameLine) -> bool:
    """Whether a block at the end says something about the person: "Jane is a reporter who …"."""
    first = line.names[0].split()[0]
    starts = (line.names[0], f"{first} is ", f"{first} has ", f"{first} was ", f"{first} writes ", f"{first} covers ")
    blocks = context.page.blocks[max(0, context.page.last - 1) : context.page.last + _LINES_BELOW_BODY]
    return any(len(block.text) >= _SHORTEST_BIO and block.text.startswith(starts) for block in blocks)


def share_of_given_name(name: str) -> float:
    """1 for a name with a common given name; 0.5 in scripts for which we list none; 0 for others."""
    if has_given_name(name):
        return 1.0
    return 0.0 if _SCRIPT_OF_LIST.search(name) or len(name) < _SHORTEST_UNLISTED else 0.5


# The weights are those of a softmax over the lines of a page and "none of them", fitted to the authors of 772 pages as
# Resiliparse flattens them (WCXB's articles, an English set, and Fundus's news at two- and fourfold weight). Held out
# by host, nine lines of ten that it chooses are right, and it finds nine tenths of those that can be found.
_THRESHOLD = 0.2
_LINES_BETWEEN_WRITERS = 3
_BIAS = -2.3
_Sign = Callable[[_LineContext, NameLine], float]
_SIGNS: tuple[tuple[float, _Sign], ...] = (
    (1.7, lambda _, line: line.announcement == "line"),
    (2.4, lambda _, line: line.announcement == "above"),
    (1.0, lambda _, line: line.announcement == "date"),
    (1.3, lambda _, line: line.announcement == "bio" and line.block.label is Label.AUTHOR_BIO),
    (0.9, lambda context, line: context.page.title is not None and 0 < line.at - context.page.title <= 2),
    (0.8, _is_in_head),
    (-0.7, lambda context, line: context.page.title is not None and line.at < context.page.title),
    (-0.6, lambda context, line: context.page.body <= line.at <= context.page.last),
    (-1.8, lambda context, line: line.at > max(context.page.last, context.page.body)),
    (-2.5, _is_below_other_stories),
    (1.2, lambda context, line: 0 < line.at - context.page.last <= 2),
    (0.6, lambda context, line: _is_byline(context.page.blocks, line.at)),
    (1.1, lambda _, line: line.block.label is Label.AUTHOR_BIO),
    (-1.4, lambda _, line: line.block.label in _FOREIGN_LABELS),
    (1.4, lambda _, line: _is_dated(line.block.text)),
    (1.2, _is_beside_date),
    (0.4, _is_beside_role),
    (0.4, lambda context, line: context.times_named(line) > 1),
    (0.9, _has_bio),
    (1.7, lambda context, line: share_of_host(line.names[0], context.page.site.hosts)),
    (2.2, lambda _, line: share_of_given_name(line.names[0])),
    (1.5, lambda _, line: line.announcement == "host" and has_given_name(line.names[0])),
    (-0.6, lambda _, line: bool(_PICTURE.search(line.block.text))),
    # Of a list of people, of topics or of stories.
    (-0.8, lambda context, line: {line.at - 1, line.at + 1} <= context.lines_at),
)
_SIGNS_AGAINST: tuple[tuple[float, _Sign], ...] = ((-1.0, _is_of_story), (-1.7, _is_of_small_words))
