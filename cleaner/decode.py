"""Bytes to text: byte-order mark, the caller's encoding, the page's own declaration, strict UTF-8, then a detector."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from cleaner.document import DocumentError

# Python's names of encodings that browsers read as a superset, mostly one by Windows (WHATWG Encoding Standard, 4.2).
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
# Labels of the same standard that Python does not know.
_UNKNOWN_TO_PYTHON = {
    "unicode-1-1-utf-8": "utf-8",
    "unicode11utf8": "utf-8",
    "unicode20utf8": "utf-8",
    "x-unicode20utf8": "utf-8",
    "x-user-defined": "cp1252",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "logical": "iso8859-8",
    "visual": "iso8859-8",
    "sun_eu_greek": "iso8859-7",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
    "mac": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ukrainian": "mac-cyrillic",
    "dos-874": "cp874",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "cseucpkdfmtjapanese": "euc_jp",
    "x-euc-jp": "euc_jp",
    "csgb2312": "gb18030",
    "csiso58gb231280": "gb18030",
    "gb_2312": "gb18030",
    "gb_2312-80": "gb18030",
    "iso-ir-58": "gb18030",
    "x-gbk": "gb18030",
    "cn-big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "cseuckr": "cp949",
    "csksc56011987": "cp949",
    "ks_c_5601-1989": "cp949",
    "windows-949": "cp949",
    **{f"x-cp{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"iso8859{part}": f"iso8859-{part}" for part in (*range(1, 12), 13, 14, 15)},
}
# A declaration can only be read in an encoding that extends ASCII, so a declared encoding must decode these bytes to
# themselves. UTF-7 and unicode_escape do not.
_PLAIN = rb"<meta +AGE- \u0041>"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# HTML requires the declaration within the first 1,024 bytes; real pages put it later.
_DECLARATION_WITHIN_BYTES = 8192
_DECLARED = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.\-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-zA-Z0-9_:.\-]{2,40})""",
    re.IGNORECASE,
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# In these encodings two bytes may happen to look like a character of UTF-8, so a few of those prove nothing.
_TWO_BYTES = frozenset(("gb18030", "cp932", "euc_jp", "cp949", "big5hkscs"))
_PROOF_OF_UTF8_CHARS = 6

_DETECT_FROM_BYTES = 200_000
# A few damaged characters do not change the encoding of a page, if there are this many good ones to each.
_GOOD_TO_BAD = 4
# The encodings in use on the web. For a short text the detector would rate others as high, and they are never right.
_ON_THE_WEB = (
    "cp1252 cp1250 iso8859_2 cp1251 koi8_r koi8_u cp1253 iso8859_7 cp1254 cp1255 cp1256 cp1257 cp874 cp932 euc_jp "
    "gb18030 big5hkscs cp949"
).split()
# Code pages of the Latin alphabet differ in a few letters. The right one turns the bytes beyond ASCII into letters of
# one language, so each language's letters are counted under its code page, and the highest count wins; the earlier row
# wins a draw.
_LATIN = (
    ("cp1252", "äöüß"),
    ("cp1252", "àâæçéèêëîïôœùûüÿ"),
    ("cp1252", "áéíñóúü"),
    ("cp1252", "áàâãçéêíóôõúü"),
    ("cp1252", "àèéìíîòóùú"),
    ("cp1252", "àçèéíïòóúü"),
    ("cp1252", "åäöéü"),
    ("cp1252", "æøåéèêòóô"),
    ("cp1252", "áðéíóúýþæö"),
    ("cp1252", "áéíóúèëïöüê"),
    ("cp1252", "äöüõšž"),
    ("cp1250", "ąćęłńóśźż"),
    ("cp1250", "áčďéěíňóřšťúůýž"),
    ("cp1250", "áäčďéíĺľňóôŕšťúýž"),
    ("cp1250", "áéíóöőúüű"),
    ("cp1250", "ăâîşţ"),
    ("cp1250", "čćđšž"),
    ("iso8859_2", "ąćęłńóśźż"),
    ("iso8859_2", "áčďéěíňóřšťúůýž"),
    ("iso8859_2", "áäčďéíĺľňóôŕšťúýž"),
    ("iso8859_2", "čćđšž"),
    ("cp1254", "âçğıîöşûü"),
    ("cp1257", "ąčęėįšųūž"),
    ("cp1257", "āčēģīķļņšūž"),
)
_LATIN_PAGES = frozenset(name for name, _ in _LATIN)
_IN_ALL_OF_THEM = frozenset("“”„‘’‚–—…«»‹›•·°©®™§€£´¡¿ªº½ \xa0\xad")
_ASCII = bytes(range(128))

_SIGNATURES = (
    (b"RIFF", "a media file"),
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
_BINARY_WITHIN_BYTES = 65_536
# All control characters but those found in text: tab, line feed, vertical tab, form feed, carriage return, escape and
# substitute.
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27}) + b"\x7f"
_MOST_CONTROL = 0.01  # share of bytes
_UTF16_SAMPLE_BYTES = 2048


class Decoded(NamedTuple):
    """A decoded document: its text, the encoding it was read in, and how many characters became U+FFFD."""

    text: str
    encoding: str
    replaced: int


def decode(data: bytes, encoding: str | None = None, served: str | None = None) -> Decoded:
    """Decode a document. Any bytes can be decoded: what is invalid becomes U+FFFD and is counted.

    The first of these that applies decides:

    1. a byte-order mark;
    2. `encoding`, the caller's choice;
    3. the declaration in the HTML, unless the bytes are clearly UTF-8;
    4. UTF-8 without errors, then UTF-8 or the declared encoding with a few;
    5. the guess of charset_normalizer.

    `served` is the encoding in the server's Content-Type. Many servers name one for all their pages, so it counts only
    for a page that declares none. Raises DocumentError if `encoding` is not the name of a text encoding; an unknown
    name from the page or the server is ignored.
    """
    if encoding is not None:
        encoding = check_encoding(encoding)
    for mark, name in MARKS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], name)
    if encoding is not None:
        return _replacing(data, encoding)
    declared = _declared(data) or _readable(served)
    for name in _candidates(data, declared):
        try:
            return Decoded(data.decode(name), name, 0)
        except UnicodeError:
            continue
    for likely in ("utf-8", declared):
        if likely is not None and _nearly(data, likely):
            return _replacing(data, likely)
    return _replacing(data, _detected(data))


def check_encoding(name: str) -> str:
    """Python's name for a text encoding. Raises DocumentError if there is no such encoding."""
    try:
        known = codecs.lookup(_UNKNOWN_TO_PYTHON.get(name.strip().lower(), name.strip())).name
        # Some codecs, such as base64, make no text, and others cannot replace what is invalid.
        b"a".decode(known, "replace")
    except (LookupError, UnicodeError, ValueError) as error:
        raise DocumentError(f"unknown encoding {name!r}") from error
    return known


def why_binary(data: bytes) -> str | None:
    """What a document is if it is not text ("a PNG image"), or None for text in any encoding."""
    signature, what = next((known for known in _SIGNATURES if data.startswith(known[0])), (b"", ""))
    if what and not signature.isalnum():
        return what
    if data.startswith(tuple(mark for mark, _ in MARKS)) or _unmarked_utf16(data):
        return None
    # A text may begin with "ID3" or "GIF89a", so a signature of letters counts only if bytes follow that are no text.
    if b"\x00" in data:
        return what or "binary data (it holds NUL bytes)"
    head = data[:_BINARY_WITHIN_BYTES]
    if _controls(head) > _MOST_CONTROL * len(head):
        return what or "binary data (it is full of control characters)"
    return None


def _controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, _CONTROL))


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    if (name := _unmarked_utf16(data)) is not None:
        yield name
    if declared is not None and not _is_clearly_utf8(data, declared):
        yield declared
    yield "utf-8"


def _is_clearly_utf8(data: bytes, declared: str) -> bool:
    """Whether a page is UTF-8 in spite of its declaration, as pages are that were saved again in another encoding."""
    try:
        text = data.decode("utf-8")
    except UnicodeError:
        return False
    return len(text) < len(data) and (declared not in _TWO_BYTES or _beyond_ascii(text) >= _PROOF_OF_UTF8_CHARS)


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(_COMMENT.sub(b"", data[:_DECLARATION_WITHIN_BYTES]))
    return None if found is None else _readable((found[1] or found[2]).decode("ascii"))


def _readable(declared: str | None) -> str | None:
    """Python's name for the encoding that browsers use for a declared one; None if it cannot be true."""
    if declared is None:
        return None
    try:
        name = check_encoding(declared)
        if _PLAIN.decode(name) != _PLAIN.decode("ascii"):
            return None
    except (DocumentError, UnicodeError):
        return None
    return _AS_BROWSERS_READ.get(name, name)


def _unmarked_utf16(data: bytes) -> str | None:
    """Which UTF-16 a document without a byte-order mark is in, if any.

    Every second byte of Western text, and of markup in any language, is NUL.
    """
    head = data[:_UTF16_SAMPLE_BYTES]
    half = len(head) // 2
    if half < 8:
        return None
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if max(even, odd) < 0.1 * half or min(even, odd) > 0.1 * max(even, odd):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: 2 * half].decode(name, "replace")
    strange = text.count("\ufffd") + _controls(text.encode("latin-1", "ignore"))
    # The sample may end in the middle of a surrogate pair.
    return name if strange <= 1 + _MOST_CONTROL * half else None


def _nearly(data: bytes, name: str) -> bool:
    """Whether a document can be read in an encoding but for a few characters."""
    text = data[:_DETECT_FROM_BYTES].decode(name, "replace")
    bad = text.count("\ufffd")
    return _beyond_ascii(text) - bad >= _GOOD_TO_BAD * bad


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _detected(data: bytes) -> str:
    from charset_normalizer import from_bytes  # imported late: most documents are UTF-8 and never need it

    best = from_bytes(data[:_DETECT_FROM_BYTES], cp_isolation=_ON_THE_WEB).best()
    if best is None or best.encoding in _LATIN_PAGES:
        return _latin(data[:_DETECT_FROM_BYTES])
    return _AS_BROWSERS_READ.get(best.encoding, best.encoding)


def _latin(data: bytes) -> str:
    """The code page of a text in the Latin alphabet."""
    counts = Counter(data.translate(None, _ASCII))

    def fitting(page: tuple[str, str]) -> int:
        name, letters = page
        read = ((bytes([byte]).decode(name, "replace").lower(), count) for byte, count in counts.items())
        return sum(count for char, count in read if char in letters or char in _IN_ALL_OF_THEM)

    return max(_LATIN, key=fitting)[0]


def _replacing(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name, 0)
    except UnicodeError:
        text = data.decode(name, "replace")
        return Decoded(text, name, text.count("\ufffd"))
