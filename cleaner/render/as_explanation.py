"""Every block of an article with its label, score and reason, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cleaner.document import Article, Family, Kind, LabelledBlock
from cleaner.text.printable import one_line

_LONGEST_TEXT = 1000  # characters
WORTH_A_LOOK = "?"  # beside the score
KEPT, DROPPED = "+", "-"


class ExplanationRow(NamedTuple):
    """One block as the explanation shows it. No field holds control characters."""

    kept: str
    lines: str
    label: str
    score: str
    reason: str
    text: str
    family: Family
    doubtful: bool


def explanation(article: Article) -> Iterator[ExplanationRow]:
    """One row for every block, in order."""
    return (_row(number, block) for number, block in enumerate(article.blocks, 1))


def as_explanation(article: Article, width: int = 100) -> str:
    """The rows as lines of plain text; the text of a block is cut to `width` characters."""
    rows = list(explanation(article))
    label = max((len(row.label) for row in rows), default=0)
    reason = max((len(row.reason) for row in rows), default=0)
    return "".join(
        f"{row.kept} {row.lines:>5}  {row.label:<{label}}  {row.score:<5} {row.reason:<{reason}}  {row.text[:width]}\n"
        for row in rows
    ) + "".join(f"{doubt}\n" for doubt in doubts_of(article))


def doubts_of(article: Article) -> Iterator[str]:
    """What is worth a look, a sentence each: passages that were dropped against their score, and missing words."""
    places = [row.lines for row in explanation(article) if row.doubtful]
    unit = "block" if article.kind is Kind.HTML else "line"
    if len(places) == 1:
        lines = f"{unit}s" if "-" in places[0] else unit
        yield f"worth a look: 1 passage was dropped although it reads like the article: {lines} {places[0]}"
    elif places:
        many = f"{len(places)} passages were dropped although they read like the article"
        yield f"worth a look: {many}: {unit}s {', '.join(places)}"
    if article.expected_words is not None:
        least = f"the article should have at least {article.expected_words} words"
        yield f"worth a look: less is kept than the page declares: {least}"


def _row(number: int, block: LabelledBlock) -> ExplanationRow:
    first, last = block.line or number, block.end_line or number
    return ExplanationRow(
        kept=KEPT if block.kept else DROPPED,
        lines=str(first) if first == last else f"{first}-{last}",
        label=str(block.label),
        score=f"{block.score:.2f}{WORTH_A_LOOK if block.doubtful else ''}",
        reason=block.reason,
        text=one_line(block.text[:_LONGEST_TEXT]),
        family=block.family,
        doubtful=block.doubtful,
    )
