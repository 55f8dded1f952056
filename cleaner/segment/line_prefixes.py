"""Prefixes of lines that are no part of their text: line numbers, and the quotation marks (>) of mail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_NUMBER = re.compile(r"\s*(\d{1,6})(?:\t|[:|](?=\s|$)| {2,}|\s*$)")
_QUOTED = re.compile(r"\s*(?:>(?=[\s>]|$)[ \t]?)+")
_FEWEST_LINES = 3
_NEARLY_ALL = 0.9  # share of lines


def line_prefixes(lines: Sequence[str]) -> list[str]:
    """The prefix of every line, "" for none. Either all lines are numbered or none is."""
    filled = [line for line in lines if line.strip()]
    if _are_numbered(filled):
        return [_matched(_NUMBER, line) for line in lines]
    if not any(">" in line for line in filled):
        return [""] * len(lines)
    found = [_matched(_QUOTED, line) if ">" in line else "" for line in lines]
    return [prefix if prefix and _is_quoted(found, at, lines) else "" for at, prefix in enumerate(found)]


def quoting_depths(prefixes: Sequence[str]) -> list[int]:
    """How deep each line is quoted, given the prefixes of all lines with text.

    If nearly every line is quoted, the quotation is the text itself, and its outermost level does not count.
    """
    if not any(prefixes):
        return [0] * len(prefixes)
    depths = [prefix.count(">") for prefix in prefixes]
    quoted = sum(1 for depth in depths if depth)
    if quoted < _FEWEST_LINES or quoted < _NEARLY_ALL * len(depths):
        return depths
    return [max(0, depth - 1) for depth in depths]


def _is_quoted(found: Sequence[str], at: int, lines: Sequence[str]) -> bool:
    """Whether the marks before a line quote it.

    A mark without text must have a quoted line beside it. So must two marks or more, which else are an arrow (">>").
    """
    beside = range(max(0, at - 1), min(len(lines), at + 2))
    if len(lines[at].strip()) == len(found[at].strip()):
        return any(0 < len(found[other].strip()) < len(lines[other].strip()) for other in beside)
    return found[at].count(">") == 1 or any(found[other].count(">") == 1 for other in beside)


def _are_numbered(lines: Sequence[str]) -> bool:
    """Whether every line begins with a number, each higher than the one before."""
    if len(lines) < _FEWEST_LINES or not all(_NUMBER.match(line) for line in lines[:_FEWEST_LINES]):
        return False
    found = [_NUMBER.match(line) for line in lines]
    numbers = [int(match[1]) for match in found if match]
    return len(numbers) == len(lines) and all(one < two for one, two in pairwise(numbers))


def _matched(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.match(line)
    return found[0] if found else ""
