"""Requests cleaned by processes of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from typing import Self, TypeVar

from cleaner.batch.pool import PoolSettings, WorkerPool, map_in_order
from cleaner.batch.pool_worker import Lost
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.work import PRELOAD, Task, worker_for

T = TypeVar("T")
_GROUPS = Path("/sys/fs/cgroup")


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
    """Processes beside ours, by default one, for programs that call it several times: a bad document fails alone.

    They answer requests, each within `timeout` seconds, and are replaced if they have to be.

    They are started when they are first needed and stay until `close`. Pickled, this is a description: each machine
    that it comes to starts processes of its own.
    """

    def __init__(self, make_work: Callable[[], Callable[[Request], Outcome]], timeout: float, jobs: int = 1) -> None:
        self._make_work = make_work
        self._timeout = timeout
        self._jobs = jobs
        self._pool: WorkerPool | None = None

    def clean(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """The outcome of each request, in their order. Raises WorkerError if no process can be started."""
        for _, outcome in self((request, None) for request in requests):
            assert outcome is not None
            yield outcome

    def __call__(self, requests: Iterable[tuple[Request, T]]) -> Generator[tuple[T, Outcome | None], None, None]:
        """The payload of every request with its outcome, in their order; None if it is settled. Raises WorkerError."""
        if self._pool is None:
            self._pool = WorkerPool(self._make_work, PoolSettings(self._jobs, self._timeout, preload=PRELOAD))
        pool, complete = self._pool, False
        try:
            for request, payload, result in pool.answers(requests):
                yield payload, None if request.settled else outcome_of(request, result)
            complete = True
        finally:
            if not complete:  # its process may still be at work
                self.close()

    def close(self) -> None:
        """End the processes. They are started again if there is more to do."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close(at_once=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[Isolated], tuple[object, float, int]]:
        return type(self), (self._make_work, self._timeout, self._jobs)


def isolated(task: Task, timeout: float, jobs: int = 1) -> Isolated:
    """Processes that clean as the task says."""
    return Isolated(partial(worker_for, task), timeout, jobs)


def usable_cores() -> int:
    """The processors of the machine, as far as this process or its container may use them; at least 1."""
    return max(1, min(_allowed(), bounded_by(_GROUPS, _own_group()) or _allowed()))


def bounded_by(groups: Path, own: str) -> int | None:
    """How many processors a control group of Linux (version 2) and those around it allow, rounded up; None: any."""
    group = groups / own.strip("/")
    bounds = (_bound(one / "cpu.max") for one in (group, *group.parents))
    return min((bound for bound in bounds if bound is not None), default=None)


def _allowed() -> int:
    if hasattr(os, "process_cpu_count"):  # from Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _own_group() -> str:
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("0::") for line in lines if line.startswith("0::")), "")


def _bound(file: Path) -> int | None:
    try:
        quota, period = file.read_text(encoding="ascii").split()
        return None if quota == "max" else max(1, ceil(int(quota) / int(period)))
    except (OSError, ValueError, ZeroDivisionError):
        return None
