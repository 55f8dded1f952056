"""What a batch tells people on standard error: where an input fails, and a last line that adds up.

Where there is a manifest it says all of it, so that here no more of a kind are told than anybody reads.
"""

from __future__ import annotations

from collections import Counter

from cleaner.batch.record import Outcome, Record, Status
from cleaner.batch.tally import BatchTally, name_of
from cleaner.cli.streams import tell
from cleaner.model.confidence import DOUBTFUL

_MOST_TOLD = 100


class Telling:
    """Tells of inputs one by one, and of all of them in the end."""

    def __init__(self, manifest: str | None) -> None:
        self._manifest = manifest
        self._told: Counter[Status] = Counter()

    def tell_of(self, record: Record, outcome: Outcome) -> None:
        """What there is to tell of one input; mostly nothing."""
        name = name_of(record)
        if outcome.status in (Status.FAILED, Status.SKIPPED):
            self._told[outcome.status] += 1
            if self._manifest is None or self._told[outcome.status] <= _MOST_TOLD:
                skipped = "skipped: " if outcome.status is Status.SKIPPED else ""
                tell(f"{name}: {skipped}{outcome.reason}")
        elif self._manifest is None:
            _tell_of_cleaned(name, outcome)

    def tell_summary(self, tally: BatchTally, complete: bool) -> None:
        """One line that adds up; of one input that is printed all is told already."""
        if self._manifest is None and tally.total == 1:
            return
        parts = [tally.summary()]
        if tally.earlier:
            parts.append(f"{tally.earlier:,} of them by an earlier run")
        if self._manifest is not None:
            if tally.doubtful:
                parts.append(f"{tally.doubtful:,} may be no article")
            if not complete:
                parts.append("--resume goes on")
            elif any(number > _MOST_TOLD for number in self._told.values()):
                parts.append(f"{self._manifest} names them all")
        tell("; ".join(parts))


def _tell_of_cleaned(name: str, outcome: Outcome) -> None:
    if outcome.note is not None:
        tell(f"{name}: {outcome.note}")
    if outcome.status is Status.EMPTY:
        tell(f"{name}: {outcome.reason}")
    elif outcome.confidence is not None and outcome.confidence < DOUBTFUL:
        tell(f"{name}: this may not be an article (confidence {outcome.confidence:.2f})")
