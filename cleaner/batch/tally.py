"""What became of the inputs of a batch, counted in a memory that does not grow with their number."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from cleaner.batch.record import Outcome, Record, Status

# Reasons quote pages and libraries, so their number has no limit of its own.
_MOST_REASONS = 1000
_MOST_EXAMPLES = 3
MOST_NAMED = 20  # inputs that gave nothing, or may be no article
OTHER_REASONS = "other reasons"
BINS = 10


class Reasons:
    """Why inputs gave no article: the number of inputs by reason, and the names of the first few of each."""

    def __init__(self, most_examples: int = _MOST_EXAMPLES) -> None:
        self._most_examples = most_examples
        self.counts: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}

    def add(self, reason: str, *names: str, number: int = 1) -> None:
        """Count inputs, of which these are the first."""
        if reason not in self.counts and len(self.counts) >= _MOST_REASONS:
            reason = OTHER_REASONS
        self.counts[reason] += number
        examples = self.examples.setdefault(reason, [])
        examples += names[: self._most_examples - len(examples)]

    def merge(self, counts: dict[str, int], examples: dict[str, list[str]]) -> None:
        """Count all that another has counted."""
        for reason, number in counts.items():
            self.add(reason, *examples[reason], number=number)


def _no_reasons() -> dict[Status, Reasons]:
    few = {status: Reasons() for status in (Status.FAILED, Status.SKIPPED, Status.FILTERED)}
    return few | {status: Reasons(MOST_NAMED) for status in (Status.EMPTY, Status.DONE)}


@dataclass
class BatchTally:
    """Counts every input once, by its status.

    `sums` has the bytes of all inputs, the characters of their blocks and of those that were `kept`, and the number of
    `blank` ones, which are empty and without any text. `removed` counts characters by label, `rules` blocks by reason,
    and `confidence` articles by tenths. `reasons` says why inputs gave no article; done are those that may be none.
    `earlier` counts the inputs that an earlier run had done; `bytes_now` were read and `seconds` worked in this one.
    """

    counts: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    confidence: Counter[str] = field(default_factory=Counter)
    reasons: dict[Status, Reasons] = field(default_factory=_no_reasons)
    earlier: int = 0
    bytes_now: int = 0
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """All inputs."""
        return self.counts.total()

    @property
    def cleaned(self) -> int:
        """The inputs that gave an article."""
        return self.counts[Status.DONE] + self.counts[Status.UNCHANGED]

    @property
    def doubtful(self) -> int:
        """The inputs that gave something that may not be an article."""
        return self.reasons[Status.DONE].counts.total()

    def add(self, record: Record, outcome: Outcome, earlier: bool = False) -> None:
        """Count an input; `earlier` says that its outcome is that of an earlier run."""
        status = outcome.status
        self.counts[status] += 1
        for name, number in ("bytes", outcome.bytes_in), ("characters", outcome.characters), ("kept", outcome.kept):
            self.sums[name] += number
        self.sums["blank"] += status is Status.EMPTY and not outcome.characters
        for counter, counts in (self.removed, outcome.removed), (self.rules, outcome.reasons):
            for name, number in counts.items():  # Counter.update takes four times as long for so few
                counter[name] += number
        self._add_work(int(earlier), 0 if earlier else outcome.bytes_in, 0 if earlier else outcome.seconds)
        if status in (Status.DONE, Status.UNCHANGED) and outcome.confidence is not None:
            self.confidence[str(min(int(outcome.confidence * BINS), BINS - 1))] += 1
        if is_doubtful(outcome) or (status in self.reasons and status is not Status.DONE):
            self.reasons[status].add(outcome.reason or "", name_of(record))

    def merge(self, other: BatchTally, earlier: bool = False) -> None:
        """Count all that another has counted; `earlier` as in `add`."""
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        for status, reasons in other.reasons.items():
            self.reasons[status].merge(reasons.counts, reasons.examples)
        self._add_work(*((other.total, 0, 0.0) if earlier else (other.earlier, other.bytes_now, other.seconds)))

    def _add_work(self, earlier: int, bytes_now: int, seconds: float) -> None:
        self.earlier += earlier
        self.bytes_now += bytes_now
        self.seconds += seconds

    def counts_as_json(self) -> bytes:
        """The counts, without how long anything took: they depend on the inputs alone."""
        reasons = {status: [reasons.counts, reasons.examples] for status, reasons in self.reasons.items()}
        return json.dumps({**{name: getattr(self, name) for name in _COUNTERS}, "reasons": reasons}).encode()

    @classmethod
    def from_json(cls, counts: bytes) -> BatchTally:
        """What `counts_as_json` made. Raises ValueError, KeyError or TypeError for anything else."""
        read, tally = json.loads(counts), cls()
        for name in _COUNTERS:
            getattr(tally, name).update(read[name])
        for status, (numbers, examples) in read["reasons"].items():
            tally.reasons[status].merge(numbers, examples)
        return tally

    def summary(self) -> str:
        """The counts in one line."""
        counted = (
            (self.counts[Status.DONE], "cleaned"),
            (self.counts[Status.UNCHANGED], "unchanged"),
            (self.counts[Status.EMPTY] - self.sums["blank"], "with nothing but boilerplate"),
            (self.sums["blank"], "empty"),
            (self.counts[Status.FILTERED], "left out"),
            (self.counts[Status.SKIPPED], "skipped"),
            (self.counts[Status.FAILED], "failed"),
        )
        told = ", ".join(f"{number:,} {what}" for number, what in counted if number)
        return f"{self.total:,} {'input' if self.total == 1 else 'inputs'}" + (f": {told}" if told else "")


_COUNTERS = ("counts", "sums", "removed", "rules", "confidence")


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
