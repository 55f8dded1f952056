"""The regression gate: no sample comes out worse than it did.

    python -m tests.benchmarks.gate [--update [--allow-regression]]

Cleans every page in samples/, HTML pages also as plain text with one text node a line, and compares what comes out with
what people wrote down, as F1 over shingles of four words. Fails where one is below its floor in floors.json, or where
the samples are not those that the floors were taken from. `--update` takes the floors anew; it refuses to lower one
without `--allow-regression`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from lxml import html

from cleaner import clean
from cleaner.render.as_text import as_text
from cleaner.training.evaluation import figures, precision_and_recall_of

SAMPLES = Path(__file__).parents[2] / "samples"
FLOORS = Path(__file__).with_name("floors.json")
_DIGITS = 4


def main() -> None:
    """Read the arguments; exit 1 where something got worse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="take the floors anew")
    parser.add_argument("--allow-regression", action="store_true", help="even where that lowers one")
    arguments = parser.parse_args()
    kept = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"digest": None, "floors": {}}
    found = {"digest": digest(), "floors": measured()}
    worse = [
        f"{name}: {found['floors'].get(name, 0.0):.4f}, was {floor:.4f}"
        for name, floor in kept["floors"].items()
        if found["floors"].get(name, 0.0) < floor
    ]
    for line in worse:
        _say(line)
    if worse and not (arguments.update and arguments.allow_regression):
        sys.exit(1)
    if arguments.update:
        FLOORS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    elif found["digest"] != kept["digest"]:
        _say("the samples are not those that the floors were taken from; --update takes them anew")
        sys.exit(1)
    mean = sum(found["floors"].values()) / len(found["floors"])
    _say(f"{len(found['floors'])} pages, mean F1 {mean:.4f}, none below its floor" if not worse else "floors lowered")


def digest() -> str:
    """What the samples and their expected texts are, in short."""
    state = hashlib.sha256()
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_file() and path.name != "README.md":
            state.update(path.relative_to(SAMPLES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()


def measured() -> dict[str, float]:
    """F1 of every sample in every form; rounded down, so that no floor lies above what was measured."""
    found = {}
    for path in sorted(path for path in SAMPLES.iterdir() if path.suffix in (".html", ".txt")):
        expected = (SAMPLES / "expected" / f"{path.name}.txt").read_text(encoding="utf-8")
        source = path.read_text(encoding="utf-8")
        found[path.name] = _f1(as_text(clean(source)), expected)
        if path.suffix == ".html":
            found[f"{path.name} as text nodes"] = _f1(as_text(clean(nodes(source), kind="text")), expected)
    return found


def nodes(page: str) -> str:
    """A page as plain text, one text node a line, as scrapers that ask for all text get it."""
    shown = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
    texts = (" ".join(str(text).split()) for text in html.document_fromstring(page).xpath(shown))
    return "\n".join(text for text in texts if text)


def _f1(text: str, expected: str) -> float:
    value, _, _ = figures([precision_and_recall_of(text, expected, ())])
    return int(value * 10**_DIGITS) / 10**_DIGITS


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
