"""What can be counted in the text of one block, whatever stands around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cleaner.document import Block
from cleaner.rules.stopwords import STOP_CHARACTERS, STOPWORDS

# Longer blocks are judged by their beginning: what a paragraph is shows in its first lines.
LOOK_AT = 2000
_ENDING = 50

UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
# Two characters of Chinese or Japanese carry about as much as one word of a spaced script.
_CHARACTERS_A_WORD = 2.0
_CLOSERS = "\"'”’»«)]】」』››“ "
_SENTENCE_END = frozenset(".!?…。！？؟।｡")

_PROSE_WORDS = 10
_PROSE_STOPWORDS = 0.15


class Measures(NamedTuple):
    """Counts and shares of one block; counts of commas and sentences stop where more would say nothing new."""

    words: float = 0.0
    stopwords: float = 0.0  # density, 0 to 1
    capitals: float = 0.0  # share of words that begin with a capital
    numbers: float = 0.0  # share of words that begin with a digit
    commas: float = 0.0
    ends_sentence: float = 0.0
    sentences: float = 0.0
    word_length: float = 0.0

    @property
    def prose(self) -> bool:
        """Whether it reads like a sentence of running text, whoever wrote it."""
        return self.ends_sentence > 0 and self.words >= _PROSE_WORDS and self.stopwords > _PROSE_STOPWORDS


@lru_cache(maxsize=4096)
def measure(text: str) -> Measures:
    """Measure the text of a block."""
    ending = text[-_ENDING:].rstrip(_CLOSERS)[-1:]
    text = text[:LOOK_AT]
    words = text.split()
    count = len(words)
    if not count:
        return Measures()
    size, stopwords = _size_and_stopwords(text, count)
    return Measures(
        words=size,
        stopwords=stopwords,
        capitals=sum(1 for word in words if word[0].isupper()) / count,
        numbers=sum(1 for word in words if word[0].isdigit()) / count,
        commas=float(min(5, text.count(",") + text.count("，") + text.count("、"))),
        ends_sentence=float(ending in _SENTENCE_END),
        sentences=float(min(8, text.count(". ") + text.count("。") + text.count("! ") + text.count("? "))),
        word_length=min(len(text) / count, 20.0),
    )


def is_prose(block: Block) -> bool:
    """Whether a block reads like a sentence of running text, whoever wrote it."""
    return measure(block.text).prose


def _size_and_stopwords(text: str, count: int) -> tuple[float, float]:
    if not text.isascii() and (unspaced := len(UNSPACED.findall(text))) > count:
        stops = sum(1 for char in text if char in STOP_CHARACTERS)
        return unspaced / _CHARACTERS_A_WORD, min(1.0, stops / unspaced * _CHARACTERS_A_WORD)
    return float(count), sum(1 for word in text.lower().split() if word in STOPWORDS) / count
