"""What a worker does with a request: a document or the fields of a row, and an outcome whatever happens."""

from __future__ import annotations

import json
import pickle
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from command import run
from stories import BOILERPLATE, CLEAN, FIRST, PAGE, PARAGRAPHS, SCRAPED, TITLE

from cleaner.batch.pool import PoolSettings, map_in_order
from cleaner.batch.record import Request, Status
from cleaner.batch.rows import columns
from cleaner.batch.work import PRELOAD, Task, clean_request, worker_for
from cleaner.files.read import Limits
from cleaner.options import Options
from cleaner.render.format import Extras, OutputFormat, RenderOptions

LIMITS = Limits(100_000, None)
PRINT = Task(Options(), LIMITS, output=RenderOptions())
ROW = Task(Options(), LIMITS, columns=columns())


def of(content: str | bytes, **fields: Any) -> Request:
    """A request for something that was read already."""
    return Request("story.txt", content, len(content), **fields)


def test_a_document_is_written_as_it_is_printed() -> None:
    outcome = clean_request(of(SCRAPED), PRINT)
    assert (outcome.status, outcome.reason, outcome.output, outcome.fields) == (Status.DONE, None, CLEAN, None)


FORMS = {
    "markdown": (RenderOptions(OutputFormat.MARKDOWN, Extras(frontmatter=True)), ["-f", "markdown", "--frontmatter"]),
    "json": (RenderOptions(OutputFormat.JSON), ["-f", "json"]),
    "explained": (RenderOptions(OutputFormat.JSONL, explained=True), ["-f", "jsonl", "--explain"]),
}


@pytest.mark.parametrize(("form", "arguments"), FORMS.values(), ids=FORMS)
def test_a_form_is_that_of_the_command(form: RenderOptions, arguments: list[str], tmp_path: Path) -> None:
    path = tmp_path / "story.html"
    path.write_text(PAGE, encoding="utf-8")
    outcome = clean_request(Request(str(path)), Task(Options(), LIMITS, output=form))
    assert outcome.output
    assert outcome.output == run(*arguments, str(path)).text


def test_a_row_has_the_fields_of_the_article() -> None:
    address = "https://gannet.example/2024/05/keeper"
    outcome = clean_request(of(PAGE, url=address), ROW)
    assert outcome.output is None
    assert outcome.fields is not None
    assert list(outcome.fields) == [
        "title",
        "standfirst",
        "authors",
        "published",
        "updated",
        "language",
        "site",
        "text",
        "confidence",
    ]
    assert outcome.fields["title"] == TITLE
    assert outcome.fields["text"] == "\n\n".join(PARAGRAPHS)
    assert outcome.fields["authors"] == []
    assert outcome.fields["confidence"] == outcome.confidence == round(outcome.confidence or 0, 4)


BOTH = Task(Options(), LIMITS, output=RenderOptions(), columns=columns())


@pytest.mark.parametrize(("is_row", "made"), [(False, (True, False)), (True, (False, True))], ids=["document", "row"])
def test_where_both_are_written_each_is_made_of_what_it_is(is_row: bool, made: tuple[bool, bool]) -> None:
    outcome = clean_request(of(SCRAPED, is_row=is_row), BOTH)
    assert (outcome.output is not None, outcome.fields is not None) == made


def test_a_row_tells_what_was_removed_if_asked() -> None:
    task = Task(Options(), LIMITS, columns=columns(explain=True))
    fields = clean_request(of("Share this article\n\n" + CLEAN), task).fields
    assert fields is not None
    assert [{**removed, "reason": "…"} for removed in fields["removed"]] == [
        {"label": "share", "reason": "…", "line": 1, "end_line": 1, "text": "Share this article"}
    ]
    assert fields["removed"][0]["reason"].startswith("share/")


def test_an_outcome_counts_what_stays_and_what_goes() -> None:
    outcome = clean_request(of("Share this article\n\n" + CLEAN), PRINT)
    kept = len(TITLE) + sum(map(len, PARAGRAPHS))
    gone = len("Share this article")
    assert (outcome.characters, outcome.kept, outcome.removed) == (kept + gone, kept, {"share": gone})
    assert sum(outcome.reasons.values()) == 5
    assert outcome.bytes_in == len(("Share this article\n\n" + CLEAN).encode())
    assert outcome.seconds > 0


def test_a_clean_text_is_unchanged() -> None:
    outcome = clean_request(of(CLEAN), PRINT)
    assert (outcome.status, outcome.output, outcome.removed, outcome.removed_share) == (Status.UNCHANGED, CLEAN, {}, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "an empty file"), (BOILERPLATE, "nothing in it but boilerplate")],
    ids=["nothing", "boilerplate"],
)
def test_an_empty_document_says_so(content: str, reason: str) -> None:
    outcome = clean_request(of(content), PRINT)
    assert (outcome.status, outcome.reason, outcome.output) == (Status.EMPTY, reason, "")


def test_the_same_input_has_the_same_digest_wherever_it_is(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_bytes(SCRAPED.encode())
    requests = [Request(str(path)), of(SCRAPED), of(SCRAPED.encode())]
    digests = {clean_request(request, PRINT).digest for request in requests}
    assert digests == {blake2b(SCRAPED.encode(), digest_size=16).hexdigest()}
    assert clean_request(of(CLEAN), PRINT).digest not in digests


def test_what_a_request_says_of_itself_outweighs_the_task() -> None:
    task = Task(Options(), LIMITS, kind="html", url="https://one.example/", output=RenderOptions(OutputFormat.JSON))
    own = json.loads(clean_request(of(PAGE, kind="text", url="https://two.example/"), task).output or "")
    assert (own["kind"], own["url"]) == ("text", "https://two.example/")
    left = json.loads(clean_request(of(FIRST), task).output or "")
    assert (left["kind"], left["url"]) == ("html", "https://one.example/")


def test_options_reach_the_article() -> None:
    outcome = clean_request(of(SCRAPED), Task(Options(keep=frozenset({"share"})), LIMITS, output=RenderOptions()))
    assert outcome.output is not None
    assert outcome.output.startswith("Share this article\n")


# Failures


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a" * 100_001, "larger than 0.1 MB; --max-size raises the limit"),
        ("é" * 50_001, "larger than 0.1 MB; --max-size raises the limit"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "this is a PNG image, not text"),
    ],
    ids=["large", "large-text", "image"],
)
def test_what_cannot_be_cleaned_says_why(content: bytes | str, reason: str) -> None:
    outcome = clean_request(of(content), PRINT)
    assert (outcome.status, outcome.reason, outcome.output, outcome.fields) == (Status.FAILED, reason, None, None)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "large.txt").write_bytes(b"a" * 100_001)
    (tmp_path / "dangling.txt").symlink_to("nowhere.txt")
    reasons = {
        name: clean_request(Request(str(tmp_path / name)), PRINT).reason
        for name in ("missing.txt", "dangling.txt", "", "large.txt", "a\0b")
    }
    assert reasons == {
        "missing.txt": "no such file",
        "dangling.txt": "no such file",
        "": "this is a directory; name the files in it",
        "large.txt": "larger than 0.1 MB; --max-size raises the limit",
        "a\0b": "not the name of a file",
    }


def test_a_file_called_dash_is_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_text(CLEAN, encoding="utf-8")
    assert clean_request(Request("-"), PRINT).output == CLEAN


def test_what_a_server_said_of_the_encoding_is_heeded() -> None:
    page = PAGE.replace("a parrot", "a păřrot").encode("iso8859-2", "replace")
    outcome = clean_request(of(page, charset="iso-8859-2"), PRINT)
    assert outcome.output is not None
    assert "two suitcases and a păřrot" in outcome.output


def test_damaged_characters_are_noted() -> None:
    outcome = clean_request(of(CLEAN.encode() + b"\n\xff\n"), Task(Options(), LIMITS._replace(encoding="utf-8")))
    assert outcome.note == "not all of this is utf-8; 1 character was replaced by U+FFFD"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (MemoryError(), "out of memory"),
        (RecursionError("too deep"), "a fault in cleaner itself, please report it: RecursionError: too deep"),
        (ValueError("one\ntwo"), "a fault in cleaner itself, please report it: ValueError: one two"),
    ],
    ids=["memory", "recursion", "two-lines"],
)
def test_a_fault_of_ours_is_a_failure_too(error: Exception, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("cleaner.pipeline.clean", fail)
    outcome = clean_request(of(SCRAPED), PRINT)
    assert (outcome.status, outcome.reason) == (Status.FAILED, reason)
    assert outcome.digest == blake2b(SCRAPED.encode(), digest_size=16).hexdigest()


def test_a_text_with_half_a_character_is_cleaned() -> None:
    outcome = clean_request(of(CLEAN + "\n\ud83d\n"), PRINT)
    assert outcome.status is not Status.FAILED


# In workers


def test_a_task_can_be_sent() -> None:
    assert pickle.loads(pickle.dumps(PRINT)) == PRINT


def test_workers_give_what_we_give_ourselves() -> None:
    requests = [of(content) for content in (SCRAPED, PAGE, BOILERPLATE, "", b"\x89PNG\r\n", CLEAN)]
    answers = map_in_order(
        [(request, None) for request in requests], partial(worker_for, ROW), PoolSettings(2, preload=PRELOAD)
    )
    theirs = [result for _, _, result in answers]
    ours = [clean_request(request, ROW) for request in requests]
    assert [outcome._replace(seconds=0) for outcome in theirs] == [outcome._replace(seconds=0) for outcome in ours]


_RUSSIAN = "Совет гавани во вторник вечером проголосовал за возобновление старой паромной линии, заявил мэр города."


@pytest.mark.parametrize(
    ("data", "note", "is_guess"),
    [
        (_RUSSIAN.encode("cp1251"), "its encoding is not declared; cp1251 is a guess (--encoding names another)", True),
        (
            f"<meta charset=iso-8859-1><p>{_RUSSIAN}</p>".encode("cp1251"),
            "its text is not cp1252, as is declared; cp1251 is a guess (--encoding names another)",
            True,
        ),
        (_RUSSIAN.encode() + b"\xd0", "not all of this is utf-8; 1 character was replaced by U+FFFD", False),
        (_RUSSIAN.encode(), None, False),
    ],
    ids=["undeclared", "wrongly-declared", "damaged", "utf-8"],
)
def test_an_outcome_says_how_an_input_was_read(data: bytes, note: str | None, is_guess: bool) -> None:
    outcome = clean_request(of(data), PRINT)
    assert (outcome.note, outcome.is_guess) == (note, is_guess)


def test_an_outcome_counts_what_speaks_against_the_result() -> None:
    body = " ".join(PARAGRAPHS) + " And there is more of it than the page shows." * 40
    declared = f'<script type="application/ld+json">{json.dumps({"@type": "Article", "articleBody": body})}</script>'
    doubts = clean_request(of(PAGE.replace("<body>", f"<body>{declared}")), PRINT).doubts
    assert doubts["missing_words"] > 100
    assert clean_request(of(CLEAN), PRINT).doubts == {}
