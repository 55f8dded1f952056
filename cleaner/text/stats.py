"""Counts and shares of the text of one block, whatever its neighbours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.document import Block
from cleaner.text.lazy_pattern import asian_pattern, lazy_pattern
from cleaner.text.stopwords import STOP_CHARACTERS, STOPWORDS

# The middle of a longer block is left out: what a paragraph is shows in its first lines and its end.
LOOK_AT = 2000  # characters
_ENDING = 50  # characters
_SHARES_OF = 400  # characters from which shares of words are computed
WHOLE = 255  # a share of 1: this way every measure but the first is a whole number that fits a byte

# Thai, Japanese and Chinese; and Lao, Tibetan, Burmese and Khmer, of which no frequent function characters are listed.
UNSPACED = asian_pattern(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_UNLISTED = lazy_pattern(r"[\u0e80-\u0fff\u1000-\u109f\u1780-\u17ff]")
_UNLISTED_STOPWORDS = 0.3  # the density taken for theirs: about that of English prose
# Two characters of Chinese or Japanese carry about as much as one word of a spaced script.
_CHARACTERS_A_WORD = 2
_PIECE = 1_000_000  # characters
_CLOSERS = "\"'”’»«)]】」』››“ "
_SENTENCE_END = frozenset(".!?…。！？؟।｡॥།។៕။۔")
_QUOTES = frozenset("\"'“„«‘「『»”‹")
_SEPARATOR = re.compile(" [·•»] ")
# For each character of ASCII: A for a capital, 0 for a digit, a space for white space, x for anything else.
_KINDS = bytes(
    ord("A" if char.isupper() else "0" if char.isdigit() else " " if char.isspace() else "x")
    for char in map(chr, range(128))
).ljust(256)

# Every block of a document is measured about a dozen times, and the lines of a site repeat from page to page. The
# longest of two thousand real pages have 3,000 blocks.
_MOST_REMEMBERED = 16_384  # texts
_FEWEST_PROSE_WORDS = 10
_LEAST_PROSE_STOPWORDS = 0.15  # share of words


class Measures(NamedTuple):
    """What the text of one block measures.

    All counts except `words` are capped; shares and densities are in 255ths; the others are 0 or 1.
    """

    words: int = 0
    prose: int = 0  # see `is_prose`
    stopwords: int = 0  # density
    capitals: int = 0  # share of words that begin with a capital
    numbers: int = 0  # share of words that begin with a digit
    commas: int = 0
    sentences: int = 0
    word_length: int = 0  # mean, in tenths of a character
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
    return _measured(text if len(text) <= LOOK_AT else text[: LOOK_AT - _ENDING] + text[-_ENDING:])


@lru_cache(maxsize=_MOST_REMEMBERED)
def _measured(text: str) -> Measures:
    head = text[:_SHARES_OF]
    lowered = head.lower().split()
    count = len(lowered)
    if not count:
        return Measures()
    ascii_alone = text.isascii()
    words, stopwords = _size_and_stopwords(text, head, lowered)
    capitals, numbers = _initials(head)
    ends_sentence = text[-_ENDING:].rstrip(_CLOSERS)[-1:] in _SENTENCE_END
    commas, full_stops = text.count(","), text.count(". ") + text.count("! ") + text.count("? ")
    if not ascii_alone:
        commas, full_stops = commas + text.count("，") + text.count("、"), full_stops + text.count("。")
    fields = (
        words,
        ends_sentence and words >= _FEWEST_PROSE_WORDS and stopwords > _LEAST_PROSE_STOPWORDS,
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
    return tuple.__new__(Measures, fields)  # to call the class would take twice as long


def count_words(text: str) -> int:
    """The number of words in a text of any length; two characters of a script without spaces count as one."""
    # In pieces: the words of a line of 50 MB, all at once, would take 800 MB. A word that is cut counts twice.
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    return sum(
        len(piece.split()) + (0 if piece.isascii() else len(UNSPACED.findall(piece)) // _CHARACTERS_A_WORD)
        for piece in pieces
    )


def is_prose(block: Block) -> bool:
    """Whether a block reads like running text, of the article or not: it is a sentence of so many words.

    Of most languages, the function words are not known.
    """
    m = measure(block.text)
    return m.ends_sentence > 0 and m.words >= _FEWEST_PROSE_WORDS


def _initials(head: str) -> tuple[int, int]:
    """The number of words that begin with a capital, and of those that begin with a digit."""
    if head.isascii():
        kinds = b" " + head.encode().translate(_KINDS)
        return kinds.count(b" A"), kinds.count(b" 0")
    initials = [word[0] for word in head.split()]
    return sum(map(str.isupper, initials)), sum(map(str.isdigit, initials))


def _size_and_stopwords(text: str, head: str, lowered: Sequence[str]) -> tuple[int, float]:
    """The number of words in the text, and the share of function words in `head`, given its words in lower case."""
    count = len(lowered)
    if not head.isascii() and (unspaced := len(UNSPACED.findall(head))) > count:
        size = unspaced if head is text else len(UNSPACED.findall(text))
        if _UNLISTED.search(head):
            return size // _CHARACTERS_A_WORD, _UNLISTED_STOPWORDS
        stops = sum(map(STOP_CHARACTERS.__contains__, head))
        return size // _CHARACTERS_A_WORD, min(1.0, _CHARACTERS_A_WORD * stops / unspaced)
    size = count if head is text else len(text.split())
    return size, sum(map(STOPWORDS.__contains__, lowered)) / count
