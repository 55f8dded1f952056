"""What one page shows of its site, and the pages of many sites together: a map and a merge.

`facts_of` looks at one labelled page; what it gives is small, picklable and says nothing of other pages. `merge` is a
union: it does not matter in which order pages come, how they are divided among workers, or whether one comes twice.

A site is counted on MOST_PAGES of its pages at the most: those with the smallest keys, which is as good as drawing them
by lot, and the same ones on every run. Up to as many pages every count is exact. Beyond, a share is off by no more than
a few hundredths (twice the square root of p(1 - p) / 300 in 19 cases of 20), and what stands on less than one page in
a hundred may be missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from heapq import nsmallest
from typing import NamedTuple

from cleaner.document import Container, Label, LabelledBlock, Markup
from cleaner.profile.normal_forms import line_form, pattern_form, places_around
from cleaner.text.stats import measure

MOST_PAGES = 300
EXAMPLE = 120  # characters of a text that is shown to people
MOST_LINES = 1000  # of a page; its beginning and its end are looked at
# The score from which a line reads very much like the article; sentences that stand in an article are its refrains.
_SURE = 0.8
_SURE_SENTENCE = 0.65
# What other pages announce the article with.
_OF_THE_ARTICLE = (Label.TITLE, Label.STANDFIRST)
_REFRAIN = 3  # times that a line is kept on one page
_KEY_LINES = 3
_WEIGHT = 60  # words of a block that count for its place


class LineFacts(NamedTuple):
    """One form of a line on one page: how often it is kept, whether surely, and its label and text there."""

    kept: int
    sure: bool
    label: Label
    example: str


class PlaceFacts(NamedTuple):
    """One place on one page: the words in it that are kept, and those that are dropped; a text from it."""

    kept: int
    dropped: int
    example: str


class PageFacts(NamedTuple):
    """What one page shows of its site.

    The key tells the article: two copies of it, or its HTML and its text, have the same one.
    """

    key: str
    lines: Mapping[str, LineFacts]
    patterns: Mapping[str, LineFacts]
    places: Mapping[str, PlaceFacts]


Counts = Mapping[str, Mapping[str, PageFacts]]  # by site, and by the key of the page


def is_sure(text: str, score: float) -> bool:
    """Whether a line reads so much like the article that repetition alone says nothing against it."""
    return score >= (_SURE_SENTENCE if measure(text).ends_sentence else _SURE)


def count(blocks: Sequence[LabelledBlock], site: str) -> Counts:
    """The counts of one page of a site; without any where no line of it is kept."""
    facts = facts_of(blocks)
    return {site: {facts.key: facts}} if facts else {}


def merge(*all_counts: Counts) -> Counts:
    """The counts of all pages together."""
    merged: dict[str, dict[str, PageFacts]] = {}
    for counts in all_counts:
        for site, pages in counts.items():
            known = merged.setdefault(site, {})
            for key, page in pages.items():
                # Of two copies of an article it has to be the same one that counts, whichever comes first.
                known[key] = min(known[key], page, key=_order) if key in known else page
    return {site: _fewest(pages) for site, pages in merged.items()}


def facts_of(blocks: Sequence[LabelledBlock]) -> PageFacts | None:
    """What a labelled page shows; None where no line of it is kept."""
    lines: dict[str, LineFacts] = {}
    patterns: dict[str, LineFacts] = {}
    looked_at = _both_ends(blocks)
    for block in looked_at:
        text = block.text
        if form := line_form(text):
            sure = block.kept and (block.label in _OF_THE_ARTICLE or is_sure(text, block.score))
            facts = LineFacts(int(block.kept), sure, block.label, text[:EXAMPLE])
            _add(lines, form, facts)
            if pattern := pattern_form(text):
                _add(patterns, pattern, facts)
    key = _key(lines)
    return PageFacts(key, lines, patterns, _places(looked_at)) if key else None


def _both_ends(blocks: Sequence[LabelledBlock]) -> Sequence[LabelledBlock]:
    half = MOST_LINES // 2
    return blocks if len(blocks) <= MOST_LINES else (*blocks[:half], *blocks[-half:])


def _add(lines: dict[str, LineFacts], form: str, facts: LineFacts) -> None:
    known = lines.get(form)
    if known is not None:
        # The label of a line that is dropped here and kept there is what it is where it is dropped.
        telling = facts if known.kept and not facts.kept else known
        kept = known.kept + facts.kept
        sure = known.sure or facts.sure or kept >= _REFRAIN
        facts = LineFacts(kept, sure, telling.label, telling.example)
    lines[form] = facts


def _places(blocks: Sequence[LabelledBlock]) -> dict[str, PlaceFacts]:
    # Most elements bear no name: what stands in the same named one is counted together.
    alike: dict[tuple[int, str], _Tally] = {}
    for block in blocks:
        if (markup := block.block.markup) is None:
            continue
        named: Container | None = markup.container
        while named is not None and not named.words:
            named = named.parent
        tally = alike.get((id(named), markup.tag))
        if tally is None:
            tally = alike[id(named), markup.tag] = _Tally(markup, block.text[:EXAMPLE])
        tally.words[block.kept] += min(measure(block.text).words, _WEIGHT) + 1
    places: dict[str, PlaceFacts] = {}
    for tally in alike.values():
        dropped, kept = tally.words
        for name in set(places_around(tally.markup)):
            before = places.get(name) or PlaceFacts(0, 0, tally.example)
            places[name] = PlaceFacts(before.kept + kept, before.dropped + dropped, before.example)
    return places


class _Tally:
    """Words of blocks that stand in one place: those that are dropped, and those that are kept."""

    __slots__ = ("example", "markup", "words")

    def __init__(self, markup: Markup, example: str) -> None:
        self.markup = markup
        self.example = example
        self.words = [0, 0]


def _key(lines: Mapping[str, LineFacts]) -> str:
    """A hash of the longest lines that are kept: an article is the same article at another address."""
    kept = sorted((-len(form), form) for form, facts in lines.items() if facts.kept)[:_KEY_LINES]
    return short_hash("\n".join(form for _, form in kept)) if kept else ""


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def _order(page: PageFacts) -> str:
    return repr((sorted(page.lines.items()), sorted(page.places.items())))


def _fewest(pages: Mapping[str, PageFacts]) -> Mapping[str, PageFacts]:
    if len(pages) <= MOST_PAGES:
        return pages
    return {key: pages[key] for key in nsmallest(MOST_PAGES, pages)}
