"""bytes -> text: byte-order mark, the caller's word, the page's own declaration, strict UTF-8, then a detector."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.document import DocumentError

# Browsers read these names as the larger Windows sets, and pages mean those (WHATWG Encoding Standard, section 4.2).
_AS_BROWSERS_READ = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# HTML asks for the declaration in the first 1,024 bytes; real pages put it later than that.
_DECLARATION_WITHIN = 8192
_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.\-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-zA-Z0-9_:.\-]{2,40})""",
    re.IGNORECASE,
)
_DETECT_FROM = 200_000
# A UTF-8 page with a few damaged characters is still UTF-8: at most one fault to this many good sequences.
_GOOD_TO_BAD = 20

_SIGNATURES = (
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "gzip data; decompress it first"),
    (b"BZh", "bzip2 data; decompress it first"),
    (b"\xfd7zXZ\x00", "xz data; decompress it first"),
    (b"\x28\xb5\x2f\xfd", "zstandard data; decompress it first"),
    (b"PK\x03\x04", "a zip archive (or an office document)"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"PAR1", "a Parquet file"),
    (b"OggS", "an Ogg media file"),
    (b"ID3", "an MP3 file"),
)
_BINARY_WITHIN = 65_536
# Control characters that text does hold: tab, line feed, vertical tab, form feed, carriage return, escape, substitute.
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27}) + b"\x7f"
_MOST_CONTROL = 0.01


class Decoded(NamedTuple):
    """A decoded document: its text, the encoding that was used, and how many replacement characters decoding made."""

    text: str
    encoding: str
    replaced: int


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode a document. Never fails on the bytes: what cannot be decoded becomes U+FFFD, and is counted.

    A byte-order mark wins, then `encoding`, a declaration in the HTML, strict UTF-8, and charset_normalizer's guess.
    Raises DocumentError where `encoding` is not the name of a text encoding.
    """
    if encoding is not None:
        check_encoding(encoding)
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], name)
    if encoding is not None:
        return _replacing(data, encoding)
    for name in _candidates(data):
        try:
            return Decoded(data.decode(name), name, 0)
        except (UnicodeError, LookupError):
            continue
    if _nearly_utf8(data):
        return _replacing(data, "utf-8")
    return _replacing(data, _detected(data))


def check_encoding(name: str) -> None:
    """Raise DocumentError unless Python knows a text encoding of this name."""
    try:
        b"".decode(name)
    except (LookupError, UnicodeError, ValueError) as error:
        raise DocumentError(f"unknown encoding {name!r}") from error


def why_binary(data: bytes) -> str | None:
    """What a document is if it is no text at all ("a PNG image"), or None for text in any encoding."""
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            return what
    if data.startswith(tuple(mark for mark, _ in _MARKS)) or _unmarked_utf16(data):
        return None
    head = data[:_BINARY_WITHIN]
    if b"\x00" in data:
        return "binary data (it holds NUL bytes)"
    controls = len(head) - len(head.translate(None, _CONTROL))
    if controls > _MOST_CONTROL * len(head):
        return "binary data (it is full of control characters)"
    return None


def _candidates(data: bytes) -> Iterator[str]:
    if (name := _unmarked_utf16(data)) is not None:
        yield name
    if (name := _declared(data)) is not None:
        yield name
    yield "utf-8"


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, _DECLARATION_WITHIN)
    if found is None:
        return None
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name
        b"".decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    if name.startswith(("utf-16", "utf-32", "utf-7")):
        # The declaration could be read as ASCII, so it is not true.
        return None
    return _AS_BROWSERS_READ.get(name, name)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a byte-order mark: every other byte of Western text, and of any markup, is NUL."""
    head = data[:2048]
    half = len(head) // 2
    if half < 8:
        return None
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if odd > 0.5 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.5 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _nearly_utf8(data: bytes) -> bool:
    text = data[:_DETECT_FROM].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for char in text if char > "\x7f") - bad
    return good >= _GOOD_TO_BAD * bad


def _detected(data: bytes) -> str:
    # Imported where it is needed: most documents are UTF-8 and never ask.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_DETECT_FROM]).best()
    return _AS_BROWSERS_READ.get(best.encoding, best.encoding) if best else "cp1252"


def _replacing(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name, 0)
    except UnicodeError:
        text = data.decode(name, "replace")
        return Decoded(text, name, text.count("\ufffd"))
