"""Requests cleaned by processes of this machine."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Self, TypeVar

from cleaner.batch.cores import usable_cores
from cleaner.batch.pool import PoolSettings, WorkerPool, map_in_order
from cleaner.batch.pool_worker import Lost
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.work import PRELOAD, Task, worker_for

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


def local(task: Task, jobs: int | None, timeout: float) -> LocalEngine:
    """The engine, by default with as many processes as there are processors for us."""
    return LocalEngine(task, jobs or usable_cores(), timeout)


class Isolated:
    """One process beside ours, for programs that bring engines of their own: a bad document fails alone.

    It answers requests, each within `timeout` seconds, in a process that is replaced if it has to be.

    It is started when it is first needed and stays until `close`. Pickled, it is a description: each machine
    that it comes to starts a process of its own.
    """

    def __init__(self, make_work: Callable[[], Callable[[Request], Outcome]], timeout: float) -> None:
        self._make_work = make_work
        self._timeout = timeout
        self._pool: WorkerPool | None = None

    def clean(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """The outcome of each request, in their order. Raises WorkerError if no process can be started."""
        if self._pool is None:
            self._pool = WorkerPool(self._make_work, PoolSettings(1, self._timeout, preload=PRELOAD))
        pool, complete = self._pool, False
        try:
            for request, _, result in pool.answers((request, None) for request in requests):
                yield outcome_of(request, result)
            complete = True
        finally:
            if not complete:  # its process may still be at work
                self.close()

    def close(self) -> None:
        """End the process. It is started again if there is more to do."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close(at_once=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Isolated], tuple[object, float]]:
        return type(self), (self._make_work, self._timeout)


def isolated(task: Task, timeout: float) -> Isolated:
    """A process that cleans as the task says."""
    return Isolated(partial(worker_for, task), timeout)
