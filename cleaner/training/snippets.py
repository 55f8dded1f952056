"""Snippets -> the truth of the blocks that hold them.

Some pages have no gold text, only a few snippets that have to come out and a few that must not. They say little of a
page, but in many languages and of kinds of page that the gold texts lack, and what they say is certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.training.alignment import EITHER, GOLD, NOT_GOLD


class Snippets(NamedTuple):
    """What has to come out of a page, and what must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def truth_of(blocks: Sequence[str], snippets: Snippets) -> list[int]:
    """GOLD or NOT_GOLD for the blocks that hold a snippet, EITHER for all others.

    A block that holds an unwanted snippet has to go. One that holds a wanted one has to stay where no other block holds
    it too: of several, any may be meant.
    """
    texts = [_folded(block) for block in blocks]
    truth = [EITHER] * len(texts)
    for snippet in map(_folded, snippets.wanted):
        holders = [at for at, text in enumerate(texts) if snippet in text]
        if len(holders) == 1:
            truth[holders[0]] = GOLD
    for snippet in map(_folded, snippets.unwanted):
        for at, text in enumerate(texts):
            if snippet in text:
                truth[at] = EITHER if truth[at] == GOLD else NOT_GOLD
    return truth


def found(text: str, snippets: Snippets) -> tuple[float | None, float]:
    """Precision (None where no snippet is found) and recall of a page's output."""
    text = _folded(text)
    hits = sum(_folded(snippet) in text for snippet in snippets.wanted)
    slips = sum(_folded(snippet) in text for snippet in snippets.unwanted)
    precision = hits / (hits + slips) if hits + slips else None
    return precision, hits / len(snippets.wanted) if snippets.wanted else 1.0


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
