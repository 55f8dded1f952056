"""The explanation on a terminal: a table coloured by what stays and by family, and a summary."""

from __future__ import annotations

from collections import Counter
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaner.document import Article, Family
from cleaner.render.as_explanation import KEPT, WORTH_A_LOOK, ExplanationRow, doubts_of, explanation
from cleaner.text.printable import one_line

_COLOUR = {Family.TEXT: "green", Family.FURNITURE: "yellow", Family.BOILERPLATE: "red"}
_KEPT, _DROPPED = "bold green", "bold red"
_DOUBT = "bold magenta"
PIPED_COLUMNS = 160  # in colours to a pipe, which has no width of its own
_WIDE_COLUMNS = 90  # a narrower terminal has no room for the scores, and little for the reasons
_NARROW_REASON_COLUMNS = 16


def coloured(article: Article, heading: str | None, in_colour: bool = True, width: int | None = None) -> str:
    """A table of all blocks of an article, and how much of it stays; by default as wide as the terminal."""
    # Returned and not printed: only streams.py knows what to do if the reader has gone.
    page = StringIO()
    console = Console(
        file=page,
        force_terminal=True,
        no_color=not in_colour,
        color_system="standard" if in_colour else None,
        width=width,
    )
    if heading:
        # A name is not wrapped, and as a Text its brackets are not markup.
        console.print(Text(one_line(heading), style="italic"), soft_wrap=True)
    console.print(_table(article, is_wide=console.width >= _WIDE_COLUMNS))
    console.print(_summary(article))
    for doubt in doubts_of(article):
        console.print(Text(doubt, style=_DOUBT))
    return page.getvalue()


def _table(article: Article, is_wide: bool) -> Table:
    # Without `expand` the text column would be as narrow as the others.
    table = Table(box=None, header_style="bold", expand=True, padding=(0, 1, 0, 0))
    for name in ("", "line", "label", *(("score",) if is_wide else ())):
        table.add_column(name, no_wrap=True)
    reason_columns = None if is_wide else _NARROW_REASON_COLUMNS
    table.add_column("reason", overflow="ellipsis", no_wrap=True, max_width=reason_columns)
    table.add_column("text", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in explanation(article):
        table.add_row(*_cells(row, is_wide))
    return table


def _cells(row: ExplanationRow, is_wide: bool) -> list[Text]:
    is_kept = row.kept == KEPT
    score = Text(row.score, style=_DOUBT if row.doubtful else "")
    sign = Text(row.kept, style=_KEPT if is_kept else _DROPPED)
    if row.doubtful and not is_wide:
        sign.append(WORTH_A_LOOK, style=_DOUBT)
    return [
        sign,
        Text(row.lines),
        Text(row.label, style=_COLOUR[row.family]),
        *([score] if is_wide else []),
        Text(row.reason),
        Text(row.text, style="" if is_kept else "dim"),
    ]


def _summary(article: Article) -> Text:
    """How much of the text stays, and how many blocks of which label were dropped, the most frequent first."""
    kept = sum(len(block.text) for block in article.blocks if block.kept)
    characters = sum(len(block.text) for block in article.blocks)
    share = kept / characters if characters else 0.0
    summary = Text.assemble((f"kept {share:.0%}", _KEPT), " of the text")
    dropped = Counter(block.label for block in article.blocks if not block.kept)
    if dropped:
        number = dropped.total()
        summary.append(", ").append(f"dropped {number} {'block' if number == 1 else 'blocks'}", _DROPPED).append(": ")
        counted = [Text.assemble(f"{count} ", (label, _COLOUR[label.family])) for label, count in dropped.most_common()]
        summary.append_text(Text(", ").join(counted))
    return summary
