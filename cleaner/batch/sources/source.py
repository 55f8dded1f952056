"""A file that a batch reads from, before it is opened, and which fields of its records mean something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.batch.record import Problem
from cleaner.files.fetch import Fetcher
from cleaner.files.formats import Holds
from cleaner.files.read import InputError

_LONGEST_URL = 8192  # characters
_MOST_NAMED = 12


class Source(NamedTuple):
    """A file, what it holds, and its size on the disk in bytes.

    `relative` is its place below the folder that was named, as in `Record`. Something that is not `regular`, such as a
    pipe, can be read once, and only by this process. Where there is a `problem` it is not read. `content` are the bytes
    of one that was fetched. `groups` are the row groups of Parquet to read, the first and the one behind the last;
    None for all. No other file has the same `key`. It was `named`, itself or by a glob, or found in a folder.
    """

    path: str
    relative: str
    holds: Holds = Holds.DOCUMENT
    size: int = 0
    regular: bool = True
    problem: Problem | None = None
    content: bytes | None = None
    groups: tuple[int, int] | None = None
    key: str = ""
    named: bool = True


class Fields(NamedTuple):
    """Which fields of a record are its text or its HTML, its URL and its id; None for those of the usual names."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    id: str | None = None

    @property
    def given(self) -> bool:
        """Whether the caller says which field to clean."""
        return self.text is not None or self.html is not None


class ReadSettings(NamedTuple):
    """How inputs are read: the fields of records, the largest record in bytes, and what fetches pages from the web."""

    fields: Fields
    max_size: int
    fetcher: Fetcher | None = None


class ChosenFields(NamedTuple):
    """The field to clean, what is in it ("auto" or "html"), and the fields of URL and id, which need not exist."""

    cleaned: str
    kind: str
    url: str
    id: str


def choose(fields: Fields, names: Sequence[str]) -> ChosenFields:
    """Which fields are read of a file whose first record, or whose schema, has these names.

    Raises InputError if the caller does not say which one to clean, and none is called "text" or "html".
    """
    others = fields.url or "url", fields.id or "id"
    if fields.html is not None:
        return ChosenFields(fields.html, "html", *others)
    if fields.text is not None or "text" in names:
        return ChosenFields(fields.text or "text", "auto", *others)
    if "html" in names:
        return ChosenFields("html", "html", *others)
    raise InputError(f"which field is to be cleaned? --text-field or --html-field says so; there are {listed(names)}")


def listed(names: Sequence[str]) -> str:
    """Names of fields for a message."""
    shown = ", ".join(repr(name[:40]) for name in names[:_MOST_NAMED]) or "none"
    return shown + (f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else "")


def usable_url(url: str | None) -> str | None:
    """A URL, unless it is empty or longer than any real one."""
    return url if url and len(url) <= _LONGEST_URL else None
