"""The review page: all inputs with what was kept and dropped, written to one file."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.cli.cleaning import article_of
from cleaner.cli.exit_codes import Report
from cleaner.cli.guards import ended_in_order, writing_to
from cleaner.cli.job import Job
from cleaner.cli.streams import inform, tell
from cleaner.document import Kind
from cleaner.files.atomic import check_target, is_target
from cleaner.files.formats import DOCUMENTS
from cleaner.files.read import STDIN
from cleaner.files.walk import find_files
from cleaner.review.data import FailedInput, ReviewedDocument
from cleaner.review.review_page import REVIEW_PAGE, write_page


def write_review(target: str, job: Job, report: Report) -> None:
    """Write the page of all inputs. Raises CommandError if the file cannot be written."""
    with writing_to(target):
        check_target(target, [name for name in job.names if name != STDIN], REVIEW_PAGE)
        with ended_in_order():
            shown = write_page(target, _reviewed(target, job, report))
    if not shown:
        tell(f"{target}: not written; there is no document to show")
    if job.several or report.total > 1:
        inform(report.summary())


def _reviewed(target: str, job: Job, report: Report) -> Iterator[ReviewedDocument | FailedInput]:
    """The inputs, with the files in folders; the page itself, written by an earlier call, is not one."""
    for found in find_files(job.names, job.choice(DOCUMENTS)):
        if found.reason is not None:
            report.failed += found.failed
            tell(f"{found.name}: {found.reason}")
            if found.failed:
                yield FailedInput(found.name, found.reason)
        elif found.name == STDIN or not is_target(found.name, target):
            yield _cleaned(found.name, job, report)


def _cleaned(name: str, job: Job, report: Report) -> ReviewedDocument | FailedInput:
    cleaned = article_of(name, job, report)
    if cleaned is None:
        return FailedInput(name, report.reason)
    markup = cleaned.source if cleaned.article.kind is Kind.HTML else ""
    return ReviewedDocument(cleaned.shown, cleaned.article, markup, report.reason)
