"""Requests cleaned by processes of this machine."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from cleaner.batch.cores import usable_cores
from cleaner.batch.engine import Lost, Pool, map_in_order
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.work import PRELOAD, Task, worker_for

TIMEOUT = 10.0  # seconds

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Local:
    """So many processes, each of which may be at one request for so long."""

    task: Task
    jobs: int
    timeout: float

    def __call__(self, requests: Iterable[tuple[Request, T]]) -> Generator[tuple[T, Outcome], None, None]:
        """What became of every request, in their order, with what came with it. Raises WorkerError."""
        pool = Pool(self.jobs, self.timeout, preload=PRELOAD)
        for request, payload, result in map_in_order(requests, partial(worker_for, self.task), pool):
            if isinstance(result, Lost):
                yield payload, Outcome(Status.FAILED, result.reason, bytes_in=request.size)
            else:
                yield payload, result


def local(task: Task, jobs: int | None, timeout: float | None) -> Local:
    """The processors that we may use, unless the call says how many."""
    return Local(task, jobs or usable_cores(), timeout or TIMEOUT)
