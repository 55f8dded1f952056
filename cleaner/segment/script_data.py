"""Whether the text of a page stands in the data of its scripts, which a browser would write into the page."""

from __future__ import annotations

import re

from cleaner.text.lazy_pattern import lazy_pattern

# Also without an end, where it takes the rest of the page.
_SCRIPT = re.compile(r"<script\b[^>]{0,2000}>(.*?)(?:</script\b|\Z)", re.I | re.S)
_STRING = lazy_pattern(r'"((?:[^"\\]|\\.)*+)"', re.S)
_ESCAPED = lazy_pattern(r"\\(?:u[0-9a-fA-F]{4}|.)|<[^<>]{0,500}>|&\w+;", re.S)
_PROGRAM = re.compile(r"[{};=]")
_SHORTEST_PROSE_CHARS = 80
_ENOUGH_CHARS = 200  # of prose in all strings together
_MOST_SIGNS = 0.02  # of a program, as a share of characters


def prose_in_scripts(text: str) -> bool:
    """Whether the scripts of a page hold a few sentences as data: `{"body": "The council of …"}`."""
    found = 0
    for script in _SCRIPT.finditer(text):
        for string in _STRING.finditer(script[1]):
            if len(string[1]) >= _SHORTEST_PROSE_CHARS and _is_prose(string[1]):
                found += len(string[1])
                if found >= _ENOUGH_CHARS:
                    return True
    return False


def _is_prose(string: str) -> bool:
    # An escape may be a letter of another script, or a tag around a paragraph.
    words = _ESCAPED.sub("", string)
    spaced = words.count(" ") * 20 >= len(words)
    is_spaced = spaced or (not words.isascii()) or "\\u" in string
    return is_spaced and len(_PROGRAM.findall(words)) <= _MOST_SIGNS * len(words)
