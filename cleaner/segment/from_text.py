"""Plain text to blocks: a line is a block; blank lines, bullets and line numbers are kept as evidence."""

from __future__ import annotations

import re

from cleaner.document import Block, DocumentError, Shape

MOST_BLOCKS = 200_000

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_BULLET = re.compile(r"(?:[•‣◦▪▸●○■□∙·]|[*+–—-](?=\s)|\(?\d{1,3}[.)](?=\s)|[a-z]\)(?=\s))\s*")
_MARKDOWN_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
# A list marker is followed by the item; alone on its line it is a rule or an ornament.
_INDENT_A_LEVEL = 2


def segment_text(text: str) -> list[Block]:
    """Part plain text into blocks, in order; every line that is not blank is in exactly one of them.

    Raises DocumentError beyond MOST_BLOCKS lines with text.
    """
    blocks: list[Block] = []
    gap = False
    for number, source in enumerate(split_lines(text), 1):
        content = source.strip()
        if not content:
            gap = True
            continue
        if len(blocks) == MOST_BLOCKS:
            raise DocumentError(f"more than {MOST_BLOCKS:,} lines of text; this is not one article")
        blocks.append(_block(source, content, number, gap))
        gap = False
    return blocks


def split_lines(text: str) -> list[str]:
    """The lines of a text with their endings: line feed, carriage return or both, and nothing else parts lines."""
    if "\r" in text:
        return _LINE.findall(text)
    lines = text.split("\n")
    last = lines.pop()
    ended = [line + "\n" for line in lines]
    return [*ended, last] if last else ended


def _block(source: str, content: str, number: int, gap: bool) -> Block:
    if content[0] == "#" and (found := _MARKDOWN_HEADING.match(content)):
        level, text = len(found[1]), content[found.end() :]
        return Block(_folded(text), Shape.HEADING, gap, level, found[1], None, source, number, number)
    found = _BULLET.match(content)
    if found and found.end() < len(content):
        level = (len(source) - len(source.lstrip())) // _INDENT_A_LEVEL + 1
        text = content[found.end() :]
        return Block(_folded(text), Shape.LIST_ITEM, gap, level, found[0].rstrip(), None, source, number, number)
    return Block(_folded(content), Shape.PARAGRAPH, gap, 0, "", None, source, number, number)


def _folded(content: str) -> str:
    return " ".join(content.split())
