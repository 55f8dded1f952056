"""Addresses of links and images, made absolute and safe to click."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

_OF_LINKS = frozenset(("http", "https", "mailto"))
_OF_IMAGES = frozenset(("http", "https"))
# What browsers pass over in an address, so that "java\nscript:" runs.
_PASSED_OVER = re.compile("[\x00-\x1f\x7f-\x9f]")
_UNQUOTED = re.compile(r"[\s\"<>\\^`{|}()\ud800-\udfff]")
_LONGEST = 4_000


class Extras(NamedTuple):
    """What is written beside the text: links, images; their addresses are made absolute against `base`."""

    links: bool = False
    images: bool = False
    base: str = ""

    def of_link(self, target: str) -> str:
        """The address of a link; "" where it is not wanted, points into its own page, or is not for a reader."""
        return _absolute(target, self.base, _OF_LINKS) if self.links else ""

    def of_image(self, source: str) -> str:
        """The address of an image; "" where it is not wanted or is none."""
        return _absolute(source, self.base, _OF_IMAGES) if self.images else ""


def _absolute(target: str, base: str, schemes: frozenset[str]) -> str:
    cleaned = _PASSED_OVER.sub("", target).strip()
    if not cleaned or cleaned.startswith("#") or len(cleaned) > _LONGEST:
        return ""
    try:
        joined = urljoin(base, cleaned)
        scheme = urlsplit(joined).scheme
    except ValueError:
        return ""
    if scheme.lower() not in schemes and (scheme or ":" in re.split("[/?#]", joined, maxsplit=1)[0]):
        return ""
    return _UNQUOTED.sub(lambda found: quote(found[0], errors="replace", safe=""), joined)
