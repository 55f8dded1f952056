"""Writes an article as Markdown: CommonMark with the tables of GitHub Flavored Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from cleaner.document import Article
from cleaner.render.addresses import NO_ADDRESSES, AddressResolver
from cleaner.render.markdown_escape import escape, escape_address, formula_in_markdown, inline_markdown
from cleaner.render.spans import NO_TEXT, RichText
from cleaner.render.tree import Node, NodeType, TableRows, content_tree, kept_notes

# Number signs at the end of a heading would close it.
_CLOSING_SIGNS = re.compile(r"(?:^|(?<=\s))(#+)$")
_INDENT = re.compile(r"^[ \t]*\t[ \t]*", re.M)
# Two adjacent lists with the same sign would be one list.
_OTHER_SIGN = {"-": "*", "*": "-", ".": ")", ")": "."}


def as_markdown(article: Article, resolver: AddressResolver = NO_ADDRESSES) -> str:
    """The title as a heading, the standfirst, then the kept blocks; "" if there are none."""
    resolver = resolver._replace(notes=kept_notes(article))
    written = _MarkdownWriter(resolver).write(content_tree(article, resolver))
    return f"{written}\n" if written else ""


class _MarkdownWriter:
    """Writes the nodes of one article."""

    def __init__(self, resolver: AddressResolver) -> None:
        self.resolver = resolver

    def write(self, nodes: Sequence[Node], in_item: bool = False, nested: bool = False) -> str:
        """The nodes one below the other, with a blank line between them unless a list continues its item."""
        _separate_lists(nodes)
        pieces: list[str] = []
        before: Node | None = None
        for node in nodes:
            if before is not None:
                pieces.append("\n" if in_item and _needs_no_gap(before, node) else "\n\n")
            pieces.append(self._node(node, nested))
            before = node
        return "".join(pieces)

    def _node(self, node: Node, nested: bool) -> str:
        if node.type is NodeType.LIST:
            return "\n".join(self._item(item, node.sign) for item in node.children)
        if node.type is NodeType.QUOTE:
            return _indented(self._quotation(node), "> ", ">")
        if node.type is NodeType.NOTE:
            return f"[^{node.sign}]: " + _indented(self.write(node.children, nested=True), "    ")[4:]
        return _fenced(node, nested) if node.type is NodeType.CODE else self._leaf(node)

    def _quotation(self, node: Node) -> str:
        written = self.write(node.children, nested=True)
        if not node.sign:
            return written
        title = self._text(node.rich).replace("\n", " ")
        is_kind = node.rich.text.casefold().strip(" :") == node.sign
        return (
            f"[!{node.sign.upper()}]"
            + (f" {title}" if title and not is_kind else "")
            + ("\n" + written if written else "")
        )

    def _leaf(self, node: Node) -> str:
        if node.type is NodeType.TABLE:
            return self._table(node.rows)
        if node.type is NodeType.IMAGE:
            return f"![{escape(node.rich.text)}]({escape_address(node.address)})"
        if node.type is NodeType.FORMULA:
            return f"$$\n{formula_in_markdown(node.rich.text)}\n$$"
        if node.type is NodeType.HEADING:
            return "#" * node.level + " " + _CLOSING_SIGNS.sub(r"\\\1", self._text(node.rich, heading=True))
        return self._text(node.rich).replace("\n", "\\\n")

    def _item(self, item: Node, sign: str) -> str:
        marker = sign if item.number is None else f"{item.number}{sign}"
        indent = " " * (len(marker) + 1)
        return marker + " " + _indented(self.write(item.children, in_item=True, nested=True), indent)[len(indent) :]

    def _table(self, rows: TableRows) -> str:
        width = max(len(row) for row in rows)
        lines = [self._row([*row, *[NO_TEXT] * (width - len(row))]) for row in rows]
        lines.insert(1, "| " + " | ".join(["---"] * width) + " |")
        return "\n".join(lines)

    def _row(self, cells: Sequence[RichText]) -> str:
        texts = (self._text(cell).replace("\n", " ").replace("|", "\\|") for cell in cells)
        return "| " + " | ".join(texts) + " |"

    def _text(self, rich: RichText, heading: bool = False) -> str:
        return inline_markdown(rich, self.resolver, heading)


def _separate_lists(nodes: Sequence[Node]) -> None:
    for one, two in pairwise(nodes):
        if one.type is two.type is NodeType.LIST and one.sign == two.sign:
            two.sign = _OTHER_SIGN[one.sign]


def _needs_no_gap(before: Node, node: Node) -> bool:
    """Whether a list needs no blank line above it. In CommonMark only a list that starts at 1 ends a paragraph."""
    return before.type is NodeType.PARAGRAPH and node.type is NodeType.LIST and node.children[0].number in (None, 1)


def _indented(text: str, indent: str, of_blank: str = "") -> str:
    return "\n".join(indent + line if line else of_blank for line in text.split("\n"))


def _fenced(node: Node, nested: bool) -> str:
    text = node.rich.text.replace("\0", "\ufffd")
    if nested:
        # Behind an indent, a tab would reach to another column.
        text = _INDENT.sub(lambda found: found[0].expandtabs(4), text)
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{node.language}\n{text}\n{fence}"
