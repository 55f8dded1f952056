"""Every block of an article with its label, score and reason, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.document import Article, Family, LabelledBlock
from cleaner.text.printable import one_line

_LONGEST_TEXT = 1000  # characters


class ExplanationRow(NamedTuple):
    """One block as the explanation shows it. No field holds control characters."""

    kept: str
    lines: str
    label: str
    score: str
    reason: str
    text: str
    family: Family


def explanation(article: Article) -> Iterator[ExplanationRow]:
    """One row for every block, in order."""
    return (_row(number, block) for number, block in enumerate(article.blocks, 1))


def as_explanation(article: Article, width: int = 100) -> str:
    """The rows as lines of plain text; the text of a block is cut to `width` characters."""
    rows = list(explanation(article))
    label = max((len(row.label) for row in rows), default=0)
    reason = max((len(row.reason) for row in rows), default=0)
    return "".join(
        f"{row.kept} {row.lines:>5}  {row.label:<{label}}  {row.score}  {row.reason:<{reason}}  {row.text[:width]}\n"
        for row in rows
    )


def _row(number: int, block: LabelledBlock) -> ExplanationRow:
    first, last = block.line or number, block.end_line or number
    return ExplanationRow(
        kept="+" if block.kept else "-",
        lines=str(first) if first == last else f"{first}-{last}",
        label=str(block.label),
        score=f"{block.score:.2f}",
        reason=block.reason,
        text=one_line(block.text[:_LONGEST_TEXT]),
        family=block.family,
    )
