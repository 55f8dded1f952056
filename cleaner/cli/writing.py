"""Cleans one document and writes it to a file: completely or not at all, and over another only with --overwrite."""

from __future__ import annotations

import os

from cleaner.cli.cleaning import article_of
from cleaner.cli.exit_codes import CommandError, Report
from cleaner.cli.guards import ended_in_order, writing_to
from cleaner.cli.job import Job
from cleaner.cli.mode import format_of
from cleaner.files.atomic import FileType, check_target, replaced
from cleaner.files.read import STDIN
from cleaner.render.format import rendered

# Nothing marks a file as an article of ours, so any existing file counts as one.
_ARTICLE = FileType("article", b"")


def write_document(target: str, job: Job, report: Report) -> None:
    """Write the result of the one input. Raises CommandError if the file cannot be written."""
    (name,) = job.names
    form = job.output._replace(format=job.output.format or format_of(target)).form
    with writing_to(target), ended_in_order():
        check_target(target, () if name == STDIN else (name,), _ARTICLE)
        if os.path.lexists(target) and not job.output.overwrite:
            raise CommandError(f"{target}: it already exists; --overwrite replaces it")
        cleaned = article_of(name, job, report)
        text = "" if cleaned is None else rendered(cleaned.article, form, None if name == STDIN else name)
        if text:
            with replaced(target) as file:
                file.write(text.encode("utf-8", "replace"))
