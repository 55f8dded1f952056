"""An article as markdown (CommonMark, with GitHub's tables)."""

from __future__ import annotations

import re

from cleaner.document import Article, Label, LabelledBlock
from cleaner.render.as_text import AHEAD_OF_BODY, ahead_of_body, with_gaps

_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
# What would open a heading, a list, a quote, a rule or a fence at the start of a line, and is meant as it stands.
_OPENS = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+=](?=\s|$|[-=])|~~~|>)", re.M)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.M)
_ENTITY = re.compile(r"&(?=#?\w+;)")


def as_markdown(article: Article) -> str:
    """Title as a first heading, standfirst, then the kept blocks by their shape. "" where nothing stays."""
    parts: list[str] = []
    for block in ahead_of_body(article.blocks):
        text = escaped(" ".join(block.text.split()))
        parts.append(f"# {text}" if block.label is Label.TITLE else text)
    pieces = "\n\n".join(parts)
    in_list = False
    for block, _ in with_gaps(article.blocks, frozenset(AHEAD_OF_BODY)):
        item = block.label is Label.LIST_ITEM
        if pieces:
            pieces += "\n" if item and in_list else "\n\n"
        pieces += _block(block)
        in_list = item
    return pieces + "\n" if pieces else ""


def escaped(text: str) -> str:
    """Text in which nothing is taken for markup."""
    text = _ENTITY.sub("&amp;", _SPECIAL.sub(r"\\\1", text))
    return _NUMBERED.sub(r"\1\\\2", _OPENS.sub(r"\1\\\2", text))


def _block(block: LabelledBlock) -> str:
    if block.label is Label.CODE:
        return _fenced(block.block.text)
    if block.label is Label.TABLE and block.block.rows:
        return _table(block.block.rows)
    text = escaped(block.text)
    if block.label is Label.HEADING:
        return "#" * max(2, block.block.level) + " " + " ".join(text.split())
    if block.label is Label.LIST_ITEM:
        marker = block.block.marker if block.block.marker.rstrip(".)").isdecimal() else "-"
        indent = "    " * (max(1, block.block.level) - 1)
        return f"{indent}{marker} " + _continued(text, indent + " " * (len(marker) + 1))
    if block.label in (Label.QUOTE, Label.PULL_QUOTE):
        return "> " + _continued(text, "> ")
    return _continued(text, "")


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
