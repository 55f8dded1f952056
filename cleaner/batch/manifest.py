"""The manifest: one line of JSON for every input, which says what became of it.

While a batch runs lines are added; of several about one input the last one holds, and a torn one is passed over. In the
end it is written anew in the order of the inputs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from cleaner.batch.record import Outcome, Record, Status
from cleaner.batch.rows import quoted, shown

# What a terminal would obey, or an editor break a line at; JSON itself escapes the controls below the space.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Where a row stands while a table is being made comes last, so that it can be replaced in the end without reading more.
_PART, _AT = b', "part": ', b', "at": '
# Stands between the lines of an earlier run and those of one that overwrites its output, until that is finished.
OVERWRITES = b'{"overwrite": true}\n'


class Standing(NamedTuple):
    """Where the result of an input stands: in the output itself, or (`partial`) in what is written before a table is.

    `numbers` are offset, size and checksum of bytes, and behind them the number of the row among several there; of a
    finished Parquet table the number of the row and a mark of the table.
    """

    numbers: tuple[int, ...]
    partial: bool = False


class Entry(NamedTuple):
    """What a line of the manifest says of an input besides the outcome; `output` and `standing` where it has a result.

    It holds nothing of the content, for many wait at a time.
    """

    path: str
    number: int | None
    id: str | None
    fingerprint: str
    settings: str
    output: str | None = None
    standing: Standing | None = None


def line_of(entry: Entry, outcome: Outcome) -> bytes:
    """A line of the manifest, its line ending included: valid JSON that is fit for a terminal, whatever names hold."""
    row: dict[str, Any] = {
        "path": entry.path,
        "record": entry.number,
        "id": entry.id,
        "status": str(outcome.status),
        "reason": outcome.reason,
        "output": entry.output,
        "bytes": outcome.bytes_in,
        "characters": outcome.characters,
        "kept": outcome.kept,
        "removed": round(outcome.removed_share, 4),
        "confidence": outcome.confidence,
        "seconds": round(outcome.seconds, 4),
        "hash": entry.fingerprint,
        "settings": entry.settings,
        "labels": dict(outcome.removed),
        "rules": dict(outcome.reasons),
    }
    if entry.standing is not None:
        row["part" if entry.standing.partial else "at"] = list(entry.standing.numbers)
    text = _SURROGATE.sub(lambda found: f"\\\\u{ord(found[0]):04x}", quoted(row))
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode() + b"\n"


def settled(line: bytes, standing: Standing) -> bytes:
    """A line of an input whose row has come to stand in the finished table."""
    head, mark, _ = line.rpartition(_PART)
    if not mark:
        head = line.rpartition(_AT)[0]
    return head + _AT + json.dumps(list(standing.numbers)).encode() + b"}\n"


def read_line(line: bytes) -> dict[str, Any] | None:
    """What a line says, or None for one that is torn or is none of ours."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not isinstance(row.get("path"), str):
        return None
    return row if row.get("status") in set(Status) and _is_number(row.get("record")) else None


def standing_of(row: dict[str, Any]) -> Standing | None:
    """Where a line says that the result stands."""
    for name in ("part", "at"):
        numbers = row.get(name)
        if isinstance(numbers, list) and numbers and all(type(number) is int and number >= 0 for number in numbers):
            return Standing(tuple(numbers), name == "part")
    return None


def outcome_of(row: dict[str, Any]) -> Outcome:
    """The outcome that a line tells of, as far as it does."""
    return Outcome(
        status=Status(row["status"]),
        reason=row.get("reason"),
        bytes_in=row.get("bytes") or 0,
        characters=row.get("characters") or 0,
        kept=row.get("kept") or 0,
        confidence=row.get("confidence"),
        removed=row.get("labels") or {},
        reasons=row.get("rules") or {},
        seconds=row.get("seconds") or 0.0,
    )


def read_manifest(path: str) -> Iterator[tuple[int, bytes]]:
    """The lines of a manifest with the place of each, torn ones too. Raises OSError."""
    at = 0
    with open(path, "rb") as file:
        for line in file:
            yield at, line
            at += len(line)


def key_of(record: Record) -> tuple[str, int]:
    """What tells a record from others in the manifest."""
    path, number = record.key
    return shown(path), number


def _is_number(value: object) -> bool:
    return value is None or type(value) is int
