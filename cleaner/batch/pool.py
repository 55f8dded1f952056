"""A pool of processes: requests in, results out in the same order. A request that crashes or hangs is lost alone.

Why not a library: in loky and concurrent.futures the death of one worker ends the pool. pebble was tried: a worker
that is killed from outside costs its request or, if it was idle, the pool; time-outs count the hours that a laptop
slept; and the workers outlive a parent that is killed.

The life of a worker:

    STARTING ---- ready ----> READY <--- last answer ---- BUSY ---- answered, but too large ----> RETIRED
        |                       |                          ^ |                                       |
    dead or unfit,              +--- given some requests --+ +-- late: its request is lost --> killed|
    three in a row:                                          |                                       v
    WorkerError                                              +-- dead ---------------------------> buried

When one is buried, the requests that it had not answered go back to the front of the queue. If it died, the first of
them is to blame; if that is blamed a second time, it is lost.

A worker is given some requests together, and some more while it is at the last of them, so that it never waits. It
answers them in that order. How many that is depends on how many are left: at the end, all workers are done at about the
same time. Sending may block only if the worker is sure to be reading, so one that is busy gets only what fits into the
buffers of its socket.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple, TypeVar

from cleaner.batch.pool_worker import (
    HEADER,
    READY,
    REQUEST,
    RETIRED,
    UNFIT,
    Clock,
    Lost,
    Work,
    how_it_ended,
    own_folder,
    result_of,
    seconds_queued,
    start,
    start_context,
)
from cleaner.batch.record import Request

_STARTS = 3  # workers in a row that fail to start
_START_SECONDS = 60.0
_TICK_SECONDS = 0.25  # between two looks at workers that are late, at most
_SEND_SECONDS = 60.0
_GOODBYE_SECONDS = 2.0
_ALONE_SECONDS, _ALONE_TIMEOUTS = 60.0, 20  # added up: how long a worker that lost its parent stays at a request
# What a worker is given together: requests, and their bytes, which fit into the buffers of its socket.
_TOGETHER, _TOGETHER_BYTES = 32, 1 << 16
_PLENTY, _PAUSE_SECONDS = 8, 0.01  # while every worker has more than so many requests, answers are left to gather
_RECEIVE_BYTES = 1 << 16
_READ_AHEAD_BYTES = 1 << 22  # of requests that wait for a worker; then one for each worker is enough
# What is read ahead of a result that is still to come, so that others can go on while one request hangs.
_WINDOW, _WINDOW_BYTES = 4096, 128_000_000
_TURN_SECONDS = 0.005  # for reading requests or handing on results, between two looks at the workers
MOST_PATIENCE = 5  # time-outs after which a request ends, however busy the machine is

T = TypeVar("T")


class PoolSettings(NamedTuple):
    """How many workers there are, and what each may take.

    `timeout` is for one request, in seconds. A worker that holds more than `max_memory` bytes after an answer is
    replaced; no request gets more than four times as much. `preload` names modules that every worker needs: if possible
    they are loaded once for all. `method` is how processes are started; by default the fastest there is.
    """

    jobs: int
    timeout: float = 10.0
    max_memory: int = 1_000_000_000
    preload: tuple[str, ...] = ()
    method: str | None = None


class WorkerError(Exception):
    """No worker can be started; the message says why."""


def map_in_order(
    requests: Iterable[tuple[Request, T]], make_work: Callable[[], Work], settings: PoolSettings
) -> Generator[tuple[Request, T, Any], None, None]:
    """The answers of a pool of its own, see WorkerPool. However it ends, closed early or not, no worker is left."""
    pool = WorkerPool(make_work, settings)
    try:
        yield from pool.answers(requests)
    finally:
        pool.close()


@dataclass(slots=True)
class _Slot:
    """A request in its place in the order, and its result when `done`; `held` counts bytes of both."""

    request: Request
    payload: Any
    size: int = 0
    held: int = 0
    result: Any = None
    done: bool = False
    deaths: int = 0


class WorkerPool:
    """Up to `settings.jobs` workers, which are started when they are needed.

    `make_work` can be pickled and is called once in each worker; what it returns answers requests. If that raises, the
    request is lost.
    """

    def __init__(self, make_work: Callable[[], Work], settings: PoolSettings) -> None:
        self._timeout = settings.timeout
        alone = _ALONE_SECONDS + _ALONE_TIMEOUTS * settings.timeout
        self._task = (make_work, own_folder(), alone, settings.max_memory)
        self._context = start_context(settings.method, settings.preload)
        self._most = max(1, settings.jobs)
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self._selector = selectors.DefaultSelector()
        self._tick = min(_TICK_SECONDS, settings.timeout / 16)
        self._clock = Clock(4 * self._tick)
        self._next_look = self._tick
        self._slots: deque[_Slot] = deque()  # all whose results were not handed on
        self._held = 0
        self._queue: deque[_Slot] = deque()  # those that no worker has

    def answers(self, requests: Iterable[tuple[Request, T]]) -> Iterator[tuple[Request, T, Any]]:
        """Answer every request, and yield each with its payload and its result (or Lost), in the order given.

        A payload never leaves this process. A request that is settled keeps its place in the order; its result is None.
        Some requests are read ahead; those that wait are bounded in number and bytes. What
        `requests` raises is raised when everything before it has been yielded. Raises WorkerError. May be called again,
        unless it was not read to its end.
        """
        source = iter(requests)
        fault: Exception | None = None
        ended = False
        while not ended or self._slots:
            until = time.monotonic() + _TURN_SECONDS
            while (reads_more := not ended and self._has_room and self._wants_more) and time.monotonic() < until:
                try:
                    self._add(*next(source))
                except StopIteration:
                    ended = True
                except Exception as error:
                    ended, fault = True, error
            self._step(wait=not reads_more)
            until = time.monotonic() + _TURN_SECONDS
            while self._has_result and time.monotonic() < until:
                slot = self._slots.popleft()
                self._held -= slot.held
                yield slot.request, slot.payload, slot.result
        if fault is not None:
            raise fault

    def close(self) -> None:
        """Kill all workers, whatever they are doing."""
        for worker in self._workers:
            worker.kill()
        while self._workers:
            self._workers.pop().end()
        self._selector.close()

    @property
    def _has_result(self) -> bool:
        return bool(self._slots) and self._slots[0].done

    @property
    def _has_room(self) -> bool:
        # However large requests are, there is room for one for each worker.
        return len(self._slots) <= self._most or (len(self._slots) < _WINDOW and self._held < _WINDOW_BYTES)

    @property
    def _wants_more(self) -> bool:
        waiting = len(self._queue)
        return waiting < self._most or (waiting < _TOGETHER * self._most and self._held < _READ_AHEAD_BYTES)

    def _add(self, request: Request, payload: Any) -> None:
        held = 0 if request.content is None else request.size
        slot = _Slot(request, payload, request.size, held, done=request.settled)
        self._held += held
        self._slots.append(slot)
        if not request.settled:
            self._queue.append(slot)
            self._hand_out()

    def _settle(self, slot: _Slot, result: Any, size: int = 0) -> None:
        slot.result, slot.done = result, True
        slot.held += size
        self._held += size

    def _step(self, wait: bool) -> None:
        """Hand out, take in and look for workers that are late; with `wait` wait a moment for something to happen."""
        self._hand_out()
        if wait and self._workers and all(len(worker.given) > _PLENTY for worker in self._workers):
            time.sleep(_PAUSE_SECONDS)  # or every single answer would wake us
        events = self._selector.select(self._tick if wait and not self._has_result else 0)
        now = self._clock.look()
        for key, _ in events:
            self._take_in(key.data)
        if now >= self._next_look:
            self._next_look = now + self._tick
            for worker in list(self._workers):
                self._end_if_late(worker)

    def _hand_out(self) -> None:
        for left in (0, 1):
            for worker in self._workers:
                if worker.ready and not worker.retired and len(worker.given) == left:
                    worker.give(list(self._share(is_idle=not left)))
        starting = sum(not worker.ready for worker in self._workers)
        for _ in range(starting, min(len(self._queue), starting + self._most - len(self._workers))):
            self._start()

    def _share(self, is_idle: bool) -> Iterator[tuple[_Slot, bytes]]:
        """The requests, pickled, that a worker is given now: its share of those that wait, within some bounds."""
        bound = _TOGETHER_BYTES
        for number in range(min(_TOGETHER, ceil(len(self._queue) / self._most))):
            takes_any = is_idle and number == 0
            if not takes_any and self._queue[0].size > bound:
                return
            slot = self._queue.popleft()
            try:
                body = pickle.dumps(slot.request, pickle.HIGHEST_PROTOCOL)
            except Exception as error:
                self._settle(slot, Lost(f"it cannot be handed to a worker: {type(error).__name__}: {error}"))
                continue
            # What was not sized before it was pickled counts, too.
            slot.size = max(slot.size, len(body))
            if not takes_any and slot.size > bound:
                self._queue.appendleft(slot)
                return
            bound -= slot.size
            yield slot, body

    def _take_in(self, worker: _Worker) -> None:
        messages = worker.receive()
        if messages is None:
            self._bury(worker)
            return
        for tag, body in messages:
            if tag == READY:
                worker.ready = True
                self._failed_starts = 0
            elif tag == UNFIT:
                worker.complaint = body.decode()
            elif tag == RETIRED:
                worker.retired = True
            else:
                self._settle(worker.given.popleft(), result_of(body), len(body))

    def _start(self) -> None:
        try:
            worker = _Worker(self._context, self._task, self._clock)
        except (OSError, EOFError) as error:
            # The fork server is gone, or cannot be reached; this way needs none.
            self._context = multiprocessing.get_context("spawn")
            self._failed_to_start(f"{type(error).__name__}: {error}")
        else:
            self._workers.append(worker)
            self._selector.register(worker.socket, selectors.EVENT_READ, worker)

    def _failed_to_start(self, why: str) -> None:
        self._failed_starts += 1
        if self._failed_starts < _STARTS:
            return
        self._failed_starts = 0
        if not any(worker.ready for worker in self._workers):
            raise WorkerError(f"no worker can be started: {why}")
        self._most = len(self._workers)  # there may be no room for more

    def _end_if_late(self, worker: _Worker) -> None:
        seconds = self._timeout if worker.ready else _START_SECONDS
        if (worker.ready and not worker.given) or not worker.is_late(seconds):
            return
        if not worker.ready:
            worker.complaint = f"it was not ready within {seconds:g} s"
        elif not worker.retired:
            self._settle(worker.given.popleft(), Lost(f"no result within {seconds:g} s"))
            worker.retired = True  # its other requests are not to blame
        worker.kill()
        self._bury(worker)

    def _bury(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        self._selector.unregister(worker.socket)
        how = worker.end()
        if not worker.ready:
            self._failed_to_start(worker.complaint or f"it ended before it could begin ({how})")
            return
        if worker.given and not worker.retired:
            suspect = worker.given[0]
            suspect.deaths += 1
            if suspect.deaths > 1:
                self._settle(worker.given.popleft(), Lost(f"it ended its worker twice ({how})"))
        self._queue.extendleft(reversed(worker.given))


class _Worker:
    """A process, seen from ours. Raises OSError or EOFError if it cannot be started."""

    def __init__(self, context: Any, task: tuple[Any, ...], clock: Clock) -> None:
        self.socket, theirs = socket.socketpair()
        for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):  # some systems start with 8 KB
            self.socket.setsockopt(socket.SOL_SOCKET, buffer, 4 * _TOGETHER_BYTES)
        try:
            with theirs:
                self._process = start(context, theirs, task)
        except BaseException:
            self.socket.close()
            raise
        self.socket.settimeout(_SEND_SECONDS)
        self.pid: int = self._process.pid
        self.given: deque[_Slot] = deque()
        self.ready = self.retired = False
        self.complaint = ""
        self._clock = clock
        self._received = bytearray()
        self.restart_wait()

    def give(self, requests: list[tuple[_Slot, bytes]]) -> None:
        """Send requests, each with its pickled form, all at once."""
        if not requests:
            return
        if not self.given:
            self.restart_wait()
        self.given.extend(slot for slot, _ in requests)
        try:
            self.socket.sendall(b"".join(HEADER.pack(REQUEST, len(body)) + body for _, body in requests))
        except TimeoutError:  # it was stopped from outside
            self.kill()
        except ConnectionError:
            pass  # `receive` finds that it is gone

    def receive(self) -> list[tuple[bytes, bytes]] | None:
        """The messages that have arrived; None if the worker is gone."""
        try:
            data = self.socket.recv(_RECEIVE_BYTES)
        except ConnectionError:
            return None
        if not data:
            return None
        self.restart_wait()
        self._received += data
        messages = []
        while len(self._received) >= HEADER.size:
            tag, size = HEADER.unpack_from(self._received)
            end = HEADER.size + size
            if len(self._received) < end:
                break
            messages.append((tag, bytes(memoryview(self._received)[HEADER.size : end])))
            del self._received[:end]
        return messages

    def restart_wait(self) -> None:
        self._since = self._clock.look()
        self._queued: float | None = None

    @property
    def _waited(self) -> float:
        return self._clock.now - self._since

    def is_late(self, seconds: float) -> bool:
        """Whether it made no progress for so long, the time aside in which it waited for a processor.

        To be asked now and then: how long it waited for a processor is counted from the first time on.
        """
        if self._waited >= seconds * MOST_PATIENCE:
            return True
        queued = seconds_queued(self.pid)
        if self._queued is None:
            self._queued = queued
        return self._waited - (queued - self._queued) >= seconds

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self) -> str:
        """See the process to its end; how it ended."""
        self.socket.close()
        self._process.join(_GOODBYE_SECONDS)
        if self._process.exitcode is None:
            self.kill()
            self._process.join(_GOODBYE_SECONDS)
        code = self._process.exitcode
        with contextlib.suppress(ValueError):  # not even the kernel can end it now
            self._process.close()
        return how_it_ended(code)
