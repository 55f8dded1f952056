"""The explanation on a terminal: a table, coloured by family. The only file that knows rich."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaner.document import Article, Family
from cleaner.render.as_explanation import ExplanationRow, explanation
from cleaner.text.printable import one_line

_COLOUR = {Family.TEXT: "green", Family.FURNITURE: "yellow", Family.BOILERPLATE: "red"}


def coloured(article: Article, heading: str | None) -> str:
    """The table of every block of an article, with the colours that the terminal and NO_COLOR allow."""
    # Expanded, or the text would be given the room of the columns before it.
    table = Table(box=None, header_style="bold", expand=True)
    for name in ("", "line", "label", "score", "reason"):
        table.add_column(name, no_wrap=True)
    table.add_column("text", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in explanation(article):
        table.add_row(*_cells(row))
    # Written by the command line, which knows what to do when nobody reads on.
    page = StringIO()
    console = Console(file=page, force_terminal=True)
    if heading:
        # A name is not folded, and brackets in it mean nothing.
        console.print(Text(one_line(heading), style="italic"), soft_wrap=True)
    console.print(table)
    return page.getvalue()


def _cells(row: ExplanationRow) -> tuple[Text, ...]:
    colour = _COLOUR[row.family]
    text = Text(row.text, style="" if row.kept == "+" else "dim")
    plain = (Text(value) for value in (row.score, row.reason))
    return (Text(row.kept, style=colour), Text(row.lines), Text(row.label, style=colour), *plain, text)
