"""Writes an article as XML, with the elements that trafilatura's XML has, and as TEI (Text Encoding Initiative, P5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from cleaner.document import Article, Style
from cleaner.files.formats import host_of
from cleaner.render.addresses import NO_ADDRESSES, AddressResolver
from cleaner.render.spans import InlineWriter, RichText, inline_markup
from cleaner.render.tree import Node, NodeType, content_tree, kept_notes
from cleaner.segment.inline import Span

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TEI_NAMESPACE = "http://www.tei-c.org/ns/1.0"
_DATE_CHARACTERS = 10  # of an ISO 8601 date; both formats have the day alone
# XML 1.0 has no way to write these, not even as references.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A parser would read a carriage return as a line feed and, in an attribute, any white space as a space.
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = {**_IN_TEXT, ord('"'): "&quot;", ord("\n"): "&#10;", ord("\t"): "&#9;"}
_RENDITIONS = {Style.STRONG: "#b", Style.EMPHASIS: "#i", Style.SUPERSCRIPT: "#sup", Style.SUBSCRIPT: "#sub"}
_NAMES = {Style.LINK: "ref", Style.DELETED: "del", Style.CODE: "code"}


def as_xml(article: Article, resolver: AddressResolver = NO_ADDRESSES) -> str:
    """A <doc> with the metadata as attributes and the kept blocks in <main>; "" if there are none."""
    nodes = content_tree(article, resolver)
    if not nodes:
        return ""
    known = {name: value for name, value in _metadata(article).items() if value}
    main = _XmlWriter(article, nodes, resolver, tei=False).write(nodes)
    return f"{_DECLARATION}<doc{_attributes(known)}>\n<main>\n{main}\n</main>\n</doc>\n"


def as_tei(article: Article, resolver: AddressResolver = NO_ADDRESSES) -> str:
    """A <TEI> document with the metadata in its header and the kept blocks in one <div>; "" if there are none."""
    nodes = content_tree(article, resolver)
    if not nodes:
        return ""
    body = _XmlWriter(article, nodes, resolver, tei=True).write(nodes)
    return (
        f'{_DECLARATION}<TEI xmlns="{_TEI_NAMESPACE}">\n<teiHeader>\n{_header(article)}\n</teiHeader>\n'
        f'<text>\n<body>\n<div type="entry">\n{body}\n</div>\n</body>\n</text>\n</TEI>\n'
    )


def _metadata(article: Article) -> dict[str, str]:
    """The attributes of <doc> by the names that trafilatura gives them."""
    return {
        "sitename": article.site or "",
        "title": article.title or "",
        "author": "; ".join(article.authors),
        "date": (article.published or "")[:_DATE_CHARACTERS],
        "url": article.url or "",
        "hostname": host_of(article.url or "").removeprefix("www."),
        "description": article.description or "",
        "tags": ";".join(article.tags),
        "image": article.image or "",
        "language": article.language or "",
    }


def _header(article: Article) -> str:
    known = _metadata(article)
    authors = [_element("author", name) for name in article.authors]
    statement = _around("titleStmt", _element("title", known["title"], type="main"), *authors)
    publisher = f"{known['sitename']} ({known['hostname']})" if known["hostname"] else known["sitename"]
    published = _around(
        "publicationStmt",
        _element("publisher", publisher.strip()),
        *([_element("ptr", "", type="URL", target=known["url"])] if known["url"] else []),
        _element("date", known["date"], **({"when": article.published} if article.published else {})),
    )
    source = ", ".join(filter(None, (known["title"], known["sitename"], known["date"])))
    described = _around("sourceDesc", _element("bibl", source), _around("biblFull", statement, published))
    file = _around("fileDesc", statement, _around("publicationStmt", "<p/>"), described)
    profile = list(_profile(article))
    return "\n".join([file, *([_around("profileDesc", *profile)] if profile else [])])


def _profile(article: Article) -> Iterator[str]:
    if article.description:
        yield _around("abstract", _element("p", article.description))
    if article.language:
        yield _around("langUsage", _element("language", article.language, ident=article.language))
    if article.tags:
        yield _around("textClass", _around("keywords", *(_element("term", tag, type="tags") for tag in article.tags)))


class _XmlWriter:
    """Writes the nodes of one article, in the elements of TEI or in the fewer ones of trafilatura's XML."""

    def __init__(self, article: Article, nodes: Sequence[Node], resolver: AddressResolver, tei: bool) -> None:
        self._tei = tei
        self._resolver = resolver._replace(notes=kept_notes(article))
        # A mark ("*") may be no name in XML, and a page may use it twice.
        signs = dict.fromkeys(node.sign for node in _flat(nodes) if node.type is NodeType.NOTE)
        self._note_ids = {sign: f"fn-{number}" for number, sign in enumerate(signs, 1)}
        self._unused_ids = dict(self._note_ids)
        self._inline = InlineWriter(_run, _opening, _closing, self._otherwise)

    def write(self, nodes: Sequence[Node]) -> str:
        return "\n".join(map(self._node, nodes))

    def _node(self, node: Node) -> str:
        return _WRITERS.get(node.type, _XmlWriter._paragraph)(self, node)

    def _paragraph(self, node: Node) -> str:
        return f"<p>{self._text(node.rich)}</p>"

    def _heading(self, node: Node) -> str:
        # TEI has one <head> at the top of a division; trafilatura writes the others as blocks too.
        name, kind = ("ab", ' type="header"') if self._tei else ("head", "")
        return f'<{name}{kind} rend="h{node.level}">{self._text(node.rich)}</{name}>'

    def _quotation(self, node: Node) -> str:
        return _around("quote", self.write(node.children))

    def _program(self, node: Node) -> str:
        code = _element("code", node.rich.text, **({"lang": node.language} if node.language else {}))
        return f"<p>{code}</p>" if self._tei else code

    def _formula(self, node: Node) -> str:
        return f"<p>{_element('formula', node.rich.text, notation='TeX')}</p>"

    def _note(self, node: Node) -> str:
        named = self._unused_ids.pop(node.sign, "")
        identity = {"xml:id": named} if named else {}
        return f"<note{_attributes({'n': node.sign, **identity})}>\n{self.write(node.children)}\n</note>"

    def _image(self, node: Node) -> str:
        if not self._tei:
            return f"<graphic{_attributes({'src': node.address, 'alt': node.rich.text})}/>"
        described = _element("figDesc", node.rich.text) if node.rich.text else ""
        return f"<figure><graphic{_attributes({'url': node.address})}/>{described}</figure>"

    def _list(self, node: Node) -> str:
        first = node.children[0].number
        items = "\n".join(self._item(item, expected) for expected, item in enumerate(node.children, 1))
        return f'<list rend="{"ul" if first is None else "ol"}">\n{items}\n</list>'

    def _item(self, item: Node, expected: int) -> str:
        number = {"n": str(item.number)} if item.number not in (None, expected) else {}
        children = item.children
        if children[0].type is NodeType.PARAGRAPH and all(child.type is NodeType.LIST for child in children[1:]):
            written = "\n".join([self._text(children[0].rich), *map(self._node, children[1:])])
        else:
            written = self.write(children)
        return f"<item{_attributes(number)}>{written}</item>"

    def _table(self, node: Node) -> str:
        rows = "\n".join(
            f"<row>{''.join(self._cell(cell, is_head=at == 0) for cell in row)}</row>"
            for at, row in enumerate(node.rows)
        )
        return f"<table>\n{rows}\n</table>"

    def _cell(self, cell: RichText, is_head: bool) -> str:
        return f"<cell{_attributes({'role': 'head'} if is_head else {})}>{self._text(cell)}</cell>"

    def _text(self, rich: RichText) -> str:
        return inline_markup(rich, self._resolver, self._inline)

    def _otherwise(self, span: Span) -> str:
        """What is written for a text that is only a reading of it."""
        if span.style is Style.FORMULA:
            return _element("formula", span.target, notation="TeX")
        if span.style is Style.NOTE_MARK:
            return _element("ref", f"[{span.target}]", target=f"#{self._note_ids[span.target]}")
        return _element("hi", span.target, rend=_RENDITIONS[span.style])


_WRITERS: Mapping[NodeType, Callable[[_XmlWriter, Node], str]] = {
    NodeType.HEADING: _XmlWriter._heading,
    NodeType.QUOTE: _XmlWriter._quotation,
    NodeType.CODE: _XmlWriter._program,
    NodeType.FORMULA: _XmlWriter._formula,
    NodeType.NOTE: _XmlWriter._note,
    NodeType.IMAGE: _XmlWriter._image,
    NodeType.LIST: _XmlWriter._list,
    NodeType.TABLE: _XmlWriter._table,
}


def _flat(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _flat(node.children)


def _run(text: str) -> str:
    return _escaped(text).replace("\n", "<lb/>\n")


def _opening(span: Span) -> str:
    if span.style is Style.LINK:
        return f"<ref{_attributes({'target': span.target})}>"
    return f"<{_NAMES[span.style]}>" if span.style in _NAMES else f'<hi rend="{_RENDITIONS[span.style]}">'


def _closing(span: Span) -> str:
    return f"</{_NAMES.get(span.style, 'hi')}>"


def _around(name: str, *children: str) -> str:
    return "\n".join((f"<{name}>", *children, f"</{name}>"))


def _element(name: str, text: str, **attributes: str) -> str:
    opening = f"<{name}{_attributes(attributes)}"
    return f"{opening}>{_escaped(text)}</{name}>" if text else f"{opening}/>"


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(
        f' {name}="{_FORBIDDEN.sub(chr(0xFFFD), value).translate(_IN_ATTRIBUTE)}"' for name, value in values.items()
    )


def _escaped(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text).translate(_IN_TEXT)
