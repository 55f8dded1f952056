"""Features -> a score for every block: how likely it is main content, 0 to 1.

A linear scorer in two steps, one table of weights for HTML and one for text, in `weights.json`. The first step looks at
a block alone; the second sees the neighbours through the first scores, which is jusText's idea of context-free and
context-sensitive classification (Pomikálek, 2011) with weights in the place of thresholds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import NamedTuple

from cleaner.document import Block, Kind
from cleaner.features import Columns, context, surface
from cleaner.rules.clues import Clue

WEIGHTS = Path(__file__).with_name("weights.json")
_FARTHEST = 30.0  # beyond it a logistic function is 0 or 1 anyhow, and exp() overflows in the end


class Weights(NamedTuple):
    """One linear step: a weight for each feature it reads."""

    bias: float
    of: dict[str, float]


class Score(NamedTuple):
    """How likely a block is main content, by itself and among its neighbours."""

    alone: float
    final: float


def score(blocks: Sequence[Block], clues: Sequence[Clue], kind: Kind) -> list[Score]:
    """Score every block of a document."""
    if not blocks:
        return []
    first_step, second_step = load(kind)
    columns = surface(blocks, clues)
    alone_logits = linear(columns, first_step, len(blocks))
    alone = [logistic(value) for value in alone_logits]
    columns |= context(alone, blocks, columns)
    columns["alone"] = [max(-_FARTHEST, min(_FARTHEST, value)) for value in alone_logits]
    final = [logistic(value) for value in linear(columns, second_step, len(blocks))]
    return [Score(*pair) for pair in zip(alone, final, strict=True)]


def linear(columns: Columns, weights: Weights, size: int) -> list[float]:
    """Bias plus weighted features, a number for each block."""
    total = [weights.bias] * size
    for name, weight in weights.of.items():
        total = [value + weight * feature for value, feature in zip(total, columns[name], strict=True)]
    return total


def logistic(value: float) -> float:
    """The logistic function, safe for any number."""
    return 1.0 / (1.0 + exp(-max(-_FARTHEST, min(_FARTHEST, value))))


@lru_cache(maxsize=2)
def load(kind: Kind) -> tuple[Weights, Weights]:
    """The two steps for one kind of document."""
    steps = json.loads(WEIGHTS.read_text(encoding="utf-8"))[kind]
    return Weights(steps["alone"].pop("bias"), steps["alone"]), Weights(steps["final"].pop("bias"), steps["final"])
