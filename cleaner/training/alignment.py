"""Gold text -> the truth of every block.

A block is gold where it is a line of the gold text, or where at least half of its four-word shingles are in it. A block
of three or four words is gold where it stands in the gold text as a phrase; of one or two only as a line of its own,
since "Read more" stands in many a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

GOLD, NOT_GOLD, EITHER = 1, 0, -1
SHINGLE = 4
_SHARE = 0.5
_SHORTEST_PHRASE = 3
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+"
)


def words(text: str) -> tuple[str, ...]:
    """Words, folded; a character of a script without spaces is a word."""
    return tuple(_WORD.findall(text.casefold()))


def shingles(text: Sequence[str]) -> set[tuple[str, ...]]:
    """All runs of four words."""
    return {tuple(text[at : at + SHINGLE]) for at in range(len(text) - SHINGLE + 1)}


def align(blocks: Iterable[str], gold: Sequence[str], optional: Sequence[str] = ()) -> list[int]:
    """GOLD, NOT_GOLD or EITHER (optional, or no word at all) for every block, given the paragraphs of the gold text."""
    lines = {words(line) for paragraph in gold for line in paragraph.split("\n")}
    in_gold = shingles([word for paragraph in gold for word in words(paragraph)])
    running = f" {' '.join(' '.join(words(paragraph)) for paragraph in gold)} "
    optional_lines = {words(paragraph) for paragraph in optional}
    in_optional = {shingle for paragraph in optional for shingle in shingles(words(paragraph))}

    def truth(block: tuple[str, ...]) -> int:
        if not block:
            return EITHER
        if block in lines:
            return GOLD
        if block in optional_lines:
            return EITHER
        if len(block) <= SHINGLE:
            return int(len(block) >= _SHORTEST_PHRASE and f" {' '.join(block)} " in running)
        pieces = shingles(block)
        if len(pieces & in_gold) >= _SHARE * len(pieces):
            return GOLD
        return EITHER if len(pieces & in_optional) >= _SHARE * len(pieces) else NOT_GOLD

    return [truth(words(block)) for block in blocks]
