"""The parts of the training that need no further libraries: truth of blocks, folds of hosts."""

from __future__ import annotations

import pytest

from training.alignment import EITHER, GOLD, NOT_GOLD, align
from training.folds import fold_of_hosts
from training.settings import FOLDS

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
