"""An article as markdown (CommonMark, with GitHub's tables)."""

from __future__ import annotations

import re

from cleaner.document import Article, Label, LabelledBlock
from cleaner.render.as_text import AHEAD_OF_BODY, ahead_of_body, with_gaps

_SPECIAL = re.compile(r"([\\`*_\[\]<>]|~(?=~)|(?<=~)~)")
# What would open a heading, a list, a quote, a rule or a fence at the start of a line, and is meant as it stands.
_OPENS = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+=](?=\s|$|[-=]))", re.M)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.M)
# A heading may be closed as it was opened; these are part of it.
_CLOSES_HEADING = re.compile(r"(?<=\s)(#+)$")
_ENTITY = re.compile(r"&(?=#?\w+;)")


def as_markdown(article: Article) -> str:
    """Title as a first heading, standfirst, then the kept blocks by their shape. "" where nothing stays."""
    parts: list[str] = []
    for block in ahead_of_body(article.blocks):
        text = " ".join(block.text.split())
        parts.append(_heading(text, 1) if block.label is Label.TITLE else escaped(text))
    pieces = ["\n\n".join(parts)] if parts else []
    items = _Items()
    for block, _ in with_gaps(article.blocks, frozenset(AHEAD_OF_BODY)):
        if block.label is Label.LIST_ITEM:
            written, parted = items.write(block)
        else:
            written, parted = _block(block), True
            items = _Items()
        if pieces:
            pieces.append("\n\n" if parted else "\n")
        pieces.append(written)
    return "".join((*pieces, "\n")) if pieces else ""


class _Items:
    """A run of list items: each stands under the text of the item that it is part of, whatever its own level says."""

    def __init__(self) -> None:
        self.open: list[tuple[int, int]] = []  # level of the item, and how far its text is indented

    def write(self, item: LabelledBlock) -> tuple[str, bool]:
        """The item, and whether a blank line parts it from what is before it."""
        block = item.block
        text, first = escaped(block.text), not self.open
        if not block.marker and self.open:
            indent = self.open[-1][1]
            return " " * indent + _continued(text, " " * indent), True
        while self.open and self.open[-1][0] >= block.level:
            self.open.pop()
        before = self.open[-1][1] if self.open else 0
        marker = _marker(block.marker)
        indent = before + len(marker) + 1
        self.open.append((block.level, indent))
        return " " * before + marker + " " + _continued(text, " " * indent), first


def _marker(marker: str) -> str:
    number = marker.strip("(.)")
    if not (number.isascii() and number.isdecimal()):
        return "-"
    return number + (")" if marker.endswith(")") else ".")


def escaped(text: str) -> str:
    """Text in which nothing is taken for markup."""
    text = _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\1", text))
    return _NUMBERED.sub(r"\1\\\2", _OPENS.sub(r"\1\\\2", text))


def _block(block: LabelledBlock) -> str:
    if block.label is Label.CODE:
        return _fenced(block.block.text)
    if block.label is Label.TABLE and block.block.rows:
        return _table(block.block.rows)
    if block.label is Label.HEADING:
        return _heading(block.text, max(2, block.block.level))
    text = escaped(block.text)
    if block.label in (Label.QUOTE, Label.PULL_QUOTE):
        return "> " + _continued(text, "> ")
    return _continued(text, "")


def _heading(text: str, level: int) -> str:
    return "#" * level + " " + _CLOSES_HEADING.sub(r"\\\1", escaped(" ".join(text.split())))


def _continued(text: str, indent: str) -> str:
    """Line breaks inside a block stay line breaks."""
    return ("\\\n" + indent).join(text.split("\n"))


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    width = max(len(row) for row in rows)
    lines = []
    for number, row in enumerate(rows):
        cells = [escaped(cell).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
        lines.append("| " + " | ".join(cells) + " |")
        if number == 0:
            lines.append("| " + " | ".join(["---"] * width) + " |")
    return "\n".join(lines)
