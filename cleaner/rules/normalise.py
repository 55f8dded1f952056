"""The forms in which words are compared: of a block's text, and of class and id attributes."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[\w'#]+")
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Fold a block or a phrase to the form in which they are compared (see README.md in this folder)."""
    folded = text.casefold().replace("#", " ").replace("_", " ")
    if not folded.isascii():
        # Folding parts the dotted capital I of Turkish into i and a dot above; the dot is taken off.
        folded = folded.replace("\u2019", "'").replace("\u2018", "'").replace("\u02bc", "'").replace("\u00b4", "'")
        folded = folded.replace("\u0307", "")
    return " ".join(_WORD.findall(_NUMBER.sub("#", folded)))


def normalise_phrase(phrase: str) -> str:
    """The same for a phrase of a rule, in which # stands for any number."""
    return normalise(phrase.replace("#", "0"))


def name_words(attribute: str) -> tuple[str, ...]:
    """The words of a class or id attribute: `relatedStories-2 c_box` is related, stories, c, box."""
    return tuple(part.lower() for part in _NAME_PART.findall(attribute))
