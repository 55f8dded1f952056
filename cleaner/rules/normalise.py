"""The forms in which words are compared: of a block's text, and of class and id attributes."""

from __future__ import annotations

import re

_PLAIN = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "#": " ", "_": " ", "\u0307": ""})
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[\w'#]+")
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def normalise(text: str) -> str:
    """Fold a block or a phrase to the form in which they are compared (see README.md in this folder)."""
    # Folding parts the dotted capital I of Turkish into i and a dot above; the dot is taken off.
    return " ".join(_WORD.findall(_NUMBER.sub("#", text.casefold().translate(_PLAIN))))


def normalise_phrase(phrase: str) -> str:
    """The same for a phrase of a rule, in which # stands for any number."""
    return normalise(phrase.replace("#", "0"))


def name_words(attribute: str) -> tuple[str, ...]:
    """The words of a class or id attribute: `relatedStories-2 c_box` is related, stories, c, box."""
    return tuple(part.lower() for part in _NAME_PART.findall(attribute))
