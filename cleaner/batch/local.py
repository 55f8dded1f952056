"""Requests cleaned by processes of this machine."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from math import ceil
from pathlib import Path
from typing import Self, TypeVar

from cleaner.batch.pool import PoolSettings, WorkerPool
from cleaner.batch.pool_worker import Lost
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.work import PRELOAD, Task, worker_for

T = TypeVar("T")
_GROUPS = Path("/sys/fs/cgroup")


class LocalEngine:
    """`jobs` processes beside ours that answer requests, each within `timeout` seconds: a bad document fails alone.

    They are started when they are first needed, replaced if they have to be, and stay until `close`. Pickled, this is a
    description: each machine that it comes to starts processes of its own.
    """

    def __init__(self, make_work: Callable[[], Callable[[Request], Outcome]], timeout: float, jobs: int = 1) -> None:
        self.jobs = jobs
        self._described = (make_work, timeout, jobs)
        self._pool: WorkerPool | None = None

    def clean(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """The outcome of each request, in their order. Raises WorkerError if no process can be started."""
        for _, outcome in self((request, None) for request in requests):
            assert outcome is not None
            yield outcome

    def __call__(self, requests: Iterable[tuple[Request, T]]) -> Generator[tuple[T, Outcome | None], None, None]:
        """The payload of every request with its outcome, in their order; None if it is settled. Raises WorkerError."""
        if self._pool is None:
            make_work, timeout, jobs = self._described
            self._pool = WorkerPool(make_work, PoolSettings(jobs, timeout, preload=PRELOAD))
        try:
            for request, payload, result in self._pool.answers(requests):
                lost = isinstance(result, Lost)
                yield payload, Outcome(Status.FAILED, result.reason, bytes_in=request.size) if lost else result
        except BaseException:  # its processes may still be at work
            self.close()
            raise

    def close(self) -> None:
        """End the processes. They are started again if there is more to do."""
        if self._pool is not None:
            self._pool.close()
        self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[type[LocalEngine], tuple[object, float, int]]:
        return type(self), self._described


def isolated(task: Task, timeout: float, jobs: int = 1) -> LocalEngine:
    """Processes that clean as the task says."""
    return LocalEngine(partial(worker_for, task), timeout, jobs)


def usable_cores() -> int:
    """The processors of the machine, as far as this process or its container may use them; at least 1."""
    return max(1, min(_allowed(), bounded_by(_GROUPS, _own_group()) or _allowed()))


def bounded_by(groups: Path, own: str) -> int | None:
    """How many processors a control group of Linux (version 2) and those around it allow, rounded up; None: any."""
    group = groups / own.strip("/")
    bounds = (_bound(one / "cpu.max") for one in (group, *group.parents))
    return min((bound for bound in bounds if bound is not None), default=None)


def _allowed() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _own_group() -> str:
    with contextlib.suppress(OSError):
        found = re.search("^0::(.*)", Path("/proc/self/cgroup").read_text(encoding="utf-8", errors="replace"), re.M)
        return found[1] if found else ""
    return ""


def _bound(file: Path) -> int | None:
    try:
        quota, period = file.read_text(encoding="ascii").split()
        return None if quota == "max" else max(1, ceil(int(quota) / int(period)))
    except (OSError, ValueError, ZeroDivisionError):
        return None
