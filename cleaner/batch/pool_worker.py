"""A worker of the pool: how it is started, and what runs in it: one request after the other, each answered at once.

Whatever the work does, the pool gets an answer or sees the process end. A worker never outlives its parent: it ends
when nothing can be read or written any more and, while it is stuck where no Python code runs, the kernel ends it: at
once on Linux, elsewhere by an alarm.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

# A message is a tag, the length of what follows in bytes, and that.
HEADER = struct.Struct(">cQ")
REQUEST = b"Q"  # to a worker; all others come from one
READY = b"Y"  # it has loaded what it needs
UNFIT = b"U"  # it could not; a text says why
RESULT = b"R"  # pickled; Lost if there is none
RETIRED = b"T"  # it has grown too large and ends, whatever it has been given

_BUFFER_BYTES = 1 << 18
_MEMORY_FACTOR = 4  # of `memory`, for one request
_MEMORY_TO_BEGIN = 1 << 26  # bytes
_REASON_CHARACTERS = 300

Work = Callable[[Any], Any]


class Lost(NamedTuple):
    """There is no result; `reason` is a few words for the end of a sentence."""

    reason: str


def start_context(method: str | None, preload: tuple[str, ...]) -> Any:
    """How to start workers: by this method of multiprocessing, or the fastest; `preload` are modules that they need."""
    methods = multiprocessing.get_all_start_methods()
    method = method or ("forkserver" if "forkserver" in methods else "spawn")
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([__name__, *preload])
    return context


def start(context: Any, channel: socket.socket, task: tuple[Any, ...]) -> Any:
    """Start a process that serves a channel; `task` are the other arguments of `serve`. Raises OSError or EOFError."""
    with _without_interrupts():
        # daemon: the exit of the interpreter must not wait for a worker that was not ended.
        process = context.Process(target=serve, args=(channel, *task), daemon=True)
        process.start()
    return process


def own_folder() -> str | None:
    """The folder of this process."""
    with contextlib.suppress(OSError):  # it was removed
        return str(Path.cwd())
    return None


def seconds_queued(pid: int) -> float:
    """How long a process has waited for a processor since it was started; 0 if the system does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


class Clock:
    """Seconds in which this process was awake to look at its workers: between two looks, at most `longest` count."""

    def __init__(self, longest: float) -> None:
        self.now = 0.0
        self._longest = longest
        self._looked = time.monotonic()

    def look(self) -> float:
        """The time now."""
        at = time.monotonic()
        self.now += min(at - self._looked, self._longest)
        self._looked = at
        return self.now


def how_it_ended(code: int | None) -> str:
    """An exit code in a word or two; it is negative for a signal."""
    if code is None or code >= 0:
        return f"exit code {code}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


def send(channel: socket.socket, tag: bytes, body: bytes = b"") -> None:
    """Send a message, and block until the system has all of it."""
    channel.sendall(HEADER.pack(tag, len(body)) + body)  # one piece, so that the other side wakes up once


def serve(
    channel: socket.socket, make_work: Callable[[], Work], folder: str | None, seconds: float, memory: int
) -> None:
    """Answer the requests that come through a socket until its other end is closed, in a folder if there is one.

    The pool ends a request long before so many `seconds`; they are for a worker whose parent is gone. Past so many
    bytes of `memory` a worker ends when it has answered. The system gives it four times as much.
    """
    _keep_to_ourselves(channel.fileno())
    if folder is not None:
        with contextlib.suppress(OSError):
            os.chdir(folder)  # a fork server is still where it was started
    _end_with_our_parent()
    _bound_memory(_MEMORY_FACTOR * memory)
    with contextlib.suppress(ConnectionError), channel, channel.makefile("rb", _BUFFER_BYTES) as requests:
        try:
            work = make_work()
        except Exception as error:
            send(channel, UNFIT, _lost(error).reason.encode("utf-8", "replace"))
            return
        send(channel, READY)
        while len(header := requests.read(HEADER.size)) == HEADER.size:
            size = HEADER.unpack(header)[1]
            body = requests.read(size)
            if len(body) < size:
                return
            _set_alarm(seconds)
            answer = _answer(body, work)
            _set_alarm(0)
            send(channel, RESULT, answer)
            if memory_in_use() > memory:
                send(channel, RETIRED)
                return


def _answer(body: bytes, work: Work) -> bytes:
    try:
        result = work(pickle.loads(body))
    except Exception as error:
        result = _lost(error)
    try:
        return pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        return pickle.dumps(_lost(error, "its result cannot be sent: "))


def result_of(body: bytes) -> Any:
    """The result in a message of a worker, or Lost."""
    try:
        return pickle.loads(body)
    except Exception as error:
        return _lost(error, "its result cannot be read: ")


def _lost(error: Exception, what: str = "") -> Lost:
    if isinstance(error, MemoryError):
        return Lost(f"{what}out of memory")
    told = " ".join(f"{type(error).__name__}: {error}".split())[:_REASON_CHARACTERS]
    return Lost(what + told.encode("utf-8", "replace").decode())


def _keep_to_ourselves(channel: int) -> None:
    """Leave interrupts to the parent, and the standard streams to others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        if stream not in (channel, nowhere):  # which have its number if it was closed
            os.dup2(nowhere, stream)
    if nowhere > 2:
        os.close(nowhere)


def _end_with_our_parent() -> None:
    parent = multiprocessing.parent_process()
    if not sys.platform.startswith("linux") or parent is None:
        return
    import fcntl

    # The sentinel is a pipe whose other end only the parent has open. When that is closed, the kernel sends SIGIO,
    # which ends a process that does not handle it.
    sentinel = parent.sentinel
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(sentinel, fcntl.F_SETFL, fcntl.fcntl(sentinel, fcntl.F_GETFL) | os.O_ASYNC)


def _set_alarm(seconds: float) -> None:
    """Let the kernel end this process if it is not done in time."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _bound_memory(most: int) -> None:
    """Let larger allocations fail, if the system counts them; a worker survives that."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = max(most, memory_in_use() + _MEMORY_TO_BEGIN)
        bounds = resource.getrlimit(resource.RLIMIT_DATA)
        lowest = min(bound for bound in (most, *bounds) if bound != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_DATA, (lowest, bounds[1]))


def memory_in_use() -> int:
    """Bytes of memory that this process holds now or, if the system does not say, the most that it ever held."""
    with contextlib.suppress(OSError, ValueError):
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(ImportError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return 0


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Let an interrupt wait: half a start is hard to undo, and the processes that are started must never see one."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    # The first process would start it otherwise, and that lets interrupts through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
