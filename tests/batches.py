"""Batches for tests: inputs and outcomes that are made up, and a run that puts the one to the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from cleaner.batch.fingerprint import digest_of
from cleaner.batch.output import Finished, Mode, Output, WritePlan
from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.sinks.target import target_of
from cleaner.batch.sources.source import Source
from cleaner.files.formats import Holds
from cleaner.files.json_record import JsonRecord, parse

Clean = Callable[[Record], Outcome]


def content_of(record: Record) -> bytes:
    """What is to be cleaned."""
    content = record.request.content
    if content is None:
        return Path(record.request.path).read_bytes()
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content


def cleaned(record: Record) -> Outcome:
    """An outcome that is made of the content alone: its upper case. What reads "bad" fails."""
    data = content_of(record)
    if data == b"bad":
        return Outcome(Status.FAILED, "it is bad", bytes_in=3, digest=digest_of(data))
    text = data.decode().upper()
    fields = {"title": text[:5], "authors": ["Pia Moss"], "text": text, "confidence": 0.75}
    return Outcome(
        Status.DONE,
        output=text + "\n",
        fields=fields,
        bytes_in=len(data),
        characters=len(data) * 2,
        kept=len(data),
        confidence=0.75,
        removed={"share": len(data)},
        reasons={"share/this": 1},
        digest=digest_of(data),
        seconds=0.5,
    )


def documents(folder: Path, texts: dict[str, str]) -> list[Record]:
    """Files in a folder, and the records of them."""
    records = []
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        records.append(Record(Request(str(path), size=len(text)), name))
    return records


def lines(relative: str, rows: Iterable[str | dict[str, Any]]) -> list[Record]:
    """The records of a file of JSON lines, whose field "text" is cleaned."""
    records = []
    for number, row in enumerate(rows, 1):
        line = row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)
        fields = parse(line)
        text = fields.fields["text"].text
        assert text is not None
        own = own_of(fields, "text")
        records.append(Record(Request(f"in/{relative}", text, len(text)), relative, number, own=own))
    return records


def own_of(fields: JsonRecord, cleaned_field: str) -> dict[str, str | None]:
    """The own fields of a line."""
    spelt = {name: fields.line[at.start : at.end] for name, at in fields.fields.items() if name != cleaned_field}
    return {name: None if value == "null" else value for name, value in spelt.items()}


def run(
    target: Path | str,
    records: Sequence[Record],
    mode: Mode = Mode.NEW,
    clean: Clean = cleaned,
    **settings: Any,
) -> tuple[Finished, list[str]]:
    """Run a batch; what is left over, and the places of those that were cleaned and not found done.

    With `ahead` all records have their places before the first is cleaned, as if there were many workers.
    """
    form, ahead = settings.pop("form", None), settings.pop("ahead", False)
    plan = WritePlan(**{"settings": "same", "mode": mode, **settings})
    done = []
    with Output(target_of(str(target), form), plan, inputs_of(records)) as output:
        places = map(output.admit, records)
        for record, admitted in zip(records, list(places) if ahead else places, strict=True):
            if not admitted.earlier:
                done.append(record.relative if record.number is None else f"{record.relative}:{record.number}")
                output.put(admitted, clean(record))
        return output.finish(), done


def inputs_of(records: Iterable[Record]) -> list[Source]:
    """The files that records are of."""
    found = {(r.request.path, r.relative): Holds.DOCUMENT if r.number is None else Holds.JSON_LINES for r in records}
    return [Source(path, relative, holds) for (path, relative), holds in found.items()]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def manifest(path: Path) -> list[dict[str, Any]]:
    """The rows of a manifest."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
