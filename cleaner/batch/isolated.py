"""Cleaning in one process beside ours, for programs that bring engines of their own: a bad document fails alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import TracebackType
from typing import Self

from cleaner.batch.local import outcome_of
from cleaner.batch.pool import PoolSettings, WorkerPool
from cleaner.batch.record import Outcome, Request
from cleaner.batch.work import PRELOAD, Task, worker_for


class Isolated:
    """Answers requests, each within `timeout` seconds, in a process that is replaced if it has to be.

    The process is started when it is first needed and stays until `close`. Pickled, it is a description: each machine
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
            if not complete:  # it is still at a request that nobody waits for
                self.close()

    def close(self) -> None:
        """End the process. It is started again if there is more to do."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close(at_once=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Isolated], tuple[object, float]]:
        return type(self), (self._make_work, self._timeout)


def isolated(task: Task, timeout: float) -> Isolated:
    """A process that cleans as the task says."""
    return Isolated(partial(worker_for, task), timeout)
