"""The page to look through all inputs, in the place of the results."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.cli.cleaning import article_of
from cleaner.cli.exit_codes import Report
from cleaner.cli.job import Job
from cleaner.cli.signals import ended_in_order
from cleaner.cli.streams import tell
from cleaner.document import Kind
from cleaner.files.atomic import TargetError, check_target, is_target
from cleaner.files.formats import DOCUMENTS
from cleaner.files.read import STDIN
from cleaner.files.walk import Choice, find_files
from cleaner.review.data import ReviewedDocument
from cleaner.review.review_page import REVIEW_PAGE, write_page


def write_review(target: str, job: Job, report: Report) -> bool:
    """Write the page of all inputs. False where it could not be, which is told."""
    try:
        check_target(target, [name for name in job.names if name != STDIN], REVIEW_PAGE)
        with ended_in_order():
            shown = write_page(target, _reviewed(target, job, report))
    except TargetError as error:
        tell(f"{target}: {error}")
        return False
    if not shown:
        tell(f"{target}: not written; there is no document to show")
    if job.several or report.total > 1:
        tell(report.summary())
    return True


def _reviewed(target: str, job: Job, report: Report) -> Iterator[ReviewedDocument]:
    for name in _found(target, job, report):
        if (cleaned := article_of(name, job, report)) is not None:
            markup = cleaned.source if cleaned.article.kind is Kind.HTML else ""
            yield ReviewedDocument(cleaned.shown, cleaned.article, markup)


def _found(target: str, job: Job, report: Report) -> Iterator[str]:
    """The inputs of a review, folders gone through; the page itself, from an earlier call, is none of them."""
    for found in find_files(job.names, Choice(DOCUMENTS, job.include, job.exclude, job.force_exclude, job.base)):
        if found.reason is not None:
            report.failed += found.failed
            tell(f"{found.name}: {found.reason}")
        elif found.name == STDIN or not is_target(found.name, target):
            yield found.name
