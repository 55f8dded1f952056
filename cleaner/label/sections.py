"""Sections: what follows a head such as "More For You" or "Comments"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from cleaner.document import Block, Label, Shape
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import is_prose, measure

# Only these end an article. On 815 pages with known answers, of what stands behind such a head, under the conditions
# below, 99 characters in a hundred are not the article's.
_CLOSING = (Label.RELATED, Label.COMMENTS)
_SHARE_AHEAD = 0.8


def closing_section(blocks: Sequence[Block], evidence: Sequence[Evidence]) -> tuple[int, Label] | None:
    """Where the article is over for good, and the label of what follows; None where it cannot be told.

    It is over at the head of a section of related stories or comments that a certain rule knows, if four fifths of the
    words of prose stand ahead of it, and two paragraphs of prose never adjoin after it: teasers are single, and nothing
    is cut to the end of a page where prose follows.
    """
    heads = [at for at, item in enumerate(evidence) if item.opens_section and item.pinned in _CLOSING]
    if not heads:
        return None
    prose = [is_prose(block) and block.shape is Shape.PARAGRAPH for block in blocks]
    resumes = max((at for at, pair in enumerate(pairwise(prose), 1) if all(pair)), default=-1)
    words = [measure(block.text).words if reads else 0.0 for block, reads in zip(blocks, prose, strict=True)]
    ahead = list(accumulate(words, initial=0.0))
    needed = _SHARE_AHEAD * ahead[-1]
    for at in heads:
        label = evidence[at].pinned
        if label is not None and at > resumes and ahead[at] >= needed and ahead[at]:
            return at, label
    return None
