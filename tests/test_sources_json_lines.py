"""JSON lines as a source: a record a line, every line accounted for, every own field kept as it is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from source_files import all_told, records

from cleaner.batch.sources.source import Fields


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.jsonl"


def told(file: Path, content: bytes | str, fields: Fields | None = None, max_size: int = 1000) -> list[str]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return all_told(file, fields=fields, max_size=max_size)


def test_every_line_is_a_record(file: Path) -> None:
    file.write_text('{"id": 7, "url": "https://example.org/a", "text": "One."}\n{"text": "Two."}')
    first, second = records(file)
    assert first.request._asdict() == {
        "path": str(file),
        "content": "One.",
        "size": 57,
        "url": "https://example.org/a",
        "kind": "auto",
        "charset": None,
        "is_row": True,
        "settled": False,
    }
    assert (first.number, first.id, first.relative, first.key) == (1, "7", "data.jsonl", (str(file), 1))
    assert (second.number, second.id, second.request.url) == (2, None, None)


def test_fields_are_kept_to_the_byte_beside_what_was_cleaned(file: Path) -> None:
    line = '{ "n":1.50, "big": 123456789012345678901234567890, "text" : "a\\u00e9\\n", "e": 1e400 }'
    file.write_text(line + "\n")
    (record,) = records(file)
    assert record.own == {"n": "1.50", "big": "123456789012345678901234567890", "e": "1e400"}
    assert record.request.content == "aé\n"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{bad", "failed: not JSON"),
        ("[1]", "failed: not a JSON object"),
        ('{"text": "a", "text": "b"}', "failed: the field 'text' occurs twice"),
        ('{"other": "a"}', "failed: it has no field 'text'"),
        ('{"text": null}', "skipped: its field 'text' is null"),
        ('{"text": ["a"]}', "failed: its field 'text' is not a string"),
        ('{"text": 1}', "failed: its field 'text' is not a string"),
        ('{"text": "caf\udce9"}', "failed: not UTF-8"),
        ('{"a": ' + "[" * 400 + "]" * 400 + "}", "failed: it has no field 'text'"),
        ('{"a": ' + "[" * 100_000, "failed: JSON that is nested too deeply"),
        ('{"text": "' + "a" * 1_000_000 + '"}', "failed: a line larger than 0.2 MB; --max-size raises the limit"),
    ],
    ids=lambda value: value[:24] if value[0] in "{[" else "",
)
def test_a_line_that_cannot_be_read_fails_alone(file: Path, line: str, problem: str) -> None:
    content = f'{{"text": "before"}}\n{line}\n{{"text": "after"}}\n'.encode("utf-8", "surrogateescape")
    assert told(file, content, max_size=200_000) == ["1 before", f"2 {problem}", "3 after"]


def test_a_record_with_a_problem_keeps_its_own_fields(file: Path) -> None:
    file.write_text('{"text": null, "id": "x"}\n')
    (record,) = records(file)
    assert record.own == {"id": '"x"'}
    assert record.id == "x"


@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "a"}\r\n\r\n  \n{"text": "b"}\r\n',
        b'\xef\xbb\xbf{"text": "a"}\n{"text": "b"}',
        b'\n\n{"text": "a"}\n\t{"text": "b"}  \n\n',
    ],
    ids=["windows-and-blank", "mark", "spaces"],
)
def test_blank_lines_marks_and_line_endings_are_no_matter(file: Path, content: bytes) -> None:
    assert told(file, content) == ["1 a", "2 b"]


def test_a_line_of_the_largest_size_is_read(file: Path) -> None:
    line = '{"text": "' + "a" * 88 + '"}'
    assert told(file, f"{line}\n{line}", max_size=len(line)) == [f"{n} {'a' * 88}" for n in (1, 2)]
    assert told(file, f"{line}\n{line}", max_size=len(line) - 1) == [
        f"{n} failed: a line larger than 9.9e-05 MB; --max-size raises the limit" for n in (1, 2)
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x89PNG\r\n\x1a\n", "- failed: this is a PNG image, not JSON lines"),
        ('{"text": "a"}\n'.encode("utf-16"), "- failed: JSON lines are UTF-8, and this is utf-16-le"),
        (b"", "- skipped: there are no records in it"),
        (b"\n\n", "- skipped: there are no records in it"),
    ],
    ids=["image", "utf-16", "empty", "blank"],
)
def test_a_file_without_records_is_one_skipped_input(file: Path, content: bytes, why: str) -> None:
    assert told(file, content) == [why]


# Fields


@pytest.mark.parametrize(
    ("record", "fields", "content", "kind"),
    [
        ('{"html": "<p>", "text": "a"}', Fields(), "a", "auto"),
        ('{"html": "<p>"}', Fields(), "<p>", "html"),
        ('{"html": "<p>", "text": "a"}', Fields(html="html"), "<p>", "html"),
        ('{"body": "b", "text": "a"}', Fields(text="body"), "b", "auto"),
        ('{"html": "<p>", "text": "a"}', Fields(text="text", html="html"), "<p>", "html"),
    ],
)
def test_a_field_is_cleaned_that_is_named_or_bears_the_usual_name(
    file: Path, record: str, fields: Fields, content: str, kind: str
) -> None:
    file.write_text(record)
    (found,) = records(file, fields=fields)
    assert (found.request.content, found.request.kind) == (content, kind)


def test_where_no_field_is_named_and_none_bears_the_usual_name_one_line_says_so(file: Path) -> None:
    assert told(file, '{"body": "a", "n": 1}\n{"body": "b"}\n') == [
        "- failed: which field is to be cleaned? --text-field or --html-field says so; there are 'body', 'n'"
    ]


def test_the_first_record_decides_for_a_file_which_field_is_cleaned(file: Path) -> None:
    assert told(file, '{bad\n{"html": "a"}\n{"text": "b"}\n') == [
        "1 failed: not JSON",
        "2 a",
        "3 failed: it has no field 'html'",
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [('"a-1"', "a-1"), ("7", "7"), ("1.50", "1.50"), ("12345678901234567890123", "12345678901234567890123")]
    + [(value, None) for value in ("null", "true", "[1]", '{"a": 1}', "NaN")],
)
def test_an_id_is_a_string_or_a_number_as_it_is_written(file: Path, value: str, expected: str | None) -> None:
    file.write_text(f'{{"text": "a", "key": {value}}}')
    (record,) = records(file, fields=Fields(id="key"))
    assert record.id == expected


def test_an_address_is_taken_from_the_field_that_is_named(file: Path) -> None:
    file.write_text('{"text": "a", "link": "https://example.org/", "url": "no"}')
    (record,) = records(file, fields=Fields(url="link"))
    assert record.request.url == "https://example.org/"


@pytest.mark.parametrize(
    "value", ["1", "null", '"' + "a" * 10_000 + '"', '""'], ids=["number", "null", "long", "empty"]
)
def test_invalid_addresses_are_ignored(file: Path, value: str) -> None:
    file.write_text(f'{{"text": "a", "url": {value}}}')
    (record,) = records(file)
    assert record.request.url is None


# How much was read


def test_what_was_read_of_a_file_adds_up_to_its_size(file: Path) -> None:
    file.write_text('{"text": "a"}\n' * 30_000)
    assert sum(record.read for record in records(file)) == 420_000


def test_a_line_that_is_no_record_has_its_size_too(file: Path) -> None:
    file.write_text("no json at all\n")
    (record,) = records(file)
    assert record.request.size == 14
