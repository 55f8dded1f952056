"""Progress of a batch on standard error: a bar on a terminal, and elsewhere a line now and then."""

from __future__ import annotations

import sys
from time import monotonic

from cleaner.batch.record import Status
from cleaner.batch.run import Settled
from cleaner.batch.sources.spool import InputTotals
from cleaner.cli.listener import Listener
from cleaner.cli.pace import Pace, Progress, Total
from cleaner.cli.streams import inform, on_terminal

_SECONDS_BETWEEN_LINES = 30.0


class ProgressDisplay(Listener):
    """Shows how far a batch has come, from when its inputs are found until `close`."""

    def __init__(self, wanted: bool, prints: bool = False) -> None:
        """`prints` says that the results go to standard output meanwhile."""
        self._wanted = wanted
        self._prints = prints
        self._pace = Pace(Total(0))
        self._progress: Progress = Silence()

    def begun(self, totals: InputTotals) -> None:
        """Begin to show it."""
        self._pace = Pace(Total(totals.bytes, None if totals.record_files else totals.documents))
        self._progress = progress_of(self._pace, self._wanted, self._prints)

    def settled(self, event: Settled) -> None:
        """Count one more input."""
        self._pace.step(event.record.read, event.outcome.status is Status.FAILED, event.earlier)
        self._progress.step()

    def close(self) -> None:
        """Stop showing it."""
        self._progress.close()


class Silence:
    """Shows nothing."""

    def step(self) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Lines:
    """A line every half minute, for a log."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = monotonic() + _SECONDS_BETWEEN_LINES

    def step(self) -> None:
        """Write a line if it is time to."""
        if (now := monotonic()) >= self._next:
            self._next = now + _SECONDS_BETWEEN_LINES
            inform(self._pace.summary())

    def close(self) -> None:
        """Leave the rest to the summary of the batch."""


def progress_of(pace: Pace, wanted: bool, prints: bool) -> Progress:
    """What shows the pace. There is no bar if results are printed to a terminal: it would run into them."""
    if not wanted or sys.stderr is None:
        return Silence()
    if not sys.stderr.isatty():
        return Lines(pace)
    if prints and on_terminal():
        return Silence()
    from cleaner.cli.bar import Bar

    return Bar(pace)
