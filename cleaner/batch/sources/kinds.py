"""What a file holds, by its name: a document, or records of one kind."""

from __future__ import annotations

import os
from enum import StrEnum

from cleaner.batch.sources.opening import coding_of


class Holds(StrEnum):
    """What is in a file."""

    DOCUMENT = "document"
    JSON_LINES = "JSON lines"
    PARQUET = "Parquet"
    WARC = "WARC"


DOCUMENTS = frozenset((".htm", ".html", ".markdown", ".md", ".text", ".txt", ".xhtml"))
_RECORDS = {
    ".jsonl": Holds.JSON_LINES,
    ".ndjson": Holds.JSON_LINES,
    ".parquet": Holds.PARQUET,
    ".warc": Holds.WARC,
    ".wet": Holds.WARC,
}


def without_coding(name: str) -> str:
    """A name without the .gz or .zst behind it."""
    return name.removesuffix(name[len(name) - len(coding_of(name)) :]) if coding_of(name) else name


def ending_of(name: str) -> str:
    """The ending of a name in lower case, .gz and .zst aside: ".html" of "a.HTML.gz"."""
    return os.path.splitext(without_coding(name))[1].lower()


def holds(name: str) -> Holds | None:
    """What a file of this name holds; None where the name does not say."""
    ending = ending_of(name)
    return Holds.DOCUMENT if ending in DOCUMENTS else _RECORDS.get(ending)
