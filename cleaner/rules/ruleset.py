"""The rules of a call: the built-in ones with what the user adds, takes away and keeps.

Built-in rules are matched by the matchers that are made once a process, whatever the user adds; own rules have small
matchers of their own beside them.
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
    """What a user says about rules.

    `own` are rules besides the built-in ones, and in the place of those whose id they bear; `disabled` are the ids of
    rules and reasons that do not hold; `keep_lines` are lines that always stay.
    """

    own: RuleTable = NO_RULES
    disabled: frozenset[str] = frozenset()
    keep_lines: frozenset[str] = frozenset()

    def keeps(self, *texts: str) -> bool:
        """Whether one of the texts, or a line of one, stands in the keep list; white space is folded."""
        return any(folded(line) in self.keep_lines for text in texts for line in (text, *text.splitlines()))


class Matchers(NamedTuple):
    """What finds the rules that hold for a block.

    `own` are the ids of the user's rules, `left_out` those of the built-in ones that do not hold: predicates too.
    """

    phrases: Callable[[str], Sequence[PhraseRule]]
    markup: Callable[[tuple[str, ...]], Sequence[MarkupRule]]
    own: frozenset[str]
    left_out: frozenset[str]


BUILTIN = RuleSet()


def folded(text: str) -> str:
    """The form in which a line of the keep list is compared."""
    return " ".join(text.split())


@lru_cache(maxsize=8)
def matchers(ruleset: RuleSet) -> Matchers:
    """The matchers of a rule set, made once a process."""
    phrases, markup = builtin_phrases().match, _match_builtin_markup
    own = ruleset.own.ids
    left_out = ruleset.disabled | own
    if not left_out:
        return Matchers(phrases, markup, own, left_out)
    holding = ruleset.own.without(ruleset.disabled)
    return Matchers(
        phrases=_amended(PhraseMatcher(holding.phrases).match, phrases, left_out),
        markup=_amended(MarkupMatcher(holding.markup).match, markup, left_out),
        own=own,
        left_out=left_out,
    )


@lru_cache(maxsize=1)
def builtin_ids() -> frozenset[str]:
    """The ids of the rules that come with the package, phrases, markup and predicates."""
    return load_builtin().ids.union(rule.id for group in PREDICATES for rule in group)


def _match_builtin_markup(words: tuple[str, ...]) -> Sequence[MarkupRule]:
    # Plain text has no markup, and should not wait for these rules.
    return builtin_markup().match(words)


def _amended(
    own: Callable[[_What], Sequence[_Rule]], builtin: Callable[[_What], Sequence[_Rule]], left_out: frozenset[str]
) -> Callable[[_What], Sequence[_Rule]]:
    """The user's rules first, then the built-in ones without those that are left out."""

    def match(what: _What) -> Sequence[_Rule]:
        found = list(own(what))
        found += [rule for rule in builtin(what) if rule.id not in left_out]
        return found

    return match
