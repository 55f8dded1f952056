"""Where outputs go: names that depend on nothing else, collisions found before anything is written, nothing outside."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from batches import cleaned, documents, lines, manifest, own_of, run, tree

from cleaner.batch.output import Mode
from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.rows import columns, json_row
from cleaner.batch.sinks import claims
from cleaner.batch.sinks.target import SinkError, TargetKind, shortened, target_of
from cleaner.batch.sources.source import Source
from cleaner.files.json_record import parse

KNOWN = (
    "one document ends in .html, .json, .md, .txt, .xml, a table in .csv, .jsonl, .parquet, "
    "and the name of a new folder in /"
)
LONG = 118 * "é" + "s"


@pytest.mark.parametrize(
    ("name", "form", "kind", "ending"),
    [
        ("out", None, TargetKind.FOLDER, ".txt"),
        ("out/", "markdown", TargetKind.FOLDER, ".md"),
        ("out.d", "html", TargetKind.FOLDER, ".html"),
        ("out-1.2", None, TargetKind.FOLDER, ".txt"),
        ("a. Street", None, TargetKind.FOLDER, ".txt"),
        ("site.example/", None, TargetKind.FOLDER, ".txt"),
        ("out.jsonl/", None, TargetKind.FOLDER, ".txt"),
        ("o.jsonl", None, TargetKind.TABLE, ".jsonl"),
        ("o.NDJSON", "jsonl", TargetKind.TABLE, ".jsonl"),
        ("o.parquet", None, TargetKind.TABLE, ".parquet"),
        (f"a/{LONG[1:]}s.csv", None, TargetKind.TABLE, ".csv"),
        ("o.pq", "parquet", TargetKind.TABLE, ".parquet"),
    ],
)
def test_the_name_of_a_target_decides_what_it_is(name: str, form: str | None, kind: TargetKind, ending: str) -> None:
    target = target_of(name, form)
    assert (target.kind, target.ending) == (kind, ending)


def test_a_folder_that_is_there_may_be_called_anything(tmp_path: Path) -> None:
    (tmp_path / "site.example").mkdir()
    assert target_of(str(tmp_path / "site.example")).kind is TargetKind.FOLDER


@pytest.mark.parametrize(
    ("name", "form", "message"),
    [
        ("page.txt", None, "page.txt: name a folder to write to, or a table that ends in .jsonl, .csv or .parquet"),
        ("o.jsonl.gz", None, "o.jsonl.gz: name a folder to write to, or a table that ends in .jsonl, .csv or .parquet"),
        ("PAGE.HTM", None, "PAGE.HTM: name a folder to write to, or a table that ends in .jsonl, .csv or .parquet"),
        ("out.docx", None, f"out.docx: unknown ending .docx; {KNOWN}"),
        ("site.example", "html", f"site.example: unknown ending .example; {KNOWN}"),
        ("o.parquet", "jsonl", "o.parquet: a table that ends in .parquet is not written as jsonl"),
        (f"a/{LONG}.csv", None, f"a/{LONG}.csv: the name of a table has 240 bytes at most"),
        ("o.jsonl", "text", "o.jsonl: a table that ends in .jsonl is not written as text"),
    ],
)
def test_a_name_that_means_neither_a_folder_nor_a_table_is_refused(name: str, form: str | None, message: str) -> None:
    with pytest.raises(SinkError) as raised:
        target_of(name, form)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("relative", "form", "output"),
    [
        ("a.html", None, "a.html.txt"),
        ("b.txt", None, "b.txt"),
        ("B.TXT", None, "B.TXT"),
        ("sub/c.html.gz", None, "sub/c.html.txt"),
        ("c.txt.zst", None, "c.txt"),
        (".txt", None, ".txt.txt"),
        ("a.html", "html", "a.html"),
        ("a.md", "markdown", "a.md"),
        ("a.txt", "markdown", "a.txt.md"),
        ("a.html", "jsonl", "a.html.jsonl"),
    ],
)
def test_a_document_is_called_after_its_input(relative: str, form: str | None, output: str) -> None:
    assert target_of("out", form).output_of(relative, False) == output


@pytest.mark.parametrize(
    ("relative", "form", "output"),
    [
        ("x.jsonl", None, "x.jsonl"),
        ("in/x.jsonl.gz", None, "in/x.jsonl"),
        ("x.parquet", None, "x.parquet"),
        ("x.warc.gz", None, "x.warc.jsonl"),
        ("x.warc.wet.gz", None, "x.warc.wet.jsonl"),
        ("x.jsonl", "parquet", "x.jsonl.parquet"),
        ("x.parquet", "jsonl", "x.parquet.jsonl"),
    ],
)
def test_a_table_is_called_after_its_input(relative: str, form: str | None, output: str) -> None:
    assert target_of("out", form).output_of(relative, True) == output


@pytest.mark.parametrize("relative", ["../a.txt", "/a.txt", "a//b.txt", "a/../b.txt", "./a.txt", "a\0b", ""])
def test_nothing_is_written_outside_of_the_folder(relative: str) -> None:
    with pytest.raises(SinkError, match=r"outside of out$"):
        target_of("out").output_of(relative, False)


def test_a_name_that_is_too_long_is_cut_and_stays_unique() -> None:
    one, other = (shortened("é" * 200 + end, ".html.txt") for end in "ab")
    assert one != other
    assert one.endswith(".html.txt")
    assert len(one.encode()) <= 255
    assert shortened("a" * 251, ".txt") == "a" * 251 + ".txt"


def test_documents_with_very_long_names_are_written(tmp_path: Path) -> None:
    names = {"a" * 250 + ".html": "one", "a" * 249 + "b.html": "two"}
    run(tmp_path / "out", documents(tmp_path / "in", names))
    outputs = [row["output"] for row in manifest(tmp_path / "out/manifest.jsonl")]
    assert [(tmp_path / "out" / name).read_text() for name in outputs] == ["ONE\n", "TWO\n"]


def collide(target: Path, records: list[Record], mode: Mode = Mode.NEW, **settings: Any) -> str:
    """What a run says that cannot begin; nothing was written."""
    before = tree(target.parent)
    with pytest.raises(SinkError) as raised:
        run(target, records, mode, **settings)
    assert tree(target.parent) == before
    return str(raised.value).replace(f"{target.parent}/", "")


def test_two_inputs_are_never_one_output(tmp_path: Path) -> None:
    one = documents(tmp_path / "one", {"a.html": "1"})
    other = documents(tmp_path / "two", {"a.html": "2"})
    message = collide(tmp_path / "out", [*one, *other])
    assert message == "one/a.html and two/a.html would both be written to out/a.html.txt"


def test_a_page_and_a_text_of_one_name_are_two_outputs(tmp_path: Path) -> None:
    run(tmp_path / "out", documents(tmp_path / "in", {"a.html": "page", "a.txt": "text", "a.html.gz.md": "x"}))
    assert sorted(tree(tmp_path / "out")) == ["a.html.gz.md.txt", "a.html.txt", "a.txt", "manifest.jsonl"]


def test_names_that_differ_in_case_are_one_where_the_file_system_takes_them_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = documents(tmp_path / "in", {"A.txt": "1", "a.txt": "2"})
    run(tmp_path / "out", records)
    assert sorted(tree(tmp_path / "out")) == ["A.txt", "a.txt", "manifest.jsonl"]
    monkeypatch.setattr(claims, "_folds_case", lambda folder: True)
    message = collide(tmp_path / "other", records)
    assert message == "in/A.txt and in/a.txt would both be written to other/a.txt"


def test_an_input_is_never_an_output(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.txt": "1"})
    for mode in Mode:
        message = collide(tmp_path / "in", records, mode)
        assert message == "in/a.txt is an input (in/a.txt); write somewhere else"


def test_an_input_is_never_an_output_through_a_link(tmp_path: Path) -> None:
    documents(tmp_path / "out", {"b.txt": "1"})
    (tmp_path / "in").mkdir()
    (tmp_path / "in/b.txt").symlink_to(tmp_path / "out/b.txt")
    records = [Record(Request(str(tmp_path / "in/b.txt")), "b.txt")]
    message = collide(tmp_path / "out", records, Mode.OVERWRITE)
    assert message == "out/b.txt is an input (in/b.txt); write somewhere else"


def test_a_table_is_never_one_of_its_inputs(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"text": "a"}\n')
    record = Record(Request(str(tmp_path / "x.jsonl"), "a"), "x.jsonl", 1)
    message = collide(tmp_path / "x.jsonl", [record], Mode.OVERWRITE)
    assert message == "x.jsonl is an input (x.jsonl); write somewhere else"


@pytest.mark.parametrize("nested", ["in/out", "."], ids=["output within input", "input within output"])
def test_folders_within_one_another_are_no_collision(nested: str, tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.html": "1"})
    run(tmp_path / nested, records)
    assert (tmp_path / nested / "a.html.txt").read_text() == "1\n"


def test_existing_files_are_overwritten_only_on_demand(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.txt": "1", "b.txt": "2"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out/b.txt").write_text("of somebody else")
    (tmp_path / "out/other.txt").write_text("of somebody else")
    for mode in (Mode.NEW, Mode.RESUME):
        message = collide(tmp_path / "out", records, mode)
        assert message == "out/b.txt: this file exists and is not from an earlier run; --overwrite replaces it"
    run(tmp_path / "out", records, Mode.OVERWRITE)
    assert (tmp_path / "out/b.txt").read_text() == "2\n"
    assert (tmp_path / "out/other.txt").read_text() == "of somebody else"


@pytest.mark.parametrize("name", ["out", "o.jsonl", "o.parquet"])
def test_the_output_of_an_earlier_run_names_both_options(name: str, tmp_path: Path) -> None:
    records = lines("x.jsonl", [{"text": "a"}])
    run(tmp_path / name, records)
    message = collide(tmp_path / name, records)
    assert message == f"{name}: an earlier run has written it; --resume continues it, --overwrite replaces it"


def test_a_folder_with_the_name_of_a_document_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "out/a.txt").mkdir(parents=True)
    message = collide(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "1"}), Mode.OVERWRITE)
    assert message == "out/a.txt: this is a folder, and a file would be written here"


def test_a_document_is_no_folder_for_another(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.html": "1", "a.html.txt/b.txt": "2", "a.html.tx": "3"})
    message = collide(tmp_path / "out", records)
    assert message == "in/a.html would be written to out/a.html.txt, which is a folder for in/a.html.txt/b.txt"


@pytest.mark.parametrize("name", ["manifest.jsonl", ".cleaner-work/a.txt"])
def test_no_output_has_the_name_of_the_manifest(name: str, tmp_path: Path) -> None:
    record = Record(Request("in/x", "a"), name, 1 if name.endswith("jsonl") else None)
    message = collide(tmp_path / "out", [record])
    assert message == f"in/x: its output would take the name of {name.partition('/')[0]}"


def test_nothing_is_written_through_a_link_in_the_output(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/sub").symlink_to(tmp_path / "elsewhere")
    records = documents(tmp_path / "in", {"sub/a.txt": "1"})
    message = collide(tmp_path / "out", records, Mode.OVERWRITE)
    assert message == "out/sub: a link in the output leads elsewhere; nothing is written through it"


def test_a_link_that_appears_while_a_batch_runs_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    records = documents(tmp_path / "in", {"a.txt": "1", "sub/b.txt": "2"})

    def spoiling(record: Record) -> Outcome:
        if record is records[1]:
            (tmp_path / "out/sub").symlink_to(tmp_path / "elsewhere")
        return cleaned(record)

    run(tmp_path / "out", records, clean=spoiling)
    assert tree(tmp_path / "elsewhere") == {}
    row = manifest(tmp_path / "out/manifest.jsonl")[1]
    assert (row["status"], row["output"]) == ("failed", None)
    assert row["reason"].endswith("/sub: a link in the output leads elsewhere; nothing is written through it")


def test_a_link_in_the_place_of_a_document_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.txt").write_text("precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.txt").symlink_to(tmp_path / "elsewhere.txt")
    run(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "1"}), Mode.OVERWRITE)
    assert (tmp_path / "elsewhere.txt").read_text() == "precious"
    assert not (tmp_path / "out/a.txt").is_symlink()


def test_the_hidden_folder_is_never_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/document").write_text("precious")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.cleaner-work").symlink_to(tmp_path / "elsewhere")
    message = collide(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "1"}))
    assert message == "out/.cleaner-work: a link; nothing is written through it"


def test_one_name_that_cannot_be_written_is_no_reason_not_to_write_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def refusing(old: str, new: str) -> None:
        if new.endswith("a.txt"):
            raise OSError(errno.EILSEQ, os.strerror(errno.EILSEQ))
        replace(old, new)

    monkeypatch.setattr(os, "replace", refusing)
    run(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "1", "b.txt": "2"}))
    assert [(row["status"], row["output"]) for row in manifest(tmp_path / "out/manifest.jsonl")] == [
        ("failed", None),
        ("done", "b.txt"),
    ]
    assert sorted(tree(tmp_path / "out")) == ["b.txt", "manifest.jsonl"]


def test_documents_have_no_table_in_a_folder(tmp_path: Path) -> None:
    message = collide(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "1"}), form="parquet")
    assert message.endswith("in/a.txt: documents become one table; name it, such as -o out/articles.parquet")


def test_claims_are_kept_in_a_file_and_not_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names, connect = [], claims.sqlite3.connect
    monkeypatch.setattr(claims.sqlite3, "connect", lambda name: names.append(name) or connect(name))
    claims.check_outputs(target_of(str(tmp_path / "out")), [Source("in/a.html", "a.html")], lambda output: False)
    # A database without a name is a file that is gone with the process; one in memory is called so.
    assert names == [""]


def outcome(**fields: Any) -> Outcome:
    known = {"title": "Ours", "authors": ["Pia Moss"], "published": None, "text": "The text.", "confidence": 0.5}
    return Outcome(Status.DONE, fields={**known, **fields})


def row_of(line: str, cleaned_field: str = "text", made: Outcome | None = None) -> str:
    record = Record(Request("in/x.jsonl"), "x.jsonl", 1, own=own_of(parse(line), cleaned_field))
    row = json_row(record, made or outcome(), columns())
    assert row is not None
    return row


EMPTY = '"published": null, "updated": null, "language": null, "site": null'


def test_a_row_has_its_own_fields_and_then_ours() -> None:
    assert row_of('{"id": "7", "text": "raw", "more": {"a":[1, 2]}}') == (
        '{"id": "7", "more": {"a":[1, 2]}, "title": "Ours", "standfirst": null, "authors": ["Pia Moss"], '
        + EMPTY
        + ', "text": "The text.", "confidence": 0.5, "status": "done", "error": null}\n'
    )


@pytest.mark.parametrize(
    "number", ["1.10", "1e400", "-0.0", "123456789012345678901234567890", "0.1000000000000000055511151231257827"]
)
def test_numbers_stay_as_they_are_spelt(number: str) -> None:
    assert f'"n": {number}, ' in row_of(f'{{"text": "raw", "n": {number}}}')


def test_metadata_of_a_record_are_kept_and_nulls_are_filled() -> None:
    row = json.loads(row_of('{"title": "Own", "published": "2024-05-03", "authors": null, "text": "raw"}'))
    assert (row["title"], row["published"], row["authors"]) == ("Own", "2024-05-03", ["Pia Moss"])


def test_names_that_are_taken_are_given_way() -> None:
    row = json.loads(row_of('{"status": 200, "confidence": "high", "text": "raw", "cleaner_status": "old"}'))
    assert (row["status"], row["confidence"]) == (200, "high")
    assert (row["cleaner_status"], row["cleaner_confidence"]) == ("done", 0.5)


def test_the_text_is_ours_and_the_html_is_gone() -> None:
    row = json.loads(row_of('{"html": "<p>raw</p>", "text": "raw", "n": 1}', "html"))
    assert row["text"] == "The text."
    assert "html" not in row


def test_a_record_that_failed_keeps_its_own_fields() -> None:
    row = json.loads(row_of('{"id": 1, "title": null, "text": "raw"}', made=Outcome(Status.FAILED, "too long")))
    assert (row["id"], row["title"], row["text"], row["status"], row["error"]) == (1, None, None, "failed", "too long")


def test_half_of_a_surrogate_pair_is_an_escape() -> None:
    row = row_of('{"text": "raw", "\\ud800": "\\udc00"}', made=outcome(text="a\ud83db"))
    assert '"\\ud800": "\\udc00"' in row
    assert '"text": "a\\ud83db"' in row
    assert row.encode("utf-8")


def test_a_record_of_an_archive_has_its_address_and_date(tmp_path: Path) -> None:
    own = {"id": '"<urn:uuid:1>"', "url": '"https://example.org/"', "date": None}
    record = Record(Request("in/x.warc.gz", b"page"), "x.warc.gz", 1, "<urn:uuid:1>", own)
    run(tmp_path / "out", [record])
    row = json.loads((tmp_path / "out/x.warc.jsonl").read_text())
    assert list(row)[:4] == ["id", "url", "date", "title"]
    assert (row["id"], row["url"], row["date"], row["text"]) == ("<urn:uuid:1>", "https://example.org/", None, "PAGE")


def test_documents_in_a_table_are_their_json_records(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.html": "a", "b.html": "bad"})
    run(tmp_path / "o.jsonl", records, clean=lambda r: cleaned(r)._replace(output=f'{{"path": "{r.relative}"}}\n'))
    assert (tmp_path / "o.jsonl").read_text() == '{"path": "a.html"}\n{"path": "b.html"}\n'
    run(tmp_path / "p.jsonl", records, clean=lambda r: cleaned(r)._replace(output=None))
    assert [json.loads(row)["path"] for row in (tmp_path / "p.jsonl").open()] == [str(tmp_path / "in/a.html")]


def test_a_table_of_nothing_is_empty(tmp_path: Path) -> None:
    run(tmp_path / "o.jsonl", [])
    assert tree(tmp_path) == {"o.jsonl": b"", "o.jsonl.manifest.jsonl": b""}
