"""The HTTP response in a record of an archive: its status, its type, and the page without the coding of the transport.

Why not urllib3: it needs one more package each for Brotli and zstandard, which FastWARC decodes, and what it cannot
decode its public interface passes on without a word.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from cleaner.decode import why_binary
from cleaner.files.read import InputError, check_size

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})")
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,12})[ \t]*(?:;[^\n]{0,1000})?\r?\n")
_LONGEST_HEAD_BYTES = 1 << 18
_BYTES_AT_ONCE = 1 << 20
_NO_CODING = frozenset(("", "identity", "none", "utf-8", "8bit", "binary"))


class Response(NamedTuple):
    """A parsed response; the body is as it was sent, and names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def parse_response(block: bytes) -> Response:
    """Split a response into head and body. Raises InputError if it is not one."""
    status = _STATUS.match(block)
    if status is None:
        raise InputError("there is no HTTP response in it")
    end = _HEAD_END.search(block, 0, _LONGEST_HEAD_BYTES)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block[:_LONGEST_HEAD_BYTES], b"")
    headers: dict[str, str] = {}
    for line in head.decode("latin-1").split("\n")[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    return Response(int(status[1]), headers, body)


def page(response: Response, max_size: int) -> bytes:
    """The body as it was before it was sent: chunks joined, decompressed.

    Crawlers often do that and leave the headers as they were, so a body that is not what the headers say is taken as it
    is, if it may be text. One that ends too early is taken up to there, as in a browser. Raises InputError.
    """
    body = response.body
    if "chunked" in response.headers.get("transfer-encoding", "").lower():
        body = _joined_chunks(body)
    codings = [coding.strip().lower() for coding in response.headers.get("content-encoding", "").split(",")]
    for coding in reversed(codings):
        if coding not in _NO_CODING:
            body = _decoded(body, coding, max_size)
    return body


def _joined_chunks(body: bytes) -> bytes:
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
        raise InputError(f"its content encoding {coding[:40]!r} is unknown")
    try:
        whole = decoder(body, max_size + 1)
    except (OSError, zlib.error) as error:
        if why_binary(body) is None:
            return body
        raise InputError(f"its {coding} content is damaged") from error
    check_size(len(whole), max_size)
    return whole


def _inflated(body: bytes, most: int, window: int = 32 + zlib.MAX_WBITS) -> bytes:
    """Decompress a body of one or more members, by their headers of gzip or zlib, up to so many bytes."""
    whole = b""
    while body and len(whole) < most:
        decompressor = zlib.decompressobj(window)
        whole += decompressor.decompress(body, most - len(whole))
        is_followed = decompressor.eof and decompressor.unused_data[:1] == b"\x1f"
        body = decompressor.unused_data if is_followed else b""
    return whole


def _of_deflate(body: bytes, most: int) -> bytes:
    """Deflate should have the header of zlib, which some servers omit."""
    try:
        return _inflated(body, most)
    except zlib.error:
        return _inflated(body, most, -zlib.MAX_WBITS)


def _read_by(reader: str, body: bytes, most: int) -> bytes:
    from fastwarc import stream_io

    decoded = getattr(stream_io, reader)(io.BytesIO(body))
    whole = bytearray()
    while len(whole) < most and (part := decoded.read(min(most - len(whole), _BYTES_AT_ONCE))):
        whole += part
    return bytes(whole)


# The first so many bytes of a decoded body. They raise OSError or zlib.error.
_DECODERS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _inflated,
    "deflate": _of_deflate,
    "br": partial(_read_by, "BrotliReader"),
    "zstd": partial(_read_by, "ZstdReader"),
}
