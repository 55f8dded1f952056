"""Cleans the inputs one after the other and prints each result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaner.cli.cleaning import article_of
from cleaner.cli.exit_codes import Report
from cleaner.cli.job import Job
from cleaner.cli.streams import above, heading, in_colour, inform, on_terminal, print_out, write_out
from cleaner.files.read import STDIN
from cleaner.render.format import OutputFormat, rendered
from cleaner.text.printable import one_line

if TYPE_CHECKING:
    from cleaner.document import Article


def print_all(job: Job, report: Report) -> None:
    """Print the result of every input; for several inputs a summary follows on standard error."""
    for name in job.names:
        _print_one(name, job, report)
    if job.several:
        inform(report.summary())


def _print_one(name: str, job: Job, report: Report) -> None:
    cleaned = article_of(name, job, report)
    if cleaned is None:
        return
    article = cleaned.article
    report.printed += 1
    if job.output.explain and job.output.form.format is not OutputFormat.JSONL:
        _print_explanation(article, cleaned.shown if job.several else None, report.printed > 1)
    else:
        print_out(_rendered(article, cleaned.shown, None if name == STDIN else name, job, report))


def _rendered(article: Article, shown: str, path: str | None, job: Job, report: Report) -> str:
    text = rendered(article, job.output.form, path)
    form = job.output.form.format
    if form is OutputFormat.CSV:
        from cleaner.render.as_csv import HEADER

        return text if report.printed == 1 else text.removeprefix(HEADER)
    # Documents for people are told apart; JSON is not.
    is_json = form in (OutputFormat.JSON, OutputFormat.JSONL)
    return above(shown, report.cleaned == 1) + text if job.several and text and not is_json else text


def _print_explanation(article: Article, name: str | None, follows: bool) -> None:
    blank = "\n" if follows else ""
    if on_terminal() or in_colour():
        from cleaner.cli.explain_table import PIPED_COLUMNS, coloured

        columns = None if on_terminal() else PIPED_COLUMNS
        write_out(blank + coloured(article, name and heading(name), in_colour(), columns))
        return
    from cleaner.render.as_explanation import as_explanation

    print_out(blank + (f"{one_line(name)}\n" if name else "") + as_explanation(article))
