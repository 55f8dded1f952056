"""JSON lines in place: one field of every record is cleaned, and all other bytes are kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import run
from hypothesis import given
from hypothesis import strategies as st
from stories import BOILERPLATE, CLEAN, PAGE, SCRAPED

from cleaner.files.json_record import RecordError, parse
from cleaner.files.walk import Choice
from cleaner.inplace.revise import endings, revise
from cleaner.inplace.task import Diff, EditTask, Event, FileOutcome, Notice, State, WriteBack
from cleaner.options import Options

TASK = EditTask(Options(), 100_000, write_back=WriteBack.WRITE, text_field="text")
PAGES = TASK._replace(html_field="html")

SCRAPED_JSON = json.dumps(SCRAPED)
CLEAN_JSON = json.dumps(CLEAN)


def revised(path: Path, content: str | bytes, task: EditTask = TASK) -> tuple[bytes, list[Event]]:
    """The content of a file after it was cleaned, and the events."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    events = list(revise([str(path)], task, Choice(endings(task))))
    return path.read_bytes(), events


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data.jsonl"


# A line


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"text":"old"}', '{"text":"new"}'),
        ('{"text": "old"}', '{"text": "new"}'),
        ('{ "a":1.50 ,"text" : "old" , "b": 1e400}  ', '{ "a":1.50 ,"text" : "new" , "b": 1e400}  '),
        (
            '{"n": 123456789012345678901234567890.10, "text": "old", "x": {"text": ["}", "\\""]}}',
            '{"n": 123456789012345678901234567890.10, "text": "new", "x": {"text": ["}", "\\""]}}',
        ),
        ('{"a": NaN, "text": "o\\"ld"}', '{"a": NaN, "text": "new"}'),
        ('{"\\u0074ext": "old"}', '{"\\u0074ext": "new"}'),
        ('{"text": null}', '{"text": "new"}'),
        ('{"a": 1}', '{"a": 1, "text": "new"}'),
        ('{"a":1}', '{"a":1,"text":"new"}'),
        ("{}", '{"text": "new"}'),
        ('{"a": 1 }', '{"a": 1, "text": "new" }'),
    ],
)
def test_only_the_field_is_replaced(line: str, expected: str) -> None:
    assert parse(line).with_text("text", "new") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"text": "Ma\\u00dfe"}', '{"text": "\\u00fc"}'),
        ('{"text": "Maße"}', '{"text": "ü"}'),
        ('{"text": "plain"}', '{"text": "ü"}'),
        ('{"text": "a \\\\u00fc"}', '{"text": "ü"}'),
    ],
    ids=["escapes", "letters", "neither", "an-escape-of-an-escape"],
)
def test_characters_are_escaped_if_the_line_escapes_them(line: str, expected: str) -> None:
    assert parse(line).with_text("text", "ü") == expected


def test_a_lone_surrogate_stays_escaped() -> None:
    line = parse('{"text": "ü\\ud83d"}').with_text("text", "ü\ud83d")
    assert line == '{"text": "\\u00fc\\ud83d"}'
    line.encode("utf-8")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[1]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"a": 1', "not JSON"),
        ('{"a" 1}', "not JSON"),
        ('{"a": 1,}', "not JSON"),
        ('{"a": 1 "b": 2}', "not JSON"),
        ("{a: 1}", "not JSON"),
        ('{"a": 01}', "not JSON"),
        ('{"a": 1} {"b": 2}', "not JSON"),
        ('{"a": "x\ty"}', "not JSON"),
        ('{"text": "a", "text": "b"}', "the field 'text' occurs twice"),
        ('{"a": ' + "[" * 100_000, "JSON that is nested too deeply"),
        ("{", "not JSON"),
        ("{,}", "not JSON"),
    ],
    ids=lambda value: value[:20],
)
def test_a_line_that_is_not_a_record_is_an_error(line: str, why: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse(line)
    assert str(caught.value) == why


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), JSON, max_size=4), st.text(), st.booleans(), st.booleans())
def test_a_record_with_a_new_text_differs_only_in_the_text(
    record: dict[str, object], text: str, escaped: bool, spaced: bool
) -> None:
    line = json.dumps(record, ensure_ascii=escaped, separators=None if spaced else (",", ":"))
    changed = json.loads(parse(line).with_text("text", text))
    assert changed == {**record, "text": text}
    assert list(changed) == list({**record, "text": text})


# A file


def test_only_the_field_changes(file: Path) -> None:
    content = (
        f'{{"id": 1.50, "text": {SCRAPED_JSON}, "u": "\\u00e9"}}\r\n'
        '{"id":2,"text":null}\n'
        "\n"
        f'{{"id": 3, "text": {CLEAN_JSON} ,"share":"Share this article"}}\n'
        '{"id": 4}\n'
        f'{{"text":{SCRAPED_JSON}}}'
    )
    after, events = revised(file, content)
    assert after.decode() == content.replace(SCRAPED_JSON, CLEAN_JSON)
    assert events == [FileOutcome(str(file), State.CHANGED, "2 of 5 records; 2 without 'text'")]


def test_cleaning_twice_changes_nothing_more(file: Path) -> None:
    after, _ = revised(file, f'{{"text": {SCRAPED_JSON}}}\n')
    before = file.stat()
    assert list(revise([str(file)], TASK, Choice(endings(TASK)))) == [
        FileOutcome(str(file), State.UNCHANGED, "0 of 1 records")
    ]
    assert (file.read_bytes(), file.stat().st_ino, file.stat().st_mtime_ns) == (
        after,
        before.st_ino,
        before.st_mtime_ns,
    )


def test_no_line_ending_is_added_to_a_field(file: Path) -> None:
    record = json.dumps({"text": SCRAPED.rstrip("\n")})
    assert json.loads(revised(file, record)[0])["text"] == CLEAN.rstrip("\n")


def test_a_byte_order_mark_is_kept(file: Path) -> None:
    after, _ = revised(file, b"\xef\xbb\xbf" + f'{{"text": {SCRAPED_JSON}}}\n'.encode())
    assert after == b"\xef\xbb\xbf" + f'{{"text": {CLEAN_JSON}}}\n'.encode()


def test_lines_before_the_first_change_are_copied(file: Path) -> None:
    untouched = '{"text": null, "filler": "' + "x" * 90_000 + '"}\n'
    after, _ = revised(file, untouched * 30 + f'{{"text": {SCRAPED_JSON}}}\n' + untouched)
    assert after.decode() == untouched * 30 + f'{{"text": {CLEAN_JSON}}}\n' + untouched


def test_a_record_that_fails_is_reported_and_the_others_are_cleaned(file: Path) -> None:
    bad = [
        '{"text": 7}',
        '{"text": "half',
        json.dumps({"text": BOILERPLATE}),
        json.dumps({"text": PAGE}),
        '{"text": "a", "text": "b"}',
    ]
    content = "".join(line + "\n" for line in [*bad, f'{{"text": {SCRAPED_JSON}}}']).encode() + b'{"text": "caf\xe9"}\n'
    after, events = revised(file, content)
    assert after == content.replace(SCRAPED_JSON.encode(), CLEAN_JSON.encode())
    assert events == [
        Notice(str(file), "line 1: its field 'text' is not a string"),
        Notice(str(file), "line 2: not JSON"),
        Notice(str(file), "line 3: 100% of it would be removed, more than 90%; --max-removed raises the limit"),
        Notice(str(file), "line 4: the field holds HTML; clean it with --html-field"),
        Notice(str(file), "line 5: the field 'text' occurs twice"),
        Notice(str(file), "line 7: not UTF-8"),
        FileOutcome(str(file), State.PARTLY_CHANGED, "1 of 7 records; 6 failed"),
    ]


def test_only_the_first_of_many_failures_are_reported(file: Path) -> None:
    _, events = revised(file, "no record\n" * 1030)
    assert len(events) == 22
    assert events[-2:] == [
        Notice(str(file), "and 1,010 more"),
        FileOutcome(str(file), State.FAILED, "0 of 1,030 records; 1,030 failed"),
    ]


def test_a_field_that_no_record_has_is_a_failure(file: Path) -> None:
    _, events = revised(file, '{"txt": "a"}\n')
    assert events == [FileOutcome(str(file), State.FAILED, "none of its records has a field 'text'")]


def test_a_file_without_records_is_unchanged(file: Path) -> None:
    assert revised(file, "\n")[1] == [FileOutcome(str(file), State.UNCHANGED, "0 of 0 records")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x1f\x8b\x08\x00", "this is gzip data; decompress it first, not JSON lines"),
        (b'{"text": "a\x00"}', "this is binary data (it holds NUL bytes), not JSON lines"),
        ('{"text": "a"}'.encode("utf-16"), "JSON lines are UTF-8, and this is utf-16-le"),
        (b'{"text": "' + b"x" * 100_000 + b'"}', "line 1 is larger than 0.1 MB; --max-size raises the limit"),
    ],
    ids=["gzip", "NUL", "UTF-16", "long-line"],
)
def test_files_that_are_not_json_lines_are_refused(file: Path, content: bytes, why: str) -> None:
    assert revised(file, content) == (content, [FileOutcome(str(file), State.FAILED, why)])


def test_without_a_field_json_lines_are_refused(file: Path) -> None:
    _, events = revised(file, '{"text": "a"}\n', TASK._replace(text_field=None))
    assert events == [
        FileOutcome(
            str(file), State.FAILED, "this looks like JSON, not like an article; --text-field names the field to clean"
        )
    ]


def test_folders_are_searched_for_records_too(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b.ndjson", "c.json"):
        (tmp_path / name).write_text(f'{{"text": {SCRAPED_JSON}}}\n')
    (tmp_path / "d.txt").write_text(SCRAPED)
    events = list(revise([str(tmp_path)], TASK, Choice(endings(TASK))))
    assert [(Path(event.name).name, event.state) for event in events if isinstance(event, FileOutcome)] == [
        ("a.jsonl", State.CHANGED),
        ("b.ndjson", State.CHANGED),
        ("d.txt", State.CHANGED),
    ]


def test_a_diff_shows_the_records_that_change(file: Path) -> None:
    content = f'{{"id": 1, "text": "{"A lamp. " * 3}"}}\n{{"text": {SCRAPED_JSON}}}\n'
    after, events = revised(file, content, TASK._replace(write_back=WriteBack.DIFF))
    lines = content.splitlines()
    assert after == content.encode()
    assert events[0] == Diff(
        f'--- {file}\n+++ {file}\n@@ -1,2 +1,2 @@\n {lines[0]}\n-{lines[1]}\n+{{"text": {CLEAN_JSON}}}\n'
    )


def test_the_command_says_that_a_file_was_cleaned_in_part(file: Path) -> None:
    file.write_text(f'{{"text": {SCRAPED_JSON}}}\n{{"text": 7}}\n')
    result = run("--no-config", "-i", "--text-field", "text", str(file))
    assert result.code == 2
    assert f"{file}: cleaned in part (1 of 2 records; 1 failed)" in result.err
    assert result.err.endswith("1 file: 1 cleaned in part\n")
    assert file.read_text() == f'{{"text": {CLEAN_JSON}}}\n{{"text": 7}}\n'


# HTML in a field


def test_html_of_one_field_becomes_text_of_another(file: Path) -> None:
    page = json.dumps(PAGE)
    content = (
        f'{{"html": {page}}}\n{{"text": "old", "html": {page}}}\n{{"html":{page},"text":null}}\n{{"html": null}}\n'
    )
    text = json.dumps(CLEAN.rstrip("\n"))
    after, events = revised(file, content, PAGES)
    assert after.decode() == (
        f'{{"html": {page}, "text": {text}}}\n{{"text": {text}, "html": {page}}}\n{{"html":{page},"text":{text}}}\n'
        '{"html": null}\n'
    )
    assert events == [FileOutcome(str(file), State.CHANGED, "3 of 4 records; 1 without 'html'")]
    assert list(revise([str(file)], PAGES, Choice(endings(PAGES)))) == [
        FileOutcome(str(file), State.UNCHANGED, "0 of 4 records; 1 without 'html'")
    ]


def test_a_page_of_boilerplate_does_not_empty_the_text(file: Path) -> None:
    content = json.dumps({"html": "<html><body><p>Advertisement</p></body></html>", "text": "Precious."}) + "\n"
    after, events = revised(file, content, PAGES)
    assert after == content.encode()
    assert isinstance(events[-1], FileOutcome)
    assert events[-1].state is State.FAILED
    after, _ = revised(file, content, PAGES._replace(max_removed=1.0))
    assert json.loads(after)["text"] == ""
