"""A JSON object on one line, in which one field can be replaced while every other byte is kept."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple

from cleaner.decode import MARKS, why_binary

_SPACE = re.compile(r"[ \t\r\n]*")
_ASCII_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u")
# Numbers stay strings: Python refuses to parse very long ones, and none is needed.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


class RecordError(ValueError):
    """A line that is not a JSON object, or an ambiguous one; the message says why."""


class JsonField(NamedTuple):
    """The value of a field: where it is in the line, and the string that it stands for, None if it is not a string."""

    start: int
    end: int
    text: str | None


class JsonRecord(NamedTuple):
    """A line, the fields of its object, where another one would be added, and whether a space follows each colon."""

    line: str
    fields: dict[str, JsonField]
    end: int
    spaced: bool

    def with_text(self, name: str, text: str) -> str:
        """The line with a string as the value of a field, which is added as the last one if it is not there.

        >>> parse('{"id": 1.0}').with_text("text", "a")
        '{"id": 1.0, "text": "a"}'
        """
        value = self._quoted(text)
        if (field := self.fields.get(name)) is not None:
            return self.line[: field.start] + value + self.line[field.end :]
        comma, colon = (", ", ": ") if self.spaced else (",", ":")
        added = f"{comma if self.fields else ''}{self._quoted(name)}{colon}{value}"
        return self.line[: self.end] + added + self.line[self.end :]

    def _quoted(self, text: str) -> str:
        """A JSON string, with other characters than ASCII written as the line writes them: as they are, or escaped."""
        escaped = self.line.isascii() and _ASCII_ESCAPE.search(self.line) is not None
        quoted = json.dumps(text, ensure_ascii=escaped)
        try:
            quoted.encode("utf-8")
        except UnicodeEncodeError:  # a lone surrogate can only be escaped
            return json.dumps(text)
        return quoted


def why_no_records(head: bytes) -> str | None:
    """Why a file that begins like this has no JSON lines, which are UTF-8; None if it may have some."""
    for mark, encoding in MARKS:
        if head.startswith(mark) and mark != BOM_UTF8:
            return f"JSON lines are UTF-8, and this is {encoding}"
    what = why_binary(head)
    return what and f"this is {what}, not JSON lines"


def parse(line: str) -> JsonRecord:
    """Find the fields of a line. Raises RecordError if it is not a JSON object, or has a field twice."""
    try:
        return _parse(line)
    except (ValueError, IndexError) as error:
        raise error if isinstance(error, RecordError) else RecordError("not JSON") from error
    except RecursionError as error:
        raise RecordError("JSON that is nested too deeply") from error


def _parse(line: str) -> JsonRecord:
    at = _skip(line, 0)
    if line[at] != "{":
        raise RecordError("not a JSON object")
    fields: dict[str, JsonField] = {}
    spaced = True
    end = at + 1
    at = _skip(line, end)
    while line[at] != "}":
        if fields:
            if line[at] != ",":
                raise RecordError("not JSON")
            at = _skip(line, at + 1)
        if line[at] != '"':
            raise RecordError("not JSON")
        name, at = scanstring(line, at + 1, True)
        at = _skip(line, at)
        if line[at] != ":":
            raise RecordError("not JSON")
        start = _skip(line, at + 1)
        spaced = start > at + 1
        value, end = _DECODER.raw_decode(line, start)
        if name in fields:
            raise RecordError(f"the field {name!r} occurs twice")
        fields[name] = JsonField(start, end, value if line[start] == '"' else None)
        at = _skip(line, end)
    if _skip(line, at + 1) != len(line):
        raise RecordError("not JSON")
    return JsonRecord(line, fields, end, spaced)


def _skip(line: str, at: int) -> int:
    found = _SPACE.match(line, at)
    assert found is not None
    return found.end()
