"""What is in a file, by its name: a document, or records of some format. Imports little, since every call needs it."""

from __future__ import annotations

import os
import re
from enum import StrEnum

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
CODINGS = (".gz", ".zst")


class Holds(StrEnum):
    """The contents of a file."""

    DOCUMENT = "document"
    JSON_LINES = "JSON lines"
    PARQUET = "Parquet"
    WARC = "WARC"


PLAIN_TEXT = frozenset((".markdown", ".md", ".text", ".txt"))
DOCUMENTS = PLAIN_TEXT | {".htm", ".html", ".xhtml"}
_RECORDS = {
    ".jsonl": Holds.JSON_LINES,
    ".ndjson": Holds.JSON_LINES,
    ".parquet": Holds.PARQUET,
    ".warc": Holds.WARC,
    ".wet": Holds.WARC,
}


def is_remote(name: str) -> bool:
    """Whether a name is an address that fsspec reads, such as `s3://bucket/page.html`."""
    return _REMOTE.match(name) is not None


def coding_of(name: str) -> str:
    """The ending of a compressed file, ".gz" or ".zst"; "" for any other file."""
    ending = os.path.splitext(name)[1].lower()
    return ending if ending in CODINGS else ""


def without_coding(name: str) -> str:
    """A name without .gz or .zst at its end."""
    stem, ending = os.path.splitext(name)
    return stem if ending.lower() in CODINGS else name


def ending_of(name: str) -> str:
    """The ending of a name in lower case, without .gz or .zst: ".html" for "a.HTML.gz"."""
    return os.path.splitext(without_coding(name))[1].lower()


def holds(name: str) -> Holds | None:
    """What is in a file of this name; None if its ending does not say."""
    ending = ending_of(name)
    return Holds.DOCUMENT if ending in DOCUMENTS else _RECORDS.get(ending)
