"""What a file holds, by its name: a document, or records of one kind. Loads nothing, for every call asks it."""

from __future__ import annotations

import os
import re
from enum import StrEnum

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
CODINGS = (".gz", ".zst")


class Holds(StrEnum):
    """What is in a file."""

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
    """Whether a name is an address (`s3://bucket/page.html`), which fsspec reads."""
    return _REMOTE.match(name) is not None


def coding_of(name: str) -> str:
    """The ending that says how a file is compressed, ".gz" or ".zst", or nothing."""
    ending = os.path.splitext(name)[1].lower()
    return ending if ending in CODINGS else ""


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
