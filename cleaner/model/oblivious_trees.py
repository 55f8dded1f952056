"""Evaluates an ensemble of oblivious decision trees on all blocks of a page at once.

In an oblivious tree all nodes of one level ask the same question: is this feature above that border? A tree of depth
six is therefore six questions and 64 leaves. A column of features has a byte a block, and so it is one long integer:

1. A question is answered for the whole column by one addition, which sets or clears the highest bit of every byte.
2. Six answers, shifted and joined, are the number of the leaf that each block reaches.
3. `bytes.translate` looks up the values of those leaves.
4. Additions of long integers sum the values of all trees.

Each step is one call into the interpreter's own C code, nothing has to be imported, and since all numbers are whole,
the result is the same on every machine. Where the core is compiled, `leaves.c` does the same in a ninth of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from operator import add
from struct import Struct
from typing import NamedTuple, cast

DEPTH = 6
LEAVES = 1 << DEPTH
_TABLE_BYTES = 256
_STEP = _TABLE_BYTES // LEAVES  # the number of a leaf is in the upper six bits of a byte
_LANE_CODES = {2: "H", 4: "I"}  # of the struct module, by the bytes of a lane
_SUM_BYTES = 2
_TREES_A_SUM = 257  # 257 leaves of at most 255 add up to 65,535, the most that two bytes hold


class Trees(NamedTuple):
    """An ensemble of trees. Its score of a block, in log-odds, is `bias` plus `scale` times the sum of the leaves.

    `features` names the columns that the trees read, and `borders` holds for each of them the values (0 to 254) that it
    is compared with, in rising order. `questions` holds for each tree the borders that its six levels ask about, as
    indices into the borders of all features in order. `tables` holds for each tree its 64 leaves, a byte each, at every
    fourth place of a table of 256 bytes for `bytes.translate`.
    """

    features: tuple[str, ...]
    borders: tuple[tuple[int, ...], ...]
    questions: tuple[tuple[int, ...], ...]
    tables: tuple[bytes, ...]
    scale: float
    bias: float


def grouped(questions: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """Questions in one sequence, six a tree -> the `questions` of Trees."""
    return tuple(zip(*[iter(questions)] * DEPTH, strict=True))


def tables_of(leaves: bytes) -> tuple[bytes, ...]:
    """Leaves in one sequence, 64 bytes a tree -> the `tables` of Trees."""
    return tuple(_spread(leaves[at : at + LEAVES]) for at in range(0, len(leaves), LEAVES))


def _spread(leaves: bytes) -> bytes:
    table = bytearray(_TABLE_BYTES)
    table[::_STEP] = leaves
    return bytes(table)


def leaves_of(tables: Sequence[bytes]) -> bytes:
    """The `tables` of Trees -> leaves in one sequence, 64 bytes a tree."""
    return b"".join([table[::_STEP] for table in tables])


def evaluate(trees: Trees, columns: Mapping[str, bytes], size: int) -> list[float]:
    """The log-odds of each of `size` blocks; `columns` holds for each feature one byte a block."""
    if not size:
        return []
    read = [columns[name] for name in trees.features]
    sums = _SUMS(read, trees.borders, trees.questions, trees.tables, size)
    return [trees.bias + trees.scale * value for value in sums]


def sums_of_leaves(
    columns: Sequence[bytes],
    borders: Sequence[Sequence[int]],
    questions: Sequence[tuple[int, ...]],
    tables: Sequence[bytes],
    size: int,
) -> list[int]:
    """For each of `size` blocks the sum of its leaves, given a column for each feature, and three fields of Trees."""
    answers = _answers(columns, borders, size)
    plan = list(zip(questions, tables, strict=True))
    sums = [0] * size
    for start in range(0, len(plan), _TREES_A_SUM):
        sums = list(map(add, sums, _sums(plan[start : start + _TREES_A_SUM], answers, size)))
    return sums


def _answers(columns: Sequence[bytes], borders: Sequence[Sequence[int]], size: int) -> list[int]:
    """For each border of each feature which blocks lie above it: an integer with a byte a block, 128 or 0.

    Adding 127 - border to the lower seven bits of a byte carries into the eighth where they are above the border. The
    value's own eighth bit decides too: with it, a value is above every border below 128. For the border 3:

        value              5          3         72        200
        lower seven bits   0000 0101  0000 0011 0100 1000 0100 1000
        plus 127 - 3       1000 0001  0111 1111 1100 0100 1100 0100
        above the border   yes        no        yes       yes
    """
    ones = int.from_bytes(b"\x01" * size, "little")
    eighths = ones << 7
    carrying = [ones * (127 - border) for border in range(128)]
    answers = []
    for of_feature, compared in zip(columns, borders, strict=True):
        column = int.from_bytes(of_feature, "little")
        lower = column & ~eighths
        answers += [
            ((lower + carrying[border]) | column) & eighths
            if border < 128
            else (lower + carrying[border - 128]) & column & eighths
            for border in compared
        ]
    return answers


def _sums(plan: Iterable[tuple[tuple[int, ...], bytes]], answers: Sequence[int], size: int) -> list[int]:
    """For each block the sum of its leaves, of at most 257 trees.

    Leaves are one byte, sums need two. Instead of widening the leaves of each tree, add them in place and let them
    carry into the next block; add the odd blocks separately; subtracting that total, shifted, leaves the even ones:

        leaves of the first tree      200  180    7    9     of the blocks 0, 1, 2 and 3
        leaves of the second tree     100   90    1    2
        odd                                270        11     two bytes each
        total - (odd << 8)            300          8         two bytes each
    """
    pairs = (size + 1) // 2
    lower_halves = packed(b"\xff" * pairs, _SUM_BYTES)
    total = odd = 0
    for (a, b, c, d, e, f), table in plan:
        places = ((((answers[a] >> 1 | answers[b]) >> 1 | answers[c]) >> 1 | answers[d]) >> 1 | answers[e]) >> 1
        leaves = int.from_bytes((places | answers[f]).to_bytes(size, "little").translate(table), "little")
        total += leaves
        odd += leaves >> 8 & lower_halves
    sums = [0] * (2 * pairs)
    layout = lanes(pairs, _SUM_BYTES)
    sums[::2] = unpacked(total - (odd << 8), layout)
    sums[1::2] = unpacked(odd, layout)
    return sums[:size]


def _fastest() -> Callable[..., list[int]]:
    try:
        return cast(Callable[..., list[int]], import_module("cleaner.model.leaves").sums)
    except ImportError:
        return sums_of_leaves


_SUMS = _fastest()


# Whole numbers side by side in one long integer, so that one addition adds all of them. A lane is a fixed number of
# bytes, and the first lane is the least significant.


def packed(values: bytes, lane_bytes: int) -> int:
    """Put each byte of `values` into a lane of its own.

    >>> unpacked(packed(b"\\x01\\xff", 2) + packed(b"\\x02\\x03", 2), lanes(2, 2))
    (3, 258)
    """
    raw = bytearray(lane_bytes * len(values))
    raw[::lane_bytes] = values
    return int.from_bytes(raw, "little")


def lanes(count: int, lane_bytes: int) -> Struct:
    """The layout of `count` lanes of two or four bytes."""
    return Struct(f"<{count}{_LANE_CODES[lane_bytes]}")


def unpacked(total: int, layout: Struct) -> tuple[int, ...]:
    """Read all lanes. Raises OverflowError where the last one has run over."""
    return layout.unpack(total.to_bytes(layout.size, "little"))
