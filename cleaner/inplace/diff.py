"""The change of a file, as a unified diff that git and patch apply.

An edit knows which lines it keeps, so nothing has to be compared, as difflib would: time grows with the text alone.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from cleaner.inplace.edit import Edit

_CONTEXT_LINES = 3
# A hunk is held until its lines are counted. Without a limit, a file in which every line changes would be held whole.
_MOST_HUNK_LINES = 10_000
_ESCAPES = dict(zip('\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True))


class DiffLine(NamedTuple):
    """A line that is kept (" "), removed ("-") or added ("+")."""

    sign: str
    text: str


def diff_lines(edit: Edit) -> Iterator[DiffLine]:
    """The lines of a diff between a text and what is left of it, unchanged lines included."""
    at = 0
    for place, line in zip(edit.origin, edit.after, strict=True):
        yield from (DiffLine("-", gone) for gone in edit.before[at:place])
        if edit.before[place] == line:
            yield DiffLine(" ", line)
        else:
            yield DiffLine("-", edit.before[place])
            yield DiffLine("+", line)
        at = place + 1
    yield from (DiffLine("-", gone) for gone in edit.before[at:])


def unified(name: str, changes: Iterable[DiffLine]) -> Iterator[str]:
    """The hunks of a diff, the first below the name of the file; nothing if no line changes."""
    shown = _quoted(_relative(name))
    head = f"--- {shown}\n+++ {shown}\n"
    for hunk in _hunks(changes):
        yield head + hunk
        head = ""


def _relative(name: str) -> str:
    """The name from the current folder on, if the file is below it: patch refuses other absolute names too."""
    path, folder = Path(name), Path.cwd()
    return str(path.relative_to(folder)) if path.is_absolute() and path.is_relative_to(folder) else name


def _hunks(changes: Iterable[DiffLine]) -> Iterator[str]:
    context: deque[DiffLine] = deque(maxlen=_CONTEXT_LINES)
    hunk: list[DiffLine] = []
    unchanged = 0  # lines since the last change
    start = at = _Position(1, 1)
    for line in changes:
        if line.sign == " " and not hunk:
            context.append(line)
        else:
            if not hunk:
                start = at.back(len(context))
                hunk = list(context)
            hunk.append(line)
            unchanged = unchanged + 1 if line.sign == " " else 0
            if unchanged > 2 * _CONTEXT_LINES or len(hunk) > _MOST_HUNK_LINES:
                surplus = max(unchanged - _CONTEXT_LINES, 0)
                yield _written(hunk[: len(hunk) - surplus], start)
                context.clear()
                context.extend(hunk[len(hunk) - surplus :])
                hunk, unchanged = [], 0
        at = at.past(line)
    if hunk:
        yield _written(hunk[: len(hunk) - max(unchanged - _CONTEXT_LINES, 0)], start)


class _Position(NamedTuple):
    old: int
    new: int

    def past(self, line: DiffLine) -> _Position:
        return _Position(self.old + (line.sign != "+"), self.new + (line.sign != "-"))

    def back(self, lines: int) -> _Position:
        return _Position(self.old - lines, self.new - lines)


def _written(hunk: list[DiffLine], start: _Position) -> str:
    old = _range(start.old, sum(line.sign != "+" for line in hunk))
    new = _range(start.new, sum(line.sign != "-" for line in hunk))
    return f"@@ -{old} +{new} @@\n" + "".join(map(_written_line, hunk))


def _range(start: int, length: int) -> str:
    if length == 1:
        return str(start)
    return f"{start if length else start - 1},{length}"  # an empty range has the number of the line before it


def _written_line(line: DiffLine) -> str:
    if line.text.endswith("\n"):
        return line.sign + line.text
    marker = "" if line.text.endswith("\r") else "\\ No newline at end of file\n"
    return f"{line.sign}{line.text}\n{marker}"


def _quoted(name: str) -> str:
    """A name as git and patch read it: quoted and escaped if it holds a quote, a backslash or a control character."""
    if name.isprintable() and '"' not in name and "\\" not in name:
        return name + "\t" if " " in name else name
    return '"' + "".join(map(_escaped, os.fsencode(name))) + '"'


def _escaped(byte: int) -> str:
    if (letter := _ESCAPES.get(chr(byte))) is not None:
        return f"\\{letter}"
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
