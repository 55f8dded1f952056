"""Requests in, outcomes out, in the same order, by actors of a Ray cluster instead of processes of this machine.

All that makes a batch right (records, resuming, tables, manifest) stays where it is, so the rows are the same to the
byte. What is read goes through this machine and comes back cleaned: the cluster needs this package and nothing else,
neither the files nor the right to read them. Only this file imports ray. Ray Data deals in rows of tables and not in
requests; whoever has a pipeline of it maps its batches with `cleaner.batch.BatchCleaner`.
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
from cleaner.batch.cores import usable_cores
from cleaner.batch.isolated import isolated
from cleaner.batch.local import TIMEOUT
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.work import Task, clean_request, content_of
from cleaner.files.errors import reason

# A piece is what travels at once: enough to be worth the way, and little enough to hold some for every actor.
_PIECE_BYTES = 1_000_000
_PIECE_REQUESTS = 128
# Pieces that an actor has before it, and pieces for each actor that are on their way or wait for an earlier one.
_HANDED = 2
_WAITING = 4
# A piece whose actor dies is cleaned again by another; not for ever.
_RETRIES = 3
# In seconds.
_PATIENCE = 10.0
_TICK = 0.01

T = TypeVar("T")


class RayError(Exception):
    """Ray is not there, or fails as a whole; the message says why, in one line."""


@dataclass(slots=True)
class OnRay:
    """So many actors of the cluster at `address`, each of which may be at one request for so long.

    The address is "auto" or "host:6379"; RAY_ADDRESS stands in for it, as everywhere with Ray, and without either Ray
    is started on this machine and ended with the call. Without `jobs` there are as many actors as processors.
    """

    task: Task
    address: str | None
    jobs: int | None
    timeout: float

    def __call__(self, requests: Iterable[tuple[Request, T]]) -> Generator[tuple[T, Outcome], None, None]:
        """What became of every request, in their order, with what came with it, which never leaves this process.

        An actor cleans in a process beside it, so that a request that crashes or hangs costs itself alone. An actor
        that dies is replaced, and what it was at given to another; requests that one after the other dies of are
        failed. No more requests are taken than keep all actors busy, and for none no cluster is needed.

        Raises RayError where the cluster cannot be reached, has another version of this package, or fails as a whole;
        what has been yielded until then holds. However it ends, no actor of ours is left at work.
        """
        pieces = _pieces(requests, self.task)
        if (first := next(pieces, None)) is None:
            return
        with _connected(self.address, self.jobs) as ray:
            self.jobs = self.jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))
            actors = _Actors(ray, self)
            waiting: deque[_Piece[T]] = deque()
            try:
                for piece in chain((first,), pieces):
                    while len(waiting) >= _WAITING * self.jobs:
                        yield from actors.results(waiting.popleft())
                    actors.give(piece)
                    waiting.append(piece)
                while waiting:
                    yield from actors.results(waiting.popleft())
            except ray.exceptions.RayError as error:
                raise RayError(f"Ray failed: {_one_line(error)}") from error
            finally:
                actors.close()


def on_ray(task: Task, address: str | None, jobs: int | None, timeout: float | None) -> OnRay:
    """The cluster at an address, or one of our own. Raises RayError where Ray is not installed."""
    if find_spec("ray") is None:
        raise RayError("--engine ray needs Ray: pip install 'article-cleaner[ray]'")
    return OnRay(task, address, jobs, timeout or TIMEOUT)


@dataclass(slots=True)
class _Piece(Generic[T]):
    """Some requests one after the other, what came with them, and what Ray will have for them.

    Of a request that is None, the outcome is known already.
    """

    requests: list[Request | None] = field(default_factory=list)
    payloads: list[T] = field(default_factory=list)
    known: list[Outcome] = field(default_factory=list)
    size: int = 0
    result: Any = None


def _pieces(requests: Iterable[tuple[Request, T]], task: Task) -> Iterator[_Piece[T]]:
    piece: _Piece[T] = _Piece()
    for request, payload in requests:
        try:
            content = content_of(request, task.limits.max_size) if request.content is None else request.content
        except Exception:  # whatever it is, it is told as on one machine
            piece.requests.append(None)
            piece.known.append(clean_request(request, task))
        else:
            piece.requests.append(request._replace(content=content, size=len(content)))
            piece.size += len(content)
        piece.payloads.append(payload)
        if piece.size >= _PIECE_BYTES or len(piece.payloads) >= _PIECE_REQUESTS:
            yield piece
            piece = _Piece()
    if piece.payloads:
        yield piece


class _Actors:
    """The actors that clean. Each is given something once it is there, and one that dies is replaced by Ray."""

    def __init__(self, ray: Any, engine: OnRay) -> None:
        actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_RETRIES)(_Actor)
        self._ray = ray
        self._actors = [actor.remote(engine.task, engine.timeout) for _ in range(engine.jobs or 1)]
        self._starting = {one.version.remote(): one for one in self._actors}
        self._busy: dict[Any, Any] = {}
        self._free: deque[Any] = deque()

    def give(self, piece: _Piece[T]) -> None:
        """Hand a piece to the actor that has had room the longest, as soon as one has."""
        while not self._free:
            self._wait()
        actor = self._free.popleft()
        piece.result = actor.clean.remote([request for request in piece.requests if request is not None])
        self._busy[piece.result] = actor

    def results(self, piece: _Piece[T]) -> Iterator[tuple[T, Outcome]]:
        """What became of the requests of a piece, as soon as it is known."""
        cleaned, known = iter(self._cleaned(piece)), iter(piece.known)
        for request, payload in zip(piece.requests, piece.payloads, strict=True):
            yield payload, next(known if request is None else cleaned)

    def close(self) -> None:
        """End the actors, whatever they are at."""
        for actor in self._actors:
            self._ray.kill(actor)

    def _cleaned(self, piece: _Piece[Any]) -> list[Outcome]:
        self._ready([piece.result])
        try:
            outcomes: list[Outcome] = self._ray.get(piece.result)
        except self._ray.exceptions.RayActorError:
            reason = "every process of the cluster that was given it died"
            return [Outcome(Status.FAILED, reason, bytes_in=request.size) for request in piece.requests if request]
        return outcomes

    def _wait(self) -> None:
        for result in self._ready([*self._busy, *self._starting]):
            if result in self._busy:
                self._free.append(self._busy.pop(result))
            else:
                self._check_version(result)
                self._free.extend([self._starting.pop(result)] * _HANDED)

    def _ready(self, results: list[Any]) -> list[Any]:
        """Those that are there, as soon as one is. Who is asked to end while Ray waits gets an exit code of Ray's."""
        while not (ready := self._ray.wait(results, num_returns=1, timeout=0)[0]):
            time.sleep(_TICK)
        return list(ready)

    def _check_version(self, result: Any) -> None:
        """Where the package is not installed, or in another version, the rows cannot be the same."""
        try:
            there = self._ray.get(result)
        except self._ray.exceptions.RayError as error:
            raise RayError(f"the cluster cannot run article-cleaner: {_one_line(error)}") from error
        if there != __version__:
            raise RayError(f"the cluster has article-cleaner {there}, and this is {__version__}")


class _Actor:
    """Cleans pieces on the cluster, in a process beside its own."""

    def __init__(self, task: Task, timeout: float) -> None:
        self._isolated = isolated(task, timeout)

    def version(self) -> str:
        """Which version of this package is installed here."""
        return __version__

    def clean(self, requests: list[Request]) -> list[Outcome]:
        """What became of each request."""
        return list(self._isolated.clean(requests))


@contextmanager
def _connected(address: str | None, jobs: int | None) -> Iterator[Any]:
    """Ray, connected; what we have started ends with us, and what was there before stays."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    import ray

    if ray.is_initialized():
        yield ray
        return
    # Standard output is for results alone, and that is where Ray tells of processes that died.
    ray._private.worker._worker_logs_enabled = False
    address = address or os.environ.get("RAY_ADDRESS") or "local"
    ours: dict[str, Any] = {}
    if address == "local":
        ours = {"num_cpus": jobs or usable_cores(), "include_dashboard": False}
        os.environ.setdefault("RAY_worker_niceness", "0")  # or whatever else runs here would come first
    _check_that_it_answers(address)
    try:
        with _our_end_is_ours():
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **ours)
    except Exception as error:  # there are many, of every kind
        raise RayError(f"no Ray at {address!r}: {_one_line(error)}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


@contextmanager
def _our_end_is_ours() -> Iterator[None]:
    """Take back what Ray does when we are asked to end: it would end us with a stack and an exit code of its own."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    if before is not None and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, before)


def _check_that_it_answers(address: str) -> None:
    """Ask for ourselves whether anybody is at an address: Ray asks for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, OverflowError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise RayError(f"no Ray at {address!r}: {why}") from error


def _one_line(error: BaseException) -> str:
    """What an error says, without the traceback that Ray puts around it."""
    cause = getattr(error, "cause", None) or error
    lines = str(cause).strip().splitlines() or [""]
    return f"{type(cause).__name__}: {lines[0]}"
