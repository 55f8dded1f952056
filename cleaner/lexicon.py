"""What the words of a block, and the class and id words around it, say by themselves.

Two logistic regressions as two dictionaries of weights: over the words (and, in short blocks, the pairs of words) of
the text, and over the names in the markup. The trees read their results as one feature each.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from cleaner.document import Block, Container
from cleaner.measures import UNSPACED
from cleaner.rules.normalise import normalise

LOOK_AT = 400  # characters
PAIRS_UP_TO = 12  # words
CLIMB = 6  # elements whose names count
UNIT = 1000
_BOUND = 8.0
_EDGE_BEFORE, _EDGE_AFTER = "^", "$"
_ROOTS = ("body", "html")


class Lexicon(NamedTuple):
    """Weights in thousandths of log-odds (whole numbers, whose sum no order can change), and the bias in log-odds."""

    bias: float
    weights: Mapping[str, int]

    def score(self, words: frozenset[str]) -> float:
        """The log-odds that what holds these words is main content; a word counts the less, the more there are."""
        weights = self.weights
        known = [weights[word] for word in words if word in weights]
        if not known:
            return self.bias
        return max(-_BOUND, min(_BOUND, self.bias + sum(known) / UNIT / sqrt(len(known))))


def words_of(text: str) -> frozenset[str]:
    """The words of a block's beginning, normalised, and in a short block the pairs of neighbouring words."""
    normal = normalise(text[:LOOK_AT])
    words = normal.split(" ")
    if UNSPACED.search(normal):
        words = [piece for word in words for piece in _pieces(word)]
    if len(words) > PAIRS_UP_TO:
        return frozenset(words)
    pairs = (f"{one} {two}" for one, two in pairwise((_EDGE_BEFORE, *words, _EDGE_AFTER)))
    return frozenset((*words, *pairs))


def names_around(block: Block) -> frozenset[str]:
    """The class and id words of the elements around a block, the innermost six."""
    names: list[str] = []
    at: Container | None = block.markup.container if block.markup else None
    for _ in range(CLIMB):
        if at is None or at.tag in _ROOTS:
            break
        names += at.words
        at = at.parent
    return frozenset(names)


def _pieces(word: str) -> list[str]:
    """Scripts without spaces: every two neighbouring characters stand for a word."""
    if not UNSPACED.search(word):
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]
