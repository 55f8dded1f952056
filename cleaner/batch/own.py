"""The fields that a record has of its own, without the one that was cleaned. They are passed on, never rebuilt.

Those of JSON lines and archives are the spelling of each value in JSON by its name, with None for null. Those of
Parquet stay where they were read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

OwnFields = Mapping[str, str | None]


class RowOwn(NamedTuple):
    """A row of a pyarrow.RecordBatch; `cleaned` names the column that was cleaned."""

    batch: Any
    row: int
    cleaned: str

    def as_json(self) -> OwnFields:
        """The other columns as JSON, see arrow_json.py."""
        from cleaner.batch.arrow_json import json_columns

        return {name: value for name, value in json_columns(self.batch, self.row) if name != self.cleaned}
