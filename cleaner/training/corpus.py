"""Reads a corpus: a folder of sets, each a file of JSON lines with a page a line (see `cleaner.training`)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from cleaner.training.hosts import host_of
from cleaner.training.settings import RENDERINGS, WEIGHT_OF_SET

_SUFFIXES = (".jsonl.gz", ".jsonl")
_REQUIRED = ("html", "url")
_ARTICLE = "article"


class CorpusError(ValueError):
    """The corpus cannot be used; the message names the file and the line, or says what is missing."""


class CorpusPage(NamedTuple):
    """A page of a corpus. `number` counts the lines of its set from 0, `gold` is empty where it is not known."""

    set: str
    number: int
    id: str
    url: str
    html: str
    type: str
    gold: list[str]
    optional: tuple[str, ...]
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]
    title: str
    text: dict[str, str]

    @property
    def is_article(self) -> bool:
        """Whether the page holds an article; other pages teach the confidence alone."""
        return self.type == _ARTICLE

    @property
    def renderings(self) -> list[str]:
        """The names of its texts: those that the settings name first, in their order."""
        return [name for name in RENDERINGS if name in self.text] + sorted(self.text.keys() - set(RENDERINGS))

    def every_nth_rendering(self, nth: int) -> list[str]:
        """The names of some of its texts, others on each page in turn; at least one, if it has any."""
        names = self.renderings
        return [name for at, name in enumerate(names) if (self.number + at) % min(nth, len(names)) == 0]


def read_pages(folder: Path) -> Iterator[CorpusPage]:
    """Read every page of a corpus, set by set. Raises CorpusError, and OSError where a file cannot be read."""
    for path in sets_of(folder):
        yield from read_set(path)


def hosts_of_set(folder: Path, name: str) -> frozenset[str]:
    """The hosts of one set. Raises CorpusError where the corpus has no set of this name."""
    for path in sets_of(folder):
        if set_name(path) == name:
            return frozenset(host_of(page.url) for page in read_set(path))
    raise CorpusError(f"{folder}: no set is called {name!r}")


def sets_of(folder: Path) -> list[Path]:
    """The files of the sets: those whose weight the settings name first, in that order, then the others by name.

    Raises CorpusError where there is none.
    """
    found = [path for path in sorted(folder.iterdir()) if path.name.endswith(_SUFFIXES)]
    if not found:
        raise CorpusError(f"{folder}: no file ends in {' or '.join(_SUFFIXES)}")
    order = list(WEIGHT_OF_SET)
    return sorted(found, key=lambda path: order.index(name) if (name := set_name(path)) in order else len(order))


def set_name(path: Path) -> str:
    """The name of a set: that of its file without the suffixes."""
    return path.name.removesuffix(".gz").removesuffix(".jsonl")


def read_set(path: Path) -> Iterator[CorpusPage]:
    """Read every page of one set. Raises CorpusError, and OSError where the file cannot be read."""
    with _opened(path) as lines:
        for number, line in enumerate(lines):
            yield _page(_fields(line, f"{path}:{number + 1}"), set_name(path), number)


def _opened(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def _fields(line: str, where: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise CorpusError(f"{where}: not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise CorpusError(f"{where}: not a JSON object")
    for name in _REQUIRED:
        if not isinstance(fields.get(name), str):
            raise CorpusError(f"{where}: the field {name!r} is missing or not a string")
    return fields


def _page(fields: dict[str, Any], name: str, number: int) -> CorpusPage:
    return CorpusPage(
        set=name,
        number=number,
        id=fields.get("id") or f"{name}:{number}",
        url=fields["url"],
        html=fields["html"],
        type=fields.get("type") or _ARTICLE,
        gold=fields.get("gold") or [],
        optional=tuple(fields.get("optional") or ()),
        wanted=tuple(fields.get("with") or ()),
        unwanted=tuple(fields.get("without") or ()),
        title=fields.get("title") or "",
        text=fields.get("text") or {},
    )
