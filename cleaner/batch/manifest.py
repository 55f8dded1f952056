"""The manifest: a line of JSON for every input, in their order, that says what became of it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from cleaner.batch.json_text import quoted, shown
from cleaner.batch.record import Outcome, Record, Status
from cleaner.text.printable import printable

_SURROGATE = re.compile("[\ud800-\udfff]")
# The last field, so that it can be replaced without parsing the line. Within a string its quotes would be escaped.
_AT = b', "at": '
_LONGEST_LINE_BYTES = 1 << 24


def line_of(
    record: Record,
    outcome: Outcome,
    digests: tuple[str, str],
    output: str | None = None,
    at: Sequence[int] | None = None,
) -> bytes:
    """A line of the manifest with its line ending: valid JSON that a terminal can show, whatever names contain.

    `digests` are those of the input and of the settings. `output` is None where nothing was written. `at` says where in
    it the result is: offset, size in bytes and CRC-32; in a table of Parquet the number of the row, and the size and
    CRC-32 that identify the table.
    """
    row: dict[str, Any] = {
        "path": record.request.path,
        "record": record.number,
        "id": record.id,
        "status": str(outcome.status),
        "reason": outcome.reason,
        "output": output,
        "bytes": outcome.bytes_in,
        "characters": outcome.characters,
        "kept": outcome.kept,
        "removed": round(outcome.removed_share, 4),
        "confidence": outcome.confidence,
        "seconds": round(outcome.seconds, 4),
        "hash": digests[0],
        "settings": digests[1],
        "labels": dict(outcome.removed),
        "rules": dict(outcome.reasons),
        "doubts": dict(outcome.doubts),
        "note": outcome.note,
    }
    if at is not None:
        row["at"] = list(at)
    text = _SURROGATE.sub(lambda found: f"\\\\u{ord(found[0]):04x}", quoted(row))
    return printable(text).encode() + b"\n"


def with_position(line: bytes, at: tuple[int, int, int]) -> bytes:
    """A line with another `at`."""
    head, found, _ = line.rpartition(_AT)
    if not found:
        head = line.rpartition(b"}")[0]
    return b"%s%s[%d, %d, %d]}\n" % (head, _AT, *at)


def read_line(line: bytes) -> dict[str, Any] | None:
    """The fields of a line, or None if it is torn or not one of ours."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not isinstance(row.get("path"), str) or row.get("status") not in set(Status):
        return None
    record = row.get("record")
    return row if record is None or type(record) is int else None


def position_in(row: dict[str, Any]) -> tuple[int, int, int] | None:
    """The `at` of a line that was read, if it has a valid one."""
    at = row.get("at")
    if isinstance(at, list) and len(at) == 3 and all(type(number) is int and number >= 0 for number in at):
        return (at[0], at[1], at[2])
    return None


def outcome_of(row: dict[str, Any]) -> Outcome:
    """The outcome that a line reports, as far as it does."""
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
        note=row.get("note"),
        doubts=row.get("doubts") or {},
    )


def read_manifest(path: str) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """The lines of a manifest, each with its fields; damaged ones are left out. Raises OSError."""
    with Path(path).open("rb") as file:
        for line in iter(partial(file.readline, _LONGEST_LINE_BYTES), b""):
            if (row := read_line(line)) is not None:
                yield line, row


def outputs_in(path: str) -> Iterator[str]:
    """The name of a manifest, and those of the outputs that it tells of; none if the file is not one of ours."""
    name = Path(path).name
    with contextlib.suppress(OSError):
        for _, row in read_manifest(path):
            if "hash" in row and "settings" in row:
                yield from (str(row["output"]), name) if row.get("output") else (name,)


def key_of(record: Record) -> tuple[str, int]:
    """What identifies a record in the manifest: the path, and its number (0 for a document)."""
    path, number = record.key
    return shown(path), number
