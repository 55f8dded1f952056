"""The extractors that are compared, each a function from a page to its main text; one that is missing is left out."""

from __future__ import annotations

import html
from collections.abc import Callable

from tests.benchmarks.common import installed
from tests.benchmarks.line_rules import c4_lines, gopher_lines

Extract = Callable[[str, bool], str]  # page, whether it is HTML -> main text


def available() -> dict[str, Extract]:
    """Every system that can be imported, by name."""
    return installed(_LOADERS)


def on_text() -> dict[str, Extract]:
    """The systems that are compared on plain text: those that have rules for it, and those for HTML."""
    rules = {"C4's line rules": _line_rules(c4_lines), "Gopher's rules, by line": _line_rules(gopher_lines)}
    return rules | {name: run for name, run in available().items() if name in _TRIED_ON_TEXT}


def as_html(text: str) -> str:
    """Text for those that read only HTML: every line is a paragraph."""
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n") if line.strip())
    return f"<html><body><article>{paragraphs}</article></body></html>"


def _line_rules(keep: Callable[[str], str]) -> Extract:
    return lambda page, _: keep(page)


def _cleaner() -> Extract:
    from cleaner import clean

    return lambda page, marked_up: clean(page, kind="html" if marked_up else "text").text


def _trafilatura(**options: bool) -> Extract:
    import trafilatura

    def extract(page: str, marked_up: bool) -> str:
        return trafilatura.extract(page if marked_up else as_html(page), include_comments=False, **options) or ""

    return extract


def _readability() -> Extract:
    from lxml import html as parser
    from readability import Document

    def extract(page: str, marked_up: bool) -> str:
        summary = Document(page if marked_up else as_html(page)).summary()
        return str(parser.document_fromstring(summary).text_content())

    return extract


def _justext() -> Extract:
    import justext

    words = justext.get_stoplist("English")

    def extract(page: str, marked_up: bool) -> str:
        found = justext.justext(page if marked_up else as_html(page), words)
        return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)

    return extract


def _newspaper4k() -> Extract:
    import newspaper

    def extract(page: str, marked_up: bool) -> str:
        source = page if marked_up else as_html(page)
        article = newspaper.article("https://a.example/", input_html=source, fetch_images=False)
        return str(article.text)

    return extract


def _boilerpy3() -> Extract:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)

    def extract(page: str, marked_up: bool) -> str:
        return str(extractor.get_content(page if marked_up else as_html(page)))

    return extract


def _resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def extract(page: str, marked_up: bool) -> str:
        tree = HTMLTree.parse(page if marked_up else as_html(page))
        return str(extract_plain_text(tree, main_content=True, alt_texts=False))

    return extract


_LOADERS: dict[str, Callable[[], Extract]] = {
    "cleaner": _cleaner,
    "trafilatura": _trafilatura,
    "trafilatura, precision": lambda: _trafilatura(favor_precision=True),
    "trafilatura, fast": lambda: _trafilatura(fast=True),
    "readability-lxml": _readability,
    "jusText": _justext,
    "newspaper4k": _newspaper4k,
    "boilerpy3": _boilerpy3,
    "resiliparse": _resiliparse,
}
_TRIED_ON_TEXT = ("cleaner", "trafilatura", "jusText", "boilerpy3")
