"""How sure it is that what is kept is the article.

A logistic regression over a few facts of the labelled document. It is learned from pages whose right answer is known
(how much of the article was found on sites that the model had not seen) and from pages that are no articles.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from math import log1p
from operator import mul
from typing import NamedTuple

from cleaner.document import TEXT_FAMILY, Kind, Label, LabelledBlock
from cleaner.model.scorer import FOLDER, logistic
from cleaner.text.stats import measure

WEIGHTS = FOLDER / "confidence.json"
BIAS = "bias"
# Below this the result is poor more often than not, and a second opinion is asked for.
UNSURE = 0.3
# Below this the user is warned: one in forty articles lies there, and every other shop, listing or forum.
DOUBTFUL = 0.4


def confidence(blocks: Sequence[LabelledBlock], kind: Kind) -> float:
    """0 to 1, in thousandths; 0 where no block of the text family is kept."""
    known = facts(blocks, kind)
    if known is None:
        return 0.0
    weights = _weights()
    return round(logistic(weights[BIAS] + sum(weights[name] * value for name, value in known.items())), 3)


def facts(blocks: Sequence[LabelledBlock], kind: Kind) -> dict[str, float] | None:
    """What speaks for and against a document, by name, or None where no block of the text family is kept."""
    document = _sized(blocks, kind)
    return {name: fact(document) for name, fact in _FACTS.items()} if document.kept else None


class _SizedBlock(NamedTuple):
    block: LabelledBlock
    size: float  # words, and one
    prose: bool


class _SizedDocument(NamedTuple):
    kind: Kind
    blocks: list[_SizedBlock]
    kept: list[_SizedBlock]  # of the text family alone
    prose: list[_SizedBlock]
    kept_size: float


def _sized(blocks: Iterable[LabelledBlock], kind: Kind) -> _SizedDocument:
    measured = [(block, measure(block.text)) for block in blocks]
    sized = [tuple.__new__(_SizedBlock, (block, m.words + 1.0, bool(m.prose))) for block, m in measured]
    kept = [one for one in sized if one.block.kept and one.block.label in TEXT_FAMILY]
    return _SizedDocument(kind, sized, kept, [one for one in sized if one.prose], _size(kept))


def _size(blocks: Iterable[_SizedBlock]) -> float:
    return sum([one.size for one in blocks])


def _length(document: _SizedDocument) -> float:
    return log1p(document.kept_size)


def _mean_score(document: _SizedDocument) -> float:
    """The mean score of what is kept."""
    return sum([one.block.score * one.size for one in document.kept]) / document.kept_size


def _doubt(document: _SizedDocument) -> float:
    """How much of the page has a score that is neither high nor low, against what is kept."""
    doubts = [1.0 - abs(2.0 * one.block.score - 1.0) for one in document.blocks]
    doubtful: float = sum(map(mul, [one.size for one in document.blocks], doubts))
    return doubtful / (document.kept_size + doubtful)


def _missed_prose(document: _SizedDocument) -> float:
    """The share of the page's prose that is dropped."""
    return _size(one for one in document.prose if not one.block.kept) / (_size(document.prose) or 1.0)


def _kept_prose(document: _SizedDocument) -> float:
    """The share of prose in what is kept."""
    return _size(one for one in document.kept if one.prose) / document.kept_size


def _pieces(document: _SizedDocument) -> float:
    """How scattered the kept blocks are: runs of them for each kept block."""
    keeps = [one.block.kept for one in document.blocks]
    runs = sum(keep and not before for before, keep in zip([False, *keeps], keeps, strict=False))
    return runs / len(document.kept)


def _clutter(document: _SizedDocument) -> float:
    return log1p(len(document.blocks) / len(document.kept))


def _has_title(document: _SizedDocument) -> float:
    return float(any(one.block.label is Label.TITLE for one in document.blocks))


def _is_html(document: _SizedDocument) -> float:
    return float(document.kind is Kind.HTML)


# By the names of their weights. The order is that of the sum, whose last digit depends on it.
_FACTS: dict[str, Callable[[_SizedDocument], float]] = {
    "size": _length,
    "sure": _mean_score,
    "doubt": _doubt,
    "missed": _missed_prose,
    "prose": _kept_prose,
    "pieces": _pieces,
    "clutter": _clutter,
    "title": _has_title,
    "html": _is_html,
}


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return weights
