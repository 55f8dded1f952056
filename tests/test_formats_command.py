"""The formats of the command: lean JSON and what can be added to it, XML, TEI and CSV, in every place they can go."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import jsonschema
import pytest
from command import run
from lxml import etree

SAMPLES = Path(__file__).parents[1] / "samples"
PAGE, OTHER = str(SAMPLES / "crypto-news.html"), str(SAMPLES / "recipe.html")
PROSE = "The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks."
RECORDS = f'{{"id": "a", "url": "https://a.example/1", "text": "{PROSE}"}}\n{{"text": 5}}\n{{"text": "Share this"}}\n'


@pytest.fixture
def records(tmp_path: Path) -> str:
    path = tmp_path / "pages.jsonl"
    path.write_text(RECORDS)
    return str(path)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_json_is_lean_and_blocks_are_added_on_request() -> None:
    schema = json.loads(run("--json-schema").text)
    lean, full = (json.loads(run(PAGE, "-f", "json", *more).text) for more in ((), ("--blocks",)))
    for record in (lean, full):
        jsonschema.validate(record, schema)
    assert lean["schema_version"] == 2
    assert "blocks" not in lean
    assert sum(lean["counts"].values()) == len(full["blocks"])
    assert {**lean, "blocks": full["blocks"]} == full
    assert len(json.dumps(lean)) < 2 * len(lean["text"])


def test_renderings_are_fields_of_a_record() -> None:
    record = json.loads(run(PAGE, "-f", "jsonl", "--with", "md,HTML", "--links").text)
    jsonschema.validate(record, json.loads(run("--json-schema").text))
    assert record["markdown"] == run(PAGE, "-f", "markdown", "--links").text
    assert record["html"] == run(PAGE, "-f", "html", "--links").text


@pytest.mark.parametrize("output", ["out.jsonl", "out.parquet"])
def test_records_get_blocks_and_renderings_too(records: str, output: str, tmp_path: Path) -> None:
    target = tmp_path / output
    assert (
        run(records, PAGE, "-o", str(target), "--blocks", "--with", "markdown,tei").code == 2
    )  # one record has no text
    if output.endswith(".parquet"):
        rows = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow").read_table(target).to_pylist()
    else:
        rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["markdown"] for row in rows[:3]] == [f"{PROSE}\n", None, ""]
    assert [block["label"] for block in rows[0]["blocks"]] == ["body"]
    assert [(block["label"], block["kept"], block["line"]) for block in rows[2]["blocks"]] == [("share", False, 1)]
    assert rows[3]["tei"] == run(PAGE, "-f", "tei").text
    assert len(rows[3]["blocks"]) > 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--blocks",), "--blocks needs -f json, -f jsonl or -f parquet"),
        (("--with", "html"), "--with needs -f json, -f jsonl or -f parquet"),
        (("-f", "csv", "--blocks"), "--blocks needs -f json, -f jsonl or -f parquet"),
        (("-f", "json", "--with", "pdf"), "--with pdf: there are markdown, html, xml, tei"),
        (("-f", "jsonl", "--explain", "--blocks"), "--explain and --blocks exclude each other"),
        (("-f", "xml", "--explain"), "--explain cannot be given as xml"),
        (("-f", "tei", OTHER), "several inputs make several documents; name a folder with --output"),
        (("-i", "--blocks"), "--in-place and --blocks exclude each other"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_added_is_refused(arguments: tuple[str, ...], message: str) -> None:
    result = run(PAGE, *arguments)
    assert (result.code, result.out) == (2, b"")
    assert message in result.err


@pytest.mark.parametrize("form", ["xml", "tei"])
def test_xml_is_printed_and_written_to_a_file_and_to_a_folder(form: str, tmp_path: Path) -> None:
    printed = run(PAGE, "-f", form)
    assert printed.code == 0
    root = etree.fromstring(printed.out)
    assert root.tag == ("doc" if form == "xml" else "{http://www.tei-c.org/ns/1.0}TEI")
    assert run(PAGE, "-o", str(tmp_path / f"a.{form}")).code == 0
    assert (tmp_path / f"a.{form}").read_bytes() == printed.out
    assert run(PAGE, OTHER, "-f", form, "-o", str(tmp_path / "out")).code == 0
    assert (tmp_path / "out" / "crypto-news.html.xml").read_bytes() == printed.out


@pytest.mark.parametrize(
    ("name", "form", "told"),
    [
        ("a.html", "text", "cleaner: {}: written as text, although its name ends in .html\n"),
        ("a.md", "json", "cleaner: {}: written as json, although its name ends in .md\n"),
        ("a.md", "markdown", ""),
        ("a.xml", "tei", ""),
        ("a.txt", "markdown", ""),
    ],
)
def test_a_name_that_contradicts_the_format_gives_a_note(name: str, form: str, told: str, tmp_path: Path) -> None:
    written = run(PAGE, "-f", form, "-o", str(tmp_path / name))
    assert (written.code, written.err) == (0, told.format(tmp_path / name))
    assert (tmp_path / name).read_bytes() == run(PAGE, "-f", form).out


def test_xml_has_links_and_images_if_they_are_asked_for() -> None:
    plain, rich = run(PAGE, "-f", "xml").out, run(PAGE, "-f", "xml", "--links", "--images").out
    assert b"<ref " not in plain
    assert b"<ref target=" in rich
    assert b"<graphic src=" in rich


def test_csv_has_one_header_however_many_inputs_there_are(records: str) -> None:
    [one] = table(run(PAGE, "-f", "csv").text)
    assert one["text"] == json.loads(run(PAGE, "-f", "json").text)["text"]
    rows = table(run(PAGE, OTHER, "-f", "csv").text)
    assert [row["path"] for row in rows] == [PAGE, OTHER]
    assert rows[0] == one
    rows = table(run(records, PAGE, "-f", "csv").text)
    assert [(row["id"], row["url"], row["text"]) for row in rows[:2]] == [
        ("a", "https://a.example/1", PROSE),
        ("3", "", ""),
    ]
    assert rows[2] == one


def test_csv_believes_what_a_record_says_about_itself(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    own = {"text": PROSE, "title": "Ferry", "authors": ["Pia Moss", "Jude Carrow"], "published": 2024, "site": None}
    path.write_text(json.dumps(own) + "\n")
    [row] = table(run(str(path), "-f", "csv").text)
    assert (row["title"], row["authors"], row["published"], row["site"]) == (
        "Ferry",
        "Pia Moss; Jude Carrow",
        "2024",
        "",
    )
    assert row["language"] == "en"


def test_a_table_of_csv_is_what_is_printed_and_can_be_resumed(records: str, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    assert run(records, PAGE, OTHER, "-o", str(target)).code == 2
    written = target.read_text()
    assert written == run(records, PAGE, OTHER, "-f", "csv").text
    again = run(records, PAGE, OTHER, "-o", str(target), "--resume")
    assert again.code == 2
    assert "earlier" in again.err
    assert target.read_text() == written


def test_records_in_a_folder_become_csv_of_their_own(records: str, tmp_path: Path) -> None:
    assert run(records, PAGE, "-f", "csv", "-o", str(tmp_path / "out")).code == 2
    rows = table((tmp_path / "out" / "pages.jsonl.csv").read_text())
    assert [row["text"] for row in rows] == [PROSE, ""]
    assert len(table((tmp_path / "out" / "crypto-news.html.csv").read_text())) == 1
