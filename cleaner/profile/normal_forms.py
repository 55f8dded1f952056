"""The forms in which what a site repeats is compared: lines, lines in which names vary, and places in the markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cleaner.document import Container, Markup
from cleaner.text.normalise import normalise

LOOK_AT = 400  # characters of a line; the model's words are of as many
_LONGEST_PLACE = 200  # characters
_MOST_PLACES = 4  # around a block
_MOST_NAMES = 6  # class and id words that name a place
# "Read more about *" says what varies; a line with a longer one, or with hardly a word that stays, says nothing.
_LONGEST_PATTERN = 9  # words
_LONGEST_TEXT = 120  # characters
_FEWEST_LITERAL = 2
_NAME, _NUMBER = "*", "#"
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[\w'’#]+")
_ROOTS = frozenset(("html", "body"))


def line_form(text: str) -> str:
    """A line with case, marks and numbers folded ("12 Comments!" is "# comments"); empty where it has no word."""
    form = normalise(text[:LOOK_AT])
    return form if any(map(str.isalpha, form)) else ""


def pattern_form(text: str) -> str:
    """A short line with its names folded too ("Read more about Old Harbour" is "read more about *").

    Names are what begins with a capital after the first word. Empty where there is none, or too little beside it.
    """
    return _pattern_form(text) if len(text) <= _LONGEST_TEXT else ""


@lru_cache(maxsize=4096)
def _pattern_form(text: str) -> str:
    words = _WORD.findall(_DIGITS.sub(_NUMBER, text))
    if not 1 < len(words) <= _LONGEST_PATTERN:
        return ""
    folded: list[str] = []
    for at, word in enumerate(words):
        form = _NUMBER if _NUMBER in word else _NAME if at and word[0].isupper() else word.casefold()
        if form not in (_NAME, _NUMBER) or folded[-1:] != [form]:
            folded.append(form)
    literal = sum(form not in (_NAME, _NUMBER) for form in folded)
    return " ".join(folded) if _NAME in folded and literal >= _FEWEST_LITERAL else ""


def places_around(markup: Markup) -> Iterator[str]:
    """The places that a block stands in, the innermost first: elements that a class or an id names.

    The first of them is told by the tag of the block too: a box may hold paragraphs of the article, and a menu.
    """
    at: Container | None = markup.container
    left = _MOST_PLACES
    tag = f" {markup.tag}"
    while at is not None and left and at.tag not in _ROOTS:
        if at.words:
            left -= 1
            place = _place(at.tag, at.words)
            if tag:
                yield place + tag
                tag = ""
            yield place
        at = at.parent


@lru_cache(maxsize=4096)
def _place(tag: str, words: tuple[str, ...]) -> str:
    return ".".join((tag, *sorted(set(words))[:_MOST_NAMES]))[:_LONGEST_PLACE]
