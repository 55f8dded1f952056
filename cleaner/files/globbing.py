"""A glob that no shell has expanded: which folders it leads into, and what it names."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Sequence
from glob import has_magic


class Glob:
    """A pattern such as `data/**/2024-*/*.html`, matched part by part below `base`, its last folder without a wildcard.

    `*` and `?` match within one part, and a part `**` matches any number of folders. As in a shell, a name with a
    leading dot is matched only by a part with one. `glob.iglob` would visit a folder once for every way to divide its
    path among several `**`, and cannot say which folders are worth listing.

    >>> Glob("data/**/*.html").matches(["2024", "may", "a.html"])
    True
    """

    def __init__(self, pattern: str) -> None:
        parts = pattern.replace(os.sep, "/").split("/")
        fixed = next(at for at, part in enumerate(parts) if has_magic(part))
        self.base = "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else ".")
        self._parts = [None if part == "**" else part for part in parts[fixed:] if part]
        self._patterns = [None if part is None else re.compile(fnmatch.translate(part)) for part in self._parts]

    def matches(self, names: Sequence[str]) -> bool:
        """Whether it names the file or folder that these names lead to from `base`."""
        return len(self._parts) in self._reached(names)

    def leads_into(self, names: Sequence[str]) -> bool:
        """Whether it may name something in the folder that these names lead to."""
        return any(at < len(self._parts) for at in self._reached(names))

    def _reached(self, names: Sequence[str]) -> set[int]:
        """The parts that may match the next name, after these names have been matched."""
        at = self._with_skipped({0})
        for name in names:
            at = self._with_skipped({after for part in at if (after := self._after(part, name)) is not None})
        return at

    def _after(self, part: int, name: str) -> int | None:
        """The part that follows if this one matches a name; a `**` is followed by itself."""
        if part == len(self._parts):
            return None
        pattern, text = self._patterns[part], self._parts[part]
        if pattern is None or text is None:
            return None if name.startswith(".") else part
        if name.startswith(".") and not text.startswith("."):
            return None
        return part + 1 if pattern.match(name) else None

    def _with_skipped(self, parts: set[int]) -> set[int]:
        """These parts, and those that follow if a `**` matches no folder at all."""
        for at in sorted(parts):
            following = at
            while following < len(self._parts) and self._parts[following] is None:
                following += 1
                parts.add(following)
        return parts
