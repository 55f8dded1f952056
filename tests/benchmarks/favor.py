"""What `--favor precision` and `--favor recall` buy, on pages whose article is known.

    python -m tests.benchmarks.favor CORPUS [--limit N] [--forms html,resiliparse] [--even 0.7,0.8]

CORPUS is a folder of sets as for `cleaner.training`. Prints a table in markdown: for every set and every input,
precision, recall and F1 over shingles of four words without a choice and with each, or with each score of `--even`
instead of those in cleaner/label/favor.py. Pages that the model was trained on flatter it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from unittest.mock import patch

from cleaner import Options, clean, pipeline
from cleaner.document import Favor
from cleaner.label.favor import EVEN_SCORES
from cleaner.training.corpus import CorpusPage, set_name, sets_of
from cleaner.training.evaluation import figures
from tests.benchmarks.common import HTML, measured, pages_of, say_head, say_row, source_of


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int, help="pages of each set")
    parser.add_argument("--forms", default="", help="inputs, separated by commas; by default all of a set")
    parser.add_argument("--even", default="", help="scores to try, separated by commas")
    arguments = parser.parse_args()
    choices = list(map(float, filter(None, arguments.even.split(",")))) or list(EVEN_SCORES.values())
    say_head("set", "input", "even at", "precision", "recall", "F1")
    for path in sets_of(arguments.corpus):
        pages = [page for page in pages_of(path, arguments.limit) if page.gold and page.text]
        for form in [HTML, *pages[0].renderings] if pages else []:
            if not arguments.forms or form in arguments.forms.split(","):
                for even in (None, *choices):
                    f1, precision, recall = _figures(pages, form, even)
                    row = (f"{figure:.3f}" for figure in (precision, recall, f1))
                    say_row(set_name(path), form, even or 0.5, *row)


def _figures(pages: Sequence[CorpusPage], form: str, even: float | None) -> tuple[float, float, float]:
    kind: Literal["html", "text"] = "html" if form == HTML else "text"
    # Tried in the place of the score that the package has.
    tried = MappingProxyType({Favor.PRECISION: even or 0.5})
    with patch.object(pipeline, "EVEN_SCORES", tried):
        options = Options() if even is None else Options(favor="precision")
        texts = [clean(source_of(page, form), url=page.url, kind=kind, options=options).text for page in pages]
    return figures([measured(page, text) for page, text in zip(pages, texts, strict=True)])


if __name__ == "__main__":
    main()
