"""How well plain text is cleaned in each of the ways in which tools write it.

    python -m tests.benchmarks.variants CORPUS [--rendering resiliparse] [--limit 60] [--sets fundus-dev,sites-dev]

CORPUS is a folder as for `benchmarks.quality`. Prints a table in markdown: F1, precision and recall of the kept blocks'
text, and pages that come out empty, for the rendering as it is and in every variant; last, two pages of different sites
pasted together, measured against both articles, with the recall of each. Pages that the model was trained on flatter
it: compare the rows.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from cleaner import clean
from cleaner.render.as_text import NOT_BODY
from cleaner.training.hosts import host_of
from cleaner.training.evaluation import figures, precision_and_recall_of
from cleaner.training.variants import VARIANTS, variant

AS_IT_IS = "as it is"


class Case(NamedTuple):
    """One text with the article that is in it."""

    text: str
    gold: str
    optional: tuple[str, ...]


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--rendering", default="resiliparse")
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--sets", default="fundus-dev,sites-dev,wcxb-articles")
    parser.add_argument("--only", help="names of variants, parted by commas")
    arguments = parser.parse_args()
    pages = [page for name in arguments.sets.split(",") for page in _pages(arguments.corpus, name, arguments.limit)]
    _say(f"{len(pages)} pages as {arguments.rendering}\n")
    _say("| variant | F1 | precision | recall | empty |")
    _say("| --- | --- | --- | --- | --- |")
    names = arguments.only.split(",") if arguments.only else list(VARIANTS)
    cases = [_case(page, arguments.rendering) for page in pages]
    _row(AS_IT_IS, cases)
    for name in names:
        told = zip(pages, cases, strict=True)
        _row(name, [case._replace(text=variant(name, case.text, page["id"])) for page, case in told])
    if not arguments.only:
        _two_articles(pages, cases)


def _two_articles(pages: Sequence[dict[str, Any]], cases: Sequence[Case]) -> None:
    both, first, second = [], [], []
    for (one, case), (two, other) in pairwise(zip(pages, cases, strict=True)):
        if host_of(one["url"]) == host_of(two["url"]):
            continue
        text = f"{case.text}\n\n{other.text}"
        both.append(Case(text, f"{case.gold}\n{other.gold}", (*case.optional, *other.optional)))
        kept = _kept(text)
        first.append(precision_and_recall_of(kept, case.gold, case.optional))
        second.append(precision_and_recall_of(kept, other.gold, other.optional))
    _row("two articles", both)
    _say(f"\nrecall of the first {figures(first)[2]:.3f}, of the second {figures(second)[2]:.3f}")


def _row(name: str, cases: Sequence[Case]) -> None:
    pairs = [precision_and_recall_of(_kept(case.text), case.gold, case.optional) for case in cases]
    f1, precision, recall = figures(pairs)
    empty = sum(found is None for found, _ in pairs)
    _say(f"| {name} | {f1:.3f} | {precision:.3f} | {recall:.3f} | {empty} |")


def _kept(text: str) -> str:
    blocks = clean(text, kind="text").blocks
    return "\n".join(block.text for block in blocks if block.kept and block.label not in NOT_BODY)


def _case(page: dict[str, Any], rendering: str) -> Case:
    return Case(page["text"][rendering], "\n".join(page["gold"]), tuple(page.get("optional") or ()))


def _pages(corpus: Path, name: str, limit: int) -> Iterator[dict[str, Any]]:
    with gzip.open(corpus / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number >= limit:
                return
            page = json.loads(line)
            if page["gold"]:
                yield page


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
