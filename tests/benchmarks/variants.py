"""How well plain text is cleaned in each of the ways in which tools write it.

    python -m tests.benchmarks.variants CORPUS [--rendering resiliparse] [--limit 60] [--sets fundus-dev,sites-dev]

CORPUS is a folder of sets as for `cleaner.training`. Prints a table in markdown: F1, precision and recall of the kept
text, and how many pages come out empty, for the rendering as it is and for every variant of it. The last row is of two
pages of different sites pasted together, measured against both articles; the recall of each is printed below. Pages
that the model was trained on flatter it, so compare the rows with one another.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from cleaner import clean
from cleaner.render.as_text import NOT_BODY
from cleaner.training.corpus import CorpusPage
from cleaner.training.evaluation import figures, precision_and_recall_of
from cleaner.training.hosts import host_of
from cleaner.training.variants import VARIANTS, variant
from tests.benchmarks.common import chosen_sets, pages_of, say, say_head, say_row


class Case(NamedTuple):
    """A text and the article in it."""

    text: str
    gold: str
    optional: tuple[str, ...]


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rendering", default="resiliparse")
    parser.add_argument("--limit", type=int, default=60, help="pages of each set")
    parser.add_argument("--sets", default="fundus-dev,sites-dev,wcxb-articles", help="names, separated by commas")
    parser.add_argument("--only", help="names of variants, separated by commas")
    arguments = parser.parse_args()
    found = [page for path in chosen_sets(arguments.corpus, arguments.sets) for page in pages_of(path, arguments.limit)]
    pages = [page for page in found if page.gold and arguments.rendering in page.text]
    cases = [Case(page.text[arguments.rendering], "\n".join(page.gold), page.optional) for page in pages]
    say(f"{len(pages)} pages as {arguments.rendering}\n")
    say_head("variant", "F1", "precision", "recall", "empty")
    _row("as it is", cases)
    for name in arguments.only.split(",") if arguments.only else VARIANTS:
        written = [variant(name, case.text, page.id) for page, case in zip(pages, cases, strict=True)]
        _row(name, [case._replace(text=text) for case, text in zip(cases, written, strict=True)])
    if not arguments.only:
        _two_articles(pages, cases)


def _two_articles(pages: Sequence[CorpusPage], cases: Sequence[Case]) -> None:
    both, first, second = [], [], []
    for (one, case), (two, other) in pairwise(zip(pages, cases, strict=True)):
        if host_of(one.url) == host_of(two.url):
            continue
        text = f"{case.text}\n\n{other.text}"
        both.append(Case(text, f"{case.gold}\n{other.gold}", (*case.optional, *other.optional)))
        kept = _kept(text)
        first.append(precision_and_recall_of(kept, case.gold, case.optional))
        second.append(precision_and_recall_of(kept, other.gold, other.optional))
    _row("two articles", both)
    say(f"\nrecall of the first {figures(first)[2]:.3f}, of the second {figures(second)[2]:.3f}")


def _row(name: str, cases: Sequence[Case]) -> None:
    pairs = [precision_and_recall_of(_kept(case.text), case.gold, case.optional) for case in cases]
    say_row(name, *(f"{figure:.3f}" for figure in figures(pairs)), sum(precision is None for precision, _ in pairs))


def _kept(text: str) -> str:
    blocks = clean(text, kind="text").blocks
    return "\n".join(block.text for block in blocks if block.kept and block.label not in NOT_BODY)


if __name__ == "__main__":
    main()
