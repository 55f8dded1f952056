"""Bytes to text: byte-order mark, the caller's encoding, the page's own declaration, strict UTF-8, then a detector."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import webencodings

from cleaner.document import DocumentError

# An encoding of the web that a larger one contains, which decodes whatever the smaller does.
_SUPERSETS = {"gbk": "gb18030"}
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
# What a declaration is not read in: a comment, a script, a style sheet, a title. Without an end, they take the rest of
# the page, as in a browser. Browsers read a page again when they come to a late declaration, wherever it is.
_NOT_MARKUP = rb"<!--.*?(?:-->|\Z)|<(script|style|title|textarea)\b.*?(?:</\1\b|\Z)"
_META = re.compile(rb"""%b|<meta[\s/]((?:[^<>"']|"[^"<]{0,1000}"|'[^'<]{0,1000}')*+)>""" % _NOT_MARKUP, re.I | re.S)
_XML_ENCODING = re.compile(rb"""\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"']{2,40})""", re.I)
_ATTRIBUTE = re.compile(rb"""([^\s=/"']+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([^\s"';]+)""", re.I)
# In these encodings two bytes may happen to look like a character of UTF-8, so a few of those prove nothing.
_TWO_BYTES = frozenset(("gb18030", "cp932", "euc_jp", "cp949", "big5hkscs"))
_PROOF_OF_UTF8_CHARS = 6

_DETECT_FROM_BYTES = 200_000
# The detector looks at a few samples, in which a page's markup and programs would outweigh its words. It gets the
# stretches with bytes beyond ASCII, and as many bytes around each.
_MARKUP = re.compile(rb"%b|<[^<>]{0,2000}>" % _NOT_MARKUP, re.I | re.S)
_BEYOND_ASCII = re.compile(rb"[\x00-\x7f]{0,20}(?:[\x80-\xff]++[\x00-\x7f]{0,20})+")
# ISO-2022-JP is written in ASCII bytes; these switch to Japanese and back.
_TO_JAPANESE, _TO_ASCII = (b"\x1b$B", b"\x1b$@"), b"\x1b(B"
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
# In a Latin alphabet, letters beyond ASCII stand between others. Where most of them stand in runs, the bytes are of
# another script, such as "Привет" in windows-1251, which is "Ïðèâåò" in windows-1252. Icelandic, which has the most of
# such letters, has few runs of three. Runs of only a few different bytes are lines and other ornaments.
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_LEAST_IN_RUNS = 0.5
_LEAST_DIFFERENT_BYTES = 5
# Code pages of the Cyrillic alphabet have the same letters in different places. The most frequent letters of its
# languages make up two thirds of a text in the right one; another turns them into capitals and rare letters.
_CYRILLIC_PAGES = ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5")
_FREQUENT_IN_CYRILLIC = frozenset("оеаинтсрвлі")
_LEAST_FREQUENT = 0.5
_MOST_FREQUENT_IF_WRONG = 0.25
# A declared Latin code page is wrong if none of its languages has these letters, and a language of another has them.
_LEAST_FITTING = 0.97
_MOST_FITTING_IF_WRONG = 0.85
_LEAST_TO_JUDGE_BYTES = 8
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
_STRAY_CONTROL = 2  # bytes; as many prove nothing, in a document of any size
_UTF16_SAMPLE_BYTES = 2048


class Decoded(NamedTuple):
    """A decoded document: its text, the encoding it was read in, and how many characters became U+FFFD.

    `guessed` says that nothing but a detector named the encoding, and `disbelieved` which declaration cannot be true.
    """

    text: str
    encoding: str
    replaced: int
    guessed: bool = False
    disbelieved: str | None = None


def decode(data: bytes, encoding: str | None = None, served: str | None = None) -> Decoded:
    """Decode a document. Any bytes can be decoded: what is invalid becomes U+FFFD and is counted; NUL is left out.

    The first of these that applies decides:

    1. a byte-order mark;
    2. `encoding`, the caller's choice;
    3. the declaration in the HTML, unless the bytes are clearly UTF-8 or make no text in it;
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
    if declared is not None and (better := _better_than(declared, data)) is not None:
        return _replacing(data, better)._replace(guessed=True, disbelieved=declared)
    for name in _candidates(data, declared):
        try:
            return _decoded(data, name)
        except UnicodeError:
            continue
    for likely in ("utf-8", declared):
        if likely is not None and _nearly(data, likely):
            return _replacing(data, likely)
    return _replacing(data, _detected(data))._replace(guessed=True)


def check_encoding(name: str) -> str:
    """Python's name for a text encoding, which may be given by a label of the web (WHATWG Encoding Standard, 4.2).

    Raises DocumentError if there is no such encoding.
    """
    try:
        known = _python_name(name.strip())
        # Some codecs, such as base64, make no text, and others cannot replace what is invalid.
        b"a".decode(known, "replace")
    except (LookupError, UnicodeError, ValueError) as error:
        raise DocumentError(f"unknown encoding {name!r}") from error
    return known


def _python_name(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return _web_name(name) or name


def _web_name(label: str) -> str | None:
    """Python's name for the encoding that browsers use for a label; None where they know no such label."""
    found = webencodings.lookup(label)
    if found is None or found.name == "replacement":
        return None
    name = "windows-1252" if found.name == "x-user-defined" else found.codec_info.name
    return codecs.lookup(_SUPERSETS.get(name, name)).name


def why_binary(data: bytes) -> str | None:
    """What a document is if it is not text ("a PNG image"), or None for text in any encoding."""
    signature, what = next((known for known in _SIGNATURES if data.startswith(known[0])), (b"", ""))
    if what and not signature.isalnum():
        return what
    if data.startswith(tuple(mark for mark, _ in MARKS)) or _unmarked_utf16(data):
        return None
    head = data[:_BINARY_WITHIN_BYTES]
    # A text may begin with "ID3" or "GIF89a", so a signature of letters counts only if bytes follow that are no text.
    if what and _controls(head) > _MOST_CONTROL * len(head):
        return what
    if data.count(0) > max(_STRAY_CONTROL, _MOST_CONTROL * len(data)):
        return "binary data (it is full of NUL bytes)"
    if _controls(head) > max(_STRAY_CONTROL, _MOST_CONTROL * len(head)):
        return "binary data (it is full of control characters)"
    return None


def _controls(data: bytes) -> int:
    return len(data) - len(data.translate(None, _CONTROL))


def _candidates(data: bytes, declared: str | None) -> Iterator[str]:
    if (name := _unmarked_utf16(data)) is not None:
        yield name
    if declared is None and _TO_ASCII in data and any(map(data.__contains__, _TO_JAPANESE)):
        yield "iso2022_jp"
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
    """The encoding that a page declares, as Python calls it: the first declaration that can be true."""
    if (xml := _XML_ENCODING.match(data)) and (name := _readable(_label(xml[1]))) is not None:
        return name
    for tag in _META.finditer(data):
        if tag[2] is not None and (name := _readable(_of_meta(tag[2]))) is not None:
            return name
    return None


def _of_meta(tag: bytes) -> str | None:
    """The label in a <meta> tag, which declares an encoding in one of two ways."""
    values = {found[1].lower(): found[2] or found[3] or found[4] or b"" for found in _ATTRIBUTE.finditer(tag)}
    if (charset := values.get(b"charset")) is not None:
        return _label(charset)
    if values.get(b"http-equiv", b"").strip().lower() != b"content-type":
        return None
    content = _CHARSET.search(values.get(b"content", b""))
    return None if content is None else _label(content[1])


def _label(value: bytes) -> str:
    return value.decode("ascii", "replace")


def _readable(declared: str | None) -> str | None:
    """Python's name for the encoding that browsers use for a declared one; None if it cannot be true."""
    if declared is None:
        return None
    try:
        known = check_encoding(declared)
        name = _web_name(declared) or _web_name(known.replace("_", "-")) or known
        if _PLAIN.decode(name) != _PLAIN.decode("ascii"):
            return None
    except (DocumentError, UnicodeError):
        return None
    return name


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


def _better_than(declared: str, data: bytes) -> str | None:
    """The encoding of a page whose bytes make no text in the declared one, if that has a byte for each character."""
    page = declared.replace("-", "_")
    if (page not in _LATIN_PAGES and page not in _CYRILLIC_PAGES) or _is_utf8(data):
        return None
    words = _words(_MARKUP.sub(b" ", data))
    if page in _CYRILLIC_PAGES and _has_another_script(words):
        better = _cyrillic(words) if _frequent(words, page) <= _MOST_FREQUENT_IF_WRONG else None
    elif _has_another_script(words):
        better = "utf-8" if _nearly(data, "utf-8") else _detected(data)
    else:
        better = _other_latin(words, page)
    # Pages of one family share many letters, so both may make the same text.
    return better if better and words.decode(better, "replace") != words.decode(declared, "replace") else None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeError:
        return False
    return True


def _detected(data: bytes) -> str:
    words = _words(_MARKUP.sub(b" ", data)) or _words(data) or data[:_DETECT_FROM_BYTES]
    if (cyrillic := _cyrillic(words)) is not None:
        return cyrillic
    from charset_normalizer import from_bytes  # imported late: most documents are UTF-8 and never need it

    best = from_bytes(words, cp_isolation=_ON_THE_WEB).best()
    return _latin(words) if best is None or best.encoding in _LATIN_PAGES else best.encoding


def _words(source: bytes) -> bytes:
    """The stretches of a text that are not ASCII."""
    return b" ".join(_BEYOND_ASCII.findall(source))[:_DETECT_FROM_BYTES]


def _has_another_script(words: bytes) -> bool:
    """Whether bytes beyond ASCII make up whole words, as in no language with a Latin alphabet."""
    runs = b"".join(_RUN.findall(words))
    return (
        len(runs) >= max(_LEAST_TO_JUDGE_BYTES, _LEAST_IN_RUNS * len(words.translate(None, _ASCII)))
        and len(set(runs)) >= _LEAST_DIFFERENT_BYTES
    )


def _cyrillic(words: bytes) -> str | None:
    """The code page of a text in the Cyrillic alphabet; None if it is in another."""
    if not _has_another_script(words):
        return None
    best = max(_CYRILLIC_PAGES, key=lambda page: _frequent(words, page))
    return best if _frequent(words, best) >= _LEAST_FREQUENT else None


def _frequent(words: bytes, page: str) -> float:
    """The share of the bytes beyond ASCII that a Cyrillic code page turns into frequent letters."""
    read = words.translate(None, _ASCII).decode(page, "replace")
    return sum(map(read.count, _FREQUENT_IN_CYRILLIC)) / max(1, len(read))


def _latin(words: bytes) -> str:
    """The code page of a text in the Latin alphabet."""
    counts = Counter(words.translate(None, _ASCII))
    return max(_LATIN, key=lambda row: _fitting(counts, row))[0]


def _other_latin(words: bytes, page: str) -> str | None:
    """The code page of a text that is in the Latin alphabet, but not in this code page."""
    counts = Counter(words.translate(None, _ASCII))
    most = max((_fitting(counts, row) for row in _LATIN if row[0] == page), default=0)
    best = _latin(words)
    total = counts.total()
    fits = max(_fitting(counts, row) for row in _LATIN if row[0] == best) >= _LEAST_FITTING * total
    wrong = most <= _MOST_FITTING_IF_WRONG * total
    return best if total >= _LEAST_TO_JUDGE_BYTES and fits and wrong else None


def _fitting(counts: Counter[int], row: tuple[str, str]) -> int:
    """How many bytes beyond ASCII are letters of a language, or signs of all, in a row of the table of languages."""
    page, letters = row
    read = ((bytes([byte]).decode(page, "replace").lower(), count) for byte, count in counts.items())
    return sum(count for char, count in read if char in letters or char in _IN_ALL_OF_THEM)


def _replacing(data: bytes, name: str) -> Decoded:
    try:
        return _decoded(data, name)
    except UnicodeError:
        text = data.decode(name, "replace")
        return Decoded(text.replace("\x00", ""), name, text.count("\ufffd"))


def _decoded(data: bytes, name: str) -> Decoded:
    """What is decoded without errors; browsers ignore NUL. Raises UnicodeError."""
    return Decoded(data.decode(name).replace("\x00", ""), name, 0)
