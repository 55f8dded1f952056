"""Writes an article as a row of CSV (RFC 4180, with line feeds), under a header that names the columns."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO
from typing import Any

from cleaner.document import Article
from cleaner.render.as_json import as_record

# The same for every input, so that the rows of any number of inputs make one table.
COLUMNS = (
    "path",
    "id",
    "url",
    "title",
    "standfirst",
    "authors",
    "published",
    "updated",
    "language",
    "site",
    "text",
    "confidence",
)
_BETWEEN_VALUES = "; "  # of a list, such as authors
HEADER = ",".join(COLUMNS) + "\n"


def as_csv(article: Article, path: str | None = None) -> str:
    """The header and one row; `path` is the name of the input."""
    return HEADER + csv_row(as_record(article, path))


def csv_row(fields: Mapping[str, Any]) -> str:
    """One row with its line ending, from fields by the names of their columns. A field that is None or absent is empty.

    The title `Ferry, again` and two authors give `,,,"Ferry, again",,Pia Moss; Jude Carrow,,,,,,`.
    """
    row = StringIO()
    # With a line feed as its own ending, the writer would leave a carriage return within a field without quotes.
    csv.writer(row, lineterminator="\r\n").writerow([_cell(fields.get(name)) for name in COLUMNS])
    return row.getvalue().removesuffix("\r\n") + "\n"


def _cell(value: Any) -> Any:
    return _BETWEEN_VALUES.join(value) if isinstance(value, list | tuple) else value
