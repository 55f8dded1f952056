"""A record of JSON in which one field is replaced and every other byte stays."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple

_SPACE = re.compile(r"[ \t\r\n]*")
_ASCII_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\u")
# Numbers are never made into numbers: nothing is lost of a long one, and none is too long.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


class RecordError(ValueError):
    """A line that is no record; the message says why."""


class Field(NamedTuple):
    """A field of a record: its value as it stands in the line from `start` to `end`, and what that says if a string."""

    start: int
    end: int
    text: str | None


class Record(NamedTuple):
    """A line of JSON lines, the fields of its object, and where a further one would be added."""

    line: str
    fields: dict[str, Field]
    end: int
    spaced: bool

    def with_text(self, name: str, text: str) -> str:
        """The line with a string in a field: in the place of its value, or behind the last field if it has none."""
        value = self._quoted(text)
        if (field := self.fields.get(name)) is not None:
            return self.line[: field.start] + value + self.line[field.end :]
        comma, colon = (", ", ": ") if self.spaced else (",", ":")
        added = f"{comma if self.fields else ''}{self._quoted(name)}{colon}{value}"
        return self.line[: self.end] + added + self.line[self.end :]

    def _quoted(self, text: str) -> str:
        """A string in the manner of the line, which spells beyond ASCII as characters or as escapes."""
        escaped = self.line.isascii() and _ASCII_ESCAPE.search(self.line) is not None
        quoted = json.dumps(text, ensure_ascii=escaped)
        try:
            quoted.encode("utf-8")
        except UnicodeEncodeError:  # half of a pair is nothing but an escape
            return json.dumps(text)
        return quoted


def parse(line: str) -> Record:
    """Find the fields of a line. Raises RecordError where it is no JSON object or says one thing twice."""
    try:
        return _parse(line)
    except (ValueError, IndexError) as error:
        raise error if isinstance(error, RecordError) else RecordError("not JSON") from error
    except RecursionError as error:
        raise RecordError("JSON within JSON without end") from error


def _parse(line: str) -> Record:
    at = _skip(line, 0)
    if line[at] != "{":
        raise RecordError("not a JSON object")
    fields: dict[str, Field] = {}
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
            raise RecordError(f"the field {name!r} is there twice")
        fields[name] = Field(start, end, value if line[start] == '"' else None)
        at = _skip(line, end)
    if _skip(line, at + 1) != len(line):
        raise RecordError("not JSON")
    return Record(line, fields, end, spaced)


def _skip(line: str, at: int) -> int:
    found = _SPACE.match(line, at)
    assert found is not None
    return found.end()
