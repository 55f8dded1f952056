"""What a reader would see of a line of text: what the words are judged by, while the line itself comes out as it stood.

Three things stand between a line and its words. Characters may be mangled: escaped for a page and never brought back
(`&nbsp;`), or UTF-8 that was read as Windows-1252. Some have no glyph. And the line may be Markdown, in which an address
follows on every link.
"""

from __future__ import annotations

import re

# Soft hyphens, zero-width spaces, marks of direction, byte-order marks; not the joiners, by which Persian is spelt.
_NO_GLYPH = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_ESCAPES = 2  # "&amp;nbsp;" was escaped twice
# A first byte of UTF-8 and a second one, each as Windows-1252 shows it.
_MISREAD = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]")

# The text of a link may hold brackets, a picture for instance, and its address parentheses.
_LINK = re.compile(
    r"(!?)\[((?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+)\]"
    r"\(\s*+(?:<([^<>]*+)>|((?:[^\s()<>]|\([^\s()]*+\))*+))(?:\s+(?:\"[^\"]*+\"|'[^']*+'))?\s*+\)"
)
_REFERENCE = re.compile(r"(?<![\w\]])!?\[([^\[\]]++)\]\[[^\[\]]*+\]")
_DEFINITION = re.compile(r"\[[^\[\]]++\]:\s*+<?([^\s<>]++)>?(?:\s+[\"'(].*)?")
_DEEPEST_LINK = 3
_PICTURE_NUMBER = re.compile(r"Image(?: \d+)?(?:: |$)")
_BOLD = re.compile(r"(?<![\w*])(\*{2,3})(?=[^\s*])([^*]++)(?<=\S)\1")
# A single mark may be a footnote's or an operator, and underscores join the words of a name.
_ITALIC = re.compile(r"(?<![\w*_])(\*|_{1,3})(?=[^\s*_])([^\s*_]++\s[^*_]*+)(?<=\S)\1(?![\w*_])")


def mended(line: str) -> str:
    """The line with its characters as they were meant."""
    if _MISREAD.search(line):
        line = _read_again(line)
    for _ in range(_MOST_ESCAPES):
        if "&" not in line or not _ENTITY.search(line):
            break
        line = _ENTITY.sub(_character, line)
    return line if line.isascii() else _NO_GLYPH.sub("", line)


def without_markdown(text: str) -> str:
    """Text without the signs of Markdown: of a link its words, of a picture its description.

    Where nothing else is left, it is the address of the link or of the picture.
    """
    if "*" in text or "_" in text:
        text = _ITALIC.sub(r"\2", _BOLD.sub(r"\2", text))
    if "[" not in text:
        return text
    if definition := _DEFINITION.fullmatch(text):
        return definition[1]
    shown = text
    for _ in range(_DEEPEST_LINK):
        found = _LINK.sub(_words_of_link, shown)
        if found == shown:
            break
        shown = found
    shown = _REFERENCE.sub(r"\1", shown)
    return shown if shown.strip() else _first_address(text)


def _words_of_link(link: re.Match[str]) -> str:
    return _PICTURE_NUMBER.sub("", link[2], count=1) if link[1] else link[2]


def _first_address(text: str) -> str:
    """The innermost address of what stands first, which of a picture in a link is the picture's."""
    addresses = (link[3] or link[4] for link in _LINK.finditer(text))
    inner = (link[3] or link[4] for outer in _LINK.finditer(text) for link in _LINK.finditer(outer[2]))
    return next(filter(None, (*inner, *addresses)), text)


def _read_again(line: str) -> str:
    """The line read as UTF-8; the same line where it is not all of it UTF-8."""
    try:
        return b"".join(map(_byte, line)).decode("utf-8")
    except UnicodeError:
        return line


def _byte(char: str) -> bytes:
    """The byte that Windows-1252 shows as this character; the bytes that it knows not pass for control characters."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _character(entity: re.Match[str]) -> str:
    from html import unescape  # Few texts have any.

    return unescape(entity[0])
