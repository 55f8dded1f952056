"""Writes an article as plain text.

For plain text, these are the kept lines, unchanged to the byte. For HTML, they are paragraphs with blank lines between
them; each item of a list has a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cleaner.document import Article, Block, Kind, Label, LabelledBlock

AHEAD_OF_BODY = (Label.TITLE, Label.STANDFIRST)
# These have fields of their own and are not part of the body.
NOT_BODY = frozenset((*AHEAD_OF_BODY, Label.BYLINE))


def as_text(article: Article) -> str:
    """All kept blocks; "" if there are none. For HTML, title and standfirst come first; plain text keeps its order."""
    if article.kind is Kind.TEXT:
        return _lines(article.blocks, frozenset())
    ahead = [block.text for block in ahead_of_body(article.blocks)]
    rest = _paragraphs(article.blocks, frozenset(AHEAD_OF_BODY))
    parts = [*ahead, rest] if rest else ahead
    return "\n\n".join(parts) + "\n" if parts else ""


def body(blocks: Sequence[LabelledBlock], kind: Kind) -> str:
    """The kept blocks without title, standfirst and byline, and without a line ending at the end."""
    if kind is Kind.TEXT:
        return _lines(blocks, NOT_BODY).rstrip("\r\n\x85\u2028\u2029")
    return _paragraphs(blocks, NOT_BODY)


def ahead_of_body(blocks: Sequence[LabelledBlock]) -> list[LabelledBlock]:
    """The kept title and standfirst, in this order, wherever they were on the page."""
    return [block for label in AHEAD_OF_BODY for block in blocks if block.kept and block.label is label]


def with_gaps(blocks: Sequence[LabelledBlock], left_out: frozenset[Label]) -> Iterator[tuple[LabelledBlock, bool]]:
    """The kept blocks, each with whether a blank line separates it from the kept block before it."""
    kept = [at for at, block in enumerate(blocks) if block.kept and block.label not in left_out]
    return ((blocks[at], gap) for at, gap in _gaps([block.block for block in blocks], kept))


def join_lines(blocks: Sequence[Block], kept: Iterable[int]) -> tuple[str, list[int]]:
    """The lines of the kept blocks of a plain text, and for each line the index of its block.

    `kept` are indices in rising order. Lines are unchanged to the byte. Where any blank line separated two kept blocks,
    one does in the result; it counts as a line of the second block.
    """
    parts: list[str] = []
    owners: list[int] = []
    ending = "\n"
    for at, gap in _gaps(blocks, kept):
        block = blocks[at]
        if gap:
            parts.append(ending)
            owners.append(at)
        parts.append(block.source)
        owners += [at] * ((block.end_line or 0) - (block.line or 0) + 1)
        ending = block.line_ending
    return "".join(parts), owners


def _gaps(blocks: Sequence[Block], kept: Iterable[int]) -> Iterator[tuple[int, bool]]:
    """The indices of the kept blocks, each with whether a blank line is anywhere between the block and the last one."""
    last: int | None = None
    for at in kept:
        yield at, last is not None and any(block.gap for block in blocks[last + 1 : at + 1])
        last = at


def _lines(blocks: Sequence[LabelledBlock], left_out: frozenset[Label]) -> str:
    kept = [at for at, block in enumerate(blocks) if block.kept and block.label not in left_out]
    return join_lines([block.block for block in blocks], kept)[0]


def _paragraphs(blocks: Sequence[LabelledBlock], left_out: frozenset[Label]) -> str:
    parts: list[str] = []
    for block, gap in with_gaps(blocks, left_out):
        if parts:
            parts.append("\n\n" if gap else "\n")
        is_marked = block.label is Label.FOOTNOTE and block.block.marker
        parts.append(f"[{block.block.marker}] {block.text}" if is_marked else block.text)
    return "".join(parts)
