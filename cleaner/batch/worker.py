"""One worker as the engine sees it: a process, the channel to it, and the requests that it has not answered."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

from cleaner.batch.channel import Frame, frames_in
from cleaner.batch.patience import Clock, Wait
from cleaner.batch.serve import Terms, serve

# Given ahead, so that a worker has the next request at hand: by number, and by bytes. A larger one is given alone.
AHEAD = 32
AHEAD_BYTES = 1 << 20
_RECEIVE = 1 << 16
_PARTS = 64  # at most so many are handed to the system at once
_GOODBYE = 2.0  # seconds

J = TypeVar("J")


class Worker(Generic[J]):
    """A process that answers requests in the order in which they are given; `J` is what the engine knows of one.

    Raises OSError or EOFError where the process cannot be started.
    """

    def __init__(
        self, context: BaseContext, make_worker: Callable[[], Callable[[Any], Any]], terms: Terms, clock: Clock
    ) -> None:
        self.channel, theirs = socket.socketpair()
        try:
            with theirs, _without_interrupts():
                # A daemon, so that it is not waited for where nobody came to end it.
                self.process = context.Process(target=serve, args=(theirs, make_worker, terms), daemon=True)  # type: ignore[attr-defined]
                self.process.start()
        except BaseException:
            self.channel.close()
            raise
        self.channel.setblocking(False)
        self.pid: int = self.process.pid
        self.given: dict[int, J] = {}
        self.ready = False
        self.retired = False
        self.alone = False
        self.complaint = ""
        self.bytes_ahead = 0
        self.wait = Wait(clock)
        self._sizes: dict[int, int] = {}
        self._received = bytearray()
        self._to_send: deque[memoryview] = deque()

    def has_room_for(self, size: int) -> bool:
        """Whether a request of so many bytes may be given now."""
        if not self.given:
            return self._takes_more
        return self._takes_more and len(self.given) < AHEAD and self.bytes_ahead + size <= AHEAD_BYTES

    @property
    def is_low(self) -> bool:
        """Whether it is time to give more: it has at most half of what it may have."""
        return self._takes_more and len(self.given) <= AHEAD // 2 and self.bytes_ahead <= AHEAD_BYTES // 2

    @property
    def _takes_more(self) -> bool:
        """Whether it is wise to give it more. One that takes long may be about to be ended."""
        return self.ready and not self.retired and not self.alone and not (self.given and self.wait.is_long)

    def give(self, number: int, what: J, frame: Frame, size: int) -> None:
        """Put one more request in the row. It leaves with the next call of `send`."""
        if not self.given:
            self.wait.restart()
        self.given[number] = what
        self._sizes[number] = size
        self.bytes_ahead += size
        self._to_send += [memoryview(part) for part in frame.packed()]

    def answered(self, number: int) -> J:
        """Take a request out of the row. Raises KeyError where it is not in it."""
        self.bytes_ahead -= self._sizes.pop(number)
        self.alone = False
        return self.given.pop(number)

    @property
    def has_to_send(self) -> bool:
        """Whether something waits to be sent."""
        return bool(self._to_send)

    def send(self) -> None:
        """Send what the channel takes without waiting. Where the worker has gone, `receive` tells."""
        while self._to_send:
            parts = [self._to_send[at] for at in range(min(_PARTS, len(self._to_send)))]
            try:
                sent = self.channel.sendmsg(parts)
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionError:
                self._to_send.clear()
                return
            if len(self.given) == 1:  # what is sent may be large, and has not arrived yet
                self.wait.restart()
            while self._to_send and sent >= len(self._to_send[0]):
                sent -= len(self._to_send.popleft())
            if sent:
                self._to_send[0] = self._to_send[0][sent:]

    def receive(self) -> Iterator[Frame] | None:
        """The frames that have arrived; None where the worker has gone."""
        try:
            data = self.channel.recv(_RECEIVE)
        except (BlockingIOError, InterruptedError):
            return iter(())
        except ConnectionError:
            return None
        if not data:
            return None
        self.wait.restart()
        self._received += data
        return frames_in(self._received)

    def end(self, patience: float = _GOODBYE) -> int | None:
        """See the process to its end, and say what it came to: an exit code, or a signal's number less than 0."""
        self.channel.close()
        self.process.join(patience)
        if self.process.exitcode is None:
            self.kill()
            self.process.join(_GOODBYE)
        code: int | None = self.process.exitcode
        # One that even the kernel cannot end yet is left to it.
        with contextlib.suppress(ValueError):
            self.process.close()
        return code

    def kill(self) -> None:
        """Let the kernel end the process."""
        with contextlib.suppress(OSError):
            self.process.kill()


def how_it_ended(code: int | None) -> str:
    """What an exit code says, in a word or two."""
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
        return f"signal {-code}"
    return f"exit code {code}"


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Keep an interrupt waiting: half a start is hard to undo, and what is started now is never to see one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # Started by the first process otherwise, and with that it lets interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
