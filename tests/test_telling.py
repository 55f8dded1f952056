from __future__ import annotations

import pytest

from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.tally import BatchTally
from cleaner.cli.messages import Telling

FAILED = Outcome(Status.FAILED, "permission denied")
DOUBTFUL = Outcome(Status.DONE, confidence=0.1, note="2 characters are replaced by U+FFFD")


def told(capsys: pytest.CaptureFixture[str], manifest: str | None, *outcomes: Outcome) -> list[str]:
    telling, tally = Telling(manifest), BatchTally()
    for at, outcome in enumerate(outcomes):
        record = Record(Request(f"{at}.txt"), f"{at}.txt")
        tally.add(record, outcome)
        telling.tell_of(record, outcome)
    telling.tell_summary(tally, complete=True)
    return capsys.readouterr().err.splitlines()


def test_with_a_manifest_the_first_hundred_failures_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "out/manifest.jsonl", *[FAILED] * 150)
    assert len(lines) == 101
    assert lines[99] == "cleaner: 99.txt: permission denied"
    assert lines[100] == "cleaner: 150 inputs: 150 failed; out/manifest.jsonl names them all"


def test_without_a_manifest_every_failure_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, None, *[FAILED] * 150)
    assert len(lines) == 151
    assert lines[150] == "cleaner: 150 inputs: 150 failed"


def test_doubt_is_told_of_each_or_counted_where_a_manifest_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, None, DOUBTFUL, DOUBTFUL) == [
        "cleaner: 0.txt: 2 characters are replaced by U+FFFD",
        "cleaner: 0.txt: this may not be an article (confidence 0.10)",
        "cleaner: 1.txt: 2 characters are replaced by U+FFFD",
        "cleaner: 1.txt: this may not be an article (confidence 0.10)",
        "cleaner: 2 inputs: 2 cleaned",
    ]
    assert told(capsys, "m", DOUBTFUL, DOUBTFUL) == ["cleaner: 2 inputs: 2 cleaned; 2 may be no article"]


def test_one_input_that_is_printed_needs_no_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, None, Outcome(Status.DONE)) == []
    assert told(capsys, "m", Outcome(Status.DONE)) == ["cleaner: 1 input: 1 cleaned"]
