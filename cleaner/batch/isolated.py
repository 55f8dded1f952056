"""Cleaning in one process beside ours, for those who bring engines of their own: a bad document costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import TracebackType
from typing import Self

from cleaner.batch.crew import Crew, Lost, Pool
from cleaner.batch.engine import answers_in_order
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.work import PRELOAD, Task, worker_for


class Isolated:
    """Lets a worker answer requests, each in at most `timeout` seconds, in a process that is replaced if it has to be.

    The process is started when it is first needed and stays until `close`. What is pickled is what to do, not the
    process, so that every machine that it reaches has its own.
    """

    def __init__(self, make_worker: Callable[[], Callable[[Request], Outcome]], timeout: float) -> None:
        self._make_worker = make_worker
        self._timeout = timeout
        self._crew: Crew | None = None

    def clean(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """What became of each request, in their order; of one that crashed or took too long, that it failed.

        Raises WorkerError where no process can be started.
        """
        if self._crew is None:
            self._crew = Crew(self._make_worker, Pool(1, self._timeout, preload=PRELOAD))
        crew, whole = self._crew, False
        try:
            for request, _, result in answers_in_order(((request, None) for request in requests), crew):
                yield (
                    Outcome(Status.FAILED, result.reason, bytes_in=request.size) if isinstance(result, Lost) else result
                )
            whole = True
        finally:
            if not whole:  # it is still at something that nobody waits for
                self.close()

    def close(self) -> None:
        """End the process. It is started anew if there is more to do."""
        crew, self._crew = self._crew, None
        if crew is not None:
            crew.end(in_order=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Isolated], tuple[object, float]]:
        return type(self), (self._make_worker, self._timeout)


def isolated(task: Task, timeout: float) -> Isolated:
    """What cleans requests as the task says."""
    return Isolated(partial(worker_for, task), timeout)
