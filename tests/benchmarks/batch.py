"""How fast batches are, and what memory they need: `python -m tests.benchmarks.batch [CORPUS…] [--pages 300]`.

Five parts, each a table; `--part` takes some of them:

- workers: a folder of HTML pages by one worker and by two
- trafilatura: the same folder by two workers, and by `trafilatura --parallel 2`, with what became of every page
- overhead: the same folder by one worker, and by a loop over `clean` in one process
- memory: a WET file of so many records and one of ten times as many: the peaks of the command and of its workers
- wet: a WET file by two workers, and trafilatura on the HTML of the same pages

The pages are those of CORPUS (see corpora.py), without one the samples. The figures that the README has are of
`--pages 10000 --records 10000 --wet 40000 --rounds 3`, on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.corpora import SAMPLES, Faulty, Page, pages, records, write
from tests.benchmarks.processes import CLEANER, Run, watched

MEGABYTE = 1_000_000
# The text of one WET file of Common Crawl, unpacked.
_REAL_WET = 400 * MEGABYTE
_LOOP = """\
import sys
from pathlib import Path
from cleaner import clean
for path in sorted(Path(sys.argv[1]).rglob("*.html")):
    clean(path.read_bytes()).text
"""


class Bench(NamedTuple):
    """What is measured: pages to write corpora of, the folder to do it in, and how much of it."""

    known: Sequence[Page]
    folder: Path
    pages: int
    records: int
    wet: int
    rounds: int

    def html(self) -> Path:
        """The folder of HTML, written once."""
        return self._written("folder", self.pages)

    def texts(self, count: int) -> Path:
        """A WET file of so many records, written once."""
        return self._written("wet", count)

    def _written(self, kind: str, count: int) -> Path:
        place = self.folder / f"{kind}-{count}"
        if not place.exists():
            place.mkdir(parents=True)
            write(kind, records(self.known, count, Faulty(kind, 0.0)), place)
        return next(path for path in place.iterdir() if not path.name.endswith(".index.jsonl"))

    def fresh(self, name: str) -> Path:
        """A place to write to where nothing is."""
        place = self.folder / "out" / name
        place.parent.mkdir(exist_ok=True)
        if place.is_dir():
            shutil.rmtree(place)
        for left in place.parent.glob(f"{name}*"):
            left.unlink()
        return place


def main() -> None:
    """Read the arguments and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", type=Path, nargs="*", default=[SAMPLES])
    parser.add_argument("--pages", type=int, default=300, help="of HTML (300)")
    parser.add_argument("--records", type=int, default=1_000, help="of memory's smaller run (1,000)")
    parser.add_argument("--wet", type=int, default=1_000, help="of the WET file (1,000)")
    parser.add_argument("--rounds", type=int, default=1, help="in turns; the median counts (1)")
    parser.add_argument("--part", action="append", choices=PARTS, help="one part alone; several times for several")
    parser.add_argument("--folder", type=Path, help="where to write, and to find again; else a temporary one")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        bench = Bench(
            pages(arguments.places), folder, arguments.pages, arguments.records, arguments.wet, arguments.rounds
        )
        for name in arguments.part or PARTS:
            PARTS[name](bench)


def _workers(bench: Bench) -> None:
    source = bench.html()
    taken: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(bench.rounds):
        for jobs, seconds in taken.items():
            seconds.append(_cleaned(bench, source, jobs).seconds)
    _say(f"\nfolder of {bench.pages:,} pages of HTML, {bench.rounds} rounds")
    for jobs, seconds in taken.items():
        _say(f"{jobs} workers   {_rate(bench.pages, seconds):8.1f} pages/s   {statistics.median(seconds):8.2f} s")
    _say(f"two workers against one: {_ratio(taken[1], taken[2]):.2f} times (1.8 is asked for)")


def _against_trafilatura(bench: Bench) -> None:
    source = bench.html()
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(bench.rounds):
        ours.append(_cleaned(bench, source, 2).seconds)
        theirs.append(_by_trafilatura(bench, source).seconds)
    _say(f"\nfolder of {bench.pages:,} pages of HTML, two processes each, {bench.rounds} rounds")
    states = _states(bench.folder / "out" / "cleaner" / "manifest.jsonl")
    told = ", ".join(f"{count:,} {status}" for status, count in states.items())
    outputs = sum(path.is_file() for path in (bench.folder / "out" / "trafilatura").rglob("*"))
    different = min(bench.pages, len({page.html for page in bench.known}))
    _say(f"cleaner       {_rate(bench.pages, ours):8.1f} pages/s   {states.total():,} rows in the manifest: {told}")
    found = f"{outputs:,} outputs of {different:,} different pages"
    _say(f"trafilatura   {_rate(bench.pages, theirs):8.1f} pages/s   {found}")
    _say(f"{_ratio(theirs, ours):.2f} times the pages a second (1.5 is asked for)")


def _overhead(bench: Bench) -> None:
    source = bench.html()
    ours: list[float] = []
    loop: list[float] = []
    for _ in range(bench.rounds):
        loop.append(_succeeded(watched((sys.executable, "-c", _LOOP, source))).seconds)
        ours.append(_cleaned(bench, source, 1).seconds)
    _say(f"\nfolder of {bench.pages:,} pages of HTML, one worker, {bench.rounds} rounds")
    _say(f"a loop over clean   {statistics.median(loop):8.2f} s")
    _say(f"a batch             {statistics.median(ours):8.2f} s")
    _say(f"overhead: {100 * (_ratio(ours, loop) - 1):.1f} % (15 % at the most)")


def _memory(bench: Bench) -> None:
    runs = {}
    for count in (bench.records, 10 * bench.records):
        target = bench.fresh("memory.jsonl")
        runs[count] = _succeeded(watched((*CLEANER, bench.texts(count), "-o", target, "-j", "2")))
    _say("\nmemory, WET to JSON lines, two workers, peaks of resident memory")
    for count, run in runs.items():
        _say(f"{count:9,} records   command {_megabytes(run.peak)}   largest worker {_megabytes(run.peak_of_child)}")
    small, large = runs.values()
    grown = (large.peak / max(1, small.peak), large.peak_of_child / max(1, small.peak_of_child))
    _say(f"grown by {100 * (grown[0] - 1):.1f} % and {100 * (grown[1] - 1):.1f} % (10 % at the most)")


def _wet(bench: Bench) -> None:
    source = bench.texts(bench.wet)
    size = sum(len(page.text.encode()) for page in _all(bench.known, bench.wet))
    html = bench.html()
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(bench.rounds):
        target = bench.fresh("wet.jsonl")
        ours.append(_succeeded(watched((*CLEANER, source, "-o", target, "-j", "2"))).seconds)
        theirs.append(_by_trafilatura(bench, html).seconds)
    states = _states(bench.folder / "out" / "wet.jsonl.manifest.jsonl")
    seconds = statistics.median(ours)
    _say(f"\nWET file of {bench.wet:,} records, {size / MEGABYTE:,.0f} MB of text, two workers, {bench.rounds} rounds")
    told = ", ".join(f"{count:,} {status}" for status, count in states.items())
    _say(f"cleaner       {bench.wet / seconds:8.1f} pages/s   {size / MEGABYTE / seconds:6.2f} MB/s   {told}")
    _say(f"trafilatura   {_rate(bench.pages, theirs):8.1f} pages/s on {bench.pages:,} of the same pages as HTML")
    times = bench.wet / seconds * statistics.median(theirs) / bench.pages
    _say(f"{times:.1f} times the pages a second (5 is asked for)")
    _say(f"a real WET file of {_REAL_WET / MEGABYTE:.0f} MB of text: {_REAL_WET / (size / seconds) / 60:.1f} minutes")


PARTS: dict[str, Callable[[Bench], None]] = {
    "workers": _workers,
    "trafilatura": _against_trafilatura,
    "overhead": _overhead,
    "memory": _memory,
    "wet": _wet,
}


def _cleaned(bench: Bench, source: Path, jobs: int) -> Run:
    target = bench.fresh("cleaner")
    return _succeeded(watched((*CLEANER, source, "-o", f"{target}/", "-j", str(jobs))))


def _by_trafilatura(bench: Bench, source: Path) -> Run:
    command = Path(sys.executable).with_name("trafilatura")
    if not command.exists():
        raise SystemExit(f"no trafilatura command beside {sys.executable}")
    target = bench.fresh("trafilatura")
    return watched((command, "--input-dir", source, "-o", target, "--parallel", "2"))


def _succeeded(run: Run) -> Run:
    if run.code != 0:
        raise SystemExit(f"a command ended with {run.code}:\n{run.said}")
    return run


def _states(manifest: Path) -> Counter[str]:
    with manifest.open(encoding="utf-8") as lines:
        return Counter(json.loads(line)["status"] for line in lines)


def _all(known: Sequence[Page], count: int) -> Sequence[Page]:
    return [known[number % len(known)] for number in range(count)]


def _rate(count: int, seconds: Sequence[float]) -> float:
    return count / statistics.median(seconds)


def _ratio(of: Sequence[float], to: Sequence[float]) -> float:
    """The median of the ratios of runs that followed on each other."""
    return statistics.median(one / two for one, two in zip(of, to, strict=True))


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:6.1f} MB"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
