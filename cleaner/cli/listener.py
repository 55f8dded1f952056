"""Listeners of a batch: each takes its events for one purpose, such as counting, printing or showing progress."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.batch.output import Finished
from cleaner.batch.run import Event, Settled
from cleaner.batch.sources.spool import InputTotals


class Listener:
    """Takes the events of a batch, one method for each kind; a method that is not overridden does nothing."""

    def begun(self, totals: InputTotals) -> None:
        """The inputs have been found."""

    def settled(self, event: Settled) -> None:
        """One input is done, whatever became of it."""

    def finished(self, event: Finished) -> None:
        """All inputs are done, and the output is complete."""


def announce(event: Event, listeners: Iterable[Listener]) -> None:
    """Hand an event to every listener, in order."""
    for listener in listeners:
        if isinstance(event, Settled):
            listener.settled(event)
        elif isinstance(event, InputTotals):
            listener.begun(event)
        else:
            listener.finished(event)
