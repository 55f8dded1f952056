"""What a reader would see of a line of text: what the words are judged by, while the line itself comes out as it stood.

Three things stand between a line and its words. Characters may be mangled: escaped for a page and never brought back
(`&nbsp;`), or UTF-8 that was read as Windows-1252. Some have no glyph. And the line may be Markdown, in which an
address follows on every link.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Soft hyphens, zero-width spaces, marks of direction, byte-order marks; not the joiners, by which Persian is spelt.
_GLYPHLESS = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_NO_GLYPH = re.compile(f"[{_GLYPHLESS}]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_ESCAPES = 2  # "&amp;nbsp;" was escaped twice
# A first byte of UTF-8 and a second one, each as Windows-1252 shows it.
_MISREAD = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
)

# The words of a link may hold brackets, a picture for instance, and its address parentheses. A title may follow the
# address, and where lines were wrapped, an address that can be told by its beginning may be broken.
_BRACKETED = r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+)\]"
_IN_PARENTHESES = (
    r"\((?:\s*+((?:[a-z]{2,10}:|www\.|[/#.])(?:[^()]|\([^()]*+\))*+)"
    r"|\s*+<([^<>]*+)>\s*+|\s*+([^\s()]*+)(?:\s++\"[^\"]*+\")?\s*+)\)"
)
_PICTURE = re.compile(rf"!{_BRACKETED}(?:{_IN_PARENTHESES}|\[[^\[\]]*+\])")
_LINK = re.compile(rf"(?<!!){_BRACKETED}{_IN_PARENTHESES}")
# The address may stand elsewhere, under a name. Behind a word it is the element of an array.
_REFERENCE = re.compile(r"(?<![\w\]])\[([^\[\]]++)\]\[[^\[\]]*+\]")
_DEFINITION = re.compile(r"\[[^\[\]]++\]:\s*+<?([^\s<>]++)>?(?:\s+[\"'(].*)?")
_DEEPEST_LINK = 3
_REST_OF_WORDS = re.compile(r"[^\[\]]*+\]\(")
_ENDS_ADDRESS = re.compile(r"[\s)]")
_LETTER = re.compile(r"[^\W_]")
_PICTURE_NUMBER = re.compile(r"Image(?: \d+)?(?:: |$)")
_BOLD = re.compile(r"(?<![\w*])(\*{2,3})(?=[^\s*])([^*]++)(?<=\S)\1")
# A single mark may be a footnote's or an operator, and underscores join the words of a name.
_ITALIC = re.compile(r"(?<![\w*_])(\*|_{1,3})(?=[^\s*_])([^\s*_]++\s[^*_]*+)(?<=\S)\1(?![\w*_])")


def is_mangled(text: str) -> bool:
    """Whether there may be anything to mend in a text: one look at the whole is cheaper than one at every line."""
    if "&" in text and _ENTITY.search(text):
        return True
    return not text.isascii() and (any(map(text.__contains__, _GLYPHLESS)) or _MISREAD.search(text) is not None)


def mended(line: str) -> str:
    """The line with its characters as they were meant."""
    if _MISREAD.search(line):
        line = _read_again(line)
    for _ in range(_MOST_ESCAPES):
        if "&" not in line or not _ENTITY.search(line):
            break
        line = _ENTITY.sub(_character, line)
    return line if line.isascii() else _NO_GLYPH.sub("", line)


class Visible(NamedTuple):
    """What is seen of a text, and whether that is nothing but pictures."""

    text: str
    picture: bool = False


def without_markdown(text: str) -> Visible:
    """Text without the signs of Markdown: of a link its words, of pictures nothing.

    Where nothing else is left it is the description of the pictures, or else the address of a picture or a link.
    """
    if "*" in text or "_" in text:
        text = _ITALIC.sub(r"\2", _BOLD.sub(r"\2", text))
    if "](" not in text and "][" not in text:
        definition = _DEFINITION.fullmatch(text) if text[:1] == "[" else None
        return Visible(definition[1] if definition else text)
    shown = _without_links(_PICTURE.sub(" ", text) if "![" in text else text)
    if _LETTER.search(shown):
        return Visible(shown)
    pictures = list(_PICTURE.finditer(text)) if "![" in text else []
    described = " ".join(_PICTURE_NUMBER.sub("", picture[1], count=1) for picture in pictures)
    addresses = (address for found in (*pictures, *_LINK.finditer(text)) for address in found.groups()[1:] if address)
    return Visible(described if _LETTER.search(described) else next(addresses, text), bool(pictures))


def _without_links(text: str) -> str:
    for _ in range(_DEEPEST_LINK if "](" in text else 0):
        found = _LINK.sub(r"\1", text)
        if found == text:
            break
        text = found
    return _REFERENCE.sub(r"\1", text) if "][" in text else text


def in_a_link(one: str, two: str) -> bool:
    """Whether a line breaks off in the words or the address of a link that goes on in the next."""
    address = one.rfind("](")
    if address >= 0 and not _ENDS_ADDRESS.search(one, address + 2):
        return True
    return one.rfind("[") > one.rfind("]") and _REST_OF_WORDS.match(two) is not None


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
