"""JSON lines: a record a line, of which one field is cleaned."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import BinaryIO

from cleaner.batch.json_text import NULL
from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources.source import ChosenFields, ReadSettings, Source, choose, usable_url
from cleaner.files.json_record import JsonRecord, RecordError, parse, why_no_records
from cleaner.files.open import opened
from cleaner.files.read import InputError, too_large

_HEAD_BYTES = 4096
_SKIPPED_BYTES = 1 << 20  # at once


def read_json_lines(source: Source, reading: ReadSettings) -> Iterator[Record]:
    """The records of a file, with one line in memory at a time; blank lines are left out.

    Raises InputError if nothing of the file can be read, and whatever a damaged file raises.
    """
    chosen: ChosenFields | None = None
    with opened(source.path, content=source.content) as file:
        end = 0
        for number, line in enumerate(_lines(file.stream, reading.max_size), start=1):
            start, end = end, file.position()
            parsed = f"a line {too_large(reading.max_size)}" if line is None else _parsed(line)
            if isinstance(parsed, str):
                problem = Problem(Status.FAILED, parsed)
                record = Record(Request(source.path, "", len(line or b"")), source.relative, problem=problem)
            else:
                chosen = chosen or choose(reading.fields, list(parsed.fields))
                record = _record(source, parsed, chosen, len(line or b""))
            yield record._replace(number=number, read=end - start)


def _parsed(line: bytes) -> JsonRecord | str:
    """The fields of a line, or why it is no record."""
    try:
        return parse(line.decode("utf-8"))
    except UnicodeDecodeError:
        return "not UTF-8"
    except RecordError as error:
        return str(error)


def _record(source: Source, parsed: JsonRecord, chosen: ChosenFields, size: int) -> Record:
    content, url = _string(parsed, chosen.cleaned), usable_url(_string(parsed, chosen.url))
    own = {name: parsed.line[at.start : at.end] for name, at in parsed.fields.items() if name != chosen.cleaned}
    return Record(
        Request(source.path, content or "", size, url, chosen.kind, is_row=True),
        source.relative,
        id=_scalar(parsed, chosen.id),
        own={name: None if value == NULL else value for name, value in own.items()},
        problem=None if content is not None else _problem(parsed, chosen.cleaned),
    )


def _problem(parsed: JsonRecord, name: str) -> Problem:
    """Why a record has no text."""
    field = parsed.fields.get(name)
    if field is None:
        return Problem(Status.FAILED, f"it has no field {name!r}")
    if parsed.line.startswith("null", field.start):
        return Problem(Status.SKIPPED, f"its field {name!r} is null")
    return Problem(Status.FAILED, f"its field {name!r} is not a string")


def _string(parsed: JsonRecord, name: str) -> str | None:
    field = parsed.fields.get(name)
    return None if field is None else field.text


def _scalar(parsed: JsonRecord, name: str) -> str | None:
    """A string, or a number as it is spelt."""
    field = parsed.fields.get(name)
    if field is None or field.text is not None:
        return field and field.text
    value = parsed.line[field.start : field.end]
    return value if value[0] in "-0123456789" else None


def _lines(stream: BinaryIO, max_size: int) -> Iterator[bytes | None]:
    """The lines of a file; None for one that is larger than a record may be."""
    first = True
    while line := stream.readline(max_size + 1):
        if first:
            if (why := why_no_records(line[:_HEAD_BYTES])) is not None:
                raise InputError(why)
            line = line.removeprefix(BOM_UTF8)
            first = False
        if len(line) > max_size and not line.endswith(b"\n"):
            while (part := stream.readline(_SKIPPED_BYTES)) and not part.endswith(b"\n"):
                pass
            yield None
        elif content := line.strip(b" \t\r\n"):
            yield content
