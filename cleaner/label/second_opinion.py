"""What trafilatura would keep. The only file but the metadata that knows it.

It is asked only about HTML of which the model is unsure, shops and listings for the most part: there it is right where
the model keeps nothing, and it costs as much time as all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cleaner.document import Block

_WORD = re.compile(r"\w+")
_SHINGLE = 4
# Characters and tags: what it does with larger pages takes too long. Few real ones have 20,000 tags.
_LARGEST = 3_000_000
_MOST_TAGS = 50_000
# Blocks from which it is not asked to compare its answer with others': one of them takes time by the square of them.
_MANY_BLOCKS = 3_000


def votes(html: str, blocks: Sequence[Block]) -> list[float] | None:
    """For each block the share of its four-word shingles that trafilatura keeps; None where it has no answer.

    A shorter block counts as kept where it is a line of trafilatura's text.
    """
    if len(html) > _LARGEST or html.count("<") > _MOST_TAGS:
        return None
    import trafilatura

    try:
        text = trafilatura.extract(html, include_comments=False, fast=len(blocks) > _MANY_BLOCKS)
    except Exception:  # another program's fault must not become ours
        return None
    if not text:
        return None
    kept = _shingles(_words(text))
    lines = {_words(line) for line in text.split("\n")}
    return [_vote(_words(block.text), kept, lines) for block in blocks]


def _vote(words: tuple[str, ...], kept: set[tuple[str, ...]], lines: set[tuple[str, ...]]) -> float:
    if len(words) < _SHINGLE:
        return float(bool(words) and words in lines)
    own = _shingles(words)
    return len(own & kept) / len(own)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _shingles(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
