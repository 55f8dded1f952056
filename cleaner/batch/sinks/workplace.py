"""The hidden folder in which an output is made. Only one run at a time has it; the system lets go of the lock of a
process that is killed."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from types import TracebackType

from cleaner.batch.sinks.target import SinkError, Target

_LOCK = "lock"
_KEPT = re.compile(r"[0-9a-f]{24}\.rows")
_OURS = re.compile(r"[0-9a-f]{24}\.(rows|table)|document|manifest")


class Workplace:
    """The folder; a context, behind which only what a later run goes on with is left. Raises SinkError and OSError."""

    def __init__(self, target: Target) -> None:
        self._folder = target.workplace
        self._output = target.path
        self._lock = -1

    def __enter__(self) -> Workplace:
        if os.path.islink(self._folder):
            raise SinkError(f"{self._folder}: a link; nothing is written through it")
        os.makedirs(self._folder, exist_ok=True)
        self._lock = os.open(self.path(_LOCK), os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        if not self._is_locked():
            os.close(self._lock)
            raise SinkError(f"{self._output}: another run is writing it")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self._remove(lambda name: not _KEPT.fullmatch(name))
            os.unlink(self.path(_LOCK))
            os.rmdir(self._folder)
        os.close(self._lock)

    def path(self, name: str) -> str:
        """A file in the folder."""
        return os.path.join(self._folder, name)

    def clear(self) -> None:
        """Remove all that was made there, by this run or an earlier one."""
        self._remove(lambda name: True)

    def _remove(self, unwanted: Callable[[str], bool]) -> None:
        for name in os.listdir(self._folder):
            if _OURS.fullmatch(name) and unwanted(name):
                os.unlink(self.path(name))

    def _is_locked(self) -> bool:
        try:
            import fcntl
        except ImportError:  # a system without locks
            return True
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        # The run that had it may just have ended and removed the file that we have locked.
        with contextlib.suppress(OSError):
            return os.path.samestat(os.fstat(self._lock), os.stat(self.path(_LOCK)))
        return False
