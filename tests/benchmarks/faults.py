"""What a batch makes of faults: `python -m tests.benchmarks.faults [CORPUS…] [--pages 200] [--each 3]`.

A folder of so many good pages, and of each kind of fault so many inputs: pages that crash their worker, pages on which
it hangs (see faulty.py), pages over size, pages that are no text, links that lead nowhere. The command is run over it;
three of its workers are killed, then it is interrupted, and a second run resumes. A third one, undisturbed, writes to
another folder. Prints what became of the inputs of each kind, and exits 1 where one is lost or has two rows, a fault
has no reason, a good page fails, or the two folders differ. Linux alone. Figures are of `--pages 9750 --each 50`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from tests.benchmarks.corpora import SAMPLES, Page, pages
from tests.benchmarks.faulty import ASLEEP, COMMAND, CRASH, HANG
from tests.benchmarks.processes import Run, leaves, watched

GOOD, LARGE, BINARY, DANGLING = "good", "large", "binary", "dangling"
FAULTS = (CRASH, HANG, LARGE, BINARY, DANGLING)
KILLED = 3
_MOST_MEGABYTES = 50
_INTERRUPTED, _FAILED = 130, 2
_KEPT = ("done", "unchanged")
# What may differ between two runs over the same inputs.
_OF_THE_RUN = ("seconds",)

Row = dict[str, Any]


class Batch(NamedTuple):
    """A batch to run: its folder of inputs, how many workers, and for how long one may be at an input."""

    source: Path
    jobs: int
    timeout: float

    def to(self, target: Path, *options: str) -> tuple[str, ...]:
        """The command that writes it to a folder."""
        limits = ("--timeout", str(self.timeout), "--max-size", str(_MOST_MEGABYTES), "-j", str(self.jobs))
        command = (sys.executable, "-c", COMMAND, str(self.source), "-o", f"{target}/", "--no-progress")
        return (*command, *limits, *options)


def main() -> None:
    """Read the arguments, make the inputs, run the batch, print what became of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", type=Path, nargs="*", default=[SAMPLES])
    parser.add_argument("--pages", type=int, default=200, help="good ones (200)")
    parser.add_argument("--each", type=int, default=3, help="inputs of each kind of fault (3)")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=2.0, help="seconds that one input may take (2)")
    parser.add_argument("--folder", type=Path, help="an empty or new folder to work in; else a temporary one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        made = dict(make(folder / "pages", pages(arguments.places), arguments.pages, arguments.each))
        faults = study(Batch(folder / "pages", arguments.jobs, arguments.timeout), folder, made)
    for fault in faults:
        _say(f"FAULT: {fault}")
    _say("nothing lost, nothing doubled, every fault with its reason" if not faults else f"{len(faults)} faults")
    sys.exit(bool(faults))


def make(folder: Path, known: Sequence[Page], good: int, each: int) -> Iterator[tuple[str, str]]:
    """Write the inputs in an order that mixes them; the path of each and its kind."""
    kinds = [GOOD] * good + [kind for kind in FAULTS for _ in range(each)]
    Random(1).shuffle(kinds)
    for number, (kind, page) in enumerate(zip(kinds, itertools.cycle(known), strict=False)):
        named = "" if kind == GOOD else f"-{kind}-{ASLEEP}" if kind == HANG and number % 2 else f"-{kind}"
        path = folder / f"{number // 1000:03}" / f"{number:06}{named}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, kind, page)
        yield str(path), kind


def _write(path: Path, kind: str, page: Page) -> None:
    if kind == DANGLING:
        path.symlink_to("nowhere.html")
    elif kind == BINARY:
        path.write_bytes(b"<html>" + Random(path.name).randbytes(3_000))
    else:
        path.write_bytes(page.html.encode("utf-8", "replace"))
        if kind == LARGE:
            os.truncate(path, (_MOST_MEGABYTES + 1) * 1_000_000)


def study(batch: Batch, folder: Path, made: dict[str, str]) -> list[str]:
    """Run it disturbed and undisturbed; what is wrong with that, a line each."""
    disturbed, undisturbed = folder / "disturbed", folder / "undisturbed"
    disturbing = _Disturbing(disturbed, len(made))
    first = watched(batch.to(disturbed), disturbing)
    before = len(rows_of(disturbed))
    second = watched(batch.to(disturbed, "--resume"))
    third = watched(batch.to(undisturbed))
    rows = rows_of(disturbed)
    _say(f"{len(made):,} inputs, {batch.jobs} workers, of which {disturbing.killed} were killed")
    _say(f"interrupted after {first.seconds:.1f} s with {before:,} rows, resumed in {second.seconds:.1f} s,")
    _say(f"undisturbed {third.seconds:.1f} s\n")
    _print(rows, made)
    faults = [*_of_codes(first, second, third), *_of_rows(rows, made), *_of_outputs(rows, disturbed)]
    if disturbing.killed < KILLED:
        faults.append(f"only {disturbing.killed} workers were killed; take more pages")
    return [*faults, *_differences(disturbed, undisturbed)]


class _Disturbing:
    """Kills workers as documents are written to a folder, and at last interrupts the command."""

    def __init__(self, target: Path, inputs: int) -> None:
        self._target = target
        self._inputs = inputs
        self.killed = 0
        self._interrupted = False

    def __call__(self, process: subprocess.Popen[bytes]) -> None:
        done = sum(len(names) for _, _, names in os.walk(self._target)) / self._inputs
        if self.killed < KILLED:
            if done > 0.1 * (self.killed + 1) and (workers := leaves(process.pid)):
                os.kill(workers[self.killed % len(workers)], signal.SIGKILL)
                self.killed += 1
        elif done > 0.5 and not self._interrupted:
            self._interrupted = True
            process.send_signal(signal.SIGINT)


def rows_of(folder: Path) -> list[Row]:
    """The rows of a manifest."""
    path = folder / "manifest.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _print(rows: Sequence[Row], made: dict[str, str]) -> None:
    statuses: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        kind = made.get(row["path"], "unknown")
        statuses[kind][row["status"]] += 1
        if row["reason"]:
            reasons[kind][row["reason"]] += 1
    inputs = Counter(made.values())
    for kind in (GOOD, *FAULTS, *(statuses.keys() - inputs.keys())):
        became = ", ".join(f"{count:,} {status}" for status, count in statuses[kind].items())
        why = "; ".join(f"{reason}" for reason, _ in reasons[kind].most_common(3))
        _say(f"{kind:9} {inputs[kind]:7,} inputs   {became:30} {why}")


# --- What may be wrong


def _of_codes(first: Run, second: Run, third: Run) -> Iterator[str]:
    expected = (("interrupted", first, _INTERRUPTED), ("resumed", second, _FAILED), ("undisturbed", third, _FAILED))
    for name, run, code in expected:
        if run.code != code:
            yield f"the {name} run ended with {run.code} and not with {code}: {run.said[-300:]}"


def _of_rows(rows: Sequence[Row], made: dict[str, str]) -> Iterator[str]:
    counts = Counter(row["path"] for row in rows)
    yield from (f"{path} has no row" for path in made if not counts[path])
    yield from (f"{path} has {count} rows" for path, count in counts.items() if count > 1)
    yield from (f"{path} was no input" for path in counts if path not in made)
    for row in rows:
        is_right = row["status"] in _KEPT if made.get(row["path"]) == GOOD else row["status"] == "failed"
        if not is_right or (row["status"] == "failed" and not row["reason"]):
            yield f"{row['path']} is {row['status']}: {row['reason']}"


def _of_outputs(rows: Sequence[Row], folder: Path) -> Iterator[str]:
    """Every document that is told of is there, and no other file."""
    told = {row["output"] for row in rows if row["output"]}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {"manifest.jsonl"}
    yield from (f"{name} is told of and not there" for name in sorted(told - there))
    yield from (f"{name} is there and not told of" for name in sorted(there - told))
    yield from (f"{row['path']} has no output" for row in rows if row["status"] in _KEPT and not row["output"])


def _differences(one: Path, two: Path) -> Iterator[str]:
    first, second = ([_timeless(row) for row in rows_of(folder)] for folder in (one, two))
    yield from (f"{a['path']}: {a} and {b}" for a, b in zip(first, second, strict=False) if a != b)
    for row in first:
        if row["output"] and (one / row["output"]).read_bytes() != (two / row["output"]).read_bytes():
            yield f"{row['output']} differs"


def _timeless(row: Row) -> Row:
    return {key: value for key, value in row.items() if key not in _OF_THE_RUN}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
