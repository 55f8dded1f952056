"""A whole document in the form that was asked for: the same text whether it is printed or written to a file."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cleaner.document import Article


class Format(StrEnum):
    """How an article is written down."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"


class Written(NamedTuple):
    """What is written beside the text: metadata ahead of text and markdown, links and images in markdown and HTML."""

    frontmatter: bool = False
    links: bool = False
    images: bool = False


class Form(NamedTuple):
    """The form of a document; with `explained` JSONL has a line for every block instead."""

    format: Format = Format.TEXT
    written: Written = Written()
    explained: bool = False


# Each form is loaded when it is first asked for: nobody waits for the others.
def rendered(article: Article, form: Form, path: str | None = None) -> str:
    """The document, with a line ending, or "" where nothing is kept. `path` names it in JSON and JSONL."""
    if form.format is Format.JSON or form.format is Format.JSONL:
        from cleaner.render.as_json import as_explained, as_json, as_jsonl
        from cleaner.text.printable import printable

        written = as_json if form.format is Format.JSON else as_explained if form.explained else as_jsonl
        return written(article, path and printable(path))
    text = _text(article, form)
    if text and form.written.frontmatter:
        from cleaner.render.as_frontmatter import as_frontmatter

        return as_frontmatter(article) + text
    return text


def _text(article: Article, form: Form) -> str:
    if form.format is Format.TEXT:
        from cleaner.render.as_text import as_text

        return as_text(article)
    from cleaner.render.addresses import Extras

    extras = Extras(form.written.links, form.written.images, article.url or "")
    if form.format is Format.HTML:
        from cleaner.render.as_html import as_html

        return as_html(article, extras)
    from cleaner.render.as_markdown import as_markdown

    return as_markdown(article, extras)
