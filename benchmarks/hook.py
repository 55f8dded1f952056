"""What a hook costs a commit: `python -m benchmarks.hook`, for 1 and for 1,000 files that are clean already.

Each figure is the best of several runs of a whole process: the interpreter alone, the command, and the command as
pre-commit runs it (if that is installed), which splits the files over the processors.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = 1_000
TIMES = {1: 5, FILES: 1}
CONFIGURATION = """\
repos:
  - repo: local
    hooks:
      - id: cleaner
        name: cleaner
        entry: "{python}" -m cleaner --in-place
        language: system
        types: [text]
"""


def main() -> None:
    """Print the table."""
    texts = [path.read_bytes() for path in sorted((ROOT / "samples" / "expected").glob("*.txt.txt"))]
    with tempfile.TemporaryDirectory() as folder:
        names = [f"{number}.txt" for number in range(FILES)]
        for number, name in enumerate(names):
            Path(folder, name).write_bytes(texts[number % len(texts)])
        show("the interpreter alone", best([sys.executable, "-c", "pass"], folder, 5))
        for count, times in TIMES.items():
            command = [sys.executable, "-m", "cleaner", "--in-place", *names[:count]]
            show(f"cleaner --in-place, {count:,} files", best(command, folder, times))
        if importlib.util.find_spec("pre_commit") is None:
            return
        Path(folder, ".pre-commit-config.yaml").write_text(
            CONFIGURATION.format(python=sys.executable), encoding="utf-8"
        )
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
        for count, times in TIMES.items():
            command = [sys.executable, "-m", "pre_commit", "run", "--files", *names[:count]]
            show(f"pre-commit run, {count:,} files, {os.cpu_count()} processors", best(command, folder, times))


def best(command: Sequence[str], folder: str, times: int) -> float:
    """The shortest of the times that a command takes, in seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def show(what: str, seconds: float) -> None:
    """One line of the table."""
    sys.stdout.write(f"{what:50} {seconds:7.2f} s\n")


if __name__ == "__main__":
    main()
