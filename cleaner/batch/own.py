"""The own fields of a record, in the forms that sources hand on and sinks write: nothing of them is made anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from cleaner.files.json_record import JsonRecord


class JsonOwn(NamedTuple):
    """A line of JSON lines with the places of its fields; `cleaned` names the one that was cleaned."""

    record: JsonRecord
    cleaned: str


class RowOwn(NamedTuple):
    """A row of a pyarrow.RecordBatch; `cleaned` names the column that was cleaned."""

    batch: Any
    row: int
    cleaned: str


class WarcOwn(NamedTuple):
    """What the head of an archive's record says of a page: `id`, `url` and `date`, in this order."""

    fields: Mapping[str, str | None]
