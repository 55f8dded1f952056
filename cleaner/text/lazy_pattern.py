"""Regular expressions that are compiled when they are first used.

Compiling all of them takes a quarter of the time of a call that cleans one page, and a page needs half of them. A class
of characters with the ideographs in it takes milliseconds.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


def lazy_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """The same as `re.compile`, later."""
    return cast(re.Pattern[str], _LazyPattern(source, flags))


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
