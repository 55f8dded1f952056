"""A document while its blocks get their labels: what the passes read, and the one place where they write."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import TEXT_FAMILY, Basis, Block, Label, Verdict
from cleaner.rules.evidence import Evidence
from cleaner.rules.ruleset import RuleSet
from cleaner.text.stats import is_prose


class Labelling:
    """The blocks of a document, the evidence for each, and the verdicts so far.

    `verdicts` can be read at any time and changed by `assign` alone. `title` is the index of the title, once it is
    found, and `body` that of the first block of the article below the headline.
    """

    def __init__(
        self, blocks: Sequence[Block], evidence: Sequence[Evidence], verdicts: list[Verdict], ruleset: RuleSet
    ) -> None:
        self.blocks = blocks
        # A plain attribute, as the passes read it for every block; typed as a sequence, as only `assign` may write.
        self.verdicts: Sequence[Verdict] = verdicts
        self.evidence = evidence
        self.ruleset = ruleset
        self.title: int | None = None
        self.body = len(blocks)
        self._verdicts = verdicts

    @property
    def marked_up(self) -> bool:
        """Whether the document is HTML."""
        return bool(self.blocks) and self.blocks[0].markup is not None

    def assign(self, at: int, label: Label, reason: str, basis: Basis) -> None:
        """Give a block another label, unless the user has disabled the reason: then it keeps the one it has."""
        if reason not in self.ruleset.disabled:
            self._verdicts[at] = Verdict(label, reason, self._verdicts[at].score, basis)

    def reads_as_text(self, at: int) -> bool:
        """Whether a block has a label of the text family and is prose."""
        return self._verdicts[at].label in TEXT_FAMILY and is_prose(self.blocks[at])
