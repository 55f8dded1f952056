"""Which box of the page a block stands in: a newsletter form, a row of share buttons, a list of related stories …

The class and id words of an element are evidence about what it contains (see evidence.py). Some name a box that is of
one kind as a whole: a date in a list of related stories is not the date of the article, and a name among the comments
is no byline. Boxes do not decide what is dropped; they name it afterwards.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from cleaner.container import Container
from cleaner.document import Block, Label
from cleaner.rules.ruleset import BUILTIN, RuleSet
from cleaner.rules.schema import BoxRule, load_builtin

# Counted from the block-level element outwards; class names further out name a part of the page, not a box.
_MOST_ELEMENTS = 5
# The search ends here: captions have a rule of their own (see structure.py), also those of teasers.
_OUTERMOST = frozenset(("article", "main", "body", "html", "figcaption"))
_KEY_CHARS = 3  # of a word, under which it is filed
# When one element names two boxes, the more specific one is meant: a newsletter form or a row of share buttons may
# stand in boxes of other kinds, but not the other way round.
_PRECEDENCE = (
    Label.CAPTION,
    Label.NEWSLETTER,
    Label.SHARE,
    Label.RELATED,
    Label.COOKIE_NOTICE,
    Label.AUTHOR_BIO,
    Label.COMMENTS,
)


class Box(NamedTuple):
    """The label of a box, and the id of the rule that recognised it."""

    label: Label
    rule: str


class BoxMatcher:
    """Finds the box that the class and id words of an element name."""

    def __init__(self, rules: Iterable[BoxRule]) -> None:
        self._beginnings: dict[str, list[tuple[int, str, Box]]] = defaultdict(list)
        for rule in rules:
            for word in rule.words:
                beginning = word[:-1] if word.endswith("*") else f"{word}-"
                rank = _PRECEDENCE.index(rule.label) if rule.label in _PRECEDENCE else len(_PRECEDENCE)
                self._beginnings[word[:_KEY_CHARS]].append((rank, beginning, Box(rule.label, rule.id)))
        # A page uses few class attributes, each on many elements.
        self._cached = lru_cache(maxsize=4096)(self._match)

    def match(self, words: tuple[str, ...]) -> Box | None:
        """The box that these words name (see `name_words`), or None."""
        return self._cached(words)

    def _match(self, words: tuple[str, ...]) -> Box | None:
        found: list[tuple[int, str, Box]] = []
        for at, word in enumerate(words):
            if word[:_KEY_CHARS] in self._beginnings:
                rest = "-".join(words[at:]) + "-"
                found += [entry for entry in self._beginnings[word[:_KEY_CHARS]] if rest.startswith(entry[1])]
        return min(found)[2] if found else None


def boxes_around(blocks: Sequence[Block], ruleset: RuleSet = BUILTIN) -> list[Box | None]:
    """For each block the innermost box around it; None outside all boxes, and for plain text."""
    matchers = _matchers(ruleset)
    known: dict[tuple[int, str], Box | None] = {}
    found: list[Box | None] = []
    for block in blocks:
        if block.markup is None:
            found.append(None)
            continue
        key = (id(block.markup.container), block.markup.tag)
        if key not in known:
            known[key] = _look_up(block.markup.container, block.markup.tag, matchers)
        found.append(known[key])
    return found


@lru_cache(maxsize=8)
def _matchers(ruleset: RuleSet) -> tuple[BoxMatcher, ...]:
    """The matchers of a rule set, made once a process; the user's rules come first."""
    builtin = load_builtin().without(ruleset.disabled | ruleset.own.ids).boxes
    own = ruleset.own.without(ruleset.disabled).boxes
    return (BoxMatcher(own), BoxMatcher(builtin)) if own else (BoxMatcher(builtin),)


def _look_up(container: Container, tag: str, matchers: Sequence[BoxMatcher]) -> Box | None:
    """The innermost box at or around a container, whose nearest block-level element is `tag`."""
    elements = (container, *container.ancestors)
    # Inline elements, within the block-level one, do not count.
    outside = next((at for at, element in enumerate(elements) if element.tag == tag), 0)
    for element in elements[: outside + _MOST_ELEMENTS]:
        if element.tag in _OUTERMOST:
            break
        for matcher in matchers if element.words else ():
            if (box := matcher.match(element.words)) is not None:
                return box
    return None
