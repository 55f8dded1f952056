"""The forms in which words are compared: words of a block's text, and of class and id attributes."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[\w'#]+")
_APOSTROPHES = "'\u2019\u2018\u02bc\u00b4"
_SMALL_LETTERS = re.compile("[a-z]+")
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


_BYTES = "cp1252"
_NUMBER_IN_BYTES = re.compile(_NUMBER.pattern.encode())


def _folded(char: str) -> str:
    """The character that one character of Windows-1252 is folded to, in a text that is in lower case already.

    >>> _folded("’"), _folded("7"), _folded("é"), _folded("#"), _folded("—")
    ("'", '0', 'é', '#', ' ')
    """
    if char in _APOSTROPHES:
        return "'"
    if char.isdecimal():
        return "0"
    return char if char.isalnum() or char == "#" else " "


# Most texts fit one byte a character, and bytes.translate takes a third of the time that regular expressions take.
# One entry for each byte:
#     "It’s 7 o’clock — again".encode("cp1252").translate(_FOLDED) == b"It's 0 o'clock   again"
# A digit becomes 0, so that one look for b"0" shows whether there are numbers, which are then replaced by # first.
_FOLDED = b"".join(_folded(char).encode(_BYTES, "replace") for char in bytes(range(256)).decode(_BYTES, "replace"))


def normalise(text: str) -> str:
    """Fold a block or a phrase to the form in which they are compared (see cleaner/rules/README.md).

    >>> normalise("• 12,345 Comments:")
    '# comments'
    >>> normalise("Don’t miss E-Mail #7")
    "don't miss e mail #"
    """
    return " ".join(words_in(text))


@lru_cache(maxsize=4096)
def words_in(text: str) -> tuple[str, ...]:
    """The words of a text in the form of `normalise`."""
    folded = text.casefold().replace("#", " ")
    encoding = "ascii" if folded.isascii() else _BYTES
    try:
        raw = folded.encode(encoding)
    except UnicodeEncodeError:
        return _by_characters(folded)
    words = raw.translate(_FOLDED)
    if b"0" in words:
        words = _NUMBER_IN_BYTES.sub(b"#", raw).translate(_FOLDED)
    return tuple(words.decode(encoding).split())


def _by_characters(folded: str) -> tuple[str, ...]:
    """The same for a text that does not fit Windows-1252."""
    for apostrophe in _APOSTROPHES[1:]:
        folded = folded.replace(apostrophe, "'")
    # casefold() turns the dotted capital I of Turkish into i and a combining dot, which is removed.
    folded = folded.replace("_", " ").replace("\u0307", "")
    return tuple(_WORD.findall(_NUMBER.sub("#", folded)))


def normalise_phrase(phrase: str) -> str:
    """Fold a phrase of a rule, in which # stands for any number: "# min read" matches "12 min read"."""
    return normalise(phrase.replace("#", "0"))


def name_words(attribute: str) -> tuple[str, ...]:
    """The words of a class or id attribute.

    >>> name_words("relatedStories-2 c_box")
    ('related', 'stories', 'c', 'box')
    """
    if attribute.islower():  # most are, and a class of characters is found in half the time
        return tuple(_SMALL_LETTERS.findall(attribute))
    return tuple(map(str.lower, _NAME_PART.findall(attribute)))
