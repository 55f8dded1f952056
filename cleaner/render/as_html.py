"""Writes an article as HTML: one <article> element with minimal markup and nothing in it that can run."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape

from cleaner.document import Article, Style
from cleaner.render.addresses import NO_ADDRESSES, AddressResolver
from cleaner.render.spans import InlineWriter, RichText, inline_markup
from cleaner.render.tree import Node, NodeType, content_tree, kept_notes
from cleaner.segment.inline import Span

_TAGS = {
    Style.LINK: "a",
    Style.STRONG: "strong",
    Style.EMPHASIS: "em",
    Style.DELETED: "del",
    Style.CODE: "code",
    Style.SUPERSCRIPT: "sup",
    Style.SUBSCRIPT: "sub",
}
# Characters that HTML may not contain, not even as numeric references.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def as_html(article: Article, resolver: AddressResolver = NO_ADDRESSES) -> str:
    """The title as <h1>, the standfirst, then the kept blocks; "" if there are none."""
    resolver = resolver._replace(notes=kept_notes(article))
    nodes = content_tree(article, resolver)
    return f"<article>\n{_nodes(nodes, resolver)}\n</article>\n" if nodes else ""


def _nodes(nodes: Sequence[Node], resolver: AddressResolver) -> str:
    return "\n".join(_node(node, resolver) for node in nodes)


def _node(node: Node, resolver: AddressResolver) -> str:
    write = _WRITERS.get(node.type)
    if write is not None:
        return write(node, resolver)
    tag = f"h{node.level}" if node.type is NodeType.HEADING else "p"
    return f"<{tag}>{_text(node.rich, resolver)}</{tag}>"


def _quotation(node: Node, resolver: AddressResolver) -> str:
    if node.sign:
        title = f"<p><strong>{_text(node.rich, resolver)}</strong></p>\n" if node.rich.text else ""
        return f'<div class="callout {node.sign}">\n{title}{_nodes(node.children, resolver)}\n</div>'
    return f"<blockquote>\n{_nodes(node.children, resolver)}\n</blockquote>"


def _program(node: Node, _resolver: AddressResolver) -> str:
    named = f' class="language-{_quoted(node.language)}"' if node.language else ""
    return f"<pre><code{named}>{_escaped(node.rich.text)}</code></pre>"


def _formula(node: Node, _resolver: AddressResolver) -> str:
    """TeX between the signs by which MathJax and KaTeX find it."""
    return f"<p>\\[{_escaped(node.rich.text)}\\]</p>"


def _note(node: Node, resolver: AddressResolver) -> str:
    name = _quoted(node.sign)
    return f'<div class="footnote" id="fn-{name}">\n<sup>[{name}]</sup>\n{_nodes(node.children, resolver)}\n</div>'


def _image(node: Node, _resolver: AddressResolver) -> str:
    return f'<p><img src="{_quoted(node.address)}" alt="{_quoted(node.rich.text)}"></p>'


def _list(node: Node, resolver: AddressResolver) -> str:
    first = node.children[0].number
    tag = "ul" if first is None else "ol"
    start = f' start="{first}"' if first not in (None, 1) else ""
    items = "\n".join(_item(item, expected, resolver) for expected, item in enumerate(node.children, first or 0))
    return f"<{tag}{start}>\n{items}\n</{tag}>"


def _item(item: Node, expected: int, resolver: AddressResolver) -> str:
    value = f' value="{item.number}"' if item.number not in (None, expected) else ""
    children = item.children
    if children[0].type is NodeType.PARAGRAPH and all(child.type is NodeType.LIST for child in children[1:]):
        written = "\n".join([_text(children[0].rich, resolver), *(_node(child, resolver) for child in children[1:])])
    else:
        written = _nodes(children, resolver)
    return f"<li{value}>{written}</li>"


def _table(node: Node, resolver: AddressResolver) -> str:
    rows = node.rows
    head = "".join(f"<th>{_text(cell, resolver)}</th>" for cell in rows[0])
    body = "\n".join(f"<tr>{''.join(f'<td>{_text(cell, resolver)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<table>\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


_WRITERS: dict[NodeType, Callable[[Node, AddressResolver], str]] = {
    NodeType.LIST: _list,
    NodeType.QUOTE: _quotation,
    NodeType.CODE: _program,
    NodeType.FORMULA: _formula,
    NodeType.NOTE: _note,
    NodeType.TABLE: _table,
    NodeType.IMAGE: _image,
}


def _text(rich: RichText, resolver: AddressResolver) -> str:
    return inline_markup(rich, resolver, _INLINE)


def _run(text: str) -> str:
    return _escaped(text).replace("\n", "<br>\n")


def _otherwise(span: Span) -> str:
    """What stands in HTML in the place of a text that is only a reading of it."""
    if span.style is Style.FORMULA:
        return f"\\({_escaped(span.target)}\\)"
    if span.style is Style.NOTE_MARK:
        return f'<sup><a href="#fn-{_quoted(span.target)}">[{_escaped(span.target)}]</a></sup>'
    return f"<{_TAGS[span.style]}>{_escaped(span.target)}</{_TAGS[span.style]}>"


def _opening(span: Span) -> str:
    return f'<a href="{_quoted(span.target)}">' if span.style is Style.LINK else f"<{_TAGS[span.style]}>"


def _closing(span: Span) -> str:
    return f"</{_TAGS[span.style]}>"


_INLINE = InlineWriter(_run, _opening, _closing, _otherwise)


def _escaped(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text), quote=False)


def _quoted(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))
