"""Cleans one document and writes it to a file: completely or not at all, and over another only with --overwrite."""

from __future__ import annotations

import os
from pathlib import Path

from cleaner.cli.cleaning import article_of
from cleaner.cli.exit_codes import CommandError, Report
from cleaner.cli.guards import ended_in_order, writing_to
from cleaner.cli.job import Job
from cleaner.cli.mode import format_of
from cleaner.cli.streams import inform
from cleaner.files.atomic import FileType, check_target, replaced
from cleaner.files.read import STDIN
from cleaner.render.format import OutputFormat, rendered

# Nothing marks a file as an article of ours, so any existing file counts as one.
_ARTICLE = FileType("article", b"")
# By the format that a name implies, the others whose files may well be called so.
_ALSO_CALLED_SO = {OutputFormat.TEXT: tuple(OutputFormat), OutputFormat.XML: (OutputFormat.TEI,)}


def write_document(target: str, job: Job, report: Report) -> None:
    """Write the result of the one input. Raises CommandError if the file cannot be written."""
    (name,) = job.names
    implied = format_of(target) or OutputFormat.TEXT
    form = job.output._replace(format=job.output.format or implied).form
    with writing_to(target), ended_in_order():
        check_target(target, () if name == STDIN else (name,), _ARTICLE)
        if os.path.lexists(target) and not job.output.overwrite:
            raise CommandError(f"{target}: it already exists; --overwrite replaces it")
        cleaned = article_of(name, job, report)
        text = "" if cleaned is None else rendered(cleaned.article, form, None if name == STDIN else name)
        if text:
            with replaced(target) as file:
                file.write(text.encode("utf-8", "replace"))
            if form.format not in (implied, *_ALSO_CALLED_SO.get(implied, ())):
                inform(f"{target}: written as {form.format}, although its name ends in {Path(target).suffix}")
