"""The furniture of the top, title and standfirst above all: found by its place and by what it shares with the body.

A title shares its words with the body that it announces, which no menu item does; a standfirst is the sentence between
the title and the byline, the date or the picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cleaner.document import TEXT_FAMILY, Block, Label, Shape, Verdict
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import LOOK_AT, is_prose, measure

# How far ahead of the body a title is looked for: share buttons, a byline, a date, captions, a table of contents.
_AHEAD = 60
_BODY_BLOCKS = 20  # blocks of body whose words are compared with the title's
_WORD = re.compile(r"[^\W\d_]{4,}")
_CHARACTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]+(?: (?:de|da|van|von|der|al|la|le|di))?(?: [A-ZÀ-ÖØ-Þ][\w'’.-]+){1,2}")
_LONGEST_NAME = 60
_BIOS_WITHIN = 3  # blocks of the article's end
_DOUBLED = "structure/doubled-caption"
_TITLE_FROM = 0.3
_FARTHEST = -0.4  # what distance from the body can speak against a title
_SHORTEST_TITLE_ABOVE = 4  # words; what is shorter is a kicker
_NEARLY = 0.2
_BYLINE_WITHIN = 10  # blocks ahead of a line that is then hardly the title
_PICTURES = 0.3  # what speaks against a line that is doubled as captions are
_SHORTEST_BODY = 10  # words
_PAGE_TITLE_WITHIN = 3  # blocks
_LONGEST_TITLE = 250
_LONGEST_TITLE_SENTENCE = 20  # words
_LONGEST_STANDFIRST_WORDS = 70
_SHORTEST_STANDFIRST_WORDS = 6
# The score from which what stands in a standfirst's place in HTML is the article's first paragraph: the model knows
# standfirsts as what is not in the body, and is right more often than the place and the markup are.
_READS_LIKE_BODY = 0.9
_LONGEST_KICKER_WORDS = 3
_BYLINE = Label.BYLINE
_MAYBE_TITLE, _NEVER_TITLE = (None, Label.TITLE), (Label.BYLINE, Label.TIMESTAMP)  # by rules
_SHAPES_OF_TITLES = (Shape.PARAGRAPH, Shape.HEADING)
_TOP_LABELS = frozenset((Label.BYLINE, Label.TIMESTAMP, Label.CAPTION, Label.CREDIT, Label.SHARE, Label.MEDIA_CONTROLS))


def name_furniture(verdicts: list[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence]) -> None:
    """Give title and standfirst their labels, in place; blocks that a certain rule has pinned are left alone."""
    start = _next_prose(verdicts, blocks, 0)
    if start is None:
        start = _first_long(verdicts, blocks)
    if start is None:
        return
    title = _title(verdicts, blocks, evidence, start)
    if title is None or not _more_than(title, verdicts):
        return
    verdicts[title] = verdicts[title]._replace(label=Label.TITLE, reason="place/title")
    _drop_other_titles(verdicts, blocks, title, start)
    standfirst = _standfirst(verdicts, blocks, evidence, title)
    if standfirst is not None and _more_than(standfirst, verdicts):
        verdicts[standfirst] = verdicts[standfirst]._replace(label=Label.STANDFIRST, reason="place/standfirst")
        start = _next_prose(verdicts, blocks, standfirst + 1) or start
    _name_lines_of_the_top(verdicts, blocks, evidence, range(title + 1, start))
    _name_kicker(verdicts, blocks, title - 1)
    _name_author_bios(verdicts, blocks, start)


def _more_than(at: int, verdicts: Sequence[Verdict]) -> bool:
    """Whether there is an article besides this block: what is all that there is, is the article."""
    return any(other != at and verdict.label in TEXT_FAMILY for other, verdict in enumerate(verdicts))


def _next_prose(verdicts: Sequence[Verdict], blocks: Sequence[Block], start: int) -> int | None:
    found = range(start, len(blocks))
    return next((at for at in found if verdicts[at].label in TEXT_FAMILY and is_prose(blocks[at])), None)


def _first_long(verdicts: Sequence[Verdict], blocks: Sequence[Block]) -> int | None:
    """Where the body begins in a language of which no stopwords are known."""
    body = (at for at, verdict in enumerate(verdicts) if verdict.label in TEXT_FAMILY)
    return next((at for at in body if measure(blocks[at].text).words >= _SHORTEST_BODY), None)


def _title(
    verdicts: Sequence[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence], start: int
) -> int | None:
    body = [at for at in range(start, len(blocks)) if verdicts[at].label in TEXT_FAMILY][:_BODY_BLOCKS]
    known = frozenset[str]().union(*[_vocabulary(blocks[at].text[:LOOK_AT]) for at in body])
    top = range(max(0, start - _AHEAD), min(len(blocks), start + 1))
    likeness = {
        at: _likeness(blocks[at], evidence[at], known)
        + _standing(at, start, verdicts, blocks, evidence)
        - (_PICTURES if _doubled_like_a_caption(blocks, evidence, at) else 0.0)
        for at in top
        if _may_be_title(blocks[at], evidence[at])
    }
    best = max(likeness, key=lambda at: likeness[at], default=None)
    return None if best is None or likeness[best] <= _TITLE_FROM else _line_above(best, likeness, blocks)


def _doubled_like_a_caption(blocks: Sequence[Block], evidence: Sequence[Evidence], at: int) -> bool:
    """Whether a line stands there twice, neither time as an item of a list, which a breadcrumb's last entry is."""
    if evidence[at].pinned_by != _DOUBLED:
        return False
    around = blocks[max(0, at - 1) : at + 2]
    return all(block.shape is not Shape.LIST_ITEM for block in around if block.text == blocks[at].text)


def _line_above(best: int, likeness: dict[int, float], blocks: Sequence[Block]) -> int:
    """Of two lines that are about as good the first: the second is a standfirst, which says more of the body."""
    for above in (best - 1, best - 2):
        if above not in likeness or likeness[above] < likeness[best] - _NEARLY:
            continue
        text = blocks[above].text
        if measure(text).words >= _SHORTEST_TITLE_ABOVE and not text.endswith((".", ":")):
            return above
    return best


def _may_be_title(block: Block, evidence: Evidence) -> bool:
    # The last entry of a breadcrumb and the title after it look like a picture's text beside its caption.
    if evidence.pinned not in _MAYBE_TITLE and evidence.pinned_by != _DOUBLED:
        return False
    if block.shape not in _SHAPES_OF_TITLES or (block.markup is not None and block.markup.hidden):
        return False
    if evidence.hint in _NEVER_TITLE or len(block.text) > _LONGEST_TITLE:
        return False
    words = measure(block.text).words
    if is_prose(block) and (words > _LONGEST_TITLE_SENTENCE or block.text.endswith((".", "。"))):
        return False
    return words >= 2


def _likeness(block: Block, evidence: Evidence, body: frozenset[str]) -> float:
    """How like a title a block is by itself: below 0 for a menu item, above 1 for the main heading of an article."""
    vocabulary, words = _vocabulary(block.text), measure(block.text).words
    likeness = len(vocabulary & body) / len(vocabulary) * min(1.0, len(vocabulary) / 4) if vocabulary else 0.0
    likeness += 0.3 if 4 <= words <= 22 else 0.0 if words >= 3 else -0.4
    if block.shape is Shape.HEADING:
        likeness += {1: 0.8, 2: 0.3}.get(block.level, 0.1)
    if evidence.markup is Label.TITLE:
        likeness += 0.4
    elif evidence.markup is not None:
        likeness -= 0.3
    if evidence.hint is not None and evidence.hint is not Label.TITLE:
        likeness -= 0.4
    if block.text.endswith((".", ":", "。", ";", ",")):
        likeness -= 0.6
    if is_prose(block):
        likeness -= 0.4
    return likeness


def _standing(
    at: int, start: int, verdicts: Sequence[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence]
) -> float:
    """How much the place of a block speaks for a title: near the body, over the byline, set off, first of the page."""
    between = evidence[at + 1 : start]
    unknown = sum(item.pinned is None and item.hint is None for item in between)
    standing = max(_FARTHEST, -0.05 * unknown - 0.005 * len(between))
    if any(verdicts[later].label in _TOP_LABELS for later in range(at + 1, min(start, at + 5))):
        standing += 0.2
    if any(verdicts[earlier].label is _BYLINE for earlier in range(max(0, at - _BYLINE_WITHIN), at)):
        standing -= 0.6
    if all(item.pinned is not None for item in evidence[:at]):
        standing += 0.2
    if blocks[at].gap and at + 1 < len(blocks) and blocks[at + 1].gap:
        standing += 0.1
    if _again(blocks, at):
        standing += 0.3
    return standing


def _again(blocks: Sequence[Block], at: int) -> bool:
    """Whether the page's own title, at its very top, begins with this line."""
    text = blocks[at].text
    return at > 0 and any(blocks[top].text.startswith(text) for top in range(min(at, _PAGE_TITLE_WITHIN)))


def _standfirst(
    verdicts: Sequence[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence], title: int
) -> int | None:
    """The sentence after the title, where the markup calls it so or where byline, date or picture follow on it."""
    for at in range(title + 1, min(len(blocks), title + 6)):
        if verdicts[at].label in _TOP_LABELS and evidence[at].markup is not Label.STANDFIRST:
            continue
        if measure(blocks[at].text).words > _LONGEST_STANDFIRST_WORDS or evidence[at].pinned is not None:
            return None
        if blocks[at].markup is not None and verdicts[at].score >= _READS_LIKE_BODY:
            return None
        if evidence[at].markup is Label.STANDFIRST:
            return at
        if measure(blocks[at].text).words >= _SHORTEST_STANDFIRST_WORDS and at == title + 1:
            return at if _furniture_follows(verdicts, blocks, evidence, at) else None
    return None


def _furniture_follows(
    verdicts: Sequence[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence], at: int
) -> bool:
    """Whether byline, date or picture stand between this block and the first prose after it."""
    for later in range(at + 1, min(len(blocks), at + 8)):
        if verdicts[later].label in _TOP_LABELS or (
            evidence[later].hint in _TOP_LABELS and not is_prose(blocks[later])
        ):
            return True
        if verdicts[later].label in TEXT_FAMILY and is_prose(blocks[later]):
            return False
    return False


def _drop_other_titles(verdicts: list[Verdict], blocks: Sequence[Block], title: int, start: int) -> None:
    """The same line again ahead of the body is the page's title, a share text or a breadcrumb."""
    for at in range(start):
        if at != title and blocks[at].text == blocks[title].text and verdicts[at].label in TEXT_FAMILY:
            verdicts[at] = verdicts[at]._replace(label=Label.OTHER, reason="place/title-again")


def _name_lines_of_the_top(
    verdicts: list[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence], top: range
) -> None:
    """Between title and body a line that a rule takes for a byline, a date or a caption is one, whatever its score."""
    for at in top:
        hint = evidence[at].hint
        if hint in _TOP_LABELS and evidence[at].pinned is None and not is_prose(blocks[at]):
            verdicts[at] = verdicts[at]._replace(label=hint, reason=evidence[at].hint_by)


def _name_kicker(verdicts: list[Verdict], blocks: Sequence[Block], at: int) -> None:
    """One to three words over the title, of which nothing else is known."""
    if at < 0 or verdicts[at].label is not Label.OTHER or not verdicts[at].reason.startswith("score/"):
        return
    if blocks[at].shape is Shape.PARAGRAPH and measure(blocks[at].text).words <= _LONGEST_KICKER_WORDS:
        verdicts[at] = verdicts[at]._replace(label=Label.KICKER, reason="place/kicker")


def _name_author_bios(verdicts: list[Verdict], blocks: Sequence[Block], start: int) -> None:
    """A paragraph at the end that begins with the name in the byline is about the writer, not by her.

    So is one that begins with the name that stands by itself on the line above.
    """
    bylines = (block.text for block, verdict in zip(blocks, verdicts, strict=True) if verdict.label is _BYLINE)
    names = {name for byline in bylines for name in _NAME.findall(byline)}
    prose = [at for at in range(start + 1, len(blocks)) if verdicts[at].label in TEXT_FAMILY]
    for at in prose[-_BIOS_WITHIN:]:
        above = blocks[at - 1].text
        known = {*names, above} if len(above) < _LONGEST_NAME and _NAME.fullmatch(above) else names
        if is_prose(blocks[at]) and any(blocks[at].text.startswith(f"{name} ") for name in known):
            verdicts[at] = verdicts[at]._replace(label=Label.AUTHOR_BIO, reason="place/author-bio")


@lru_cache(maxsize=256)
def _vocabulary(text: str) -> frozenset[str]:
    folded = text.casefold()
    words = _WORD.findall(folded)
    return frozenset(words if folded.isascii() else (*words, *_CHARACTER.findall(folded)))
