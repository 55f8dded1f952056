from __future__ import annotations

import pytest

from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.report.report_file import About, facts
from cleaner.batch.report.report_page import as_page
from cleaner.batch.tally import OTHER_REASONS, BatchTally, Reasons, name_of

ABOUT = About("cleaner 1", ("in",), "out", "out/manifest.jsonl", 2, "2024-05-03T08:10:00+00:00", 4.0, True)


def record(path: str, number: int | None = None, identity: str | None = None) -> Record:
    return Record(Request(path), path, number, identity)


def test_what_was_removed_adds_up_over_inputs_and_runs() -> None:
    tally = BatchTally()
    done = Outcome(Status.DONE, bytes_in=100, characters=80, kept=50, removed={"ad": 20, "share": 10}, confidence=0.91)
    tally.add(record("a"), done._replace(reasons={"ad/label": 2}, seconds=0.5))
    tally.add(record("b"), done._replace(reasons={"ad/label": 1}, seconds=0.5), earlier=True)
    tally.add(record("c"), Outcome(Status.EMPTY, "nothing in it", bytes_in=7, characters=5, removed={"ad": 5}))
    said = facts(tally, ABOUT)
    assert said["inputs"]["total"] == 3
    assert said["inputs"]["from_earlier_run"] == 1
    assert said["bytes"] == 207
    assert said["characters"] == {"total": 165, "kept": 100, "removed": 65}
    assert said["removed_characters"] == {"ad": 45, "share": 20}
    assert said["rule_hits"] == {"ad/label": 3}
    assert said["confidence"] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 2]
    assert said["speed"] == {
        "jobs": 2,
        "inputs_per_second": 0.5,
        "megabytes_per_second": 0.0,
        "seconds_of_workers": 0.5,
    }


def test_the_summary_names_what_there_is_and_adds_up() -> None:
    tally = BatchTally()
    assert tally.summary() == "0 inputs"
    tally.add(record("a"), Outcome(Status.DONE, confidence=0.1))
    assert tally.summary() == "1 input: 1 cleaned"
    assert tally.doubtful == 1
    for status in (Status.UNCHANGED, Status.EMPTY, Status.SKIPPED, Status.FAILED, Status.FAILED):
        tally.add(record("b"), Outcome(status, "why", characters=5))
    assert tally.summary() == (
        "6 inputs: 1 cleaned, 1 unchanged, 1 with nothing but boilerplate, 1 skipped, 2 failed"
    )  # fmt: skip


def test_reasons_without_number_take_no_memory_without_number() -> None:
    reasons = Reasons()
    for at in range(5000):
        reasons.add(f"reason {at}", f"{at}.txt")
        reasons.add("the same", f"{at}.txt")
    assert reasons.counts.total() == 10_000
    assert reasons.counts["the same"] == 5000
    assert reasons.counts[OTHER_REASONS] == 5000 - 999
    assert reasons.examples["the same"] == ["0.txt", "1.txt", "2.txt"]
    assert len(reasons.examples) == 1001


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (record("a.txt"), "a.txt"),
        (record("-"), "standard input"),
        (record("a.jsonl", 3), "a.jsonl: record 3"),
        (record("a.jsonl", 3, "x" * 200), f"a.jsonl: record 3 ({'x' * 100})"),
    ],
    ids=["document", "standard input", "record", "record with an id"],
)
def test_an_input_has_a_name_for_people(given: Record, name: str) -> None:
    assert name_of(given) == name


def test_the_first_empty_and_doubtful_inputs_are_named_and_all_counted() -> None:
    tally = BatchTally()
    for at in range(25):
        tally.add(record(f"{at}.txt"), Outcome(Status.EMPTY, "nothing in it but boilerplate", confidence=0.0))
        tally.add(record(f"{at}\x1b.html"), Outcome(Status.DONE, confidence=0.1))
    said = facts(tally, ABOUT)
    assert said["inputs"]["doubtful"] == said["inputs"]["empty"] == 25
    [empty] = said["empty"]
    assert (empty["inputs"], empty["examples"]) == (25, [f"{at}.txt" for at in range(20)])
    assert said["doubtful"] == [f"{at}\\x1b.html" for at in range(20)]
    page = as_page(said)
    assert "<li>19\\x1b.html</li>\n<li>and 5 more</li>" in page
    assert "<br>19.txt</td>" in page
