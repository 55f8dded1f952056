"""Where one page ends and the next begins, in a text into which several were pasted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil

from cleaner.document import Block, Label, Shape
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import measure

_PAGE_WORDS = 100  # of prose, at least
# A text of more pages is scored several pages at a time: every call of the model has a cost of its own.
_MOST_PAGES = 500


def pages(blocks: Sequence[Block], evidence: Sequence[Evidence]) -> list[slice]:
    """The pages of a document, in order; nearly always it is one.

    A copyright line ends a page if there are paragraphs of prose on both sides of it. The model has learned to distrust
    the end of a page, and would distrust a second article.
    """
    starts = [0]
    ends = [at for at, found in enumerate(evidence, 1) if Label.COPYRIGHT in (found.hint, found.pinned)]
    if ends and blocks[0].markup is None and _may_hold_page(blocks[ends[0] :]):
        words = list(accumulate(_words_of_prose(blocks), initial=0))
        for at in ends:
            if words[at] - words[starts[-1]] >= _PAGE_WORDS and words[-1] - words[at] >= _PAGE_WORDS:
                starts.append(at)
    starts = starts[:: ceil(len(starts) / _MOST_PAGES)]  # 1,200 pages: every third start
    return [slice(*pair) for pair in pairwise((*starts, len(blocks)))]


def _may_hold_page(blocks: Sequence[Block]) -> bool:
    """Whether these have enough prose for a page of their own; what a copyright line is followed by mostly has none."""
    return sum([m.words for m in [measure(block.text) for block in blocks] if m.prose]) >= _PAGE_WORDS


def _words_of_prose(blocks: Sequence[Block]) -> list[int]:
    """The words of each paragraph of prose that adjoins another; teasers and copyright lines are single."""
    measured = [measure(block.text) for block in blocks]
    words = [m.words if m.prose and b.shape is Shape.PARAGRAPH else 0 for b, m in zip(blocks, measured, strict=True)]
    return [
        here if before or after else 0 for before, here, after in zip([0, *words], words, [*words[1:], 0], strict=False)
    ]
