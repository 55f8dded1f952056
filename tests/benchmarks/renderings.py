"""A page as plain text, as tools that many scrapers use hand it over; one that is not installed is left out."""

from __future__ import annotations

from collections.abc import Callable

from tests.benchmarks.common import installed

Render = Callable[[str], str]


def available() -> dict[str, Render]:
    """Every rendering that can be made, by name."""
    return installed(_LOADERS)


def without_blank_lines(text: str) -> str:
    """The lines that hold something, without the white space around them: so a WET file of Common Crawl has them."""
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)


def _resiliparse() -> Render:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return lambda page: str(extract_plain_text(HTMLTree.parse(page), alt_texts=False))


def _wet() -> Render:
    whole = _resiliparse()
    return lambda page: without_blank_lines(whole(page))


def _inscriptis() -> Render:
    import inscriptis

    return lambda page: str(inscriptis.get_text(page))


def _html_text() -> Render:
    import html_text

    return lambda page: str(html_text.extract_text(page))


def _text_nodes() -> Render:
    from lxml import html

    def nodes(page: str) -> str:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), html.HTMLParser(encoding="utf-8"))
        path = "//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]"
        return without_blank_lines("\n".join(" ".join(text.split()) for text in tree.xpath(path)))

    return nodes


_LOADERS: dict[str, Callable[[], Render]] = {
    "resiliparse": _resiliparse,
    "wet": _wet,
    "inscriptis": _inscriptis,
    "html-text": _html_text,
    "text nodes": _text_nodes,
}
