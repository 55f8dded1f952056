"""Every sample comes out as its expected text, to the byte."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import pytest

from cleaner import Label, LabelledBlock, clean
from cleaner.render.as_text import as_text

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
EXPECTED = SAMPLES / "expected"
INPUTS = sorted(path for path in SAMPLES.iterdir() if path.is_file() and path.name != "README.md")


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_sample_comes_out_as_written_down(path: Path) -> None:
    expected = (EXPECTED / f"{path.name}.txt").read_bytes().decode("utf-8")
    cleaned = as_text(clean(path.read_bytes()))
    assert cleaned == expected, "\n".join(_differences(expected, cleaned))


def _differences(expected: str, cleaned: str) -> list[str]:
    lines = unified_diff(expected.split("\n"), cleaned.split("\n"), "expected", "cleaned", lineterm="", n=0)
    return [line if len(line) < 120 else f"{line[:117]}…" for line in lines]


def test_every_sample_has_its_expected_text_and_no_other_is_there() -> None:
    assert {path.name for path in EXPECTED.iterdir()} == {f"{path.name}.txt" for path in INPUTS}


def test_there_are_samples_of_both_kinds() -> None:
    assert len(INPUTS) >= 10
    assert {path.suffix for path in INPUTS} == {".txt", ".html"}


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_the_readme_names_every_sample(path: Path) -> None:
    assert f"| `{path.name}` |" in (SAMPLES / "README.md").read_text(encoding="utf-8")


SEED = ROOT.parent / "shared" / "seed" / "000_6024619548567413.txt"

# Line number, first words, label. The text itself is not ours to hand on.
SEED_LINES = [
    (1, "Share this article", Label.SHARE),
    (3, "Binance Said to Plan", Label.TITLE),
    (5, "The world's largest", Label.STANDFIRST),
    (7, "Updated Sep 13, 2021,", Label.TIMESTAMP),
    (8, "Binance CEO", Label.CAPTION),
    (9, "Binance CEO", Label.CAPTION),
    (11, "Malta-based cryptocurrency exchange", Label.BODY),
    (13, "It's not clear", Label.BODY),
    (15, "STORY CONTINUES BELOW", Label.AD),
    (16, "Don't miss another story", Label.NEWSLETTER),
    (18, "A Binance spokesperson", Label.BODY),
    (20, '"We plan to', Label.BODY),
    (22, "Relations between Binance", Label.BODY),
    (24, "These days,", Label.BODY),
    (26, "Although Zhao grew", Label.BODY),
    (28, "Zhao added via", Label.BODY),
    (30, "“I don’t have", Label.BODY),
    (32, "“All of my", Label.BODY),
    (34, "UPDATE (Nov. 4,", Label.CORRECTION),
    (36, "Wolfie Zhao contributed", Label.CREDIT),
    (38, "Binance CEO Changpeng Zhao image", Label.CREDIT),
    (40, "More For You", Label.RELATED),
    (52, "More For You", Label.RELATED),
]
SEED_KEPT = [3, 5, 11, 13, 18, 20, 22, 24, 26, 28, 30, 32, 34]
needs_seed = pytest.mark.skipif(not SEED.exists(), reason=f"the page {SEED.name} is no part of the project")


def _seed() -> dict[int | None, LabelledBlock]:
    return {block.line: block for block in clean(SEED.read_bytes()).blocks}


@needs_seed
@pytest.mark.parametrize(("line", "words", "label"), SEED_LINES)
def test_seed_line_bears_its_label(line: int, words: str, label: Label) -> None:
    block = _seed()[line]
    assert block.text.startswith(words)
    assert block.label is label, f"{block.label} ({block.reason})"


@needs_seed
def test_seed_keeps_title_standfirst_body_and_update_and_nothing_else() -> None:
    assert [block.line for block in _seed().values() if block.kept] == SEED_KEPT
