"""Archives of web pages: the responses of a WARC file, the plain text of a WET file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, cast

from cleaner.batch.own import WarcOwn
from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources.fields import usable_url
from cleaner.batch.sources.http_message import ContentType, content_type, page, parse_response
from cleaner.batch.sources.source import Reading, Source
from cleaner.decode import why_binary
from cleaner.files.formats import coding_of
from cleaner.files.open import opened
from cleaner.files.read import InputError, too_large

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

# How pages and texts are called, and what that makes them; what is called nothing is looked at.
_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "text",
    "": "auto",
}
_PAGES = frozenset((200, 203))
# Records about other records; all others are inputs.
_NO_INPUTS = frozenset(("warcinfo", "request", "metadata"))


class _Content(NamedTuple):
    """The page of a record, and how it is written."""

    data: bytes
    type: ContentType


class _NotCleanedError(Exception):
    """A record that is not cleaned."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_warc(source: Source, reading: Reading) -> Iterator[Record]:
    """The records of an archive: responses, resources and conversions; what of them is no page is skipped by name.

    Raises InputError where nothing of the file can be read or where it breaks off, and whatever damaged compression
    raises.
    """
    # FastWARC undoes zstandard itself, since archives have dictionaries of their own ahead of it; but it does not tell
    # when gzip breaks off.
    with opened(source.path, plain=coding_of(source.path) == ".zst") as file:
        watched = _Watched(cast(io.BufferedReader, file.stream))
        read = 0
        try:
            for number, record in enumerate(_inputs(watched, source, reading), start=1):
                at = file.position()
                yield record._replace(number=number, read=at - read)
                read = at
        except Exception:
            # Why a record ended before its end.
            watched.check()
            raise
        watched.check()


def _inputs(watched: _Watched, source: Source, reading: Reading) -> Iterator[Record]:
    from fastwarc.warc import ArchiveIterator

    try:
        for found in ArchiveIterator(watched, parse_http=False):
            length = _length(found)
            if _type(found) not in _NO_INPUTS:
                yield _record(found, length, (source, reading))
    except BaseException as error:
        # What Rust gives up on is no Exception, and would end all of the batch.
        if type(error).__name__ == "PanicException":
            raise InputError("FastWARC gave up on it") from error
        raise


class _Watched:
    """A stream for FastWARC, which cannot pass on what its stream raises: it ends there, and the error is kept."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._at = 0
        self._error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """Up to so many bytes; none from the first error on."""
        if self._error is not None:
            return b""
        try:
            # What there is, so that nothing is lost of what was read ahead of an error.
            data = self._stream.read1(size)
        except BaseException as error:  # a request to end may come at any time
            self._error = error
            return b""
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """It cannot be told to go anywhere; FastWARC asks where it is."""
        return self._at

    def tell(self) -> int:
        """How many bytes were read."""
        return self._at

    def close(self) -> None:
        """Whoever opened the stream closes it."""

    def check(self) -> None:
        """Raise what went wrong while it was read."""
        if self._error is not None:
            raise self._error


def _record(found: WarcRecord, length: int, file: tuple[Source, Reading]) -> Record:
    source, reading = file
    fields = {
        "id": _bare(found.headers.get("WARC-Record-ID")),
        "url": _bare(found.headers.get("WARC-Target-URI")),
        "date": found.headers.get("WARC-Date"),
    }
    request, problem = Request(source.path, b""), None
    try:
        content = _content(found, length, reading.max_size)
        kind = _kind(content)
        url, charset = usable_url(fields["url"]), content.type.charset or None
        request = Request(source.path, content.data, len(content.data), url, kind, charset, is_row=True)
    except _NotCleanedError as error:
        problem = error.problem
    return Record(request, source.relative, id=fields["id"], own=WarcOwn(fields), problem=problem)


def _kind(content: _Content) -> str:
    kind = _KINDS.get(content.type.name)
    if kind is None:
        raise _skipped(f"its content type is {content.type.name}")
    if (what := why_binary(content.data)) is not None:
        raise _skipped(f"this is {what}, not text")
    return kind


def _content(found: WarcRecord, length: int, max_size: int) -> _Content:
    """What a record holds that may be cleaned. Raises _NotCleanedError, and InputError where the file breaks off."""
    kind = _type(found)
    if kind == "revisit":
        raise _skipped("a revisit: its page is in another record")
    if kind not in ("response", "resource", "conversion"):
        raise _skipped(f"a record of type {kind[:40] or 'nothing'}")
    if length > max_size:
        raise _failed(too_large(max_size))
    block = _read(found, length)
    if kind == "response":
        return _response(block, content_type(found.headers.get("Content-Type")), max_size)
    return _Content(block, content_type(found.headers.get("Content-Type")))


def _read(found: WarcRecord, length: int) -> bytes:
    parts = []
    while length and (part := found.reader.read(length)):
        parts.append(part)
        length -= len(part)
    if length:
        raise InputError("a record breaks off")
    return b"".join(parts)


def _response(block: bytes, kind: ContentType, max_size: int) -> _Content:
    if kind.name not in ("application/http", ""):
        raise _skipped(f"its content type is {kind.name}")
    try:
        response = parse_response(block)
        if response.status not in _PAGES:
            raise _skipped(f"HTTP status {response.status}")
        said = content_type(response.headers.get("content-type"))
        # Of an image nobody wants to know that its compression is damaged.
        return _Content(page(response, max_size) if said.name in _KINDS else b"", said)
    except InputError as error:
        raise _failed(str(error)) from error


def _type(found: WarcRecord) -> str:
    return (found.headers.get("WARC-Type") or "").strip().lower()


def _length(found: WarcRecord) -> int:
    """The length of a record; without one there is no telling where the next begins. Raises InputError."""
    length = (found.headers.get("Content-Length") or "").strip()
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise InputError("a record has no length")
    if found.content_length != int(length):  # FastWARC overlooks one that is not called Content-Length to the letter
        raise InputError("a record has a length that cannot be read")
    return int(length)


def _bare(value: str | None) -> str | None:
    """A header without the angle brackets that ids have, and that some write around addresses."""
    return value and value.strip().removeprefix("<").removesuffix(">")


def _skipped(reason: str) -> _NotCleanedError:
    return _NotCleanedError(Problem(Status.SKIPPED, reason))


def _failed(reason: str) -> _NotCleanedError:
    return _NotCleanedError(Problem(Status.FAILED, reason))
