"""Scores blocks with gradient-boosted oblivious trees, in plain Python and at the speed of a compiled library.

In an oblivious tree all nodes of a level ask the same question, so a tree of depth six is six questions and a table of
64 values (CatBoost; Prokhorenkova et al., 2018). A question is answered for all blocks of a page at once: the answers
are the bytes of one long integer, a byte a block. Six such integers, shifted and added, give the number of the leaf of
every block; `bytes.translate` looks all leaves up; one addition of long integers sums a tree for the whole page. Every
step is one call into the interpreter's own C code, nothing has to be imported, and as the sums are of integers, the
result is the same on every machine.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import partial
from struct import unpack
from typing import NamedTuple

DEPTH = 6
LEAVES = 1 << DEPTH
_LANE = 4  # bytes a block in the sums: room for 16 million trees of one byte each


class Trees(NamedTuple):
    """An ensemble of trees.

    `features` are the columns that it reads, `borders` for each of them the values that it is compared with, rising.
    `questions` holds for each tree, six at a time, which of all borders (counted over all features in order) a level
    asks about; `leaves` 64 bytes a tree. The score is `bias` plus `scale` times the sum of the leaves, in log-odds.
    """

    features: tuple[str, ...]
    borders: tuple[tuple[float, ...], ...]
    questions: tuple[int, ...]
    leaves: bytes
    scale: float
    bias: float


def evaluate(trees: Trees, columns: Mapping[str, Sequence[float]], size: int) -> list[float]:
    """The log-odds of every block; `columns` has one number a block for each feature, `size` numbers each."""
    if not size:
        return []
    answers = _answers(trees, columns)
    total = 0
    lanes = bytearray(_LANE * size)
    for tree in range(len(trees.questions) // DEPTH):
        q = trees.questions[tree * DEPTH : tree * DEPTH + DEPTH]
        leaf = (
            answers[q[0]]
            | answers[q[1]] << 1
            | answers[q[2]] << 2
            | answers[q[3]] << 3
            | answers[q[4]] << 4
            | answers[q[5]] << 5
        )
        table = trees.leaves[tree * LEAVES : tree * LEAVES + LEAVES].ljust(256, b"\x00")
        lanes[::_LANE] = leaf.to_bytes(size, "little").translate(table)
        total += int.from_bytes(lanes, "little")
    sums = unpack(f"<{size}I", total.to_bytes(_LANE * size, "little"))
    return [trees.bias + trees.scale * value for value in sums]


def _answers(trees: Trees, columns: Mapping[str, Sequence[float]]) -> list[int]:
    """For each border of each feature, which blocks lie above it: an integer with a byte a block, 0 or 1."""
    answers: list[int] = []
    for name, borders in zip(trees.features, trees.borders, strict=True):
        bins = bytes(map(partial(bisect_left, borders), columns[name]))
        answers += [int.from_bytes(bins.translate(above), "little") for above in _ABOVE[: len(borders)]]
    return answers


# Table k turns the number of borders that lie below a value into 1 if that is more than k.
_ABOVE = [bytes(int(bins > k) for bins in range(256)) for k in range(255)]
