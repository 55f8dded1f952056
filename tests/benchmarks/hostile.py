"""Whether documents made to do harm are cleaned in bounded time and memory.

    python -m tests.benchmarks.hostile [--count 1000] [--largest 10000000] [--seed 1]

Cleans a number of hostile documents of each kind (see hostile_pages.py), asks for their metadata and writes them in
every format. Each runs in a process of its own, with limits on processor time and memory. Prints the slowest, how much
memory they took, and every document that raised, was refused, or exceeded a limit. Exits 1 where one raised or exceeded
a limit.

`--write FOLDER` writes the documents as files instead, so that the command can be run on them.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import NamedTuple

from cleaner import Article, DocumentError, clean
from cleaner.render.addresses import AddressResolver
from cleaner.render.as_explanation import as_explanation
from cleaner.render.as_frontmatter import as_frontmatter
from cleaner.render.as_html import as_html
from cleaner.render.as_json import as_explained, as_json, as_record
from cleaner.render.as_markdown import as_markdown
from cleaner.render.as_text import as_text
from tests.benchmarks.common import say
from tests.benchmarks.hostile_pages import FORMS, LARGEST, Document, document, documents

MEGABYTE = 1_000_000
EXTRAS = AddressResolver(links=True, images=True, base="https://example.org/news/")
RENDERERS: dict[str, Callable[[Article], str]] = {
    "text": as_text,
    "markdown": lambda article: as_markdown(article, EXTRAS),
    "html": lambda article: as_html(article, EXTRAS),
    "jsonl": lambda article: as_json(as_record(article)),
    "explained": as_explained,
    "explanation": as_explanation,
    "front matter": as_frontmatter,
}
DONE, REFUSED, RAISED, TIME, MEMORY, DIED = "done", "refused", "raised", "out of time", "out of memory", "died"
GOOD = (DONE, REFUSED)
_OUT_OF_MEMORY_EXIT = 70  # exit code
_PROGRESS_DOCUMENTS = 100  # documents between two lines of progress


class Outcome(NamedTuple):
    """What became of a document: seconds of processor time by stage, and the peak of memory in bytes.

    `why` names what was raised, or the stage in which the process ended.
    """

    status: str
    seconds: dict[str, float]
    memory: int
    why: str = ""

    @property
    def slowest(self) -> float:
        """Seconds to clean it, find its metadata and write it in the slowest format."""
        written = [seconds for stage, seconds in self.seconds.items() if stage in RENDERERS]
        return sum(self.seconds.values()) - sum(written) + max(written, default=0.0)


class Limits(NamedTuple):
    """What one document may cost: seconds of processor time, bytes of memory."""

    seconds: int
    memory: int


def main() -> None:
    """Read the arguments, print the tables."""
    arguments = _arguments()
    if arguments.every_form:
        wanted: Iterator[Document] = (
            document(name, Random(arguments.seed), arguments.largest)
            for name in sorted(FORMS)
            if name.startswith(tuple(arguments.kind or ("html", "text"))) and (arguments.only or "") in name
        )
    else:
        kinds = arguments.kind or ("html", "text")
        wanted = itertools.chain.from_iterable(
            documents(kind, arguments.count, arguments.seed, arguments.largest) for kind in kinds
        )
    if arguments.write is not None:
        _write(wanted, arguments.write)
        return
    limits = Limits(arguments.seconds, arguments.megabytes * MEGABYTE)
    # Loads what is loaded once, so that no forked process has to.
    for kind in ("html", "text"):
        examine(document(f"{kind}/prose in one" if kind == "text" else "html/articles", Random(1), 2_000))
    start = time.monotonic()
    with ThreadPoolExecutor(arguments.jobs) as pool:
        found = list(_in_turn(pool, wanted, limits, arguments.jobs))
    sys.exit(_report(found, time.monotonic() - start, arguments.top))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--count", type=int, default=100, help="documents of each kind (100; the published figures are of 1,000)"
    )
    parser.add_argument("--kind", action="append", choices=("html", "text"), help="one kind alone")
    parser.add_argument(
        "--largest",
        type=int,
        default=MEGABYTE,
        help=f"characters (a million; the published figures are of {LARGEST:,})",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every-form", action="store_true", help="make each form once, at the largest size")
    parser.add_argument("--only", help="with --every-form, only forms with this in their name")
    parser.add_argument("--seconds", type=int, default=10, help="of processor time for a document (10)")
    parser.add_argument("--megabytes", type=int, default=4_000, help="of memory for a document (4,000)")
    parser.add_argument("--jobs", type=int, default=1, help="documents at a time (1)")
    parser.add_argument("--top", type=int, default=15, help="how many of the slowest to print (15)")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="only write the documents to this folder")
    return parser.parse_args()


def _write(wanted: Iterator[Document], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, made in enumerate(wanted):
        content = made.content if isinstance(made.content, bytes) else made.content.encode("utf-8", "surrogatepass")
        (folder / f"{number:04}-{made.name}.{'html' if made.kind == 'html' else 'txt'}").write_bytes(content)


def _in_turn(
    pool: ThreadPoolExecutor, wanted: Iterator[Document], limits: Limits, jobs: int
) -> Iterator[tuple[str, int, Outcome]]:
    """Yield the outcomes in order; at most `jobs` documents are in memory."""
    count = 0
    while batch := list(itertools.islice(wanted, jobs)):
        for made, outcome in zip(batch, pool.map(lambda made: watched(made, limits), batch), strict=True):
            if outcome.status not in GOOD or outcome.slowest > limits.seconds / 2:
                say(f"{outcome.status:14} {outcome.slowest:6.1f} s  {made.name}: {outcome.why}")
            count += 1
            if count % _PROGRESS_DOCUMENTS == 0:
                say(f"{count} documents")
            yield made.name, len(made.content), outcome


# --- One document


def watched(made: Document, limits: Limits) -> Outcome:
    """Examine a document in a process of its own, under limits."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_examine_within, args=(made, limits, theirs))
    process.start()
    theirs.close()
    seconds: dict[str, float] = {}
    last: Outcome | None = None
    stage = "start"
    deadline = time.monotonic() + 10 * limits.seconds + 60  # a process that sleeps uses no processor time
    try:
        while ours.poll(max(0.0, deadline - time.monotonic())):
            said = json.loads(ours.recv_bytes())
            stage = said.get("stage", stage)
            seconds |= said.get("seconds", {})
            if "status" in said:
                last = Outcome(said["status"], seconds, said["memory"], said["why"])
    except (EOFError, OSError):
        pass
    if time.monotonic() >= deadline:
        process.kill()
    process.join()
    if last is not None:
        return last
    return Outcome(_of_exit(process.exitcode), seconds | {stage: float(limits.seconds)}, 0, f"in {stage}")


def _of_exit(code: int | None) -> str:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return TIME
    return MEMORY if code == _OUT_OF_MEMORY_EXIT else DIED


def _examine_within(made: Document, limits: Limits, to: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    # Three times the limit, which is for one format: here every format is written.
    resource.setrlimit(resource.RLIMIT_CPU, (int(used) + 3 * limits.seconds, int(used) + 3 * limits.seconds + 5))
    try:
        outcome = examine(made, lambda **said: to.send_bytes(json.dumps(said).encode()))
    except MemoryError:
        os._exit(_OUT_OF_MEMORY_EXIT)
    status = TIME if outcome.status == DONE and outcome.slowest > limits.seconds else outcome.status
    why = ", ".join(f"{stage} {taken:.1f} s" for stage, taken in outcome.seconds.items() if taken > 0.5)
    to.send_bytes(json.dumps({"status": status, "memory": _peak_of_memory(), "why": outcome.why or why}).encode())


def examine(made: Document, tell: Callable[..., None] = lambda **_: None) -> Outcome:
    """Clean a document, ask for its metadata, write it in every format; `tell` is called for each stage.

    Raises MemoryError.
    """
    seconds: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], object]) -> object:
        tell(stage=stage)
        start = time.process_time()
        try:
            return work()
        finally:
            seconds[stage] = time.process_time() - start
            tell(seconds={stage: seconds[stage]})

    try:
        article = timed("clean", lambda: clean(made.content, kind="html" if made.kind == "html" else "text"))
        assert isinstance(article, Article)
        timed("metadata", lambda: article.title)
        for name, render in RENDERERS.items():
            timed(name, lambda render=render: render(article).encode("utf-8", "surrogatepass"))  # type: ignore[misc]
    except DocumentError as error:
        return Outcome(REFUSED, seconds, 0, str(error))
    except MemoryError:
        raise
    except Exception as error:
        return Outcome(RAISED, seconds, 0, f"{type(error).__name__}: {error}"[:300])
    return Outcome(DONE, seconds, 0)


def _peak_of_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


# --- Tables


def _report(found: Sequence[tuple[str, int, Outcome]], seconds: float, top: int) -> int:
    """Print the tables and return the exit code."""
    say(f"\n{'seconds':>8} {'clean':>6} {'meta':>6} {'write':>6} {'peak MB':>8} {'size MB':>8}  document")
    for name, size, outcome in sorted(found, key=lambda entry: -entry[2].slowest)[:top]:
        of = outcome.seconds
        written = max((of[stage] for stage in of if stage in RENDERERS), default=0.0)
        figures = f"{outcome.slowest:8.2f} {of.get('clean', 0.0):6.2f} {of.get('metadata', 0.0):6.2f} {written:6.2f}"
        say(f"{figures} {outcome.memory / MEGABYTE:8.0f} {size / MEGABYTE:8.2f}  {name}")
    say("\nmost memory")
    for name, size, outcome in sorted(found, key=lambda entry: -entry[2].memory)[:3]:
        say(f"{outcome.memory / MEGABYTE:8.0f} MB for {size / MEGABYTE:.2f} MB  {name}")
    counts = Counter(outcome.status for _, _, outcome in found)
    say(f"\n{len(found)} documents in {seconds:.0f} s: " + ", ".join(f"{n} {what}" for what, n in counts.items()))
    reasons = Counter(outcome.why for _, _, outcome in found if outcome.status == REFUSED)
    for why, count in reasons.most_common():
        say(f"{count:6} refused: {why}")
    return int(any(status not in GOOD for status in counts))


if __name__ == "__main__":
    main()
