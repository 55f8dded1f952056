"""How long a hook delays a commit of 1 and of 1,000 clean files: `python -m tests.benchmarks.hook`.

Each figure is the shortest of several runs of a whole process: the interpreter alone, the command, and, if it is
installed, pre-commit, which divides the files among the processors.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = 1_000
RUNS = {1: 5, FILES: 1}  # by the number of files
CONFIGURATION = """\
repos:
  - repo: local
    hooks:
      - id: cleaner
        name: cleaner
        entry: {entry}
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
        command = [sys.executable, "-m", "cleaner", "--in-place"]
        best([*command, *names], folder, 1)  # makes them clean
        show("the interpreter alone", best([sys.executable, "-c", "pass"], folder, 5))
        for count, times in RUNS.items():
            show(f"cleaner --in-place, {_files(count)}", best([*command, *names[:count]], folder, times))
        if importlib.util.find_spec("pre_commit") is None:
            return
        configuration = CONFIGURATION.format(entry=json.dumps(shlex.join(command)))
        Path(folder, ".pre-commit-config.yaml").write_text(configuration, encoding="utf-8")
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
        for count, times in RUNS.items():
            what = f"pre-commit run, {_files(count)}, {os.cpu_count()} processors"
            hook = [sys.executable, "-m", "pre_commit", "run", "--files", *names[:count]]
            show(what, best(hook, folder, times))


def best(command: Sequence[str], folder: str, times: int) -> float:
    """The shortest time that a command takes, in seconds."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PRE_COMMIT_HOME": str(Path(folder, ".git", "pre-commit"))}
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        taken.append(time.perf_counter() - start)
    return min(taken)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def show(what: str, seconds: float) -> None:
    """Print one line of the table."""
    sys.stdout.write(f"{what:50} {seconds:7.2f} s\n")


if __name__ == "__main__":
    main()
