"""bytes -> text: byte-order mark, the caller's word, the page's own declaration, strict UTF-8, then a detector."""

from __future__ import annotations

import codecs
import re
from collections import Counter
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
# Names of the same standard that Python does not know.
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
# What a page could say it is written in and yet be read so far: these bytes stand for themselves in every set that
# extends ASCII, and in no escape of another.
_PLAIN = rb"<meta +AGE- \u0041>"
MARKS = (
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
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
# Two bytes of these now and then look like one character of UTF-8, so a few that do prove nothing.
_TWO_BYTES = frozenset(("gb18030", "cp932", "euc_jp", "cp949", "big5hkscs"))
_PROOF_OF_UTF8 = 6

_DETECT_FROM = 200_000
# A page with a few damaged characters is still what it is: at most one fault to this many good characters.
_GOOD_TO_BAD = 4
# What the web is written in. Others that a detector knows are as good a guess for a short text, and never right.
_ON_THE_WEB = (
    "cp1252 cp1250 iso8859_2 cp1251 koi8_r koi8_u cp1253 iso8859_7 cp1254 cp1255 cp1256 cp1257 cp874 cp932 euc_jp "
    "gb18030 big5hkscs cp949"
).split()
# Code pages of the Latin alphabet differ in a few letters, and are told apart by what they make of the bytes: the
# right one makes letters of one language. At a draw the earlier wins.
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
_BINARY_WITHIN = 65_536
# Control characters that text does hold: tab, line feed, vertical tab, form feed, carriage return, escape, substitute.
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27}) + b"\x7f"
_MOST_CONTROL = 0.01


class Decoded(NamedTuple):
    """A decoded document: its text, the encoding that was used, and how many replacement characters decoding made."""

    text: str
    encoding: str
    replaced: int


def decode(data: bytes, encoding: str | None = None, served: str | None = None) -> Decoded:
    """Decode a document. Never fails on the bytes: what cannot be decoded becomes U+FFFD, and is counted.

    A byte-order mark wins, then `encoding`, a declaration in the HTML (unless the bytes are plainly UTF-8), strict
    UTF-8, either of them with a little damage, and charset_normalizer's guess. `served` is the encoding of which the
    server spoke: many speak of one for all their pages, so it stands for the declaration of a page that has none.
    Raises DocumentError where `encoding` is not the name of a text encoding; the page and the server may say what they
    will.
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
    """The name by which Python knows a text encoding. Raises DocumentError where there is none."""
    try:
        known = codecs.lookup(_UNKNOWN_TO_PYTHON.get(name.strip().lower(), name.strip())).name
        # An empty input would be decoded under any name, and what cannot replace is of no use to us.
        b"a".decode(known, "replace")
    except (LookupError, UnicodeError, ValueError) as error:
        raise DocumentError(f"unknown encoding {name!r}") from error
    return known


def why_binary(data: bytes) -> str | None:
    """What a document is if it is no text at all ("a PNG image"), or None for text in any encoding."""
    signature, what = next((known for known in _SIGNATURES if data.startswith(known[0])), (b"", ""))
    if what and not signature.isalnum():
        return what
    if data.startswith(tuple(mark for mark, _ in MARKS)) or _unmarked_utf16(data):
        return None
    # A text may well begin with "ID3" or "GIF89a": names made of letters count where bytes follow that no text has.
    if b"\x00" in data:
        return what or "binary data (it holds NUL bytes)"
    head = data[:_BINARY_WITHIN]
    if _controls(head) > _MOST_CONTROL * len(head):
        return what or "binary data (it is full of control characters)"
    return None


def _controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, _CONTROL))


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    if (name := _unmarked_utf16(data)) is not None:
        yield name
    if declared is not None and not _plainly_utf8(data, declared):
        yield declared
    yield "utf-8"


def _plainly_utf8(data: bytes, declared: str) -> bool:
    """Whether a page is UTF-8 whatever it says: whoever stored it encoded it anew and left its declaration alone."""
    try:
        text = data.decode("utf-8")
    except UnicodeError:
        return False
    return len(text) < len(data) and (declared not in _TWO_BYTES or _beyond_ascii(text) >= _PROOF_OF_UTF8)


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(_COMMENT.sub(b"", data[:_DECLARATION_WITHIN]))
    return None if found is None else _readable((found[1] or found[2]).decode("ascii"))


def _readable(declared: str | None) -> str | None:
    """The encoding that is meant by a name, if it is one in which the name could be read."""
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
    """UTF-16 without a byte-order mark: every other byte of Western text, and of any markup, is NUL."""
    head = data[:2048]
    half = len(head) // 2
    if half < 8:
        return None
    even, odd = head[0 : 2 * half : 2].count(0), head[1 : 2 * half : 2].count(0)
    if max(even, odd) < 0.1 * half or min(even, odd) > 0.1 * max(even, odd):
        return None
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: 2 * half].decode(name, "replace")
    strange = text.count("\ufffd") + _controls(text.encode("latin-1", "ignore"))
    # One half of a pair may have been cut off at the end.
    return name if strange <= 1 + _MOST_CONTROL * half else None


def _nearly(data: bytes, name: str) -> bool:
    text = data[:_DETECT_FROM].decode(name, "replace")
    bad = text.count("\ufffd")
    return _beyond_ascii(text) - bad >= _GOOD_TO_BAD * bad


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _detected(data: bytes) -> str:
    # Imported where it is needed: most documents are UTF-8 and never ask.
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_DETECT_FROM], cp_isolation=_ON_THE_WEB).best()
    if best is None or best.encoding in _LATIN_PAGES:
        return _latin(data[:_DETECT_FROM])
    return _AS_BROWSERS_READ.get(best.encoding, best.encoding)


def _latin(data: bytes) -> str:
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
