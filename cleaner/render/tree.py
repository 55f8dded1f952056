"""Arranges the kept blocks as a tree of lists, items and quotations, from which Markdown and HTML are written.

For HTML, the elements of the page tell what is inside what. For plain text, indents, markers and blank lines do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from cleaner.container import Container
from cleaner.document import Article, Image, Kind, Label, LabelledBlock, Style
from cleaner.render.addresses import AddressResolver
from cleaner.render.as_text import AHEAD_OF_BODY, ahead_of_body, with_gaps
from cleaner.render.callouts import callout_kind, is_title
from cleaner.render.images import article_images
from cleaner.render.spans import NO_TEXT, RichText
from cleaner.segment.from_text import split_lines
from cleaner.segment.preformatted import cells_of, is_rule, written_lines

TableRows = tuple[tuple[RichText, ...], ...]


class NodeType(StrEnum):
    """The types of node."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CODE = "code"
    TABLE = "table"
    IMAGE = "image"
    FORMULA = "formula"
    NOTE = "note"
    QUOTE = "quote"
    LIST = "list"
    ITEM = "item"


@dataclass(slots=True)
class Node:
    """A node of the tree. A list contains items; an item and a quotation contain other nodes; the rest contain text.

    `level` is that of a heading (1 to 6), `number` that of an item in an ordered list. `sign` is the character that
    ends the numbers of an ordered list, or "-". `address` is that of an image, whose alternative text is `rich`.
    The sign of a footnote is what refers to it, and that of a quotation the kind of callout that it is, "" for none;
    `rich` is then its title. The text of a formula is its TeX.
    """

    type: NodeType
    rich: RichText = NO_TEXT
    level: int = 0
    number: int | None = None
    sign: str = ""
    language: str = ""
    address: str = ""
    rows: TableRows = ()
    children: list[Node] = field(default_factory=list)


# Markdown parsers limit the depth, and real lists and quotations are not that deep.
_DEEPEST = 12  # levels
_LISTS = frozenset(("ul", "ol", "menu", "dir", "dl"))
_ITEMS = frozenset(("li", "dd"))
_QUOTES = (Label.QUOTE, Label.PULL_QUOTE)
_MOST_DIGITS = 9  # of an item's number in CommonMark
_LONGEST_VERSE = 60  # characters in a line of a poem or of a postal address
_WIDE_GAP = re.compile(r"\S(?: {3,}|\t\s*)\S")


def kept_notes(article: Article) -> frozenset[str]:
    """The marks of the footnotes that are written."""
    return frozenset(block.block.marker for block in article.blocks if block.kept and block.label is Label.FOOTNOTE)


def content_tree(article: Article, resolver: AddressResolver) -> list[Node]:
    """The nodes at the top of the tree: the title and the standfirst, then the other kept blocks in their order."""
    tree = _TreeBuilder()
    for block in ahead_of_body(article.blocks):
        text = block.text.replace("\n", " ")
        if block.label is Label.TITLE:
            tree.top.append(Node(NodeType.HEADING, RichText(text), level=1))
        else:
            tree.top.append(Node(NodeType.PARAGRAPH, RichText(text, block.block.inline)))
    if article.kind is Kind.TEXT:
        _add_text(tree, article)
    else:
        _add_page(tree, article, resolver)
    return tree.top


class _Ancestor(NamedTuple):
    """A list, an item or a quotation around a block. Blocks with the same `key` (by identity) are in the same one."""

    key: object
    type: NodeType
    sign: str = ""
    number: int | None = None


class _TreeBuilder:
    """The tree so far, and those of its nodes to which the next block may still be added."""

    def __init__(self) -> None:
        self.top: list[Node] = []
        self.open: list[tuple[object, Node]] = []

    def add_title(self, callout: _Ancestor, node: Node) -> None:
        """Give a callout its title; one that stands below other text is a paragraph of the callout."""
        is_open = bool(self.open) and self.open[0][0] is callout.key
        self.add([callout], node)
        if not is_open:
            self.open[0][1].children.clear()
            self.open[0][1].rich = node.rich

    def add(self, path: Sequence[_Ancestor], node: Node) -> None:
        """Add a node at the end of the node that its path leads to, from the outside in. Missing nodes are created."""
        path = path[:_DEEPEST]
        if path and path[-1].type is NodeType.LIST:
            path = path[:-1]
        shared = 0
        while shared < min(len(path), len(self.open)) and self.open[shared][0] is path[shared].key:
            shared += 1
        del self.open[shared:]
        for ancestor in path[shared:]:
            number = self._next_number(ancestor.number) if ancestor.type is NodeType.ITEM else ancestor.number
            around = Node(ancestor.type, sign=ancestor.sign, number=number)
            self._children().append(around)
            self.open.append((ancestor.key, around))
        self._children().append(node)

    def _children(self) -> list[Node]:
        return self.open[-1][1].children if self.open else self.top

    def _next_number(self, number: int | None) -> int | None:
        """The number of the next item in the open list: `number`, or else one more than the last; None for bullets."""
        parent = self.open[-1][1]
        if parent.sign == "-":
            return None
        last = parent.children[-1].number if parent.children else 0
        return number if number is not None else (last or 0) + 1

    def open_item_of(self, list_element: Container) -> object | None:
        """The key of the open item of a list; None if the list or its item is not open."""
        keys = [key for key, _ in self.open]
        at = keys.index(list_element) + 1 if list_element in keys else len(keys)
        return keys[at] if at < len(keys) else None


# --- HTML


def _add_page(tree: _TreeBuilder, article: Article, resolver: AddressResolver) -> None:
    images = article_images(article.blocks, resolver)
    paths = _MarkerPaths()
    note: _Ancestor | None = None
    for at, block in enumerate(article.blocks):
        own_images = images.get(at, ())
        _add_images(tree, [image for image in own_images if not image.behind])
        if block.kept and block.label not in AHEAD_OF_BODY:
            markup = block.block.markup
            if block.label is Label.FOOTNOTE:
                note = _Ancestor(block, NodeType.NOTE, block.block.marker) if block.block.marker or not note else note
                tree.add([note], _leaf(block))
                continue
            path = paths.path(block) if markup is None else _path(tree, markup.container, block.block.marker)
            if block.label in _QUOTES and not any(ancestor.type is NodeType.QUOTE for ancestor in path):
                path = [*path, _Ancestor(block, NodeType.QUOTE)]
            is_callout = any(ancestor.type is NodeType.QUOTE and ancestor.sign for ancestor in path)
            leaf = _leaf(block)
            if is_callout and markup is not None and is_title(markup.container) and leaf.rich.text:
                tree.add_title(path[0], leaf)
            else:
                tree.add(path, leaf)
        _add_images(tree, [image for image in own_images if image.behind])


def _add_images(tree: _TreeBuilder, images: Sequence[Image]) -> None:
    for image in images:
        node = Node(NodeType.IMAGE, RichText(image.alternative), address=image.source)
        tree.add(_path(tree, image.container, ""), node)


def _path(tree: _TreeBuilder, container: Container, marker: str) -> list[_Ancestor]:
    """The lists, items and quotations around an element, from the outside in; `marker` is that of the innermost item.

    Pages may break the rules: a list may be the child of a list and not of an item, and an item may be left open.
    """
    path: list[_Ancestor] = []
    pending: Container | None = None  # a list without an item so far
    for element in reversed((container, *container.ancestors)):
        if len(path) > _DEEPEST + 1:  # the rest would be cut off
            break
        if element.tag in _LISTS:
            if pending is not None and (item := tree.open_item_of(pending)) is not None:
                path += [_Ancestor(pending, NodeType.LIST, "-"), _Ancestor(item, NodeType.ITEM)]
            pending = element
        elif element.tag in _ITEMS:
            if pending is None and path and path[-1].type is NodeType.ITEM:
                path.pop()  # an item left open: the new one is its sibling
            else:
                is_ordered = pending is not None and pending.tag == "ol" and not marker.startswith("-")
                path.append(_Ancestor(pending or element.parent, NodeType.LIST, "." if is_ordered else "-"))
            path.append(_Ancestor(element, NodeType.ITEM, number=_number(marker)))
            pending = None
        elif element.tag == "blockquote":
            path.append(_Ancestor(element, NodeType.QUOTE))
            pending = None
        elif not path and (kind := callout_kind(element)):
            path.append(_Ancestor(element, NodeType.QUOTE, kind))
    return path


# --- Plain text


class _OpenItem(NamedTuple):
    """An item that further blocks may belong to, its depth, and the list that it is in."""

    depth: int
    list_: _Ancestor
    item: _Ancestor


class _MarkerPaths:
    """Finds the paths of blocks without markup, one after the other, by their depths and markers."""

    def __init__(self) -> None:
        self.items: list[_OpenItem] = []
        self.quote: object = None

    def path(self, block: LabelledBlock, gap: bool = True) -> list[_Ancestor]:
        """The path of the next block; `gap` tells whether a blank line precedes it."""
        if block.label is not Label.LIST_ITEM:
            self.items.clear()
        if block.label not in _QUOTES:
            self.quote = None
        elif self.quote is None or gap:
            self.quote = object()
        if self.quote is not None:
            return [_Ancestor(self.quote, NodeType.QUOTE)]
        if block.label is Label.LIST_ITEM and (block.block.marker or not self.items):
            self._begin_item(block.block.level, block.block.marker)
        return [ancestor for open_item in self.items for ancestor in (open_item.list_, open_item.item)]

    def _begin_item(self, depth: int, marker: str) -> None:
        number = _number(marker)
        sign = "-" if number is None else ")" if marker.endswith(")") else "."
        list_ = _Ancestor(object(), NodeType.LIST, sign)
        while self.items and self.items[-1].depth >= depth:
            sibling = self.items.pop()
            list_ = sibling.list_ if sibling.list_.sign == sign else _Ancestor(object(), NodeType.LIST, sign)
        self.items.append(_OpenItem(depth, list_, _Ancestor(object(), NodeType.ITEM, number=number)))


def _number(marker: str) -> int | None:
    """The number in the marker of an item: 3 in "3." and "(3)"."""
    number = marker.strip("(.)")
    if not (number.isascii() and number.isdecimal()) or len(number) > _MOST_DIGITS:
        return None
    return int(number)


def _add_text(tree: _TreeBuilder, article: Article) -> None:
    paths = _MarkerPaths()
    body = list(with_gaps(article.blocks, frozenset(AHEAD_OF_BODY)))
    has_gaps = any(gap for _, gap in body)
    for blocks in _runs(body):
        first, gap = blocks[0]
        path = paths.path(first, gap)
        if first.label is Label.TABLE and (rows := _table(blocks)):
            tree.add(path, Node(NodeType.TABLE, rows=rows))
        elif first.label is Label.BODY and has_gaps and (stanza := _stanza([block for block, _ in blocks])):
            tree.add(path, stanza)
        else:
            for block, _ in blocks:
                tree.add(path, _leaf(block))


def _stanza(blocks: Sequence[LabelledBlock]) -> Node | None:
    """Short lines, which stay lines; those with wide gaps between words are set like a program, which keeps them."""
    lines = [line for block in blocks for line in split_lines(block.block.source)]
    is_brief = all(len(line.strip()) <= _LONGEST_VERSE for line in lines)
    if is_brief and len(lines) > 1 and any(_WIDE_GAP.search(line) for line in lines):
        return Node(NodeType.CODE, RichText(written_lines((line, line.strip()) for line in lines)))
    if all(len(block.text) <= _LONGEST_VERSE for block in blocks):
        return Node(NodeType.PARAGRAPH, RichText("\n".join(block.text for block in blocks)))
    return None


def _runs(body: Sequence[tuple[LabelledBlock, bool]]) -> Iterator[list[tuple[LabelledBlock, bool]]]:
    """Runs of blocks that may be one: the lines of a stanza, the rows of a table."""
    run: list[tuple[LabelledBlock, bool]] = []
    for block, gap in body:
        label = block.label
        same = bool(run) and run[-1][0].label is label and label in (Label.BODY, Label.TABLE)
        if run and (gap or not same):
            yield run
            run = []
        run.append((block, gap))
    if run:
        yield run


def _table(blocks: Sequence[tuple[LabelledBlock, bool]]) -> TableRows:
    """The rows of a table, each from one block; () if they are not of one width."""
    rows = [_cells(block) for block, _ in blocks if not is_rule(block.text)]
    if len(rows) < 2 or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        return ()
    return tuple(tuple(RichText(cell) for cell in row) for row in rows)


def _cells(block: LabelledBlock) -> list[str]:
    source = block.block.source.strip()
    cells = source.split("\t") if "\t" in source else cells_of(block.text if "|" in block.text else source)
    return [" ".join(cell.split()) for cell in cells]


def _leaf(block: LabelledBlock) -> Node:
    text, inline = block.text, block.block.inline
    if block.label is Label.CODE:
        return Node(NodeType.CODE, RichText(text), language=block.block.language)
    if block.label is Label.FORMULA:
        tex = next((mark.target for mark in inline.marks if mark.style is Style.FORMULA), "")
        return Node(NodeType.FORMULA, RichText(tex)) if tex else Node(NodeType.PARAGRAPH, RichText(text))
    if block.label is Label.TABLE and block.block.rows:
        return Node(NodeType.TABLE, rows=_rich_rows(block))
    if block.label is Label.HEADING:
        # Level 1 is the title's.
        return Node(NodeType.HEADING, RichText(text.replace("\n", " "), inline), level=max(2, block.block.level))
    return Node(NodeType.PARAGRAPH, RichText(text, inline))


def _rich_rows(block: LabelledBlock) -> TableRows:
    rows, cells = block.block.rows, block.block.cells
    if not cells:
        return tuple(tuple(RichText(text) for text in row) for row in rows)
    return tuple(tuple(map(RichText, row, of_row)) for row, of_row in zip(rows, cells, strict=True))
