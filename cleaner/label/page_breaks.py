"""Where one page ends and the next begins, in a text into which several were pasted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from cleaner.document import Block, Label, Shape
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import measure

_FEWEST = 100  # words of prose that make a page
# A text of more pages is cut into so many pieces of several: it is not worth a look at every one.
_MOST_PAGES = 500


def pages(blocks: Sequence[Block], evidence: Sequence[Evidence]) -> list[slice]:
    """The pages of a document, in order; nearly always it is one.

    A line of the owner's rights ends a page, if there are paragraphs of prose on both sides of it. A model learns to
    think little of what is at the end of a page, and so it would of a second article.
    """
    starts = [0]
    rights = Label.COPYRIGHT
    ends = [at for at, item in enumerate(evidence, 1) if item.hint is rights or item.pinned is rights]
    if ends and blocks[0].markup is None:
        words = list(accumulate(_words_of_prose(blocks), initial=0))
        for at in ends:
            if words[at] - words[starts[-1]] >= _FEWEST and words[-1] - words[at] >= _FEWEST:
                starts.append(at)
    starts = starts[:: -(-len(starts) // _MOST_PAGES)]
    return [slice(*pair) for pair in pairwise((*starts, len(blocks)))]


def _words_of_prose(blocks: Sequence[Block]) -> list[int]:
    """The words of each paragraph of prose that adjoins another; teasers and notes of rights stand singly."""
    measured = [measure(block.text) for block in blocks]
    words = [m.words if m.prose and b.shape is Shape.PARAGRAPH else 0 for b, m in zip(blocks, measured, strict=True)]
    return [
        here if before or after else 0 for before, here, after in zip([0, *words], words, [*words[1:], 0], strict=False)
    ]
