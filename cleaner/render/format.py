"""Renders a document in the format that was asked for, for the standard output and for files alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cleaner.document import Article

if TYPE_CHECKING:
    from cleaner.render.addresses import AddressResolver


class OutputFormat(StrEnum):
    """What to print or write: documents in one of their forms, or with Parquet a table."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    XML = "xml"
    TEI = "tei"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"


# The formats that a JSON record or a row of a table can hold in a field of that name.
RENDERINGS = (OutputFormat.MARKDOWN, OutputFormat.HTML, OutputFormat.XML, OutputFormat.TEI)


class Extras(NamedTuple):
    """What is written besides the text: front matter above text and Markdown, links and images in markup."""

    frontmatter: bool = False
    links: bool = False
    images: bool = False


TEXT_ONLY = Extras()


class RenderOptions(NamedTuple):
    """How a document is rendered.

    With `explained`, JSON lines hold one line for every block instead of one record. With `blocks`, a JSON record holds
    every block; `renderings` are the formats that it holds in fields of their own.
    """

    format: OutputFormat = OutputFormat.TEXT
    extras: Extras = TEXT_ONLY
    explained: bool = False
    blocks: bool = False
    renderings: tuple[OutputFormat, ...] = ()


# The writers are imported late: a run uses one of them.
def rendered(article: Article, options: RenderOptions, path: str | None = None) -> str:
    """The document with a line ending, or "" if no block is kept. `path` is the name of the input in JSON and CSV."""
    if options.format in (OutputFormat.JSON, OutputFormat.JSONL):
        return _json(article, options, _shown(path))
    if options.format is OutputFormat.CSV:
        from cleaner.render.as_csv import as_csv

        return as_csv(article, _shown(path))
    text = _text(article, options)
    if text and options.extras.frontmatter:
        from cleaner.render.as_frontmatter import as_frontmatter

        return as_frontmatter(article) + text
    return text


def renderings(article: Article, formats: Iterable[OutputFormat], extras: Extras) -> dict[str, str]:
    """The article in each of these formats, without front matter, by the name of the format."""
    plain = extras._replace(frontmatter=False)
    return {str(form): _text(article, RenderOptions(form, plain)) for form in formats}


def _shown(path: str | None) -> str | None:
    from cleaner.text.printable import printable

    return path and printable(path)


def _json(article: Article, options: RenderOptions, path: str | None) -> str:
    from cleaner.render.as_json import as_explained, as_json, as_record

    if options.explained and options.format is OutputFormat.JSONL:
        return as_explained(article, path)
    others = renderings(article, options.renderings, options.extras)
    record = as_record(article, path, options.blocks, others)
    return as_json(record, 2 if options.format is OutputFormat.JSON else None)


def _text(article: Article, options: RenderOptions) -> str:
    if options.format is OutputFormat.TEXT:
        from cleaner.render.as_text import as_text

        return as_text(article)
    from cleaner.render.addresses import AddressResolver

    resolver = AddressResolver(options.extras.links, options.extras.images, article.url or "")
    return _markup_writer(options.format)(article, resolver)


def _markup_writer(form: OutputFormat) -> Callable[[Article, AddressResolver], str]:
    if form is OutputFormat.HTML:
        from cleaner.render.as_html import as_html

        return as_html
    if form is OutputFormat.MARKDOWN:
        from cleaner.render.as_markdown import as_markdown

        return as_markdown
    from cleaner.render.as_xml import as_tei, as_xml

    return as_xml if form is OutputFormat.XML else as_tei
