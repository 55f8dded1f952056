"""A diff with the colours of git."""

from __future__ import annotations

_RESET, _BOLD, _RED, _GREEN, _CYAN = "\x1b[m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[36m"
_COLOURS = {"-": _RED, "+": _GREEN}


def coloured_diff(text: str) -> str:
    """One hunk, with or without the names of the files above it. The text must be safe for a terminal already."""
    head, found, hunk = text.partition("@@ ")
    place, *lines = f"{found}{hunk}".split("\n")
    return "\n".join(
        (
            *(_painted(line, _BOLD) for line in head.split("\n")[:-1]),
            _painted(place, _CYAN),
            *(_painted(line, _COLOURS.get(line[:1], "")) for line in lines),
        )
    )


def _painted(line: str, colour: str) -> str:
    return f"{colour}{line}{_RESET}" if colour else line
