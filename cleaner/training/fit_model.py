"""Samples of one kind of document -> its model, and one for each fold that has not seen the fold's hosts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.document import Block, Kind, LabelledBlock
from cleaner.model.oblivious_trees import Trees
from cleaner.model.scorer import Model
from cleaner.model.word_model import WordModel
from cleaner.pipeline import Labeller, settle
from cleaner.policy import DEFAULT, select
from cleaner.render.as_text import NOT_BODY
from cleaner.training.feature_tables import context_tables, cross_fit_trees, surface_tables
from cleaner.training.fit_word_models import fit_names, fit_words
from cleaner.training.samples import Sample
from cleaner.training.settings import LEAN_OF_TEXT, TREES_OF_FINAL, TREES_OF_FIRST

_NO_NAMES = WordModel(0.0, {})


class CrossFittedModel(NamedTuple):
    """A model from everything, and for each fold one that has not seen it."""

    whole: Model
    without_fold: list[Model]


def fit_model(samples: Sequence[Sample], folds: dict[str, int], kind: Kind) -> CrossFittedModel:
    """Fit the word models and both ensembles of trees."""
    words = fit_words(samples, folds)
    names = fit_names(samples, folds) if kind is Kind.HTML else None
    tables = surface_tables(samples, folds, words, names)
    first = cross_fit_trees(tables, TREES_OF_FIRST)
    final = cross_fit_trees(context_tables(tables, first.scores), TREES_OF_FINAL)
    without_fold = [
        Model(words.without_fold[fold], names.without_fold[fold] if names else _NO_NAMES, one, _leaning(two, kind))
        for fold, (one, two) in enumerate(zip(first.without_fold, final.without_fold, strict=True))
    ]
    whole = Model(words.whole, names.whole if names else _NO_NAMES, first.whole, _leaning(final.whole, kind))
    return CrossFittedModel(whole, without_fold)


def _leaning(trees: Trees, kind: Kind) -> Trees:
    return trees._replace(bias=trees.bias + LEAN_OF_TEXT) if kind is Kind.TEXT else trees


def cleaned(sample: Sample, model: Model) -> tuple[LabelledBlock, ...]:
    """Label a sample with a model."""
    return select(sample.blocks, settle(sample.blocks, sample.kind, Labeller(model), DEFAULT), DEFAULT)


def body_of(blocks: Sequence[LabelledBlock]) -> list[Block]:
    """The kept blocks that gold texts have too: no title, standfirst or byline."""
    return [one.block for one in blocks if one.kept and one.label not in NOT_BODY]
