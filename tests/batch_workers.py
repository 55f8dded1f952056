"""Workers that do what no document should make them do. Loaded in processes of their own, and so it loads little."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import repeat
from pathlib import Path

from cleaner.batch.record import Request


class Unreadable:
    """Can be sent, and cannot be received."""

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return int, ("no number",)


def _spin() -> None:
    while True:
        pass


def _loop_in_the_core() -> None:
    """A loop without end in a function that may be compiled, and then looks for no signals."""
    from cleaner.model.features import best_run

    best_run(repeat(0), repeat(1))


def _recurse(depth: int = 0) -> int:
    return _recurse(depth + 1) + 1


def _raise(error: BaseException) -> None:
    raise error


DEEDS: dict[str, Callable[[], object]] = {
    "exits": lambda: os._exit(7),
    "leaves": lambda: sys.exit(3),
    "segfaults": lambda: ctypes.string_at(0),
    "is killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "spins": _spin,
    "sleeps": lambda: time.sleep(600),
    # The whole time in C, and nothing else of the process runs.
    "matches for ever": lambda: re.match(r"(a+)+$", "a" * 60 + "b"),
    "loops in the core": _loop_in_the_core,
    "ignores signals and spins": lambda: (signal.signal(signal.SIGTERM, signal.SIG_IGN), _spin()),
    "asks for too much": lambda: bytearray(1 << 50),
    "raises": lambda: _raise(ValueError("one line\nand another")),
    "recurses": _recurse,
    "cannot be sent": lambda: lambda: None,
    "cannot be received": Unreadable,
    "prints": lambda: f"printed {sys.stdout.write('noise')} and {os.write(1, b'more noise')}",
    "is large": lambda: "x" * 20_000_000,
    "pid": os.getpid,
}


def act(request: Request) -> object:
    """Do what the path says, or answer with the path in capitals."""
    deed, _, detail = request.path.partition(":")
    if deed == "dies once":
        return _die_once(Path(detail))
    if deed == "takes":
        time.sleep(float(detail))
        return os.getpid()
    if deed == "holds":
        return len(bytearray(int(detail)))
    if deed == "echoes":
        return request.content
    if deed == "reads":
        return Path(detail).read_text(encoding="utf-8")
    return DEEDS[deed]() if deed in DEEDS else request.path.upper()


def _die_once(marker: Path) -> str:
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return "survived"
    os.kill(os.getpid(), signal.SIGKILL)
    return "not reached"


def actor() -> Callable[[Request], object]:
    """A worker that acts."""
    return act


def dead_at_once() -> Callable[[Request], object]:
    """No worker: it ends the process."""
    os._exit(9)


def unfit() -> Callable[[Request], object]:
    """No worker: what it needs is not there."""
    raise ImportError("no module named 'ferry'")


def dead_after(first: Path) -> Callable[[Request], object]:
    """The first one works, all others end at once."""
    try:
        first.touch(exist_ok=False)
    except FileExistsError:
        os._exit(9)
    return act


def noting(folder: Path) -> Callable[[Request], object]:
    """A worker that acts, and leaves its number in a folder."""
    (folder / str(os.getpid())).touch()
    return act


def noting_in(folder: Path) -> Callable[[], Callable[[Request], object]]:
    """What makes such workers."""
    return partial(noting, folder)
