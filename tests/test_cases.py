"""Every line of every case gets the label that an editor gave it, and the cases are written as their README says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from casefile import HERE, Case, CaseError, Line, case_files, read_cases, strays

from cleaner import Label, LabelledBlock, clean
from cleaner.policy import DEFAULT
from cleaner.segment.from_text import split_lines

_SHOWN = 70


def _params() -> Iterator[object]:
    """Every case; one that is known to fail is marked. Files that cannot be read fail in a test of their own."""
    for path in case_files():
        with suppress(CaseError, UnicodeDecodeError):
            for case in read_cases(path):
                marks = [pytest.mark.xfail(reason=case.xfail, strict=True, raises=AssertionError)] if case.xfail else []
                yield pytest.param(case, id=str(case.path.relative_to(HERE).with_suffix("")), marks=marks)


@pytest.mark.parametrize("path", case_files(), ids=lambda path: path.stem)
def test_every_case_can_be_read(path: Path) -> None:
    assert read_cases(path)


@pytest.mark.parametrize("case", list(_params()))
def test_every_line_gets_its_label(case: Case) -> None:
    rows = _rows(case)
    assert [text for text, _ in rows] == [folded(line.text) for line in case.lines]
    wrong = [
        f"line {line.number}: expected {line.label}, got {block.label} ({block.reason}): {text[:_SHOWN]}"
        for line, (text, block) in zip(case.lines, rows, strict=True)
        if line.label is not block.label
    ]
    assert wrong == [], "\n".join([f"{len(wrong)} of {len(rows)} labels differ ({case.why})", *wrong])


def _rows(case: Case) -> list[tuple[str, LabelledBlock]]:
    """The lines of a text, or the visible blocks of a page, each with its block; a block may have several lines."""
    if case.is_html:
        blocks = clean(case.source, kind="html").blocks
        return [(folded(block.text), block) for block in blocks if block.block.markup and not block.block.markup.hidden]
    blocks = clean(case.source, kind="text").blocks
    return [(folded(line), block) for block in blocks for line in split_lines(block.block.source) if line.strip()]


def folded(text: str) -> str:
    return " ".join(text.split())


def test_there_are_enough_cases() -> None:
    assert len(case_files()) >= 40
    assert len(case_files(HERE / "keep")) >= 10


def test_every_file_belongs_to_a_case() -> None:
    assert strays() == []


@pytest.mark.parametrize("path", case_files(HERE / "keep"), ids=lambda path: path.stem)
def test_cases_of_over_removal_expect_every_line_to_stay(path: Path) -> None:
    lines = [line for case in read_cases(path) for line in case.lines]
    assert [line.text for line in lines if line.label not in DEFAULT] == []


GOOD = """\
# why: A share prompt is not the story.
share         | Share this | now
              |
              | Copy link
body          |   The story.
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "a.case"
    path.write_bytes(text.encode("utf-8"))
    return path


def test_a_case_reads_as_its_readme_says(tmp_path: Path) -> None:
    [case] = read_cases(written(tmp_path, GOOD))
    assert case.why == "A share prompt is not the story."
    assert case.xfail is None
    assert case.source == "Share this | now\n\nCopy link\n  The story.\n"
    assert case.lines == (
        Line(1, Label.SHARE, "Share this | now"),
        Line(3, Label.SHARE, "Copy link"),
        Line(4, Label.BODY, "  The story."),
    )


def test_a_page_beside_a_case_is_its_input(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    path.with_suffix(".html").write_text("<p>Share this</p>", encoding="utf-8")
    [case] = read_cases(path)
    assert case.is_html
    assert case.source == "<p>Share this</p>"


PAGE = "<p>Share this\n| now\r\n\n# file: a.case\n<p>The story."


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}\n"], ids=["without a last line feed", "with one"])
def test_a_file_may_hold_several_cases_and_their_pages(tmp_path: Path, page: str) -> None:
    lines = "".join(f"| {line}\n" for line in page.split("\n"))
    path = tmp_path / "review.cases"
    path.write_bytes(f"# file: a.case\n{GOOD}# file: b.case\n{GOOD}# file: b.html\n{lines}".encode())
    first, second = read_cases(path)
    [alone] = read_cases(written(tmp_path, GOOD))
    assert (first.path, first.source, first.lines) == (path / "a.case", alone.source, alone.lines)
    assert (second.path, second.source, second.is_html) == (path / "b.case", page, True)
    assert case_files(tmp_path) == [tmp_path / "a.case", path]


@pytest.mark.parametrize(
    "text", [GOOD, f"{GOOD}# file: a.case\n{GOOD}", f"# file: a.case\n{GOOD}" * 2], ids=["none", "late", "twice"]
)
def test_a_file_of_several_cases_needs_a_head_for_each(tmp_path: Path, text: str) -> None:
    path = tmp_path / "review.cases"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match="a head with a name of its own"):
        read_cases(path)


def test_an_expected_failure_has_a_reason(tmp_path: Path) -> None:
    text = GOOD.replace("\n", "\n# xfail: Nobody can tell.\n", 1)
    assert [case.xfail for case in read_cases(written(tmp_path, text))] == ["Nobody can tell."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(GOOD.replace("# why: A share prompt is not the story.\n", ""), "# why: is missing", id="no why"),
        pytest.param(GOOD.replace("story.\n", "story.\n# note: no\n", 1), "a.case:2: unknown key 'note'", id="key"),
        pytest.param(GOOD.replace("A share prompt is not the story.", ""), "a.case:1: why is empty", id="empty why"),
        pytest.param(GOOD.replace("story.\n", "story.\n# why: x\n", 1), "a.case:2: why is given twice", id="two whys"),
        pytest.param(GOOD.replace("story.\n", "story.\n# xfail:\n", 1), "a.case:2: xfail is empty", id="no reason"),
        pytest.param(GOOD + "# why: x\n", "a comment comes after", id="late comment"),
        pytest.param(GOOD.replace("body ", "bodi "), "a.case:5: unknown label 'bodi'", id="unknown label"),
        pytest.param(GOOD.replace("share ", "      "), "a.case:2: the first line with text needs", id="no first label"),
        pytest.param(GOOD.replace("              |\n", "body          |\n"), "a.case:3: a blank line has", id="blank"),
        pytest.param(GOOD + "body | x\n", "a.case:6: the bar must be in column 15", id="bar out of place"),
        pytest.param(GOOD + "no bar at all\n", "a.case:6: the bar must be in column 15", id="no bar"),
        pytest.param(GOOD + "body          |x\n", "a.case:6: a space must follow the bar", id="no space"),
        pytest.param(GOOD[:-1], "the last line has no line feed", id="no line feed"),
        pytest.param(GOOD.replace("\n", "\r\n"), "line endings must be line feeds", id="carriage returns"),
        pytest.param("# why: x\n              |\n", "no line with text", id="no text"),
    ],
)
def test_the_error_for_a_faulty_case_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CaseError) as caught:
        read_cases(written(tmp_path, text))
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["b.html", "a.txt", "a.caze"])
def test_a_file_without_a_case_is_found(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, GOOD)
    path.with_suffix(".html").touch()
    (tmp_path / "README.md").touch()
    (tmp_path / name).touch()
    assert strays(tmp_path) == [name]
