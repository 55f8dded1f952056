"""Sections: what follows a head such as "More For You" or "Comments"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from cleaner.document import Block, Label, Shape
from cleaner.label.reasons import CLOSING_SECTIONS
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import is_prose, measure

# The share of the words of prose that precede the head of a closing section. On 815 pages with known answers, 99 of 100
# characters below such a head are not the article's, under the conditions below.
_SHARE_ABOVE = 0.8


def closing_section(blocks: Sequence[Block], evidence: Sequence[Evidence]) -> tuple[int, Label] | None:
    """Where the article is over for good, and the label of everything from there on; None where this is unclear.

    It is over at the head of a section of related stories or comments that a certain rule knows, if four fifths of the
    words of prose are above it, and if no two paragraphs of prose adjoin below it: teasers are single, and nothing is
    cut to the end of a page where prose follows.
    """
    heads = [at for at, found in enumerate(evidence) if found.opens_section and found.pinned in CLOSING_SECTIONS]
    if not heads:
        return None
    prose = [is_prose(block) and block.shape is Shape.PARAGRAPH for block in blocks]
    resumes = max((at for at, pair in enumerate(pairwise(prose), 1) if all(pair)), default=-1)
    words = [measure(block.text).words if reads else 0 for block, reads in zip(blocks, prose, strict=True)]
    above = list(accumulate(words, initial=0))
    needed = _SHARE_ABOVE * above[-1]
    for at in heads:
        label = evidence[at].pinned
        if label is not None and at > resumes and above[at] >= needed and above[at]:
            return at, label
    return None
