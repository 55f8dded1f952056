"""The cells of data tables. Tables used for layout are told apart here, and are read as ordinary elements."""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from cleaner.document import PLAIN, Inline
from cleaner.segment.html_elements import BLOCK_LEVEL, UNSEEN, hides, integer, style_of
from cleaner.segment.inline import NO_GLYPH, Marks

# A cell of data never holds these. It may hold the second group, but only in a table that has heads or even rows.
_NEVER_IN_CELLS = frozenset("table form pre h1 h2 h3 section article".split())
_BLOCKS_IN_CELLS = frozenset("div p ul ol h4".split())
_ROWS_AND_THEIR_GROUPS = frozenset("thead tbody tfoot tr".split())
_TELLING = (*_ROWS_AND_THEIR_GROUPS, *_NEVER_IN_CELLS, *_BLOCKS_IN_CELLS)
_PARTS_OF_A_TABLE = _ROWS_AND_THEIR_GROUPS | {"caption", "colgroup", "col", "td", "th"}

# With longer cells it is the text of the page that stands in columns.
_LONGEST_CELL_CHARS = 200
_LONGEST_CELL_CHARS_BELOW_HEADS = 600
_MOST_CELLS_SPANNED = 100
_MOST_SPREAD_CELLS = 20_000  # of a table; a larger one is left as it is written


class Cell(NamedTuple):
    """The text of a cell, its inline markup, and how many columns and rows it takes."""

    text: str
    inline: Inline = PLAIN
    columns: int = 1
    rows: int = 1


Row = tuple[Cell, ...]
_EMPTY = Cell("")


def data_rows(table: etree._Element) -> list[Row]:
    """The rows of a data table as the page writes them, without empty ones; [] for a table used for layout."""
    if _looks_like_layout(table):
        return []
    rows = [row for row in _cells_of(table) if any(cell.text for cell in row)]
    longest = _LONGEST_CELL_CHARS_BELOW_HEADS if _has_heads(table) else _LONGEST_CELL_CHARS
    if len(rows) < 2 or max(map(len, rows)) < 2 or any(len(cell.text) > longest for row in rows for cell in row):
        return []
    return rows


def spread(rows: list[Row]) -> list[Row]:
    """The rows with empty cells where a cell of another column or row reaches in, so that columns line up.

    A head that spans two columns, above cells a and b, becomes [[head, ""], [a, b]].
    """
    if all(cell.columns == cell.rows == 1 for row in rows for cell in row):
        return rows
    reaching: dict[int, int] = {}  # column: how many more rows a cell from above takes
    found: list[Row] = []
    size = 0
    for row in rows:
        cells: list[Cell] = []
        for cell in (*row, None):
            while reaching.get(len(cells), 0) > 0:
                reaching[len(cells)] -= 1
                cells.append(_EMPTY)
            if cell is not None:
                reaching.update((column, cell.rows - 1) for column in range(len(cells), len(cells) + cell.columns))
                cells += [cell, *[_EMPTY] * (cell.columns - 1)]
        found.append(tuple(cells))
        size += len(cells)
        if size > _MOST_SPREAD_CELLS:
            return rows
    return found


def cell_of(element: etree._Element) -> Cell:
    """Read a cell or a caption as one line of text."""
    parts: list[str] = []
    marks = Marks()
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walker:
        tag = inner.tag
        style = style_of(inner)
        if event == "end":
            if style is not None:
                marks.end(len(parts), style[0])
            parts.append(" " if tag in BLOCK_LEVEL else "")
            parts.append((inner.tail or "") if inner is not element else "")
            continue
        if style is not None:
            marks.begin(len(parts), *style)
        if tag in UNSEEN or hides(inner.attrib):
            walker.skip_subtree()  # its end is still sent
        else:
            parts.append(" " if tag == "br" or tag in BLOCK_LEVEL else "")
            parts.append(inner.text or "")
    text = " ".join(NO_GLYPH.sub("", "".join(parts)).split())
    inline = Inline(tuple(parts), tuple(marks.found)) if marks.found else PLAIN
    return Cell(text, inline, _span(element, "colspan"), _span(element, "rowspan"))


def _looks_like_layout(table: etree._Element) -> bool:
    """Whether a table arranges the page, by the elements in its cells and by what stands beside the cells."""
    holds_blocks = False
    for part in table.iter(*_TELLING):
        if part.tag in _BLOCKS_IN_CELLS:
            holds_blocks = True
        elif (part.tag in _NEVER_IN_CELLS and part is not table) or _has_text_beside_cells(part):
            return True
    return holds_blocks and not _has_heads(table) and not _is_even(table)


def _has_text_beside_cells(part: etree._Element) -> bool:
    """Whether a table, a group of its rows or a row holds what belongs into a cell, as broken pages do."""
    texts = (part.text, *(child.tail for child in part))
    return any(text and not text.isspace() for text in texts) or any(
        child.tag not in _PARTS_OF_A_TABLE and child.tag not in UNSEEN for child in part
    )


def _has_heads(table: etree._Element) -> bool:
    return next(table.iter("th"), None) is not None


def _is_even(table: etree._Element) -> bool:
    """Whether a table has three rows or more, all of the same number of columns."""
    widths = [sum(_span(cell, "colspan") for cell in row) for row in _rows_of(table)]
    return len(widths) > 2 and len(set(widths)) == 1


def _rows_of(table: etree._Element) -> list[list[etree._Element]]:
    return [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]


def _cells_of(table: etree._Element) -> list[Row]:
    return [tuple(map(cell_of, row)) for row in _rows_of(table)]


def _span(cell: etree._Element, name: str) -> int:
    return min(max(1, integer(cell.get(name), 1)), _MOST_CELLS_SPANNED)
