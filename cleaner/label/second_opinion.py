"""A second opinion on pages about which the model is unsure: which blocks trafilatura would keep.

It is asked only about HTML, mostly shops and listings. There it is right where the model keeps nothing, and it takes as
long as everything else together. Of the package, only the training knows trafilatura beside this module.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block
from cleaner.model.scorer import Score

# The weight of the model's own score in a blend; the second opinion has the rest.
OWN_SHARE = 0.3

_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 4
# Larger pages take trafilatura too long. Hardly any real page has 20,000 tags.
_LARGEST_CHARACTERS = 3_000_000
_MOST_TAGS = 50_000
# On a page of more blocks it does without its fallbacks, one of which takes time by the square of their number.
_FAST_FROM_BLOCKS = 3_000


def votes(html: str, blocks: Sequence[Block]) -> list[float] | None:
    """For each block, the share of its four-word shingles that trafilatura keeps; None where it has no answer.

    A shorter block counts as kept where it is a line of trafilatura's text.
    """
    if len(html) > _LARGEST_CHARACTERS or html.count("<") > _MOST_TAGS:
        return None
    import trafilatura

    try:
        text = trafilatura.extract(html, include_comments=False, fast=len(blocks) > _FAST_FROM_BLOCKS)
    except Exception:  # a fault of another program must not become ours
        return None
    if not text:
        return None
    kept = _shingles(_words(text))
    lines = {_words(line) for line in text.split("\n")}
    return [_vote(_words(block.text), kept, lines) for block in blocks]


def blend(scores: Sequence[Score], second: Sequence[float]) -> list[Score]:
    """The scores, each averaged with its vote."""
    return [
        Score(score.first, OWN_SHARE * score.final + (1.0 - OWN_SHARE) * vote)
        for score, vote in zip(scores, second, strict=True)
    ]


def _vote(words: tuple[str, ...], kept: set[tuple[str, ...]], lines: set[tuple[str, ...]]) -> float:
    if len(words) < _SHINGLE_WORDS:
        return float(bool(words) and words in lines)
    own = _shingles(words)
    return len(own & kept) / len(own)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(*(words[start:] for start in range(_SHINGLE_WORDS)), strict=False))
