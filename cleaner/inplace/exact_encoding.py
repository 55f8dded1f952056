"""bytes <-> text without loss: what is written back is in the encoding, and behind the mark, that was read."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.decode import MARKS, check_encoding, decode, why_binary
from cleaner.inplace.not_articles import RefusedError


class Coding(NamedTuple):
    """How the bytes of a file stand for text: its byte-order mark, if it has one, and its encoding."""

    mark: bytes
    encoding: str

    def encode(self, text: str) -> bytes:
        """The bytes of a text in this file."""
        return self.mark + text.encode(self.encoding)


def read_exactly(data: bytes, encoding: str | None) -> tuple[str, Coding]:
    """The text of a file, and how to write it.

    A file that is printed may be decoded by guess and with a damaged character here and there; a file that is to be
    rewritten may not. It has a byte-order mark, or is what `encoding` says, or is UTF-8, and its text stands for the
    very bytes that were read. Raises RefusedError otherwise.
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
    # What was declared to be text in some encoding may be none all the same.
    if encoding is not None and (what := why_binary(text.encode("utf-8", "surrogatepass"))) is not None:
        raise RefusedError(f"this is {what}, not text in {coding.encoding}")
    return text, coding


def _coding(data: bytes, encoding: str | None) -> Coding:
    for mark, name in MARKS:
        if data.startswith(mark):
            return Coding(mark, name)
    return Coding(b"", check_encoding(encoding) if encoding is not None else "utf-8")


def _why(data: bytes, encoding: str | None, coding: Coding) -> str:
    if coding.mark:
        return f"it has the byte-order mark of {coding.encoding}, and not all of it is that"
    if encoding is not None:
        return f"not all of it is {encoding}"
    guess = decode(data).encoding
    likely = "" if guess == "utf-8" else f" (perhaps it is {guess})"
    return f"not all of it is UTF-8; --encoding says what it is{likely}"
