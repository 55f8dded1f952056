"""Weak gold: a text for pages that have none, where two extractors agree and the known snippets are right.

The model for HTML is far better than the one for plain text, and so is trafilatura. Where the two find nearly the same
text on a page, that text teaches the model for plain text what to find in the page's renderings, also in languages of
which there is little gold. HTML itself would learn nothing from what its own model says, and gets none.
"""

from __future__ import annotations

from collections import Counter

import trafilatura

from cleaner.pipeline import clean
from cleaner.training.alignment import runs, words
from cleaner.training.corpus import CorpusPage
from cleaner.training.snippets import Snippets, found

_MIN_AGREEMENT = 0.85  # F1


def weak_gold(page: CorpusPage) -> list[str] | None:
    """The paragraphs that both extractors find, or None where the two differ or miss a snippet."""
    ours = clean(page.html, kind="html").text
    theirs = trafilatura.extract(page.html, include_comments=False) or ""
    if agreement(ours, theirs) < _MIN_AGREEMENT:
        return None
    precision, recall = found(ours, Snippets(page.wanted, page.unwanted))
    if recall < 1.0 or (precision is not None and precision < 1.0):
        return None
    return [paragraph for paragraph in ours.split("\n\n") if paragraph.strip()]


def agreement(one: str, two: str) -> float:
    """F1 over the four-word shingles of two texts."""
    first, second = Counter(runs(words(one))), Counter(runs(words(two)))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0
