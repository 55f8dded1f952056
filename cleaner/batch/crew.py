"""The workers of a batch: requests are handed out, answers come back, and whoever fails is replaced."""

from __future__ import annotations

import multiprocessing
import pickle
import selectors
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.batch.channel import Frame, Tag
from cleaner.batch.patience import Clock
from cleaner.batch.serve import Terms
from cleaner.batch.worker import Worker, how_it_ended

_STARTS = 3  # workers in a row that fail to start
_START_SECONDS = 60.0
_LONGEST_TICK = 0.25  # seconds between two looks at those who take long
_ALONE_SECONDS = 60.0
_ROOM_TO_GROW = 4


class Pool(NamedTuple):
    """How many workers there are, and what each may take.

    `timeout` is in seconds, for one request. A worker that holds more than `max_memory` bytes when it has answered is
    replaced; no request gets more than four times as much. `preload` names modules that every worker needs: where it
    can be done they are loaded once for all. `method` is how processes are started; by default the best there is.
    """

    jobs: int
    timeout: float = 10.0
    max_memory: int = 1_000_000_000
    preload: tuple[str, ...] = ()
    method: str | None = None


class Lost(NamedTuple):
    """There is no result, and why, in a few words for the end of a sentence."""

    reason: str


class WorkerError(Exception):
    """No worker can be started; the message says why."""


@dataclass(slots=True)
class _Job:
    """A request on its way."""

    number: int
    request: Any
    size: int
    deaths: int = 0


class Answer(NamedTuple):
    """What came of the request with this number: what the worker made of it, or Lost. `size` is that of the answer."""

    number: int
    result: Any
    size: int = 0


class Crew:
    """Up to `pool.jobs` workers. Requests are given with `give`, answers come from `step`, in any order.

    A request during which its worker died is tried once more, alone with a worker; one that takes too long is lost.
    What else the worker had been given is given to others.
    """

    def __init__(self, make_worker: Callable[[], Callable[[Any], Any]], pool: Pool) -> None:
        self._make_worker = make_worker
        self._pool = pool
        self._context = _context(pool)
        self._terms = Terms(
            folder=_folder(),
            seconds=_ALONE_SECONDS + 20 * pool.timeout,
            memory=pool.max_memory,
            most_memory=_ROOM_TO_GROW * pool.max_memory,
        )
        self._workers: list[Worker[_Job]] = []
        self._jobs: deque[_Job] = deque()  # not handed out yet
        self._suspects: deque[_Job] = deque()  # to be tried alone
        self._answers: list[Answer] = []
        self._failed_starts = 0
        self.most = max(1, pool.jobs)
        self._selector = selectors.DefaultSelector()
        self._tick = min(_LONGEST_TICK, pool.timeout / 16)
        self._clock = Clock(4 * self._tick)
        self._next_look = self._tick

    @property
    def wants_more(self) -> bool:
        """Whether a further request would be worked at soon."""
        to_come = self.most - len(self._workers) + self._starting
        low = sum(worker.is_low for worker in self._workers)
        return len(self._jobs) < to_come + low

    def give(self, number: int, request: Any, size: int) -> None:
        """Take a request; numbers are not used twice."""
        self._jobs.append(_Job(number, request, size))
        self._hand_out()

    def step(self, wait: bool) -> list[Answer]:
        """Hand out, take in, and look after the workers; with `wait` it waits a moment for something to happen.

        Raises WorkerError.
        """
        self._hand_out()
        self._send()
        events = self._selector.select(self._tick if wait and not self._answers else 0)
        now = self._clock.look()
        for key, kind in events:
            if kind & selectors.EVENT_WRITE:
                self._send_to(key.data)
            if kind & selectors.EVENT_READ:
                self._take_in(key.data)
        if now >= self._next_look:
            self._look_after()
            self._next_look = now + self._tick
        answers, self._answers = self._answers, []
        return answers

    def end(self, in_order: bool) -> None:
        """End all workers: those that have nothing to do any more in order, others at once."""
        try:
            for worker in self._workers:
                if not in_order:
                    worker.kill()
                self._selector.unregister(worker.channel)
                worker.channel.close()
            while self._workers:
                self._workers.pop().end()
        finally:
            self._selector.close()

    # Out

    def _hand_out(self) -> None:
        while self._suspects and (worker := self._idle()) is not None:
            worker.alone = self._hand(self._suspects.popleft(), worker)
        while self._jobs and (worker := self._with_room(self._jobs[0].size)) is not None:
            self._hand(self._jobs.popleft(), worker)
        if len(self._jobs) + len(self._suspects) > self._starting and len(self._workers) < self.most:
            self._start()

    @property
    def _starting(self) -> int:
        return sum(not worker.ready for worker in self._workers)

    def _idle(self) -> Worker[_Job] | None:
        return next((worker for worker in self._workers if worker.has_room_for(0) and not worker.given), None)

    def _with_room(self, size: int) -> Worker[_Job] | None:
        """The worker that has the least to do, of those with room."""
        able = [worker for worker in self._workers if worker.has_room_for(size)]
        if able and len(self._suspects) > self._starting:
            # Nobody comes for the request that is to be tried alone: one of these has to run dry.
            able.remove(min(able, key=_load))
        return min(able, key=_load, default=None)

    def _hand(self, job: _Job, worker: Worker[_Job]) -> bool:
        try:
            body = pickle.dumps(job.request, pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            reason = f"it cannot be handed to a worker: {type(error).__name__}: {error}"
            self._answers.append(Answer(job.number, Lost(reason)))
            return False
        was_idle = not worker.given
        worker.give(job.number, job, Frame(Tag.REQUEST, job.number, body), job.size)
        if was_idle:
            self._send_to(worker)
        return True

    def _send(self) -> None:
        for worker in self._workers:
            if worker.has_to_send:
                self._send_to(worker)

    def _send_to(self, worker: Worker[_Job]) -> None:
        worker.send()
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if worker.has_to_send else 0)
        if self._selector.get_key(worker.channel).events != wanted:
            self._selector.modify(worker.channel, wanted, worker)

    # In

    def _take_in(self, worker: Worker[_Job]) -> None:
        frames = worker.receive()
        if frames is None:
            self._bury(worker)
            return
        for frame in frames:
            if frame.tag is Tag.READY:
                worker.ready = True
                self._failed_starts = 0
            elif frame.tag is Tag.UNFIT:
                worker.complaint = frame.body.decode("utf-8")
            elif frame.tag is Tag.RETIRED:
                worker.retired = True
            else:
                job = worker.answered(frame.number)
                self._answers.append(Answer(job.number, _result(frame), len(frame.body)))

    # Starts and ends

    def _start(self) -> None:
        try:
            worker: Worker[_Job] = Worker(self._context, self._make_worker, self._terms, self._clock)
        except (OSError, EOFError) as error:
            # The server that forks has gone, or cannot be reached; this way needs none.
            self._context = multiprocessing.get_context("spawn")
            self._failed_to_start(f"{type(error).__name__}: {error}")
        else:
            self._workers.append(worker)
            self._selector.register(worker.channel, selectors.EVENT_READ, worker)

    def _failed_to_start(self, why: str) -> None:
        self._failed_starts += 1
        if self._failed_starts < _STARTS:
            return
        self._failed_starts = 0
        if not any(worker.ready for worker in self._workers):
            raise WorkerError(f"no worker can be started: {why}")
        # There may be no room for so many; those that we have go on.
        self.most = len(self._workers)

    def _look_after(self) -> None:
        """End the workers that take too long."""
        for worker in list(self._workers):
            seconds = self._pool.timeout if worker.ready else _START_SECONDS
            if (worker.ready and not worker.given) or not worker.wait.is_over(worker.pid, seconds):
                continue
            if not worker.ready:
                worker.complaint = f"it was not ready within {seconds:g} s"
            elif not worker.retired:
                number = next(iter(worker.given))
                worker.answered(number)
                worker.retired = True  # what it was given beside that is not to blame
                self._answers.append(Answer(number, Lost(f"no result within {seconds:g} s")))
            worker.kill()
            self._bury(worker)

    def _bury(self, worker: Worker[_Job]) -> None:
        """See a worker to its end, and find others for what it leaves."""
        self._workers.remove(worker)
        self._selector.unregister(worker.channel)
        how = how_it_ended(worker.end())
        if not worker.ready:
            self._failed_to_start(worker.complaint or f"it ended before it could begin ({how})")
            return
        left = list(worker.given.values())
        if left and not worker.retired:
            suspect = left.pop(0)
            suspect.deaths += 1
            if suspect.deaths == 1:
                self._suspects.append(suspect)
            else:
                self._answers.append(Answer(suspect.number, Lost(f"it ended its worker twice ({how})")))
        self._jobs.extendleft(reversed(left))


def _folder() -> str | None:
    try:
        return str(Path.cwd())
    except OSError:  # it was taken away
        return None


def _load(worker: Worker[_Job]) -> tuple[int, int]:
    return worker.bytes_ahead, len(worker.given)


def _result(frame: Frame) -> Any:
    if frame.tag is Tag.LOST:
        return Lost(frame.body.decode("utf-8"))
    try:
        return pickle.loads(frame.body)
    except Exception as error:
        return Lost(f"its result cannot be read: {type(error).__name__}: {error}")


def _context(pool: Pool) -> BaseContext:
    methods = multiprocessing.get_all_start_methods()
    method = pool.method or ("forkserver" if "forkserver" in methods else "spawn")
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["cleaner.batch.serve", *pool.preload])
    return context
