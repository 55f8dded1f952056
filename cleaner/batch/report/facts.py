"""The contents of a report: the tally of a batch as plain values that add up."""

from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from cleaner.batch.record import Status
from cleaner.batch.tally import BatchTally, Reasons
from cleaner.text.printable import one_line

VERSION = 1
MEGABYTE = 1_000_000


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
    now = tally.total - tally.earlier
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
            **{status.value: tally.counts[status] for status in Status},
            "from_earlier_run": tally.earlier,
            "doubtful": tally.doubtful,
        },
        "bytes": tally.bytes_in,
        "characters": {
            "total": tally.characters,
            "kept": tally.kept,
            "removed": tally.characters - tally.kept,
        },
        "speed": {
            "jobs": about.jobs,
            "inputs_per_second": round(now / seconds, 2),
            "megabytes_per_second": round(tally.bytes_now / MEGABYTE / seconds, 3),
            "seconds_of_workers": round(tally.seconds, 3),
        },
        "removed_characters": _by_number(tally.removed),
        "rule_hits": _by_number(tally.rules),
        "confidence": list(tally.confidence),
        "failures": _reasons(tally.failures),
        "skipped": _reasons(tally.skips),
        "empty": _reasons(tally.empty),
        "doubtful": [one_line(name) for name in tally.doubtful_names],
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
