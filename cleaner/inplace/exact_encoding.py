"""bytes <-> text without loss: a file is written in the encoding, and with the byte-order mark, that it had."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.decode import MARKS, check_encoding, decode, why_binary
from cleaner.inplace.not_articles import RefusedError


class Coding(NamedTuple):
    """The encoding of a file, and its byte-order mark or b""."""

    mark: bytes
    encoding: str

    def encode(self, text: str) -> bytes:
        """Encode a text for this file."""
        return self.mark + text.encode(self.encoding)


def read_exactly(data: bytes, encoding: str | None) -> tuple[str, Coding]:
    """The text of a file, and how to write it.

    To print a file, its encoding may be guessed, and a damaged character replaced; to rewrite it, neither will do. The
    encoding is that of its byte-order mark, or else `encoding`, or else UTF-8. Raises RefusedError unless the text,
    encoded again, is exactly the bytes that were read.
    """
    coding = _coding(data, encoding)
    if encoding is None and (what := why_binary(data)) is not None:
        raise RefusedError(f"this is {what}, not text")
    try:
        text = data[len(coding.mark) :].decode(coding.encoding)
        same = coding.encode(text) == data
    except UnicodeError:
        raise RefusedError(_why(data, encoding, coding)) from None
    if not same:
        raise RefusedError(_why(data, encoding, coding))
    if (what := _why_not_rewritten(text, encoding)) is not None:
        raise RefusedError(f"this is {what}, not text{f' in {coding.encoding}' if encoding else ''}")
    return text, coding


def _why_not_rewritten(text: str, encoding: str | None) -> str | None:
    """What a text is that must stay as it is: one with a NUL, which `clean` leaves out, or an image that decodes."""
    if "\x00" in text:
        return "binary data (it holds NUL bytes)"
    return why_binary(text.encode("utf-8", "surrogatepass")) if encoding is not None else None


def _coding(data: bytes, encoding: str | None) -> Coding:
    for mark, name in MARKS:
        if data.startswith(mark):
            return Coding(mark, name)
    return Coding(b"", check_encoding(encoding) if encoding is not None else "utf-8")


def _why(data: bytes, encoding: str | None, coding: Coding) -> str:
    if coding.mark:
        return f"it has the byte-order mark of {coding.encoding}, but not all of it is in that encoding"
    if encoding is not None:
        return f"not all of it is {encoding}"
    guess = decode(data).encoding
    likely = "" if guess == "utf-8" else f" (perhaps {guess})"
    return f"not all of it is UTF-8; name its encoding with --encoding{likely}"
