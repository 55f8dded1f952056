"""Normal forms, by which lines, lines with varying names, and places in the markup are compared from page to page."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, takewhile

from cleaner.document import Markup
from cleaner.text.normalise import normalise

COMPARED_CHARACTERS = 400  # of a line; as many as the model reads
_PLACE_CHARACTERS = 200  # at most
_MOST_PLACES = 4  # around a block
_MOST_NAMES = 6  # class and id words in the name of a place
# "Read more about *" tells what varies. A longer pattern, or one with hardly a word that stays, tells nothing.
_PATTERN_WORDS = 9  # at most
_PATTERN_CHARACTERS = 120  # at most, of the line
_LITERAL_WORDS = 2  # at least
_NAME, _NUMBER = "*", "#"
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
_WORD = re.compile(r"[\w'’#]+")
_ROOTS = frozenset(("html", "body"))


def line_form(text: str) -> str:
    """A line with case, punctuation and numbers folded ("12 Comments!" is "# comments"); "" where it has no word."""
    form = normalise(text[:COMPARED_CHARACTERS])
    return form if any(map(str.isalpha, form)) else ""


def pattern_form(text: str) -> str:
    """A short line with its names folded too ("Read more about Old Harbour" is "read more about *").

    A name is a word that begins with a capital, other than the first. "" where there is none, or too little beside it.
    """
    return _pattern_form(text) if len(text) <= _PATTERN_CHARACTERS else ""


@lru_cache(maxsize=4096)
def _pattern_form(text: str) -> str:
    words = _WORD.findall(_DIGITS.sub(_NUMBER, text))
    if not 1 < len(words) <= _PATTERN_WORDS:
        return ""
    folded: list[str] = []
    for at, word in enumerate(words):
        form = _NUMBER if _NUMBER in word else _NAME if at and word[0].isupper() else word.casefold()
        if form not in (_NAME, _NUMBER) or folded[-1:] != [form]:
            folded.append(form)
    literal = sum(form not in (_NAME, _NUMBER) for form in folded)
    return " ".join(folded) if _NAME in folded and literal >= _LITERAL_WORDS else ""


def places_around(markup: Markup) -> list[str]:
    """The names of the places that a block is in, the innermost first: elements with a class or an id.

    The innermost is also named together with the tag of the block, since a box may hold paragraphs of the article and
    a menu: ["div.story p", "div.story", "main.page"].
    """
    inside_root = takewhile(lambda element: element.tag not in _ROOTS, (markup.container, *markup.container.ancestors))
    named = islice((element for element in inside_root if element.words), _MOST_PLACES)
    places = [_place(element.tag, element.words) for element in named]
    return [f"{places[0]} {markup.tag}", *places] if places else []


@lru_cache(maxsize=4096)
def _place(tag: str, words: tuple[str, ...]) -> str:
    return ".".join((tag, *sorted(set(words))[:_MOST_NAMES]))[:_PLACE_CHARACTERS]
