"""The scores of a first look -> features that say whether a block belongs to the article's own story.

Shape and neighbours show that a block is prose, not whose prose it is: a reader's comment and the teaser of another
story are prose too. What tells them apart is what they speak of, how far they stand from the title, and to which of
the stretches of prose on the page they belong. All of it is found on the page itself, in any language.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise

from cleaner.document import Label, Shape
from cleaner.model.features import Columns, Page, means_beside, shrunk, since_places
from cleaner.model.word_model import READ_CHARACTERS, character_pairs
from cleaner.text.normalise import words_in
from cleaner.text.stats import UNSPACED, WHOLE
from cleaner.text.stopwords import STOPWORDS

# A block tells the story where the first look gives it three tenths and it is not a mere line.
_TELLING_SCORE = 76
_TELLING_WORDS = 12
_SURE_SCORE = 150
_MAX_TELLERS = 8  # that count for one word
_MAX_SHARED_WORDS = 60
_RELATIVE_UNITS = 100  # what a block of the story has on average
_MIN_CONTENT_WORD = 4  # characters; 3 where the words of other scripts stand in a text without spaces

_TITLE_WORDS = range(2, 29)
_TITLE_ABOVE_BLOCKS = 60
_TITLE_CONTENT_WORDS = 4  # that make an overlap certain
_HEADING_BONUS = 51
_NO_TITLE, _MAX_BELOW_TITLE, _ABOVE_TITLE, _MAX_ABOVE_TITLE = 255, 120, 121, 120

# What the rules take a line for, which tells where the article begins, ends and is interrupted.
_LANDMARKS: dict[Label | None, str] = {
    Label.NAVIGATION: "navigation",
    Label.TIMESTAMP: "timestamp",
    Label.BYLINE: "byline",
    Label.COMMENTS: "comments",
    Label.RELATED: "related",
    Label.NEWSLETTER: "newsletter",
    Label.SHARE: "share",
    Label.CAPTION: "picture",
    Label.CREDIT: "picture",
}
_HORIZON_BLOCKS = 60  # distances beyond it count as this

_STRETCH_SCORE, _STRETCH_WORDS = 140, 8  # of a block that is not prose by its function words
_STRETCH_GAP_BLOCKS = 4
_MAX_OFF_MAIN = 127
_BELOW_MAIN = bytes(range(128, 256)) * 2  # marks distances below the main stretch
_STRETCH_FEATURES = ("stretch_size", "stretch_score", "stretch_like", "off_stretch", "off_main", "main_share")


@dataclass(slots=True)
class _Stretch:
    """Prose with at most a few other blocks in between: its first and last block, and sums over its prose."""

    first: int
    last: int
    weight: int = 0
    mass: int = 0
    words: set[str] = field(default_factory=set)


def story_features(page: Page, first: bytes) -> Columns:
    """Compute a column a feature, given the first score of each block as a byte."""
    content = [content_words(block.text[:READ_CHARACTERS]) for block in page.blocks]
    telling = [
        score > _TELLING_SCORE and measures.words >= _TELLING_WORDS
        for score, measures in zip(first, page.measures, strict=True)
    ]
    columns = _of_topic(page, content, telling)
    columns |= _of_title(page, content, columns, _first_sure(first, telling))
    return columns | _of_stretches(page, first, content) | _of_landmarks(page)


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The words that say what a text speaks of: no function words, and in scripts without spaces pairs of characters.

    >>> sorted(content_words("The ferries of Oskelund sail again on 3 May."))
    ['again', 'ferries', 'oskelund', 'sail']
    """
    words = words_in(text)
    if text.isascii() or not UNSPACED.search(text):
        return frozenset([word for word in words if len(word) >= _MIN_CONTENT_WORD and word not in STOPWORDS])
    return frozenset(
        piece
        for word in words
        for piece in character_pairs(word)
        if UNSPACED.search(piece) or (len(piece) >= _MIN_CONTENT_WORD - 1 and piece not in STOPWORDS)
    )


def _first_sure(first: bytes, telling: Sequence[bool]) -> int | None:
    return next((at for at, score in enumerate(first) if telling[at] and score > _SURE_SCORE), None)


def _of_topic(page: Page, content: Sequence[frozenset[str]], telling: Sequence[bool]) -> Columns:
    """How many of a block's words other blocks of the story have too, and how many of them."""
    told: dict[str, frozenset[str]] = {
        block.text: words for block, words, tells in zip(page.blocks, content, telling, strict=True) if tells
    }
    tellers = Counter(chain.from_iterable(told.values()))
    # A block is no evidence for itself, nor is its double.
    by_all = {word: min(count, _MAX_TELLERS) for word, count in tellers.items()}
    by_others = {word: min(count - 1, _MAX_TELLERS) for word, count in tellers.items() if count > 1}
    shares, depths, counts = [], [], []
    for block, words in zip(page.blocks, content, strict=True):
        known = by_others if block.text in told else by_all
        shared = [*filter(None, map(known.get, words))]
        size = len(words) or 1
        shares.append(WHOLE * len(shared) // size)
        depths.append(WHOLE * sum(shared) // (_MAX_TELLERS * size))
        counts.append(min(len(shared), _MAX_SHARED_WORDS))
    mean = _mean(shares, telling)
    before, after = means_beside(
        [share * weight for share, weight in zip(shares, page.weights, strict=True)], page.weights, 3
    )
    return {
        "topic": bytes(shares),
        "topic_depth": bytes(depths),
        "topic_count": bytes(counts),
        "topic_relative": _relative(shares, mean),
        "topic_depth_relative": _relative(depths, _mean(depths, telling)),
        "topic_page": bytes([int(mean)]) * len(shares),
        "topic_before": before,
        "topic_after": after,
    }


def _mean(values: Sequence[int], chosen: Sequence[bool]) -> float:
    of_chosen = [value for value, is_chosen in zip(values, chosen, strict=True) if is_chosen]
    return sum(of_chosen) / len(of_chosen) if of_chosen else 0.0


def _relative(values: Sequence[int], mean: float) -> bytes:
    return bytes([min(WHOLE, int(_RELATIVE_UNITS * value / mean)) if mean else 0 for value in values])


def _of_title(page: Page, content: Sequence[frozenset[str]], topic: Columns, sure: int | None) -> Columns:
    """Where a block stands from the title, and which words the two share.

    The title is the line above the first sure paragraph, at most sixty blocks up, that has most of its words in the
    story; a heading is preferred, and the lowest of equals.
    """
    found, quality = None, 0
    for at in range(max(0, sure - _TITLE_ABOVE_BLOCKS), sure + 1) if sure is not None else ():
        measures, size = page.measures[at], len(content[at])
        if measures.words not in _TITLE_WORDS or measures.ends_sentence or not size or (at == sure and measures.prose):
            continue
        overlap = topic["topic"][at] * min(size, _TITLE_CONTENT_WORDS) // _TITLE_CONTENT_WORDS
        heading = page.blocks[at].shape is Shape.HEADING
        value = overlap + topic["topic_depth"][at] // 10 + (_HEADING_BONUS if heading else 0)
        if value >= quality:
            found, quality = at, value
    size = len(content)
    title = content[found] if found is not None else frozenset()
    shared = [len(title & words) for words in content]
    return {
        "title_distance": bytes([_NO_TITLE]) * size if found is None else _from_title(page, found),
        "title_words": bytes([WHOLE * count // (len(title) or 1) for count in shared]),
        "in_title": bytes([WHOLE * count // (len(words) or 1) for count, words in zip(shared, content, strict=True)]),
        "title_quality": bytes([min(WHOLE, quality)]) * size,
    }


def _from_title(page: Page, title: int) -> bytes:
    """0 to 120 for blocks below the title, 122 to 241 for those above it."""
    above = bytes([_ABOVE_TITLE + distance for distance in _ramp(title, _MAX_ABOVE_TITLE)])
    return above[::-1] + b"\0" + shrunk(page, _ramp(len(page.blocks) - title - 1, _MAX_BELOW_TITLE))


def _of_stretches(page: Page, first: bytes, content: Sequence[frozenset[str]]) -> Columns:
    """The stretch of prose nearest to each block: its size, score and likeness to the main one, and the way to both."""
    size = len(first)
    stretches = _stretches(page, first, content)
    if not stretches:
        return {name: bytes(size) for name in _STRETCH_FEATURES}
    main = max(stretches, key=lambda stretch: stretch.mass)
    weight = sum(stretch.weight for stretch in stretches)
    mass = sum(stretch.mass for stretch in stretches) or 1
    likeness = [WHOLE * len(one.words & main.words) // (len(one.words) or 1) for one in stretches]
    parts = _parts(stretches, size)
    return {
        "stretch_size": _filled([WHOLE * one.weight // weight for one in stretches], parts),
        "stretch_score": _filled([one.mass // one.weight for one in stretches], parts),
        "stretch_like": _filled(likeness, parts),
        "off_stretch": b"".join(
            _ramp(one.first - start, _HORIZON_BLOCKS)[::-1]
            + bytes(one.last + 1 - one.first)
            + _ramp(end - one.last - 1, _HORIZON_BLOCKS)
            for one, (start, end) in zip(stretches, parts, strict=True)
        ),
        "off_main": _ramp(main.first, _MAX_OFF_MAIN)[::-1]
        + bytes(main.last + 1 - main.first)
        + _ramp(size - main.last - 1, _MAX_OFF_MAIN).translate(_BELOW_MAIN),
        "main_share": bytes([WHOLE * main.mass // mass]) * size,
    }


def _parts(stretches: Sequence[_Stretch], size: int) -> list[tuple[int, int]]:
    """The blocks to which each stretch is the nearest: the first of them, and the first behind them."""
    starts = [0, *((one.last + two.first + 1) // 2 for one, two in pairwise(stretches))]
    return list(zip(starts, [*starts[1:], size], strict=True))


def _filled(values: Sequence[int], parts: Sequence[tuple[int, int]]) -> bytes:
    return b"".join([bytes([value]) * (end - start) for value, (start, end) in zip(values, parts, strict=True)])


def _ramp(size: int, at_most: int) -> bytes:
    """1, 2, 3 and so on, no more than `at_most`."""
    return bytes(range(1, min(size, at_most) + 1)).ljust(size, bytes([at_most]))


def _stretches(page: Page, first: bytes, content: Sequence[frozenset[str]]) -> list[_Stretch]:
    found: list[_Stretch] = []
    for at, (score, measures) in enumerate(zip(first, page.measures, strict=True)):
        is_prose = measures.prose and measures.words >= _TELLING_WORDS
        if not is_prose and (score <= _STRETCH_SCORE or measures.words < _STRETCH_WORDS):
            continue
        if not found or at - found[-1].last > _STRETCH_GAP_BLOCKS:
            found.append(_Stretch(at, at))
        stretch = found[-1]
        stretch.last = at
        stretch.weight += page.weights[at]
        stretch.mass += page.weights[at] * score
        stretch.words |= content[at]
    return found


def _of_landmarks(page: Page) -> Columns:
    """How far the lines before and after a block stand that the rules know by their words."""
    size = len(page.evidence)
    places: dict[str, list[int]] = {name: [] for name in _LANDMARKS.values()}
    for at, item in enumerate(page.evidence):
        if name := _LANDMARKS.get(item.pinned or item.hint):
            places[name].append(at)
    columns: Columns = {}
    for name, found in places.items():
        columns[f"since_line_{name}"] = since_places(found, size, _HORIZON_BLOCKS)
        backwards = since_places([size - 1 - at for at in reversed(found)], size, _HORIZON_BLOCKS)
        columns[f"until_line_{name}"] = backwards[::-1]
    return columns
