"""A document that is a file: the worker reads it, unless nobody but we can."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.batch.record import Record, Request
from cleaner.batch.sources.source import Reading, Source
from cleaner.files.open import read_whole


def read_document(source: Source, reading: Reading) -> Iterator[Record]:
    """The one record of a document. Raises InputError for a pipe that cannot be read."""
    if source.regular:
        yield Record(Request(source.path, size=source.size), source.relative, read=source.size)
        return
    content = read_whole(source.path, reading.max_size)
    yield Record(Request(source.path, content, len(content)), source.relative, read=len(content))
