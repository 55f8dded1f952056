"""The manifest has one row an input, says what became of it, and is valid JSON whatever names and ids hold."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from batches import cleaned, documents, lines, manifest, run

from cleaner.batch.manifest import line_of, outcome_of, position_in, read_line, with_position
from cleaner.batch.output import Mode
from cleaner.batch.record import Outcome, Record, Request, Status


def test_every_input_has_one_row_in_the_order_of_the_inputs(tmp_path: Path) -> None:
    records = [
        *documents(tmp_path / "in", {"b.html": "b", "a.txt": "bad"}),
        *lines("x.jsonl", [{"text": "one"}, {"text": "bad"}]),
    ]
    run(tmp_path / "out", records)
    rows = manifest(tmp_path / "out/manifest.jsonl")
    assert [(row["record"], row["status"], row["reason"], row["output"]) for row in rows] == [
        (None, "done", None, "b.html.txt"),
        (None, "failed", "it is bad", None),
        (1, "done", None, "x.jsonl"),
        (2, "failed", "it is bad", "x.jsonl"),
    ]
    assert [row["path"] for row in rows] == [record.request.path for record in records]


def test_a_row_says_how_much_went_and_why(tmp_path: Path) -> None:
    run(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "abcd"}))
    assert manifest(tmp_path / "out/manifest.jsonl") == [
        {
            "path": str(tmp_path / "in/a.txt"),
            "record": None,
            "id": None,
            "status": "done",
            "reason": None,
            "output": "a.txt",
            "bytes": 4,
            "characters": 8,
            "kept": 4,
            "removed": 0.5,
            "confidence": 0.75,
            "seconds": 0.5,
            "hash": "d2c8e95841ccbc0c3cb3edc9201a6981",
            "settings": "same",
            "labels": {"share": 4},
            "rules": {"share/this": 1},
            "doubts": {},
            "note": None,
            "at": [0, 5, 2494580436],
        }
    ]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb", '"a\\nb"'),
        ("a\x1b[31mb", '"a\\u001b[31mb"'),
        ("a\x9bb", '"a\\u009bb"'),
        ("a\u202eb", '"a\\u202eb"'),
        ('a"\\b', '"a\\"\\\\b"'),
        ("caf\udce9", '"caf\\\\udce9"'),
        ("café 🚢", '"café 🚢"'),
    ],
    ids=["newline", "escape", "C1", "turned", "quoted", "not UTF-8", "beyond ASCII"],
)
def test_a_name_is_valid_json_that_no_terminal_obeys(name: str, shown: str) -> None:
    line = line_of(Record(Request(name), ""), Outcome(Status.DONE), ("h", "s"))
    text = line.decode("utf-8", "strict")
    assert text.startswith(f'{{"path": {shown}, ')
    assert text.count("\n") == 1
    assert json.loads(text)["path"] == json.loads(shown)


def test_names_that_are_no_utf_8_are_known_again(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = [b"caf\xe9.txt", b"a\nb.txt", b"\x1b[2J.txt"]
    records = []
    for name in map(os.fsdecode, names):
        (folder / name).write_text("text")
        records.append(Record(Request(str(folder / name), size=4), name))
    run(tmp_path / "out", records)
    found = [os.fsencode(path.name) for path in (tmp_path / "out").iterdir()]
    assert sorted(found) == sorted([*names, b"manifest.jsonl"])
    assert run(tmp_path / "out", records, Mode.RESUME)[1] == []


def test_a_table_whose_name_is_no_utf_8_is_written_and_known_again(tmp_path: Path) -> None:
    records = lines("caf\udce9.jsonl", [{"text": "one"}])
    run(tmp_path / "out", records)
    assert [json.loads((tmp_path / "out/caf\udce9.jsonl").read_text())["text"]] == ["ONE"]
    assert run(tmp_path / "out", records, Mode.RESUME)[1] == []


def test_what_a_line_says_is_read_again() -> None:
    outcome = Outcome(
        Status.EMPTY,
        "nothing in it but boilerplate",
        bytes_in=5,
        characters=10,
        kept=0,
        confidence=0.25,
        removed={"share": 10},
        reasons={"share/this": 2},
        seconds=0.125,
        note="1 character was replaced by U+FFFD",
        doubts={"passages": 2, "missing_words": 40},
    )
    row = read_line(line_of(Record(Request("a"), "", 7, "id"), outcome, ("h", "s"), "a.txt", (1, 2, 3)))
    assert row is not None
    assert outcome_of(row) == outcome
    assert position_in(row) == (1, 2, 3)
    assert (row["record"], row["id"], row["output"], row["removed"]) == (7, "id", "a.txt", 1.0)


def test_a_line_tells_where_its_row_has_come_to_stand() -> None:
    # A reason that looks like what is looked for.
    outcome = Outcome(Status.FAILED, '"part": [9], "at": [9]')
    line = line_of(Record(Request("a"), "", 1), outcome, ("h", "s"), "o")
    once = with_position(line, (5, 6, 7))
    again = with_position(once, (8, 6, 7))
    assert [read_line(one) and position_in(json.loads(one)) for one in (line, once, again)] == [
        None,
        (5, 6, 7),
        (8, 6, 7),
    ]
    assert [json.loads(one)["reason"] for one in (line, once, again)] == [outcome.reason] * 3


def test_the_lines_of_a_table_say_where_their_rows_stand(tmp_path: Path) -> None:
    run(tmp_path / "o.jsonl", lines("x.jsonl", [{"text": "one", "n": 1}, {"text": "two", "n": 2}]))
    data = (tmp_path / "o.jsonl").read_bytes()
    rows = manifest(tmp_path / "o.jsonl.manifest.jsonl")
    spans = [row["at"][:2] for row in rows]
    assert [json.loads(data[at : at + size])["n"] for at, size in spans] == [1, 2]


def test_an_input_of_which_nothing_is_known_but_its_problem_has_a_row(tmp_path: Path) -> None:
    record = Record(Request("in/gone.txt", ""), "gone.txt")
    run(tmp_path / "out", [record], clean=lambda _: Outcome(Status.FAILED, "no such file"))
    (row,) = manifest(tmp_path / "out/manifest.jsonl")
    assert (row["path"], row["status"], row["reason"], row["bytes"], row["hash"]) == (
        "in/gone.txt",
        "failed",
        "no such file",
        0,
        "",
    )


def test_the_manifest_of_a_run_that_breaks_off_tells_what_was_done(tmp_path: Path) -> None:
    records = lines("x.jsonl", [{"text": "one"}, {"text": "two"}])

    def interrupted(record: Record) -> Outcome:
        if record.number == 2:
            raise KeyboardInterrupt
        return cleaned(record)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "o.jsonl", records, clean=interrupted)
    assert [row["record"] for row in manifest(tmp_path / "o.jsonl.manifest.jsonl")] == [1]
    assert not (tmp_path / "o.jsonl").exists()
