"""A batch on Ray: files of records are read and cleaned on a cluster; what became of each record comes back in order.

Only this file imports ray. It takes tasks and actors, and not Ray Data: that hands results over as they come, starts ten
times as slowly, and would have the records in tables where we need them as they were read. Whoever has a pipeline of
Ray Data maps its batches with `cleaner.batch.BatchCleaner`.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple, TypeVar

import cleaner
from cleaner.batch.record import Outcome, Record, Request, Status

S = TypeVar("S")

# A piece is what travels at once: enough to be worth the way, and little enough to hold some for every actor.
_PIECE_BYTES = 2_000_000
_PIECE_RECORDS = 256
# Pieces that an actor has before it, pieces read ahead in a file, files read at once, pieces an actor that wait.
_HANDED = 2
_READ_AHEAD = 3
_MOST_FILES = 8
_WAITING = 8
# A piece whose actor dies is cleaned again by another, a file whose reader dies is read again; not for ever.
_RETRIES = 3

Clean = Callable[[Iterable[Request]], Iterable[Outcome]]


class RayError(Exception):
    """Ray is not there, or fails as a whole; the message says why, in one line."""


class Cluster(NamedTuple):
    """Where Ray runs: at `address` ("auto", "host:6379"), or, without one, on this machine, started by us.

    RAY_ADDRESS stands in for an address, as everywhere with Ray. `jobs` is how many actors clean at most, each with the
    model loaded once; None: as many as there are processors.
    """

    address: str | None = None
    jobs: int | None = None


def clean_on_ray(
    sources: Iterable[S],
    read: Callable[[S], Iterator[Record]],
    make_clean: Callable[[], Clean],
    cluster: Cluster,
) -> Iterator[tuple[Record, Outcome]]:
    """What became of every record of `sources`, in their order and, within one, in the order of its records.

    `sources` are names of files, or whatever `read` makes records from; `read` and `make_clean` travel to the cluster
    and must be picklable. An actor calls `make_clean` once, for the function that cleans requests in their order.
    The records come back as they were read, but for the content of their request, which stays where it was cleaned.

    Raises RayError where Ray is not installed, cannot be reached or fails as a whole; what has been yielded until then
    holds. A record that nobody could clean, since every actor that tried it died, is a failed one.
    """
    with _connected(cluster) as ray:
        pool = _Actors(ray, make_clean, cluster.jobs or max(1, int(ray.cluster_resources().get("CPU", 1))))
        try:
            yield from _in_order(pool, _pieces(ray, sources, read, min(pool.number, _MOST_FILES)))
        except ray.exceptions.RayError as error:
            raise RayError(_one_line(error)) from error
        finally:
            pool.close()


def _in_order(pool: _Actors, pieces: Iterator[Any]) -> Iterator[tuple[Record, Outcome]]:
    waiting: deque[_Given] = deque()
    for piece in pieces:
        while len(waiting) >= _WAITING * pool.number:
            yield from pool.result(waiting.popleft())
        waiting.append(pool.give(piece))
    while waiting:
        yield from pool.result(waiting.popleft())


class _Given(NamedTuple):
    """A piece that an actor has been given, and what it will give back."""

    piece: Any
    result: Any


class _Actors:
    """The actors that clean. Each is given something once it is there, and one that dies is replaced by Ray."""

    def __init__(self, ray: Any, make_clean: Callable[[], Clean], number: int) -> None:
        actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_RETRIES)(_Actor)
        self.number = number
        self._ray = ray
        self._actors = [actor.remote(make_clean) for _ in range(number)]
        self._starting = {one.version.remote(): one for one in self._actors}
        self._busy: dict[Any, Any] = {}
        self._free: deque[Any] = deque()

    def give(self, piece: Any) -> _Given:
        """Hand a piece to the actor that has had room the longest, as soon as one has."""
        while not self._free:
            self._wait()
        actor = self._free.popleft()
        result = actor.clean.remote(piece)
        self._busy[result] = actor
        return _Given(piece, result)

    def _wait(self) -> None:
        ready, _ = self._ray.wait([*self._busy, *self._starting], num_returns=1)
        for result in ready:
            if result in self._busy:
                self._free.append(self._busy.pop(result))
            else:
                self._check_version(result)
                self._free.extend([self._starting.pop(result)] * _HANDED)

    def _check_version(self, result: Any) -> None:
        """Where the package is not installed, or in another version, the rows cannot be the same."""
        try:
            there = self._ray.get(result)
        except self._ray.exceptions.RayError as error:
            raise RayError(f"the cluster cannot run article-cleaner: {_one_line(error)}") from error
        if there != cleaner.__version__:
            raise RayError(f"the cluster has article-cleaner {there}, and this is {cleaner.__version__}")

    def result(self, given: _Given) -> list[tuple[Record, Outcome]]:
        """What became of the records of a piece, as soon as it is known."""
        try:
            cleaned: list[tuple[Record, Outcome]] = self._ray.get(given.result)
        except self._ray.exceptions.RayActorError:
            lost = Outcome(Status.FAILED, "every process of the cluster that was given it died")
            return [(_without_content(record), lost) for record in self._ray.get(given.piece)]
        return cleaned

    def close(self) -> None:
        """End the actors, whatever they are at."""
        for actor in self._actors:
            self._ray.kill(actor)


class _Actor:
    """Cleans pieces on the cluster."""

    def __init__(self, make_clean: Callable[[], Clean]) -> None:
        self._clean = make_clean()

    def version(self) -> str:
        """Which version of this package is installed here."""
        return cleaner.__version__

    def clean(self, piece: list[Record]) -> list[tuple[Record, Outcome]]:
        """The records of a piece, and what became of each."""
        outcomes = iter(self._clean([record.request for record in piece if record.problem is None]))
        return [
            (_without_content(record), next(outcomes) if record.problem is None else Outcome(*record.problem))
            for record in piece
        ]


def _without_content(record: Record) -> Record:
    return record._replace(request=record.request._replace(content=None))


def _pieces(ray: Any, sources: Iterable[S], read: Callable[[S], Iterator[Record]], files: int) -> Iterator[Any]:
    """The pieces of all sources, in their order; some sources are read ahead of their turn, each a little way."""
    reader = ray.remote(
        num_cpus=0,
        max_retries=_RETRIES,
        num_returns="streaming",
        _generator_backpressure_num_objects=_READ_AHEAD,
        scheduling_strategy="SPREAD",
    )(_read)
    remaining = iter(sources)
    begun: deque[Any] = deque()
    while True:
        begun.extend(reader.remote(read, source) for source in islice(remaining, files - len(begun)))
        if not begun:
            return
        yield from begun.popleft()


def _read(read: Callable[[S], Iterator[Record]], source: S) -> Iterator[list[Record]]:
    """The records of a source by pieces; read again, they come in the same pieces."""
    piece: list[Record] = []
    size = 0
    for record in read(source):
        piece.append(record)
        size += record.request.size
        if size >= _PIECE_BYTES or len(piece) >= _PIECE_RECORDS:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


@contextmanager
def _connected(cluster: Cluster) -> Iterator[Any]:
    """Ray, connected; what we have started ends with us, and what was there before stays."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise RayError("--engine ray needs ray: pip install 'article-cleaner[ray]'") from error
    if ray.is_initialized():
        yield ray
        return
    # Standard output is for results alone; Ray writes there what it has to say of processes that died.
    ray._private.worker._worker_logs_enabled = False
    address = cluster.address or os.environ.get("RAY_ADDRESS") or "local"
    ours = {"num_cpus": cluster.jobs or default_jobs(), "include_dashboard": False} if address == "local" else {}
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR, **ours)
    except Exception as error:  # it has many, of every kind
        raise RayError(f"no Ray at {address!r}: {_one_line(error)}") from error
    try:
        yield ray
    finally:
        ray.shutdown()


def _one_line(error: BaseException) -> str:
    """What an error says, without the traceback that Ray puts around it."""
    cause = getattr(error, "cause", None) or error
    lines = str(cause).strip().splitlines() or [""]
    return f"{type(cause).__name__}: {lines[0]}"
