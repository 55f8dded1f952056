"""Samples -> tables of features, with what no fold may know left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cleaner.model.features import WordScores, Page, context_features, page_of, surface_features
from cleaner.model.oblivious_trees import Trees, evaluate
from cleaner.model.scorer import as_bytes, logistic
from cleaner.model.word_model import terms_of
from cleaner.training.alignment import EITHER
from cleaner.training.boosting import fit
from cleaner.training.corpus import Sample
from cleaner.training.lexicons import Learned, names_of
from cleaner.training.settings import (
    CLEANED,
    FOLDS,
    LONGEST_WEIGHT,
    WEIGHT_OF_CLEANED,
    WEIGHT_OF_SET,
    WEIGHT_OF_SNIPPETS,
)


class Table(NamedTuple):
    """One sample as the trees see it."""

    page: Page
    columns: dict[str, bytes]
    truth: np.ndarray
    weight: np.ndarray
    fold: int


class Ensemble(NamedTuple):
    """Trees without each fold in turn, and from everything; and every sample's scores by trees that had not seen it."""

    without: list[Trees]
    whole: Trees
    scores: list[list[float]]


def tables(samples: Sequence[Sample], folds: dict[str, int], words: Learned, names: Learned | None) -> list[Table]:
    """The surface of every sample, its lexical features from lexicons that have not seen its host."""
    return [_table(sample, folds[sample.host], words, names) for sample in samples]


def boost(of_samples: Sequence[Table]) -> Ensemble:
    """Fit one ensemble a fold and one to everything."""
    features = list(of_samples[0].columns)
    rows = [np.array([np.frombuffer(table.columns[name], np.uint8) for name in features]).T for table in of_samples]
    without = [_fit(of_samples, rows, features, fold) for fold in range(FOLDS)]
    scores = [_scores(without[table.fold], table) for table in of_samples]
    return Ensemble(without, _fit(of_samples, rows, features, None), scores)


def with_context(of_samples: Sequence[Table], scores: Sequence[list[float]]) -> list[Table]:
    """The tables with the neighbourhood, seen through the given scores."""
    return [
        table._replace(columns=table.columns | context_features(table.page, as_bytes(first)))
        for table, first in zip(of_samples, scores, strict=True)
    ]


def _table(sample: Sample, fold: int, words: Learned, names: Learned | None) -> Table:
    word_scores = WordScores(
        texts=bytes([words.without[fold].score(terms_of(block.text)) for block in sample.blocks]),
        names=bytes([names.without[fold].score(names_of(block)) for block in sample.blocks]) if names else b"",
    )
    page = page_of(sample.blocks, sample.evidence, word_scores)
    truth = np.array(sample.truth)
    weight = np.minimum(page.weights, LONGEST_WEIGHT) + 1.0
    weight = weight / (weight[truth != EITHER].sum() or 1.0) * WEIGHT_OF_SET[sample.set]
    if sample.form.endswith(CLEANED):
        weight = weight * WEIGHT_OF_CLEANED
    if sample.snippets:
        weight = weight * WEIGHT_OF_SNIPPETS
    return Table(page, surface_features(page), truth, weight, fold)


def _fit(of_samples: Sequence[Table], rows: Sequence[np.ndarray], features: list[str], left_out: int | None) -> Trees:
    chosen = [at for at, table in enumerate(of_samples) if table.fold != left_out]
    truth = np.concatenate([of_samples[at].truth for at in chosen])
    weight = np.concatenate([of_samples[at].weight for at in chosen])
    table = np.vstack([rows[at] for at in chosen])
    told = truth != EITHER
    return fit(table[told], truth[told], weight[told], features)


def _scores(trees: Trees, table: Table) -> list[float]:
    return [logistic(value) for value in evaluate(trees, table.columns, len(table.truth))]
