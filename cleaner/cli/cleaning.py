"""Cleans one input, counts it, and writes a message if there is something to say about it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Literal, NamedTuple

from cleaner.cli.exit_codes import Report
from cleaner.cli.job import Job
from cleaner.cli.option_groups import FILTERS
from cleaner.cli.streams import PROGRAM, inform, is_verbose, tell
from cleaner.document import DocumentError
from cleaner.files.formats import ending_of, is_web
from cleaner.files.read import STDIN, InputError, note_of, read_text, text_of

if TYPE_CHECKING:
    from cleaner.decode import Decoded
    from cleaner.document import Article
    from cleaner.files.fetch import Fetcher, FetchSettings

    KindName = Literal["auto", "html", "text"]


_DATA_ENDINGS = (".csv", ".json", ".tsv")


class Cleaned(NamedTuple):
    """A cleaned input: its name as people read it, its text, and the article."""

    shown: str
    source: str
    article: Article


def article_of(name: str, job: Job, report: Report) -> Cleaned | None:
    """Clean one input and count it. None if it failed or a filter leaves it out, which is said on standard error."""
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
    left_out = None if job.given.isdisjoint(FILTERS) else job.filters.why_not(article)
    if left_out and not report.reason:
        report.left_out += 1
        inform(f"{shown}: left out: {left_out}")
    elif not report.reason:
        report.cleaned += 1
        if job.input.kind.value == "auto" and _is_data(name, cleaned):
            inform(f"{shown}: this looks like data, not like an article; records are read from JSON lines (.jsonl)")
        else:
            _tell_doubt(shown, article, job)
    else:
        report.empty += 1
        report.blank += not article.blocks
        tell(f"{shown}: {report.reason}")
    return None if left_out else cleaned


def _count_failure(shown: str, why: str, report: Report) -> None:
    report.failed += 1
    report.reason = why
    tell(f"{shown}: {why}")


def _is_data(name: str, cleaned: Cleaned) -> bool:
    if cleaned.article.kind != "text":
        return False
    if ending_of(name) in _DATA_ENDINGS:
        return True
    if cleaned.source.lstrip()[:1] not in ("{", "["):
        return False
    from cleaner.inplace.not_articles import is_json

    return is_json(cleaned.source)


def _tell_doubt(shown: str, article: Article, job: Job) -> None:
    """Warn that a page may be a shop, an index or a cookie wall; a review page shows the confidence itself.

    Where nothing was dropped, as of a short text that is clean already, nothing can have been kept wrongly.
    """
    from cleaner.model.confidence import DOUBTFUL

    may_be_wrong = article.confidence < DOUBTFUL and not all(block.kept for block in article.blocks)
    if may_be_wrong and job.output.review is None:
        inform(f"{shown}: this may not be an article (confidence {article.confidence:.2f})")


def _cleaned(name: str, shown: str, job: Job) -> Cleaned:
    from cleaner.pipeline import clean, clean_observed

    start = perf_counter()
    decoded, url, kind = _read(name, job)
    if (note := note_of(decoded)) is not None:
        inform(f"{shown}: {note}")
    if not is_verbose():
        return Cleaned(shown, decoded.text, clean(decoded.text, url, kind, job.options))
    stages = _Stages(shown, start)
    stages.tell("read", decoded.encoding)
    article = clean_observed(decoded.text, url, kind, job.options, stages.tell)
    _tell_decisions(shown, article)
    return Cleaned(shown, decoded.text, article)


class _Stages:
    """Tells of each stage what came of it and how long it took, for --verbose."""

    def __init__(self, shown: str, start: float) -> None:
        self._shown = shown
        self._last = start

    def tell(self, stage: str, result: str) -> None:
        """The stage that ends now."""
        now = perf_counter()
        tell(f"{self._shown}: {stage}: {result} ({now - self._last:.3f} s)")
        self._last = now


def _tell_decisions(shown: str, article: Article) -> None:
    """What decided about the blocks, and which labels were dropped."""
    decided = Counter(str(block.verdict.basis) for block in article.blocks)
    dropped = Counter(str(block.label) for block in article.blocks if not block.kept)
    for what, counts in (("decided by", decided), ("dropped", dropped)):
        if counts:
            tell(f"{shown}: {what}: {', '.join(f'{name} {number:,}' for name, number in counts.most_common())}")


def _read(name: str, job: Job) -> tuple[Decoded, str | None, KindName]:
    """The text of an input, its address, and as what it is cleaned. Raises InputError."""
    if not is_web(name):
        return read_text(name, job.limits), job.input.url, job.input.kind.value
    page = _fetcher(job.fetching).fetch(name)
    page.check_type()
    decoded = text_of(page.body, job.limits, page.type.charset or None)
    kind: KindName = job.input.kind.value
    return decoded, job.input.url or page.url, page.kind if kind == "auto" else kind


@cache
def _fetcher(settings: FetchSettings) -> Fetcher:
    """One for all inputs of a call: it knows when a host was last asked."""
    from cleaner.files.fetch import Fetcher

    return Fetcher(settings)
