"""Which box of the page a block stands in: newsletter form, share row, list of related stories, comments …

The class and id words of an element are evidence of what stands in it (see evidence.py). Some of them name a box that
is of one kind as a whole: a date in a list of related stories is no date of the article, a name among the comments no
byline. Naming asks for these after it has been decided what goes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.document import Block, Container, Label
from cleaner.rules.ruleset import BUILTIN, RuleSet
from cleaner.rules.schema import BoxRule, load_builtin

# Elements around the block-level element, itself among them: farther out it is the page that is named, not a box.
_CLIMB = 5
# A caption has a rule of its own (see structure.py); a teaser's picture has one too.
_NO_FARTHER = frozenset(("article", "main", "body", "html", "figcaption"))
_KEY = 3  # letters by which a word is looked up
# Where one element names two, the more particular one: a form for a newsletter or a row of share buttons stands in
# boxes of other kinds, never the other way round.
_ORDER = (
    Label.CAPTION,
    Label.NEWSLETTER,
    Label.SHARE,
    Label.RELATED,
    Label.COOKIE_NOTICE,
    Label.AUTHOR_BIO,
    Label.COMMENTS,
)


class Box(NamedTuple):
    """What a box is, and the id of the rule that knows it."""

    label: Label
    rule: str


class BoxMatcher:
    """Finds the box that the class and id words of an element name."""

    def __init__(self, rules: Iterable[BoxRule]) -> None:
        self._needles: dict[str, list[tuple[int, str, Box]]] = defaultdict(list)
        for rule in rules:
            for word in rule.words:
                needle = word[:-1] if word.endswith("*") else f"{word}-"
                order = _ORDER.index(rule.label) if rule.label in _ORDER else len(_ORDER)
                self._needles[word[:_KEY]].append((order, needle, Box(rule.label, rule.id)))
        # A page has few class attributes, each on many elements.
        self._remembered = lru_cache(maxsize=4096)(self._match)

    def match(self, words: tuple[str, ...]) -> Box | None:
        """The box that these words name (see `name_words`), None where they name none."""
        return self._remembered(words)

    def _match(self, words: tuple[str, ...]) -> Box | None:
        found: list[tuple[int, str, Box]] = []
        for at, word in enumerate(words):
            if word[:_KEY] in self._needles:
                rest = "-".join(words[at:]) + "-"
                found += [entry for entry in self._needles[word[:_KEY]] if rest.startswith(entry[1])]
        return min(found)[2] if found else None


def boxes_around(blocks: Sequence[Block], ruleset: RuleSet = BUILTIN) -> list[Box | None]:
    """For each block the innermost box that it stands in; None outside of all boxes, and for plain text."""
    matching = _matching(ruleset)
    known: dict[tuple[int, str], Box | None] = {}
    found: list[Box | None] = []
    for block in blocks:
        if block.markup is None:
            found.append(None)
            continue
        key = (id(block.markup.container), block.markup.tag)
        if key not in known:
            known[key] = _look_up(block.markup.container, block.markup.tag, matching)
        found.append(known[key])
    return found


@lru_cache(maxsize=8)
def _matching(ruleset: RuleSet) -> tuple[BoxMatcher, ...]:
    """The matchers of a rule set, made once a process; the first that finds a box is right."""
    holding = load_builtin().without(ruleset.disabled | ruleset.own.ids).boxes
    own = ruleset.own.without(ruleset.disabled).boxes
    return (BoxMatcher(own), BoxMatcher(holding)) if own else (BoxMatcher(holding),)


def _look_up(container: Container, tag: str, matching: tuple[BoxMatcher, ...]) -> Box | None:
    """Climb from inside the block; the elements count from the block-level one on."""
    at: Container | None = container
    inside = _has_around(container, tag)
    left = _CLIMB
    while at is not None and left and at.tag not in _NO_FARTHER:
        for matcher in matching if at.words else ():
            if (box := matcher.match(at.words)) is not None:
                return box
        inside = inside and at.tag != tag
        left -= not inside
        at = at.parent
    return None


def _has_around(container: Container, tag: str) -> bool:
    at: Container | None = container
    while at is not None:
        if at.tag == tag:
            return True
        at = at.parent
    return False
