"""Tables of CSV: a header, and a row for each input that was cleaned. The own fields of records are left out."""

from __future__ import annotations

from cleaner.batch.record import Outcome, Record
from cleaner.batch.rows import csv_line
from cleaner.batch.sinks.to_json_lines import JsonLinesFormat
from cleaner.render.as_csv import HEADER


class CsvFormat(JsonLinesFormat):
    """How tables of CSV are written: as those of JSON lines, under a header."""

    header = HEADER.encode("ascii")

    def _line(self, record: Record, outcome: Outcome) -> str | None:
        return csv_line(record, outcome)
