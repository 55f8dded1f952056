"""What a page, or a text, says of itself: claims on each field, with their sources."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import NamedTuple


class Field(StrEnum):
    """The fields of an article that its metadata fill."""

    TITLE = "title"
    AUTHORS = "authors"
    PUBLISHED = "published"
    UPDATED = "updated"
    LANGUAGE = "language"
    SITE = "site"
    URL = "url"
    DESCRIPTION = "description"
    TAGS = "tags"
    IMAGE = "image"


class Claim(NamedTuple):
    """One source's word on one field, as it stood: `source` is where it stood."""

    value: str
    source: str


class Claims:
    """The claims on every field."""

    # No page has more to say that is worth hearing.
    MOST = 200
    LONGEST = 5_000

    def __init__(self) -> None:
        self._of: defaultdict[Field, list[Claim]] = defaultdict(list)

    def add(self, field: Field, value: object, source: str) -> None:
        """Note a claim; what is no text, is empty or is out of all proportion is passed over."""
        if not isinstance(value, str) or len(value) > self.LONGEST or len(self._of[field]) >= self.MOST:
            return
        value = " ".join(value.replace("\x00", "").split())
        if value:
            self._of[field].append(Claim(value, source))

    def fill(self, others: Claims, source: str) -> None:
        """Take over others' claims on the fields on which no source of this kind has spoken yet."""
        for field in Field:
            if not any(claim.source.startswith(source) for claim in self._of[field]):
                self._of[field] += others.of(field)

    def of(self, field: Field, *sources: str) -> list[Claim]:
        """The claims on a field: all of them, or those of the named sources in the order of the names."""
        if not sources:
            return self._of[field]
        return [claim for source in sources for claim in self._of[field] if claim.source == source]


class Page(NamedTuple):
    """What an HTML page claims, and the address against which its links are meant where it names one."""

    claims: Claims
    base: str | None
