"""Lines of plain text that their setting marks as a program or a table: fenced lines, comma-separated and aligned rows.

Their words would not tell: a program looks like a caption, a row of figures like a date.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cleaner.document import Shape

if TYPE_CHECKING:
    from cleaner.segment.from_text import TextLine

# As Markdown has it: "```python" to "```", or the same with tildes.
FENCE = re.compile(r"(```+|~~~+) ?\{?\.?([\w+#.-]{0,30})[^`~]{0,80}")
_LONGEST_FENCED_LINES, _FENCED_LINE_WORDS = 2000, 40  # longer lines are paragraphs, between ornaments of tildes
_FEWEST_ROWS, _FEWEST_SEPARATED, _FEWEST_ALIGNED = 3, 3, 2  # rows; cells in each
_CELL = re.compile(r"\S+(?: \S+)*")
_DELIMITERS = (",", ";")
_LONGEST_ROW_CHARS = 400


def preformatted(lines: Sequence[TextLine]) -> dict[int, Shape]:
    """The places of the lines that are part of a program or rows of a table, and their shape."""
    found = dict.fromkeys(_fenced(lines), Shape.CODE)
    likely = [at for at, line in enumerate(lines) if _may_be_row(line.content) and at not in found]
    if len(likely) < _FEWEST_ROWS:
        return found
    # Rows adjoin and have the same columns.
    keys = {at: _columns(lines[at].content) for at in likely}
    start = likely[0]
    for one, two in pairwise([*likely, len(lines)]):
        if two != one + 1 or two == len(lines) or lines[two].gap or keys[two] != keys[one]:
            rows, key = lines[start : one + 1], keys[one]
            if key is not None and len(rows) >= _FEWEST_ROWS and (key[0] or _are_aligned(rows)):
                found.update(dict.fromkeys(range(start, one + 1), Shape.TABLE))
            start = two
    return found


def cells_of(row: str) -> list[str]:
    """The cells of a row of a table in which neither tabs nor bars separate them."""
    columns = _columns(row)
    return next(csv.reader([row], delimiter=columns[0])) if columns and columns[0] else _CELL.findall(row)


def _fenced(lines: Sequence[TextLine]) -> list[int]:
    found: list[int] = []
    opened: int | None = None
    for at in [at for at, line in enumerate(lines) if line.content.startswith(("```", "~~~"))]:
        line, fence = lines[at], FENCE.fullmatch(lines[at].content)
        if line.depth or fence is None:
            continue
        if opened is None:
            opened = at
        elif line.content == fence[1] and line.content.startswith(lines[opened].content[:3]):
            inside = range(opened, min(at, opened + _LONGEST_FENCED_LINES) + 1)
            if all(lines[one].content.count(" ") < _FENCED_LINE_WORDS for one in inside):
                found += inside
            opened = None
    return found


def _may_be_row(content: str) -> bool:
    """Whether a line is worth a closer look. Nearly no line is."""
    if len(content) > _LONGEST_ROW_CHARS:
        return False
    return "  " in content or any(content.count(one) + 1 >= _FEWEST_SEPARATED for one in _DELIMITERS)


def _columns(content: str) -> tuple[str, int] | None:
    """What separates the cells of a line ("" for wide gaps), and their number; None where it is no row."""
    if "\t" in content or content[:1] == "|":
        return None
    if "  " in content:
        cells = len(_CELL.findall(content))
        return ("", cells) if cells >= _FEWEST_ALIGNED else None
    for delimiter in _DELIMITERS:
        if content.count(delimiter) + 1 >= _FEWEST_SEPARATED and (f"{delimiter} " not in content or '"' in content):
            try:
                row = next(csv.reader([content], delimiter=delimiter))
            except csv.Error:
                return None
            return None if any(cell[:1] == " " for cell in row) else (delimiter, len(row))
    return None


def _are_aligned(rows: Sequence[TextLine]) -> bool:
    """Whether the cells of each column stand below one another, and those of one are figures, but for its head."""
    columns = list(zip(*(_CELL.finditer(row.source.expandtabs()) for row in rows), strict=False))
    are_below = all(max(cell.start() for cell in column) < min(cell.end() for cell in column) for column in columns)
    return are_below and any(all(cell[0][0].isdigit() for cell in column[1:]) for column in columns[1:])
