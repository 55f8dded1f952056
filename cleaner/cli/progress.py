"""How far a batch has come: a bar on a terminal, and elsewhere a line now and then."""

from __future__ import annotations

import sys
from time import monotonic
from typing import NamedTuple, Protocol

from cleaner.cli.streams import on_terminal, tell
from cleaner.files.read import MEGABYTE

_BETWEEN_LINES = 30.0  # seconds


class Total(NamedTuple):
    """All there is to do: bytes to read, and the number of inputs where it is known before they are read."""

    size: int
    inputs: int | None = None


class Pace:
    """How much of the whole is done, how fast, and how long the rest will take at that rate."""

    def __init__(self, total: Total) -> None:
        self._total = total
        self._start = monotonic()
        self.inputs = self.earlier = self.failed = 0
        self._size = self._size_now = 0

    def step(self, size: int, failed: bool, earlier: bool) -> None:
        """One more input is done, for which so many bytes were read; `earlier` was no work of this run."""
        self.inputs += 1
        self.failed += failed
        self.earlier += earlier
        self._size += size
        self._size_now += 0 if earlier else size

    @property
    def share(self) -> float:
        """How much of the whole is done, 0 to 1."""
        return min(self._size / self._total.size, 1.0) if self._total.size else 0.0

    def told(self) -> str:
        """All of it on one line."""
        seconds = max(monotonic() - self._start, 1e-9)
        of = "" if self._total.inputs is None else f" of {self._total.inputs:,}"
        parts = [f"{self.inputs:,}{of} {'input' if self.inputs == 1 and not of else 'inputs'}"]
        if self._total.size:
            whole = max(self._total.size, self._size)
            parts.append(f"{_megabytes(self._size)} of {_megabytes(whole)} MB ({100 * self.share:.0f} %)")
        parts.append(f"{(self.inputs - self.earlier) / seconds:,.0f} a second")
        if self._size_now and self._total.size > self._size:
            parts.append(f"{_duration((self._total.size - self._size) * seconds / self._size_now)} left")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        return ", ".join(parts)


class Progress(Protocol):
    """What shows the pace of a batch while it runs."""

    def step(self) -> None:
        """Show it anew if it is time to."""

    def close(self) -> None:
        """Show it no more."""


class Silence:
    """Shows nothing."""

    def step(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Lines:
    """A line now and then, for those who read it later."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = monotonic() + _BETWEEN_LINES

    def step(self) -> None:
        """Tell where half a minute has gone by."""
        if (now := monotonic()) >= self._next:
            self._next = now + _BETWEEN_LINES
            tell(self._pace.told())

    def close(self) -> None:
        """The summary says the rest."""


def progress_of(pace: Pace, wanted: bool) -> Progress:
    """What shows the pace: nothing where it is not wanted, and no bar where results are printed beside it."""
    if not wanted or sys.stderr is None:
        return Silence()
    if not sys.stderr.isatty():
        return Lines(pace)
    if on_terminal():
        return Silence()
    from cleaner.cli.bar import Bar

    return Bar(pace)


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.1f}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
