"""A report: the tally of a batch as plain values that add up, and the file of them.

The file is JSON or a page by its ending; it is complete or not there, and never written over another file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.batch.record import Status
from cleaner.batch.report.report_page import MARK, as_page
from cleaner.batch.tally import BINS, BatchTally, Reasons
from cleaner.files.atomic import FileType, TargetError, check_target, replaced
from cleaner.files.read import MEGABYTE
from cleaner.render.as_json import as_json
from cleaner.text.printable import one_line

VERSION = 1
_ALWAYS = frozenset(Status) - {Status.FILTERED}  # counted in every report; the others where there is a filter
_WITH_REASONS = {
    "failures": Status.FAILED,
    "skipped": Status.SKIPPED,
    "filtered": Status.FILTERED,
    "empty": Status.EMPTY,
}


class About(NamedTuple):
    """What is not counted of a batch: its inputs and outputs, when it started (ISO 8601), and how long it took.

    `complete` is False if it was interrupted.
    """

    program: str
    inputs: tuple[str, ...]
    output: str | None
    manifest: str | None
    jobs: int
    started: str
    seconds: float
    complete: bool


def facts(tally: BatchTally, about: About) -> dict[str, Any]:
    """The facts of a batch. The speed is that of this run; everything else includes what an earlier run had done."""
    seconds = max(about.seconds, 1e-9)
    now, sums, reasons = tally.total - tally.earlier, tally.sums, tally.reasons
    return {
        "cleaner_report": VERSION,
        "program": about.program,
        "complete": about.complete,
        "started": about.started,
        "seconds": round(about.seconds, 3),
        "sources": [one_line(name) for name in about.inputs],
        "output": about.output and one_line(about.output),
        "manifest": about.manifest and one_line(about.manifest),
        "inputs": {
            "total": tally.total,
            **{status: tally.counts[status] for status in Status if status in tally.counts or status in _ALWAYS},
            "from_earlier_run": tally.earlier,
            "doubtful": tally.doubtful,
        },
        "bytes": sums["bytes"],
        "characters": {"total": sums["characters"], "kept": sums["kept"], "removed": sums["characters"] - sums["kept"]},
        "speed": {
            "jobs": about.jobs,
            "inputs_per_second": round(now / seconds, 2),
            "megabytes_per_second": round(tally.bytes_now / MEGABYTE / seconds, 3),
            "seconds_of_workers": round(tally.seconds, 3),
        },
        "removed_characters": _by_number(tally.removed),
        "rule_hits": _by_number(tally.rules),
        "confidence": [tally.confidence[str(tenth)] for tenth in range(BINS)],
        **{name: _reasons(reasons[status]) for name, status in _WITH_REASONS.items()},
        "doubtful": [one_line(name) for names in reasons[Status.DONE].examples.values() for name in names],
    }


def _by_number(counts: Counter[str]) -> dict[str, int]:
    """The largest first, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _reasons(reasons: Reasons) -> list[dict[str, Any]]:
    return [
        {
            "reason": one_line(reason),
            "inputs": number,
            "examples": [one_line(name) for name in reasons.examples[reason]],
        }
        for reason, number in _by_number(reasons.counts).items()
    ]


_JSON = FileType("report in JSON", f'{{\n  "cleaner_report": {VERSION},\n'.encode())
_FORMATS: Mapping[str, tuple[FileType, Callable[[Mapping[str, Any]], str]]] = {
    ".json": (_JSON, partial(as_json, indent=2)),
    ".html": (FileType("report page", MARK.encode()), as_page),
}


def check_report(target: str, inputs: Iterable[str]) -> None:
    """Raise TargetError if no report can be written to this file, or it would destroy another file."""
    ending = Path(target).suffix.lower()
    if ending not in _FORMATS:
        raise TargetError(f"a report is {' or '.join(_FORMATS)} by the ending of its name")
    check_target(target, inputs, _FORMATS[ending][0])


def write_report(target: str, facts: Mapping[str, Any]) -> None:
    """Write the report. Raises TargetError."""
    check_report(target, ())  # the batch itself may have written here since the start
    with replaced(target) as file:
        file.write(_FORMATS[Path(target).suffix.lower()][1](facts).encode("utf-8", "backslashreplace"))
