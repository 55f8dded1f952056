"""Only one run at a time writes an output. The system lets go of the lock of a process that is killed."""

from __future__ import annotations

import contextlib
import os
from types import TracebackType

from cleaner.batch.sinks.target import SinkError


class Lock:
    """A lock on an output; a context. Raises SinkError where another process holds it."""

    def __init__(self, path: str, output: str) -> None:
        self._path = path
        self._output = output
        self._file = -1

    def __enter__(self) -> Lock:
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            import fcntl
        except ImportError:  # a system without them
            return self
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._file)
            raise SinkError(f"{self._output}: another run is writing it") from None
        except OSError:  # a file system without them
            return self
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            os.close(self._file)
