"""Parquet as a source: a record a row, every own field kept with its type, few rows in memory."""

from __future__ import annotations

import datetime
import os
import resource
from pathlib import Path
from typing import Any

import pytest
from source_files import all_told, records

from cleaner.batch.arrow_json import RowOwn
from cleaner.batch.sources.source import Fields

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.parquet"


def write(file: Path, columns: dict[str, Any], **options: Any) -> None:
    pq.write_table(pa.table(columns), file, **options)


def test_every_row_is_a_record_with_its_own_fields_as_they_are_typed(file: Path) -> None:
    when = pa.array([1, None], pa.timestamp("us", "UTC"))
    write(file, {"id": [7, 8], "text": ["One.", "Two."], "url": ["https://example.org/a", None], "when": when})
    first, second = records(file)
    assert first.request._asdict() == {
        "path": str(file),
        "content": "One.",
        "size": 4,
        "url": "https://example.org/a",
        "kind": "auto",
        "charset": None,
        "is_row": True,
        "settled": False,
    }
    assert (first.number, first.id, first.relative) == (1, "7", "data.parquet")
    assert (second.number, second.id, second.request.url) == (2, "8", None)
    assert isinstance(second.own, RowOwn)
    assert (second.own.row, second.own.cleaned) == (1, "text")
    assert second.own.batch.schema == pq.read_schema(file)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pa.array(["a"]), "a"),
        (pa.array(["a"], pa.large_string()), "a"),
        (pa.array(["a"]).dictionary_encode(), "a"),
        (pa.array([b"a\xe9"], pa.binary()), b"a\xe9"),
        (pa.array([b"a"], pa.large_binary()), b"a"),
        (pa.array([""]), ""),
    ],
    ids=["string", "large-string", "dictionary", "binary", "large-binary", "empty"],
)
def test_text_may_be_of_any_type_that_holds_text(file: Path, column: Any, expected: str | bytes) -> None:
    write(file, {"text": column})
    (record,) = records(file)
    assert (record.request.content, record.problem) == (expected, None)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "skipped: its field 'text' is null"),
        ("a" * 2000, "failed: larger than 0.001 MB; --max-size raises the limit"),
    ],
    ids=["null", "over-size"],
)
def test_a_row_without_text_fails_alone(file: Path, value: str | None, problem: str) -> None:
    write(file, {"text": ["before", value, "after"]})
    assert all_told(file, max_size=1000) == ["1 before", f"2 {problem}", "3 after"]


def test_a_row_that_is_not_utf_8_fails_alone(file: Path) -> None:
    bad = pa.array([b"before", b"caf\xe9", b"after"], pa.binary())
    text = pa.StringArray.from_buffers(3, *bad.buffers()[1:])
    write(file, {"text": text})
    assert all_told(file) == ["1 before", "2 failed: its field 'text' is not UTF-8", "3 after"]


@pytest.mark.parametrize(
    ("columns", "fields", "why"),
    [
        (
            {"body": ["a"], "n": [1]},
            Fields(),
            "which field is to be cleaned? --text-field or --html-field says so; there are 'body', 'n'",
        ),
        ({"text": ["a"]}, Fields(text="body"), "there is no column 'body' in it, but 'text'"),
        ({"text": ["a"]}, Fields(html="html"), "there is no column 'html' in it, but 'text'"),
        ({"text": ["a"]}, Fields(id="key"), "there is no column 'key' in it, but 'text'"),
        ({"text": [1]}, Fields(), "its column 'text' holds int64, not text"),
        ({"text": [["a"]]}, Fields(), "its column 'text' holds list<element: string>, not text"),
        ({"text": pa.array([], pa.string())}, Fields(), None),
    ],
    ids=["no-usual-name", "no-text", "no-html", "no-id", "numbers", "lists", "no-rows"],
)
def test_a_file_that_cannot_be_read_as_a_whole_is_one_record(
    file: Path, columns: dict[str, Any], fields: Fields, why: str | None
) -> None:
    write(file, columns)
    expected = "- skipped: there are no records in it" if why is None else f"- failed: {why}"
    assert all_told(file, fields=fields) == [expected]


def test_two_columns_with_the_name_of_the_text_are_an_error(file: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["a"]), pa.array(["b"])], names=["text", "text"])
    pq.write_table(table, file)
    assert all_told(file) == ["- failed: there is more than one column 'text' in it, but 'text', 'text'"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a-1", "a-1"),
        (7, "7"),
        (1.5, "1.5"),
        (None, None),
        (True, None),
        ([1], None),
        (datetime.date(2024, 1, 2), None),
    ],
)
def test_an_id_is_a_string_or_a_number(file: Path, value: object, expected: str | None) -> None:
    write(file, {"text": ["a"], "id": [value]})
    (record,) = records(file)
    assert record.id == expected


@pytest.mark.parametrize("name", ["html", "page"])
def test_html_is_read_from_the_column_that_is_named_or_bears_the_name(file: Path, name: str) -> None:
    write(file, {name: ["<p>a</p>"]})
    (record,) = records(file, fields=Fields(html=name) if name == "page" else None)
    assert (record.request.content, record.request.kind) == ("<p>a</p>", "html")


# Files that are damaged, and files that swell


def test_an_invalid_parquet_file_is_one_failure(file: Path) -> None:
    file.write_bytes(b"PAR1 and nothing more of it")
    (only,) = all_told(file)
    assert only.startswith("- failed: Parquet magic bytes not found in footer.")


def test_a_file_that_is_cut_off_is_one_failure_since_its_index_is_at_its_end(file: Path) -> None:
    write(file, {"text": [f"text {number}" for number in range(1000)]})
    file.write_bytes(file.read_bytes()[:-100])
    (only,) = all_told(file)
    assert only.startswith("- failed: Parquet magic bytes not found in footer.")


def test_a_file_that_is_damaged_in_the_middle_gives_what_comes_ahead_of_it(file: Path) -> None:
    write(file, {"text": [f"text {number} " * 50 for number in range(1000)]}, row_group_size=100)
    data = bytearray(file.read_bytes())
    at = pq.ParquetFile(file).metadata.row_group(5).column(0).data_page_offset
    data[at : at + 400] = bytes(400)
    file.write_bytes(data)
    told = all_told(file)
    assert len(told) == 501
    assert told[-1].startswith("501 failed: nothing more of the file can be read: ")


def test_an_index_of_nonsense_is_one_failure(file: Path) -> None:
    for seed in range(40):
        write(file, {"text": ["a", "b"], "id": [1, 2]})
        data = bytearray(file.read_bytes())
        at = 8 + seed * (len(data) - 16) // 40
        data[at : at + 3] = b"\xff\xff\xff"
        file.write_bytes(data)
        told = all_told(file)
        assert 1 <= len(told) <= 3


def test_a_file_that_can_be_read_only_once_is_a_failure(file: Path) -> None:
    os.mkfifo(file)
    writer = os.open(file, os.O_RDWR)
    assert all_told(file) == ["- failed: Parquet is read from its end, and this can only be read from its start"]
    os.close(writer)


def test_one_row_group_of_many_rows_is_not_read_at_once(file: Path) -> None:
    text = "a text that is the same for every row " * 1500
    write(file, {"text": [f"{number} {text}" for number in range(1000)]}, compression="zstd", use_dictionary=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(record.problem is None for record in records(file)) == 1000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


def test_what_was_read_of_a_file_adds_up_to_its_size(file: Path) -> None:
    write(file, {"text": [f"text {number}" for number in range(777)]})
    assert sum(record.read for record in records(file)) == file.stat().st_size


def test_parquet_is_read_at_an_address(file: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    write(file, {"text": ["afar"]})
    fsspec.filesystem("memory").pipe("/parquet/a.parquet", file.read_bytes())
    assert all_told("memory://parquet/a.parquet") == ["1 afar"]
