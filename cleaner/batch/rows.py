"""A row of a table: the own fields of a record, and what cleaning adds to them.

A row depends on the record and its outcome alone, whatever engine made that. Nothing of pyarrow is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from cleaner.batch.json_text import NULL, quoted, shown
from cleaner.batch.own import JsonFields
from cleaner.batch.record import Outcome, Record, Status

# What a record says about these itself is believed.
METADATA = ("title", "standfirst", "authors", "published", "updated", "language", "site")
REMOVED = "removed"
# Everything that cleaning adds, in the order of the columns; `removed` only on demand.
ADDED = (*METADATA, "text", "confidence", REMOVED, "status", "error")
_SURROGATE = re.compile("[\ud800-\udfff]")

V = TypeVar("V")


def columns(explain: bool = False) -> tuple[str, ...]:
    """The names of the columns that cleaning adds; with `explain` also what it removed."""
    return tuple(name for name in ADDED if explain or name != REMOVED)


def added(outcome: Outcome, names: Iterable[str]) -> dict[str, Any]:
    """What cleaning adds to a row; only status and error for a record that was not cleaned."""
    failed = outcome.status in (Status.FAILED, Status.SKIPPED)
    told = {"status": str(outcome.status), "error": outcome.reason if failed else None}
    fields = outcome.fields or {}
    return {name: told[name] if name in told else fields.get(name) for name in names}


def merged(own: Mapping[str, V | None], cleaned: str | None, ours: Mapping[str, V | None]) -> dict[str, V | None]:
    """The own fields in their order, without the one that was cleaned, then ours; None stands for null.

    The text is always ours. Metadata that a record has stay as they are; where it has null, ours are filled in. Other
    fields of ours whose name is taken are called `cleaner_<name>`.
    """
    gone = {cleaned, "text", *(f"cleaner_{name}" for name in ours if name in own and name not in (*METADATA, "text"))}
    row: dict[str, V | None] = {}
    for name, value in own.items():
        if name not in gone:
            row[name] = ours.get(name) if value is None and name in METADATA else value
    for name, value in ours.items():
        if name not in row:
            row[name] = value
        elif name not in METADATA:
            row[f"cleaner_{name}"] = value
    return row


def json_line(record: Record, outcome: Outcome, names: Iterable[str]) -> str | None:
    """The line of a record in a table of JSON lines: its row, or for a document its own JSON record.

    None for a document that failed.
    """
    if record.number is None and outcome.output is not None:
        return outcome.output
    return json_row(record, outcome, names)


def json_row(record: Record, outcome: Outcome, names: Iterable[str]) -> str | None:
    """The row of a record as a line of JSON with its line ending; None for a document that failed.

    Values of JSON stay as they are spelt: no number is parsed. `names` are what cleaning adds, see `columns`.
    """
    if record.number is None and outcome.fields is None:
        return None
    ours = {name: None if value is None else quoted(value) for name, value in added(outcome, names).items()}
    row = merged(dict(_own_fields(record)), record.own and record.own.cleaned, ours)
    line = "{" + ", ".join(f"{_name(name)}: {value or NULL}" for name, value in row.items()) + "}\n"
    # UTF-8 cannot hold half of a surrogate pair; an escape can.
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


@lru_cache(maxsize=1024)
def _name(name: str) -> str:
    return quoted(name)


def _own_fields(record: Record) -> JsonFields:
    if record.own is not None:
        yield from record.own.json_fields()
    elif record.number is None:
        yield "path", quoted(shown(record.request.path))
