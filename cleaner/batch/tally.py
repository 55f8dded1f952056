"""What became of the inputs of a batch, counted in a memory that does not grow with their number."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from operator import add

from cleaner.batch.record import Outcome, Record, Status

# Reasons quote pages and libraries, so their number has no limit of its own.
_MOST_REASONS = 1000
_MOST_EXAMPLES = 3
MOST_NAMED = 20  # inputs that gave nothing, or may be no article
OTHER_REASONS = "other reasons"
_BINS = 10


class Reasons:
    """Why inputs were not cleaned: the number of inputs by reason, and the names of the first few of each."""

    def __init__(self, most_examples: int = _MOST_EXAMPLES) -> None:
        self._most_examples = most_examples
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}

    def add(self, reason: str, name: str) -> None:
        """Count an input."""
        if reason not in self.counts and len(self.counts) >= _MOST_REASONS:
            reason = OTHER_REASONS
        self.counts[reason] += 1
        examples = self.examples.setdefault(reason, [])
        if len(examples) < self._most_examples:
            examples.append(name)

    def merge(self, other: Reasons) -> None:
        """Count all that another has counted."""
        for reason, number in other.counts.items():
            for name in other.examples[reason]:
                self.add(reason, name)
            counted = reason if reason in self.counts else OTHER_REASONS
            self.counts[counted] += number - len(other.examples[reason])


@dataclass
class BatchTally:
    """Counts every input once, by its status.

    `earlier` counts those that an earlier run had done; `bytes_now` were read and `seconds` worked in this one.
    `removed` counts characters by label, `rules` blocks by reason, and `confidence` documents by tenths.
    `doubtful_names` are the first of those that may be no article. `blank` counts the empty ones without any text.
    """

    counts: Counter[Status] = field(default_factory=Counter)
    earlier: int = 0
    bytes_in: int = 0
    bytes_now: int = 0
    characters: int = 0
    kept: int = 0
    doubtful: int = 0
    blank: int = 0
    seconds: float = 0.0
    removed: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    confidence: list[int] = field(default_factory=lambda: [0] * _BINS)
    failures: Reasons = field(default_factory=Reasons)
    skips: Reasons = field(default_factory=Reasons)
    filtered: Reasons = field(default_factory=Reasons)
    empty: Reasons = field(default_factory=lambda: Reasons(MOST_NAMED))
    doubtful_names: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All inputs."""
        return self.counts.total()

    @property
    def cleaned(self) -> int:
        """The inputs that gave an article."""
        return self.counts[Status.DONE] + self.counts[Status.UNCHANGED]

    def add(self, record: Record, outcome: Outcome, earlier: bool = False) -> None:
        """Count an input; `earlier` says that its outcome is that of an earlier run."""
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
        elif outcome.status is Status.FILTERED:
            self.filtered.add(outcome.reason or "", name_of(record))
        elif outcome.status is Status.EMPTY:
            self.empty.add(outcome.reason or "", name_of(record))
            self.blank += not outcome.characters
        elif outcome.confidence is not None:
            self.confidence[min(int(outcome.confidence * _BINS), _BINS - 1)] += 1
            if is_doubtful(outcome):
                self.doubtful += 1
                self.doubtful_names += [name_of(record)] if len(self.doubtful_names) < MOST_NAMED else []

    def merge(self, other: BatchTally, earlier: bool = False) -> None:
        """Count all that another has counted; `earlier` as in `add`."""
        for counter in _COUNTERS:
            getattr(self, counter).update(getattr(other, counter))
        for reasons in _REASONS:
            getattr(self, reasons).merge(getattr(other, reasons))
        for number in _NUMBERS:
            setattr(self, number, getattr(self, number) + getattr(other, number))
        self.earlier += other.total if earlier else other.earlier
        self.bytes_now += 0 if earlier else other.bytes_now
        self.seconds += 0.0 if earlier else other.seconds
        self.confidence = list(map(add, self.confidence, other.confidence))
        self.doubtful_names = [*self.doubtful_names, *other.doubtful_names][:MOST_NAMED]

    def counts_as_json(self) -> bytes:
        """The counts, without how long anything took: they depend on the inputs alone."""
        counts = {name: getattr(self, name) for name in (*_NUMBERS, *_COUNTERS, "confidence", "doubtful_names")}
        reasons = {name: [getattr(self, name).counts, getattr(self, name).examples] for name in _REASONS}
        return json.dumps({**counts, **reasons}).encode()

    @classmethod
    def from_json(cls, counts: bytes) -> BatchTally:
        """What `counts_as_json` made. Raises ValueError, KeyError or TypeError for anything else."""
        read, tally = json.loads(counts), cls()
        for name in (*_NUMBERS, "confidence", "doubtful_names"):
            setattr(tally, name, read[name])
        for name in _COUNTERS:
            setattr(tally, name, Counter(read[name]))
        tally.counts = Counter({Status(status): number for status, number in tally.counts.items()})
        for name in _REASONS:
            reasons = getattr(tally, name)
            reasons.counts, reasons.examples = Counter(read[name][0]), read[name][1]
        return tally

    def summary(self) -> str:
        """The counts in one line."""
        counted = (
            (self.counts[Status.DONE], "cleaned"),
            (self.counts[Status.UNCHANGED], "unchanged"),
            (self.counts[Status.EMPTY] - self.blank, "with nothing but boilerplate"),
            (self.blank, "empty"),
            (self.counts[Status.FILTERED], "left out"),
            (self.counts[Status.SKIPPED], "skipped"),
            (self.counts[Status.FAILED], "failed"),
        )
        told = ", ".join(f"{number:,} {what}" for number, what in counted if number)
        return f"{self.total:,} {'input' if self.total == 1 else 'inputs'}" + (f": {told}" if told else "")


# The fields of a tally by what they are.
_NUMBERS = ("bytes_in", "characters", "kept", "doubtful", "blank")
_COUNTERS = ("counts", "removed", "rules")
_REASONS = ("failures", "skips", "filtered", "empty")


def is_doubtful(outcome: Outcome) -> bool:
    """Whether what was kept may not be an article. Where nothing was dropped nothing can have been kept wrongly."""
    from cleaner.model.confidence import DOUBTFUL

    return outcome.status is Status.DONE and outcome.confidence is not None and outcome.confidence < DOUBTFUL


def name_of(record: Record) -> str:
    """The name of an input in messages: the file, and the record if it has several."""
    name = "standard input" if record.request.path == "-" else record.request.path
    if record.number is None:
        return name
    return f"{name}: record {record.number}" + (f" ({record.id[:100]})" if record.id else "")
