"""Whether a call is a batch or prints one document after the other, which its inputs and its output decide."""

from __future__ import annotations

import os
import re

from cleaner.cli.job import Job
from cleaner.cli.option_groups import ALIASES
from cleaner.files.formats import Holds, coding_of, holds, is_remote, is_web
from cleaner.files.read import STDIN
from cleaner.render.format import OutputFormat

# A name that matches is a glob, unless there is a file of that name.
_GLOB = re.compile(r"[*?]|\[.+\]")
_OF_TABLES = (OutputFormat.CSV, OutputFormat.JSONL, OutputFormat.PARQUET)


def is_batch(job: Job) -> bool:
    """Whether the inputs are cleaned as a batch.

    They are if the command line asks for one, if an input is a folder, a glob or a file of records, and if several
    inputs are written to a folder or a table.
    """
    if job.revises or job.output.review is not None:
        return False
    if job.asks_for_batch or is_sharded(job) or any(map(_is_for_batches, job.names)):
        return True
    path = job.output.path
    return path is not None and (job.several or not is_one_document(path))


def is_sharded(job: Job) -> bool:
    """Whether every input gets a part of the output: if that is on a store, or the call says so."""
    return job.batch.shards or (job.output.path is not None and is_remote(job.output.path))


def is_one_document(path: str | None) -> bool:
    """Whether an output is the file of one document, by its name; a folder is none, whatever it is called."""
    return path is not None and format_of(path) is not None and not os.path.isdir(path)


def is_table(path: str | None) -> bool:
    """Whether an output is one table, by its name."""
    if path is None or os.path.isdir(path):
        return False
    return is_csv(path) or holds(path) in (Holds.JSON_LINES, Holds.PARQUET)


def is_csv(path: str) -> bool:
    """Whether an output is a table of CSV, by its name."""
    return path.lower().endswith(".csv")


def format_of(path: str) -> OutputFormat | None:
    """The format that the name of a document implies; None if it is not that of one document."""
    ending = os.path.splitext(path)[1].lower().removeprefix(".")
    name = ALIASES.get(ending, ending)
    return OutputFormat(name) if name in {*OutputFormat} - {*_OF_TABLES} else None


def _is_for_batches(name: str) -> bool:
    """Whether an input is a folder, a glob, a file of records, compressed or remote: only a batch reads those.

    The address of a page is none of these.
    """
    if name == STDIN:
        return False
    if is_web(name):
        return bool(coding_of(name)) or holds(name) not in (None, Holds.DOCUMENT)
    if is_remote(name) or coding_of(name) or holds(name) not in (None, Holds.DOCUMENT):
        return True
    return os.path.isdir(name) or (_GLOB.search(name) is not None and not os.path.lexists(name))
