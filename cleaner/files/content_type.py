"""The value of a Content-Type header, taken apart."""

from __future__ import annotations

import re
from typing import NamedTuple

_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]{2,40})""", re.I)
_MOST_CHARACTERS = 80
# The content types of pages and texts, and the kinds they are cleaned as. Without a type the content decides.
KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "": "auto",
}


class ContentType(NamedTuple):
    """The type of a page such as "text/html", and the charset; in lower case, and empty if they are not given."""

    name: str
    charset: str


def content_type(value: str | None) -> ContentType:
    """The value of a Content-Type header."""
    name, _, parameters = (value or "").partition(";")
    charset = _CHARSET.search(parameters)
    return ContentType(name.strip().lower()[:_MOST_CHARACTERS], charset[1].lower() if charset else "")
