"""Features computed by hand: the neighbours of a block, the run of main content, and the story."""

from __future__ import annotations

from types import ModuleType

import pytest
from helpers import run_examples

from cleaner.document import Kind
from cleaner.model import story, word_model
from cleaner.model.features import (
    best_run,
    means_around,
    means_beside,
    page_of,
    shifted,
    since,
    surface_features,
    until,
)
from cleaner.model.scorer import load, second_look, word_scores
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
    columns = surface_features(page) | second_look(page, bytes(at % 256 for at in range(size)))
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


@pytest.mark.parametrize("module", [word_model, story], ids=["terms", "content-words"])
def test_the_example_of_words_is_true(module: ModuleType) -> None:
    assert run_examples(module) == (0, 1)


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


NEWS = """Home

Old ferry returns to Oskelund

The ferry between Oskelund and the islands returns after eleven years, the council decided on Tuesday evening.

Islanders had asked for the ferry since the bridge to Oskelund was closed to lorries in the storms of last winter.

By a reader

Your recipe for cheesecake saved my birthday, and everybody at the table wanted a second piece of it by the end.

The ferry between Oskelund and the islands returns after eleven years, the council decided on Tuesday evening.
"""
TITLE, FIRST, SECOND, READER, AGAIN = 1, 2, 3, 5, 6


def story_of(text: str, first: bytes) -> dict[str, bytes]:
    blocks = segment(text, Kind.TEXT)
    page = page_of(blocks, gather(blocks), word_scores(blocks, load(Kind.TEXT)))
    return story.story_features(page, first)


def test_a_block_shares_words_with_other_blocks_of_the_story_and_not_with_itself_or_its_double() -> None:
    columns = story_of(NEWS, bytes([0, 100, 250, 250, 20, 250, 250]))
    assert columns["topic"][SECOND] == 255 * 2 // 11  # "ferry" and "oskelund"
    assert columns["topic"][FIRST] == columns["topic"][AGAIN]
    assert columns["topic"][READER] == 0
    alone = story_of(NEWS, bytes([0, 0, 250, 0, 0, 0, 0]))
    assert alone["topic"][FIRST] == alone["topic"][AGAIN] == 0
    assert alone["topic"][SECOND] > 0


def test_the_title_is_the_line_above_the_first_sure_paragraph_that_speaks_of_the_story() -> None:
    columns = story_of(NEWS, bytes([0, 100, 250, 250, 20, 20, 20]))
    assert list(columns["title_distance"]) == [122, 0, 1, 2, 3, 4, 5]
    assert columns["title_words"][TITLE] == 255
    assert columns["title_words"][FIRST] > columns["title_words"][READER] == 0
    nothing_sure = story_of(NEWS, bytes(7))
    assert set(nothing_sure["title_distance"]) == {255}


def test_each_block_belongs_to_the_nearest_stretch_of_prose() -> None:
    text = "A lamp burns in the window of the house by the harbour all night, and nobody knows why it is so.\n\n"
    columns = story_of(text + "Menu\n\n" * 9 + text, bytes([250] + [0] * 9 + [50]))
    assert list(columns["off_stretch"]) == [0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0]
    assert list(columns["off_main"]) == [0, *range(129, 139)]
    assert list(columns["stretch_score"]) == [250] * 5 + [50] * 6
    assert set(story_of("Menu\n\nHome\n", bytes(2))["stretch_score"]) == {0}


@pytest.mark.parametrize("first", [0, 255], ids=["nothing-sure", "all-sure"])
@pytest.mark.parametrize("text", ["x\n\n" * 9000, "ก " * 9000, "Ferry " * 9000], ids=["lines", "unspaced", "one-line"])
def test_features_of_the_story_fit_a_byte_whatever_the_page(text: str, first: int) -> None:
    size = len(segment(text, Kind.TEXT))
    columns = story_of(text, bytes([first]) * size)
    assert {len(column) for column in columns.values()} == {size}
