"""Which lines of a text are left after cleaning, and the diff that shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import within
from hypothesis import assume, given
from hypothesis import strategies as st
from pages import TEXTS
from stories import CLEAN, FIRST, SCRAPED

from cleaner.inplace.diff import DiffLine, diff_lines, unified
from cleaner.inplace.edit import Edit, edit
from cleaner.inplace.not_articles import RefusedError
from cleaner.inplace.task import EditTask
from cleaner.inplace.text_file import cleaned
from cleaner.options import Options
from cleaner.pipeline import clean
from cleaner.render.as_text import as_text
from cleaner.segment.from_text import split_lines

DEFAULTS = Options()
HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@\n")


def applied(before: list[str], diff: str) -> list[str]:
    """Apply a diff to lines that all end in a line feed."""
    after: list[str] = []
    at = 0
    lines = diff.splitlines(keepends=True)[2:]
    while lines:
        found = HUNK.fullmatch(lines.pop(0))
        assert found is not None
        old, new = int(found[2] or 1), int(found[4] or 1)
        start = int(found[1]) - (old > 0)
        after += before[at:start]
        at = start
        assert int(found[3]) - (new > 0) == len(after)
        while old or new:
            sign, line = lines[0][0], lines.pop(0)[1:]
            if sign != "+":
                assert before[at] == line
                at, old = at + 1, old - 1
            if sign != "-":
                after.append(line)
                new -= 1
    return after + before[at:]


@given(TEXTS)
def test_what_is_left_is_what_would_be_printed(text: str) -> None:
    article = clean(text, kind="text")
    assert edit(text, DEFAULTS).text == (as_text(article) if article.blocks else text)


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert not edit(edit(text, DEFAULTS).text, DEFAULTS).changes


@given(TEXTS)
def test_the_origin_of_each_line_is_right(text: str) -> None:
    assume("\x00" not in text)  # a file with a NUL byte is refused before it is edited
    result = edit(text, DEFAULTS)
    assert list(result.before) == split_lines(text)
    assert list(result.origin) == sorted(set(result.origin))
    for place, line in zip(result.origin, result.after, strict=True):
        assert line == result.before[place] or not (line + result.before[place]).strip()


@given(st.lists(st.sampled_from(["-", "+", " "]), max_size=60), st.integers(2, 9))
def test_a_diff_leads_from_the_text_before_to_the_text_after(signs: list[str], kinds: int) -> None:
    changes = [DiffLine(sign, f"line {at % kinds}\n") for at, sign in enumerate(signs)]
    before = [line.text for line in changes if line.sign != "+"]
    after = [line.text for line in changes if line.sign != "-"]
    diff = "".join(unified("a.txt", changes))
    assert (diff == "") == (set(signs) <= {" "})
    assert (applied(before, diff) if diff else before) == after


def test_context_is_three_lines_and_hunks_that_meet_are_one() -> None:
    def lines(*gone: int) -> str:
        return "".join(unified("a", (DiffLine("-" if at in gone else " ", f"{at}\n") for at in range(1, 21))))

    assert lines(10) == "--- a\n+++ a\n@@ -7,7 +7,6 @@\n 7\n 8\n 9\n-10\n 11\n 12\n 13\n"
    assert lines(5, 12).count("@@ ") == 1
    assert lines(5, 13).count("@@ ") == 2


def test_the_range_of_a_text_that_becomes_empty() -> None:
    assert "".join(unified("a", [DiffLine("-", "one\n")])) == "--- a\n+++ a\n@@ -1 +0,0 @@\n-one\n"


def test_a_diff_names_a_file_below_the_current_folder_from_there_on() -> None:
    for name, shown in ((Path.cwd() / "b" / "a", "b/a"), (Path("/else/where"), "/else/where"), (Path("../a"), "../a")):
        assert "".join(unified(str(name), [DiffLine("-", "one\n")])).startswith(f"--- {shown}\n+++ {shown}\n")


def test_white_space_removed_from_a_blank_line_is_a_change() -> None:
    result = edit(SCRAPED.replace("\n\nAdvertisement\n\n", "\n \t\nAdvertisement\n\n"), DEFAULTS)
    assert result.text == CLEAN
    assert [line for line in diff_lines(result) if line.sign == "+"] == [DiffLine("+", "\n")]


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: The Rock\n---\n",
        "---\ntitle: The Rock\n---\n\n",
        "---\n# a note\ntitle: >\n  The Rock\ntags: [share, ad]\n'quoted-key': 1\n...\n",
        '+++\ntitle = "The Rock"\n[extra]\nshare = true\n+++\n\n',
        "---\r\ntitle: The Rock\r\n---\r\n",
    ],
    ids=["YAML", "blank-line", "all-of-YAML", "TOML", "CRLF"],
)
def test_front_matter_is_kept(head: str) -> None:
    result = edit(head + SCRAPED, DEFAULTS)
    assert result.text == head + CLEAN
    assert result.lines_gone == 3


@pytest.mark.parametrize(
    "head",
    ["---\nShare this article\n---\n", "---\n\nAdvertisement\n", "---\n---\n", "--- \nShare this: now, and often\nx\n"],
    ids=["prose", "never-closed", "empty", "a-sentence"],
)
def test_other_rules_are_not_front_matter(head: str) -> None:
    assert "Share" not in edit(head + SCRAPED, DEFAULTS).text


def test_a_text_that_would_lose_too_much_is_refused() -> None:
    task = EditTask(DEFAULTS, 1000, max_removed=0.05)
    with pytest.raises(RefusedError, match="7% of it would be removed, more than 5%"):
        cleaned(SCRAPED, "a.txt", task)


def test_what_is_left_must_look_like_an_article_too(monkeypatch: pytest.MonkeyPatch) -> None:
    before = [FIRST + "\n", "[1, 2, 3]\n"]
    monkeypatch.setattr("cleaner.inplace.text_file.edit", lambda *_: Edit(before, before[1:], [1]))
    with pytest.raises(RefusedError, match="what would be left is refused: this looks like JSON"):
        cleaned("".join(before), "a.txt", EditTask(DEFAULTS, 1000, max_removed=1.0))


def test_a_text_that_does_not_settle_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    letters = iter("abcdefghijklmnopqrstuvwxyz")
    monkeypatch.setattr("cleaner.inplace.edit.as_text", lambda _: CLEAN.replace("Rock", next(letters)))
    with pytest.raises(RefusedError, match="each cleaning finds something else to remove"):
        edit(CLEAN, DEFAULTS)


def test_a_diff_of_a_long_text_takes_no_time() -> None:
    lines = ["Advertisement\n", "\n", FIRST + "\n", "\n"] * 5_000
    changes = [DiffLine("-" if line == "Advertisement\n" else " ", line) for line in lines]
    with within(2):
        assert sum(map(len, unified("a.txt", changes))) > 1_000_000
