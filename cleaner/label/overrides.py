"""The user's last word: lines to keep, and the user's own certain rules."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import LABEL_OF_SHAPE, MAIN_CONTENT, Basis, Block, Verdict
from cleaner.rules.evidence import Evidence
from cleaner.rules.ruleset import BUILTIN, RuleSet

KEEP_LIST = "config/keep"  # the reason of a line that the user listed


def override(
    verdicts: list[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence], ruleset: RuleSet
) -> list[Verdict]:
    """The verdicts as the user wants them: the keep list overrides the user's certain rules, and these all else.

    It comes after everything else because a line to keep is not evidence about its neighbours.
    """
    if ruleset == BUILTIN:
        return verdicts
    own = ruleset.own.ids
    return [
        _kept(verdict, block)
        if ruleset.keep_lines and ruleset.keeps(block.text, block.source)
        else Verdict(found.pinned, found.pinned_by, verdict.score, Basis.RULE)
        if found.pinned is not None and found.pinned_by in own
        else verdict
        for verdict, block, found in zip(verdicts, blocks, evidence, strict=True)
    ]


def _kept(verdict: Verdict, block: Block) -> Verdict:
    label = verdict.label if verdict.label in MAIN_CONTENT else LABEL_OF_SHAPE[block.shape]
    return Verdict(label, KEEP_LIST, verdict.score, Basis.USER)
