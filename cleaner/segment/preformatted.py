"""Lines of plain text that their setting marks: programs and drawings, which are one block each, and rows of tables.

Their words would not tell: a program looks like a caption, a row of figures like a date.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from cleaner.document import Shape
from cleaner.text.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from cleaner.segment.from_text import TextLine

# As Markdown has it: "```python" to "```", or the same with tildes.
_FENCE = re.compile(r"(```+|~~~+) ?\{?\.?([\w+#.-]{0,30})[^`~]{0,80}")
_LONGEST_FENCED_LINES, _FENCED_LINE_WORDS = 2000, 40  # longer lines are paragraphs, between ornaments of tildes
# Lines of a program: each alternative is a form that sentences do not have.
CODE = lazy_pattern(
    r"\$ [a-z./]"
    r"|(?:def|class|function|fn|func) \w+\(.*[:{]$"
    r"|(?:import|from) [\w.]+ import |import [\w.]+;?$|#include <"
    r"|(?:return|if|for|while|with|elif|else)\b.*[;{]$|(?:if|for|while|with|elif) .*[()].*:$"
    r"|(?:return|const|let|var|public|private|static) .*[();]$"
    r"|[{}\])];?$"
)
_MOST_FENCES_WITHIN = 50  # a program
_PROGRAM_INDENT = 4  # columns
# What lines of programs have, and items or verses that are indented as far have not.
_OF_PROGRAM = re.compile(
    r"[{}]$|\)[;:{]+$|^(?:(?:#|--) |#(?:include|!)|\$ [a-z./]|</?\w|//)"
    r"|^(?:for|if|while|with|try|else|elif|except|def|class)\b.*:$"
    r"|[\w\])] ?[-+*/:]?=+ ?\S|[-=]> ?\w| --\w|\w\(\S"
)
_ITEM = re.compile(r"(?:[^\w\s\"'({\[<@#$/]|\d+[.)])\s")
# Strokes and arrows between other things, corners of boxes, and lines of nothing but strokes.
_DRAWN = re.compile(r"\w\W{0,20}[-=]{2,20}> ?\S|[+|][-=]{2}|[-=]{2}[+|]|^[|v^+\\/ ]+$|[─-╿]")
_FEWEST_DRAWN = 2  # lines
_RULE = re.compile(r"[+| ]*[-:=]+(?: *[+|] *[-:=]+)*[+| ]*")
_FENCES = ("```", "~~~")
_FEWEST_ROWS, _FEWEST_SEPARATED, _FEWEST_ALIGNED = 3, 3, 2  # rows; cells in each
_CELL = re.compile(r"\S+(?: \S+)*")
_BAR = re.compile(r"(?<!\\)\|")
_DELIMITERS = (",", ";")
_LONGEST_ROW_CHARS = 400


class SetPiece(NamedTuple):
    """Lines that are one block; `end` is the place of the line behind them, `text` keeps the setting of a program."""

    end: int
    shape: Shape
    text: str
    language: str = ""


def set_pieces(text: str, lines: Sequence[TextLine]) -> dict[int, SetPiece]:
    """What is set as a program, as a drawing or as the row of a table, by the place of its first line."""
    found = _fenced(lines) if "```" in text or "~~~" in text else {}
    if "\n    " in text or "\n\t" in text or "--" in text or "==" in text or "──" in text:
        for start, end in _groups(lines, found):
            inside = lines[start:end]
            if _is_program(inside) or _is_drawing(inside):
                found[start] = _program(inside, end)
    taken = {at for start, piece in found.items() for at in range(start, piece.end)}
    for at in _rows(lines, taken):
        found[at] = SetPiece(at + 1, Shape.TABLE, lines[at].content)
    return found


def is_rule(line: str) -> bool:
    """Whether a line of a table is a rule and has no cells: "|---|:-:|", "+-----+-----+"."""
    return _RULE.fullmatch(line) is not None


def cells_of(row: str) -> list[str]:
    """The cells of a row of a table in which no tabs separate them."""
    if "|" in row:
        return _BAR.split(row.removeprefix("|").removesuffix("|"))
    columns = _columns(row)
    return next(csv.reader([row], delimiter=columns[0])) if columns and columns[0] else _CELL.findall(row)


def written_lines(lines: Iterable[tuple[str, str]]) -> str:
    """The lines of a program, given as source and content, without the indent that all of them share.

    Where the two differ, the source has a prefix, or broken characters that are mended in the content.
    """
    written = [source.rstrip() if source.strip() == content else content for source, content in lines]
    indent = min((len(line) - len(line.lstrip()) for line in written if line), default=0)
    return "\n".join(line[indent:] for line in written)


def _program(lines: Sequence[TextLine], end: int, language: str = "") -> SetPiece:
    """A program or drawing of these lines, with the blank ones in between."""
    filled: list[tuple[str, str]] = []
    for before, line in pairwise([lines[0], *lines]):
        filled += [("", "")] * (line.number - before.number - 1)
        filled.append((line.source, line.content))
    return SetPiece(end, Shape.CODE, written_lines(filled), language)


def _fenced(lines: Sequence[TextLine]) -> dict[int, SetPiece]:
    """The programs between fences, or below one that is never closed."""
    found: dict[int, SetPiece] = {}
    fences = [at for at, line in enumerate(lines) if line.content[:3] in _FENCES and not line.depth]
    end, is_open = 0, False
    for order, start in enumerate(fences):
        fence = _FENCE.fullmatch(lines[start].content) if start >= end else None
        if fence is None:
            continue
        limit = min(len(lines), start + _LONGEST_FENCED_LINES)
        later = fences[order + 1 : order + 1 + _MOST_FENCES_WITHIN]
        closing = next((at for at in later if at < limit and _closes(fence[1], lines[at])), None)
        if closing is None and is_open:
            continue
        is_open = is_open or closing is None
        inside = lines[start + 1 : _end_of_unclosed(lines, start + 1, limit) if closing is None else closing]
        end = start + 1 + len(inside) + (closing is not None)
        if inside and all(one.content.count(" ") < _FENCED_LINE_WORDS for one in inside):
            found[start] = _program(inside, end, fence[2])
    return found


def _closes(fence: str, line: TextLine) -> bool:
    """Whether a line closes a fence: as many of its marks or more, and nothing else."""
    return line.content.startswith(fence) and not line.content.strip(fence[0])


def _end_of_unclosed(lines: Sequence[TextLine], start: int, limit: int) -> int:
    """Where a program without a closing fence ends: at a blank line below which nothing looks like one."""
    ends = (at for at in range(start, limit) if lines[at].gap and not (_indent(lines[at]) or _is_of_program(lines[at])))
    end = next(ends, limit)
    return end if any(map(_is_of_program, lines[start:end])) else start


def _groups(lines: Sequence[TextLine], taken: Mapping[int, SetPiece]) -> Iterator[tuple[int, int]]:
    """Where lines that adjoin begin and end; those further in than the line above adjoin in spite of blank lines."""
    start = 0
    while start < len(lines):
        if start in taken:
            start = taken[start].end
            continue
        inner = (_indent(lines[start - 1]) if start else 0) + _PROGRAM_INDENT
        is_inner, end = _indent(lines[start]) >= inner, start + 1
        while end < len(lines) and end not in taken:
            if _indent(lines[end]) < inner if is_inner else lines[end].gap:
                break
            end += 1
        yield start, end
        start = end


def _indent(line: TextLine) -> int:
    source = line.source
    return len(source[: len(source) - len(source.lstrip())].expandtabs(4)) if source[0] in " \t" else 0


def _is_program(lines: Sequence[TextLine]) -> bool:
    """Whether half of these lines look like those of a program, and none like a paragraph."""
    is_set_off = _indent(lines[0]) or any(CODE.match(line.content) for line in lines)
    if not is_set_off or _ITEM.match(lines[0].content):
        return False
    are_short = all(line.content.count(" ") < _FENCED_LINE_WORDS for line in lines)
    return are_short and 2 * sum(map(_is_of_program, lines)) >= len(lines)


def _is_of_program(line: TextLine) -> bool:
    return (CODE.match(line.content) or _OF_PROGRAM.search(line.content)) is not None


def _is_drawing(lines: Sequence[TextLine]) -> bool:
    """Whether half of these lines are drawn: boxes and arrows that are no table."""
    drawn = [line.content for line in lines if _DRAWN.search(line.content)]
    is_table = any(is_rule(content) and "  " not in content for content in drawn)
    return len(drawn) >= _FEWEST_DRAWN and 2 * len(drawn) >= len(lines) and not is_table


def _rows(lines: Sequence[TextLine], taken: Container[int]) -> Iterator[int]:
    """The rows of tables: they have the same columns, and adjoin; between bars there may be blank lines."""
    likely = [
        at
        for at, line in enumerate(lines)
        if len(content := line.content) <= _LONGEST_ROW_CHARS and at not in taken
        if "  " in content or "|" in content or content[0:1] == "+" or content.count(",") > 1 or content.count(";") > 1
    ]
    if len(likely) < _FEWEST_ROWS:
        return
    keys = {at: _columns(lines[at].content) for at in likely}
    start = likely[0]
    for one, two in pairwise([*likely, len(lines)]):
        key = keys[one]
        is_apart = two == len(lines) or two != one + 1 or keys[two] != key
        if is_apart or (lines[two].gap and (key is None or key[0] != "|")):
            rows = lines[start : one + 1]
            if key is not None and len(rows) >= _FEWEST_ROWS and _are_rows(rows, key[0]):
                yield from range(start, one + 1)
            start = two


def _columns(content: str) -> tuple[str, int] | None:
    """What separates the cells of a line ("" for wide gaps), and their number; None where it is no row."""
    if "\t" in content:
        return None
    with_bars = content.replace("+", "|") if is_rule(content) else content
    if "|" in with_bars:
        return "|", len(cells_of(with_bars))
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


def _are_rows(rows: Sequence[TextLine], separator: str) -> bool:
    """Whether the lines, which have equally many cells, are rows of a table and not of words.

    The cells of aligned columns stand below one another. Those of one column are figures, but for its head, unless a
    rule is below the head.
    """
    if separator in _DELIMITERS:
        return True
    if separator:
        columns = list(zip(*(cells_of(row.content) for row in rows), strict=False))
        return any(is_rule(row.content) for row in rows) or _has_figures(columns)
    spans = list(zip(*(_CELL.finditer(row.source.expandtabs()) for row in rows), strict=False))
    are_below = all(max(cell.start() for cell in column) < min(cell.end() for cell in column) for column in spans)
    return are_below and _has_figures([[cell[0] for cell in column] for column in spans])


def _has_figures(columns: Sequence[Sequence[str]]) -> bool:
    return any(all(cell.strip()[:1].isdigit() for cell in column[1:]) for column in columns[1:])
