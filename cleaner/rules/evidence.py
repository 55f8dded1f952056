"""What all rules together say of each block of a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.document import Block, Container, Label, Shape
from cleaner.rules.ruleset import BUILTIN, Matchers, RuleSet, matchers
from cleaner.rules.schema import PhraseRule
from cleaner.rules.structure import NeighbourPredicate, Predicate, predicates_among, predicates_of

# A class name says what a box is; five elements further out it is the page that is named, not the box.
_CLIMB = 5
_OUTERMOST = frozenset(("article", "main", "body", "html"))


class Evidence(NamedTuple):
    """What the rules say of one block.

    `pinned` is the label of a certain rule, `hint` that of a phrase or predicate that is evidence only, `markup` that
    of a class or id word; `opens_section` marks the head of a section. Each has the id of its rule, "" without one.
    """

    pinned: Label | None = None
    hint: Label | None = None
    markup: Label | None = None
    opens_section: bool = False
    pinned_by: str = ""
    hint_by: str = ""
    markup_by: str = ""


NO_EVIDENCE = Evidence()
_CODE = Shape.CODE
_Rule = PhraseRule | Predicate | NeighbourPredicate


def gather(blocks: Sequence[Block], ruleset: RuleSet = BUILTIN) -> list[Evidence]:
    """The evidence for each block, in order."""
    by = matchers(ruleset)
    known: dict[int, tuple[Label | None, str]] = {}
    among = predicates_among(blocks)
    return [_evidence_of(block, among.get(at, ()), known, by) for at, block in enumerate(blocks)]


def _evidence_of(
    block: Block,
    among: Sequence[NeighbourPredicate],
    known: dict[int, tuple[Label | None, str]],
    by: Matchers,
) -> Evidence:
    # What looks like a phrase in a program is a string in a program.
    phrases = () if block.shape is _CODE else by.phrases(block.text)
    structure: Sequence[Predicate | NeighbourPredicate] = predicates_of(block)
    if among:
        structure = [*among, *structure]
    if by.left_out:
        structure = [predicate for predicate in structure if predicate.id not in by.left_out]
    markup, markup_by = _of_container(block.markup.container, known, by) if block.markup else (None, "")
    if not phrases and not structure:
        return Evidence(markup=markup, markup_by=markup_by) if markup else NO_EVIDENCE
    rules: tuple[_Rule, ...] = (*phrases, *structure)
    certain = [rule for rule in rules if rule.certain]
    pinned, pinned_by = _likeliest([rule for rule in certain if rule.id in by.own] or certain, markup)
    hint, hint_by = _likeliest([rule for rule in rules if not rule.certain], markup)
    return Evidence(pinned, hint, markup, any(rule.section for rule in phrases), pinned_by, hint_by, markup_by)


def _likeliest(rules: Sequence[_Rule], markup: Label | None) -> tuple[Label | None, str]:
    """The first of the rules, or the one that says what the markup says: "Read more" is many things."""
    if not rules:
        return None, ""
    chosen = next((rule for rule in rules if rule.label is markup), rules[0])
    return chosen.label, chosen.id


def _of_container(
    container: Container, known: dict[int, tuple[Label | None, str]], by: Matchers
) -> tuple[Label | None, str]:
    found = known.get(id(container))
    if found is None:
        found = known[id(container)] = _look_up(container, by)
    return found


def _look_up(container: Container, by: Matchers) -> tuple[Label | None, str]:
    at: Container | None = container
    for _ in range(_CLIMB):
        if at is None or at.tag in _OUTERMOST:
            break
        if at.words and (rules := by.markup(at.words)):
            return rules[0].label, rules[0].id
        at = at.parent
    return None, ""
