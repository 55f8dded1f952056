"""The fields that site generators and note takers put on top of a file, between two rules: data, and no boilerplate."""

from __future__ import annotations

import re

_RULES = {"---": ("---", "..."), "+++": ("+++",)}
_FIELD = re.compile(r"[\w.\"'-]+\s*[:=](?:\s|$)|[\s#\[\]{}-]|$")
_MOST_LINES = 200


def length_of_front_matter(lines: list[str]) -> int:
    """How many lines at the top of a text are front matter, with the blank lines behind it; 0 where there is none."""
    closing = _RULES.get(lines[0].strip()) if lines else None
    if closing is None:
        return 0
    for at, line in enumerate(lines[1:_MOST_LINES], 1):
        if line.rstrip() in closing and at > 1:
            return next((end for end in range(at + 1, len(lines)) if lines[end].strip()), len(lines))
        if not _FIELD.match(line):
            break
    return 0
