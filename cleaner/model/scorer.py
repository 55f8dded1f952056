"""Features -> a score for every block: how likely it is main content, 0 to 1.

There are two word models and two ensembles of trees for each kind of document. The first ensemble sees the surface
features of a page; the second sees those and, through the first scores, the context. `cleaner.training` learns them.
They are kept in `weights/`, a file for each kind: a line of JSON with everything that has a name, then the leaves of
the trees and the weights of the words as bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.document import Block, Kind
from cleaner.model.features import Columns, Page, WordScores, context_features, page_of, surface_features
from cleaner.model.oblivious_trees import DEPTH, LEAVES, Trees, evaluate, grouped, leaves_of, tables_of
from cleaner.model.story import story_features
from cleaner.model.word_model import TermWeights, WordModel, score_names, score_texts, weights_in_bytes
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import WHOLE

FOLDER = Path(__file__).with_name("weights")
_MAX_LOG_ODDS = 30.0  # beyond it the logistic function is 0 or 1 to within rounding, and exp() may overflow


class Model(NamedTuple):
    """What was learned for one kind of document."""

    words: WordModel
    names: WordModel  # of class and id words; without weights for plain text
    first: Trees
    final: Trees


class Score(NamedTuple):
    """How likely a block is main content, 0 to 1: by its surface features, and by those of its context too."""

    first: float
    final: float


def score_blocks(model: Model, blocks: Sequence[Block], evidence: Sequence[Evidence]) -> list[Score]:
    """Score every block of a document, in order."""
    if not blocks:
        return []
    page = page_of(blocks, evidence, word_scores(blocks, model))
    columns = surface_features(page)
    first = list(map(logistic, evaluate(model.first, columns, len(blocks))))
    columns |= second_look(page, as_bytes(first))
    final = map(logistic, evaluate(model.final, columns, len(blocks)))
    # To call the class would take twice as long.
    return [tuple.__new__(Score, pair) for pair in zip(first, final, strict=True)]


def second_look(page: Page, first: bytes) -> Columns:
    """Compute the features that the final ensemble sees beside the surface features, given the first scores."""
    return context_features(page, first) | story_features(page, first)


def word_scores(blocks: Sequence[Block], model: Model) -> WordScores:
    """Score the text of each block, and the class and id words around it."""
    return WordScores(
        texts=bytes(score_texts(model.words, [block.text for block in blocks])),
        names=bytes([score_names(model.names, block.markup.container) for block in blocks if block.markup]),
    )


def as_bytes(scores: Sequence[float]) -> bytes:
    """Scores of 0 to 1 as a column of features."""
    return bytes([round(WHOLE * score) for score in scores])


def logistic(value: float) -> float:
    """Log-odds -> probability; any number is safe."""
    if not -_MAX_LOG_ODDS < value < _MAX_LOG_ODDS:
        value = _MAX_LOG_ODDS if value > 0.0 else -_MAX_LOG_ODDS
    return 1.0 / (1.0 + exp(-value))


@lru_cache(maxsize=2)
def load(kind: Kind) -> Model:
    """The model for one kind of document, read once a process."""
    return from_bytes((FOLDER / f"{kind}.model").read_bytes())


def from_bytes(data: bytes) -> Model:
    """Read the content of a model file. None of it is executed, whatever it holds."""
    head, _, numbers = data.partition(b"\n")
    fields = json.loads(head)
    first, final = (len(fields[name]["questions"]) // DEPTH * LEAVES for name in ("first", "final"))
    (bias, words, size), (bias_of_names, names, _) = fields["words"], fields["names"]
    weights, of_names = numbers[first + final :][:size], numbers[first + final + size :]
    return Model(
        words=WordModel(bias, TermWeights(words, weights)),
        names=WordModel(bias_of_names, TermWeights(names, of_names)),
        first=_trees(fields["first"], numbers[:first]),
        final=_trees(fields["final"], numbers[first:][:final]),
    )


def to_bytes(model: Model) -> bytes:
    """Write the content of a model file: the inverse of `from_bytes`."""
    (words, weights), (names, of_names) = weights_in_bytes(model.words), weights_in_bytes(model.names)
    fields = {
        "words": [model.words.bias, words, len(weights)],
        "names": [model.names.bias, names, len(of_names)],
        "first": _fields(model.first),
        "final": _fields(model.final),
    }
    head = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return b"".join((head, b"\n", *map(leaves_of, (model.first.tables, model.final.tables)), weights, of_names))


def _trees(fields: dict[str, Any], leaves: bytes) -> Trees:
    return Trees(
        features=tuple(fields["features"]),
        borders=tuple(tuple(borders) for borders in fields["borders"]),
        questions=grouped(fields["questions"]),
        tables=tables_of(leaves),
        scale=fields["scale"],
        bias=fields["bias"],
    )


def _fields(trees: Trees) -> dict[str, Any]:
    fields = trees._asdict()
    del fields["tables"]
    return fields | {"questions": [question for tree in trees.questions for question in tree]}
