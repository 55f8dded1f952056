"""The model files: they are small, complete, and read as they were written."""

from __future__ import annotations

import pytest

from cleaner.document import Kind
from cleaner.model.features import page_of, surface_features
from cleaner.model.oblivious_trees import DEPTH
from cleaner.model.scorer import FOLDER, from_bytes, load, score_blocks, second_look, to_bytes, word_scores
from cleaner.model.word_model import _SEARCHES_BEFORE_FILING, TermWeights
from cleaner.rules.evidence import gather
from cleaner.segment import segment

TEXT = "Share this article\n\nThe council voted on Tuesday to bring back the ferry.\n\n• One\n• Two\n"
PAGE = "<nav><a href=x>Home</a></nav><article><h1>Ferry</h1><p>The council voted on Tuesday.</p></article>"
SOURCES = {Kind.TEXT: TEXT, Kind.HTML: PAGE}
MAX_BYTES = 6_000_000


@pytest.mark.parametrize("kind", Kind)
def test_a_model_file_is_small_and_comes_back_as_it_was(kind: Kind) -> None:
    data = (FOLDER / f"{kind}.model").read_bytes()
    assert len(data) <= MAX_BYTES
    assert to_bytes(from_bytes(data)) == data


@pytest.mark.parametrize("kind", Kind)
def test_the_weight_of_a_term_is_the_same_whether_it_is_searched_for_or_filed(kind: Kind) -> None:
    weights = from_bytes((FOLDER / f"{kind}.model").read_bytes()).words.weights
    assert isinstance(weights, TermWeights)
    asked = ["", " ", "the", "zzzz", "\U0010ffff", *(term for term, _ in list(weights.items())[::5000])]
    searched = [weights.of([term]) for term in asked]
    weights.of(["the"] * _SEARCHES_BEFORE_FILING)
    assert [weights.of([term]) for term in asked] == searched
    filed = dict(weights.items())
    assert searched == [[filed[term]] if filed.get(term) else [] for term in asked]


@pytest.mark.parametrize("kind", Kind)
def test_every_feature_that_the_trees_read_is_computed(kind: Kind) -> None:
    model = load(kind)
    blocks = segment(SOURCES[kind], kind)
    page = page_of(blocks, gather(blocks), word_scores(blocks, model))
    columns = surface_features(page)
    assert set(model.first.features) <= set(columns)
    columns |= second_look(page, bytes(len(blocks)))
    assert set(model.final.features) <= set(columns)
    assert {len(column) for column in columns.values()} == {len(blocks)}


@pytest.mark.parametrize("kind", Kind)
def test_trees_are_complete(kind: Kind) -> None:
    for trees in (load(kind).first, load(kind).final):
        borders = sum(map(len, trees.borders))
        assert {len(questions) for questions in trees.questions} == {DEPTH}
        assert len(trees.tables) == len(trees.questions)
        assert {question for tree in trees.questions for question in tree} <= set(range(borders))
        assert all(list(of) == sorted(of) for of in trees.borders)


@pytest.mark.parametrize("kind", Kind)
def test_scores_are_probabilities(kind: Kind) -> None:
    blocks = segment(SOURCES[kind], kind)
    scores = score_blocks(load(kind), blocks, gather(blocks))
    assert len(scores) == len(blocks)
    assert all(0.0 < one.first < 1.0 and 0.0 < one.final < 1.0 for one in scores)
    assert score_blocks(load(kind), [], []) == []
