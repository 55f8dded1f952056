"""How far a batch has come, and how fast it is."""

from __future__ import annotations

from time import monotonic
from typing import NamedTuple

from cleaner.files.read import MEGABYTE


class Total(NamedTuple):
    """All there is to do: bytes to read, and the number of inputs if it is known before they are read."""

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
        """Count one more input, of which `size` bytes were read; with `earlier`, an earlier run had done it."""
        self.inputs += 1
        self.failed += failed
        self.earlier += earlier
        self._size += size
        self._size_now += 0 if earlier else size

    @property
    def share(self) -> float:
        """How much of the whole is done, 0 to 1."""
        done, whole = (self._size, self._total.size) if self._total.size else (self.inputs, self._total.inputs or 0)
        return min(done / whole, 1.0) if whole else 0.0

    def summary(self) -> str:
        """The pace on one line; what matters most stands first, since a narrow terminal cuts the end."""
        seconds = max(monotonic() - self._start, 1e-9)
        of = "" if self._total.inputs is None else f" of {self._total.inputs:,}"
        parts = [f"{self.inputs:,}{of} {'input' if self.inputs == 1 and not of else 'inputs'}"]
        if (left := self._seconds_left(seconds)) is not None:
            parts.append(f"{_duration(left)} left")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        parts.append(f"{(self.inputs - self.earlier) / seconds:,.0f} a second")
        if self._total.size:
            whole = max(self._total.size, self._size)
            parts.append(f"{_megabytes(self._size)} of {_megabytes(whole)} MB ({100 * self.share:.0f} %)")
        return ", ".join(parts)

    def _seconds_left(self, seconds: float) -> float | None:
        """How long the rest will take, by its size or, where that is not known, by the number of inputs."""
        if self._size_now and self._total.size > self._size:
            return (self._total.size - self._size) * seconds / self._size_now
        done, all_of_them = self.inputs - self.earlier, self._total.inputs or 0
        if not self._total.size and done and all_of_them > self.inputs:
            return (all_of_them - self.inputs) * seconds / done
        return None


class Progress:
    """Counts what a batch has done. Subclasses show the pace; this one shows nothing."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

    def count(self, size: int, failed: bool, earlier: bool) -> None:
        """Count one more input, as `Pace.step` does."""
        self._pace.step(size, failed, earlier)
        self.update()

    def update(self) -> None:
        """Show the pace, if it is time to."""

    def close(self) -> None:
        """Stop showing it."""


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.1f}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
