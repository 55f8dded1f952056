"""How sure it is that what is kept is the article.

A logistic regression over a few facts of the labelled document, learned from pages whose right answer is known (how
much of the article was found on sites that the model had not seen) and from pages that are no articles. Its weights
lie in `model/confidence.json`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from math import log1p
from operator import mul

from cleaner.document import TEXT_FAMILY, Kind, Label, LabelledBlock
from cleaner.model.scorer import FOLDER, logistic
from cleaner.text.stats import measure

WEIGHTS = FOLDER / "confidence.json"
BIAS = "bias"
# Below this the result is poor more often than not: a second opinion is asked for.
UNSURE = 0.3
# Below this the user is told. Of articles one in forty lies there, of shops, listings and forums every other one.
DOUBTFUL = 0.4


def confidence(blocks: Sequence[LabelledBlock], kind: Kind) -> float:
    """0 to 1; 0 where nothing of the text family is kept."""
    known = facts(blocks, kind)
    if known is None:
        return 0.0
    weights = _weights()
    return round(logistic(weights[BIAS] + sum(weights[name] * value for name, value in known.items())), 3)


def facts(blocks: Sequence[LabelledBlock], kind: Kind) -> dict[str, float] | None:
    """What speaks for and against a document, or None where nothing of the text family is kept.

    `sure` is the mean score of what is kept, `doubt` the share of the page whose score is neither high nor low,
    `missed` the share of its prose that is not kept, `prose` that of what is kept, `pieces` how scattered it is.
    """
    kept = [block for block in blocks if block.kept and block.label in TEXT_FAMILY]
    if not kept:
        return None
    measures = {id(block): measure(block.text) for block in blocks}
    sizes = {at: m.words + 1.0 for at, m in measures.items()}
    size = sum([sizes[id(block)] for block in kept])
    prose = [block for block in blocks if measures[id(block)].prose]
    prose_size = sum([sizes[id(block)] for block in prose]) or 1.0
    doubts = [1.0 - abs(2.0 * block.verdict.score - 1.0) for block in blocks]
    doubtful = sum(map(mul, sizes.values(), doubts))
    starts = sum(two.kept and not one for one, two in zip([False, *(b.kept for b in blocks)], blocks, strict=False))
    return {
        "size": log1p(size),
        "sure": sum([block.score * sizes[id(block)] for block in kept]) / size,
        "doubt": doubtful / (size + doubtful),
        "missed": sum([sizes[id(block)] for block in prose if not block.kept]) / prose_size,
        "prose": sum([sizes[id(block)] for block in kept if measures[id(block)].prose]) / size,
        "pieces": starts / len(kept),
        "clutter": log1p(len(blocks) / len(kept)),
        "title": float(any(block.label is Label.TITLE for block in blocks)),
        "html": float(kind is Kind.HTML),
    }


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights
