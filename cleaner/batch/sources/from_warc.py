"""Archives of web pages: the responses of a WARC file, the plain text of a WET file."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from cleaner.batch.json_text import quoted
from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources.http_message import page, parse_response
from cleaner.batch.sources.source import ReadSettings, Source, usable_url
from cleaner.decode import why_binary
from cleaner.files.content_type import KINDS, ContentType, content_type
from cleaner.files.formats import coding_of
from cleaner.files.open import opened
from cleaner.files.read import InputError, too_large

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_PAGES = frozenset((200, 203))
# Types of records that describe other records; all others are inputs.
_DESCRIPTIONS = frozenset(("warcinfo", "request", "metadata"))


class _NotCleanedError(Exception):
    """A record is not cleaned."""

    def __init__(self, status: Status, reason: str) -> None:
        self.problem = Problem(status, reason)


def read_warc(source: Source, reading: ReadSettings) -> Iterator[Record]:
    """The records of an archive: responses, resources and conversions. Those that are not pages have a problem.

    Raises InputError if nothing of the file can be read or it ends too early, and whatever damaged compression raises.
    """
    # FastWARC decompresses zstandard itself, since an archive may begin with a dictionary. It does not notice when gzip
    # ends too early.
    with opened(source.path, coding_of(source.path) == ".zst", source.content) as file:
        read = 0
        for number, record in enumerate(_inputs(file.stream, source, reading), start=1):
            at = file.position()
            yield record._replace(number=number, read=at - read)
            read = at


def _inputs(stream: Any, source: Source, reading: ReadSettings) -> Iterator[Record]:
    from fastwarc.warc import ArchiveIterator

    try:
        # read1: what was read before an error is not lost.
        read_once = SimpleNamespace(read=stream.read1, tell=lambda: 0)
        for found in ArchiveIterator(read_once, parse_http=False):
            length = _length(found)
            if _type(found) not in _DESCRIPTIONS:
                yield _record(found, length, source, reading.max_size)
    except BaseException as error:
        # A panic of Rust is not an Exception, and would end the whole batch.
        if type(error).__name__ == "PanicException":
            raise InputError("FastWARC gave up on it") from error
        raise


def _record(found: WarcRecord, length: int, source: Source, max_size: int) -> Record:
    headers = found.headers
    identity, url = _without_brackets(headers.get("WARC-Record-ID")), _without_brackets(headers.get("WARC-Target-URI"))
    request, problem = Request(source.path, b""), None
    try:
        said, data = _content(found, length, max_size)
        kind, size, charset = _kind(said, data), len(data), said.charset or None
        request = Request(source.path, data, size, usable_url(url), kind, charset, is_row=True)
    except _NotCleanedError as error:
        problem = error.problem
    said_of_it = {"id": identity, "url": url, "date": headers.get("WARC-Date")}
    own = {name: None if value is None else quoted(value) for name, value in said_of_it.items()}
    return Record(request, source.relative, id=identity, own=own, problem=problem)


def _kind(said: ContentType, data: bytes) -> str:
    kind = KINDS.get(said.name)
    if kind is None:
        raise _NotCleanedError(Status.SKIPPED, f"its content type is {said.name}")
    if (what := why_binary(data)) is not None:
        raise _NotCleanedError(Status.SKIPPED, f"this is {what}, not text")
    return kind


def _content(found: WarcRecord, length: int, max_size: int) -> tuple[ContentType, bytes]:
    """What a record contains. Raises _NotCleanedError, and InputError if the file ends too early."""
    record_type = _type(found)
    if record_type == "revisit":
        raise _NotCleanedError(Status.SKIPPED, "a revisit: its page is in another record")
    if record_type not in ("response", "resource", "conversion"):
        raise _NotCleanedError(Status.SKIPPED, f"a record of type {record_type[:40] or 'nothing'}")
    if length > max_size:
        raise _NotCleanedError(Status.FAILED, too_large(max_size))
    block = _read(found, length)
    said = content_type(found.headers.get("Content-Type"))
    return _response(block, said, max_size) if record_type == "response" else (said, block)


def _read(found: WarcRecord, length: int) -> bytes:
    parts = []
    while length and (part := found.reader.read(length)):
        parts.append(part)
        length -= len(part)
    if length:
        raise InputError("a record breaks off")
    return b"".join(parts)


def _response(block: bytes, of_block: ContentType, max_size: int) -> tuple[ContentType, bytes]:
    if of_block.name not in ("application/http", ""):
        raise _NotCleanedError(Status.SKIPPED, f"its content type is {of_block.name}")
    try:
        response = parse_response(block)
        if response.status not in _PAGES:
            raise _NotCleanedError(Status.SKIPPED, f"HTTP status {response.status}")
        said = content_type(response.headers.get("content-type"))
        # Do not decode what is not a page: a corrupt image is not worth a failure.
        return said, page(response, max_size) if said.name in KINDS else b""
    except InputError as error:
        raise _NotCleanedError(Status.FAILED, str(error)) from error


def _type(found: WarcRecord) -> str:
    return (found.headers.get("WARC-Type") or "").strip().lower()


def _length(found: WarcRecord) -> int:
    """The length of a record, without which the next one cannot be found. Raises InputError."""
    length = (found.headers.get("Content-Length") or "").strip()
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise InputError("a record has no length")
    if found.content_length != int(length):  # FastWARC overlooks the header if it is not spelt exactly so
        raise InputError("a record has a length that cannot be read")
    return int(length)


def _without_brackets(value: str | None) -> str | None:
    """A header without the angle brackets that ids have, and that some programs write around addresses."""
    return value and value.strip().removeprefix("<").removesuffix(">")
