"""The fields that a record has of its own, in the form its source read them. They are passed on, never rebuilt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cleaner.batch.json_text import NULL, quoted
from cleaner.files.json_record import JsonRecord

# The fields of a record in their order: the name of each, and its value as JSON or None for null.
JsonFields = Iterator[tuple[str, str | None]]


class JsonOwn(NamedTuple):
    """A line of JSON lines with the positions of its fields; `cleaned` names the field that was cleaned."""

    record: JsonRecord
    cleaned: str

    def json_fields(self) -> JsonFields:
        """The fields, spelt as in the line."""
        line = self.record.line
        for name, field in self.record.fields.items():
            value = line[field.start : field.end]
            yield name, None if value == NULL else value


class RowOwn(NamedTuple):
    """A row of a pyarrow.RecordBatch; `cleaned` names the column that was cleaned."""

    batch: Any
    row: int
    cleaned: str

    def json_fields(self) -> JsonFields:
        """The columns, see arrow_json.py."""
        from cleaner.batch.arrow_json import json_columns

        return json_columns(self.batch, self.row)


class WarcOwn(NamedTuple):
    """What the header of an archive's record says of a page: `id`, `url` and `date`, in this order."""

    fields: Mapping[str, str | None]
    cleaned: None = None

    def json_fields(self) -> JsonFields:
        """The three fields."""
        return ((name, None if value is None else quoted(value)) for name, value in self.fields.items())
