"""An article as plain text.

Text that came as text goes out as it came: the kept lines, unchanged to the byte. HTML comes out as paragraphs parted
by blank lines, the items of a list on lines of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaner.document import Article, Kind, Label, LabelledBlock

AHEAD_OF_BODY = (Label.TITLE, Label.STANDFIRST)
# These have fields of their own and are no part of the body.
NOT_BODY = frozenset((*AHEAD_OF_BODY, Label.BYLINE))


def as_text(article: Article) -> str:
    """Everything that is kept: title, standfirst and body; text input keeps its own order. "" where nothing stays."""
    if article.kind is Kind.TEXT:
        return _lines(article.blocks, frozenset())
    ahead = [block.text for block in ahead_of_body(article.blocks)]
    rest = _paragraphs(article.blocks, frozenset(AHEAD_OF_BODY))
    parts = [*ahead, rest] if rest else ahead
    return "\n\n".join(parts) + "\n" if parts else ""


def body(blocks: Sequence[LabelledBlock], kind: Kind) -> str:
    """The kept blocks without title, standfirst and byline, and without a line ending after the last."""
    if kind is Kind.TEXT:
        return _lines(blocks, NOT_BODY).rstrip("\r\n\x85\u2028\u2029")
    return _paragraphs(blocks, NOT_BODY)


def ahead_of_body(blocks: Sequence[LabelledBlock]) -> list[LabelledBlock]:
    """The kept title and standfirst, in this order wherever they stood on the page."""
    return [block for label in AHEAD_OF_BODY for block in blocks if block.kept and block.label is label]


def with_gaps(blocks: Sequence[LabelledBlock], left_out: frozenset[Label]) -> Iterator[tuple[LabelledBlock, bool]]:
    """The kept blocks, each with whether a blank line parts it from the kept block before it.

    It does where one stood anywhere between the two; the first block has none before it.
    """
    gap = first = True
    for block in blocks:
        gap = gap or block.block.gap
        if block.kept and block.label not in left_out:
            yield block, gap and not first
            gap = first = False


def _lines(blocks: Sequence[LabelledBlock], left_out: frozenset[Label]) -> str:
    parts: list[str] = []
    ending = "\n"
    for block, gap in with_gaps(blocks, left_out):
        if gap:
            parts.append(ending)
        parts.append(block.block.source)
        ending = block.block.line_ending
    return "".join(parts)


def _paragraphs(blocks: Sequence[LabelledBlock], left_out: frozenset[Label]) -> str:
    parts: list[str] = []
    for block, gap in with_gaps(blocks, left_out):
        if parts:
            parts.append("\n\n" if gap else "\n")
        parts.append(block.text)
    return "".join(parts)
