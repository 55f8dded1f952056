"""What changes, as a unified diff that git and patch apply.

The lines that stay are known here, so nothing has to be searched for and compared: the work grows with the text alone.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.inplace.edit import Edit

_CONTEXT = 3
# A hunk is counted before it is written; this bounds what is held of a file in which every line changes.
_LONGEST_HUNK = 10_000
_ESCAPES = dict(zip('\a\b\t\n\v\f\r"\\', 'abtnvfr"\\', strict=True))


class Step(NamedTuple):
    """A line that stays (" "), goes ("-") or comes ("+")."""

    sign: str
    line: str


def steps(edit: Edit) -> Iterator[Step]:
    """How a text becomes what is left of it."""
    at = 0
    for place, line in zip(edit.origin, edit.after, strict=True):
        yield from (Step("-", gone) for gone in edit.before[at:place])
        if edit.before[place] == line:
            yield Step(" ", line)
        else:
            yield Step("-", edit.before[place])
            yield Step("+", line)
        at = place + 1
    yield from (Step("-", gone) for gone in edit.before[at:])


def unified(name: str, changes: Iterable[Step]) -> Iterator[str]:
    """The hunks of a diff with three lines of context, headed by the name of the file; nothing if nothing changes."""
    head = f"--- {_quoted(name)}\n+++ {_quoted(name)}\n"
    for hunk in _hunks(changes):
        yield head + hunk
        head = ""


def _hunks(changes: Iterable[Step]) -> Iterator[str]:
    context: deque[Step] = deque(maxlen=_CONTEXT)
    hunk: list[Step] = []
    quiet = 0  # lines since the last change
    start = at = _Position(1, 1)
    for step in changes:
        if step.sign == " " and not hunk:
            context.append(step)
        else:
            if not hunk:
                start = at.back(len(context))
                hunk = list(context)
            hunk.append(step)
            quiet = quiet + 1 if step.sign == " " else 0
            if quiet > 2 * _CONTEXT or len(hunk) > _LONGEST_HUNK:
                surplus = max(quiet - _CONTEXT, 0)
                yield _written(hunk[: len(hunk) - surplus], start)
                context.clear()
                context.extend(hunk[len(hunk) - surplus :])
                hunk, quiet = [], 0
        at = at.past(step)
    if hunk:
        yield _written(hunk[: len(hunk) - max(quiet - _CONTEXT, 0)], start)


class _Position(NamedTuple):
    old: int
    new: int

    def past(self, step: Step) -> _Position:
        return _Position(self.old + (step.sign != "+"), self.new + (step.sign != "-"))

    def back(self, lines: int) -> _Position:
        return _Position(self.old - lines, self.new - lines)


def _written(hunk: list[Step], start: _Position) -> str:
    old = _range(start.old, sum(step.sign != "+" for step in hunk))
    new = _range(start.new, sum(step.sign != "-" for step in hunk))
    return f"@@ -{old} +{new} @@\n" + "".join(map(_line, hunk))


def _range(start: int, length: int) -> str:
    if length == 1:
        return str(start)
    return f"{start if length else start - 1},{length}"  # an empty range stands behind the line before it


def _line(step: Step) -> str:
    if step.line.endswith("\n"):
        return step.sign + step.line
    marker = "" if step.line.endswith("\r") else "\\ No newline at end of file\n"
    return f"{step.sign}{step.line}\n{marker}"


def _quoted(name: str) -> str:
    """A name as git and patch read it: in quotes if it holds what is no plain character, octal what is not ASCII."""
    if name.isprintable() and '"' not in name and "\\" not in name:
        return name + "\t" if " " in name else name
    return '"' + "".join(map(_escaped, os.fsencode(name))) + '"'


def _escaped(byte: int) -> str:
    if (letter := _ESCAPES.get(chr(byte))) is not None:
        return f"\\{letter}"
    return chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}"
