"""A block among its neighbours -> named features.

`surface` looks at one block alone: its words, its shape, its place in the markup, and what the rules say of it.
`context` looks at the neighbours through the scores that the surface gave them. Both return columns: one list of
numbers a feature, one number a block, so that a model can take them as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from math import log1p
from typing import NamedTuple

from cleaner.document import Block, Container, Family, Shape
from cleaner.rules.clues import Clue
from cleaner.rules.stopwords import STOP_CHARACTERS, STOPWORDS

Columns = dict[str, list[float]]

# Longer blocks are judged by their beginning: what a paragraph is shows in its first lines.
LOOK_AT = 2000

_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
_CLOSERS = "\"'”’»«)]】」』››“ "
_SENTENCE_END = frozenset(".!?…。！？؟।｡")
_QUOTES = frozenset("\"'“„«‘「『»”‹")
# Two characters of Chinese or Japanese carry about as much as one word of a spaced script.
_CHARACTERS_A_WORD = 2.0


class Measures(NamedTuple):
    """What can be counted in one block's text."""

    words: float
    stopwords: float  # density, 0 to 1
    capitals: float  # share of words that begin with a capital
    numbers: float  # share of words that begin with a digit
    commas: float
    ends_sentence: bool
    sentences: float


@lru_cache(maxsize=4096)
def measure(text: str) -> Measures:
    """Count words, stopwords, capitals, numbers, commas and sentences of a block."""
    text = text[:LOOK_AT]
    words = text.split()
    count = len(words)
    if not count:
        return Measures(0.0, 0.0, 0.0, 0.0, 0.0, False, 0.0)
    last = text.rstrip(_CLOSERS)[-1:]
    commas = float(text.count(",") + text.count("，") + text.count("、"))
    sentences = float(text.count(". ") + text.count("。") + text.count("! ") + text.count("? "))
    capitals = sum(1 for word in words if word[0].isupper()) / count
    numbers = sum(1 for word in words if word[0].isdigit()) / count
    if not text.isascii() and (unspaced := len(_UNSPACED.findall(text))) > count:
        size = unspaced / _CHARACTERS_A_WORD
        stops = sum(1 for char in text if char in STOP_CHARACTERS) / unspaced * 2
        return Measures(size, min(1.0, stops), capitals, numbers, commas, last in _SENTENCE_END, sentences)
    stops = sum(1 for word in text.lower().split() if word in STOPWORDS) / count
    return Measures(float(count), stops, capitals, numbers, commas, last in _SENTENCE_END, sentences)


def is_prose(block: Block) -> bool:
    """Whether a block reads like a sentence of running text, whoever wrote it."""
    return _reads_like_prose(measure(block.text))


def _reads_like_prose(m: Measures) -> bool:
    return m.ends_sentence and m.words >= 10 and m.stopwords > 0.15


def surface(blocks: Sequence[Block], clues: Sequence[Clue]) -> Columns:
    """The features of every block for itself."""
    measures = [measure(block.text) for block in blocks]
    columns = _of_words(blocks, measures)
    columns |= _of_shape(blocks)
    columns |= _of_clues(blocks, clues)
    columns |= _of_markup(blocks)
    return columns


def _of_words(blocks: Sequence[Block], measures: Sequence[Measures]) -> Columns:
    times = Counter(block.text for block in blocks)
    words = [m.words for m in measures]
    texts = [block.text for block in blocks]
    return {
        "words": words,
        "log_words": [log1p(min(w, 100.0)) for w in words],
        "words_1": [float(w <= 1) for w in words],
        "words_2_4": [float(1 < w <= 4) for w in words],
        "words_5_9": [float(4 < w < 10) for w in words],
        "words_10_19": [float(10 <= w < 20) for w in words],
        "words_40": [float(w >= 40) for w in words],
        "stopwords": [m.stopwords for m in measures],
        "prose": [float(_reads_like_prose(m)) for m in measures],
        "capitals": [m.capitals for m in measures],
        "numbers": [m.numbers for m in measures],
        "commas": [min(m.commas, 5.0) for m in measures],
        "ends_sentence": [float(m.ends_sentence) for m in measures],
        "short_sentence": [float(m.ends_sentence and m.words < 10) for m in measures],
        "sentences": [min(m.sentences, 5.0) for m in measures],
        "question": [float(t.endswith(("?", "？", "؟"))) for t in texts],
        "colon": [float(t.endswith((":", "："))) for t in texts],
        "quote": [float(t[0] in _QUOTES) for t in texts],
        "ellipsis": [float(t.endswith(("…", "..."))) for t in texts],
        "address": [float("@" in t or "http" in t or "www." in t) for t in texts],
        "separator": [float(" | " in t or " · " in t or " • " in t or " » " in t) for t in texts],
        "upper": [float(m.words > 1 and t.isupper()) for t, m in zip(texts, measures, strict=True)],
        "repeated": [float(times[t] > 1) for t in texts],
        "lower_start": [float(t[0].islower()) for t in texts],
    }


def _of_shape(blocks: Sequence[Block]) -> Columns:
    shapes = [block.shape for block in blocks]
    return {
        "gap": [float(block.gap) for block in blocks],
        "heading": [float(s is Shape.HEADING) for s in shapes],
        "list_item": [float(s is Shape.LIST_ITEM) for s in shapes],
        "block_quote": [float(s is Shape.QUOTE) for s in shapes],
        "table": [float(s is Shape.TABLE) for s in shapes],
        "code": [float(s is Shape.CODE) for s in shapes],
    }


def _of_clues(blocks: Sequence[Block], clues: Sequence[Clue]) -> Columns:
    pinned = [clue.pinned for clue in clues]
    return {
        "pinned_boilerplate": [float(p is not None and p.family is Family.BOILERPLATE) for p in pinned],
        "pinned_furniture": [float(p is not None and p.family is Family.FURNITURE) for p in pinned],
        "hint_boilerplate": [float(c.hint is not None and c.hint.family is Family.BOILERPLATE) for c in clues],
        "hint_furniture": [float(c.hint is not None and c.hint.family is Family.FURNITURE) for c in clues],
        "markup_boilerplate": [float(c.markup is not None and c.markup.family is Family.BOILERPLATE) for c in clues],
        "markup_furniture": [float(c.markup is not None and c.markup.family is Family.FURNITURE) for c in clues],
        "since_section": _since([clue.opens_section for clue in clues], at_most=30),
        "closing_section": closing_sections(blocks, clues),
    }


def closing_sections(blocks: Sequence[Block], clues: Sequence[Clue]) -> list[float]:
    """1 for what stands under the head of a section ("More For You") after which the article never resumes.

    The article resumes where two paragraphs of prose adjoin; teasers, their summaries and list items do not count, and
    a head in the first half of the prose closes nothing.
    """
    prose = [is_prose(block) and block.shape is Shape.PARAGRAPH for block in blocks]
    resumes = max((at for at in range(1, len(blocks)) if prose[at] and prose[at - 1]), default=-1)
    half = sum(prose) / 2
    ahead = list(accumulate(prose, initial=0))
    heads = (at for at, clue in enumerate(clues) if clue.opens_section and at > resumes and ahead[at] >= half)
    head = next(heads, len(blocks))
    return [float(at >= head) for at in range(len(blocks))]


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


def _of_markup(blocks: Sequence[Block]) -> Columns:
    marks = [block.markup for block in blocks]
    of_container: dict[int, tuple[float, ...]] = {}
    rows = [_ancestry(m.container, of_container) if m else _NO_ANCESTRY for m in marks]
    names = (*_ANCESTORS, "article_words", "depth", "hidden")
    by_name = map(list, zip(*rows, strict=True)) if rows else ([] for _ in names)
    columns = dict(zip(names, by_name, strict=True))
    columns["link_density"] = [m.link_density if m else 0.0 for m in marks]
    columns["all_link"] = [float(m is not None and m.link_density > 0.9) for m in marks]
    columns["links_around"] = _mean_of_neighbours(columns["link_density"], 3)
    columns["paragraph_tag"] = [float(m is not None and m.tag == "p") for m in marks]
    columns["bare_tag"] = [float(m is not None and m.tag in ("div", "span", "td", "section")) for m in marks]
    return columns


_NO_ANCESTRY = (0.0,) * (len(_ANCESTORS) + 3)


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
        flags = [float(not tags.isdisjoint(group)) for group in _ANCESTORS.values()]
        found = (*flags, article, min(container.depth, 30) / 30, float(container.hidden))
        known[id(container)] = found
    return found


# Of a few words there is little to see: what they are, a sub-heading or a menu item, the neighbours have to say.
_COUNTS_FOR_SHORT = ("previous", "next", "around_3", "before_10", "after_10", "in_run")


def context(first: Sequence[float], blocks: Sequence[Block], columns: Columns) -> Columns:
    """The features of every block among its neighbours, seen through their first scores (0 to 1)."""
    weights = [min(w, 60.0) + 1.0 for w in columns["words"]]
    mass = [score * weight for score, weight in zip(first, weights, strict=True)]
    strong = [score > 0.75 and words >= 15 for score, words in zip(first, columns["words"], strict=True)]
    run = best_run(first, weights)
    found: Columns = {
        "previous": [0.0, *first[:-1]],
        "next": [*first[1:], 0.0],
        "previous_2": [0.0, 0.0, *first[:-2]][: len(first)],
        "next_2": [*first[2:], 0.0, 0.0][: len(first)] if len(first) > 1 else [0.0] * len(first),
        "around_3": _windows(mass, weights, 3, 3),
        "around_10": _windows(mass, weights, 10, 10),
        "before_10": _windows(mass, weights, 10, -1),
        "after_10": _windows(mass, weights, -1, 10),
        "since_prose": [log1p(n) for n in _since(strong, at_most=50)],
        "until_prose": [log1p(n) for n in reversed(_since(strong[::-1], at_most=50))],
        "in_run": [float(run[0] <= at < run[1]) for at in range(len(first))],
        "off_run": [log1p(max(run[0] - at, at - run[1] + 1, 0)) for at in range(len(first))],
    }
    short = [float(words < 10.0) for words in columns["words"]]
    for name in _COUNTS_FOR_SHORT:
        found[f"short_{name}"] = [s * value for s, value in zip(short, found[name], strict=True)]
    found |= _of_place(mass)
    found |= _of_siblings(mass, weights, blocks)
    return found


def best_run(scores: Sequence[float], weights: Sequence[float]) -> tuple[int, int]:
    """The stretch of blocks (from, to, the end exclusive) with the most main content and the least of anything else."""
    best, best_run_at, total, start = 0.0, (0, 0), 0.0, 0
    for at, (score, weight) in enumerate(zip(scores, weights, strict=True)):
        total += (score - 0.5) * weight
        if total <= 0.0:
            total, start = 0.0, at + 1
        elif total > best:
            best, best_run_at = total, (start, at + 1)
    return best_run_at


def _of_place(mass: Sequence[float]) -> Columns:
    total = sum(mass) or 1.0
    before = list(accumulate(mass, initial=0.0))
    size = max(1, len(mass))
    shares = [value / total for value in before[:-1]]
    return {
        "place": [at / size for at in range(len(mass))],
        "mass_before": shares,
        "ahead_of_all": [float(s < 0.02) for s in shares],
        "behind_all": [float(s + m / total > 0.98) for s, m in zip(shares, mass, strict=True)],
        "density_of_page": [total / size / 20.0] * len(mass),
    }


def _of_siblings(mass: Sequence[float], weights: Sequence[float], blocks: Sequence[Block]) -> Columns:
    """Main content shares a parent: how good the blocks under one parent are, and how much of the page they hold."""
    columns: Columns = {}
    total = sum(mass) or 1.0
    for name, key in _SIBLINGS.items():
        sums: dict[object, list[float]] = {}
        keys = [key(block) for block in blocks]
        for group, m, w in zip(keys, mass, weights, strict=True):
            entry = sums.setdefault(group, [0.0, 0.0])
            entry[0] += m
            entry[1] += w
        none = [group is None for group in keys]
        columns[f"{name}_mean"] = [0.0 if no else sums[g][0] / sums[g][1] for g, no in zip(keys, none, strict=True)]
        columns[f"{name}_share"] = [0.0 if no else sums[g][0] / total for g, no in zip(keys, none, strict=True)]
    return columns


def _parent(block: Block) -> object:
    return id(_holder(block.markup.container, block.markup.tag)) if block.markup else None


def _grandparent(block: Block) -> object:
    if not block.markup:
        return None
    parent = _holder(block.markup.container, block.markup.tag)
    return id(parent.parent) if parent and parent.parent else None


def _path(block: Block) -> object:
    if not block.markup:
        return None
    steps: list[object] = [block.markup.tag]
    at: Container | None = block.markup.container
    for _ in range(4):
        if at is None:
            break
        steps += (at.tag, at.words)
        at = at.parent
    return tuple(steps)


_SIBLINGS: dict[str, Callable[[Block], object]] = {"parent": _parent, "grandparent": _grandparent, "path": _path}


def _holder(container: Container, tag: str) -> Container | None:
    """The element around the block-level element that a block fills."""
    at: Container | None = container
    while at is not None and at.tag != tag:
        at = at.parent
    return at.parent if at is not None else container


def _windows(mass: Sequence[float], weights: Sequence[float], before: int, after: int) -> list[float]:
    """The mean score of the blocks around each block, by weight; itself is left out. -1 is no side at all."""
    masses = list(accumulate(mass, initial=0.0))
    sizes = list(accumulate(weights, initial=0.0))
    count = len(mass)
    found = []
    for at in range(count):
        low = at + 1 if before < 0 else max(0, at - before)
        high = at if after < 0 else min(count, at + after + 1)
        inside = low <= at < high
        top = masses[high] - masses[low] - (mass[at] if inside else 0.0)
        size = sizes[high] - sizes[low] - (weights[at] if inside else 0.0)
        found.append(top / size if size > 0.0 else 0.0)
    return found


def _mean_of_neighbours(values: Sequence[float], reach: int) -> list[float]:
    return _windows(values, [1.0] * len(values), reach, reach)


def _since(marks: Sequence[bool], at_most: int) -> list[float]:
    """How many blocks ago the last mark stood (0 on the mark itself), or `at_most` where there was none."""
    found, distance = [], at_most
    for mark in marks:
        distance = 0 if mark else min(at_most, distance + 1)
        found.append(float(distance))
    return found
