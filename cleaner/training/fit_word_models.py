"""Fits the word models: a logistic regression over the terms of blocks, and one over the names in the markup."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from cleaner.document import Block
from cleaner.model.word_model import UNITS_A_LOG_ODDS, WordModel, names_around, terms_of
from cleaner.text.stats import measure
from cleaner.training.alignment import EITHER
from cleaner.training.samples import Sample
from cleaner.training.settings import (
    FOLDS,
    WORDS_MAX_BLOCK_WORDS,
    WORDS_MIN_HOSTS,
    WORDS_MIN_WEIGHT,
    WORDS_PENALTY,
)


class CrossFittedWords(NamedTuple):
    """A model from everything, and for each fold one that has not seen it."""

    whole: WordModel
    without_fold: list[WordModel]


class _TermTable(NamedTuple):
    """A row a block: its terms, its truth (0 or 1), its weight, and the fold of its host."""

    terms: list[frozenset[str]]
    truth: np.ndarray
    weight: np.ndarray
    fold: np.ndarray


def fit_words(samples: Sequence[Sample], folds: dict[str, int]) -> CrossFittedWords:
    """Fit the model of the words of a text."""
    return _cross_fit(samples, folds, lambda block: terms_of(block.text))


def fit_names(samples: Sequence[Sample], folds: dict[str, int]) -> CrossFittedWords:
    """Fit the model of class and id words to samples of HTML."""
    return _cross_fit(samples, folds, names_of)


def names_of(block: Block) -> frozenset[str]:
    """The class and id words around a block."""
    return names_around(block.markup.container) if block.markup else frozenset()


def _cross_fit(
    samples: Sequence[Sample], folds: dict[str, int], terms_in: Callable[[Block], frozenset[str]]
) -> CrossFittedWords:
    table, hosts = _table(samples, folds, terms_in)
    known = sorted(term for term, of in hosts.items() if len(of) >= WORDS_MIN_HOSTS)
    matrix = _matrix(table.terms, {term: at for at, term in enumerate(known)})
    without_fold = [_fit(matrix, table, table.fold != fold, known) for fold in range(FOLDS)]
    return CrossFittedWords(_fit(matrix, table, table.fold >= 0, known), without_fold)


def _table(
    samples: Sequence[Sample], folds: dict[str, int], terms_in: Callable[[Block], frozenset[str]]
) -> tuple[_TermTable, dict[str, set[str]]]:
    """The table, and the hosts of each term."""
    hosts: dict[str, set[str]] = defaultdict(set)
    terms, truth, weight, fold = [], [], [], []
    for sample in samples:
        if sample.is_cleaned:
            continue
        sizes = [min(measure(block.text).words, WORDS_MAX_BLOCK_WORDS) + 2.0 for block in sample.blocks]
        for block, answer, size in zip(sample.blocks, sample.truth, sizes, strict=True):
            if answer == EITHER:
                continue
            found = terms_in(block)
            terms.append(found)
            truth.append(answer)
            weight.append(size / sum(sizes))
            fold.append(folds[sample.host])
            for term in found:
                hosts[term].add(sample.host)
    weights = np.array(weight)
    return _TermTable(terms, np.array(truth), weights / weights.mean(), np.array(fold)), hosts


def _matrix(terms: list[frozenset[str]], column: dict[str, int]) -> sparse.csr_matrix:
    """A row a block, a column a term; each row has a length of one, as in `WordModel.score`."""
    starts, columns = [0], []
    for of_block in terms:
        columns += sorted(column[term] for term in of_block if term in column)
        starts.append(len(columns))
    counts = np.maximum(1, np.diff(starts))
    values = np.repeat(1.0 / np.sqrt(counts), np.diff(starts))
    return sparse.csr_matrix((values, columns, starts), shape=(len(terms), len(column)))


def _fit(matrix: sparse.csr_matrix, table: _TermTable, chosen: np.ndarray, known: list[str]) -> WordModel:
    # Newton steps: the default solver takes ten times as long and stops farther from the optimum.
    model = LogisticRegression(C=WORDS_PENALTY, solver="newton-cg", tol=1e-5)
    model.fit(matrix[chosen], table.truth[chosen], sample_weight=table.weight[chosen])
    weights = {
        term: round(float(value) * UNITS_A_LOG_ODDS)
        for term, value in zip(known, model.coef_[0], strict=True)
        if abs(value) >= WORDS_MIN_WEIGHT
    }
    return WordModel(round(float(model.intercept_[0]), 4), weights)
