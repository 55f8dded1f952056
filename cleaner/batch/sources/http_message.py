"""The HTTP response in an archive's record: its status, its type, and the page without what the transport added."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from cleaner.decode import why_binary
from cleaner.files.read import InputError, too_large

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([^\s"';,]{2,40})""", re.I)
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,12})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
_LONGEST_HEAD = 1 << 18
_AT_ONCE = 1 << 20
_NO_CODING = frozenset(("", "identity", "none", "utf-8", "8bit", "binary"))


class ContentType(NamedTuple):
    """What a page is said to be: "text/html" and the charset, both in lower case, each empty where nothing is said."""

    name: str
    charset: str


class Response(NamedTuple):
    """A response that was parsed; its body still stands as it was sent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _TooLargeError(Exception):
    """More comes out than may."""


def content_type(value: str | None) -> ContentType:
    """What a Content-Type says."""
    name, _, parameters = (value or "").partition(";")
    charset = _CHARSET.search(parameters)
    return ContentType(name.strip().lower()[:80], charset[1].lower() if charset else "")


def parse_response(block: bytes) -> Response:
    """Part a response into head and body. Raises InputError for what is none."""
    status = _STATUS.match(block)
    if status is None:
        raise InputError("there is no HTTP response in it")
    end = _HEAD_END.search(block, 0, _LONGEST_HEAD)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block[:_LONGEST_HEAD], b"")
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return Response(int(status[1]), headers, body)


def page(response: Response, max_size: int) -> bytes:
    """The body as it was before it was sent: chunks put together, compression undone.

    Crawlers often undo these and leave the headers as they were, so a body that is not what they say is taken as it
    is, if it may be text. What breaks off early ends there, as in a browser. Raises InputError.
    """
    body = response.body
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    codings = [coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")]
    for coding in reversed(codings):
        if coding not in _NO_CODING:
            body = _decoded(body, coding, max_size)
    return body


def _joined(body: bytes) -> bytes:
    if _CHUNK.match(body) is None:
        return body
    joined = bytearray()
    at = 0
    while (head := _CHUNK.match(body, at)) is not None:
        size = int(head[1], 16)
        joined += body[head.end() : head.end() + size]
        at = head.end() + size
        at += 2 if body[at : at + 1] == b"\r" else 1
        if not size:
            break
    return bytes(joined)


def _decoded(body: bytes, coding: str, max_size: int) -> bytes:
    decoder = _DECODERS.get(coding.removeprefix("x-"))
    if decoder is None:
        raise InputError(f"nothing is known of its content encoding {coding[:40]!r}")
    try:
        return decoder(body, max_size)
    except _TooLargeError as error:
        raise InputError(too_large(max_size)) from error
    except (OSError, zlib.error) as error:
        if why_binary(body) is None:
            return body
        raise InputError(f"its {coding} content is damaged") from error


def _of_gzip(body: bytes, max_size: int) -> bytes:
    return _inflated_as(body, 16 + zlib.MAX_WBITS, max_size)


def _of_deflate(body: bytes, max_size: int) -> bytes:
    """What is called deflate should have the head that zlib writes, and with some servers has none."""
    try:
        return _inflated_as(body, zlib.MAX_WBITS, max_size)
    except zlib.error:
        return _inflated_as(body, -zlib.MAX_WBITS, max_size)


def _inflated_as(body: bytes, window: int, max_size: int) -> bytes:
    """What was compressed, in however many parts."""
    whole = b""
    while body:
        decompressor = zlib.decompressobj(window)
        whole += decompressor.decompress(body, max_size + 1 - len(whole))
        if len(whole) > max_size:
            raise _TooLargeError
        if not decompressor.eof or decompressor.unused_data[:1] != b"\x1f":
            break
        body = decompressor.unused_data
    return whole


def _of_brotli(body: bytes, max_size: int) -> bytes:
    from fastwarc.stream_io import BrotliReader

    return _read_all(BrotliReader(io.BytesIO(body)).read, max_size)


def _of_zstd(body: bytes, max_size: int) -> bytes:
    from fastwarc.stream_io import ZstdReader

    return _read_all(ZstdReader(io.BytesIO(body)).read, max_size)


def _read_all(read: Callable[[int], bytes], max_size: int) -> bytes:
    whole = bytearray()
    while part := read(_AT_ONCE):
        whole += part
        if len(whole) > max_size:
            raise _TooLargeError
    return bytes(whole)


_DECODERS: Mapping[str, Callable[[bytes, int], bytes]] = MappingProxyType(
    {"gzip": _of_gzip, "deflate": _of_deflate, "br": _of_brotli, "zstd": _of_zstd}
)
