"""Where records come from: documents in folders, and files of records of several formats.

with Sources(map(Name, ("pages/", "data/*.jsonl.gz")), settings) as sources:
    sources.totals
    for record in sources.records(): ...
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources.finding import ENDINGS, Finder
from cleaner.batch.sources.from_json_lines import read_json_lines
from cleaner.batch.sources.from_parquet import read_parquet
from cleaner.batch.sources.from_warc import read_warc
from cleaner.batch.sources.names import Name
from cleaner.batch.sources.source import ReadSettings, Source
from cleaner.batch.sources.spool import InputTotals, Spool
from cleaner.files.errors import reason
from cleaner.files.extras import READ_PARQUET, REMOTE, WARC, ZSTD, Extra, check_extra
from cleaner.files.fetch import Fetcher, FetchSettings
from cleaner.files.file_store import StoreError
from cleaner.files.formats import Holds, coding_of, is_remote, is_web
from cleaner.files.open import read_whole
from cleaner.files.read import InputError
from cleaner.files.walk import Choice


class InputSettings(NamedTuple):
    """What is taken of what is named, and how it is read; `aside` are real paths to leave out, such as the output."""

    reading: ReadSettings
    choice: Choice = Choice(ENDINGS)
    aside: frozenset[str] = frozenset()


class Sources(Spool):
    """The files that names mean (files, folders, globs, addresses), each once. None of them is opened yet.

    They come in the order of what was named, and below that in the order of names. A context. Raises MissingExtraError,
    PatternError for an invalid pattern, and NamesError as the names are read.
    """

    def __init__(self, names: Iterable[Name], settings: InputSettings) -> None:
        super().__init__()
        self._reading = settings.reading
        try:
            self.totals = self._find(names, settings)
        except BaseException:
            self.close()
            raise

    def records(self) -> Iterator[Record]:
        """Every record of every file. What cannot be read is a record with a problem; nothing is raised for it."""
        for source in self:
            yield from records_of(source, self._reading)

    def _find(self, names: Iterable[Name], settings: InputSettings) -> InputTotals:
        otherwise = Holds.JSON_LINES if settings.reading.fields.given else Holds.DOCUMENT
        finder = Finder(settings.choice, settings.aside, otherwise, self.leave_out)
        needing: dict[Extra | None, Source] = {}
        number = 0
        for number, name in enumerate(names, start=1):
            if is_remote(name.text) and not is_web(name.text):
                check_extra(name.text, REMOTE)
            for source in finder.find(name):
                self.add(number, source)
                needing.setdefault(_needed(source), source)
        for source in needing.values():
            check_needs(source)
        totals = self.settle(once=number <= 1)
        return totals._replace(others=finder.others, other_names=tuple(finder.other_names))


def check_needs(source: Source) -> None:
    """Raise MissingExtraError if what reads a file is not installed."""
    if (need := _needed(source)) is not None:
        check_extra(source.path, need)


def _needed(source: Source) -> Extra | None:
    """The package that a file needs to be read."""
    if source.problem is not None:
        return None
    # FastWARC decompresses zstandard itself.
    needs = {Holds.PARQUET: READ_PARQUET, Holds.WARC: WARC}
    zstd = ZSTD if coding_of(source.path) == ".zst" and sys.version_info < (3, 14) else None
    return needs.get(source.holds, zstd)


def _read_document(source: Source, reading: ReadSettings) -> Iterator[Record]:
    """The one record of a document. The worker reads it, unless only this process can."""
    content = None if source.regular else read_whole(source.path, reading.max_size, source.content)
    size = source.size if content is None else len(content)
    yield Record(Request(source.path, content, size), source.relative, read=size)


_READERS: Mapping[Holds, Callable[[Source, ReadSettings], Iterator[Record]]] = {
    Holds.DOCUMENT: _read_document,
    Holds.JSON_LINES: read_json_lines,
    Holds.PARQUET: read_parquet,
    Holds.WARC: read_warc,
}


def _read_page(source: Source, reading: ReadSettings) -> Iterator[Record]:
    """The records at an address of the web: mostly one page. All are fetched by this process, one after another."""
    fetcher = reading.fetcher or Fetcher(FetchSettings(reading.max_size))
    page = fetcher.fetch(source.path)
    fetched = source._replace(content=page.body)
    if source.holds is not Holds.DOCUMENT:
        yield from _READERS[source.holds](fetched, reading)
        return
    page.check_type()
    for record in _read_document(fetched, reading):
        request = record.request._replace(url=page.url, kind=page.kind, charset=page.type.charset or None)
        yield record._replace(request=request)


def records_of(source: Source, reading: ReadSettings) -> Iterator[Record]:
    """The records of one file; if it cannot be read, or ends too early, one more that says so."""
    if source.problem is not None:
        yield _record(source, None, source.problem)
        return
    count = 0
    try:
        read = _read_page if is_web(source.path) else _READERS[source.holds]
        for record in read(source, reading):
            count += 1
            yield record
        if not count:
            yield _record(source, None, Problem(Status.SKIPPED, "there are no records in it"))
    except InputError as error:
        yield _broken(source, count, str(error), isinstance(error, StoreError))
    except Exception as error:  # every format and every remote file fails in ways of its own
        # Errors of the system have a number, those of what is in a file have none.
        yield _broken(source, count, reason(error), isinstance(error, OSError) and error.errno is not None)


def _broken(source: Source, count: int, why: str, passing: bool) -> Record:
    why = f"nothing more of the file can be read: {why}" if count else why
    return _record(source, count + 1 if count else None, Problem(Status.FAILED, why, passing))


def _record(source: Source, number: int | None, problem: Problem) -> Record:
    return Record(Request(source.path, ""), source.relative, number, problem=problem)
