"""An engine for batches: requests in, outcomes out in the same order, by actors of a Ray cluster.

Everything else about a batch (records, resuming, tables, manifest) is as without Ray, so the rows are the same to the
byte. Content is sent to the actors and comes back cleaned: the cluster needs this package, but neither the files nor
the right to read them. Ray Data works on rows of tables; its pipelines can map batches with
`cleaner.batch.BatchCleaner` instead.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import chain
from typing import Any, Generic, TypeVar

from cleaner import __version__
from cleaner.batch.local import isolated, usable_cores
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.work import Task, clean_request, content_of
from cleaner.files.errors import reason
from cleaner.files.extras import how_to_install

# What is sent at once: large enough to be worth it, and small enough to hold some for every actor.
_PARCEL_BYTES = 1_000_000
_PARCEL_REQUESTS = 128
_HANDED = 2  # parcels that an actor has at a time
_WAITING = 4  # parcels for each actor that were sent, or wait for an earlier one
_RETRIES = 3  # of a parcel whose actor dies
_CONNECT_SECONDS = 10.0
_TICK_SECONDS = 0.01

T = TypeVar("T")


class RayError(Exception):
    """Ray is not installed, or fails as a whole; the message says why, in one line."""


@dataclass(slots=True)
class OnRay:
    """`jobs` actors of the cluster at `address`, each of which may take `timeout` seconds for a request.

    The address is "auto" or "host:6379"; the default is RAY_ADDRESS, as everywhere with Ray. Without either, Ray is
    started on this machine and ended with the call. By default there are as many actors as processors.
    """

    task: Task
    address: str | None
    jobs: int | None
    timeout: float

    def __call__(self, requests: Iterable[tuple[Request, T]]) -> Generator[tuple[T, Outcome | None], None, None]:
        """The payload of every request with its outcome, in their order; None if it is settled.

        An actor cleans in a process beside it, so that a request that crashes or hangs fails alone. An actor that dies
        is replaced, and its parcel given to another; the requests of a parcel that kills several actors fail. No more
        requests are read than keep all actors busy. Without any to clean, no cluster is needed.

        Raises RayError if the cluster cannot be reached, has another version of this package, or fails as a whole; what
        was yielded before is valid. However it ends, no actor of ours is left.
        """
        parcels = _parcels(requests, self.task)
        for first in parcels:
            if first.to_clean:
                break
            yield from first.outcomes([])
        else:
            return
        with connected(self.address, self.jobs) as ray:
            self.jobs = self.jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
            actors = _Actors(ray, self)
            waiting: deque[_Parcel[T]] = deque()
            try:
                for parcel in chain((first,), parcels):
                    while len(waiting) >= _WAITING * self.jobs:
                        yield from actors.results(waiting.popleft())
                    if parcel.to_clean:
                        actors.give(parcel)
                    waiting.append(parcel)
                while waiting:
                    yield from actors.results(waiting.popleft())
            except ray.exceptions.RayError as error:
                raise RayError(f"Ray failed: {one_line(error)}") from error
            finally:
                actors.close()

    def close(self) -> None:
        """Do nothing: each call ends its own actors."""


def on_ray(task: Task, address: str | None, jobs: int | None, timeout: float) -> OnRay:
    """The engine for the cluster at an address, or one of our own. Raises RayError if Ray is not installed."""
    check_ray()
    return OnRay(task, address, jobs, timeout)


def check_ray() -> None:
    """Raise RayError if Ray is not installed."""
    if find_spec("ray") is None:
        raise RayError(f"--engine ray needs Ray; {how_to_install('ray')}")


@dataclass(slots=True)
class _Parcel(Generic[T]):
    """Consecutive requests, their payloads, and the reference of Ray to the outcomes.

    Instead of a request that needs no actor it has the outcome, or None if it is settled.
    """

    requests: list[Request | Outcome | None] = field(default_factory=list)
    payloads: list[T] = field(default_factory=list)
    size: int = 0
    result: Any = None

    @property
    def to_clean(self) -> list[Request]:
        """The requests for an actor."""
        return [request for request in self.requests if isinstance(request, Request)]

    def outcomes(self, cleaned: list[Outcome]) -> Iterator[tuple[T, Outcome | None]]:
        """Every payload with its outcome, given those of an actor."""
        of_actor = iter(cleaned)
        for request, payload in zip(self.requests, self.payloads, strict=True):
            yield payload, next(of_actor) if isinstance(request, Request) else request


def _parcels(requests: Iterable[tuple[Request, T]], task: Task) -> Iterator[_Parcel[T]]:
    parcel: _Parcel[T] = _Parcel()
    for request, payload in requests:
        if request.settled:
            parcel.requests.append(None)
            parcel.size += 0 if request.content is None else request.size
        else:
            parcel.requests.append(one := _with_content(request, task))
            parcel.size += one.size if isinstance(one, Request) else 0
        parcel.payloads.append(payload)
        if parcel.size >= _PARCEL_BYTES or len(parcel.payloads) >= _PARCEL_REQUESTS:
            yield parcel
            parcel = _Parcel()
    if parcel.payloads:
        yield parcel


def _with_content(request: Request, task: Task) -> Request | Outcome:
    """A request with its content, or the outcome if that cannot be read."""
    try:
        content = content_of(request, task.limits.max_size) if request.content is None else request.content
    except Exception:  # whatever it is, it is reported as on one machine
        return clean_request(request, task)
    return request._replace(content=content, size=len(content))


class _Actors:
    """The actors that clean. Each gets parcels once it has started; Ray replaces those that die."""

    def __init__(self, ray: Any, engine: OnRay) -> None:
        actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_RETRIES)(_Actor)
        self._ray = ray
        self._actors = [actor.remote(engine.task, engine.timeout) for _ in range(engine.jobs or 1)]
        self._starting = {one.version.remote(): one for one in self._actors}
        self._busy: dict[Any, Any] = {}
        self._free: deque[Any] = deque()

    def give(self, parcel: _Parcel[T]) -> None:
        """Give a parcel to the actor that has had room for the longest time; wait for one if there is none."""
        while not self._free:
            self._wait()
        actor = self._free.popleft()
        parcel.result = actor.clean.remote(parcel.to_clean)
        self._busy[parcel.result] = actor

    def results(self, parcel: _Parcel[T]) -> Iterator[tuple[T, Outcome | None]]:
        """The outcomes of a parcel, as soon as they are known."""
        return parcel.outcomes(self._cleaned(parcel) if parcel.to_clean else [])

    def close(self) -> None:
        """Kill the actors, whatever they are doing."""
        for actor in self._actors:
            self._ray.kill(actor)

    def _cleaned(self, parcel: _Parcel[Any]) -> list[Outcome]:
        self._ready([parcel.result])
        try:
            outcomes: list[Outcome] = self._ray.get(parcel.result)
        except self._ray.exceptions.RayActorError:
            reason = "every process of the cluster that got it died"
            return [
                Outcome(Status.FAILED, reason, bytes_in=request.size)
                for request in parcel.requests
                if isinstance(request, Request)
            ]
        return outcomes

    def _wait(self) -> None:
        for result in self._ready([*self._busy, *self._starting]):
            if result in self._busy:
                self._free.append(self._busy.pop(result))
            else:
                self._check_version(result)
                self._free.extend([self._starting.pop(result)] * _HANDED)

    def _ready(self, results: list[Any]) -> list[Any]:
        """Those that are ready, as soon as one is. If Ray itself waited, an interrupt would give its own exit code."""
        while not (ready := self._ray.wait(results, num_returns=1, timeout=0)[0]):
            time.sleep(_TICK_SECONDS)
        return list(ready)

    def _check_version(self, result: Any) -> None:
        """Raise RayError unless the cluster has this version of the package: other rows would come of another one."""
        try:
            there = self._ray.get(result)
        except self._ray.exceptions.RayError as error:
            raise RayError(f"the cluster cannot run article-cleaner: {one_line(error)}") from error
        if there != __version__:
            raise RayError(f"the cluster has article-cleaner {there}, and this is {__version__}")


class _Actor:
    """Cleans parcels on the cluster, in a process beside its own."""

    def __init__(self, task: Task, timeout: float) -> None:
        self._isolated = isolated(task, timeout)

    def version(self) -> str:
        """The version of this package that is installed here."""
        return __version__

    def clean(self, requests: list[Request]) -> list[Outcome]:
        """The outcome of each request."""
        return list(self._isolated.clean(requests))


@contextmanager
def connected(address: str | None, jobs: int | None) -> Iterator[Any]:
    """Ray, connected to a cluster; without an address to one of our own, of `jobs` processors.

    A cluster that we started ends here; one that existed before stays. Raises RayError.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    if ray.is_initialized():
        yield ray
        return
    # Ray reports processes that died on standard output, which is for results alone.
    ray._private.worker._worker_logs_enabled = False
    address = address or os.environ.get("RAY_ADDRESS") or "local"
    ours: dict[str, Any] = {}
    if address == "local":
        ours = {"num_cpus": jobs or usable_cores(), "include_dashboard": False}
        os.environ.setdefault("RAY_worker_niceness", "0")  # the default lets everything else on the machine go first
    _check_connection(address)
    try:
        with _keeping_our_sigterm():
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **ours)
    except Exception as error:  # Ray raises all kinds
        raise RayError(f"no Ray at {address!r}: {one_line(error)}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


@contextmanager
def _keeping_our_sigterm() -> Iterator[None]:
    """Restore our handler of SIGTERM: that of Ray prints a stack and exits with a code of its own."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    if before is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, before)


def _check_connection(address: str) -> None:
    """Raise RayError at once if nothing listens at an address: Ray would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise RayError(f"no Ray at {address!r}: {why}") from error


def one_line(error: BaseException) -> str:
    """The message of an error, without the traceback that Ray puts around it."""
    cause = getattr(error, "cause", None) or error
    lines = str(cause).strip().splitlines() or [""]
    return f"{type(cause).__name__}: {lines[0]}"
