"""The regression gate: no sample may come out worse than it did.

    python -m tests.benchmarks.gate [--update [--allow-regression]]

Cleans every page in samples/, HTML pages also as plain text with one text node a line, and compares the result with the
article in samples/expected/, as F1 over shingles of four words. Exits 1 where a result is below its floor in
floors.json, or where the samples are not those that the floors were measured on. `--update` measures the floors again;
it refuses to lower one without `--allow-regression`.
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
from tests.benchmarks.common import SAMPLES, say

FLOORS = Path(__file__).with_name("floors.json")
_DIGITS = 4


def main() -> None:
    """Read the arguments; exit 1 where a result got worse."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="measure the floors again")
    parser.add_argument("--allow-regression", action="store_true", help="update even if that lowers a floor")
    arguments = parser.parse_args()
    kept = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"digest": None, "floors": {}}
    found = {"digest": digest(), "floors": measured()}
    worse = [
        f"{name}: {found['floors'].get(name, 0.0):.4f}, was {floor:.4f}"
        for name, floor in kept["floors"].items()
        if found["floors"].get(name, 0.0) < floor
    ]
    for line in worse:
        say(line)
    if worse and not (arguments.update and arguments.allow_regression):
        sys.exit(1)
    if arguments.update:
        FLOORS.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    elif found["digest"] != kept["digest"]:
        say("the samples are not those that the floors were measured on; --update measures them again")
        sys.exit(1)
    mean = sum(found["floors"].values()) / len(found["floors"])
    say(f"{len(found['floors'])} pages, mean F1 {mean:.4f}, none below its floor" if not worse else "floors lowered")


def digest() -> str:
    """A hash of the samples and their expected texts."""
    state = hashlib.sha256()
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_file() and path.name != "README.md":
            state.update(path.relative_to(SAMPLES).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()


def measured() -> dict[str, float]:
    """F1 of every sample in every form, rounded down so that no floor is above what was measured."""
    found = {}
    for path in sorted(path for path in SAMPLES.iterdir() if path.suffix in (".html", ".txt")):
        expected = (SAMPLES / "expected" / f"{path.name}.txt").read_text(encoding="utf-8")
        source = path.read_text(encoding="utf-8")
        found[path.name] = _f1(as_text(clean(source)), expected)
        if path.suffix == ".html":
            found[f"{path.name} as text nodes"] = _f1(as_text(clean(nodes(source), kind="text")), expected)
    return found


def nodes(page: str) -> str:
    """A page as plain text, one text node a line, which is what many scrapers take."""
    shown = "//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
    texts = (" ".join(str(text).split()) for text in html.document_fromstring(page).xpath(shown))
    return "\n".join(text for text in texts if text)


def _f1(text: str, expected: str) -> float:
    value, _, _ = figures([precision_and_recall_of(text, expected, ())])
    return int(value * 10**_DIGITS) / 10**_DIGITS


if __name__ == "__main__":
    main()
