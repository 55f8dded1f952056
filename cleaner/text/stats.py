"""Counts and shares of the text of one block, by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.document import Block
from cleaner.text.stopwords import STOP_CHARACTERS, STOPWORDS

# The middle of a longer block is not measured: what a paragraph is shows in its first lines, and in how it ends.
MEASURED_CHARACTERS = 2000
_ENDING_CHARACTERS = 50
_SHARES_CHARACTERS = 400  # shares of words are taken from the first ones
WHOLE = 255  # a share of 1, so that every measure but the number of words is an integer that fits a byte

UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")
# Two characters of Chinese or Japanese carry about as much as one word of a spaced script.
_CHARACTERS_PER_WORD = 2
_CLOSERS = "\"'”’»«)]】」』››“ "
_SENTENCE_END = frozenset(".!?…。！？؟।｡")
_QUOTES = frozenset("\"'“„«‘「『»”‹")
_SEPARATOR = re.compile(" [·•»] ")
# The kind of each ASCII character: "A" for a capital, "0" for a digit, " " for white space, "x" for anything else.
_KINDS = bytes(
    ord("A" if char.isupper() else "0" if char.isdigit() else " " if char.isspace() else "x")
    for char in map(chr, range(128))
).ljust(256)

# Every block of a document is measured about a dozen times, and the lines of a site repeat from page to page. The
# longest of two thousand real pages have 3,000 blocks.
_MOST_REMEMBERED = 16_384  # texts
_PROSE_WORDS = 10  # at least
_PROSE_STOPWORDS = 0.15  # density, more than this


class Measures(NamedTuple):
    """Counts and shares of one block, and what its text looks like.

    All counts except that of words have a limit, beyond which more would mean nothing; shares are in 255ths; looks are
    0 or 1.
    """

    words: int = 0
    prose: int = 0  # whether it reads like a sentence of running text, in the article or not
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
    if len(text) > MEASURED_CHARACTERS:
        text = text[: MEASURED_CHARACTERS - _ENDING_CHARACTERS] + text[-_ENDING_CHARACTERS:]
    return _measured(text)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _measured(text: str) -> Measures:
    head = text[:_SHARES_CHARACTERS]
    lowered = head.lower().split()
    count = len(lowered)
    if not count:
        return Measures()
    ascii_alone = text.isascii()
    words, stopwords = _size_and_stopwords(text, head, lowered)
    capitals, numbers = _initials(head)
    ends_sentence = text[-_ENDING_CHARACTERS:].rstrip(_CLOSERS)[-1:] in _SENTENCE_END
    commas, full_stops = text.count(","), text.count(". ") + text.count("! ") + text.count("? ")
    if not ascii_alone:
        commas, full_stops = commas + text.count("，") + text.count("、"), full_stops + text.count("。")
    return Measures(  # by position: keywords would take three times as long
        words,
        ends_sentence and words >= _PROSE_WORDS and stopwords > _PROSE_STOPWORDS,
        int(WHOLE * stopwords),
        WHOLE * capitals // count,
        WHOLE * numbers // count,
        min(5, commas),
        min(8, full_stops),
        min(200, 10 * len(head) // count),
        ends_sentence,
        text[-1] in "?？؟",
        text[-1] in ":：",
        text[0] in _QUOTES,
        text.endswith(("…", "...")),
        "@" in text or "http" in text or "www." in text,
        " | " in text or (not ascii_alone and _SEPARATOR.search(text) is not None),
        text.isupper(),
        text[0].islower(),
    )


def is_prose(block: Block) -> bool:
    """Whether a block reads like a sentence of running text, in the article or not."""
    return bool(measure(block.text).prose)


def _initials(head: str) -> tuple[int, int]:
    """How many words begin with a capital, and how many with a digit."""
    if head.isascii():
        kinds = b" " + head.encode().translate(_KINDS)
        return kinds.count(b" A"), kinds.count(b" 0")
    initials = [word[0] for word in head.split()]
    return sum(map(str.isupper, initials)), sum(map(str.isdigit, initials))


def _size_and_stopwords(text: str, head: str, lowered: Sequence[str]) -> tuple[int, float]:
    """The number of words of the text, and the stopword density of its head, whose words are `lowered`."""
    count = len(lowered)
    if not head.isascii() and (unspaced := len(UNSPACED.findall(head))) > count:
        stops = sum(map(STOP_CHARACTERS.__contains__, head))
        size = unspaced if head is text else len(UNSPACED.findall(text))
        return size // _CHARACTERS_PER_WORD, min(1.0, _CHARACTERS_PER_WORD * stops / unspaced)
    size = count if head is text else len(text.split())
    return size, sum(map(STOPWORDS.__contains__, lowered)) / count
