"""How well boilerplate is removed from plain text: pages whose article is known, flattened by common tools.

    python -m tests.benchmarks.flattened CORPUS [--limit 50] [--renderings wet,inscriptis] [--systems cleaner,jusText]

CORPUS is a folder of sets as for `cleaner.training`: JSON lines with `html`, `url` and `gold`, the paragraphs of the
article. The renderings are made here, so nothing else is needed of a page. A system is a function from text to text
(see tests/benchmarks/systems.py); those that read only HTML get every line as a paragraph, and trafilatura is measured
on the page itself too, for comparison.

Prints two tables in markdown. The first has precision, recall and F1 over shingles of four words, from the means over
the pages. The second has leaks: what share of the passages that the page's own markup names as a caption, a newsletter
box, related stories … comes out as a line, if the input has it as a line and the article does not hold it.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from lxml import html as parser

from cleaner.training.corpus import CorpusPage, sets_of
from cleaner.training.evaluation import PrecisionRecall, figures
from tests.benchmarks import renderings, systems
from tests.benchmarks.common import HTML, chosen_sets, measured, pages_of, say, say_head, say_row

_ON_HTML = "trafilatura"  # is measured on the page itself too
# What the class and id of an element, or of one of the four around it, call a passage.
_KINDS = {
    "caption": r"caption|photo-credit",
    "newsletter": r"newsletter|sign-?up|mailing-list",
    "share": r"\bshar(?:e|ing)\b|\bsocial",
    "related": r"related|recommend|read-?next|more-stories|trending|most-?(?:read|popular)",
    "cookies": r"cookie|consent|gdpr",
    "author": r"author-?(?:bio|box|card)|about-the-author",
    "comments": r"\bcomments?\b|disqus",
}
_PATTERNS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _KINDS.items()}
_OUTERMOST = ("article", "body", "html", "main")
_PASSAGES = ("a", "button", "div", "em", "figcaption", "h2", "h3", "h4", "label", "li", "p", "span", "td")
_HOLD_PASSAGES = ("div", "figcaption", "h2", "h3", "li", "p", "section", "ul")
_STEPS_UP = 5
_PASSAGE_WORDS = (2, 80)


class _Results:
    """What every system made of one rendering of all pages."""

    def __init__(self) -> None:
        self.quality: dict[str, list[PrecisionRecall]] = defaultdict(list)
        self.leaks: Counter[tuple[str, str]] = Counter()  # by system and kind of passage
        self.chances: Counter[str] = Counter()  # by kind

    def add(self, page: CorpusPage, source: str, outputs: Mapping[str, str]) -> None:
        """Measure the output of each system, by its name."""
        article = _folded("\n".join([*page.gold, *page.optional]))
        lines = _lines(source)
        chances = [(kind, text) for kind, text in passages(page.html) if text in lines and text not in article]
        self.chances.update(kind for kind, _ in chances)
        for system, output in outputs.items():
            self.quality[system].append(measured(page, output))
            kept = _lines(output)
            self.leaks.update((system, kind) for kind, text in chances if text in kept)


def main() -> None:
    """Read the arguments and print the tables."""
    arguments = _arguments()
    known, made = systems.on_text(), renderings.available()
    tools = {name: known[name] for name in _chosen(known, arguments.systems)}
    forms = _chosen(made, arguments.renderings)
    results: dict[str, _Results] = defaultdict(_Results)
    for page in _pages(arguments.corpus, arguments.sets, arguments.limit):
        for form in forms:
            source = made[form](page.html)
            results[form].add(page, source, {name: run(source, False) for name, run in tools.items()})
        results[HTML].add(page, made["text nodes"](page.html), {_ON_HTML: known[_ON_HTML](page.html, True)})
    _say_quality(results)
    _say_leaks(results)


def _pages(corpus: Path, sets: str, limit: int | None) -> Iterator[CorpusPage]:
    for path in chosen_sets(corpus, sets) if sets else sets_of(corpus):
        yield from (page for page in pages_of(path, limit) if page.gold and page.is_article)


def passages(page: str) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text of every passage that the markup of a page names, each once."""
    tree = parser.document_fromstring(page.encode("utf-8", "replace"), parser.HTMLParser(encoding="utf-8"))
    seen: set[tuple[str, str]] = set()
    for element in tree.iter(*_PASSAGES):
        if any(True for inner in element.iter(*_HOLD_PASSAGES) if inner is not element):
            continue
        text = _folded(" ".join(element.itertext()))
        fewest, most = _PASSAGE_WORDS
        if fewest <= len(text.split()) <= most and (kind := _kind_of(element)) and (kind, text) not in seen:
            seen.add((kind, text))
            yield kind, text


def _kind_of(element: parser.HtmlElement) -> str | None:
    if element.tag == "figcaption":
        return "caption"
    for node in [element, *element.iterancestors()][:_STEPS_UP]:
        if node.tag in _OUTERMOST:
            return None
        names = f"{node.get('class', '')} {node.get('id', '')}"
        for kind, pattern in _PATTERNS.items():
            if pattern.search(names):
                return kind
    return None


def _say_quality(results: Mapping[str, _Results]) -> None:
    say_head("input", "system", "precision", "recall", "F1", "pages")
    for form, found in results.items():
        for system, pairs in found.quality.items():
            f1, precision, recall = figures(pairs)
            say_row(form, system, f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}", len(pairs))
    say("")


def _say_leaks(results: Mapping[str, _Results]) -> None:
    say_head("input", "system", *_KINDS, "all")
    for form, found in results.items():
        if not found.chances:
            continue
        for system in found.quality:
            leaks = [found.leaks[system, kind] for kind in _KINDS]
            chances = [found.chances[kind] for kind in _KINDS]
            pairs = [*zip(leaks, chances, strict=True), (sum(leaks), sum(chances))]
            say_row(form, system, *(f"{leak / chance:.1%} of {chance}" if chance else "" for leak, chance in pairs))


def _lines(text: str) -> set[str]:
    return {_folded(line.lstrip(" \t•*-–>#")) for line in text.split("\n")}


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _chosen(known: Collection[str], names: str) -> list[str]:
    """Those of the known names that are asked for, all of them if none is."""
    chosen = [name for name in known if not names or name in names.split(",")]
    if not chosen:
        raise SystemExit(f"{names}: not known or not installed; there are: {', '.join(known)}")
    return chosen


def _arguments() -> argparse.Namespace:
    lines = argparse.RawDescriptionHelpFormatter
    parser_of_arguments = argparse.ArgumentParser(description=__doc__, formatter_class=lines)
    parser_of_arguments.add_argument("corpus", type=Path)
    parser_of_arguments.add_argument("--limit", type=int, help="pages of each set")
    parser_of_arguments.add_argument("--sets", default="", help="names of sets, separated by commas")
    parser_of_arguments.add_argument("--renderings", default="", help="names, separated by commas")
    parser_of_arguments.add_argument("--systems", default="", help="names, separated by commas")
    return parser_of_arguments.parse_args()


if __name__ == "__main__":
    main()
