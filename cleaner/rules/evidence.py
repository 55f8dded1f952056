"""What all rules together say about each block of a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleaner.container import Container
from cleaner.document import Block, Label, Shape
from cleaner.rules.prompts import Prompt
from cleaner.rules.ruleset import BUILTIN, Matchers, RuleSet, matchers
from cleaner.rules.schema import PhraseRule
from cleaner.rules.structure import NeighbourPredicate, Predicate, predicates_among, predicates_of

# Class names of the first five elements name the box a block is in; those further out name a part of the page.
_MOST_ELEMENTS = 5
_OUTERMOST = frozenset(("article", "main", "body", "html"))


class Evidence(NamedTuple):
    """What the rules say about one block.

    `pinned` is the label of a certain rule, `hint` that of an uncertain phrase or predicate, `markup` that of a class
    or id word; each comes with the id of its rule (`…_by`), "" if there is none. `opens_section` says that the block
    is the head of a section.
    """

    pinned: Label | None = None
    hint: Label | None = None
    markup: Label | None = None
    opens_section: bool = False
    pinned_by: str = ""
    hint_by: str = ""
    markup_by: str = ""


NO_EVIDENCE = Evidence()
_CODE, _RELATED = Shape.CODE, Label.RELATED
# Where a date or a weekday begins an entry: opening hours, a programme, a timetable.
_OF_ENTRIES = (Shape.LIST_ITEM, Shape.TABLE)
_WEEKDAY = "timestamp/weekday"
# "Read alsoBridge closed", of which a style sheet makes two lines: a capital behind a small letter, or the last of
# several capitals ahead of one.
_SMALL, _CAPITAL = "a-zß-öø-ÿα-ωа-яёіїı", "A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁІЇİŞĞ"
_GLUED = re.compile(rf"(?<=[{_SMALL}])(?=[{_CAPITAL}])|(?<=[{_CAPITAL}][{_CAPITAL}])(?=[{_CAPITAL}][{_SMALL}])")
# The same from a capital on, which a search leaps to.
_MAY_BE_GLUED = re.compile(rf"[{_CAPITAL}](?:(?<=[{_SMALL}].)|[{_CAPITAL}][{_CAPITAL}][{_SMALL}])")
_HEAD_CHARACTERS = 40
_Rule = PhraseRule | Predicate | NeighbourPredicate | Prompt


def gather(blocks: Sequence[Block], ruleset: RuleSet = BUILTIN) -> list[Evidence]:
    """The evidence about each block, in order."""
    by = matchers(ruleset)
    of_containers: dict[int, tuple[Label | None, str]] = {}
    among = predicates_among(blocks)
    evidence = [_evidence_of(block, among.get(at, ()), of_containers, by) for at, block in enumerate(blocks)]
    for at in _weekdays_in_a_row(blocks, evidence):
        evidence[at] = NO_EVIDENCE
    return evidence


def _weekdays_in_a_row(blocks: Sequence[Block], evidence: Sequence[Evidence]) -> set[int]:
    """Neighbouring lines of a plain text that begin with different weekdays: opening hours, or a programme."""
    found: set[int] = set()
    for at, (one, two) in enumerate(pairwise(blocks)):
        both = evidence[at], evidence[at + 1]
        are_weekdays = all(each.hint_by == _WEEKDAY and each.pinned is None for each in both)
        if are_weekdays and one.markup is None and _first_word(one) != _first_word(two):
            found.update((at, at + 1))
    return found


def _first_word(block: Block) -> str:
    return block.text.split(maxsplit=1)[0].casefold()


def _evidence_of(
    block: Block,
    among: Sequence[NeighbourPredicate],
    of_containers: dict[int, tuple[Label | None, str]],
    by: Matchers,
) -> Evidence:
    # What looks like a phrase of boilerplate in a program is one of its strings.
    phrases = () if block.shape is _CODE else by.phrases(block.text)
    if block.shape is not _CODE and _is_glued(block.text[:_HEAD_CHARACTERS]):
        parted = by.phrases(_GLUED.sub(" ", block.text, count=1))
        if teaser := next((rule for rule in parted if rule.label is _RELATED), None):
            return Evidence(pinned=teaser.label, pinned_by=teaser.id)
    structure: Sequence[Predicate | NeighbourPredicate | Prompt] = predicates_of(block)
    if among:
        structure = [*among, *structure]
    if by.left_out:
        structure = [predicate for predicate in structure if predicate.id not in by.left_out]
    markup, markup_by = _of_container(block.markup.container, of_containers, by) if block.markup else (None, "")
    if not phrases and not structure:
        return Evidence(markup=markup, markup_by=markup_by) if markup else NO_EVIDENCE
    rules: Sequence[_Rule] = (*phrases, *structure)
    if block.shape in _OF_ENTRIES or (block.markup is not None and block.markup.tag == "dt"):
        rules = [rule for rule in rules if rule.certain or rule.label is not Label.TIMESTAMP]
    certain = [rule for rule in rules if rule.certain]
    pinned, pinned_by = _likeliest([rule for rule in certain if rule.id in by.own] or certain, markup)
    hint, hint_by = _likeliest([rule for rule in rules if not rule.certain], markup)
    return Evidence(pinned, hint, markup, any(rule.section for rule in phrases), pinned_by, hint_by, markup_by)


# A text is labelled several times.
@lru_cache(maxsize=4096)
def _is_glued(head: str) -> bool:
    return _MAY_BE_GLUED.search(head) is not None


def _likeliest(rules: Sequence[_Rule], markup: Label | None) -> tuple[Label | None, str]:
    """The label and id of the rule that agrees with the markup ("Read more" may be many things), else of the first."""
    if not rules:
        return None, ""
    chosen = next((rule for rule in rules if rule.label is markup), rules[0])
    return chosen.label, chosen.id


def _of_container(
    container: Container, of_containers: dict[int, tuple[Label | None, str]], by: Matchers
) -> tuple[Label | None, str]:
    found = of_containers.get(id(container))
    if found is None:
        found = of_containers[id(container)] = _look_up(container, by)
    return found


def _look_up(container: Container, by: Matchers) -> tuple[Label | None, str]:
    """The label and id of the markup rule that matches the innermost element around a block."""
    for element in (container, *container.ancestors[: _MOST_ELEMENTS - 1]):
        if element.tag in _OUTERMOST:
            break
        if element.words and (rules := by.markup(element.words)):
            return rules[0].label, rules[0].id
    return None, ""
