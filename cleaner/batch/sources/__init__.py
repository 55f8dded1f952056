"""Where records come from: documents in folders, and files of records, one file a kind.

with find_sources(given(("pages/", "data/*.jsonl.gz")), settings) as sources:
    sources.plan
    for record in sources.records(): ...
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType, TracebackType
from typing import NamedTuple, Self

from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources.documents import read_document
from cleaner.batch.sources.finding import ENDINGS, Finder
from cleaner.batch.sources.json_lines import read_json_lines
from cleaner.batch.sources.names import Name, NamesError, given, names_in
from cleaner.batch.sources.parquet import read_parquet
from cleaner.batch.sources.source import Fields, Reading, Source
from cleaner.batch.sources.spool import Spool
from cleaner.batch.sources.warc import read_warc
from cleaner.files.errors import reason
from cleaner.files.extras import READ_PARQUET, REMOTE, WARC, ZSTD, Extra, MissingExtraError, check_extra
from cleaner.files.formats import Holds, coding_of, is_remote
from cleaner.files.read import InputError
from cleaner.files.walk import Choice

__all__ = [
    "ENDINGS",
    "Fields",
    "Holds",
    "MissingExtraError",
    "Name",
    "NamesError",
    "Plan",
    "Reading",
    "Settings",
    "Source",
    "Sources",
    "find_sources",
    "given",
    "names_in",
    "open_records",
]

_READERS: Mapping[Holds, Callable[[Source, Reading], Iterator[Record]]] = MappingProxyType(
    {
        Holds.DOCUMENT: read_document,
        Holds.JSON_LINES: read_json_lines,
        Holds.PARQUET: read_parquet,
        Holds.WARC: read_warc,
    }
)


class Settings(NamedTuple):
    """What is taken of what is named, and how it is read.

    `aside` are real paths that folders are read without, such as the output of the call.
    """

    reading: Reading
    choice: Choice = Choice(ENDINGS)
    aside: frozenset[str] = frozenset()


class Plan(NamedTuple):
    """What was found: files that are a document each (and names with a problem), files of records, bytes of all.

    `repeated` names meant what another had named already; `others` are files in folders that no ending commends.
    """

    documents: int = 0
    record_files: int = 0
    bytes: int = 0
    repeated: int = 0
    others: int = 0


class Sources:
    """The files of a call, each once and in a fixed order: in that of what was named, and below it in that of names."""

    def __init__(self, spool: Spool, plan: Plan, reading: Reading) -> None:
        self.plan = plan
        self._spool = spool
        self._reading = reading

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spool.close()

    def __iter__(self) -> Iterator[Source]:
        return iter(self._spool)

    def records(self) -> Iterator[Record]:
        """Every record of every file. What cannot be read is a record with a problem; nothing is raised for it."""
        for source in self._spool:
            yield from _records(source, self._reading)


def find_sources(names: Iterable[Name], settings: Settings) -> Sources:
    """Look up what names mean: files, folders, globs, addresses. Nothing is opened yet.

    Raises MissingExtraError, PatternError for a pattern that is none, and NamesError as the names are read.
    """
    spool = Spool()
    try:
        return Sources(spool, _found(names, settings, spool), settings.reading)
    except BaseException:
        spool.close()
        raise


def open_records(names: Iterable[Name], settings: Settings) -> Iterator[Record]:
    """The records of `find_sources`, for who needs nothing else of it. Raises as that does."""
    with find_sources(names, settings) as sources:
        yield from sources.records()


def _found(names: Iterable[Name], settings: Settings, spool: Spool) -> Plan:
    otherwise = Holds.JSON_LINES if settings.reading.fields.given else Holds.DOCUMENT
    finder = Finder(settings.choice, settings.aside, otherwise)
    needs: set[Extra] = set()
    number = 0
    for number, name in enumerate(names, start=1):
        if is_remote(name.text):
            check_extra(name.text, REMOTE)
        for source, key in finder.find(name):
            spool.add(number, source, key)
            for need in _needed(source):
                if need not in needs:
                    check_extra(source.path, need)
                    needs.add(need)
    return Plan(*spool.settle(once=number <= 1), others=finder.others)


def _needed(source: Source) -> Iterator[Extra]:
    """What a file needs to be read."""
    if source.problem is not None:
        return
    if source.holds is Holds.PARQUET:
        yield READ_PARQUET
    elif source.holds is Holds.WARC:
        yield WARC  # which undoes zstandard too
    elif coding_of(source.path) == ".zst" and sys.version_info < (3, 14):
        yield ZSTD


def _records(source: Source, reading: Reading) -> Iterator[Record]:
    """The records of one file; where it cannot be read, or breaks off, one more that says so."""
    if source.problem is not None:
        yield _record(source, None, source.problem)
        return
    count = 0
    try:
        for record in _READERS[source.holds](source, reading):
            count += 1
            yield record
        if not count:
            yield _record(source, None, Problem(Status.SKIPPED, "there are no records in it"))
    except InputError as error:
        yield _broken(source, count, str(error))
    except Exception as error:  # every format and every remote file fails in ways of its own
        yield _broken(source, count, reason(error))


def _broken(source: Source, count: int, reason: str) -> Record:
    if not count:
        return _record(source, None, Problem(Status.FAILED, reason))
    return _record(source, count + 1, Problem(Status.FAILED, f"nothing more of the file can be read: {reason}"))


def _record(source: Source, number: int | None, problem: Problem) -> Record:
    return Record(Request(source.path, ""), source.relative, number, problem=problem)
