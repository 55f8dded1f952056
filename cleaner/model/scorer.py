"""Features -> a score for every block: how likely it is main content, 0 to 1.

Two lexicons and two ensembles of trees for each kind of document. The first ensemble sees the surface of a page; the
second sees the same and, through the first scores, the neighbourhood. They are learned by `cleaner/training` and kept in
`model/`, one file a kind: a line of JSON with everything that has a name, then the leaves of the trees as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.document import Block, Kind
from cleaner.model.features import Opinion, context, page_of, surface
from cleaner.model.oblivious_trees import DEPTH, LEAVES, Trees, evaluate, grouped, leaves_of, tables_of
from cleaner.model.word_model import Lexicon, opinion_of_names, opinions_of_texts
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import WHOLE

FOLDER = Path(__file__).with_name("weights")
_FARTHEST = 30.0  # beyond it a logistic function is 0 or 1 anyhow


class Model(NamedTuple):
    """What was learned for one kind of document."""

    words: Lexicon
    names: Lexicon
    first: Trees
    final: Trees


class Score(NamedTuple):
    """How likely a block is main content: on the surface, and among its neighbours."""

    first: float
    final: float


def score_blocks(model: Model, blocks: Sequence[Block], evidence: Sequence[Evidence]) -> list[Score]:
    """Score every block of a document, in order."""
    if not blocks:
        return []
    page = page_of(blocks, evidence, opinion_of(blocks, model))
    columns = surface(page)
    first = list(map(logistic, evaluate(model.first, columns, len(blocks))))
    columns |= context(page, as_bytes(first))
    final = map(logistic, evaluate(model.final, columns, len(blocks)))
    return list(map(Score, first, final))


def opinion_of(blocks: Sequence[Block], model: Model) -> Opinion:
    """What the lexicons say of each block."""
    return Opinion(
        words=bytes(opinions_of_texts(model.words, [block.text for block in blocks])),
        names=bytes([opinion_of_names(model.names, block.markup.container) for block in blocks if block.markup]),
    )


def as_bytes(scores: Sequence[float]) -> bytes:
    """Scores of 0 to 1 as a column of features."""
    return bytes([round(WHOLE * score) for score in scores])


def logistic(value: float) -> float:
    """The logistic function, safe for any number."""
    if not -_FARTHEST < value < _FARTHEST:
        value = _FARTHEST if value > 0.0 else -_FARTHEST
    return 1.0 / (1.0 + exp(-value))


@lru_cache(maxsize=2)
def load(kind: Kind) -> Model:
    """The model for one kind of document, read once a process."""
    return from_bytes((FOLDER / f"{kind}.model").read_bytes())


def from_bytes(data: bytes) -> Model:
    """Read a model file. Nothing in it is code, whatever it holds."""
    head, _, leaves = data.partition(b"\n")
    fields = json.loads(head)
    count = len(fields["first"]["questions"]) // DEPTH * LEAVES
    return Model(
        words=Lexicon(*fields["words"]),
        names=Lexicon(*fields["names"]),
        first=_trees(fields["first"], leaves[:count]),
        final=_trees(fields["final"], leaves[count:]),
    )


def to_bytes(model: Model) -> bytes:
    """The same, the other way round."""
    fields = {
        "words": [model.words.bias, model.words.weights],
        "names": [model.names.bias, model.names.weights],
        "first": _named(model.first),
        "final": _named(model.final),
    }
    head = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return head.encode() + b"\n" + leaves_of(model.first.tables) + leaves_of(model.final.tables)


def _trees(fields: dict[str, Any], leaves: bytes) -> Trees:
    return Trees(
        features=tuple(fields["features"]),
        borders=tuple(tuple(borders) for borders in fields["borders"]),
        questions=grouped(fields["questions"]),
        tables=tables_of(leaves),
        scale=fields["scale"],
        bias=fields["bias"],
    )


def _named(trees: Trees) -> dict[str, Any]:
    fields = trees._asdict()
    del fields["tables"]
    return fields | {"questions": [question for tree in trees.questions for question in tree]}
