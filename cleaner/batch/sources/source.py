"""One file that a batch reads from, as it was found, before it is opened."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.batch.record import Problem
from cleaner.files.formats import Holds


class Source(NamedTuple):
    """A file, what it holds, and its size on the disk.

    `relative` is its place below the folder that was named, as in `Record`. What is no regular file, such as a pipe, is
    not `regular`: it can be read once, and by nobody else. Where there is a `problem` it is not read.
    """

    path: str
    relative: str
    holds: Holds = Holds.DOCUMENT
    size: int = 0
    regular: bool = True
    problem: Problem | None = None


class Fields(NamedTuple):
    """Which fields of a record hold its text or its HTML, its address and its id; None where nobody says."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    id: str | None = None

    @property
    def given(self) -> bool:
        """Whether the caller says which field is to be cleaned."""
        return self.text is not None or self.html is not None


class Reading(NamedTuple):
    """How files of records are read: their fields, and the largest record in bytes."""

    fields: Fields
    max_size: int
