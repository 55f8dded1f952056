"""The explanation on a terminal: a table coloured by family."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaner.document import Article, Family
from cleaner.render.as_explanation import ExplanationRow, doubts_of, explanation
from cleaner.text.printable import one_line

_COLOUR = {Family.TEXT: "green", Family.FURNITURE: "yellow", Family.BOILERPLATE: "red"}
_DOUBT = "bold magenta"


def coloured(article: Article, heading: str | None, in_colour: bool) -> str:
    """A table of all blocks of an article; without colours, as with NO_COLOR, it is still as wide as the terminal."""
    # Without `expand` the text column would be as narrow as the others.
    table = Table(box=None, header_style="bold", expand=True)
    for name in ("", "line", "label", "score", "reason"):
        table.add_column(name, no_wrap=True)
    table.add_column("text", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in explanation(article):
        table.add_row(*_cells(row))
    # Returned and not printed: only streams.py knows what to do if the reader has gone.
    page = StringIO()
    console = Console(
        file=page, force_terminal=True, no_color=not in_colour, color_system="standard" if in_colour else None
    )
    if heading:
        # A name is not wrapped, and as a Text its brackets are not markup.
        console.print(Text(one_line(heading), style="italic"), soft_wrap=True)
    console.print(table)
    for doubt in doubts_of(article):
        console.print(Text(doubt, style=_DOUBT), soft_wrap=True)
    return page.getvalue()


def _cells(row: ExplanationRow) -> tuple[Text, ...]:
    colour = _COLOUR[row.family]
    text = Text(row.text, style="" if row.kept == "+" else "dim")
    score = Text(row.score, style=_DOUBT if row.doubtful else "")
    return (Text(row.kept, style=colour), Text(row.lines), Text(row.label, style=colour), score, Text(row.reason), text)
