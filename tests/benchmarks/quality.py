"""How well cleaner finds articles, beside other extractors, on pages whose article is known.

    python -m tests.benchmarks.quality CORPUS [--systems cleaner,trafilatura] [--limit N]

CORPUS is a folder of sets as for `cleaner.training`. Prints a table in markdown: for every set and every input, F1 over
shingles of four words, from the means of precision and recall over the pages. Pages that the model was trained on
flatter it; `python -m cleaner.training` prints cross-validated figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from cleaner.training.corpus import CorpusPage, set_name, sets_of
from cleaner.training.evaluation import figures
from tests.benchmarks.common import HTML, measured, pages_of, say_head, say_row, source_of
from tests.benchmarks.systems import Extract, available


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--systems", default="cleaner,trafilatura,jusText", help="names, separated by commas")
    parser.add_argument("--limit", type=int, help="pages of each set")
    arguments = parser.parse_args()
    systems = {name: run for name, run in available().items() if name in arguments.systems.split(",")}
    say_head("set", "input", *systems)
    for path in sets_of(arguments.corpus):
        pages = [page for page in pages_of(path, arguments.limit) if page.gold and page.text]
        for form in [HTML, *pages[0].renderings] if pages else []:
            say_row(set_name(path), form, *(f"{_f1(pages, form, run):.3f}" for run in systems.values()))


def _f1(pages: Sequence[CorpusPage], form: str, extract: Extract) -> float:
    return figures([measured(page, extract(source_of(page, form), form == HTML)) for page in pages])[0]


if __name__ == "__main__":
    main()
