"""What one page shows of its site: which lines and places are on it, and whether their text is kept.

The facts of a page are small, can be pickled, and do not depend on other pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

from cleaner.document import Label, LabelledBlock, Markup
from cleaner.profile.normal_forms import line_form, pattern_form, places_around
from cleaner.text.stats import measure

MOST_PAGES = 300  # of a site; which of them count if there are more is described in `store`
EXAMPLE_CHARACTERS = 120  # of a text that is shown to people
MOST_BLOCKS = 1000  # of a page: half of them from its beginning, half from its end
# The score from which a line reads very much like the article. Sentences inside an article are its refrains, so less is
# enough for them.
_SURE_SCORE = 0.8
_SURE_SENTENCE_SCORE = 0.65
_REFRAIN_TIMES = 3  # a line that one page keeps so often is a refrain of its article
_ANNOUNCING = (Label.TITLE, Label.STANDFIRST)  # other pages announce the article with these
_KEY_LINES = 3
_MOST_WORDS = 60  # of one block that count for its place


class LineFacts(NamedTuple):
    """One line on one page, by its form: how often it is kept, whether surely, and its label and text there."""

    kept: int
    sure: bool
    label: Label
    example: str


class PlaceFacts(NamedTuple):
    """One place on one page: how many words in it are kept and dropped, and a text from it."""

    kept: int
    dropped: int
    example: str


class PageFacts(NamedTuple):
    """What one page shows of its site.

    The key identifies the article: two copies of it have the same key, and so have its HTML and its text.
    """

    key: str
    lines: Mapping[str, LineFacts]
    patterns: Mapping[str, LineFacts]
    places: Mapping[str, PlaceFacts]


def is_sure(text: str, score: float) -> bool:
    """Whether a line reads so much like the article that repetition alone does not make it boilerplate."""
    return score >= (_SURE_SENTENCE_SCORE if measure(text).ends_sentence else _SURE_SCORE)


def facts_of(blocks: Sequence[LabelledBlock]) -> PageFacts | None:
    """What a labelled page shows; None if no line of it is kept."""
    lines: dict[str, LineFacts] = {}
    patterns: dict[str, LineFacts] = {}
    examined = _both_ends(blocks)
    for block in examined:
        text = block.text
        if form := line_form(text):
            sure = block.kept and (block.label in _ANNOUNCING or is_sure(text, block.score))
            facts = LineFacts(int(block.kept), sure, block.label, text[:EXAMPLE_CHARACTERS])
            _add(lines, form, facts)
            if pattern := pattern_form(text):
                _add(patterns, pattern, facts)
    key = _key(lines)
    return PageFacts(key, lines, patterns, _places(examined)) if key else None


def first_copy(one: PageFacts, two: PageFacts) -> PageFacts:
    """Of two copies of an article the one that counts, whichever comes first."""
    return min(one, two, key=lambda page: repr((sorted(page.lines.items()), sorted(page.places.items()))))


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def _both_ends(blocks: Sequence[LabelledBlock]) -> Sequence[LabelledBlock]:
    half = MOST_BLOCKS // 2
    return blocks if len(blocks) <= MOST_BLOCKS else (*blocks[:half], *blocks[-half:])


def _add(lines: dict[str, LineFacts], form: str, facts: LineFacts) -> None:
    known = lines.get(form)
    if known is not None:
        # A line that is kept here and dropped there has the label that it has where it is dropped.
        telling = facts if known.kept and not facts.kept else known
        kept = known.kept + facts.kept
        sure = known.sure or facts.sure or kept >= _REFRAIN_TIMES
        facts = LineFacts(kept, sure, telling.label, telling.example)
    lines[form] = facts


def _places(blocks: Sequence[LabelledBlock]) -> dict[str, PlaceFacts]:
    # Most elements have no class and no id: blocks inside the same named element are counted together.
    groups: dict[tuple[int, str], _PlaceWords] = {}
    for block in blocks:
        if (markup := block.block.markup) is None:
            continue
        around = (markup.container, *markup.container.ancestors)
        named = next((element for element in around if element.words), None)
        group = groups.get((id(named), markup.tag))
        if group is None:
            group = groups[id(named), markup.tag] = _PlaceWords(markup, block.text[:EXAMPLE_CHARACTERS])
        group.words[block.kept] += min(measure(block.text).words, _MOST_WORDS) + 1
    places: dict[str, PlaceFacts] = {}
    for group in groups.values():
        dropped, kept = group.words
        for name in set(places_around(group.markup)):
            before = places.get(name) or PlaceFacts(0, 0, group.example)
            places[name] = PlaceFacts(before.kept + kept, before.dropped + dropped, before.example)
    return places


class _PlaceWords:
    """The words of blocks with the same tag inside one named element: dropped ones, and kept ones."""

    __slots__ = ("example", "markup", "words")

    def __init__(self, markup: Markup, example: str) -> None:
        self.markup = markup
        self.example = example
        self.words = [0, 0]


def _key(lines: Mapping[str, LineFacts]) -> str:
    """A hash of the longest lines that are kept: an article at another address is still the same article."""
    kept = sorted((-len(form), form) for form, facts in lines.items() if facts.kept)[:_KEY_LINES]
    return short_hash("\n".join(form for _, form in kept)) if kept else ""
