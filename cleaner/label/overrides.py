"""What the user says has the last word: lines to keep, own rules that are certain, and names that are switched off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, SupportsIndex

from cleaner.document import LABEL_OF_SHAPE, TEXT_FAMILY, Block, Label, Verdict
from cleaner.rules.evidence import Evidence
from cleaner.rules.ruleset import BUILTIN, RuleSet

KEEP_LIST = "config/keep"  # the reason of a block that stands in the keep list

# The reasons that are not the id of a rule in a table, and can be switched off like one.
PLACES: frozenset[str] = frozenset(
    (
        "markup/aside",
        "markup/figure",
        "markup/footer",
        "markup/header",
        "markup/menu",
        "markup/nav",
        "place/after-article",
        "place/author-bio",
        "place/kicker",
        "place/outside-article",
        "place/standfirst",
        "place/title",
        "place/title-again",
        "section/closing-comments",
        "section/closing-related",
        *(f"section/{label}" for label in Label),
        *(f"likeliest/{label}" for label in Label),
    )
)
# What stands in the keep list keeps one of these labels; any other becomes that of its shape.
_OWN_LABELS = (Label.TITLE, Label.STANDFIRST, Label.CORRECTION)


class Names(list[Verdict]):
    """The verdicts of a document while its blocks are named: a name that is switched off is not taken on."""

    def __init__(self, verdicts: Sequence[Verdict], disabled: frozenset[str]) -> None:
        super().__init__(verdicts)
        self._disabled = disabled

    def __setitem__(self, at: SupportsIndex | slice, verdict: Any) -> None:
        if verdict.reason not in self._disabled:
            super().__setitem__(at, verdict)


def have_last_word(
    verdicts: list[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence], ruleset: RuleSet
) -> list[Verdict]:
    """The verdicts as the user wants them: the keep list weighs more than an own rule, and that more than all else.

    The keep list is no evidence: its lines are read as what they look like, and what stands beside them as ever.
    """
    if ruleset == BUILTIN:
        return verdicts
    own = ruleset.own.ids
    return [
        _kept(verdict, block)
        if ruleset.keep_lines and ruleset.keeps(block.text, block.source)
        else Verdict(item.pinned, item.pinned_by, verdict.score)
        if item.pinned is not None and item.pinned_by in own
        else verdict
        for verdict, block, item in zip(verdicts, blocks, evidence, strict=True)
    ]


def _kept(verdict: Verdict, block: Block) -> Verdict:
    stands = verdict.label in TEXT_FAMILY or verdict.label in _OWN_LABELS
    label = verdict.label if stands else LABEL_OF_SHAPE[block.shape]
    return Verdict(label, KEEP_LIST, verdict.score)
