"""The rules in force for one call: the built-in ones, as changed by the user.

The matchers of the built-in rules are made once a process and never changed. A user's rules have small matchers of
their own, and what the user disables is filtered from the matches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from cleaner.rules.matching import MarkupMatcher, PhraseMatcher, builtin_markup, builtin_phrases
from cleaner.rules.schema import MarkupRule, PhraseRule, RuleTable, load_builtin
from cleaner.rules.structure import PREDICATES

NO_RULES = RuleTable((), (), ())

_Rule = TypeVar("_Rule", PhraseRule, MarkupRule)
_What = TypeVar("_What")


class RuleSet(NamedTuple):
    """How a user changes the built-in rules.

    `own` are further rules; one with the id of a built-in rule replaces it. `disabled` are the ids of rules and of
    other reasons that are not used. `keep_lines` are lines that are always kept, in the form of `folded`.
    """

    own: RuleTable = NO_RULES
    disabled: frozenset[str] = frozenset()
    keep_lines: frozenset[str] = frozenset()

    def keeps(self, *texts: str) -> bool:
        """Whether one of the texts, or any of their lines, is in the keep list."""
        return any(folded(line) in self.keep_lines for text in texts for line in (text, *text.splitlines()))


class Matchers(NamedTuple):
    """Functions that find the rules for a block's text and for the class and id words of an element.

    `own` are the ids of the user's rules; `left_out` are those of the rules and predicates that are not used.
    """

    phrases: Callable[[str], Sequence[PhraseRule]]
    markup: Callable[[tuple[str, ...]], Sequence[MarkupRule]]
    own: frozenset[str]
    left_out: frozenset[str]


BUILTIN = RuleSet()


def folded(text: str) -> str:
    """A line in the form in which it is compared with the keep list: white space is folded."""
    return " ".join(text.split())


@lru_cache(maxsize=8)
def matchers(ruleset: RuleSet) -> Matchers:
    """The matchers of a rule set, made once a process."""
    phrases, markup = builtin_phrases().match, _match_builtin_markup
    own = ruleset.own.ids
    left_out = ruleset.disabled | own
    if not left_out:
        return Matchers(phrases, markup, own, left_out)
    enabled = ruleset.own.without(ruleset.disabled)
    return Matchers(
        phrases=_amended(PhraseMatcher(enabled.phrases).match, phrases, left_out),
        markup=_amended(MarkupMatcher(enabled.markup).match, markup, left_out),
        own=own,
        left_out=left_out,
    )


@lru_cache(maxsize=1)
def builtin_ids() -> frozenset[str]:
    """The ids of all built-in rules: phrases, markup, boxes and predicates."""
    return load_builtin().ids.union(rule.id for group in PREDICATES for rule in group)


def _match_builtin_markup(words: tuple[str, ...]) -> Sequence[MarkupRule]:
    # Made when first needed: plain text has no markup and should not wait for these rules.
    return builtin_markup().match(words)


def _amended(
    own: Callable[[_What], Sequence[_Rule]], builtin: Callable[[_What], Sequence[_Rule]], left_out: frozenset[str]
) -> Callable[[_What], Sequence[_Rule]]:
    """A matcher that finds the user's rules first, then the built-in ones but for those that are left out."""

    def match(what: _What) -> Sequence[_Rule]:
        found = list(own(what))
        found += [rule for rule in builtin(what) if rule.id not in left_out]
        return found

    return match
