"""Fits trees with CatBoost and converts them to the form that `cleaner.model.oblivious_trees` evaluates."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from math import floor
from pathlib import Path
from typing import Any

import numpy as np
from catboost import CatBoostClassifier

from cleaner.model.oblivious_trees import DEPTH as EVALUATED_DEPTH
from cleaner.model.oblivious_trees import LEAVES, Trees, grouped, tables_of
from cleaner.training.settings import BORDERS, DEPTH, FEATURES_A_SPLIT, L2, LEARNING_RATE, SEED, SUBSAMPLE


def fit_trees(table: np.ndarray, truth: np.ndarray, weight: np.ndarray, features: Sequence[str], trees: int) -> Trees:
    """Fit an ensemble to a row of features a block, the truth of each row (0 or 1) and its weight."""
    booster = CatBoostClassifier(
        iterations=trees,
        depth=DEPTH,
        learning_rate=LEARNING_RATE,
        border_count=BORDERS,
        l2_leaf_reg=L2,
        bootstrap_type="Bernoulli",
        subsample=SUBSAMPLE,
        rsm=FEATURES_A_SPLIT,
        boosting_type="Plain",
        random_seed=SEED,
        allow_writing_files=False,
        verbose=False,
    )
    booster.fit(table, truth, sample_weight=weight / weight.mean())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        booster.save_model(str(path), format="json")
        return converted(json.loads(path.read_text(encoding="utf-8")), features)


def converted(model: dict[str, Any], features: Sequence[str]) -> Trees:
    """Convert CatBoost's own JSON of a model, with the values of the leaves rounded to 255 steps.

    A step is a 255th of the range of the widest tree. Over two hundred trees the rounding errors add up to a few
    hundredths of log-odds, which is too little to matter.
    """
    used = sorted({_border(split) for tree in model["oblivious_trees"] for split in tree["splits"]})
    question = {border: at for at, border in enumerate(used)}
    columns = sorted({feature for feature, _ in used})
    questions: list[int] = []
    values = []
    for tree in model["oblivious_trees"]:
        asked = [question[_border(split)] for split in tree["splits"]]
        # A tree that stopped early asks its last question again; the leaves this adds are never reached.
        asked += [asked[-1]] * (EVALUATED_DEPTH - len(asked))
        questions += asked
        values.append(_leaves(tree["leaf_values"], len(tree["splits"])))
    low = np.array([of_tree.min() for of_tree in values])
    scale = max(float((of_tree - least).max()) for of_tree, least in zip(values, low, strict=True)) / 255
    steps = (np.rint((of_tree - least) / scale) for of_tree, least in zip(values, low, strict=True))
    leaves = b"".join(of_tree.astype(np.uint8).tobytes() for of_tree in steps)
    factor, offset = model["scale_and_bias"]
    return Trees(
        features=tuple(features[column] for column in columns),
        borders=tuple(tuple(border for feature, border in used if feature == column) for column in columns),
        questions=grouped(questions),
        tables=tables_of(leaves),
        scale=scale * factor,
        bias=float(low.sum()) * factor + float(np.sum(offset)),
    )


def _border(split: dict[str, Any]) -> tuple[int, int]:
    """The index of the feature that a split asks about, and the largest byte below its border."""
    return split["float_feature_index"], floor(split["border"])


def _leaves(values: list[float], depth: int) -> np.ndarray:
    """The leaves of a tree of any depth as those of a tree of full depth, which repeats the last question."""
    full = np.zeros(LEAVES)
    for leaf in range(LEAVES):
        full[leaf] = values[leaf & ((1 << depth) - 1)]
    return full
