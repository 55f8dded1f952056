"""The evaluator over long integers gives the same as asking every question of every block."""

from __future__ import annotations

import pytest
from helpers import run_examples
from hypothesis import given
from hypothesis import strategies as st

from cleaner.model import oblivious_trees
from cleaner.model.oblivious_trees import DEPTH, LEAVES, Trees, evaluate, grouped, leaves_of, sums_of_leaves, tables_of

FEATURES = ("a", "b", "c")


def by_hand(trees: Trees, row: dict[str, int]) -> float:
    borders = [(name, border) for name, of in zip(trees.features, trees.borders, strict=True) for border in of]
    leaves = leaves_of(trees.tables)
    total = 0
    for tree in range(len(trees.questions)):
        leaf = 0
        for level in range(DEPTH):
            name, border = borders[trees.questions[tree][level]]
            leaf |= (row[name] > border) << level
        total += leaves[tree * LEAVES + leaf]
    return trees.bias + trees.scale * total


@st.composite
def ensembles(draw: st.DrawFn) -> Trees:
    borders = tuple(tuple(sorted(draw(st.sets(st.integers(0, 254), min_size=1, max_size=4)))) for _ in FEATURES)
    count = draw(st.integers(1, 5))
    asked = st.integers(0, sum(map(len, borders)) - 1)
    questions = draw(st.lists(asked, min_size=count * DEPTH, max_size=count * DEPTH))
    leaves = draw(st.binary(min_size=count * LEAVES, max_size=count * LEAVES))
    return Trees(FEATURES, borders, grouped(questions), tables_of(leaves), 0.25, -1.5)


@given(ensembles(), st.lists(st.binary(min_size=3, max_size=3), max_size=40))
def test_all_blocks_at_once_is_the_same_as_one_by_one(trees: Trees, rows: list[bytes]) -> None:
    columns = {name: bytes(row[at] for row in rows) for at, name in enumerate(FEATURES)}
    expected = [by_hand(trees, dict(zip(FEATURES, row, strict=True))) for row in rows]
    assert evaluate(trees, columns, len(rows)) == expected


@given(ensembles(), st.lists(st.binary(min_size=3, max_size=3), max_size=40))
def test_the_compiled_sums_are_those_of_python(trees: Trees, rows: list[bytes]) -> None:
    compiled = pytest.importorskip("cleaner.model.leaves")
    columns = [bytes(row[at] for row in rows) for at in range(len(FEATURES))]
    asked = (columns, trees.borders, trees.questions, trees.tables, len(rows))
    assert compiled.sums(*asked) == (sums_of_leaves(*asked) if rows else [])


@pytest.mark.parametrize(
    "asked",
    [
        ([b"ab"], ((1,),), ((0,) * DEPTH,), (bytes(256),), 3),
        ([], ((1,),), ((0,) * DEPTH,), (bytes(256),), 0),
        ([b"a"], ((1,),), ((1,) * DEPTH,), (bytes(256),), 1),
        ([b"a"], ((1,),), ((-1,) * DEPTH,), (bytes(256),), 1),
        ([b"a"], ((1,),), ((0,),), (bytes(256),), 1),
        ([b"a"], ((1,),), ((0,) * DEPTH,), (bytes(255),), 1),
        ([b"a"], ((1,),), ((0,) * DEPTH,), (), 1),
        ([b"a"], (("1",),), ((0,) * DEPTH,), (bytes(256),), 1),
        ([b"a"], ((1,),), (("0",) * DEPTH,), (bytes(256),), 1),
        ([b""], ((1,),), ((0,) * DEPTH,), (bytes(256),), -1),
    ],
)
def test_what_are_no_trees_is_an_exception_of_the_compiled_sums(asked: tuple[object, ...]) -> None:
    compiled = pytest.importorskip("cleaner.model.leaves")
    with pytest.raises((IndexError, TypeError, ValueError)):
        compiled.sums(*asked)


def test_a_value_on_a_border_lies_below_it() -> None:
    leaves = bytes([0] * (LEAVES - 1) + [200])
    trees = Trees(("a",), ((1,),), grouped((0,) * DEPTH), tables_of(leaves), 1.0, 0.0)
    assert evaluate(trees, {"a": bytes([0, 1, 2])}, 3) == [0.0, 0.0, 200.0]


@pytest.mark.parametrize("count", [257, 258, 2000])
def test_sums_of_many_trees_do_not_run_into_the_neighbouring_block(count: int) -> None:
    trees = Trees(("a",), ((0,),), grouped((0,) * (DEPTH * count)), tables_of(b"\xff" * (LEAVES * count)), 1.0, 0.0)
    assert evaluate(trees, {"a": bytes([1, 0, 1])}, 3) == [255.0 * count] * 3


def test_leaves_come_back_as_they_were() -> None:
    leaves = bytes(range(LEAVES)) * 3
    assert leaves_of(tables_of(leaves)) == leaves


def test_the_example_of_lanes_is_true() -> None:
    assert run_examples(oblivious_trees) == (0, 1)
