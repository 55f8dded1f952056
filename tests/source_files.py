"""What sources make of files: records, and how to write down what matters of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cleaner.batch.record import Record
from cleaner.batch.sources import InputSettings, Sources
from cleaner.batch.sources.names import Name
from cleaner.batch.sources.source import Fields, ReadSettings

LIMIT = 100_000


def records(*paths: Path | str, fields: Fields | None = None, max_size: int = LIMIT) -> Iterator[Record]:
    """The records of some names, with the fields of the usual names if none are given."""
    settings = InputSettings(ReadSettings(fields or Fields(), max_size))
    with Sources((Name(str(path)) for path in paths), settings) as sources:
        yield from sources.records()


def told(record: Record) -> str:
    """The number of a record and its content, or its problem: "2 failed: not JSON"."""
    number = "-" if record.number is None else str(record.number)
    if record.problem is not None:
        return f"{number} {record.problem.status}: {record.problem.reason}"
    content = record.request.content
    return f"{number} {content.decode('utf-8', 'replace') if isinstance(content, bytes) else content}"


def all_told(*paths: Path | str, fields: Fields | None = None, max_size: int = LIMIT) -> list[str]:
    """Every record of some names."""
    return [told(record) for record in records(*paths, fields=fields, max_size=max_size)]
