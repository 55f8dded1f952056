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
from cleaner.review.data import ReviewedDocument
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


def _reviewed(target: str, job: Job, report: Report) -> Iterator[ReviewedDocument]:
    for name in _found(target, job, report):
        if (cleaned := article_of(name, job, report)) is not None:
            markup = cleaned.source if cleaned.article.kind is Kind.HTML else ""
            yield ReviewedDocument(cleaned.shown, cleaned.article, markup)


def _found(target: str, job: Job, report: Report) -> Iterator[str]:
    """The inputs, with the files in folders; the page itself, written by an earlier call, is not one."""
    for found in find_files(job.names, job.choice(DOCUMENTS)):
        if found.reason is not None:
            report.failed += found.failed
            tell(f"{found.name}: {found.reason}")
        elif found.name == STDIN or not is_target(found.name, target):
            yield found.name
