"""Scores a block by its words alone, and by the class and id words around it.

Two logistic regressions, kept as two dictionaries of weights: over the words of a text (and, in short blocks, pairs of
neighbouring words), and over the names in the markup. The trees read each result as one feature, which is a byte.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from cleaner.container import Container
from cleaner.text.normalise import words_in
from cleaner.text.stats import UNSPACED

READ_CHARACTERS = 400  # the beginning of a block says enough
PAIRS_UP_TO_WORDS = 12
CLIMB_ELEMENTS = 6  # elements whose names count, counted from the innermost
UNITS_A_LOG_ODDS = 1000  # of a weight: whole numbers have the same sum in any order
_STEPS_A_LOG_ODDS = 16  # of a score: a byte then spans log-odds from -8 to 8
_EVEN_ODDS, _MAX_SCORE = 128, 255
_EDGE_BEFORE, _EDGE_AFTER = "^", "$"
_ROOTS = ("body", "html")
_SEARCHES_BEFORE_FILING = 20_000  # take about as long as filling the dictionary


class TermWeights:
    """The weights of terms as a model file has them: `terms` in order, a line each, and their weights in two bytes.

    A dictionary of 65,000 terms takes longer to fill than a page takes to clean. So the first terms that are asked for
    are searched for, and only a process that cleans many pages fills the dictionary.
    """

    def __init__(self, terms: str, weights: bytes) -> None:
        self._terms = terms.split("\n") if weights else []
        self._weights = array("h", weights)
        if sys.byteorder == "big":
            self._weights.byteswap()
        self._filed: dict[str, int] | None = None
        self._searches = 0

    def of(self, terms: Collection[str]) -> list[int]:
        """The weights of those of the terms that have one."""
        if self._filed is None:
            self._searches += len(terms)
            if self._searches <= _SEARCHES_BEFORE_FILING:
                return [*filter(None, map(self._search, terms))]
            self._filed = dict(self.items())
        return [*filter(None, map(self._filed.get, terms))]

    def _search(self, term: str) -> int:
        at = bisect_left(self._terms, term)
        return self._weights[at] if at < len(self._terms) and self._terms[at] == term else 0

    def items(self) -> Iterator[tuple[str, int]]:
        """The terms with their weights, in order."""
        return zip(self._terms, self._weights, strict=True)


@dataclass(frozen=True, slots=True, eq=False)
class WordModel:
    """A logistic regression over sets of terms: the bias in log-odds, the weights in thousandths of log-odds."""

    bias: float
    weights: Mapping[str, int] | TermWeights

    def score(self, terms: frozenset[str]) -> int:
        """The odds that a block with these terms is main content, as a byte.

        128 stands for even odds, and 16 steps for one unit of log-odds. The more terms are known, the less each of
        them counts: the vector of a block's terms has a length of one.
        """
        weights = self.weights
        known = weights.of(terms) if isinstance(weights, TermWeights) else [*filter(None, map(weights.get, terms))]
        log_odds = self.bias + sum(known) / UNITS_A_LOG_ODDS / sqrt(len(known)) if known else self.bias
        return max(0, min(_MAX_SCORE, round(_EVEN_ODDS + _STEPS_A_LOG_ODDS * log_odds)))


def weights_in_bytes(model: WordModel) -> tuple[str, bytes]:
    """The terms and the weights of a model as `TermWeights` takes them."""
    weights = dict(sorted(model.weights.items()))
    return "\n".join(weights), b"".join([weight.to_bytes(2, "little", signed=True) for weight in weights.values()])


def score_texts(model: WordModel, texts: Iterable[str]) -> list[int]:
    """Score the text of each block, as `WordModel.score` does."""
    return [_score_of_text(model, text[:READ_CHARACTERS]) for text in texts]


@lru_cache(maxsize=4096)
def _score_of_text(model: WordModel, text: str) -> int:
    return model.score(terms_of(text))


@lru_cache(maxsize=2048)
def terms_of(text: str) -> frozenset[str]:
    """The words in the first 400 characters of a block, normalised; in a short block also pairs of neighbouring words.

    >>> sorted(terms_of("Read more!"))
    ['^ read', 'more', 'more $', 'read', 'read more']
    """
    text = text[:READ_CHARACTERS]
    words: Sequence[str] = words_in(text) or ("",)
    if not text.isascii() and UNSPACED.search(text):
        words = [piece for word in words for piece in character_pairs(word)]
    if len(words) > PAIRS_UP_TO_WORDS:
        return frozenset(words)
    return frozenset((*words, *map(" ".join, pairwise((_EDGE_BEFORE, *words, _EDGE_AFTER)))))


def score_names(model: WordModel, container: Container) -> int:
    """Score the class and id words of an element and of those around it, as `WordModel.score` does."""
    return _score_of_chain(model, _chain(container))


def names_around(container: Container) -> frozenset[str]:
    """The class and id words of an element and of those around it, six elements in all."""
    return frozenset().union(*_chain(container))


@lru_cache(maxsize=4096)
def _score_of_chain(model: WordModel, chain: tuple[tuple[str, ...], ...]) -> int:
    return model.score(frozenset().union(*chain))


def _chain(container: Container) -> tuple[tuple[str, ...], ...]:
    names: list[tuple[str, ...]] = []
    at: Container | None = container
    for _ in range(CLIMB_ELEMENTS):
        if at is None or at.tag in _ROOTS:
            break
        if at.words:
            names.append(at.words)
        at = at.parent
    return tuple(names)


def character_pairs(word: str) -> list[str]:
    """In scripts without spaces every two neighbouring characters stand for a word; other words are left whole."""
    if not UNSPACED.search(word):
        return [word]
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]
