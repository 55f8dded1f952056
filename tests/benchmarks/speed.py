"""How fast and how accurate cleaner is beside other extractors, measured in turns.

    python -m tests.benchmarks.speed [PLACE ...] [--rounds N] [--pages N] [--save FILE]

A place is a folder of pages (.html, .txt) or a set of a corpus as for `cleaner.training`; by default samples/. Every
installed system gets every page once a round, and the systems take turns, so that a machine that slows down slows all
of them. Prints for HTML and for each rendering as plain text the pages a second of processor time in one process, the
ratio to trafilatura on the same pages as HTML (where there is no HTML, lines as paragraphs) as the median over the
rounds with the least and the greatest, and F1 where there is gold text. Then it runs the whole command on one page,
beside trafilatura's command, and prints the times and peaks of memory.

With --save these ratios and F1 are written as TOML, from which `python -m tests.benchmarks.chart` draws the chart.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import multiprocessing
import resource
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar, cast

from cleaner.training.corpus import CorpusPage
from cleaner.training.evaluation import figures
from tests.benchmarks.common import HTML, SAMPLES, measured, pages_of, say, say_head, say_row
from tests.benchmarks.systems import Extract, as_html, available

BASE = "trafilatura"
_FORK = multiprocessing.get_context("fork")
_Found = TypeVar("_Found")
# The calls of the whole command that are timed: what the page is, and the options.
_CALLS = (("plain text", ".txt", ()), ("HTML", ".html", ()), ("HTML, as JSON", ".html", ("-f", "json")))


class Page(NamedTuple):
    """A page in one form, as the HTML that trafilatura gets, and with its gold text if it is of a corpus."""

    form: str
    source: str
    html: str
    gold: CorpusPage | None = None


class Result(NamedTuple):
    """What was measured of a system: ratios to the base in pages a second, one a round, and F1 (None without gold)."""

    ratios: list[float]
    seconds: float
    f1: float | None


def main() -> None:
    """Read the arguments and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", type=Path, nargs="*", default=[SAMPLES])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, help="read only the first pages of each corpus")
    parser.add_argument("--forms", help="measure only these, separated by commas: html and names of renderings")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write ratios and F1 as TOML")
    arguments = parser.parse_args()
    forms: dict[str, list[Page]] = defaultdict(list)
    for place in arguments.places:
        for page in _of_folder(place) if place.is_dir() else _of_corpus(place, arguments.pages):
            if not arguments.forms or page.form in arguments.forms.split(","):
                forms[page.form].append(page)
    results = {form: _measure(pages, arguments.rounds) for form, pages in forms.items()}
    if arguments.save:
        arguments.save.write_text(_as_toml(results), encoding="utf-8")
    for form, suffix, options in _CALLS:
        _print_process(form, SAMPLES / f"crypto-news{suffix}", options, arguments.rounds)


def _of_folder(folder: Path) -> Iterator[Page]:
    for path in sorted(folder.iterdir()):
        if path.suffix in (".html", ".txt"):
            source = path.read_text(encoding="utf-8", errors="replace")
            marked_up = path.suffix == ".html"
            yield Page(HTML if marked_up else "text", source, source if marked_up else as_html(source))


def _of_corpus(path: Path, most: int | None) -> Iterator[Page]:
    for page in pages_of(path, most):
        yield Page(HTML, page.html, page.html, page)
        for form, text in page.text.items():
            yield Page(form, text, page.html, page)


def _measure(pages: Sequence[Page], rounds: int) -> dict[str, Result]:
    """Measure every system on pages of one form, and print the table of that form."""
    systems = available()
    form = pages[0].form
    base_pages = [page._replace(form=HTML, source=page.html) for page in pages]
    for extract, first in (*((extract, pages[:3]) for extract in systems.values()), (systems[BASE], base_pages[:3])):
        _seconds(extract, first)  # not measured: on its first pages a system loads what it loads once
    f1 = {name: _apart(partial(_f1, extract, pages)) for name, extract in systems.items()}
    taken: dict[str, list[float]] = {name: [] for name in systems}
    base: list[float] = []
    for _ in range(rounds):
        for name, extract in systems.items():
            taken[name].append(_apart(partial(_seconds, extract, pages)))
        base.append(taken[BASE][-1] if form == HTML else _apart(partial(_seconds, systems[BASE], base_pages)))
    say(f"\n{len(pages)} pages, {form}, {rounds} rounds in turns, one process\n")
    say_head("system", "pages a second", f"times {BASE} on HTML", "least", "greatest", "F1")
    found = {}
    for name, seconds in taken.items():
        ratios = [whole / own for whole, own in zip(base, seconds, strict=True)]
        found[name] = Result(ratios, statistics.median(seconds), f1[name])
        spread = (f"{value:.2f}" for value in (statistics.median(ratios), min(ratios), max(ratios)))
        accuracy = "" if f1[name] is None else f"{f1[name]:.3f}"
        say_row(name, f"{len(pages) / found[name].seconds:.1f}", *spread, accuracy)
    return found


def _apart(call: Callable[[], _Found]) -> _Found:
    """What a call returns in a forked process, so that no system finds caches that another has filled.

    trafilatura remembers what it has read, and cleaner asks it for a second opinion on some pages: when all took turns
    in one process, trafilatura came out 1.28 times as fast as itself.
    """

    def answer() -> None:
        gc.freeze()  # what other systems have loaded is none of this one's work
        sender.send(call())

    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=answer)
    process.start()
    sender.close()
    try:
        return cast(_Found, receiver.recv())
    finally:
        process.join()


def _f1(extract: Extract, pages: Sequence[Page]) -> float | None:
    with contextlib.redirect_stdout(io.StringIO()):
        pairs = [measured(page.gold, extract(page.source, page.form == HTML)) for page in pages if page.gold]
    return figures(pairs)[0] if pairs else None


def _as_toml(results: Mapping[str, Mapping[str, Result]]) -> str:
    """A table a form: for each system how many times as fast as the base it is, and F1."""
    lines = []
    for form, systems in results.items():
        lines.append(f"[{form}]")
        lines += [
            f'"{name}" = [{statistics.median(found.ratios):.2f}, {found.f1:.3f}]'
            for name, found in systems.items()
            if found.f1 is not None
        ]
        lines.append("")
    return "\n".join(lines)


def _seconds(extract: Extract, pages: Sequence[Page]) -> float:
    start = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        for page in pages:
            extract(page.source, page.form == HTML)
    return time.process_time() - start


def _print_process(form: str, page: Path, options: tuple[str, ...], rounds: int) -> None:
    """Time the whole command on one page; trafilatura always gets the page as HTML, since it does not read text."""
    folder = Path(sys.executable).parent
    calls = {
        "cleaner": (page, (folder / "cleaner", "--no-config", *options)),
        BASE: (page.with_suffix(".html"), (folder / BASE, *(("--json", "--with-metadata") if options else ()))),
    }
    if not all(command[0].exists() for _, command in calls.values()):
        say(f"\nno {BASE} command beside {sys.executable}")
        return
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds + 1):
        for name, (path, command) in calls.items():
            taken[name].append(_process_seconds(command, path))
    ratios = [own / base for own, base in zip(taken["cleaner"][1:], taken[BASE][1:], strict=True)]
    say(
        f"\nwhole process, one page of {form}: {statistics.median(ratios):.2f} ({min(ratios):.2f} to "
        f"{max(ratios):.2f}) times the time of {BASE}'s command"
    )
    for name, (path, command) in calls.items():
        say(f"{name:12} {statistics.median(taken[name]):.3f} s   peak memory {_peak_megabytes(command, path):.0f} MB")


def _process_seconds(command: Sequence[Path | str], page: Path) -> float:
    """The processor time of a whole process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with page.open("rb") as file:
        subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _peak_megabytes(command: Sequence[Path | str], page: Path) -> float:
    """The peak of memory in one run, read by a process that has no other children."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[2:], stdin=open(sys.argv[1], 'rb'),"
        "stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    found = subprocess.run([sys.executable, "-c", script, page, *command], capture_output=True, text=True, check=True)
    kilobytes = int(found.stdout) / (1024 if sys.platform == "darwin" else 1)
    return kilobytes / 1024


if __name__ == "__main__":
    main()
