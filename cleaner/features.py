"""A block among its neighbours -> named features.

`surface` looks at what is there: the words of a block, its shape, its place in the markup, what the rules and the
lexicon say of it, and the same of its neighbours. `context` looks at the neighbours once more through the scores that
the surface gave them. Both return columns, one list of numbers a feature with one number a block, in plain Python: a
page has some hundred blocks, for which loading an array library costs more than it saves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import accumulate
from math import log1p
from typing import NamedTuple

from cleaner.document import Block, Container, Family, Label, Shape
from cleaner.measures import Measures, measure
from cleaner.rules.clues import Clue

Columns = dict[str, list[float]]

_QUOTES = frozenset("\"'“„«‘「『»”‹")
_SEPARATORS = (" | ", " · ", " • ", " » ")
_SECTIONS = {"related": Label.RELATED, "comments": Label.COMMENTS, "newsletter": Label.NEWSLETTER}
_OF_PICTURES = (Label.CAPTION, Label.CREDIT)
_OF_THE_TOP = (Label.BYLINE, Label.TIMESTAMP, Label.KICKER)
_REACHES = (4, 10, 25)
_CODES_OF_SHAPES = {Shape.QUOTE: 1.0, Shape.TABLE: 2.0, Shape.CODE: 3.0}
_CODES_OF_TAGS = {
    "p": 1.0, "div": 2.0, "li": 3.0, "td": 4.0, "span": 5.0, "section": 6.0, "button": 7.0, "figcaption": 8.0,
}  # fmt: skip
# Which of its features the neighbours lend to a block, and how far.
_LENT = {
    "words": (1, -1, 2, -2),
    "lexical": (1, -1, 2, -2),
    "list_item": (1, -1, 2, -2),
    "capitals": (1, -1),
    "ends_sentence": (1, -1),
    "heading": (1, -1),
    "hint": (1, -1),
    "pinned": (1, -1),
}

_LONGEST_WEIGHT = 60.0  # words: a block of three lines weighs as much as a page of text without paragraphs
_LONG_PROSE = 15  # words
_FAR = 60  # blocks: what is farther away is nowhere
_STRONG = 0.75
_DEEP = 40

_ANCESTORS = {
    "in_nav": ("nav", "menu"),
    "in_header": ("header",),
    "in_footer": ("footer",),
    "in_aside": ("aside",),
    "in_form": ("form", "fieldset", "button", "label", "dialog"),
    "in_figure": ("figure", "figcaption", "caption"),
    "in_article": ("article",),
    "in_main": ("main",),
    "in_list": ("ul", "ol", "dl"),
    "in_table": ("table",),
}
_ARTICLE_WORDS = frozenset(
    "article content entry story post body text paragraph copy main prose richtext artikel articulo articolo".split()
)
_PATH = 4  # elements that make up a path


class Opinion(NamedTuple):
    """What the lexicon says of each block, in log-odds: by its words, and by the names in the markup around it."""

    words: list[float]
    names: list[float]


class Page(NamedTuple):
    """What all features are made of: the blocks of one document, and what is known of each."""

    blocks: Sequence[Block]
    clues: Sequence[Clue]
    opinion: Opinion
    measures: Sequence[Measures]
    weights: list[float]  # of each block, by its words
    prose: list[float]  # the weight of a block that is prose, 0 of any other
    lexical: list[float]  # the lexicon's score of its words, by weight
    linked: list[float]  # its link density, by weight
    groups: dict[str, list[Hashable]]  # its parent, its grandparent and the path to it; empty without markup

    @property
    def marked_up(self) -> bool:
        """Whether there is evidence of markup."""
        return bool(self.blocks) and self.blocks[0].markup is not None


def page_of(blocks: Sequence[Block], clues: Sequence[Clue], opinion: Opinion) -> Page:
    """Measure the blocks of a document."""
    measures = [measure(block.text) for block in blocks]
    weights = [min(m.words, _LONGEST_WEIGHT) + 1.0 for m in measures]
    links = [block.markup.link_density if block.markup else 0.0 for block in blocks]
    marked_up = bool(blocks) and blocks[0].markup is not None
    return Page(
        blocks=blocks,
        clues=clues,
        opinion=opinion,
        measures=measures,
        weights=weights,
        prose=[weight if m.prose else 0.0 for m, weight in zip(measures, weights, strict=True)],
        lexical=[score * weight for score, weight in zip(opinion.words, weights, strict=True)],
        linked=[share * weight for share, weight in zip(links, weights, strict=True)],
        groups={name: [key(block) for block in blocks] for name, key in _KEYS.items()} if marked_up else {},
    )


def surface(page: Page) -> Columns:
    """The features of every block, before any of them has a score."""
    columns = _of_words(page) | _of_rules(page) | _of_page(page)
    columns |= _of_prose_around(page)
    for name, distances in _LENT.items():
        for distance in distances:
            columns[f"{name}@{distance}"] = shifted(columns[name], distance)
    if page.marked_up:
        columns |= _of_markup(page) | _of_siblings(page)
    return columns


def context(page: Page, first: list[float]) -> Columns:
    """The features that the first scores (0 to 1) of a block and of its neighbours give."""
    weights = page.weights
    mass = [score * weight for score, weight in zip(first, weights, strict=True)]
    columns: Columns = {"first": first}
    for distance in (1, 2, 3, 4, -1, -2, -3, -4):
        columns[f"first@{distance}"] = shifted(first, distance)
    for reach in (3, 10, 25):
        columns[f"first_before_{reach}"] = means_before(mass, weights, reach)
        columns[f"first_after_{reach}"] = means_after(mass, weights, reach)
    sums = list(accumulate(mass, initial=0.0))
    total = sums[-1] or 1.0
    columns["mass_before"] = [value / total for value in sums[:-1]]
    columns["mass_after"] = [1.0 - value / total for value in sums[1:]]
    columns["mass"] = [total] * len(mass)
    columns["off_run"] = _distances_to(best_run(first, weights), len(mass))
    strong = [score > _STRONG and weight > _LONG_PROSE for score, weight in zip(first, weights, strict=True)]
    columns["since_strong"] = since(strong, _FAR)
    columns["until_strong"] = since(strong[::-1], _FAR)[::-1]
    if page.marked_up:
        for name, keys in page.groups.items():
            columns[f"{name}_first"], columns[f"{name}_first_share"] = _by_group(keys, mass, weights)
    return columns


def _of_words(page: Page) -> Columns:
    texts = [block.text for block in page.blocks]
    times = Counter(texts)
    words, stopwords, capitals, numbers, commas, ends, sentences, lengths = map(list, zip(*page.measures, strict=True))
    return {
        "words": [min(count, 100.0) for count in words],
        "stopwords": stopwords,
        "capitals": capitals,
        "numbers": numbers,
        "commas": commas,
        "ends_sentence": ends,
        "sentences": sentences,
        "word_length": lengths,
        "lexical": page.opinion.words,
        "question": [float(text[-1] in "?？؟") for text in texts],
        "colon": [float(text[-1] in ":：") for text in texts],
        "quote": [float(text[0] in _QUOTES) for text in texts],
        "ellipsis": [float(text.endswith(("…", "..."))) for text in texts],
        "address": [float("@" in text or "http" in text or "www." in text) for text in texts],
        "separator": [float(any(mark in text for mark in _SEPARATORS)) for text in texts],
        "upper": [float(text.isupper()) for text in texts],
        "lower_start": [float(text[0].islower()) for text in texts],
        "repeated": [float(min(times[text], 4)) for text in texts],
        "gap": [float(block.gap) for block in page.blocks],
        "heading": [float(b.level or 1) if b.shape is Shape.HEADING else 0.0 for b in page.blocks],
        "list_item": [float(block.shape is Shape.LIST_ITEM) for block in page.blocks],
        "shape": [_CODES_OF_SHAPES.get(block.shape, 0.0) for block in page.blocks],
    }


def _of_rules(page: Page) -> Columns:
    columns: Columns = {
        "pinned": [_family_code(clue.pinned) for clue in page.clues],
        "hint": [_family_code(clue.hint) for clue in page.clues],
        "hint_picture": [float(clue.hint in _OF_PICTURES) for clue in page.clues],
        "hint_top": [float(clue.hint in _OF_THE_TOP) for clue in page.clues],
        "since_section": since([clue.opens_section for clue in page.clues], _FAR),
    }
    for name, label in _SECTIONS.items():
        opens = [clue.opens_section and label in (clue.pinned, clue.hint) for clue in page.clues]
        columns[f"since_{name}"] = since(opens, _FAR)
    return columns


def _family_code(label: Label | None) -> float:
    if label is None:
        return 0.0
    return 2.0 if label.family is Family.BOILERPLATE else 1.0


def _of_page(page: Page) -> Columns:
    """Where in the page a block stands, and what kind of page it is: one model serves every rendering."""
    size = len(page.blocks)
    prose = [m for m in page.measures if m.prose]
    facts = {
        "page_blocks": log1p(size),
        "page_median": sorted(m.words for m in page.measures)[size // 2],
        "page_gaps": sum(block.gap for block in page.blocks) / size,
        "page_prose": len(prose) / size,
        "page_prose_words": log1p(sum(m.words for m in prose)),
        "page_lists": sum(block.shape is Shape.LIST_ITEM for block in page.blocks) / size,
    }
    columns = {name: [value] * size for name, value in facts.items()}
    columns["from_start"] = [log1p(at) for at in range(size)]
    columns["from_end"] = columns["from_start"][::-1]
    columns["place"] = [at / size for at in range(size)]
    return columns


def _of_prose_around(page: Page) -> Columns:
    weights = page.weights
    prose, lexical = page.prose, page.lexical
    columns: Columns = {}
    for reach in _REACHES:
        columns[f"prose_before_{reach}"] = means_before(prose, weights, reach)
        columns[f"prose_after_{reach}"] = means_after(prose, weights, reach)
        columns[f"lexical_before_{reach}"] = means_before(lexical, weights, reach)
        columns[f"lexical_after_{reach}"] = means_after(lexical, weights, reach)
    long = [m.prose and m.words >= _LONG_PROSE for m in page.measures]
    columns["since_prose"] = since(long, _FAR)
    columns["until_prose"] = since(long[::-1], _FAR)[::-1]
    sums = list(accumulate(prose, initial=0.0))
    total = sums[-1] or 1.0
    columns["prose_share_before"] = [value / total for value in sums[:-1]]
    return columns


def _of_markup(page: Page) -> Columns:
    marks = [block.markup for block in page.blocks if block.markup]
    known: dict[int, tuple[float, ...]] = {}
    ancestry = [_ancestry(mark.container, known) for mark in marks]
    names = (*_ANCESTORS, "article_words", "depth", "hidden")
    columns = dict(zip(names, map(list, zip(*ancestry, strict=True)), strict=True))
    links = [mark.link_density for mark in marks]
    columns["link_density"] = links
    columns["link_density@1"] = shifted(links, 1)
    columns["link_density@-1"] = shifted(links, -1)
    columns["links_around"] = means_around(page.linked, page.weights, 4)
    columns["tag"] = [_CODES_OF_TAGS.get(mark.tag, 0.0) for mark in marks]
    columns["markup"] = [_family_code(clue.markup) for clue in page.clues]
    columns["names"] = page.opinion.names
    columns["since_h1"] = since([b.shape is Shape.HEADING and b.level == 1 for b in page.blocks], 80)
    return columns


def _ancestry(container: Container, known: dict[int, tuple[float, ...]]) -> tuple[float, ...]:
    """Which of the telling elements stand around a container; worked out once a container."""
    found = known.get(id(container))
    if found is None:
        tags, article = set(), 0.0
        at: Container | None = container
        while at is not None:
            tags.add(at.tag)
            if not article and not _ARTICLE_WORDS.isdisjoint(at.words):
                article = 1.0
            at = at.parent
        flags = (float(not tags.isdisjoint(group)) for group in _ANCESTORS.values())
        found = (*flags, article, float(min(container.depth, _DEEP)), float(container.hidden))
        known[id(container)] = found
    return found


def _of_siblings(page: Page) -> Columns:
    """Main content shares a parent: how good the blocks of one parent are, and how much of the page they hold."""
    weights = page.weights
    prose, lexical = page.prose, page.lexical
    columns: Columns = {}
    for name, keys in page.groups.items():
        columns[f"{name}_prose"], columns[f"{name}_share"] = _by_group(keys, prose, weights)
        columns[f"{name}_lexical"], _ = _by_group(keys, lexical, weights)
    columns["parent_links"], _ = _by_group(page.groups["parent"], page.linked, weights)
    return columns


def _parent(block: Block) -> Hashable:
    return id(_holder(block))


def _grandparent(block: Block) -> Hashable:
    holder = _holder(block)
    return id(holder.parent) if holder is not None else 0


def _path(block: Block) -> Hashable:
    if block.markup is None:
        return ()
    steps: list[Hashable] = [block.markup.tag]
    at: Container | None = block.markup.container
    for _ in range(_PATH):
        if at is None:
            break
        steps += (at.tag, at.words)
        at = at.parent
    return tuple(steps)


_KEYS: dict[str, Callable[[Block], Hashable]] = {"parent": _parent, "grandparent": _grandparent, "path": _path}


def _holder(block: Block) -> Container | None:
    """The element around the block-level element that a block fills."""
    if block.markup is None:
        return None
    at: Container | None = block.markup.container
    while at is not None and at.tag != block.markup.tag:
        at = at.parent
    return at.parent if at is not None else block.markup.container


def _by_group(
    keys: Sequence[Hashable], mass: Sequence[float], weights: Sequence[float]
) -> tuple[list[float], list[float]]:
    """For each block the mean of its group by weight, and the group's share of the page."""
    sums: dict[Hashable, list[float]] = {}
    for key, m, weight in zip(keys, mass, weights, strict=True):
        entry = sums.get(key)
        if entry is None:
            sums[key] = [m, weight]
        else:
            entry[0] += m
            entry[1] += weight
    total = sum(mass) or 1.0
    means = {key: m / weight for key, (m, weight) in sums.items()}
    return [means[key] for key in keys], [sums[key][0] / total for key in keys]


def best_run(scores: Sequence[float], weights: Sequence[float]) -> tuple[int, int]:
    """The stretch of blocks (from, to, the end exclusive) with the most main content and the least of anything else."""
    best, found, total, start = 0.0, (0, 0), 0.0, 0
    for at, (score, weight) in enumerate(zip(scores, weights, strict=True)):
        total += (score - 0.5) * weight
        if total <= 0.0:
            total, start = 0.0, at + 1
        elif total > best:
            best, found = total, (start, at + 1)
    return found


def _distances_to(run: tuple[int, int], size: int) -> list[float]:
    start, end = run
    return [float(start - at if at < start else max(0, at - end + 1)) for at in range(size)]


def shifted(values: list[float], distance: int) -> list[float]:
    """What stands `distance` blocks before each block (after it, where negative); 0 beyond the ends."""
    size = len(values)
    if distance > 0:
        return ([0.0] * distance + values)[:size]
    return (values + [0.0] * -distance)[-size:]


def since(marks: Sequence[bool], at_most: int) -> list[float]:
    """How many blocks ago the last mark stood (0 on the mark itself), or `at_most` where there was none."""
    found, distance = [], at_most
    for mark in marks:
        distance = 0 if mark else min(at_most, distance + 1)
        found.append(float(distance))
    return found


def means_before(mass: Sequence[float], weights: Sequence[float], reach: int) -> list[float]:
    """The mean by weight of the blocks before each block, `reach` of them at the most; 0 where there is none."""
    masses, sizes = list(accumulate(mass, initial=0.0)), list(accumulate(weights, initial=0.0))
    lows = [0] * min(reach, len(mass)) + list(range(len(mass) - reach))
    return [(masses[at] - masses[low]) / (sizes[at] - sizes[low]) if at > low else 0.0 for at, low in enumerate(lows)]


def means_after(mass: Sequence[float], weights: Sequence[float], reach: int) -> list[float]:
    """The same of the blocks after each block."""
    return means_before(mass[::-1], weights[::-1], reach)[::-1]


def means_around(mass: Sequence[float], weights: Sequence[float], reach: int) -> list[float]:
    """The same of the blocks on both sides, the block itself left out."""
    masses, sizes = list(accumulate(mass, initial=0.0)), list(accumulate(weights, initial=0.0))
    size = len(mass)
    found = []
    for at in range(size):
        low, high = max(0, at - reach), min(size, at + reach + 1)
        weight = sizes[high] - sizes[low] - weights[at]
        found.append((masses[high] - masses[low] - mass[at]) / weight if high - low > 1 else 0.0)
    return found
