"""The kept blocks as a tree: items in lists, lists in items, quotations. Markdown and HTML are written from it.

The elements of an HTML page say what is part of what. In plain text it is indents and markers, and what stands together
without a blank line between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from cleaner.document import Article, Container, Kind, Label, LabelledBlock
from cleaner.render.addresses import Extras
from cleaner.render.as_text import AHEAD_OF_BODY, ahead_of_body, with_gaps
from cleaner.render.images import pictures
from cleaner.render.spans import NO_TEXT, Rich
from cleaner.segment.from_text import fold


class Part(StrEnum):
    """What a node of the tree is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    CODE = "code"
    TABLE = "table"
    IMAGE = "image"
    QUOTE = "quote"
    LIST = "list"
    ITEM = "item"


@dataclass(slots=True)
class Node:
    """A part of the tree: a list holds items, an item and a quotation hold what may stand in them, others hold text.

    `level` is that of a heading, `number` that of an item in an ordered list; `sign` is what ends the numbers of a
    list, or "-"; `address` is that of an image, whose text stands in its place.
    """

    part: Part
    rich: Rich = NO_TEXT
    level: int = 0
    number: int | None = None
    sign: str = ""
    language: str = ""
    address: str = ""
    rows: tuple[tuple[Rich, ...], ...] = ()
    children: list[Node] = field(default_factory=list)


# Readers of markdown stop at some depth; deeper lists and quotations are no writing of people's.
_DEEPEST = 12
_LISTS = frozenset(("ul", "ol", "menu", "dir", "dl"))
_ITEMS = frozenset(("li", "dd"))
_QUOTES = (Label.QUOTE, Label.PULL_QUOTE)
_LARGEST_NUMBER = 999_999_999  # in markdown
# A line of verse or of an address, in characters.
_LONGEST_VERSE = 60
_RULED_OFF = re.compile(r":?-+:?")
_BAR = re.compile(r"(?<!\\)\|")


def outline(article: Article, extras: Extras) -> list[Node]:
    """What is kept of an article: its title and standfirst, and the rest in its order."""
    tree = _Tree()
    for block in ahead_of_body(article.blocks):
        text = block.text.replace("\n", " ")
        if block.label is Label.TITLE:
            tree.top.append(Node(Part.HEADING, Rich(text), level=1))
        else:
            tree.top.append(Node(Part.PARAGRAPH, Rich(text, block.block.inline)))
    if article.kind is Kind.TEXT:
        _add_text(tree, article)
    else:
        _add_page(tree, article, extras)
    return tree.top


class _Level(NamedTuple):
    """A list, an item or a quotation around a block: what tells it from others, and what it is."""

    key: object
    part: Part
    sign: str = ""
    number: int | None = None


class _Tree:
    """The tree so far, and the parts of it that are open."""

    def __init__(self) -> None:
        self.top: list[Node] = []
        self.open: list[tuple[object, Node]] = []

    def add(self, path: Sequence[_Level], node: Node) -> None:
        """Put a node at the end of what its path names; parts that are not open yet are begun."""
        path = path[:_DEEPEST]
        if path and path[-1].part is Part.LIST:
            path = path[:-1]
        shared = 0
        while shared < min(len(path), len(self.open)) and self.open[shared][0] is path[shared].key:
            shared += 1
        del self.open[shared:]
        for level in path[shared:]:
            part = Node(level.part, sign=level.sign, number=level.number)
            if part.part is Part.ITEM:
                part.number = self._number(level.number)
            self._children().append(part)
            self.open.append((level.key, part))
        self._children().append(node)

    def _children(self) -> list[Node]:
        return self.open[-1][1].children if self.open else self.top

    def _number(self, number: int | None) -> int | None:
        """The number of an item: its own, or the one that follows; none in a list without numbers."""
        of_list = self.open[-1][1]
        if of_list.sign == "-":
            return None
        last = of_list.children[-1].number if of_list.children else 0
        return number if number is not None else (last or 0) + 1

    def item_of(self, of_list: Container) -> object | None:
        """The open item of a list that is open."""
        keys = [key for key, _ in self.open]
        at = keys.index(of_list) + 1 if of_list in keys else len(keys)
        return keys[at] if at < len(keys) else None


# Pages


def _add_page(tree: _Tree, article: Article, extras: Extras) -> None:
    images = pictures(article.blocks, extras)
    marked = _Marked()
    for at, block in enumerate(article.blocks):
        ahead = [picture for picture in images.get(at, ()) if not picture.behind]
        behind = [picture for picture in images.get(at, ()) if picture.behind]
        for picture in ahead:
            _add_image(tree, picture.container, Node(Part.IMAGE, Rich(picture.text), address=picture.address))
        if block.kept and block.label not in AHEAD_OF_BODY:
            container = block.block.markup.container if block.block.markup else None
            path = marked.path(block) if container is None else _path(tree, container, block.block.marker)
            if block.label in _QUOTES and not any(level.part is Part.QUOTE for level in path):
                path = [*path, _Level(block, Part.QUOTE)]
            tree.add(path, _leaf(block))
        for picture in behind:
            _add_image(tree, picture.container, Node(Part.IMAGE, Rich(picture.text), address=picture.address))


def _add_image(tree: _Tree, container: Container, node: Node) -> None:
    tree.add(_path(tree, container, ""), node)


def _path(tree: _Tree, container: Container, marker: str) -> list[_Level]:
    """The lists, items and quotations that an element stands in, from the outside in."""
    path: list[_Level] = []
    around: Container | None = None  # a list without an item of its own yet
    for element in _ancestry(container):
        if len(path) > _DEEPEST + 1:  # no more of it is used
            break
        if element.tag in _LISTS:
            if around is not None and (item := tree.item_of(around)) is not None:
                path += [_Level(around, Part.LIST, "-"), _Level(item, Part.ITEM)]
            around = element
        elif element.tag in _ITEMS:
            if around is None and path and path[-1].part is Part.ITEM:
                path.pop()  # one that was never closed: they stand side by side
            else:
                ordered = around is not None and around.tag == "ol" and not marker.startswith("-")
                path.append(_Level(around or element.parent, Part.LIST, "." if ordered else "-"))
            path.append(_Level(element, Part.ITEM, number=_number(marker)))
            around = None
        elif element.tag == "blockquote":
            path.append(_Level(element, Part.QUOTE))
            around = None
    return path


def _ancestry(container: Container) -> list[Container]:
    found: list[Container] = []
    at: Container | None = container
    while at is not None:
        if at.tag in _LISTS or at.tag in _ITEMS or at.tag == "blockquote":
            found.append(at)
        at = at.parent
    return found[::-1]


# Plain text, and blocks without markup


class _Item(NamedTuple):
    """An open item: how deep it stands, its list, and what tells it from others."""

    depth: int
    list: object
    sign: str
    key: object
    number: int | None


class _Marked:
    """The open items and quotation among blocks of which only level and marker are known."""

    def __init__(self) -> None:
        self.items: list[_Item] = []
        self.quote: object = None

    def path(self, block: LabelledBlock, gap: bool = True) -> list[_Level]:
        """The path of a block that follows on the last one."""
        if block.label is not Label.LIST_ITEM:
            self.items.clear()
        if block.label not in _QUOTES:
            self.quote = None
        elif self.quote is None or gap:
            self.quote = object()
        if self.quote is not None:
            return [_Level(self.quote, Part.QUOTE)]
        if block.label is Label.LIST_ITEM and (block.block.marker or not self.items):
            self._begin_item(block.block.level, block.block.marker)
        return [
            level
            for item in self.items
            for level in (_Level(item.list, Part.LIST, item.sign), _Level(item.key, Part.ITEM, number=item.number))
        ]

    def _begin_item(self, depth: int, marker: str) -> None:
        number = _number(marker)
        sign = "-" if number is None else ")" if marker.endswith(")") else "."
        beside: _Item | None = None
        while self.items and self.items[-1].depth >= depth:
            beside = self.items.pop()
        of_list = beside.list if beside is not None and beside.sign == sign else object()
        self.items.append(_Item(depth, of_list, sign, object(), number))


def _number(marker: str) -> int | None:
    number = marker.strip("(.)")
    if not (number.isascii() and number.isdecimal()) or len(number) > len(str(_LARGEST_NUMBER)):
        return None
    return int(number)


def _add_text(tree: _Tree, article: Article) -> None:
    marked = _Marked()
    body = list(with_gaps(article.blocks, frozenset(AHEAD_OF_BODY)))
    has_gaps = any(gap for _, gap in body)
    for blocks in _together(body):
        first, gap = blocks[0]
        path = marked.path(first, gap)
        if first.label is Label.CODE:
            tree.add(path, Node(Part.CODE, Rich(_program(blocks))))
        elif first.label is Label.TABLE and (rows := _table(blocks)):
            tree.add(path, Node(Part.TABLE, rows=rows))
        elif first.label is Label.BODY and has_gaps and all(len(block.text) <= _LONGEST_VERSE for block, _ in blocks):
            tree.add(path, Node(Part.PARAGRAPH, Rich("\n".join(block.text for block, _ in blocks))))
        else:
            for block, _ in blocks:
                tree.add(path, _leaf(block))


def _together(body: Sequence[tuple[LabelledBlock, bool]]) -> Iterator[list[tuple[LabelledBlock, bool]]]:
    """Blocks that may be one: lines of a program, rows of a table, paragraphs with no blank line between."""
    run: list[tuple[LabelledBlock, bool]] = []
    for block, gap in body:
        label = block.label
        same = bool(run) and run[-1][0].label is label and label in (Label.BODY, Label.TABLE, Label.CODE)
        if run and not (same and (not gap or label is Label.CODE)):
            yield run
            run = []
        run.append((block, gap))
    if run:
        yield run


def _program(blocks: Sequence[tuple[LabelledBlock, bool]]) -> str:
    """The lines of a program as they stood, less the indent that all of them have."""
    lines: list[str] = []
    for block, gap in blocks:
        lines += [""] if gap and lines else []
        source = block.block.source
        # What stood in the margin, or was mangled, is no part of the program.
        lines += re.split(r"\r\n|\r|\n", source.rstrip()) if fold(source.strip()) == block.text else [block.text]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return "\n".join(line[indent:] for line in lines)


def _table(blocks: Sequence[tuple[LabelledBlock, bool]]) -> tuple[tuple[Rich, ...], ...]:
    """The rows of a table of which every line is a block; nothing where they are not of one width."""
    rows = [_cells(block.block.source.strip() if "\t" in block.block.source else block.text) for block, _ in blocks]
    rows = [row for row in rows if not all(_RULED_OFF.fullmatch(cell) for cell in row)]
    if len(rows) < 2 or len({len(row) for row in rows}) > 1 or len(rows[0]) < 2:
        return ()
    return tuple(tuple(Rich(cell) for cell in row) for row in rows)


def _cells(line: str) -> list[str]:
    cells = line.split("\t") if "\t" in line else _BAR.split(line.removeprefix("|").removesuffix("|"))
    return [" ".join(cell.split()) for cell in cells]


def _leaf(block: LabelledBlock) -> Node:
    rich = Rich(block.text, block.block.inline)
    if block.label is Label.CODE:
        return Node(Part.CODE, Rich(block.text), language=block.block.language)
    if block.label is Label.TABLE and block.block.rows:
        return Node(Part.TABLE, rows=_rich_rows(block))
    if block.label is Label.HEADING:
        return Node(Part.HEADING, Rich(block.text.replace("\n", " "), rich.inline), level=max(2, block.block.level))
    return Node(Part.PARAGRAPH, rich)


def _rich_rows(block: LabelledBlock) -> tuple[tuple[Rich, ...], ...]:
    rows, cells = block.block.rows, block.block.cells
    if not cells:
        return tuple(tuple(Rich(text) for text in row) for row in rows)
    return tuple(tuple(map(Rich, row, of_row)) for row, of_row in zip(rows, cells, strict=True))
