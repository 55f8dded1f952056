"""One document cleaned and written to a file: whole or not at all, and over another file only where that is wished."""

from __future__ import annotations

import os

from cleaner.cli.cleaning import article_of
from cleaner.cli.exit_codes import Report
from cleaner.cli.job import Job
from cleaner.cli.mode import format_of
from cleaner.cli.signals import ended_in_order
from cleaner.cli.streams import tell
from cleaner.files.atomic import FileType, TargetError, check_target, replaced
from cleaner.files.read import STDIN
from cleaner.render.format import rendered

# Nothing tells an article from any other text, so what is there is asked for and not looked at.
_ARTICLE = FileType("article", b"")


def write_document(target: str, job: Job, report: Report) -> bool:
    """Write what comes of the one input. False where it could not be, which is told."""
    (name,) = job.names
    form = job._replace(format=job.format or format_of(target)).form
    try:
        check_target(target, () if name == STDIN else (name,), _ARTICLE)
        if os.path.lexists(target) and not job.batching.overwrite:
            raise TargetError("it is there already; --overwrite replaces it")
        with ended_in_order():
            cleaned = article_of(name, job, report)
            text = "" if cleaned is None else rendered(cleaned.article, form, None if name == STDIN else name)
            if text:
                with replaced(target) as file:
                    file.write(text.encode("utf-8", "replace"))
    except TargetError as error:
        tell(f"{target}: {error}")
        return False
    return True
