"""Inputs cleaned in their turn, and what comes of each printed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cleaner.command.cleaning import article_of
from cleaner.command.job import Format, Job
from cleaner.command.streams import on_terminal, print_out, tell, write_out
from cleaner.inputs import STDIN
from cleaner.render.printable import one_line, printable
from cleaner.report import Report

if TYPE_CHECKING:
    from cleaner.document import Article


def print_all(job: Job, report: Report) -> None:
    """Print what comes of every input; where there are several, the last line on standard error adds up."""
    for name in job.names:
        _print_one(name, job, report)
    if job.several:
        tell(report.summary())


def _print_one(name: str, job: Job, report: Report) -> None:
    cleaned = article_of(name, job, report)
    if cleaned is None:
        return
    article = cleaned.article
    if job.explain and job.output is not Format.JSONL:
        _print_explanation(article, cleaned.shown if job.several else None, report.total > 1)
    else:
        print_out(_rendered(article, None if name == STDIN else name, job, report.cleaned > 1))


def _rendered(article: Article, path: str | None, job: Job, follows: bool) -> str:
    if job.output is Format.JSON or job.output is Format.JSONL:
        from cleaner.render.as_json import as_explained, as_json, as_jsonl

        written = as_json if job.output is Format.JSON else as_explained if job.explain else as_jsonl
        return written(article, path and printable(path))
    text = _text(article, job)
    if text and job.written.frontmatter:
        from cleaner.render.as_frontmatter import as_frontmatter

        text = as_frontmatter(article) + text
    return "\n" + text if follows and text else text


def _text(article: Article, job: Job) -> str:
    if job.output is Format.TEXT:
        from cleaner.render.as_text import as_text

        return as_text(article)
    from cleaner.render.addresses import Extras

    extras = Extras(job.written.links, job.written.images, article.url or "")
    if job.output is Format.HTML:
        from cleaner.render.as_html import as_html

        return as_html(article, extras)
    from cleaner.render.as_markdown import as_markdown

    return as_markdown(article, extras)


def _print_explanation(article: Article, heading: str | None, follows: bool) -> None:
    above = "\n" if follows else ""
    if on_terminal() or os.environ.get("FORCE_COLOR"):
        from cleaner.terminal import coloured

        write_out(above + coloured(article, heading))
        return
    from cleaner.render.as_explanation import as_explanation

    print_out(above + (f"{one_line(heading)}\n" if heading else "") + as_explanation(article))
