"""Weak labels: a gold text for pages that have none, where two extractors agree and the known snippets are right.

The model for HTML is far better than the one for plain text, and so is trafilatura. Where the two give nearly the same
text of a page, that text teaches the model for plain text what it is to find in the page's renderings, in languages of
which there is little gold. HTML itself learns nothing from what its own model says, and gets none.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import trafilatura

from cleaner.pipeline import clean
from cleaner.training.alignment import SHINGLE, words
from cleaner.training.snippets import Snippets, found

_AGREEMENT = 0.85


def weak_gold(page: dict[str, Any]) -> list[str] | None:
    """The paragraphs that both extractors find, or None where they differ or miss a snippet."""
    ours = clean(page["html"], kind="html").text
    theirs = trafilatura.extract(page["html"], include_comments=False) or ""
    if agreement(ours, theirs) < _AGREEMENT:
        return None
    precision, recall = found(ours, Snippets(tuple(page["with"]), tuple(page["without"])))
    if recall < 1.0 or (precision is not None and precision < 1.0):
        return None
    return [paragraph for paragraph in ours.split("\n\n") if paragraph.strip()]


def agreement(one: str, two: str) -> float:
    """F1 over the four-word shingles of two texts."""
    first, second = _shingles(one), _shingles(two)
    total = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / total if total else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    all_words = words(text)
    return Counter(all_words[at : at + SHINGLE] for at in range(len(all_words) - SHINGLE + 1))
