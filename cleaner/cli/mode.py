"""Which kind of call this is: one document or several, each in its turn, or a batch."""

from __future__ import annotations

import os
import re

from cleaner.cli.job import Format, Job
from cleaner.files.formats import Holds, coding_of, holds, is_remote
from cleaner.files.read import STDIN

# What makes a name a glob, where there is no file of that name.
_GLOB = re.compile(r"[*?]|\[.+\]")
# Who names such an output means one document.
_DOCUMENTS = {
    ".htm": Format.HTML,
    ".html": Format.HTML,
    ".json": Format.JSON,
    ".markdown": Format.MARKDOWN,
    ".md": Format.MARKDOWN,
    ".text": Format.TEXT,
    ".txt": Format.TEXT,
}


def is_batch(job: Job) -> bool:
    """Whether the inputs are cleaned as a batch: the call asks for it, or one of its names means more than a document.

    Several documents are one too where they are written to a folder or a table.
    """
    if job.revises or job.review is not None:
        return False
    if job.batching.asked or any(map(_means_more, job.names)):
        return True
    return job.target is not None and (job.several or not is_one_document(job.target))


def is_one_document(target: str | None) -> bool:
    """Whether an output is the file of one document, by its name; a folder is none, whatever it is called."""
    return target is not None and format_of(target) is not None and not os.path.isdir(target)


def is_table(target: str | None) -> bool:
    """Whether an output is one table, by its name."""
    return target is not None and holds(target) in (Holds.JSON_LINES, Holds.PARQUET) and not os.path.isdir(target)


def format_of(target: str) -> Format | None:
    """The form of a document of this name; None where the name is none of a document."""
    return _DOCUMENTS.get(os.path.splitext(target)[1].lower())


def _means_more(name: str) -> bool:
    """Whether a name is that of a folder, a file of records, or of what print does not read."""
    if name == STDIN:
        return False
    if is_remote(name) or coding_of(name) or holds(name) not in (None, Holds.DOCUMENT):
        return True
    return os.path.isdir(name) or (_GLOB.search(name) is not None and not os.path.lexists(name))
