"""How long a worker has been at a request, as is fair: a machine that slept or was busy is not its fault."""

from __future__ import annotations

import time
from pathlib import Path

_LONG = 1.0
# However busy the machine is, the wait ends some time.
MOST_PATIENCE = 5


class Clock:
    """Seconds that the engine was awake and looking.

    Of a stretch between two looks no more than `longest` seconds count: we did not run then, and perhaps nobody did.
    """

    def __init__(self, longest: float) -> None:
        self.now = 0.0
        self._longest = longest
        self._looked = time.monotonic()

    def look(self) -> float:
        """The time now."""
        at = time.monotonic()
        self.now += min(at - self._looked, self._longest)
        self._looked = at
        return self.now


class Wait:
    """The wait for one worker to get on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._since = clock.now
        self._queued: float | None = None

    def restart(self) -> None:
        """It got on."""
        self._since = self._clock.look()
        self._queued = None

    @property
    def is_long(self) -> bool:
        """Whether most others would have got on."""
        return self._clock.now - self._since > _LONG

    def is_over(self, pid: int, seconds: float) -> bool:
        """Whether the process had so many seconds, those aside in which it waited for a processor.

        To be asked now and then from the start on: what it waited for is counted from the first time.
        """
        waited = self._clock.now - self._since
        if waited >= seconds * MOST_PATIENCE:
            return True
        queued = seconds_queued(pid)
        if self._queued is None:
            self._queued = queued
        return waited - (queued - self._queued) >= seconds


def seconds_queued(pid: int) -> float:
    """How long a process has waited for a processor in all its life; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
