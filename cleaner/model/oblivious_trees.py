"""Evaluates an ensemble of oblivious decision trees over all blocks of a page at once.

In an oblivious tree all nodes of one level ask the same question: is this feature above that border? A tree of depth
six is therefore six questions and 64 leaves. A column of features is a byte a block, and so is one long integer. Asked
of the whole column, a question leaves the highest bit of a byte set or not; six such integers, shifted and joined, give
the number of the leaf of every block; `bytes.translate` looks all leaves up; additions of long integers sum a tree for
the whole page. Every step is one call into the interpreter's own C code, nothing has to be imported, and as all numbers
are whole, the result is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import add
from struct import unpack
from typing import NamedTuple

DEPTH = 6
LEAVES = 1 << DEPTH
_TABLE = 256
_STEP = _TABLE // LEAVES  # the number of a leaf is in the upper six bits of a byte
_MOST_AT_ONCE = 257  # trees of which the sums fit two bytes


class Trees(NamedTuple):
    """An ensemble of trees.

    `features` are the columns that it reads, `borders` for each of them the values (0 to 254) that it is compared with,
    rising. `questions` holds for each tree which of all borders (counted over all features in order) its six levels ask
    about; `tables` its 64 leaves, a byte each, every fourth of the 256 that a table for bytes has. The score is `bias`
    and `scale` times the sum of the leaves, in log-odds.
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
    return tuple(_spread(leaves[at : at + LEAVES]) for at in range(0, len(leaves), LEAVES))


def _spread(leaves: bytes) -> bytes:
    table = bytearray(_TABLE)
    table[::_STEP] = leaves
    return bytes(table)


def leaves_of(tables: Sequence[bytes]) -> bytes:
    """The other way round."""
    return b"".join([table[::_STEP] for table in tables])


def evaluate(trees: Trees, columns: Mapping[str, bytes], size: int) -> list[float]:
    """The log-odds of every block; `columns` has `size` bytes for each feature, one a block."""
    if not size:
        return []
    answers = _answers(trees, columns, size)
    plan = list(zip(trees.questions, trees.tables, strict=True))
    sums = [0] * size
    for start in range(0, len(plan), _MOST_AT_ONCE):
        sums = list(map(add, sums, _sums(plan[start : start + _MOST_AT_ONCE], answers, size)))
    return [trees.bias + trees.scale * value for value in sums]


def _answers(trees: Trees, columns: Mapping[str, bytes], size: int) -> list[int]:
    """For each border of each feature, which blocks lie above it: an integer with a byte a block, 128 or 0.

    What is added to the lower seven bits of a byte carries into the eighth where they are more than the border's.
    """
    ones = int.from_bytes(b"\x01" * size, "little")
    eighths = ones << 7
    carrying = [ones * (127 - border) for border in range(128)]
    answers = []
    for name, borders in zip(trees.features, trees.borders, strict=True):
        column = int.from_bytes(columns[name], "little")
        lower = column & ~eighths
        answers += [
            ((lower + carrying[border]) | column) & eighths
            if border < 128
            else (lower + carrying[border - 128]) & column & eighths
            for border in borders
        ]
    return answers


def _sums(plan: Iterable[tuple[tuple[int, ...], bytes]], answers: Sequence[int], size: int) -> list[int]:
    """For each block the sum of its leaves.

    Two bytes a block would have to be made of each tree's one. In their place every tree is added as it is, the sums
    running over into the next block's, and every other block by itself: taken off, that leaves the rest by themselves.
    """
    pairs = (size + 1) // 2
    lower_halves = int.from_bytes(b"\xff\x00" * pairs, "little")
    total = odd = 0
    for (a, b, c, d, e, f), table in plan:
        places = ((((answers[a] >> 1 | answers[b]) >> 1 | answers[c]) >> 1 | answers[d]) >> 1 | answers[e]) >> 1
        leaves = int.from_bytes((places | answers[f]).to_bytes(size, "little").translate(table), "little")
        total += leaves
        odd += leaves >> 8 & lower_halves
    sums = [0] * (2 * pairs)
    sums[::2] = unpack(f"<{pairs}H", (total - (odd << 8)).to_bytes(2 * pairs, "little"))
    sums[1::2] = unpack(f"<{pairs}H", odd.to_bytes(2 * pairs, "little"))
    return sums[:size]
