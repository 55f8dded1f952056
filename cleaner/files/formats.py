"""What is in a file, by its name: a document, or records of some format. Imports little, since every call needs it."""

from __future__ import annotations

import os
import re
from enum import StrEnum

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)
_WEB = re.compile(r"https?://", re.I)
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
    """Whether a name is an address, such as `s3://bucket/page.html`."""
    return _REMOTE.match(name) is not None


def is_web(name: str) -> bool:
    """Whether a name is the address of a page. All other addresses are read by fsspec."""
    return _WEB.match(name) is not None


def host_of(address: str) -> str:
    """The host in an address, in lower case; "" where there is none."""
    from urllib.parse import urlsplit

    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def path_of(name: str) -> str:
    """The part of a name that has the ending of a file: of the address of a page, what is before the query."""
    return re.split("[?#]", name, maxsplit=1)[0] if is_web(name) else name


def coding_of(name: str) -> str:
    """The ending of a compressed file, ".gz" or ".zst"; "" for any other file."""
    ending = os.path.splitext(path_of(name))[1].lower()
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
    ending = ending_of(path_of(name))
    return Holds.DOCUMENT if ending in DOCUMENTS else _RECORDS.get(ending)
