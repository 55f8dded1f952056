"""How many processors this process may use."""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")


def usable_cores() -> int:
    """What the machine has, less what this process or its container must leave to others; at least 1."""
    most = bounded_by(_GROUPS, _own_group())
    return max(1, min(_allowed(), most) if most is not None else _allowed())


def _allowed() -> int:
    if hasattr(os, "process_cpu_count"):  # from Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def bounded_by(groups: Path, own: str) -> int | None:
    """How many whole processors a control group (Linux) may keep busy, those around it too; None without a bound."""
    place = groups / own.strip("/")
    bounds = [bound for group in (place, *place.parents) if (bound := _bound(group)) is not None]
    # The first version of control groups has a folder of its own for processors.
    old = _old_bound(groups / "cpu")
    return min([*bounds, *([] if old is None else [old])], default=None)


def _own_group() -> str:
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.removeprefix("0::") for line in lines if line.startswith("0::")), "")


def _bound(group: Path) -> int | None:
    try:
        quota, period = (group / "cpu.max").read_text(encoding="ascii").split()
        return None if quota == "max" else max(1, ceil(int(quota) / int(period)))
    except (OSError, ValueError, ZeroDivisionError):
        return None


def _old_bound(group: Path) -> int | None:
    try:
        quota = int((group / "cpu.cfs_quota_us").read_text(encoding="ascii"))
        period = int((group / "cpu.cfs_period_us").read_text(encoding="ascii"))
        return max(1, ceil(quota / period)) if quota > 0 else None
    except (OSError, ValueError, ZeroDivisionError):
        return None
