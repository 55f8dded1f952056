"""Filters leave articles out of every kind of output, and the manifest says why."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from command import run
from stories import CLEAN, SCRAPED

GERMAN = (
    "Der letzte Wärter des Leuchtturms kam am Freitag mit zwei Koffern und einem Papagei an Land, vierzig Jahre "
    "nachdem ihm der Rat gesagt hatte, dass man ihn höchstens einen Winter lang brauchen werde. Am Kai warteten der "
    "Bürgermeister, eine Blaskapelle und die meisten Kinder der Schule, die am Vormittag frei bekommen hatten.\n\n"
    "Das Licht selbst brennt seit dem Frühjahr von allein. Ein Angestellter auf dem Festland sieht nach neun Lampen "
    "zugleich und hat, wie der Rat mitteilt, seinen Stuhl noch wegen keiner von ihnen verlassen müssen.\n"
)
MENU = "Home\nNews\nSport\n"
TEXTS = {"english": SCRAPED, "clean": CLEAN, "german": GERMAN, "short": "The ferry is back.\n"}
TEXTS |= {"empty": "", "furniture": MENU}
EMPTY = {"empty": "an empty file", "furniture": "nothing in it but boilerplate"}


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of records, one of which cannot be cleaned, and the folder that is current."""
    monkeypatch.chdir(tmp_path)
    lines = [json.dumps({"id": name, "text": text}) for name, text in TEXTS.items()]
    (tmp_path / "in.jsonl").write_text("\n".join([*lines, '{"id": "bad", "text": 7}']), encoding="utf-8")
    return tmp_path


def statuses(manifest: Path) -> dict[str, tuple[str, str | None]]:
    """The status and the reason of each record, by its id."""
    rows = map(json.loads, manifest.read_text(encoding="utf-8").splitlines())
    return {row["id"]: (row["status"], row["reason"]) for row in rows}


def ids(table: Path) -> list[str]:
    """The records that have a row in a table of JSON lines."""
    return [json.loads(line)["id"] for line in table.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("options", "left_out"),
    [
        (["--only-language", "en"], {"german": "its language is de"}),
        (["--only-language", "DE,fr"], {"english": "its language is en", "clean": "its language is en"}),
        (["--only-language", "en,de"], {}),
        (["--min-words", "20"], {"short": "it has fewer than 20 words"}),
        (["--min-words", "0", "--min-confidence", "0"], {}),
        (["--min-confidence", "1"], dict.fromkeys(TEXTS - EMPTY.keys(), "its confidence is below 1")),
    ],
)
def test_what_is_left_out_has_a_reason_in_the_manifest_and_no_row(
    records: Path, options: list[str], left_out: dict[str, str]
) -> None:
    result = run("in.jsonl", "-o", "out.jsonl", "-j", "1", *options)
    told = statuses(records / "out.jsonl.manifest.jsonl")
    assert list(told) == [*TEXTS, "bad"]
    found = {name: reason for name, (status, reason) in told.items() if status == "filtered"}
    assert {name: reason for name, reason in found.items() if name in left_out or name != "short"} == left_out
    assert {name: reason for name, (status, reason) in told.items() if status == "empty"} == EMPTY
    without = EMPTY.keys() if found else ()
    assert ids(records / "out.jsonl") == [name for name in told if name not in {*found, *without}]
    assert result.code == 2  # of the record without a text
    assert (f"{len(found)} left out" in result.err) == bool(found)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_every_kind_of_table_leaves_them_out(records: Path, ending: str) -> None:
    run("in.jsonl", "-o", f"out.{ending}", "--only-language", "de", "--min-words", "20")
    if ending == "csv":
        rows = (records / "out.csv").read_text(encoding="utf-8")
        assert "Wärter" in rows
        assert "Gannet Rock" not in rows
        return
    import pyarrow.parquet as pq

    table = pq.read_table(records / "out.parquet")
    assert table["id"].to_pylist() == ["german", "bad"]


def test_rows_of_parquet_are_left_out_too(records: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"n": list(range(len(TEXTS))), "text": list(TEXTS.values())}), records / "in.parquet")
    run("in.parquet", "-o", "out.parquet", "--only-language", "de")
    assert pq.read_table(records / "out.parquet")["n"].to_pylist() == [2]


def test_documents_are_left_out_of_a_folder_and_of_what_is_printed(records: Path) -> None:
    (records / "in").mkdir()
    for name in ("english", "german"):
        (records / "in" / f"{name}.txt").write_text(TEXTS[name], encoding="utf-8")
    assert run("in", "-o", "out", "--only-language", "en").code == 0
    assert sorted(path.name for path in (records / "out").iterdir()) == ["english.txt", "manifest.jsonl"]
    assert run("in", "--only-language", "en").text == CLEAN
    assert run("in/german.txt", "-f", "jsonl", "--only-language", "en").out == b""


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--only-language", "en"], "its language is de"),
        (["--min-words", "500"], "it has fewer than 500 words"),
        (["--min-confidence", "1"], "its confidence is below 1"),
    ],
)
@pytest.mark.parametrize("name", ["-", "german.txt"])
def test_one_document_that_is_left_out_has_a_line_with_the_reason(
    records: Path, name: str, options: list[str], why: str
) -> None:
    (records / "german.txt").write_text(GERMAN, encoding="utf-8")
    result, line = run(name, *options, stdin=GERMAN), f"{name.replace('-', 'standard input')}: left out: {why}"
    assert (result.code, result.out, result.err) == (0, b"", f"cleaner: {line}\n")
    assert run(name, *options, "-q", stdin=GERMAN).err == ""
    assert run(name, *options, "-o", "out", stdin=GERMAN).err == f"cleaner: {line}\ncleaner: 1 input: 1 left out\n"


@pytest.mark.parametrize(("text", "why"), [("", EMPTY["empty"]), (MENU, EMPTY["furniture"])])
@pytest.mark.parametrize("options", [["--only-language", "en"], ["--min-words", "5"], ["--min-confidence", "1"]])
def test_a_document_without_an_article_is_empty_and_not_left_out(
    records: Path, text: str, why: str, options: list[str]
) -> None:
    result = run("-", *options, stdin=text)
    assert (result.code, result.err) == (3, f"cleaner: standard input: {why}\n")
    (records / "in").mkdir()
    (records / "in" / "nothing.txt").write_text(text, encoding="utf-8")
    run("in", "-o", "out", *options)
    assert [path.name for path in (records / "out").iterdir()] == ["manifest.jsonl"]


@pytest.mark.parametrize("options", [["-f", "json"], ["-f", "xml"], ["--explain"], ["-f", "markdown", "-o", "one.md"]])
def test_a_filter_makes_no_batch_of_one_document(records: Path, options: list[str]) -> None:
    for text, words, code, why in (
        (GERMAN, "500", 0, "left out: it has fewer than 500 words"),
        ("", "5", 3, "an empty file"),
    ):
        result = run("-", *options, "--min-words", words, stdin=text)
        assert (result.code, result.out, result.err) == (code, b"", f"cleaner: standard input: {why}\n")
    assert not (records / "one.md").exists()
    kept = run("-", *options, "--min-words", "5", stdin=GERMAN)
    assert (kept.code, kept.err) == (0, "")
    assert "Wärter" in ((records / "one.md").read_text(encoding="utf-8") if "-o" in options else kept.text)


def test_what_follows_a_document_that_is_left_out_is_printed_as_the_first(records: Path) -> None:
    for name in ("empty", "german", "english", "clean"):
        (records / f"{name}.txt").write_text(TEXTS[name], encoding="utf-8")
    names, options = ("empty.txt", "german.txt", "english.txt", "clean.txt"), ("--only-language", "en")
    assert run(*names[:2], *options, "-j", "1").code == 0
    for form in (["-f", "csv"], ["-f", "jsonl"], ["--explain"], []):
        told = run(*names, *options, *form)
        assert told.out == run(*names[2:], *form).out
        assert told.err.endswith("cleaner: 4 inputs: 2 cleaned, 1 empty, 1 left out\n")


def test_verbose_says_why_each_document_is_left_out(records: Path) -> None:
    (records / "german.txt").write_text(GERMAN, encoding="utf-8")
    told = run("german.txt", "in.jsonl", "--only-language", "en", "-f", "jsonl", "-v").err
    assert re.search(r"^cleaner: german\.txt: filtered in [0-9.]+ s; its language is de; confidence", told, re.M)


def test_resuming_comes_to_the_same_and_other_filters_are_other_settings(records: Path) -> None:
    command = ("in.jsonl", "-o", "out.jsonl", "--min-words", "20")
    run(*command)
    before = (records / "out.jsonl").read_bytes()
    assert "4 of them in an earlier run" not in run(*command, "--resume").err
    assert (records / "out.jsonl").read_bytes() == before
    run(*command[:3], "--resume")
    assert ids(records / "out.jsonl") == [*TEXTS, "bad"]


def test_the_report_counts_what_was_left_out(records: Path) -> None:
    run("in.jsonl", "-o", "out.jsonl", "--only-language", "de", "--report", "report.json")
    report = json.loads((records / "report.json").read_text(encoding="utf-8"))
    inputs = report["inputs"]
    assert inputs["filtered"] == sum(reason["inputs"] for reason in report["filtered"]) > 0
    assert inputs["total"] == sum(inputs[status] for status in ("done", "unchanged", "empty", "filtered", "failed"))
    run("in.jsonl", "-o", "other.jsonl", "--only-language", "de", "--report", "report.html")
    assert "Left out by a filter" in (records / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--only-language", "german"], "--only-language: 'german' is not the tag of a language, such as de or pt-BR"),
        (["--min-confidence", "1.5"], "--min-confidence: '1.5' is not a number from 0 to 1"),
        (["--min-words", "-1"], "--min-words: '-1' is not a whole number of at least 0"),
        (["--min-words", "5", "--check"], "--check and --min-words exclude each other"),
        (["--min-words", "5", "--learn", "p.toml"], "--learn and --min-words exclude each other"),
    ],
)
def test_filters_that_mean_nothing_are_refused(records: Path, options: list[str], why: str) -> None:
    result = run("in.jsonl", *options)
    assert (result.code, result.err) == (2, f"cleaner: {why}\n")


@pytest.mark.parametrize("table", ["out.jsonl", "out.csv", os.fsdecode(b"t\xff.jsonl")], ids=ascii)
def test_a_table_without_rows_is_resumed_like_any_other(records: Path, table: str) -> None:
    command = ("in.jsonl", "-o", table, "-j", "1", "--min-words", "1000")
    first = run(*command)
    before = (records / table).read_bytes()
    again = run(*command, "--resume")
    assert (again.code, (records / table).read_bytes()) == (first.code, before)
    assert run("in.jsonl", "-o", table, "-j", "1", "--resume").code == first.code
    assert (records / table).stat().st_size > len(before)
