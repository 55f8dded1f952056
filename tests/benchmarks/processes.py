"""Commands as they are run and watched: how long they take, what they need, whom they start. Memory is Linux's word."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CLEANER = (sys.executable, "-m", "cleaner")
_PROC = Path("/proc")
_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB", re.M)
_EVERY = 0.1  # seconds
_LAST_WORDS = 4_000  # characters of standard error


class Run(NamedTuple):
    """A command that has ended: seconds, exit code, peaks of memory in bytes (its own, its largest child's), stderr."""

    seconds: float
    code: int
    peak: int
    peak_of_child: int
    said: str


def watched(command: Sequence[str | Path], during: Callable[[subprocess.Popen[bytes]], None] | None = None) -> Run:
    """Run a command to its end, its output thrown away; `during` is called again and again while it runs."""
    peaks: dict[int, int] = {}
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            list(map(str, command)),
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        while process.poll() is None:
            for pid in (process.pid, *descendants(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0), peak_of(pid))
            if during is not None:
                during(process)
            _wait(process)
        seconds = time.perf_counter() - start
        errors.seek(0)
        said = errors.read().decode("utf-8", "replace")[-_LAST_WORDS:]
    own = peaks.pop(process.pid, 0)
    return Run(seconds, process.returncode, own, max(peaks.values(), default=0), said)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_EVERY)
    except subprocess.TimeoutExpired:
        return


def descendants(pid: int) -> list[int]:
    """The processes that a process has started, and those that they have, as far as they can be seen."""
    found: list[int] = []
    waiting = [pid]
    while waiting:
        children = _children(waiting.pop())
        found += children
        waiting += children
    return found


def leaves(pid: int) -> list[int]:
    """Those of them that have started nobody and do more than to keep account of what is open."""
    return [
        child for child in descendants(pid) if not _children(child) and b"resource_tracker" not in _command_of(child)
    ]


def peak_of(pid: int) -> int:
    """The most memory that a process has held, in bytes; 0 where it is gone."""
    found = _PEAK.search(_read(_PROC / str(pid) / "status").decode("ascii", "replace"))
    return int(found[1]) * 1024 if found else 0


def _children(pid: int) -> list[int]:
    listed = b" ".join(_read(task / "children") for task in _tasks(pid))
    return [int(child) for child in listed.split()]


def _tasks(pid: int) -> list[Path]:
    try:
        return list((_PROC / str(pid) / "task").iterdir())
    except OSError:
        return []


def _command_of(pid: int) -> bytes:
    return _read(_PROC / str(pid) / "cmdline")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended meanwhile, or this is not Linux
        return b""
