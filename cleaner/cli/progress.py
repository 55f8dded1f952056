"""Progress of a batch on standard error: a bar on a terminal, and elsewhere a line now and then."""

from __future__ import annotations

import sys
from time import monotonic

from cleaner.batch.sources.spool import InputTotals
from cleaner.cli.pace import Pace, Progress, Total
from cleaner.cli.streams import inform, on_terminal

_SECONDS_BETWEEN_LINES = 30.0


class Lines(Progress):
    """A line every half minute, for a log."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(pace)
        self._next = monotonic() + _SECONDS_BETWEEN_LINES

    def update(self) -> None:
        """Write a line if it is time to."""
        if (now := monotonic()) >= self._next:
            self._next = now + _SECONDS_BETWEEN_LINES
            inform(self._pace.summary())


def progress_of_inputs(totals: InputTotals, wanted: bool, prints: bool = False) -> Progress:
    """The progress of a batch whose inputs have been found; `prints`: the results go to standard output meanwhile."""
    number = None if totals.record_files else totals.documents
    return progress_of(Pace(Total(totals.bytes, number)), wanted, prints)


def progress_of(pace: Pace, wanted: bool, prints: bool) -> Progress:
    """What shows the pace. There is no bar if results are printed to a terminal: it would run into them."""
    if not wanted or sys.stderr is None:
        return Progress(pace)
    if not sys.stderr.isatty():
        return Lines(pace)
    if prints and on_terminal():
        return Progress(pace)
    from cleaner.cli.bar import Bar

    return Bar(pace)
