"""The body in a page's JSON-LD, as the article of a page that shows next to nothing of it."""

from __future__ import annotations

from cleaner.document import LABEL_OF_SHAPE, Basis, LabelledBlock, Verdict
from cleaner.label.reasons import JSON_LD_BODY
from cleaner.segment import segment
from cleaner.segment.detect import detect

_NEXT_TO_NOTHING_WORDS = 30  # the most that a page shows of its article where the JSON-LD may stand in
_FEWEST_BODY_WORDS = 40
_TIMES_LONGER = 3  # than what the page shows


def body_of_json_ld(page: str, shown: str) -> tuple[LabelledBlock, ...]:
    """The paragraphs of the page's own `articleBody`, all kept; none where the page shows more of it than a teaser.

    `shown` is the article as the page shows it.
    """
    words = len(shown.split(maxsplit=_NEXT_TO_NOTHING_WORDS + 1))  # an article may be one of 50 megabytes
    if words > _NEXT_TO_NOTHING_WORDS or "articleBody" not in page:
        return ()
    from cleaner.metadata.from_elements import read_declared  # imported late: few pages need it

    body = read_declared(page, None).body
    if len(body.split()) < max(_FEWEST_BODY_WORDS, _TIMES_LONGER * words):
        return ()
    return tuple(
        LabelledBlock(
            block._replace(source="", line=None, end_line=None),
            Verdict(LABEL_OF_SHAPE[block.shape], JSON_LD_BODY, 1.0, Basis.MARKUP),
            True,
        )
        for block in segment(body, detect(body))
    )
