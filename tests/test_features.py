"""Features computed by hand: the neighbours of a block, and the run of main content."""

from __future__ import annotations

import pytest

from cleaner.document import Kind
from cleaner.model.features import (
    best_run,
    context_features,
    means_around,
    means_beside,
    page_of,
    shifted,
    since,
    surface_features,
    until,
)
from cleaner.model.scorer import load, word_scores
from cleaner.model.word_model import WordModel, terms_of
from cleaner.rules.evidence import gather
from cleaner.segment import segment
from cleaner.text.stats import measure

ONES = [1, 1, 1, 1]


def test_means_of_neighbours_leave_the_block_out_and_stop_at_the_ends() -> None:
    assert means_beside([0, 10, 20, 30], ONES, 2) == (bytes([0, 0, 5, 15]), bytes([15, 25, 30, 0]))
    assert means_around([0, 10, 20, 30], ONES, 1) == bytes([10, 10, 20, 20])


def test_means_weigh_long_blocks_more() -> None:
    assert means_beside([0, 3000, 0], [10, 30, 10], 5)[0] == bytes([0, 0, 75])


@pytest.mark.parametrize("size", range(7))
@pytest.mark.parametrize("reach", [1, 2, 3, 25])
def test_means_are_those_of_the_blocks_within_reach(size: int, reach: int) -> None:
    mass, weights = [7 * at % 5 * 40 for at in range(size)], [at % 3 + 1 for at in range(size)]

    def mean(places: range) -> int:
        return sum(mass[at] for at in places) // sum(weights[at] for at in places) if places else 0

    before = bytes(mean(range(max(0, at - reach), at)) for at in range(size))
    after = bytes(mean(range(at + 1, min(size, at + 1 + reach))) for at in range(size))
    assert means_beside(mass, weights, reach) == (before, after)


def test_shifted_gives_the_neighbour_before_and_the_one_after() -> None:
    assert shifted(b"abc", 1) == b"\0ab"
    assert shifted(b"abc", -2) == b"c\0\0"
    assert shifted(b"a", 2) == shifted(b"a", -2) == b"\0"


def test_since_counts_from_the_mark_and_stops_counting() -> None:
    marks = [False, True, False, False, False, True]
    assert since(marks, 2) == bytes([2, 0, 1, 2, 2, 0])
    assert until(marks, 2) == bytes([1, 0, 2, 2, 1, 0])
    assert since([False, False], 60) == bytes([60, 60])


def test_best_run_bridges_a_short_gap_and_leaves_out_the_ends() -> None:
    scores = [25, 230, 100, 230, 25, 150]
    assert best_run(scores, [10] * 6) == (1, 4)
    assert best_run([25, 50], [1, 1]) == (0, 0)


@pytest.mark.parametrize("size", [1, 2, 300, 2000])
def test_features_of_pages_of_every_length_are_a_byte_a_block(size: int) -> None:
    text = "".join(f"Line {at} of a very long page, with a stop.\n\n" for at in range(size))
    blocks = segment(text, Kind.TEXT)
    page = page_of(blocks, gather(blocks), word_scores(blocks, load(Kind.TEXT)))
    columns = surface_features(page) | context_features(page, bytes(at % 256 for at in range(size)))
    assert {len(column) for column in columns.values()} == {size}


def test_a_word_counts_less_the_more_words_are_known() -> None:
    model = WordModel(-0.5, {"subscribe": -2000, "now": -1000, "we": 500})
    assert model.score(frozenset(("subscribe", "unknown"))) == 128 - 16 * 2.5
    assert model.score(frozenset(("subscribe", "now", "we", "x"))) == round(128 - 16 * (0.5 + 2.5 / 3**0.5))
    assert model.score(frozenset(("unknown",))) == 128 - 16 * 0.5


@pytest.mark.parametrize(("weight", "score"), [(99_000, 255), (-99_000, 0)])
def test_scores_of_a_word_model_fit_a_byte(weight: int, score: int) -> None:
    assert WordModel(0.0, {"a": weight}).score(frozenset("a")) == score


def test_terms_of_a_short_block_include_pairs_and_edges() -> None:
    assert terms_of("Read more!") == {"read", "more", "^ read", "read more", "more $"}


def test_terms_of_a_long_block_are_words_alone() -> None:
    assert not any(" " in word for word in terms_of("one two three four five six seven eight nine ten eleven twelve x"))


def test_characters_of_scripts_without_spaces_come_in_pairs() -> None:
    assert {"記事", "事を"} <= terms_of("記事を読む")


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
    assert bool(measure(text).prose) is prose


@pytest.mark.parametrize("text", ["Pia Moss, 3 May 2024 | the Pier", "Pía Moss, 3 May 2024 · the Pier"])
def test_text_is_measured_alike_whether_it_is_ascii_or_not(text: str) -> None:
    measures = measure(text)
    assert (measures.words, measures.capitals, measures.numbers, measures.commas) == (8, 127, 63, 1)
    assert measures.separator
