"""A glob that no shell has expanded: which folders lead on, and what it names."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Sequence
from glob import has_magic


class Glob:
    """A pattern such as `data/**/2024-*/*.html`, part by part below the last folder that it names outright.

    `*` and `?` stop at a slash and `**` is any number of folders. What begins with a dot is matched only by a part
    that does, as in a shell.
    """

    def __init__(self, pattern: str) -> None:
        parts = pattern.replace(os.sep, "/").split("/")
        fixed = next(at for at, part in enumerate(parts) if has_magic(part))
        self.base = "/".join(parts[:fixed]) or ("/" if pattern.startswith("/") else ".")
        self._parts = [None if part == "**" else part for part in parts[fixed:] if part]
        self._patterns = [None if part is None else re.compile(fnmatch.translate(part)) for part in self._parts]

    def matches(self, names: Sequence[str]) -> bool:
        """Whether it names what stands below `base` under these folders."""
        return len(self._parts) in self._reached(names)

    def leads_into(self, names: Sequence[str]) -> bool:
        """Whether anything in such a folder may be named."""
        return any(at < len(self._parts) for at in self._reached(names))

    def _reached(self, names: Sequence[str]) -> set[int]:
        """At which parts the next name may be tried."""
        at = self._with_skipped({0})
        for name in names:
            at = self._with_skipped({after for part in at if (after := self._after(part, name)) is not None})
        return at

    def _after(self, part: int, name: str) -> int | None:
        if part == len(self._parts):
            return None
        pattern, text = self._patterns[part], self._parts[part]
        if pattern is None or text is None:
            return None if name.startswith(".") else part
        if name.startswith(".") and not text.startswith("."):
            return None
        return part + 1 if pattern.match(name) else None

    def _with_skipped(self, parts: set[int]) -> set[int]:
        """These, and what follows where `**` stands for no folder at all."""
        for at in sorted(parts):
            following = at
            while following < len(self._parts) and self._parts[following] is None:
                following += 1
                parts.add(following)
        return parts
