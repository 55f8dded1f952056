"""The forms in which words are compared: of a block's text, and of class and id attributes."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[\w'#]+")
_APOSTROPHES = "'\u2019\u2018\u02bc\u00b4"
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


# Most texts fit a byte a character, and bytes take a third of the time: what becomes of each byte of Windows-1252.
_BYTES = "cp1252"
_NUMBER_IN_BYTES = re.compile(_NUMBER.pattern.encode())
_FOLDED = bytes(
    ord("'" if char in _APOSTROPHES else "0" if char.isdecimal() else "\0" if char.isalnum() or char == "#" else " ")
    or code
    for code, char in enumerate(bytes(range(256)).decode(_BYTES, "replace"))
)


def normalise(text: str) -> str:
    """Fold a block or a phrase to the form in which they are compared (see README.md in this folder)."""
    return " ".join(words_in(text))


@lru_cache(maxsize=4096)
def words_in(text: str) -> tuple[str, ...]:
    """The words of this form."""
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
    """The same in any script."""
    for apostrophe in _APOSTROPHES[1:]:
        folded = folded.replace(apostrophe, "'")
    # Folding parts the dotted capital I of Turkish into i and a dot above; the dot is taken off.
    folded = folded.replace("_", " ").replace("\u0307", "")
    return tuple(_WORD.findall(_NUMBER.sub("#", folded)))


def normalise_phrase(phrase: str) -> str:
    """The same for a phrase of a rule, in which # stands for any number."""
    return normalise(phrase.replace("#", "0"))


def name_words(attribute: str) -> tuple[str, ...]:
    """The words of a class or id attribute: `relatedStories-2 c_box` is related, stories, c, box."""
    return tuple(map(str.lower, _NAME_PART.findall(attribute)))
