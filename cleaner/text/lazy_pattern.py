"""Regular expressions that are compiled when they are first used.

Compiling all of them takes a quarter of the time of a call that cleans one page, and a page needs half of them. A class
of characters with the ideographs in it takes milliseconds.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


# The first bytes, in UTF-8, of U+0800 to U+1FFF and U+3000 to U+FFFF: of the scripts of South and East Asia.
_FIRST_OF_ASIAN = bytes((0xE0, 0xE1, *range(0xE3, 0xF0)))
_OF_OTHERS = bytes(set(range(256)).difference(_FIRST_OF_ASIAN))


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, later."""
    return cast(re.Pattern[str], _LazyPattern(source, flags))


def asian_pattern(source: str) -> re.Pattern[str]:
    """The same for a pattern that matches nothing without a letter of Asia: other texts do not ask for it."""
    return cast(re.Pattern[str], _AsianPattern(source))


class _LazyPattern:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        # Not called for what is an attribute, as the methods are from then on.
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._source, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return self.__dict__[name]


class _AsianPattern:
    def __init__(self, source: str) -> None:
        self._pattern = lazy_pattern(source)

    def findall(self, text: str) -> list[str]:
        return self._pattern.findall(text) if _may_be_asian(text) else []

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return self._pattern.fullmatch(text) if _may_be_asian(text) else None

    def match(self, text: str) -> re.Match[str] | None:
        return self._pattern.match(text) if _may_be_asian(text) else None

    def search(self, text: str) -> re.Match[str] | None:
        return self._pattern.search(text) if _may_be_asian(text) else None


def _may_be_asian(text: str) -> bool:
    return not text.isascii() and bool(text.encode("utf-8", "replace").translate(None, _OF_OTHERS))
