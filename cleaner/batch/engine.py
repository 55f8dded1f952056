"""Requests in, results out, in the same order, by processes: a request that crashes or hangs costs only itself.

Why not a library: in loky and concurrent.futures the death of one worker ends the whole pool, and no task has a time
limit; pebble has both, but hands out one task at a time, holds all of them, and needs three threads in our process.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from cleaner.batch.crew import Crew, Lost, Pool, WorkerError
from cleaner.batch.record import Request

__all__ = ["Lost", "Pool", "WorkerError", "map_in_order"]

# What is read ahead of a result that is still to come: room for the others to go on while one hangs.
_WINDOW = 4096
_WINDOW_BYTES = 128_000_000
# Seconds that reading and handing on get before we look to the workers again.
_TURN = 0.005

T = TypeVar("T")
R = TypeVar("R")


def answers_in_order(requests: Iterable[tuple[Request, T]], crew: Crew) -> Iterator[tuple[Request, T, Any]]:
    """`map_in_order` with workers that are there already, and stay. To be read to its end, if they are to stay."""
    yield from _Row(requests, crew).results()


@dataclass(slots=True)
class _Slot(Generic[T]):
    """A request in its place in the row, and what came of it when `done`."""

    request: Request
    payload: T
    held: int
    result: Any = None
    done: bool = False


def map_in_order(
    requests: Iterable[tuple[Request, T]], make_worker: Callable[[], Callable[[Request], R]], pool: Pool
) -> Iterator[tuple[Request, T, R | Lost]]:
    """Let workers answer every request, and yield each with what came with it and its result, in the order given.

    `make_worker` is called once in each worker and can be pickled; what it returns answers requests. An exception
    there makes that request Lost, with the exception as its reason; so does a crash or a hang. What comes with a
    request never leaves this process. No more requests are taken than are needed to keep all workers busy, and those
    that wait for an earlier one are bounded in number and bytes.

    What `requests` raises is raised when everything before it has been yielded. Raises WorkerError where no worker can
    be started. However it ends, closed early or not, no process of ours is left at work.
    """
    crew = Crew(make_worker, pool)
    in_order = False
    try:
        yield from answers_in_order(requests, crew)
        in_order = True
    finally:
        crew.end(in_order)


class _Row(Generic[T]):
    """Requests in their order, from the first one whose result has not been handed on."""

    def __init__(self, requests: Iterable[tuple[Request, T]], crew: Crew) -> None:
        self._source = iter(requests)
        self._crew = crew
        self._slots: deque[_Slot[T]] = deque()
        self._first = 0  # the number of the first slot
        self._held = 0
        self._ended = False
        self._fault: Exception | None = None

    def results(self) -> Iterator[tuple[Request, T, Any]]:
        """All of them. Nobody waits long for us: neither the workers nor whoever wants the results."""
        while not self._ended or self._slots:
            hurry = self._read()
            for answer in self._crew.step(wait=not (hurry or self._has_result)):
                slot = self._slots[answer.number - self._first]
                slot.result, slot.done = answer.result, True
                slot.held += answer.size
                self._held += answer.size
            until = time.monotonic() + _TURN
            while self._has_result and time.monotonic() < until:
                slot = self._slots.popleft()
                self._first += 1
                self._held -= slot.held
                yield slot.request, slot.payload, slot.result
        if self._fault is not None:
            raise self._fault

    @property
    def _has_result(self) -> bool:
        return bool(self._slots) and self._slots[0].done

    def _read(self) -> bool:
        """Take in what keeps the workers busy for a while; True if there was no time for all of that."""
        until = time.monotonic() + _TURN
        while not self._ended and self._has_room and self._crew.wants_more:
            try:
                request, payload = next(self._source)
            except StopIteration:
                self._ended = True
            except Exception as fault:
                self._ended, self._fault = True, fault
            else:
                held = 0 if request.content is None else request.size
                self._slots.append(_Slot(request, payload, held))
                self._held += held
                self._crew.give(self._first + len(self._slots) - 1, request, request.size)
            if time.monotonic() > until:
                return True
        return False

    @property
    def _has_room(self) -> bool:
        """Large ones have room too: one for each worker."""
        few = len(self._slots) <= self._crew.most
        return few or (len(self._slots) < _WINDOW and self._held < _WINDOW_BYTES)
