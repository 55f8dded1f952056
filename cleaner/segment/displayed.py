"""What a reader would see of a line of text. Words are judged in this form; the line itself is kept as it stood.

It differs from the line in three ways. Characters may be mangled: escaped for HTML and never unescaped (`&nbsp;`), or
UTF-8 that was read as Windows-1252. Some characters have no glyph. And the line may be Markdown, in which every link
is followed by its address.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaner.text.lazy_pattern import lazy_pattern

# Soft hyphens, zero-width spaces, marks of direction, byte-order marks. Not the joiners: Persian spelling needs them.
_GLYPHLESS = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_NO_GLYPH = lazy_pattern(f"[{_GLYPHLESS}]")
_ENTITY = lazy_pattern(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MOST_ESCAPES = 2  # "&amp;nbsp;" was escaped twice
# The first two bytes of a character in UTF-8, read as Windows-1252: "Ã©" was "é".
_MISREAD = lazy_pattern(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
)

# The text of a link may contain brackets (of a picture, for example), and its address parentheses. A title may follow
# the address. An address that is recognised by its beginning may contain white space, where lines were wrapped.
_BRACKETED = r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*+\])*+)\]"
_IN_PARENTHESES = (
    r"\((?:\s*+((?:[a-z]{2,10}:|www\.|[/#.])(?:[^()]|\([^()]*+\))*+)"
    r"|\s*+<([^<>]*+)>\s*+|\s*+([^\s()]*+)(?:\s++\"[^\"]*+\")?\s*+)\)"
)
_PICTURE = lazy_pattern(rf"!{_BRACKETED}(?:{_IN_PARENTHESES}|\[[^\[\]]*+\])")
_LINK = lazy_pattern(rf"(?<!!){_BRACKETED}{_IN_PARENTHESES}")
# A reference: the address stands elsewhere under a name. After a word it would be an index, as in "rows[i][0]".
_REFERENCE = re.compile(r"(?<![\w\]])\[([^\[\]]++)\]\[[^\[\]]*+\]")
_DEFINITION = lazy_pattern(r"\[[^\[\]]++\]:\s*+<?([^\s<>]++)>?(?:\s+[\"'(].*)?")
_MOST_NESTED_LINKS = 3
_REST_OF_WORDS = re.compile(r"[^\[\]]*+\]\(")
_ENDS_ADDRESS = re.compile(r"[\s)]")
_LETTER = re.compile(r"[^\W_]")
_PICTURE_NUMBER = re.compile(r"Image(?: \d+)?(?:: |$)")
_BOLD = re.compile(r"(?<![\w*])(\*{2,3})(?=[^\s*])([^*]++)(?<=\S)\1")
# Emphasis must span two words: a single mark may be a footnote or an operator, and underscores join words of a name.
_ITALIC = re.compile(r"(?<![\w*_])(\*|_{1,3})(?=[^\s*_])([^\s*_]++\s[^*_]*+)(?<=\S)\1(?![\w*_])")


def is_mangled(text: str) -> bool:
    """Whether `mended` may change any line of a text: one look at the whole is cheaper than one at every line."""
    if "&" in text and _ENTITY.search(text):
        return True
    return not text.isascii() and (any(map(text.__contains__, _GLYPHLESS)) or _MISREAD.search(text) is not None)


def mended(line: str) -> str:
    """The line with its characters as they were meant: `It&#39;s a cafÃ©` becomes `It's a café`."""
    if _MISREAD.search(line):
        line = _decoded_again(line)
    for _ in range(_MOST_ESCAPES):
        if "&" not in line or not _ENTITY.search(line):
            break
        line = _ENTITY.sub(_character, line)
    return line if line.isascii() else _NO_GLYPH.sub("", line)


class Displayed(NamedTuple):
    """What a reader sees of a text, and whether that is only pictures."""

    text: str
    is_picture: bool = False


def without_markdown(text: str) -> Displayed:
    """Remove the syntax of Markdown: links keep their text, pictures go.

    If no word is left, the text is the description of the pictures, or else the address of a picture or link.
    """
    if "*" in text or "_" in text:
        text = _ITALIC.sub(r"\2", _BOLD.sub(r"\2", text))
    if "](" not in text and "][" not in text:
        definition = _DEFINITION.fullmatch(text) if text[:1] == "[" else None
        return Displayed(definition[1] if definition else text)
    shown = _without_links(_PICTURE.sub(" ", text) if "![" in text else text)
    if _LETTER.search(shown):
        return Displayed(shown)
    pictures = list(_PICTURE.finditer(text)) if "![" in text else []
    described = " ".join(_PICTURE_NUMBER.sub("", picture[1], count=1) for picture in pictures)
    addresses = (address for found in (*pictures, *_LINK.finditer(text)) for address in found.groups()[1:] if address)
    return Displayed(described if _LETTER.search(described) else next(addresses, text), bool(pictures))


def _without_links(text: str) -> str:
    for _ in range(_MOST_NESTED_LINKS if "](" in text else 0):
        found = _LINK.sub(r"\1", text)
        if found == text:
            break
        text = found
    return _REFERENCE.sub(r"\1", text) if "][" in text else text


def in_a_link(one: str, two: str) -> bool:
    """Whether line `one` ends within a link, in its text or its address, and line `two` continues it."""
    address = one.rfind("](")
    if address >= 0 and not _ENDS_ADDRESS.search(one, address + 2):
        return True
    return one.rfind("[") > one.rfind("]") and _REST_OF_WORDS.match(two) is not None


def _decoded_again(line: str) -> str:
    """The line decoded as UTF-8, or unchanged if any part of it is not UTF-8."""
    try:
        return b"".join(map(_byte, line)).decode("utf-8")
    except UnicodeError:
        return line


def _byte(char: str) -> bytes:
    """The byte that Windows-1252 reads as this character; it reads its five unassigned bytes as control characters."""
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1")


def _character(entity: re.Match[str]) -> str:
    from html import unescape  # imported late: few texts contain entities

    return unescape(entity[0])
