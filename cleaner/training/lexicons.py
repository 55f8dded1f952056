"""Learns the lexicons: a logistic regression over the words of blocks, and one over the names in the markup."""

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
from cleaner.training.corpus import Sample
from cleaner.training.settings import (
    CLEANED,
    FOLDS,
    LEXICON_FEWEST_HOSTS,
    LEXICON_PENALTY,
    LEXICON_SMALLEST,
    LEXICON_WORD_WEIGHT,
)


class Learned(NamedTuple):
    """A lexicon without each fold in turn, and one from everything."""

    without: list[WordModel]
    whole: WordModel


class _Rows(NamedTuple):
    words: list[frozenset[str]]
    truth: np.ndarray
    weight: np.ndarray
    fold: np.ndarray


def learn_words(samples: Sequence[Sample], folds: dict[str, int]) -> Learned:
    """Learn the lexicon of words."""
    return _learn(samples, folds, lambda block: terms_of(block.text))


def learn_names(samples: Sequence[Sample], folds: dict[str, int]) -> Learned:
    """Learn the lexicon of class and id words; HTML samples only."""
    return _learn(samples, folds, names_of)


def names_of(block: Block) -> frozenset[str]:
    """The class and id words around a block."""
    return names_around(block.markup.container) if block.markup else frozenset()


def _learn(samples: Sequence[Sample], folds: dict[str, int], read: Callable[[Block], frozenset[str]]) -> Learned:
    rows, hosts = _rows(samples, folds, read)
    known = sorted(word for word, of in hosts.items() if len(of) >= LEXICON_FEWEST_HOSTS)
    column = {word: at for at, word in enumerate(known)}
    matrix = _matrix(rows.words, column)
    without = [_fit(matrix, rows, rows.fold != fold, known) for fold in range(FOLDS)]
    return Learned(without, _fit(matrix, rows, rows.fold >= 0, known))


def _rows(
    samples: Sequence[Sample], folds: dict[str, int], read: Callable[[Block], frozenset[str]]
) -> tuple[_Rows, dict[str, set[str]]]:
    hosts: dict[str, set[str]] = defaultdict(set)
    words, truth, weight, fold = [], [], [], []
    for sample in samples:
        if sample.form.endswith(CLEANED):
            continue
        sizes = [min(measure(block.text).words, LEXICON_WORD_WEIGHT) + 2.0 for block in sample.blocks]
        for block, answer, size in zip(sample.blocks, sample.truth, sizes, strict=True):
            if answer == EITHER:
                continue
            found = read(block)
            words.append(found)
            truth.append(answer)
            weight.append(size / sum(sizes))
            fold.append(folds[sample.host])
            for word in found:
                hosts[word].add(sample.host)
    of_rows = np.array(weight)
    return _Rows(words, np.array(truth), of_rows / of_rows.mean(), np.array(fold)), hosts


def _matrix(words: list[frozenset[str]], column: dict[str, int]) -> sparse.csr_matrix:
    """A row a block; its words share a length of one, as WordModel.score has it."""
    starts, columns = [0], []
    for of_block in words:
        columns += sorted(column[word] for word in of_block if word in column)
        starts.append(len(columns))
    counts = np.maximum(1, np.diff(starts))
    values = np.repeat(1.0 / np.sqrt(counts), np.diff(starts))
    return sparse.csr_matrix((values, columns, starts), shape=(len(words), len(column)))


def _fit(matrix: sparse.csr_matrix, rows: _Rows, chosen: np.ndarray, known: list[str]) -> WordModel:
    # Newton steps: the default solver takes ten times as long and stops farther from the optimum.
    model = LogisticRegression(C=LEXICON_PENALTY, solver="newton-cg", tol=1e-5)
    model.fit(matrix[chosen], rows.truth[chosen], sample_weight=rows.weight[chosen])
    weights = {
        word: round(float(value) * UNITS_A_LOG_ODDS)
        for word, value in zip(known, model.coef_[0], strict=True)
        if abs(value) >= LEXICON_SMALLEST
    }
    return WordModel(round(float(model.intercept_[0]), 4), weights)
