"""What a batch says on standard error."""

from __future__ import annotations

import pytest

from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.sources.spool import InputTotals
from cleaner.batch.tally import BatchTally
from cleaner.cli.messages import Messages

FAILED = Outcome(Status.FAILED, "permission denied")
EMPTY = Outcome(Status.EMPTY, "nothing in it but boilerplate", characters=40, confidence=0.1)
DOUBTFUL = Outcome(Status.DONE, confidence=0.1, note="2 characters are replaced by U+FFFD")


def told(capsys: pytest.CaptureFixture[str], manifest: str | None, *outcomes: Outcome) -> list[str]:
    messages, tally = Messages(manifest), BatchTally()
    for at, outcome in enumerate(outcomes):
        record = Record(Request(f"{at}.txt"), f"{at}.txt")
        tally.add(record, outcome)
        messages.settled(record, outcome)
    messages.tell_summary(tally, complete=True)
    return capsys.readouterr().err.splitlines()


def test_with_a_manifest_only_the_first_hundred_failures_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, "out/manifest.jsonl", *[FAILED] * 150)
    assert len(lines) == 101
    assert lines[99] == "cleaner: 99.txt: permission denied"
    assert lines[100] == "cleaner: 150 inputs: 150 failed; out/manifest.jsonl lists them all"


def test_without_a_manifest_every_failure_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(capsys, None, *[FAILED] * 150)
    assert len(lines) == 151
    assert lines[150] == "cleaner: 150 inputs: 150 failed"


def test_doubtful_articles_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, None, DOUBTFUL, DOUBTFUL) == [
        "cleaner: 0.txt: 2 characters are replaced by U+FFFD",
        "cleaner: 0.txt: this may not be an article (confidence 0.10)",
        "cleaner: 1.txt: 2 characters are replaced by U+FFFD",
        "cleaner: 1.txt: this may not be an article (confidence 0.10)",
        "cleaner: 2 inputs: 2 cleaned",
    ]
    assert told(capsys, "m", DOUBTFUL, DOUBTFUL) == [
        "cleaner: 0.txt: this may not be an article (confidence 0.10)",
        "cleaner: 1.txt: this may not be an article (confidence 0.10)",
        "cleaner: 2 inputs: 2 cleaned; 2 may not be articles",
    ]


def test_with_a_manifest_the_first_twenty_that_give_no_article_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = told(capsys, "m", *[EMPTY] * 25, *[DOUBTFUL] * 22)
    assert lines[:20] == [f"cleaner: {at}.txt: nothing in it but boilerplate" for at in range(20)]
    assert lines[20:40] == [f"cleaner: {at}.txt: this may not be an article (confidence 0.10)" for at in range(25, 45)]
    assert lines[40:] == [
        "cleaner: 47 inputs: 22 cleaned, 25 with nothing but boilerplate; 22 may not be articles; m lists them all"
    ]


def test_an_empty_file_is_not_counted_as_boilerplate(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = Outcome(Status.EMPTY, "an empty file")
    assert told(capsys, "m", nothing, EMPTY, nothing)[-1] == (
        "cleaner: 3 inputs: 1 with nothing but boilerplate, 2 empty"
    )


def test_files_left_out_for_their_names_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    Messages("m").begun(InputTotals(others=7, other_names=tuple("abcdef")))
    Messages("m").begun(InputTotals(others=1, other_names=("a.pdf",)))
    assert capsys.readouterr().err.splitlines() == [
        "cleaner: 7 files in folders skipped because of the file name (--include takes more): a, b, c, d, e and 2 more",
        "cleaner: 1 file in folders skipped because of the file name (--include takes more): a.pdf",
    ]


@pytest.mark.parametrize("manifest", [None, "m"])
def test_guessed_encodings_are_told_once_with_the_first_names(
    manifest: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    guess = Outcome(Status.DONE, note="cp1251 is a guess", is_guess=True)
    summary = "cleaner: 8 inputs: 8 cleaned"
    assert told(capsys, manifest, *[guess] * 7, Outcome(Status.DONE)) == [
        "cleaner: the encoding of 7 inputs was guessed (--encoding names it): "
        "0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 2 more",
        summary,
    ]
    assert told(capsys, manifest, guess, *[Outcome(Status.DONE)] * 7) == [
        "cleaner: the encoding of 1 input was guessed (--encoding names it): 0.txt",
        summary,
    ]
    assert told(capsys, manifest, guess)[0] == "cleaner: 0.txt: cp1251 is a guess"


def test_a_single_input_that_is_printed_needs_no_summary(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, None, Outcome(Status.DONE)) == []
    assert told(capsys, "m", Outcome(Status.DONE)) == ["cleaner: 1 input: 1 cleaned"]
