"""What became of the inputs of a batch, counted: nothing here grows with their number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from cleaner.batch.record import Outcome, Record, Status

# Reasons quote what a page or a library says, so they could be without number.
_MOST_REASONS = 1000
_MOST_EXAMPLES = 3
OTHER_REASONS = "other reasons"
_BINS = 10


class Reasons:
    """Why inputs were not cleaned: how many for which reason, and the first few of each by name."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}

    def add(self, reason: str, name: str) -> None:
        """Count one more."""
        if reason not in self.counts and len(self.counts) >= _MOST_REASONS:
            reason = OTHER_REASONS
        self.counts[reason] += 1
        examples = self.examples.setdefault(reason, [])
        if len(examples) < _MOST_EXAMPLES:
            examples.append(name)


@dataclass
class Tally:
    """Counts every input once, by its status.

    `earlier` are those among them that an earlier run had done; `bytes_now` are read and `seconds` worked in this one.
    `removed` counts characters by label, `rules` blocks by the reason for their label, and `confidence` documents by
    tenths.
    """

    counts: Counter[Status] = field(default_factory=Counter)
    earlier: int = 0
    bytes_in: int = 0
    bytes_now: int = 0
    characters: int = 0
    kept: int = 0
    doubtful: int = 0
    seconds: float = 0.0
    removed: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    confidence: list[int] = field(default_factory=lambda: [0] * _BINS)
    failures: Reasons = field(default_factory=Reasons)
    skips: Reasons = field(default_factory=Reasons)

    @property
    def total(self) -> int:
        """All inputs that something became of."""
        return self.counts.total()

    @property
    def cleaned(self) -> int:
        """Those that gave an article."""
        return self.counts[Status.DONE] + self.counts[Status.UNCHANGED]

    def add(self, record: Record, outcome: Outcome, earlier: bool = False) -> None:
        """Count what became of one input; `earlier` says that it was known from an earlier run."""
        self.counts[outcome.status] += 1
        self.earlier += earlier
        self.bytes_in += outcome.bytes_in
        self.characters += outcome.characters
        self.kept += outcome.kept
        self.removed.update(outcome.removed)
        self.rules.update(outcome.reasons)
        if not earlier:
            self.bytes_now += outcome.bytes_in
            self.seconds += outcome.seconds
        if outcome.status is Status.FAILED:
            self.failures.add(outcome.reason or "", name_of(record))
        elif outcome.status is Status.SKIPPED:
            self.skips.add(outcome.reason or "", name_of(record))
        elif outcome.status is not Status.EMPTY and outcome.confidence is not None:
            self._add_confidence(outcome.confidence)

    def _add_confidence(self, confidence: float) -> None:
        from cleaner.model.confidence import DOUBTFUL

        self.confidence[min(int(confidence * _BINS), _BINS - 1)] += 1
        self.doubtful += confidence < DOUBTFUL

    def summary(self) -> str:
        """One line that adds up."""
        counted = (
            (self.counts[Status.DONE], "cleaned"),
            (self.counts[Status.UNCHANGED], "unchanged"),
            (self.counts[Status.EMPTY], "with nothing but boilerplate"),
            (self.counts[Status.SKIPPED], "skipped"),
            (self.counts[Status.FAILED], "failed"),
        )
        told = ", ".join(f"{number:,} {what}" for number, what in counted if number)
        return f"{self.total:,} {'input' if self.total == 1 else 'inputs'}" + (f": {told}" if told else "")


def name_of(record: Record) -> str:
    """What an input is called where people read: the file, and of a file of records also which."""
    name = "standard input" if record.request.path == "-" else record.request.path
    if record.number is None:
        return name
    return f"{name}: record {record.number}" + (f" ({record.id[:100]})" if record.id else "")
