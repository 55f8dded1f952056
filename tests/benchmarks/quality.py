"""How good cleaner is beside other extractors, on pages whose text is known.

    python -m tests.benchmarks.quality CORPUS [--systems cleaner,trafilatura] [--limit N]

CORPUS is a folder of gzipped JSON lines with `html`, `text` (renderings by name), `gold` (paragraphs) and `optional`.
Prints a table in markdown: F1 over shingles of four words, from the means of precision and recall over the pages, for
every set and every input. Pages that the model was trained on flatter it: `python -m cleaner.training` prints cross-validated
figures.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleaner.training.evaluation import figures, precision_and_recall_of
from tests.benchmarks.systems import Extract, available

HTML = "html"


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--systems", default="cleaner,trafilatura,jusText")
    parser.add_argument("--limit", type=int)
    arguments = parser.parse_args()
    systems = {name: run for name, run in available().items() if name in arguments.systems.split(",")}
    _say(f"| set | input | {' | '.join(systems)} |")
    _say(f"| --- | --- | {' | '.join('---' for _ in systems)} |")
    for path in sorted(arguments.corpus.glob("*.jsonl.gz")):
        pages = [page for page in _pages(path, arguments.limit) if page["gold"] and page.get("text")]
        forms = [HTML, *pages[0]["text"]] if pages else []
        for form in forms:
            cells = " | ".join(f"{_f1(pages, form, run):.3f}" for run in systems.values())
            _say(f"| {path.name.removesuffix('.jsonl.gz')} | {form} | {cells} |")


def _pages(path: Path, limit: int | None) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            yield json.loads(line)


def _f1(pages: list[dict[str, Any]], form: str, extract: Extract) -> float:
    pairs = []
    for page in pages:
        found = extract(page[HTML] if form == HTML else page["text"][form], form == HTML)
        pairs.append(precision_and_recall_of(found, "\n".join(page["gold"]), tuple(page.get("optional") or ())))
    return figures(pairs)[0]


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
