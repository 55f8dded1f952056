"""The page itself: one file that needs no network and in which nothing of a document can run.

The browser is told so too: the policy lets it run one script and one style, known by their hashes, and load nothing.
Documents are written as they come; only the summary is held until the end.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from cleaner.files.atomic import FileType, replaced
from cleaner.review.data import Reviewed, Summary, as_json

# How every review page begins, as the template does.
REVIEW_PAGE = FileType("review page", b"<!DOCTYPE html>\n<!-- review page of cleaner -->\n")

_HERE = Path(__file__).parent
# In the order in which they are read: each builds on those before it.
_SCRIPTS = (
    "elements",
    "data",
    "filters",
    "marks",
    "cases",
    "zip",
    "listing",
    "reading",
    "overview",
    "marking",
    "keys",
    "start",
)
_PLACE = re.compile(r"\{\{(\w+)\}\}")


def write_page(target: str, documents: Iterable[Reviewed]) -> int:
    """Write the review page of some documents to a file, whole or not at all; returns how many it shows.

    Nothing is written where there is no document. Raises TargetError where the file cannot be written; what
    `documents` raises is passed on.
    """
    coming = iter(documents)
    first = next(coming, None)
    if first is None:
        return 0
    with replaced(target) as file:
        return _write(file, chain((first,), coming))


def _write(file: BinaryIO, documents: Iterable[Reviewed]) -> int:
    style, script = _asset("style.css"), _script()
    texts = {"policy": _policy(style, script), "style": style, "script": script}
    summary = Summary()
    # Odd places of the split are the names between the braces.
    for at, piece in enumerate(_PLACE.split(_asset("template.html"))):
        if at % 2 == 0:
            _put(file, piece)
        elif piece == "documents":
            _put_documents(file, documents, summary)
        else:
            _put(file, texts[piece])
    return len(summary.documents)


def _put_documents(file: BinaryIO, documents: Iterable[Reviewed], summary: Summary) -> None:
    digest = hashlib.sha256()
    for number, document in enumerate(documents):
        rows = as_json(summary.add(document))
        digest.update(rows.encode("utf-8", "backslashreplace"))
        _put_data(file, f"rows-{number}", rows)
        if document.markup:
            packed = zlib.compress(document.markup.encode("utf-8", "replace"))
            _put_data(file, f"markup-{number}", as_json(base64.b64encode(packed).decode("ascii")))
    _put_data(file, "summary", summary.as_json(digest.hexdigest()))


def _put_data(file: BinaryIO, name: str, json: str) -> None:
    """A data block: the browser neither runs it nor reads markup in it."""
    _put(file, f'<script type="application/json" id="{name}">{json}</script>\n')


def _put(file: BinaryIO, text: str) -> None:
    # Half of a surrogate pair can only stand in data; there its escape means the same.
    file.write(text.encode("utf-8", "backslashreplace"))


def _policy(style: str, script: str) -> str:
    """The content security policy: one script, one style, and no way to make markup of text."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _script() -> str:
    files = "\n".join(_asset(f"script/{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{files}}})();\n'


def _asset(name: str) -> str:
    return (_HERE / name).read_bytes().decode("utf-8")
