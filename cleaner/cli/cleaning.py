"""One input of a call cleaned, counted, and told of where there is something to tell."""

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
    """An input that was cleaned: its name for people, its text, and what became of it."""

    shown: str
    source: str
    article: Article


def article_of(name: str, job: Job, report: Report) -> Cleaned | None:
    """One input cleaned, counted and, where it failed or came out empty, told of. None where it failed."""
    shown = "standard input" if name == STDIN else name
    try:
        cleaned = _cleaned(name, shown, job)
    except (InputError, DocumentError) as error:
        report.failed += 1
        tell(f"{shown}: {error}")
        return None
    except Exception as error:  # no document is the reason that another is not cleaned
        report.failed += 1
        tell(f"{shown}: a fault in {PROGRAM} itself, please report it: {type(error).__name__}: {error}")
        return None
    article = cleaned.article
    from cleaner.pipeline import why_empty

    if (reason := why_empty(cleaned.source, article)) is None:
        report.cleaned += 1
        _tell_of_doubt(shown, article, job)
    else:
        report.empty += 1
        tell(f"{shown}: {reason}")
    return cleaned


def _tell_of_doubt(shown: str, article: Article, job: Job) -> None:
    """A page of another kind (a shop, an index, a wall) gives a text too; a review page shows the confidence itself."""
    from cleaner.model.confidence import DOUBTFUL

    if article.confidence < DOUBTFUL and job.review is None:
        tell(f"{shown}: this may not be an article (confidence {article.confidence:.2f})")


def _cleaned(name: str, shown: str, job: Job) -> Cleaned:
    from cleaner.pipeline import clean

    decoded = read_text(name, job.limits)
    if (note := note_of(decoded)) is not None:
        tell(f"{shown}: {note}")
    return Cleaned(shown, decoded.text, clean(decoded.text, job.url, job.kind.value, job.options))
