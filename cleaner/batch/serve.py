"""What runs in a worker: one request after the other, each answered before the next is begun.

Whatever the work does, an answer or the end of the process tells the engine of it. A worker never outlives the process
that started it: where that has gone, reading and writing end; and while the work is stuck where no Python runs, the
kernel ends the worker, at once on Linux and by an alarm elsewhere.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from cleaner.batch.channel import Frame, Tag, read_frame

_BUFFER = 1 << 18
_ROOM_TO_BEGIN = 1 << 26
_SMALL = 1 << 16
_LONGEST_REASON = 300


class Terms(NamedTuple):
    """Where a worker works, and what it may take: `seconds` for one request, and bytes of memory.

    The engine ends a request well before `seconds` have passed; they are for a worker that is alone in the world. Past
    `memory` a worker is replaced when it has answered; `most_memory` is all that the system gives it, where it counts.
    """

    folder: str | None
    seconds: float
    memory: int
    most_memory: int


def serve(channel: socket.socket, make_worker: Callable[[], Callable[[Any], Any]], terms: Terms) -> None:
    """Answer the requests that come through the channel until nobody is at its other end."""
    _keep_to_ourselves(channel.fileno())
    # Those who start us keep the folder in which they were started themselves.
    if terms.folder is not None:
        with contextlib.suppress(OSError):
            os.chdir(terms.folder)
    _end_with_our_parent()
    _bound_memory(terms.most_memory)
    # Who ended the channel needs no answer.
    with contextlib.suppress(ConnectionError), channel, channel.makefile("rb", _BUFFER) as requests:
        try:
            work = make_worker()
        except Exception as error:
            _send(channel, Frame(Tag.UNFIT, body=_reason(error)))
            return
        _send(channel, Frame(Tag.READY))
        _answer_all(channel, cast(BinaryIO, requests), work, terms)


def _answer_all(channel: socket.socket, requests: BinaryIO, work: Callable[[Any], Any], terms: Terms) -> None:
    while (request := read_frame(requests)) is not None:
        with _alarm(terms.seconds):
            answer = _answer(request, work)
        _send(channel, answer)
        if memory_in_use() > terms.memory:
            _send(channel, Frame(Tag.RETIRED))
            return


def _answer(request: Frame, work: Callable[[Any], Any]) -> Frame:
    try:
        result = work(pickle.loads(request.body))
    except Exception as error:
        return Frame(Tag.LOST, request.number, _reason(error))
    try:
        return Frame(Tag.RESULT, request.number, pickle.dumps(result, pickle.HIGHEST_PROTOCOL))
    except Exception as error:
        return Frame(Tag.LOST, request.number, b"its result cannot be sent: " + _reason(error))


def _reason(error: Exception) -> bytes:
    if isinstance(error, MemoryError):
        return b"out of memory"
    return " ".join(f"{type(error).__name__}: {error}".split())[:_LONGEST_REASON].encode("utf-8", "replace")


def _send(channel: socket.socket, frame: Frame) -> None:
    header, body = frame.packed()
    if len(body) < _SMALL:
        channel.sendall(header + body)  # one message, so that the engine wakes up once
    else:
        channel.sendall(header)
        channel.sendall(body)


def _keep_to_ourselves(channel: int) -> None:
    """Leave interrupts to the engine, and the standard streams to others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        # Where one of them was closed, its number may have gone to what we need.
        if stream not in (channel, nowhere):
            os.dup2(nowhere, stream)
    if nowhere > 2:
        os.close(nowhere)


def _end_with_our_parent() -> None:
    """Let the kernel end us when our parent ends, whatever we are doing then; only Linux can."""
    parent = multiprocessing.parent_process()
    if not sys.platform.startswith("linux") or parent is None:
        return
    import fcntl

    # The sentinel is a pipe that the parent never writes to. When its end of it is closed, the signal of a descriptor
    # that can be read is sent; nobody handles it, and then it ends a process.
    sentinel = parent.sentinel
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Let the kernel end us if what follows takes longer."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _bound_memory(most: int) -> None:
    """Let allocations beyond this fail, where the system counts them; a worker can go on after that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        # Whatever the bound, a worker has to be able to begin.
        most = max(most, memory_in_use() + _ROOM_TO_BEGIN)
        bounds = resource.getrlimit(resource.RLIMIT_DATA)
        lowest = min(bound for bound in (most, *bounds) if bound != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_DATA, (lowest, bounds[1]))


def memory_in_use() -> int:
    """Bytes of memory that this process holds now, or where that cannot be told the most that it ever held."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        pass
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
