"""Cleans one input, counts it, and writes a message if there is something to say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cleaner.cli.exit_codes import Report
from cleaner.cli.job import Job
from cleaner.cli.streams import PROGRAM, tell
from cleaner.document import DocumentError
from cleaner.files.read import STDIN, InputError, note_of, read_text

if TYPE_CHECKING:
    from cleaner.document import Article


class Cleaned(NamedTuple):
    """A cleaned input: its name as people read it, its text, and the article."""

    shown: str
    source: str
    article: Article


def article_of(name: str, job: Job, report: Report) -> Cleaned | None:
    """Clean one input and count it. None if it failed, which is reported on standard error."""
    shown = "standard input" if name == STDIN else name
    try:
        cleaned = _cleaned(name, shown, job)
    except (InputError, DocumentError) as error:
        _count_failure(shown, str(error), report)
        return None
    except Exception as error:  # one document must not stop the others
        _count_failure(shown, f"a bug in {PROGRAM}, please report it: {type(error).__name__}: {error}", report)
        return None
    article = cleaned.article
    from cleaner.pipeline import why_empty

    report.reason = why_empty(cleaned.source, article) or ""
    if not report.reason:
        report.cleaned += 1
        _tell_doubt(shown, article, job)
    else:
        report.empty += 1
        tell(f"{shown}: {report.reason}")
    return cleaned


def _count_failure(shown: str, why: str, report: Report) -> None:
    report.failed += 1
    report.reason = why
    tell(f"{shown}: {why}")


def _tell_doubt(shown: str, article: Article, job: Job) -> None:
    """Warn that a page may be a shop, an index or a cookie wall; a review page shows the confidence itself."""
    from cleaner.model.confidence import DOUBTFUL

    if article.confidence < DOUBTFUL and job.output.review is None:
        tell(f"{shown}: this may not be an article (confidence {article.confidence:.2f})")


def _cleaned(name: str, shown: str, job: Job) -> Cleaned:
    from cleaner.pipeline import clean

    decoded = read_text(name, job.limits)
    if (note := note_of(decoded)) is not None:
        tell(f"{shown}: {note}")
    return Cleaned(shown, decoded.text, clean(decoded.text, job.input.url, job.input.kind.value, job.options))
