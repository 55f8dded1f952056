"""Exit codes, and the counts of inputs that decide which one it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from cleaner.inplace.task import State

if TYPE_CHECKING:
    from cleaner.batch.tally import BatchTally


class Exit(IntEnum):
    """Exit codes of the command."""

    DONE = 0
    WOULD_CHANGE = 1
    FAILED = 2
    NOTHING_BUT_BOILERPLATE = 3
    INTERRUPTED = 130


class CommandError(Exception):
    """The command cannot do what it was asked to do; the message says why, in one line."""


@dataclass
class Report:
    """Counts every input once: as cleaned, empty, failed or left out by a filter, and the results that are printed.

    `blank` are those of the empty ones that have no text. `reason` says why the last input failed or is empty; it is ""
    if it was cleaned.
    """

    allow_empty: bool = False
    cleaned: int = 0
    empty: int = 0
    blank: int = 0
    failed: int = 0
    left_out: int = 0
    printed: int = 0
    reason: str = ""

    @property
    def total(self) -> int:
        """The number of inputs."""
        return self.cleaned + self.empty + self.failed + self.left_out

    def add(self, tally: BatchTally) -> None:
        """Count all inputs of a batch."""
        self.cleaned += tally.cleaned
        self.empty += tally.counts["empty"]
        self.left_out += tally.counts["filtered"]
        self.failed += tally.counts["failed"]

    @property
    def exit_code(self) -> Exit:
        """A failure outweighs everything; an empty document counts only if it is the only input."""
        if self.failed:
            return Exit.FAILED
        if self.empty and self.total == 1 and not self.allow_empty:
            return Exit.NOTHING_BUT_BOILERPLATE
        return Exit.DONE

    def summary(self) -> str:
        """One line that adds up."""
        counted = (
            (self.empty - self.blank, "with nothing but boilerplate"),
            (self.blank, "empty"),
            (self.left_out, "left out"),
            (self.failed, "failed"),
        )
        parts = [f"{self.cleaned} cleaned", *(f"{number} {what}" for number, what in counted if number)]
        return f"{self.total} inputs: " + ", ".join(parts)


@dataclass
class Revision:
    """Counts every file that is revised once. With `checking` a change is an error, as for a linter."""

    checking: bool
    writing: bool
    allow_empty: bool = False
    counts: Counter[State] = field(default_factory=Counter)

    @property
    def exit_code(self) -> Exit:
        """A failure outweighs everything; with `checking` a change outweighs an empty file."""
        if self.counts[State.FAILED] or self.counts[State.PARTLY_CHANGED]:
            return Exit.FAILED
        if self.checking and (self.counts[State.CHANGED] or self.counts[State.EMPTIED]):
            return Exit.WOULD_CHANGE
        if self.counts[State.EMPTIED] and self.counts.total() == 1 and not self.allow_empty:
            return Exit.NOTHING_BUT_BOILERPLATE
        return Exit.DONE

    @property
    def verb(self) -> str:
        """What is said of a file that is not clean."""
        return "cleaned" if self.writing else "would change"

    def summary(self) -> str:
        """One line that adds up."""
        parts = (
            (self.counts[State.CHANGED] + self.counts[State.EMPTIED], self.verb),
            (self.counts[State.PARTLY_CHANGED], f"{self.verb} in part"),
            (self.counts[State.UNCHANGED], "unchanged"),
            (self.counts[State.FAILED], "failed"),
        )
        total = self.counts.total()
        counted = ", ".join(f"{number} {what}" for number, what in parts if number)
        return f"{total} {'file' if total == 1 else 'files'}" + (f": {counted}" if counted else "")
