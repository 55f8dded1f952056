"""JSON lines: a record a line, of which one field is cleaned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from cleaner.batch.own import JsonOwn
from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources.fields import Chosen, choose, usable_url
from cleaner.batch.sources.source import Reading, Source
from cleaner.decode import MARKS, why_binary
from cleaner.files.json_record import JsonRecord, RecordError, parse
from cleaner.files.open import Opened, opened
from cleaner.files.read import InputError, too_large

_UTF8_MARK = b"\xef\xbb\xbf"
_LOOKED_AT = 4096
_SKIPPED_AT_ONCE = 1 << 20


class _Line(NamedTuple):
    """A line that is a record; None where it is larger than one may be."""

    content: bytes | None


def read_json_lines(source: Source, reading: Reading) -> Iterator[Record]:
    """The records of a file, one line in memory at a time; blank lines are none.

    Raises InputError where nothing of the file can be read, and whatever a damaged file raises where it breaks off.
    """
    with opened(source.path) as file:
        yield from _Reader(source, reading, file).records()


class _Reader:
    """One file on its way from start to end."""

    def __init__(self, source: Source, reading: Reading, file: Opened) -> None:
        self._source = source
        self._reading = reading
        self._file = file
        self._chosen: Chosen | None = None
        self._number = 0
        self._read = 0

    def records(self) -> Iterator[Record]:
        for line in _lines(self._file.stream, self._reading.max_size):
            self._number += 1
            yield self._record(line)

    def _record(self, line: _Line) -> Record:
        at = self._file.position()
        read, self._read = at - self._read, at
        if line.content is None:
            return self._failed(f"a line {too_large(self._reading.max_size)}", read)
        try:
            parsed = parse(line.content.decode("utf-8"))
        except UnicodeDecodeError:
            return self._failed("not UTF-8", read, len(line.content))
        except RecordError as error:
            return self._failed(str(error), read, len(line.content))
        if self._chosen is None:
            self._chosen = choose(self._reading.fields, list(parsed.fields))
        return self._of_fields(parsed, self._chosen, len(line.content))._replace(read=read)

    def _of_fields(self, parsed: JsonRecord, chosen: Chosen, size: int) -> Record:
        field = parsed.fields.get(chosen.cleaned)
        content = field.text if field is not None else None
        problem = None
        if field is None:
            problem = Problem(Status.FAILED, f"it has no field {chosen.cleaned!r}")
        elif content is None and parsed.line.startswith("null", field.start):
            problem = Problem(Status.SKIPPED, f"its field {chosen.cleaned!r} is null")
        elif content is None:
            problem = Problem(Status.FAILED, f"its field {chosen.cleaned!r} is not a string")
        return Record(
            Request(
                self._source.path,
                content or "",
                size,
                usable_url(_string(parsed, chosen.url)),
                chosen.kind,
                is_row=True,
            ),
            self._source.relative,
            self._number,
            _scalar(parsed, chosen.id),
            JsonOwn(parsed, chosen.cleaned),
            problem,
        )

    def _failed(self, why: str, read: int, size: int = 0) -> Record:
        request = Request(self._source.path, "", size)
        problem = Problem(Status.FAILED, why)
        return Record(request, self._source.relative, self._number, problem=problem, read=read)


def _string(parsed: JsonRecord, name: str) -> str | None:
    field = parsed.fields.get(name)
    return None if field is None else field.text


def _scalar(parsed: JsonRecord, name: str) -> str | None:
    """A string, or a number as it is written."""
    field = parsed.fields.get(name)
    if field is None or field.text is not None:
        return field and field.text
    value = parsed.line[field.start : field.end]
    return value if value[0] in "-0123456789" else None


def _lines(stream: BinaryIO, max_size: int) -> Iterator[_Line]:
    first = True
    while line := stream.readline(max_size + 1):
        if first:
            _refuse_what_is_no_text(line[:_LOOKED_AT])
            line = line.removeprefix(_UTF8_MARK)
            first = False
        if len(line) > max_size and not line.endswith(b"\n"):
            _skip_line(stream)
            yield _Line(None)
        elif content := line.strip(b" \t\r\n"):
            yield _Line(content)


def _skip_line(stream: BinaryIO) -> None:
    while (part := stream.readline(_SKIPPED_AT_ONCE)) and not part.endswith(b"\n"):
        pass


def _refuse_what_is_no_text(head: bytes) -> None:
    for mark, encoding in MARKS:
        if head.startswith(mark) and mark != _UTF8_MARK:
            raise InputError(f"JSON lines are UTF-8, and this is {encoding}")
    if (what := why_binary(head)) is not None:
        raise InputError(f"this is {what}, not JSON lines")
