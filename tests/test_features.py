"""Features by hand: what stands around a block, and where the main content runs."""

from __future__ import annotations

import pytest

from cleaner.features import best_run, means_after, means_around, means_before, shifted, since
from cleaner.lexicon import Lexicon, words_of
from cleaner.measures import measure

ONES = [1.0, 1.0, 1.0, 1.0]


def test_means_of_neighbours_leave_the_block_out_and_stop_at_the_ends() -> None:
    mass = [0.0, 1.0, 2.0, 3.0]
    assert means_before(mass, ONES, 2) == [0.0, 0.0, 0.5, 1.5]
    assert means_after(mass, ONES, 2) == [1.5, 2.5, 3.0, 0.0]
    assert means_around(mass, ONES, 1) == [1.0, 1.0, 2.0, 2.0]


def test_means_weigh_long_blocks_more() -> None:
    assert means_before([0.0, 30.0, 0.0], [10.0, 30.0, 10.0], 5) == [0.0, 0.0, 0.75]


@pytest.mark.parametrize("size", [0, 1, 3])
def test_a_reach_beyond_the_page_is_the_page(size: int) -> None:
    assert means_before([1.0] * size, [1.0] * size, 25) == [0.0, 1.0, 1.0][:size]


def test_shifted_gives_the_neighbour_before_and_the_one_after() -> None:
    assert shifted([1.0, 2.0, 3.0], 1) == [0.0, 1.0, 2.0]
    assert shifted([1.0, 2.0, 3.0], -2) == [3.0, 0.0, 0.0]
    assert shifted([1.0], 2) == [0.0]


def test_since_counts_from_the_mark_and_stops_counting() -> None:
    assert since([False, True, False, False, False], 2) == [2.0, 0.0, 1.0, 2.0, 2.0]


def test_best_run_bridges_a_short_gap_and_leaves_out_the_ends() -> None:
    scores = [0.1, 0.9, 0.4, 0.9, 0.1, 0.6]
    assert best_run(scores, [10.0] * 6) == (1, 4)
    assert best_run([0.1, 0.2], [1.0, 1.0]) == (0, 0)


def test_lexicon_weighs_a_word_the_less_the_more_there_are() -> None:
    lexicon = Lexicon(-0.5, {"subscribe": -2000, "now": -1000, "we": 500})
    assert lexicon.score(frozenset(("subscribe", "unknown"))) == pytest.approx(-2.5)
    assert lexicon.score(frozenset(("subscribe", "now", "we", "x"))) == pytest.approx(-0.5 - 2.5 / 3**0.5)
    assert lexicon.score(frozenset(("unknown",))) == -0.5


def test_words_of_a_short_block_hold_its_pairs_and_edges() -> None:
    assert words_of("Read more!") == {"read", "more", "^ read", "read more", "more $"}


def test_words_of_a_long_block_hold_no_pairs() -> None:
    assert not any(" " in word for word in words_of("one two three four five six seven eight nine ten eleven twelve x"))


def test_characters_of_scripts_without_spaces_come_in_pairs() -> None:
    assert {"記事", "事を"} <= words_of("記事を読む")


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("The council voted on Tuesday to bring back the ferry that linked the two banks.", True),
        ("Der Rat stimmte am Dienstag dafür, die Fähre wieder über den Fluss fahren zu lassen.", True),
        ("市議会は火曜日、川の両岸を結んでいた渡し船を復活させることを決めました。", True),
        ("Home News Sport Business Culture Travel Food Video Podcasts Newsletters Search.", False),
        ("The council voted on Tuesday to bring back the ferry that linked", False),
        ("It took seven hours.", False),
        ("", False),
    ],
)
def test_prose_is_a_sentence_with_function_words(text: str, prose: bool) -> None:
    assert measure(text).prose is prose
