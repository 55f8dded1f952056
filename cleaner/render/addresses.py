"""The addresses of links and images: absolute, and safe to click."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

_LINK_SCHEMES = frozenset(("http", "https", "mailto"))
_IMAGE_SCHEMES = frozenset(("http", "https"))
# Browsers ignore these in an address, so that "java\nscript:" runs.
_IGNORED = re.compile("[\x00-\x1f\x7f-\x9f]")
_UNQUOTED = re.compile(r"[\s\"<>\\^`{|}()\ud800-\udfff]")
_LONGEST_ADDRESS = 4_000  # characters


class AddressResolver(NamedTuple):
    """Resolves addresses against `base`, the page's own. `links` and `images` tell which of the two are written.

    `notes` are the marks of the footnotes that are written and can be linked to.
    """

    links: bool = False
    images: bool = False
    base: str = ""
    notes: frozenset[str] = frozenset()

    def link(self, target: str) -> str:
        """The absolute address of a link; "" if links are not written or it is of no use outside its page."""
        return _absolute(target, self.base, _LINK_SCHEMES) if self.links else ""

    def image(self, source: str) -> str:
        """The absolute address of an image; "" if images are not written or it is not an address of the web."""
        return _absolute(source, self.base, _IMAGE_SCHEMES) if self.images else ""


NO_ADDRESSES = AddressResolver()


def _absolute(target: str, base: str, schemes: frozenset[str]) -> str:
    cleaned = _IGNORED.sub("", target).strip()
    if not cleaned or cleaned.startswith("#") or len(cleaned) > _LONGEST_ADDRESS:
        return ""
    try:
        joined = urljoin(base, cleaned)
        scheme = urlsplit(joined).scheme
    except ValueError:
        return ""
    # Without a base an address stays relative, but "x:y" is not a relative address.
    if scheme.lower() not in schemes and (scheme or ":" in re.split("[/?#]", joined, maxsplit=1)[0]):
        return ""
    return _UNQUOTED.sub(lambda found: quote(found[0], errors="replace", safe=""), joined)
