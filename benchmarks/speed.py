"""How fast cleaner is beside other extractors: in one run, in turns, as ratios.

    python -m benchmarks.speed [FOLDER ...] [--rounds N]

Cleans the pages of folders (default: samples/) several times with every system that is installed, taking turns, so that
a machine that slows down slows all of them. Prints documents a second, and the ratio to trafilatura's as the median
over the rounds. Then the whole process for one page, against trafilatura's own command, and the peak memory of both.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.systems import Extract, available

BASE = "trafilatura"
SAMPLES = Path(__file__).parent.parent / "samples"


def main() -> None:
    """Read the arguments and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", default=[SAMPLES])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    pages = {marked_up: _pages(arguments.folders, ".html" if marked_up else ".txt") for marked_up in (True, False)}
    for marked_up, of_kind in pages.items():
        if of_kind:
            _print_rates(of_kind, marked_up, arguments.rounds)
    for marked_up, suffix in ((False, ".txt"), (True, ".html")):
        _print_process(SAMPLES / f"crypto-news{suffix}", marked_up, arguments.rounds)


def _pages(folders: Sequence[Path], suffix: str) -> list[str]:
    paths = sorted(path for folder in folders for path in folder.glob(f"*{suffix}"))
    return [path.read_text(encoding="utf-8", errors="replace") for path in paths]


def _print_rates(pages: Sequence[str], marked_up: bool, rounds: int) -> None:
    systems = available()
    for extract in systems.values():
        _seconds(extract, pages, marked_up)  # what is loaded or built once is not counted
    taken: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(rounds):
        for name, extract in systems.items():
            taken[name].append(_seconds(extract, pages, marked_up))
    _say(f"\n{len(pages)} pages of {'HTML' if marked_up else 'plain text'}, {rounds} rounds in turns, one process")
    for name, seconds in taken.items():
        ratio = statistics.median(base / own for base, own in zip(taken[BASE], seconds, strict=True))
        _say(f"{name:24} {len(pages) / statistics.median(seconds):8.1f} docs/s   {ratio:6.2f} times {BASE}")


def _seconds(extract: Extract, pages: Sequence[str], marked_up: bool) -> float:
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        for page in pages:
            extract(page, marked_up)
    return time.perf_counter() - start


def _print_process(page: Path, marked_up: bool, rounds: int) -> None:
    """The whole process for one page; trafilatura always gets the page as HTML, since it has nothing for text."""
    folder = Path(sys.executable).parent
    commands = {"cleaner": (folder / "cleaner", page), BASE: (folder / BASE, page.with_suffix(".html"))}
    if not all(command.exists() for command, _ in commands.values()):
        _say(f"\nno {BASE} command beside {sys.executable}")
        return
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, (command, path) in commands.items():
            taken[name].append(_process_seconds(command, path))
    ratio = statistics.median(own / base for own, base in zip(taken["cleaner"][1:], taken[BASE][1:], strict=True))
    _say(f"\nwhole process, one page of {'HTML' if marked_up else 'plain text'}: {ratio:.2f} times {BASE}'s command")
    for name, (command, path) in commands.items():
        _say(f"{name:24} {statistics.median(taken[name]):.3f} s   peak memory {_peak_megabytes(command, path):.0f} MB")


def _process_seconds(command: Path, page: Path) -> float:
    start = time.perf_counter()
    with page.open("rb") as file:
        subprocess.run([command], stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def _peak_megabytes(command: Path, page: Path) -> float:
    """The peak of one run, read in a process of its own, which has had no other children."""
    script = (
        "import resource, subprocess, sys; subprocess.run([sys.argv[1]], stdin=open(sys.argv[2], 'rb'),"
        "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    found = subprocess.run([sys.executable, "-c", script, command, page], capture_output=True, text=True, check=True)
    kilobytes = int(found.stdout) / (1024 if sys.platform == "darwin" else 1)
    return kilobytes / 1024


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
