"""What can be counted in the text of one block, whatever stands around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cleaner.document import Block
from cleaner.rules.stopwords import STOP_CHARACTERS, STOPWORDS

# Of a longer block the middle is left out: what a paragraph is shows in its first lines, and in how it ends.
LOOK_AT = 2000
_ENDING = 50
_SHARES_OF = 400  # characters from which shares of words are taken
WHOLE = 255  # a share of 1, so that every measure but the first is a whole number that fits a byte

UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
# Two characters of Chinese or Japanese carry about as much as one word of a spaced script.
_CHARACTERS_A_WORD = 2
_CLOSERS = "\"'”’»«)]】」』››“ "
_SENTENCE_END = frozenset(".!?…。！？؟।｡")
_QUOTES = frozenset("\"'“„«‘「『»”‹")
_SEPARATOR = re.compile(" [|·•»] ")

_PROSE_WORDS = 10
_PROSE_STOPWORDS = 0.15


class Measures(NamedTuple):
    """Counts and shares of one block, and what it looks like.

    Counts but that of the words stop where more would say nothing new; shares are in 255ths; looks are 0 or 1.
    """

    words: int = 0
    prose: int = 0  # whether it reads like a sentence of running text, whoever wrote it
    stopwords: int = 0  # density
    capitals: int = 0  # share of words that begin with a capital
    numbers: int = 0  # share of words that begin with a digit
    commas: int = 0
    sentences: int = 0
    word_length: int = 0  # tenths of a character
    ends_sentence: int = 0
    question: int = 0
    colon: int = 0
    quote: int = 0
    ellipsis: int = 0
    address: int = 0
    separator: int = 0
    upper: int = 0
    lower_start: int = 0


def measure(text: str) -> Measures:
    """Measure the text of a block, white space folded."""
    return _measure(text if len(text) <= LOOK_AT else text[: LOOK_AT - _ENDING] + text[-_ENDING:])


@lru_cache(maxsize=4096)
def _measure(text: str) -> Measures:
    head = text[:_SHARES_OF]
    words = head.split()
    count = len(words)
    if not count:
        return Measures()
    size, stopwords = _size_and_stopwords(text, head, count)
    initials = [word[0] for word in words]
    last = text[-1]
    ends = text[-_ENDING:].rstrip(_CLOSERS)[-1:] in _SENTENCE_END
    return Measures(
        words=size,
        prose=ends and size >= _PROSE_WORDS and stopwords > _PROSE_STOPWORDS,
        stopwords=int(WHOLE * stopwords),
        capitals=WHOLE * sum(map(str.isupper, initials)) // count,
        numbers=WHOLE * sum(map(str.isdigit, initials)) // count,
        commas=min(5, _count(text, ",", "，、")),
        sentences=min(8, text.count(". ") + text.count("! ") + text.count("? ") + _count(text, "", "。")),
        word_length=min(200, 10 * len(head) // count),
        ends_sentence=ends,
        question=last in "?？؟",
        colon=last in ":：",
        quote=text[0] in _QUOTES,
        ellipsis=text.endswith(("…", "...")),
        address="@" in text or "http" in text or "www." in text,
        separator=_SEPARATOR.search(text) is not None,
        upper=text.isupper(),
        lower_start=text[0].islower(),
    )


def is_prose(block: Block) -> bool:
    """Whether a block reads like a sentence of running text, whoever wrote it."""
    return bool(measure(block.text).prose)


def _count(text: str, ascii_marks: str, others: str) -> int:
    """How often marks occur; most texts are ASCII and need not be searched for the others."""
    marks = ascii_marks if text.isascii() else ascii_marks + others
    return sum(map(text.count, marks))


def _size_and_stopwords(text: str, head: str, count: int) -> tuple[int, float]:
    """How many words the text has, and the density of function words in its beginning, which has `count` words."""
    if not head.isascii() and (unspaced := len(UNSPACED.findall(head))) > count:
        stops = sum(map(STOP_CHARACTERS.__contains__, head))
        size = unspaced if head is text else len(UNSPACED.findall(text))
        return size // _CHARACTERS_A_WORD, min(1.0, _CHARACTERS_A_WORD * stops / unspaced)
    size = count if head is text else len(text.split())
    return size, sum(map(STOPWORDS.__contains__, head.lower().split())) / count
