"""Renders a document in the format that was asked for, for the standard output and for files alike."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cleaner.document import Article


class DocumentFormat(StrEnum):
    """The formats of one document."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"


class Extras(NamedTuple):
    """What is written besides the text: front matter above text and Markdown, links and images in Markdown and HTML."""

    frontmatter: bool = False
    links: bool = False
    images: bool = False


class RenderOptions(NamedTuple):
    """How a document is rendered; with `explained`, JSON lines hold one line for every block instead of one record."""

    format: DocumentFormat = DocumentFormat.TEXT
    extras: Extras = Extras()
    explained: bool = False


# The writers are imported late: a run uses one of them.
def rendered(article: Article, options: RenderOptions, path: str | None = None) -> str:
    """The document with a line ending, or "" if no block is kept. `path` is the name of the input in JSON."""
    if options.format is DocumentFormat.JSON or options.format is DocumentFormat.JSONL:
        from cleaner.render.as_json import as_explained, as_json, as_jsonl
        from cleaner.text.printable import printable

        is_json = options.format is DocumentFormat.JSON
        write = as_json if is_json else as_explained if options.explained else as_jsonl
        return write(article, path and printable(path))
    text = _text(article, options)
    if text and options.extras.frontmatter:
        from cleaner.render.as_frontmatter import as_frontmatter

        return as_frontmatter(article) + text
    return text


def _text(article: Article, options: RenderOptions) -> str:
    if options.format is DocumentFormat.TEXT:
        from cleaner.render.as_text import as_text

        return as_text(article)
    from cleaner.render.addresses import AddressResolver

    resolver = AddressResolver(options.extras.links, options.extras.images, article.url or "")
    if options.format is DocumentFormat.HTML:
        from cleaner.render.as_html import as_html

        return as_html(article, resolver)
    from cleaner.render.as_markdown import as_markdown

    return as_markdown(article, resolver)
