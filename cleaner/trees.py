"""Evaluates an ensemble of oblivious decision trees over all blocks of a page at once.

In an oblivious tree all nodes of one level ask the same question: is this feature above that border? A tree of depth
six is therefore six questions and 64 leaves. A column of features is a byte a block; asked of the whole column, a
question makes it a long integer with a byte a block, 0 or 1. Six such integers, shifted and added, give the number of
the leaf of every block; `bytes.translate` looks all leaves up; one addition of long integers sums a tree for the whole
page. Every step is one call into the interpreter's own C code, nothing has to be imported, and as all numbers are
whole, the result is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import unpack
from typing import NamedTuple

DEPTH = 6
LEAVES = 1 << DEPTH
# Bytes a block in the sums: 16 million trees of one byte each, or where they are few, 257.
_LANE, _NARROW_LANE = 4, 2
_FEW = 257


class Trees(NamedTuple):
    """An ensemble of trees.

    `features` are the columns that it reads, `borders` for each of them the values (0 to 254) that it is compared with,
    rising. `questions` holds for each tree, six at a time, which of all borders (counted over all features in order) a
    level asks about; `leaves` 64 bytes a tree. The score is `bias` plus `scale` times the sum of the leaves, in
    log-odds.
    """

    features: tuple[str, ...]
    borders: tuple[tuple[int, ...], ...]
    questions: tuple[int, ...]
    leaves: bytes
    scale: float
    bias: float


def evaluate(trees: Trees, columns: Mapping[str, bytes], size: int) -> list[float]:
    """The log-odds of every block; `columns` has `size` bytes for each feature, one a block."""
    if not size:
        return []
    answers = _answers(trees, columns)
    count = len(trees.questions) // DEPTH
    lane = _NARROW_LANE if count <= _FEW else _LANE
    total = 0
    lanes = bytearray(lane * size)
    questions = iter(trees.questions)
    # The same iterator six times: the questions come six at a time.
    for tree, (a, b, c, d, e, f) in enumerate(zip(*[questions] * DEPTH, strict=True)):
        leaf = (
            answers[a] | answers[b] << 1 | answers[c] << 2 | answers[d] << 3 | answers[e] << 4 | answers[f] << 5
        ).to_bytes(size, "little")
        table = trees.leaves[tree * LEAVES : tree * LEAVES + LEAVES]
        lanes[::lane] = leaf.translate(table.ljust(256))
        total += int.from_bytes(lanes, "little")
    sums = unpack(f"<{size}{'H' if lane == _NARROW_LANE else 'I'}", total.to_bytes(lane * size, "little"))
    return [trees.bias + trees.scale * value for value in sums]


def _answers(trees: Trees, columns: Mapping[str, bytes]) -> list[int]:
    """For each border of each feature, which blocks lie above it: an integer with a byte a block, 0 or 1."""
    return [
        int.from_bytes(columns[name].translate(_ABOVE[border]), "little")
        for name, borders in zip(trees.features, trees.borders, strict=True)
        for border in borders
    ]


# The table of a border turns every byte above it into 1, all others into 0.
_ABOVE = [bytes(border + 1) + b"\1" * (255 - border) for border in range(256)]
