"""Values for the metadata of an article, each with the place where it was found."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import NamedTuple

from cleaner.segment.inline import NO_GLYPH

# More or longer values are no metadata; the limits bound the work that a hostile page can cause.
MOST_CANDIDATES = 200  # a field
_LONGEST_VALUE = 5_000  # characters


class MetadataField(StrEnum):
    """A metadata field of an article, under the name that it has in the JSON output."""

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


class SourcedValue(NamedTuple):
    """A value for a field and where it was found: "json-ld", "meta og:title", "block byline", …"""

    value: str
    source: str


def plain(value: str) -> str:
    """A value with its white space folded, and without control characters and whatever else has no glyph."""
    return " ".join(NO_GLYPH.sub("", value.replace("\x00", "")).split())


class Candidates:
    """The candidates for every field, in the order in which they were found."""

    def __init__(self) -> None:
        self._by_field: defaultdict[MetadataField, list[SourcedValue]] = defaultdict(list)

    def add(self, field: MetadataField, value: object, source: str) -> None:
        """Add a candidate, made plain. Values that are not text, are empty or are too long are ignored."""
        if not isinstance(value, str) or len(value) > _LONGEST_VALUE or len(self._by_field[field]) >= MOST_CANDIDATES:
            return
        if value := plain(value):
            self._by_field[field].append(SourcedValue(value, source))

    def fill(self, others: Candidates, source: str) -> None:
        """Adopt `others` for those fields that have no candidate yet whose source begins with `source`."""
        for field in MetadataField:
            if not any(candidate.source.startswith(source) for candidate in self._by_field[field]):
                self._by_field[field] += others.of(field)

    def of(self, field: MetadataField, source: str | None = None) -> list[SourcedValue]:
        """The candidates for a field: all of them, or only those from one source."""
        if source is None:
            return self._by_field[field]
        return [candidate for candidate in self._by_field[field] if candidate.source == source]


class SiteNames(NamedTuple):
    """The names of a site, which are no persons, and the parts of its host in letters and digits ("lantern")."""

    names: tuple[str, ...]
    hosts: frozenset[str]


class PageCandidates(NamedTuple):
    """The candidates of an HTML page, and the address in its <base> element, if it has one."""

    candidates: Candidates
    base: str | None
