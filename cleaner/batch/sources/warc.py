"""Archives of web pages: WARC and WET."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.batch.record import Record
from cleaner.batch.sources.source import Reading, Source


def read_warc(source: Source, reading: Reading) -> Iterator[Record]:
    raise NotImplementedError
    yield
