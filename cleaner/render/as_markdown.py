"""An article as markdown (CommonMark, with GitHub's tables)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleaner.document import Article
from cleaner.render.addresses import Extras
from cleaner.render.markdown_escape import escaped, escaped_address, markdown_text
from cleaner.render.spans import NO_TEXT, Rich
from cleaner.render.tree import Node, Part, outline

_NO_EXTRAS = Extras()
# A heading may be closed as it was opened; these are part of it.
_CLOSES_HEADING = re.compile(r"(?<=\s)(#+)$")
_INDENT = re.compile(r"^[ \t]*\t[ \t]*", re.M)
# Two lists of a kind that follow on each other would be one.
_OTHER_SIGN = {"-": "*", "*": "-", ".": ")", ")": "."}


def as_markdown(article: Article, extras: Extras = _NO_EXTRAS) -> str:
    """Title as a first heading, standfirst, then what is kept by its shape. "" where nothing stays."""
    written = _Markdown(extras).parts(outline(article, extras))
    return f"{written}\n" if written else ""


class _Markdown:
    """Writes the nodes of one article."""

    def __init__(self, extras: Extras) -> None:
        self.extras = extras

    def parts(self, nodes: Sequence[Node], in_item: bool = False, nested: bool = False) -> str:
        """The nodes one below the other; a list stands close to the item that it is part of."""
        _tell_lists_apart(nodes)
        pieces: list[str] = []
        before: Node | None = None
        for node in nodes:
            if before is not None:
                pieces.append("\n" if in_item and _follows_closely(before, node) else "\n\n")
            pieces.append(self._part(node, nested))
            before = node
        return "".join(pieces)

    def _part(self, node: Node, nested: bool) -> str:
        if node.part is Part.LIST:
            return "\n".join(self._item(item, node.sign) for item in node.children)
        if node.part is Part.QUOTE:
            return _indented(self.parts(node.children, nested=True), "> ", ">")
        return _fenced(node, nested) if node.part is Part.CODE else self._leaf(node)

    def _leaf(self, node: Node) -> str:
        if node.part is Part.TABLE:
            return self._table(node.rows)
        if node.part is Part.IMAGE:
            return f"![{escaped(node.rich.text)}]({escaped_address(node.address)})"
        if node.part is Part.HEADING:
            return "#" * node.level + " " + _CLOSES_HEADING.sub(r"\\\1", self._text(node.rich))
        return self._text(node.rich).replace("\n", "\\\n")

    def _item(self, item: Node, sign: str) -> str:
        marker = sign if item.number is None else f"{item.number}{sign}"
        indent = " " * (len(marker) + 1)
        return marker + " " + _indented(self.parts(item.children, in_item=True, nested=True), indent)[len(indent) :]

    def _table(self, rows: tuple[tuple[Rich, ...], ...]) -> str:
        width = max(len(row) for row in rows)
        lines = [self._row([*row, *[NO_TEXT] * (width - len(row))]) for row in rows]
        lines.insert(1, "| " + " | ".join(["---"] * width) + " |")
        return "\n".join(lines)

    def _row(self, cells: Sequence[Rich]) -> str:
        texts = (self._text(cell).replace("\n", " ").replace("|", "\\|") for cell in cells)
        return "| " + " | ".join(texts) + " |"

    def _text(self, rich: Rich) -> str:
        return markdown_text(rich, self.extras)


def _tell_lists_apart(nodes: Sequence[Node]) -> None:
    for one, two in pairwise(nodes):
        if one.part is two.part is Part.LIST and one.sign == two.sign:
            two.sign = _OTHER_SIGN[one.sign]


def _follows_closely(before: Node, node: Node) -> bool:
    """Whether a list needs no blank line ahead of it; a paragraph is not ended by a list that begins at another number
    than one."""
    return before.part is Part.PARAGRAPH and node.part is Part.LIST and node.children[0].number in (None, 1)


def _indented(text: str, indent: str, of_blank: str = "") -> str:
    return "\n".join(indent + line if line else of_blank for line in text.split("\n"))


def _fenced(node: Node, nested: bool) -> str:
    text = node.rich.text.replace("\0", "\ufffd")
    if nested:
        # Behind an indent a tab is as wide as the next column is far.
        text = _INDENT.sub(lambda found: found[0].expandtabs(4), text)
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{node.language}\n{text}\n{fence}"
