"""How many processors this process may use."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")


def usable_cores() -> int:
    """The processors of the machine, as far as this process or its container may use them; at least 1."""
    return max(1, min(_allowed(), bounded_by(_GROUPS, _own_group()) or _allowed()))


def bounded_by(groups: Path, own: str) -> int | None:
    """How many processors a control group of Linux (version 2) and those around it allow, rounded up; None: any."""
    group = groups / own.strip("/")
    bounds = (_bound(one / "cpu.max") for one in (group, *group.parents))
    return min((bound for bound in bounds if bound is not None), default=None)


def _allowed() -> int:
    if hasattr(os, "process_cpu_count"):  # from Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _own_group() -> str:
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("0::") for line in lines if line.startswith("0::")), "")


def _bound(file: Path) -> int | None:
    try:
        quota, period = file.read_text(encoding="ascii").split()
        return None if quota == "max" else max(1, ceil(int(quota) / int(period)))
    except (OSError, ValueError, ZeroDivisionError):
        return None
