"""Samples -> tables of features, and ensembles of trees fitted to them; nothing is scored by what has seen its host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleaner.model.features import Page, WordScores, page_of, surface_features
from cleaner.model.oblivious_trees import Trees, evaluate
from cleaner.model.scorer import as_bytes, logistic, second_look
from cleaner.model.word_model import terms_of
from cleaner.training.alignment import EITHER
from cleaner.training.fit_trees import fit_trees
from cleaner.training.fit_word_models import CrossFittedWords, names_of
from cleaner.training.samples import Sample
from cleaner.training.settings import (
    FOLDS,
    MAX_BLOCK_WEIGHT_WORDS,
    WEIGHT_OF_CLEANED,
    WEIGHT_OF_SET,
    WEIGHT_OF_SNIPPETS,
)


class FeatureTable(NamedTuple):
    """One sample as the trees see it: a column a feature, a row a block, with the truth and the weight of each row."""

    page: Page
    columns: dict[str, bytes]
    truth: np.ndarray
    weight: np.ndarray
    fold: int


class CrossFittedTrees(NamedTuple):
    """Trees from everything, for each fold trees that have not seen it, and the scores of each table by those."""

    whole: Trees
    without_fold: list[Trees]
    scores: list[list[float]]


def surface_tables(
    samples: Sequence[Sample], folds: dict[str, int], words: CrossFittedWords, names: CrossFittedWords | None
) -> list[FeatureTable]:
    """The surface features of every sample; there are no `names` for plain text."""
    return [_table(sample, folds[sample.host], words, names) for sample in samples]


def context_tables(tables: Sequence[FeatureTable], scores: Sequence[list[float]]) -> list[FeatureTable]:
    """The tables with context features as well, by the given scores of each block."""
    return [
        table._replace(columns=table.columns | second_look(table.page, as_bytes(first)))
        for table, first in zip(tables, scores, strict=True)
    ]


def cross_fit_trees(tables: Sequence[FeatureTable], trees: int) -> CrossFittedTrees:
    """Fit an ensemble of as many trees to everything, and one without each fold."""
    features = list(tables[0].columns)
    rows = [np.array([np.frombuffer(table.columns[name], np.uint8) for name in features]).T for table in tables]
    without_fold = [_fit(tables, rows, features, fold, trees) for fold in range(FOLDS)]
    scores = [_scores(without_fold[table.fold], table) for table in tables]
    return CrossFittedTrees(_fit(tables, rows, features, None, trees), without_fold, scores)


def _table(sample: Sample, fold: int, words: CrossFittedWords, names: CrossFittedWords | None) -> FeatureTable:
    of_words, of_names = words.without_fold[fold], names.without_fold[fold] if names else None
    word_scores = WordScores(
        texts=bytes([of_words.score(terms_of(block.text)) for block in sample.blocks]),
        names=bytes([of_names.score(names_of(block)) for block in sample.blocks]) if of_names else b"",
    )
    page = page_of(sample.blocks, sample.evidence, word_scores)
    truth = np.array(sample.truth)
    weight = np.minimum(page.weights, MAX_BLOCK_WEIGHT_WORDS) + 1.0
    weight = weight / (weight[truth != EITHER].sum() or 1.0) * WEIGHT_OF_SET.get(sample.set, 1.0)
    if sample.is_cleaned:
        weight = weight * WEIGHT_OF_CLEANED
    if sample.snippets:
        weight = weight * WEIGHT_OF_SNIPPETS
    return FeatureTable(page, surface_features(page), truth, weight, fold)


def _fit(
    tables: Sequence[FeatureTable], rows: Sequence[np.ndarray], features: list[str], left_out: int | None, trees: int
) -> Trees:
    chosen = [at for at, table in enumerate(tables) if table.fold != left_out]
    truth = np.concatenate([tables[at].truth for at in chosen])
    weight = np.concatenate([tables[at].weight for at in chosen])
    table = np.vstack([rows[at] for at in chosen])
    known = truth != EITHER
    return fit_trees(table[known], truth[known], weight[known], features, trees)


def _scores(trees: Trees, table: FeatureTable) -> list[float]:
    return [logistic(value) for value in evaluate(trees, table.columns, len(table.truth))]
