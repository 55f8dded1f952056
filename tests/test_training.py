"""The parts of the training that need no further libraries: truth of blocks, folds of hosts."""

from __future__ import annotations

import pytest

from training.alignment import EITHER, GOLD, NOT_GOLD, align
from training.folds import fold_of_hosts
from training.settings import FOLDS
from training.snippets import Snippets, found, truth_of

PARAGRAPHS = ["The council voted on Tuesday to bring back the ferry.", "Why it matters", "Six boats are for sale."]


@pytest.mark.parametrize(
    ("block", "truth"),
    [
        ("The council voted on Tuesday to bring back the ferry.", GOLD),
        ("THE COUNCIL voted on Tuesday, to bring back the ferry", GOLD),
        ("Why it matters", GOLD),
        ("voted on Tuesday to bring back", GOLD),
        ("on Tuesday to", GOLD),
        ("Tuesday", NOT_GOLD),
        ("Six boats", NOT_GOLD),
        ("Read more about the council and its members here", NOT_GOLD),
        ("Boats from six countries were seen on the river", NOT_GOLD),
        ("…", EITHER),
    ],
)
def test_truth_of_a_block(block: str, truth: int) -> None:
    assert align([block], PARAGRAPHS) == [truth]


def test_optional_paragraphs_count_neither_way() -> None:
    optional = ["This story was first published in the Messenger."]
    assert align(["This story was first published in the Messenger."], PARAGRAPHS, optional) == [EITHER]


def test_folds_are_even_and_do_not_depend_on_the_order() -> None:
    hosts = [f"{number}.example" for number in range(100)]
    folds = fold_of_hosts(hosts)
    assert fold_of_hosts(reversed(hosts)) == folds
    assert [list(folds.values()).count(fold) for fold in range(FOLDS)] == [20] * FOLDS


BLOCKS = ["Home", "The ferry is back.", "Subscribe to the ferry letter", "The pier", "The pier, again", "Timetable"]


@pytest.mark.parametrize(
    ("wanted", "unwanted", "truth"),
    [
        (("ferry is  back",), (), [EITHER, GOLD, EITHER, EITHER, EITHER, EITHER]),
        ((), ("subscribe",), [EITHER, EITHER, NOT_GOLD, EITHER, EITHER, EITHER]),
        (("the pier",), (), [EITHER] * 6),
        ((), ("the pier",), [EITHER, EITHER, EITHER, NOT_GOLD, NOT_GOLD, EITHER]),
        (("Timetable",), ("Time",), [EITHER] * 6),
        (("not there",), ("nor that",), [EITHER] * 6),
    ],
    ids=["wanted", "unwanted", "wanted in two places", "unwanted in two places", "wanted and unwanted", "nowhere"],
)
def test_truth_that_snippets_tell(wanted: tuple[str, ...], unwanted: tuple[str, ...], truth: list[int]) -> None:
    assert truth_of(BLOCKS, Snippets(wanted, unwanted)) == truth


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry is back.\nTimetable", (1.0, 1.0)),
        ("the ferry\nis back. Subscribe", (0.5, 0.5)),
        ("Subscribe", (0.0, 0.0)),
        ("", (None, 0.0)),
    ],
)
def test_precision_and_recall_of_snippets(text: str, expected: tuple[float | None, float]) -> None:
    assert found(text, Snippets(("ferry is back", "timetable"), ("Subscribe",))) == expected
