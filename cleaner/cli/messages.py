"""The messages of a batch on standard error: about single inputs, and a summary.

The manifest lists every failure; if there is one, stderr shows the first 100 failures, and the first 20 inputs that
gave nothing or may not be articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from cleaner.batch.output import Finished
from cleaner.batch.record import Outcome, Record, Status
from cleaner.batch.sources.spool import InputTotals
from cleaner.batch.tally import MOST_NAMED, BatchTally, is_doubtful, name_of
from cleaner.cli.streams import inform, is_verbose, tell

_MOST_OF_A_KIND = 100  # messages
# Of how many inputs it is said what became of them; done are those that may not be articles.
_MOST_OF_KIND = {
    Status.FAILED: _MOST_OF_A_KIND,
    Status.SKIPPED: _MOST_OF_A_KIND,
    Status.EMPTY: MOST_NAMED,
    Status.DONE: MOST_NAMED,
}
_MOST_NAMED = 5  # inputs in one line
_MOST_DETAILS = 5  # labels or reasons of one input


class Messages:
    """Tells what people should know while a batch runs; `tell_summary` is for its end."""

    def __init__(self, manifest: str | None) -> None:
        self._manifest = manifest
        self._counts: Counter[Status] = Counter()
        self._guesses = 0
        self._guessed: list[tuple[str, str]] = []  # the first names, and what is to be said of each

    def begun(self, totals: InputTotals) -> None:
        """Say which files were not taken."""
        if totals.others:
            files = counted(totals.others, "file")
            names = _first(totals.other_names, totals.others)
            inform(f"{files} in folders skipped because of the file name (--include takes more): {names}")
        if totals.written:
            files = counted(totals.written, "file")
            inform(
                f"{files} of earlier runs in folders left out, such as {totals.written_name}; "
                "name a file itself to clean it"
            )
        if totals.repeated:
            inform(f"{counted(totals.repeated, 'file')} named more than once, but cleaned only once")

    def settled(self, record: Record, outcome: Outcome) -> None:
        """Say what there is to say about one input; mostly nothing."""
        if is_verbose():
            _tell_details(name_of(record), outcome)
        if outcome.is_guess and outcome.note is not None:
            self._guesses += 1
            self._guessed += [(name_of(record), outcome.note)] if self._guesses <= _MOST_NAMED else []
        if outcome.status in (Status.FAILED, Status.SKIPPED):
            self._counts[outcome.status] += 1
            if self._manifest is None or self._counts[outcome.status] <= _MOST_OF_A_KIND:
                tell_failure(record, outcome)
        elif self._manifest is None:
            _tell_about_cleaned(name_of(record), outcome)
        elif outcome.status is Status.EMPTY or is_doubtful(outcome):
            self._counts[outcome.status] += 1
            if self._counts[outcome.status] <= MOST_NAMED:
                _tell_result(name_of(record), outcome)

    def finished(self, event: Finished) -> None:
        """Say which files of an earlier run are still there."""
        if event.left_over:
            files = counted(event.left_over, "file")
            inform(f"{files} left from an earlier run whose input is gone, such as {event.example}")

    def tell_summary(self, tally: BatchTally, complete: bool) -> None:
        """One line that adds up; a single input that is printed needs none."""
        self._tell_guesses(tally.total)
        if tally.total == 1:
            for why, names in tally.reasons[Status.FILTERED].examples.items():
                inform(f"{names[0]}: left out: {why}")
            if self._manifest is None:
                return
        parts = [tally.summary()]
        if tally.earlier:
            parts.append(f"{tally.earlier:,} of them in an earlier run")
        if self._manifest is not None:
            if tally.doubtful:
                parts.append(f"{tally.doubtful:,} may not be {'an article' if tally.doubtful == 1 else 'articles'}")
            if not complete:
                parts.append("continue with --resume")
            elif any(number > _MOST_OF_KIND[status] for status, number in self._counts.items()):
                parts.append(f"{self._manifest} lists them all")
        inform("; ".join(parts))

    def _tell_guesses(self, total: int) -> None:
        """Say once of which inputs the encoding was guessed; a single input has a line that names the guess."""
        if total == 1:
            for name, note in self._guessed:
                inform(f"{name}: {note}")
        elif self._guesses:
            names = _first([name for name, _ in self._guessed], self._guesses)
            inputs = counted(self._guesses, "input")
            inform(f"the encoding of {inputs} was guessed (--encoding names it): {names}")


def _first(names: Sequence[str], number: int) -> str:
    """The first of a number of names; with --verbose as many as are known."""
    shown = names if is_verbose() else names[:_MOST_NAMED]
    return ", ".join(shown) + (f" and {number - len(shown):,} more" if number > len(shown) else "")


def tell_failure(record: Record, outcome: Outcome) -> None:
    """Say why an input failed or was skipped."""
    if outcome.status is Status.SKIPPED:
        inform(f"{name_of(record)}: skipped: {outcome.reason}")
    else:
        tell(f"{name_of(record)}: {outcome.reason}")


def _tell_details(name: str, outcome: Outcome) -> None:
    """How long it took and what decided, for --verbose."""
    parts = [f"{outcome.status} in {outcome.seconds:.3f} s"]
    if outcome.status is Status.FILTERED:
        parts.append(outcome.reason or "")
    if outcome.characters:
        parts.append(f"kept {1 - outcome.removed_share:.0%}")
    if outcome.confidence is not None:
        parts.append(f"confidence {outcome.confidence:.2f}")
    for what, counts in (("dropped", outcome.removed), ("decided by", outcome.reasons)):
        if counts:
            most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_MOST_DETAILS]
            parts.append(f"{what} {', '.join(f'{key} {number:,}' for key, number in most)}")
    tell(f"{name}: {'; '.join(parts)}")


def _tell_about_cleaned(name: str, outcome: Outcome) -> None:
    if outcome.note is not None and not outcome.is_guess:
        inform(f"{name}: {outcome.note}")
    _tell_result(name, outcome)


def _tell_result(name: str, outcome: Outcome) -> None:
    """Say that nothing is kept, or that this may not be an article."""
    if outcome.status is Status.EMPTY:
        tell(f"{name}: {outcome.reason}")
    elif is_doubtful(outcome):
        inform(f"{name}: this may not be an article (confidence {outcome.confidence:.2f})")


def counted(number: int, noun: str) -> str:
    """The number with the noun in its singular or plural: "1 file", "2,000 files"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
