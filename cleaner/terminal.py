"""The explanation on a terminal: a table, coloured by family. The only file that knows rich."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from cleaner.document import Article, Family
from cleaner.render.as_explanation import Row, explanation
from cleaner.render.printable import one_line

_COLOUR = {Family.TEXT: "green", Family.FURNITURE: "yellow", Family.BOILERPLATE: "red"}


def print_explanation(article: Article, heading: str | None) -> None:
    """Print every block of an article; NO_COLOR and FORCE_COLOR hold."""
    table = Table(box=None, header_style="bold", title=one_line(heading) if heading else None, title_justify="left")
    for name, wrap in (("", False), ("line", False), ("label", False), ("score", False), ("reason", False)):
        table.add_column(name, no_wrap=not wrap)
    table.add_column("text", overflow="ellipsis", no_wrap=True, ratio=1)
    for row in explanation(article):
        table.add_row(*_cells(row))
    Console().print(table)


def _cells(row: Row) -> tuple[Text, ...]:
    colour = _COLOUR[row.family]
    text = Text(row.text, style="" if row.kept == "+" else "dim")
    plain = (Text(value) for value in (row.score, row.reason))
    return (Text(row.kept, style=colour), Text(row.lines), Text(row.label, style=colour), *plain, text)
