"""What stands in the margin of lines and is no part of their text: numbers of lines, marks of quotation in mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(r"\s*(\d{1,6})(?:\t|[:|](?=\s|$)| {2,}|\s*$)")
_QUOTED = re.compile(r"\s*(?:>(?=[\s>]|$)[ \t]?)+")
_FEWEST = 3  # lines
_NEARLY_ALL = 0.9


def margins(lines: Sequence[str]) -> list[str]:
    """The margin of every line, "" where there is none. Lines are numbered all together or not at all."""
    filled = [line for line in lines if line.strip()]
    if _are_numbered(filled):
        return [_matched(_NUMBER, line) for line in lines]
    if not any(">" in line for line in filled):
        return [""] * len(lines)
    found = [_matched(_QUOTED, line) if ">" in line else "" for line in lines]
    return [mark if mark and _is_quoted(found, at, lines) else "" for at, mark in enumerate(found)]


def depths(found: Sequence[str]) -> list[int]:
    """How deep each line is quoted, given the margins of the lines with text.

    A mark that nearly every line has sets none of them off: the text that was quoted as a whole is the text.
    """
    if not any(found):
        return [0] * len(found)
    marks = [margin.count(">") for margin in found]
    quoted = sum(1 for depth in marks if depth)
    if quoted < _FEWEST or quoted < _NEARLY_ALL * len(marks):
        return marks
    return [max(0, depth - 1) for depth in marks]


def _is_quoted(found: Sequence[str], at: int, lines: Sequence[str]) -> bool:
    """A mark without text belongs to quoted lines beside it; two marks with no single one beside them are an arrow."""
    beside = range(max(0, at - 1), min(len(lines), at + 2))
    if len(lines[at].strip()) == len(found[at].strip()):
        return any(0 < len(found[other].strip()) < len(lines[other].strip()) for other in beside)
    return found[at].count(">") == 1 or any(found[other].count(">") == 1 for other in beside)


def _are_numbered(lines: Sequence[str]) -> bool:
    """Whether every line begins with a number, and each is higher than the one before it."""
    if len(lines) < _FEWEST or not all(_NUMBER.match(line) for line in lines[:_FEWEST]):
        return False
    found = [_NUMBER.match(line) for line in lines]
    numbers = [int(match[1]) for match in found if match]
    return len(numbers) == len(lines) and all(one < two for one, two in pairwise(numbers))


def _matched(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.match(line)
    return found[0] if found else ""
