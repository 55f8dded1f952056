"""Evaluates an ensemble of oblivious decision trees over all blocks of a page at once.

In an oblivious tree all nodes of one level ask the same question: is this feature above that border? A tree of depth
six is therefore six questions and 64 leaves. A column of features is a byte a block; asked of the whole column, a
question makes it a long integer with a byte a block, 0 or 1. Six such integers, shifted and added, give the number of
the leaf of every block; `bytes.translate` looks all leaves up; one addition of long integers sums a tree for the whole
page. Every step is one call into the interpreter's own C code, nothing has to be imported, and as all numbers are
whole, the result is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from struct import unpack
from typing import NamedTuple

DEPTH = 6
LEAVES = 1 << DEPTH
_TABLE = 256
# Bytes a block in the sums: 16 million trees of one byte each, or where they are few, 257.
_LANE, _NARROW_LANE = 4, 2
_FEW = 257


class Trees(NamedTuple):
    """An ensemble of trees.

    `features` are the columns that it reads, `borders` for each of them the values (0 to 254) that it is compared with,
    rising. `questions` holds for each tree which of all borders (counted over all features in order) its six levels ask
    about; `tables` its 64 leaves, a byte each, filled up to the 256 that a table for bytes has. The score is `bias` and
    `scale` times the sum of the leaves, in log-odds.
    """

    features: tuple[str, ...]
    borders: tuple[tuple[int, ...], ...]
    questions: tuple[tuple[int, ...], ...]
    tables: tuple[bytes, ...]
    scale: float
    bias: float


def grouped(questions: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Questions in one row, six a tree, as Trees has them."""
    return tuple(zip(*[iter(questions)] * DEPTH, strict=True))


def tables_of(leaves: bytes) -> tuple[bytes, ...]:
    """Leaves in one row, 64 bytes a tree, as Trees has them."""
    return tuple(leaves[at : at + LEAVES].ljust(_TABLE, b"\0") for at in range(0, len(leaves), LEAVES))


def leaves_of(tables: Sequence[bytes]) -> bytes:
    """The other way round."""
    return b"".join(table[:LEAVES] for table in tables)


def evaluate(trees: Trees, columns: Mapping[str, bytes], size: int) -> list[float]:
    """The log-odds of every block; `columns` has `size` bytes for each feature, one a block."""
    if not size:
        return []
    answers = _answers(trees, columns)
    lane = _NARROW_LANE if len(trees.questions) <= _FEW else _LANE
    total = 0
    lanes = bytearray(lane * size)
    for (a, b, c, d, e, f), table in zip(trees.questions, trees.tables, strict=True):
        leaf = answers[a] | answers[b] << 1 | answers[c] << 2 | answers[d] << 3 | answers[e] << 4 | answers[f] << 5
        lanes[::lane] = leaf.to_bytes(size, "little").translate(table)
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
