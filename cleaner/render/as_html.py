"""An article as HTML: one <article>, with no more markup than its text needs and nothing in it that runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from cleaner.document import Article, Style
from cleaner.render.addresses import Extras
from cleaner.render.spans import Rich, steps, tidy
from cleaner.render.tree import Node, Part, outline
from cleaner.segment.inline import Span

_NO_EXTRAS = Extras()
_TAGS = {Style.LINK: "a", Style.STRONG: "strong", Style.EMPHASIS: "em", Style.CODE: "code"}
# Characters that no HTML may hold, not even by their number.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def as_html(article: Article, extras: Extras = _NO_EXTRAS) -> str:
    """The title as <h1>, then what is kept by its shape. "" where nothing stays."""
    nodes = outline(article, extras)
    return f"<article>\n{_parts(nodes, extras)}\n</article>\n" if nodes else ""


def _parts(nodes: Sequence[Node], extras: Extras) -> str:
    return "\n".join(_part(node, extras) for node in nodes)


def _part(node: Node, extras: Extras) -> str:
    if node.part is Part.LIST:
        return _list(node, extras)
    if node.part is Part.QUOTE:
        return f"<blockquote>\n{_parts(node.children, extras)}\n</blockquote>"
    if node.part is Part.CODE:
        named = f' class="language-{_quoted(node.language)}"' if node.language else ""
        return f"<pre><code{named}>{_shown(node.rich.text)}</code></pre>"
    if node.part is Part.TABLE:
        return _table(node.rows, extras)
    if node.part is Part.IMAGE:
        return f'<p><img src="{_quoted(node.address)}" alt="{_quoted(node.rich.text)}"></p>'
    tag = f"h{node.level}" if node.part is Part.HEADING else "p"
    return f"<{tag}>{_text(node.rich, extras)}</{tag}>"


def _list(node: Node, extras: Extras) -> str:
    first = node.children[0].number
    tag = "ul" if first is None else "ol"
    start = f' start="{first}"' if first not in (None, 1) else ""
    items = "\n".join(_item(item, expected, extras) for expected, item in enumerate(node.children, first or 0))
    return f"<{tag}{start}>\n{items}\n</{tag}>"


def _item(item: Node, expected: int, extras: Extras) -> str:
    value = f' value="{item.number}"' if item.number not in (None, expected) else ""
    children = item.children
    if children[0].part is Part.PARAGRAPH and all(child.part is Part.LIST for child in children[1:]):
        written = "\n".join([_text(children[0].rich, extras), *(_part(child, extras) for child in children[1:])])
    else:
        written = _parts(children, extras)
    return f"<li{value}>{written}</li>"


def _table(rows: tuple[tuple[Rich, ...], ...], extras: Extras) -> str:
    head = "".join(f"<th>{_text(cell, extras)}</th>" for cell in rows[0])
    body = "\n".join("<tr>" + "".join(f"<td>{_text(cell, extras)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _text(rich: Rich, extras: Extras) -> str:
    parts: list[str] = []
    for step in steps(rich.text, tidy(rich, extras)):
        if step.span is None:
            parts.append(_shown(rich.text[step.start : step.end]).replace("\n", "<br>\n"))
        else:
            parts.append(_opening(step.span) if step.opens else f"</{_TAGS[step.span.style]}>")
    return "".join(parts)


def _opening(span: Span) -> str:
    return f'<a href="{_quoted(span.target)}">' if span.style is Style.LINK else f"<{_TAGS[span.style]}>"


def _shown(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text), quote=False)


def _quoted(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))
