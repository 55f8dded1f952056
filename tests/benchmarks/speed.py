"""How fast cleaner is beside other extractors, measured in turns.

    python -m tests.benchmarks.speed [PLACE ...] [--rounds N] [--pages N]

A place is a folder of pages (.html, .txt) or a set of a corpus as for `cleaner.training`; by default samples/. Every
installed system gets every page once a round, and the systems take turns, so that a machine that slows down slows all
of them. Prints the documents a second in one process, for HTML and for each rendering as plain text, and the median
over the rounds of the ratio to trafilatura on the same pages as HTML (where there is no HTML, lines as paragraphs).
Then it runs the whole command on one page, beside trafilatura's command, and prints the times and peaks of memory.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.common import HTML, SAMPLES, pages_of, say
from tests.benchmarks.systems import Extract, as_html, available

BASE = "trafilatura"


class Page(NamedTuple):
    """A page in one form, and as the HTML that trafilatura gets."""

    form: str
    source: str
    html: str


def main() -> None:
    """Read the arguments and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", type=Path, nargs="*", default=[SAMPLES])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, help="read only the first pages of each corpus")
    arguments = parser.parse_args()
    forms: dict[str, list[Page]] = defaultdict(list)
    for place in arguments.places:
        for page in _of_folder(place) if place.is_dir() else _of_corpus(place, arguments.pages):
            forms[page.form].append(page)
    for pages in forms.values():
        _print_rates(pages, arguments.rounds)
    for marked_up, suffix in ((False, ".txt"), (True, ".html")):
        _print_process(SAMPLES / f"crypto-news{suffix}", marked_up, arguments.rounds)


def _of_folder(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.iterdir()):
        if path.suffix in (".html", ".txt"):
            source = path.read_text(encoding="utf-8", errors="replace")
            marked_up = path.suffix == ".html"
            yield Page(HTML if marked_up else "text", source, source if marked_up else as_html(source))


def _of_corpus(path: Path, most: int | None) -> Iterator[Page]:
    for page in pages_of(path, most):
        yield Page(HTML, page.html, page.html)
        for form, text in page.text.items():
            yield Page(form, text, page.html)


def _print_rates(pages: Sequence[Page], rounds: int) -> None:
    systems = available()
    for extract in systems.values():
        # Not measured: on its first pages a system loads what it loads once.
        _seconds(extract, pages[:3], marked_up=pages[0].form == HTML)
    taken: dict[str, list[float]] = {name: [] for name in systems}
    base: list[float] = []
    for _ in range(rounds):
        base.append(_seconds(systems[BASE], [Page(HTML, page.html, page.html) for page in pages], marked_up=True))
        for name, extract in systems.items():
            taken[name].append(_seconds(extract, pages, marked_up=pages[0].form == HTML))
    say(f"\n{len(pages)} pages, {pages[0].form}, {rounds} rounds in turns, one process")
    for name, seconds in taken.items():
        ratio = statistics.median(base / own for base, own in zip(base, seconds, strict=True))
        rate = len(pages) / statistics.median(seconds)
        say(f"{name:24} {rate:8.1f} docs/s   {ratio:6.2f} times {BASE} on HTML")


def _seconds(extract: Extract, pages: Sequence[Page], marked_up: bool) -> float:
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        for page in pages:
            extract(page.source, marked_up)
    return time.perf_counter() - start


def _print_process(page: Path, marked_up: bool, rounds: int) -> None:
    """Time the whole command on one page; trafilatura always gets the page as HTML, since it does not read text."""
    folder = Path(sys.executable).parent
    commands = {"cleaner": (folder / "cleaner", page), BASE: (folder / BASE, page.with_suffix(".html"))}
    if not all(command.exists() for command, _ in commands.values()):
        say(f"\nno {BASE} command beside {sys.executable}")
        return
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, (command, path) in commands.items():
            taken[name].append(_process_seconds(command, path))
    ratio = statistics.median(own / base for own, base in zip(taken["cleaner"][1:], taken[BASE][1:], strict=True))
    say(f"\nwhole process, one page of {'HTML' if marked_up else 'plain text'}: {ratio:.2f} times {BASE}'s command")
    for name, (command, path) in commands.items():
        say(f"{name:24} {statistics.median(taken[name]):.3f} s   peak memory {_peak_megabytes(command, path):.0f} MB")


def _process_seconds(command: Path, page: Path) -> float:
    start = time.perf_counter()
    with page.open("rb") as file:
        subprocess.run([command], stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def _peak_megabytes(command: Path, page: Path) -> float:
    """The peak of memory in one run, read by a process that has no other children."""
    script = (
        "import resource, subprocess, sys; subprocess.run([sys.argv[1]], stdin=open(sys.argv[2], 'rb'),"
        "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    found = subprocess.run([sys.executable, "-c", script, command, page], capture_output=True, text=True, check=True)
    kilobytes = int(found.stdout) / (1024 if sys.platform == "darwin" else 1)
    return kilobytes / 1024


if __name__ == "__main__":
    main()
