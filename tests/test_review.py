"""The review page as a file: its data, how they are escaped, and where it may be written."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import stat
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from command import run, run_in_shell
from helpers import html_article, labelled, text_article

from cleaner import Article, Label
from cleaner.container import Container
from cleaner.document import LabelledBlock, Markup
from cleaner.files.atomic import TargetError, check_target, replaced
from cleaner.render.html_page import first_lines, html_frame
from cleaner.review import review_page
from cleaner.review.data import LABELS, FailedInput, ReviewedDocument, Summary, _FrequentLines, script_json
from cleaner.review.review_page import REVIEW_PAGE, write_page

ASSETS = Path(review_page.__file__).parent
SOURCE = "The ferry sails again.\r\nIt had been away.\r\n\r\nShare this article\r\n"
SHARE = {"Share this article": Label.SHARE}
HOSTILE = '</script><script>alert(1)</script><!-- <img src=x onerror="alert(2)"> &lt; {{script}} \u2028 \u202e \x00'
ROW = ("label", "reason", "kept", "score", "line", "end_line", "hidden", "doubtful", "text")


class Scripts(HTMLParser):
    """The script elements that a browser finds in a page, with attributes and content; the others with attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inside = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append((dict(attrs), ""))
        else:
            self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            attributes, before = self.scripts[-1]
            self.scripts[-1] = (attributes, before + data)

    def data(self, name: str) -> Any:
        """The content of the data block of this name."""
        return next(json.loads(content) for attributes, content in self.scripts if attributes.get("id") == name)


def written(folder: Path, *documents: ReviewedDocument) -> str:
    target = folder / "review.html"
    assert write_page(str(target), documents) == len(documents)
    return target.read_bytes().decode("utf-8")


def rows(parsed: Scripts, number: int = 0) -> list[dict[str, Any]]:
    """The rows of a document with their fields by name, and labels and reasons in words."""
    summary = parsed.data("summary")
    named = [dict(zip(ROW, row, strict=True)) for row in parsed.data(f"rows-{number}")]
    return [
        {**row, "label": summary["labels"][row["label"]][0], "reason": summary["reasons"][row["reason"]]}
        for row in named
    ]


def hidden(text: str) -> LabelledBlock:
    return labelled(text, Label.OTHER, markup=Markup("p", Container("p", (), None, True), 0.0))


# Its data


def test_failed_and_empty_inputs_are_in_the_summary_with_their_reasons() -> None:
    summary = Summary()
    summary.add_failure(FailedInput("a\x1b.bin", "this is binary data, not text"))
    summary.add(ReviewedDocument("b.txt", text_article(SOURCE, SHARE)))
    summary.add(ReviewedDocument("c.txt", text_article("Share this article\n", SHARE), empty="nothing but boilerplate"))
    assert json.loads(summary.as_json(""))["problems"] == [
        ["a\\x1b.bin", "this is binary data, not text", None],
        ["c.txt", "nothing but boilerplate", 1],
    ]


def test_the_command_lists_what_failed_and_what_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SOURCE, newline="")
    (tmp_path / "b.txt").write_text("Share this article\n")
    (tmp_path / "c.txt").write_bytes(b"\x00\x01\x02\x03" * 200)
    target = tmp_path / "review.html"
    assert run("--review", str(target), str(tmp_path), "missing.txt").code == 2
    scripts = {attributes.get("id"): text for attributes, text in Scripts(target.read_text()).scripts}
    problems = json.loads(scripts["summary"])["problems"]
    assert [(Path(name).name, at) for name, _, at in problems] == [("b.txt", 1), ("c.txt", None), ("missing.txt", None)]
    assert all(reason for _, reason, _ in problems)


def test_a_page_of_failures_alone_is_not_written(tmp_path: Path) -> None:
    assert write_page(str(tmp_path / "r.html"), [FailedInput("a", "no such file")]) == 0
    assert not (tmp_path / "r.html").exists()


def test_plain_text_is_given_by_its_original_lines(tmp_path: Path) -> None:
    parsed = Scripts(written(tmp_path, ReviewedDocument("a.txt", text_article(SOURCE, SHARE))))
    assert rows(parsed) == [
        {
            "label": "body",
            "reason": "score/own-words",
            "kept": 1,
            "score": 50,
            "line": line,
            "end_line": line,
            "hidden": 0,
            "doubtful": 0,
            "text": text,
        }
        for line, text in ((1, "The ferry sails again."), (2, "It had been away."))
    ] + [
        {
            "label": "share",
            "reason": "score/own-words",
            "kept": 0,
            "score": 50,
            "line": 4,
            "end_line": 4,
            "hidden": 0,
            "doubtful": 0,
            "text": "Share this article",
        }
    ]


def test_a_block_of_several_lines_keeps_them_with_line_feeds(tmp_path: Path) -> None:
    wrapped = labelled("One two three.", source="  One two\r\nthree.\r\n", line=3, end_line=4)
    article = Article(kind=text_article("x").kind, text="", blocks=(wrapped,))
    assert [row["text"] for row in rows(Scripts(written(tmp_path, ReviewedDocument("a.txt", article))))] == [
        "  One two\nthree."
    ]


def test_html_is_given_by_its_blocks_and_its_markup(tmp_path: Path) -> None:
    markup = "<p>Grüße</p><p hidden>x</p>"
    article = html_article(labelled("Grüße", reason="place/title"), hidden("x"))
    parsed = Scripts(written(tmp_path, ReviewedDocument("a.html", article, markup)))
    assert [(row["text"], row["line"], row["hidden"], row["reason"]) for row in rows(parsed)] == [
        ("Grüße", None, 0, "place/title"),
        ("x", None, 1, "score/own-words"),
    ]
    assert zlib.decompress(base64.b64decode(parsed.data("markup-0"))).decode("utf-8") == markup


def test_blocks_that_are_alike_are_counted_together() -> None:
    summary = Summary()
    article = html_article(
        labelled("Share", Label.SHARE, reason="share/this", score=0.1),
        labelled("Share!", Label.SHARE, reason="share/this", score=0.1),
        labelled("Copy link", Label.SHARE, reason="share/this", score=0.4),
        labelled("A story.", score=0.9),
        title="A title",
        confidence=0.876,
    )
    summary.add(ReviewedDocument("a.html", article))
    share, body = LABELS.index(Label.SHARE), LABELS.index(Label.BODY)
    assert summary.documents == [
        ["a.html", "A title", 1, 88, [[share, 0, 0, 0, 2, 11], [share, 0, 0, 1, 1, 9], [body, 1, 1, 0, 1, 8]], None]
    ]


def test_a_dropped_line_is_counted_once_a_document(tmp_path: Path) -> None:
    share = labelled("Share  this\narticle", Label.SHARE, reason="share/this")
    pages = [html_article(share, share), html_article(share), html_article(labelled("Copy link", Label.SHARE))]
    summary = Scripts(written(tmp_path, *(ReviewedDocument("a", each) for each in pages))).data("summary")
    assert summary["lines"] == [["Share this article", LABELS.index(Label.SHARE), 0, 2]]
    assert summary["reasons"][0] == "share/this"


def test_kept_lines_are_not_among_the_dropped(tmp_path: Path) -> None:
    pages = [ReviewedDocument("a", html_article(labelled("The same story.")))] * 2
    assert Scripts(written(tmp_path, *pages)).data("summary")["lines"] == []


def test_the_rarest_of_too_many_lines_are_forgotten() -> None:
    frequent = _FrequentLines(capacity=4)
    verdict = (Label.SHARE, "share/this")
    for number in range(100):
        frequent.add({"Share this": verdict, f"Line {number}": verdict})
    assert len(frequent._counts) <= 4
    assert len(frequent._verdicts) <= 4
    assert frequent.most(10, lambda _: 7) == [["Share this", LABELS.index(Label.SHARE), 7, 100]]


def test_every_page_stores_its_marks_under_a_key_of_its_own(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        parsed = Scripts(written(tmp_path, ReviewedDocument("a", text_article(text))))
        found = parsed.data("summary")["page"]
        assert isinstance(found, str)
        return found

    assert digest("One story.\n") == digest("One story.\n")
    assert digest("One story.\n") != digest("Another story.\n")


def test_documents_are_taken_one_by_one(tmp_path: Path) -> None:
    taken = []

    def documents() -> Iterator[ReviewedDocument]:
        for number in range(3):
            # Whatever came before this one is in the file already, or in its buffer.
            taken.append(sum(path.stat().st_size for path in tmp_path.glob(".cleaner-*")))
            yield ReviewedDocument(f"{number}.txt", text_article("A word. " * 100_000))

    assert write_page(str(tmp_path / "review.html"), documents()) == 3
    assert taken[0] < 800_000 < taken[1] < taken[2]


# Nothing of a document can run


@pytest.mark.parametrize("text", [HOSTILE, "</SCRIPT\n>", "<!--<script>", "]]>", "\\u003c/script>"])
def test_text_of_a_document_cannot_leave_its_data_block(tmp_path: Path, text: str) -> None:
    article = html_article(labelled(text, reason=text), title=text)
    parsed = Scripts(written(tmp_path, ReviewedDocument(f"{text}.html", article, text)))
    assert [attributes.get("type") for attributes, _ in parsed.scripts] == ["application/json"] * 3 + [None]
    assert not [tag for tag, _ in parsed.tags if tag == "img"]
    assert rows(parsed)[0]["text"] == text
    assert rows(parsed)[0]["reason"] == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("</script>", '"\\u003c/script\\u003e"'),
        ("<!--", '"\\u003c!--"'),
        ("a & b", '"a \\u0026 b"'),
        ("\u2028\u2029", '"\\u2028\\u2029"'),
        ("\x00\x1b", '"\\u0000\\u001b"'),
        ("Grüße 雪", '"Grüße 雪"'),
        ([1, None, "x"], '[1,null,"x"]'),
    ],
)
def test_data_is_escaped(value: object, expected: str) -> None:
    assert script_json(value) == expected
    assert json.loads(expected) == value


def test_a_lone_surrogate_is_written_as_its_escape(tmp_path: Path) -> None:
    parsed = Scripts(written(tmp_path, ReviewedDocument("a\udcff.txt", text_article("A \ud83d word.\n"))))
    assert rows(parsed)[0]["text"] == "A \ud83d word."
    assert parsed.data("summary")["documents"][0][0] == "a\\udcff.txt"


def test_names_and_titles_are_shown_on_one_line(tmp_path: Path) -> None:
    article = html_article(labelled("A story."), title="A\u202etitle")
    document = Scripts(written(tmp_path, ReviewedDocument("a\nb\x1b[1m.html", article))).data("summary")["documents"][0]
    assert document[:2] == ["a\\nb\\x1b[1m.html", "A\\u202etitle"]


def policy(parsed: Scripts) -> dict[str, list[str]]:
    content = next(
        attributes["content"]
        for tag, attributes in parsed.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert content is not None
    return {name: values for name, *values in (part.split() for part in content.split(";"))}


def test_the_policy_allows_nothing_but_the_script_and_the_style(tmp_path: Path) -> None:
    text = written(tmp_path, ReviewedDocument("a", text_article(SOURCE, SHARE)))
    script = Scripts(text).scripts[-1][1]
    style = text.partition("<style>")[2].partition("</style>")[0]

    def sha256(content: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"

    assert policy(Scripts(text)) == {
        "default-src": ["'none'"],
        "script-src": [sha256(script)],
        "style-src": [sha256(style)],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }


def test_a_page_without_a_script_allows_none() -> None:
    frame = html_frame("report of cleaner", "Report", "p { color: red }")
    parsed = Scripts(frame.before + frame.after)
    assert frame.before.startswith(first_lines("report of cleaner"))
    assert list(policy(parsed)) == ["default-src", "style-src", "base-uri", "form-action"]
    assert parsed.scripts == []


def test_the_page_requests_nothing(tmp_path: Path) -> None:
    text = written(tmp_path, ReviewedDocument("a", text_article(SOURCE, SHARE)))
    assert re.findall(r"https?:|url\(|@import|fetch\(|XMLHttpRequest|import\(", text) == []
    assert [tag for tag, attributes in Scripts(text).tags if {"src", "srcset", "style"} & attributes.keys()] == []
    assert [tag for tag, attributes in Scripts(text).tags if any(name.startswith("on") for name in attributes)] == []


def test_the_script_makes_no_markup_of_text() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in (ASSETS / "script").glob("*.js"))
    sinks = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\beval\b|Function\("
    )
    assert re.findall(sinks, scripts) == []
    assert "</script" not in scripts
    assert "<!--" not in scripts


def test_every_script_is_on_the_page() -> None:
    assert sorted(path.stem for path in (ASSETS / "script").glob("*.js")) == sorted(review_page._SCRIPTS)


def test_every_label_has_a_colour() -> None:
    style = (ASSETS / "style.css").read_text(encoding="utf-8")
    assert [label for label in Label if f'[data-label="{label}"]' not in style] == []


# Its file


def test_a_review_page_is_recognised_as_one(tmp_path: Path) -> None:
    written(tmp_path, ReviewedDocument("a", text_article(SOURCE)))
    check_target(str(tmp_path / "review.html"), [], REVIEW_PAGE)


def test_nothing_is_written_where_there_is_no_document(tmp_path: Path) -> None:
    assert write_page(str(tmp_path / "review.html"), []) == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", ["same", "symbolic link", "hard link", "roundabout"])
def test_an_input_is_never_the_target(tmp_path: Path, how: str) -> None:
    source = tmp_path / "a.txt"
    source.write_text(SOURCE, encoding="utf-8")
    target = {"same": source, "roundabout": tmp_path / "." / ".." / tmp_path.name / "a.txt"}.get(how, tmp_path / "b")
    if how == "symbolic link":
        target.symlink_to(source)
    elif how == "hard link":
        target.hardlink_to(source)
    with pytest.raises(TargetError, match="this is one of the inputs"):
        check_target(str(target), ["nowhere", str(source)], REVIEW_PAGE)


@pytest.mark.parametrize(
    ("content", "is_refused"),
    [(b"My notes.\n", True), (b"<!DOCTYPE html>\n<p>My page</p>\n", True), (b"", False)],
    ids=["notes", "another page", "an empty file"],
)
def test_other_files_are_not_overwritten(tmp_path: Path, content: bytes, is_refused: bool) -> None:
    target = tmp_path / "notes.html"
    target.write_bytes(content)
    if not is_refused:
        check_target(str(target), [], REVIEW_PAGE)
        return
    with pytest.raises(TargetError, match="not a review page"):
        check_target(str(target), [], REVIEW_PAGE)


@pytest.mark.parametrize("target", [".", "/dev/null"])
def test_only_a_file_is_written_to(target: str) -> None:
    with pytest.raises(TargetError, match="this is not a file"):
        check_target(target, [], REVIEW_PAGE)


def test_an_invalid_name_is_refused() -> None:
    with pytest.raises(TargetError, match="not the name of a file"):
        check_target("a\0b", [], REVIEW_PAGE)


def test_a_failure_leaves_the_page_as_it_was_and_nothing_beside_it(tmp_path: Path) -> None:
    before = written(tmp_path, ReviewedDocument("a", text_article(SOURCE)))

    def documents() -> Iterator[ReviewedDocument]:
        yield ReviewedDocument("b", text_article("Another story.\n"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_page(str(tmp_path / "review.html"), documents())
    assert list(tmp_path.iterdir()) == [tmp_path / "review.html"]
    assert (tmp_path / "review.html").read_text(encoding="utf-8") == before


def test_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"^there is no such folder$"):
        write_page(str(tmp_path / "nowhere" / "review.html"), [ReviewedDocument("a", text_article(SOURCE))])


def test_a_full_disk_leaves_the_page_as_it_was_and_nothing_beside_it(tmp_path: Path) -> None:
    before = written(tmp_path, ReviewedDocument("a", text_article(SOURCE)))
    # A cache of byte code that is cut short would be read by all that come later.
    limit = 'ulimit -f 8; PYTHONDONTWRITEBYTECODE=1 "$@"'
    result = run_in_shell(limit, "--review", str(tmp_path / "review.html"), stdin=SCRAPE)
    assert (result.code, result.err) == (2, f"cleaner: {tmp_path}/review.html: file too large\n")
    assert list(tmp_path.iterdir()) == [tmp_path / "review.html"]
    assert (tmp_path / "review.html").read_text(encoding="utf-8") == before


def test_a_link_is_followed_and_the_mode_is_kept(tmp_path: Path) -> None:
    real, link = tmp_path / "real.html", tmp_path / "review.html"
    real.touch(mode=0o640)
    link.symlink_to(real)
    written(tmp_path, ReviewedDocument("a", text_article(SOURCE)))
    assert link.is_symlink()
    assert real.stat().st_size > 0
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_new_page_has_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    with replaced(str(tmp_path / "review.html")) as file:
        file.write(b"x")
    assert (tmp_path / "review.html").stat().st_mode == (tmp_path / "other").stat().st_mode


# The command

STORY = (
    "The harbour council voted on Tuesday night to reopen the ferry line that it had closed in the spring, after a "
    "debate that lasted for five hours and that most of the town had come to hear."
)
SCRAPE = f"Share this article\n\n{STORY}\n"
PAGE = f"<!DOCTYPE html><html><body><div>Share this article</div><article><p>{STORY}</p></article></body></html>"


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    (tmp_path / "a.txt").write_text(SCRAPE, encoding="utf-8")
    (tmp_path / "b.html").write_text(PAGE, encoding="utf-8")
    return [str(tmp_path / "a.txt"), str(tmp_path / "b.html")]


def test_the_command_writes_the_page_and_prints_nothing(tmp_path: Path, inputs: list[str]) -> None:
    target = tmp_path / "review.html"
    result = run(*inputs, "--review", str(target))
    assert (result.code, result.out, result.err) == (0, b"", "cleaner: 2 inputs: 2 cleaned\n")
    parsed = Scripts(target.read_text(encoding="utf-8"))
    assert [document[0] for document in parsed.data("summary")["documents"]] == inputs
    assert [(row["label"], row["line"], row["text"]) for row in rows(parsed)] == [
        ("share", 1, "Share this article"),
        ("body", 3, STORY),
    ]
    assert zlib.decompress(base64.b64decode(parsed.data("markup-1"))).decode() == PAGE


def test_other_runs_do_not_import_the_review_page() -> None:
    assert "cleaner.review" not in run(stdin=SCRAPE, python=("-X", "importtime")).err


def test_an_existing_review_page_is_replaced(tmp_path: Path, inputs: list[str]) -> None:
    for _ in range(2):
        assert run(*inputs, "--review", str(tmp_path / "review.html")).code == 0


def test_folders_are_walked_and_the_page_itself_is_left_out(tmp_path: Path, inputs: list[str]) -> None:
    (tmp_path / "c.csv").write_text("a,b\n", encoding="utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "d.txt").write_text(SCRAPE, encoding="utf-8")
    for _ in range(2):
        result = run(str(tmp_path), "--review", str(tmp_path / "review.html"))
        assert (result.code, result.err) == (0, "cleaner: 3 inputs: 3 cleaned\n")
    summary = Scripts((tmp_path / "review.html").read_text(encoding="utf-8")).data("summary")
    assert [document[0] for document in summary["documents"]] == [*inputs, str(tmp_path / "deep" / "d.txt")]


def test_a_file_that_is_named_twice_is_shown_once(tmp_path: Path, inputs: list[str]) -> None:
    result = run(inputs[0], inputs[0], "--review", str(tmp_path / "review.html"))
    assert result.code == 0
    assert result.err.splitlines()[0].startswith(f"cleaner: {inputs[0]}: the same file as {inputs[0]}")


@pytest.mark.parametrize("option", ["--in-place", "--check", "--diff"])
def test_a_review_changes_nothing(tmp_path: Path, inputs: list[str], option: str) -> None:
    result = run(inputs[0], option, "--review", str(tmp_path / "review.html"))
    assert (result.code, result.out) == (2, b"")
    assert result.err == f"cleaner: {option} and --review exclude each other\n"
    assert Path(inputs[0]).read_text(encoding="utf-8") == SCRAPE


def test_standard_input_can_be_reviewed(tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    assert run("--review", str(target), stdin=SCRAPE).code == 0
    summary = Scripts(target.read_text(encoding="utf-8")).data("summary")
    assert summary["documents"][0][0] == "standard input"


def test_an_input_that_fails_is_named_and_the_others_are_shown(tmp_path: Path, inputs: list[str]) -> None:
    target = tmp_path / "review.html"
    result = run(inputs[0], str(tmp_path / "nowhere"), "--review", str(target))
    assert result.code == 2
    assert result.err == f"cleaner: {tmp_path}/nowhere: no such file\ncleaner: 2 inputs: 1 cleaned, 1 failed\n"
    assert len(Scripts(target.read_text(encoding="utf-8")).data("summary")["documents"]) == 1


def test_without_a_document_there_is_no_page(tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    result = run(str(tmp_path / "nowhere"), "--review", str(target))
    assert result.code == 2
    assert result.err.splitlines()[1] == f"cleaner: {target}: not written; there is no document to show"
    assert not target.exists()


def test_a_document_of_nothing_but_boilerplate_is_shown_and_reported(tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    result = run("--review", str(target), stdin="Share this article\nAdvertisement\n")
    assert (result.code, result.err) == (3, "cleaner: standard input: nothing in it but boilerplate\n")
    assert target.exists()


def test_an_input_that_is_the_target_is_left_alone(tmp_path: Path, inputs: list[str]) -> None:
    result = run(*inputs, "--review", inputs[0])
    assert result.code == 2
    assert result.err == f"cleaner: {inputs[0]}: this is one of the inputs; name another file for the review page\n"
    assert Path(inputs[0]).read_text(encoding="utf-8") == SCRAPE


def test_a_review_page_is_written_to_a_file(inputs: list[str]) -> None:
    result = run(*inputs, "--review", "-")
    assert (result.code, result.out) == (2, b"")
    assert result.err == "cleaner: --review needs the name of a file; standard output is not one\n"


@pytest.mark.parametrize("args", [("--explain",), ("-f", "json"), ("-f", "markdown")], ids=" ".join)
def test_a_review_page_excludes_other_results(tmp_path: Path, inputs: list[str], args: tuple[str]) -> None:
    result = run(inputs[0], "--review", str(tmp_path / "review.html"), *args)
    assert result.code == 2
    option = "--explain" if "--explain" in args else "--format"
    assert result.err == f"cleaner: --review and {option} exclude each other\n"
    assert not (tmp_path / "review.html").exists()
