"""Writes the review page: one HTML file that needs no network and in which nothing of a document can run.

Documents are written one by one; only their summary is held until the end.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from cleaner.files.atomic import FileType, replaced
from cleaner.render.html_page import first_lines, html_frame
from cleaner.review.data import FailedInput, ReviewedDocument, Summary, script_json

_KIND = "review page of cleaner"
REVIEW_PAGE = FileType("review page", first_lines(_KIND).encode())

_ASSETS = Path(__file__).parent
# In the order in which they are concatenated: each uses those before it.
_SCRIPTS = (
    "elements",
    "data",
    "filters",
    "marks",
    "cases",
    "listing",
    "reading",
    "overview",
    "marking",
    "keys",
    "start",
)


def write_page(target: str, inputs: Iterable[ReviewedDocument | FailedInput]) -> int:
    """Write the review page of `inputs` to a file, completely or not at all; returns the number of documents.

    Without documents, nothing is written and the result is 0. Raises TargetError if the file cannot be written, and
    whatever `inputs` raises.
    """
    remaining = iter(inputs)
    ahead: list[ReviewedDocument | FailedInput] = []
    for one in remaining:
        ahead.append(one)
        if isinstance(one, ReviewedDocument):
            break
    else:
        return 0
    with replaced(target) as file:
        return _write(file, chain(ahead, remaining))


def _write(file: BinaryIO, inputs: Iterable[ReviewedDocument | FailedInput]) -> int:
    frame = html_frame(_KIND, "Review", _asset("style.css"), _script())
    _put(file, frame.before + _asset("body.html"))
    count = _put_documents(file, inputs)
    _put(file, frame.after)
    return count


def _put_documents(file: BinaryIO, inputs: Iterable[ReviewedDocument | FailedInput]) -> int:
    summary = Summary()
    digest = hashlib.sha256()
    for document in inputs:
        if isinstance(document, FailedInput):
            summary.add_failure(document)
            continue
        number = len(summary.documents)
        rows = script_json(summary.add(document))
        digest.update(rows.encode("utf-8", "backslashreplace"))
        _put_data(file, f"rows-{number}", rows)
        if document.markup:
            packed = zlib.compress(document.markup.encode("utf-8", "replace"))
            _put_data(file, f"markup-{number}", script_json(base64.b64encode(packed).decode("ascii")))
    _put_data(file, "summary", summary.as_json(digest.hexdigest()))
    return len(summary.documents)


def _put_data(file: BinaryIO, name: str, json: str) -> None:
    """Write a data block, which the browser neither runs nor parses as markup."""
    _put(file, f'<script type="application/json" id="{name}">{json}</script>\n')


def _put(file: BinaryIO, text: str) -> None:
    # Lone surrogates occur only inside JSON, where their escapes mean the same.
    file.write(text.encode("utf-8", "backslashreplace"))


def _script() -> str:
    files = "\n".join(_asset(f"script/{name}.js") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{files}}})();\n'


def _asset(name: str) -> str:
    return (_ASSETS / name).read_bytes().decode("utf-8")
