"""Front matter: fields between two rules at the top of a file, as site generators write them. It is not boilerplate."""

from __future__ import annotations

import re

_RULES = {"---": ("---", "..."), "+++": ("+++",)}
_FIELD = re.compile(r"[\w.\"'-]+\s*[:=](?:\s|$)|[\s#\[\]{}-]|$")
_MOST_LINES = 200


def length_of_front_matter(lines: list[str]) -> int:
    """The number of lines of front matter, blank lines after it included; 0 if there is none."""
    closing = _RULES.get(lines[0].strip()) if lines else None
    if closing is None:
        return 0
    for at, line in enumerate(lines[1:_MOST_LINES], 1):
        if line.rstrip() in closing and at > 1:
            return next((end for end in range(at + 1, len(lines)) if lines[end].strip()), len(lines))
        if not _FIELD.match(line):
            break
    return 0
