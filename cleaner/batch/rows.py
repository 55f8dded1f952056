"""A row of a table: the own fields of a record, and what cleaning adds to them.

A row depends on the record and its outcome alone, whatever engine made that. Nothing of pyarrow is loaded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from cleaner.batch.arrow_json import RowOwn
from cleaner.batch.json_text import NULL, quoted, shown
from cleaner.batch.record import Outcome, OwnFields, Record, Status
from cleaner.render.as_csv import HEADER, csv_row

# What a record says about these itself is believed.
METADATA = ("title", "standfirst", "authors", "published", "updated", "language", "site")
REMOVED = "removed"
BLOCKS = "blocks"
OF_REMOVED = ("label", "reason", "line", "end_line", "text")  # of the fields of a block
_SURROGATE = re.compile("[\ud800-\udfff]")

_name = lru_cache(maxsize=1024)(quoted)

V = TypeVar("V")


def columns(explain: bool = False, blocks: bool = False, renderings: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of the columns that cleaning adds, in their order.

    With `explain` there is what it removed, with `blocks` every block; `renderings` are the names of further formats of
    the article, such as "markdown".
    """
    on_demand = (*((REMOVED,) if explain else ()), *((BLOCKS,) if blocks else ()))
    return (*METADATA, "text", *renderings, "confidence", *on_demand, "status", "error")


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

    None for a document that failed, and for what a filter leaves out.
    """
    if record.number is None and outcome.output is not None:
        return outcome.output
    return json_row(record, outcome, names)


def csv_line(record: Record, outcome: Outcome) -> str | None:
    """The row of a record in a table of CSV, without the header; None for one that was not cleaned.

    As in other tables, metadata that the record has stay as they are.
    """
    if record.number is None:
        return None if outcome.output is None else outcome.output.removeprefix(HEADER)
    if outcome.fields is None:
        return None
    told = ((name, value) for name, value in _own_fields(record).items() if name in METADATA and value != NULL)
    own = {name: _unquoted(value) for name, value in told if value is not None}
    place = {"path": shown(record.request.path), "id": record.id or record.number}
    return csv_row({**outcome.fields, **own, **place})


def _unquoted(value: str) -> Any:
    """A value of JSON for a cell: a string or a list of strings by itself, anything else as it is spelt."""
    found = json.loads(value, parse_int=str, parse_float=str)
    is_plain = isinstance(found, str) or (isinstance(found, list) and all(isinstance(one, str) for one in found))
    return found if is_plain else value


def json_row(record: Record, outcome: Outcome, names: Iterable[str]) -> str | None:
    """The row of a record as a line of JSON with its line ending; None as in `json_line`.

    Values of JSON stay as they are spelt: no number is parsed. `names` are what cleaning adds, see `columns`.
    """
    if outcome.left_out or (record.number is None and outcome.fields is None):
        return None
    ours = {name: None if value is None else quoted(value) for name, value in added(outcome, names).items()}
    row = merged(_own_fields(record), None, ours)
    line = "{" + ", ".join(f"{_name(name)}: {value or NULL}" for name, value in row.items()) + "}\n"
    # UTF-8 cannot hold half of a surrogate pair; an escape can.
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def _own_fields(record: Record) -> OwnFields:
    if isinstance(record.own, RowOwn):
        return record.own.as_json()
    own: OwnFields = record.own or {}
    return own if record.number is not None else {"path": quoted(shown(record.request.path)), **own}
