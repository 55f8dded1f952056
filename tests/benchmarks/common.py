"""What several of these programs need: the samples, pages of a corpus, a table in markdown."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TypeVar

from cleaner.training.corpus import CorpusPage, read_set, set_name, sets_of
from cleaner.training.evaluation import PrecisionRecall, precision_and_recall_of

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
HTML = "html"

T = TypeVar("T")


def installed(loaders: Mapping[str, Callable[[], T]]) -> dict[str, T]:
    """What can be loaded, by name; what needs a library that is not installed is left out."""
    found: dict[str, T] = {}
    for name, load in loaders.items():
        try:
            found[name] = load()
        except ImportError:
            continue
    return found


def pages_of(path: Path, limit: int | None = None) -> Iterator[CorpusPage]:
    """The first pages of a set, or all of them; the format is that of `cleaner.training`."""
    return islice(read_set(path), limit)


def chosen_sets(corpus: Path, names: str) -> list[Path]:
    """The files of the sets with these names, which are separated by commas; exits where there is none."""
    found = [path for path in sets_of(corpus) if set_name(path) in names.split(",")]
    if not found:
        raise SystemExit(f"{corpus}: no set is called {names}")
    return found


def source_of(page: CorpusPage, form: str) -> str:
    """The page itself where `form` is "html", else its rendering of that name. Raises KeyError."""
    return page.html if form == HTML else page.text[form]


def measured(page: CorpusPage, text: str) -> PrecisionRecall:
    """Precision and recall of a text against the page's gold text, over shingles of four words."""
    return precision_and_recall_of(text, "\n".join(page.gold), page.optional)


def say(line: str) -> None:
    """Print a line at once: some of these programs run for an hour."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def say_row(*cells: object) -> None:
    """Print a row of a table in markdown."""
    say(f"| {' | '.join(map(str, cells))} |")


def say_head(*cells: object) -> None:
    """Print the head of a table in markdown."""
    say_row(*cells)
    say_row(*("---" for _ in cells))
