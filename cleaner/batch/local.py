"""Requests cleaned by processes of this machine."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from cleaner.batch.cores import usable_cores
from cleaner.batch.pool import Lost, PoolSettings, map_in_order
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.work import PRELOAD, Task, worker_for

TIMEOUT = 10.0  # seconds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """So many processes, each of which may take so many seconds for a request."""

    task: Task
    jobs: int
    timeout: float

    def __call__(self, requests: Iterable[tuple[Request, T]]) -> Generator[tuple[T, Outcome | None], None, None]:
        """The payload of every request with its outcome, in their order; None if it is settled. Raises WorkerError."""
        settings = PoolSettings(self.jobs, self.timeout, preload=PRELOAD)
        for request, payload, result in map_in_order(requests, partial(worker_for, self.task), settings):
            yield payload, None if request.settled else outcome_of(request, result)


def outcome_of(request: Request, result: Outcome | Lost) -> Outcome:
    """What became of a request that went through a pool."""
    return Outcome(Status.FAILED, result.reason, bytes_in=request.size) if isinstance(result, Lost) else result


def local(task: Task, jobs: int | None, timeout: float | None) -> LocalEngine:
    """The engine, by default with as many processes as there are processors for us."""
    return LocalEngine(task, jobs or usable_cores(), timeout or TIMEOUT)
