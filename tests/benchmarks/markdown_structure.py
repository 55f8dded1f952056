"""How much of the structure of pages comes out in markdown, on pages whose article is known.

    python -m tests.benchmarks.markdown_structure CORPUS [--set NAME] [--limit N] [--missing N]

CORPUS is a folder of sets as for `cleaner.training`. It counts the code blocks, list items, cells of data tables and
block quotes in a page's markup whose text is in the gold text. Each should come out as the same kind of element when
the markdown is parsed again. Prints a table in markdown: how many there are, the share that comes out as what it is,
and that share among those whose text comes out at all. `--missing` shows the first of each page that do not.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree
from markdown_it import MarkdownIt

from cleaner import Options, clean
from cleaner.render.as_markdown import as_markdown
from cleaner.segment.html_elements import UNSEEN
from cleaner.segment.html_tree import parse
from cleaner.training.alignment import shingles, words
from cleaner.training.corpus import CorpusPage, set_name, sets_of
from tests.benchmarks.common import pages_of, say, say_head, say_row

Words = tuple[str, ...]

_NOT_IN_DATA = ("table", "form", "h1", "h2", "h3", "iframe")
_MAX_CELL_WORDS = 60  # a longer one is a column of a page
_MIN_SHARE = 0.8  # of the shingles of a text that have to stand in another
_MIN_LIST_WORDS = 5  # a shorter list is mostly a menu
_PARTS = {"ul", "ol", "table", "pre"}


class Piece(NamedTuple):
    """One structured element: its kind, and its own words, without those of lists, tables and code within it.

    `around` has the words of the whole list or table: "About" is a word of many articles and an item of many menus.
    """

    kind: str
    words: Words
    around: Words = ()


class Tally(Counter[str]):
    """Counts of the elements of one kind: `found` in the gold text, `out` as what they are, `lost` altogether."""


def main() -> None:
    """Read the arguments and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--set")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--missing", type=int, default=0)
    arguments = parser.parse_args()
    total: dict[str, Tally] = defaultdict(Tally)
    say_head("set", "element", "in gold", "as one in markdown", "of those that stay")
    for path in sets_of(arguments.corpus):
        if arguments.set in (None, set_name(path)):
            tallies: dict[str, Tally] = defaultdict(Tally)
            for page in pages_of(path, arguments.limit):
                for kind, piece in count(page, tallies)[: arguments.missing]:
                    say(f"<!-- {page.id} {kind}: {' '.join(piece.words)[:100]} -->")
            _print(set_name(path), tallies)
            for kind, tally in tallies.items():
                total[kind].update(tally)
    _print("all", total)


def count(page: CorpusPage, tallies: dict[str, Tally]) -> list[tuple[str, Piece]]:
    """Count one page's elements; return those that did not come out as what they are, with what became of them."""
    known = words("\n".join(page.gold))
    expected = [p for p in in_page(page.html) if _of_article(p, known)] if known else []
    if not expected:
        return []
    written = as_markdown(clean(page.html, kind="html", options=Options()))
    out = defaultdict(list)
    for piece in in_markdown(written):
        out[piece.kind].append(piece.words)
    everything = words(" ".join(" ".join(texts) for pieces in out.values() for texts in pieces))
    missing = []
    for piece in expected:
        tally = tallies[piece.kind]
        tally["found"] += 1
        if any(is_in(piece.words, other) for other in out[piece.kind]):
            tally["out"] += 1
            continue
        lost = not is_in(piece.words, everything)
        tally["lost"] += lost
        missing.append((f"{piece.kind} {'lost' if lost else 'as something else'}", piece))
    return missing


def _of_article(piece: Piece, gold: Words) -> bool:
    """Whether an element is in the gold text, together with the list or table that it belongs to."""
    if piece.around and len(piece.around) < _MIN_LIST_WORDS:
        return False
    return is_in(piece.words, gold) and (not piece.around or is_in(piece.around, gold))


def is_in(text: Words, other: Words) -> bool:
    """Whether a text is in another: nearly all of its runs of four words, or as a phrase if it is short."""
    pieces = _shingles(text)
    if len(pieces) < 2:
        return f" {' '.join(text)} " in f" {' '.join(other)} "
    return len(pieces & _shingles(other)) >= _MIN_SHARE * len(pieces)


_shingles = lru_cache(maxsize=10_000)(shingles)


# The page


def in_page(html: str) -> Iterator[Piece]:
    """The structured elements of a page, by its markup alone."""
    root = parse(html)
    for element in root.iter("pre", "ul", "ol", "table", "blockquote") if root is not None else ():
        if element.tag in ("ul", "ol", "table"):
            kind, parts = ("cell", _cells(element)) if element.tag == "table" else ("item", element.findall("li"))
            of_each = [own for part in parts if (own := _own(part))]
            yield from (Piece(kind, own, sum(of_each, ())) for own in of_each)
        elif (own := _own(element)) and not (element.tag == "pre" and all(word.isdigit() for word in own)):
            yield Piece("quote" if element.tag == "blockquote" else "pre", own)


def _cells(table: etree._Element) -> list[etree._Element]:
    """The cells of a data table: several rows and columns of short texts, without parts of a page in them."""
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr")]
    if sum(len(row) > 1 for row in rows) < 2 or next(table.iterdescendants(*_NOT_IN_DATA), None) is not None:
        return []
    cells = [cell for row in rows for cell in row]
    return [] if any(len(_own(cell)) > _MAX_CELL_WORDS for cell in cells) else cells


def _own(element: etree._Element) -> Words:
    return words(" ".join(_texts(element, element)))


def _texts(element: etree._Element, top: etree._Element) -> Iterator[str]:
    if element is not top and (element.tag in UNSEEN or element.tag in _PARTS or not isinstance(element.tag, str)):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child, top)
        yield child.tail or ""


# The markdown


def in_markdown(text: str) -> Iterator[Piece]:
    """The structured elements of a markdown text, and everything else as "other"."""
    opened: list[tuple[str, list[str]]] = [("other", [])]
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(text):
        kind = _KINDS.get(token.type.removesuffix("_open").removesuffix("_close"))
        if token.type == "fence":
            yield Piece("pre", words(token.content))
        elif kind and token.nesting == 1:
            opened.append((kind, []))
        elif kind and token.nesting == -1:
            closed, texts = opened.pop()
            yield Piece(closed, words(" ".join(texts)))
            if closed == "item" and any(around == "quote" for around, _ in opened):
                next(texts_ for around, texts_ in reversed(opened) if around == "quote").extend(texts)
        elif token.type == "inline":
            opened[-1][1].append(_visible(token.children or ()))
    yield Piece("other", words(" ".join(opened[0][1])))


_KINDS = {"list_item": "item", "td": "cell", "th": "cell", "blockquote": "quote"}


def _visible(tokens: Iterable[Any]) -> str:
    return "".join("\n" if token.type in ("hardbreak", "softbreak") else token.content for token in tokens)


# The table


def _print(name: str, tallies: dict[str, Tally]) -> None:
    for kind in ("pre", "item", "cell", "quote"):
        tally = tallies.get(kind, Tally())
        staying = tally["found"] - tally["lost"]
        out = tally["out"]
        say_row(name, kind, tally["found"], _share(out, tally["found"]), _share(out, staying))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    main()
