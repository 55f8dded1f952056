"""What the words of a block, and the class and id words around it, say by themselves.

Two logistic regressions as two dictionaries of weights: over the words (and, in short blocks, the pairs of words) of
the text, and over the names in the markup. The trees read their results as one feature each, which is a byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from cleaner.document import Container
from cleaner.text.normalise import words_in
from cleaner.text.stats import UNSPACED

LOOK_AT = 400  # characters
PAIRS_UP_TO = 12  # words
CLIMB = 6  # elements whose names count
UNIT = 1000
_STEPS = 16  # of a byte a unit of log-odds, so that it holds from -8 to 8
_EVEN, _MOST = 128, 255
_EDGE_BEFORE, _EDGE_AFTER = "^", "$"
_ROOTS = ("body", "html")


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Weights in thousandths of log-odds (whole numbers, whose sum no order can change), and the bias in log-odds."""

    bias: float
    weights: Mapping[str, int]

    def score(self, words: frozenset[str]) -> int:
        """The odds that what holds these words is main content, as a byte: 128 where they are even, 16 a unit of
        log-odds. A word counts the less, the more there are.
        """
        known = [*filter(None, map(self.weights.get, words))]
        odds = self.bias + sum(known) / UNIT / sqrt(len(known)) if known else self.bias
        return max(0, min(_MOST, round(_EVEN + _STEPS * odds)))


def opinions_of_texts(lexicon: Lexicon, texts: Iterable[str]) -> list[int]:
    """What a lexicon says of the text of each block."""
    return [_remembered(lexicon, text[:LOOK_AT]) for text in texts]


@lru_cache(maxsize=4096)
def _remembered(lexicon: Lexicon, text: str) -> int:
    return lexicon.score(words_of(text))


@lru_cache(maxsize=2048)
def words_of(text: str) -> frozenset[str]:
    """The words of a block's beginning, normalised, and in a short block the pairs of neighbouring words."""
    text = text[:LOOK_AT]
    words: Sequence[str] = words_in(text) or ("",)
    if not text.isascii() and UNSPACED.search(text):
        words = [piece for word in words for piece in _pieces(word)]
    if len(words) > PAIRS_UP_TO:
        return frozenset(words)
    return frozenset((*words, *map(" ".join, pairwise((_EDGE_BEFORE, *words, _EDGE_AFTER)))))


def opinion_of_names(lexicon: Lexicon, container: Container) -> int:
    """What a lexicon says of the class and id words of an element and those around it."""
    return _remembered_names(lexicon, _chain(container))


def names_around(container: Container) -> frozenset[str]:
    """The class and id words of an element and those around it, six in all."""
    return frozenset().union(*_chain(container))


@lru_cache(maxsize=4096)
def _remembered_names(lexicon: Lexicon, chain: tuple[tuple[str, ...], ...]) -> int:
    return lexicon.score(frozenset().union(*chain))


def _chain(container: Container) -> tuple[tuple[str, ...], ...]:
    names: list[tuple[str, ...]] = []
    at: Container | None = container
    for _ in range(CLIMB):
        if at is None or at.tag in _ROOTS:
            break
        if at.words:
            names.append(at.words)
        at = at.parent
    return tuple(names)


def _pieces(word: str) -> list[str]:
    """Scripts without spaces: every two neighbouring characters stand for a word."""
    if not UNSPACED.search(word):
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]
