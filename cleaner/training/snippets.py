"""Snippets -> the truth of the blocks that hold them.

Some pages have no gold text, only a few snippets that have to come out and a few that must not. They say little about a
page, but what they say is certain, and they cover languages and kinds of page that the gold texts lack.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.training.alignment import EITHER, GOLD, NOT_GOLD


class Snippets(NamedTuple):
    """Texts that have to come out of a page, and texts that must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def truth_of(blocks: Sequence[str], snippets: Snippets) -> list[int]:
    """GOLD or NOT_GOLD for the blocks that hold a snippet, EITHER for all others.

    A block with an unwanted snippet has to go. A block with a wanted one has to stay if it is the only one: of several,
    any may be meant.
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
    """Precision and recall of the text of a page; precision is None where no snippet is found."""
    text = _folded(text)
    hits = sum(_folded(snippet) in text for snippet in snippets.wanted)
    slips = sum(_folded(snippet) in text for snippet in snippets.unwanted)
    precision = hits / (hits + slips) if hits + slips else None
    return precision, hits / len(snippets.wanted) if snippets.wanted else 1.0


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
